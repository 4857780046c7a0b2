#include "tools/cli/reporter.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>

namespace anjuan::cli {

namespace json = boost::json;
using flows::ItemEvent;
using flows::ItemStatus;
using flows::Phase;
using std::chrono::steady_clock;

static constexpr std::chrono::milliseconds k_redraw{100};

Reporter::Reporter(Context& context)
    : m_context(context), m_bar(is_terminal(STDERR_FILENO)), m_phase_began(steady_clock::now()), m_drawn(m_phase_began) {}
Reporter::~Reporter() { clear(); }

static const char* chinese(ItemStatus status) {
  switch (status) {
    case ItemStatus::stored: return "已存";
    case ItemStatus::duplicate: return "重复";
    case ItemStatus::refused: return "拒收";
    case ItemStatus::read: return "已读";
    case ItemStatus::unreadable: return "不可读";
  }
  return "";
}

static json::object json_of(const ItemEvent& event) {
  json::object line;
  line["path"] = event.path;
  line["status"] = flows::to_string(event.status);
  if (event.item) line["item"] = event.item->value;
  if (event.digest) line["digest"] = event.digest->to_string();
  line["bytes"] = event.bytes;
  if (event.status == ItemStatus::read) line["pages"] = event.pages;
  if (!event.reason.empty()) line["reason"] = event.reason;
  return line;
}

void Reporter::event(const ItemEvent& event) {
  if (m_context.json) return m_context.out.json_line(json_of(event));
  if (m_quiet_duplicates && event.status == ItemStatus::duplicate) return;
  clear();
  std::string line = padded(chinese(event.status), 8) + padded(event.item ? event.item->value : "-", 19) + event.path;
  if (event.status == ItemStatus::read) line += fmt::format("（{} 页）", event.pages);
  if (!event.reason.empty()) line += "：" + event.reason;
  m_context.out.line(line);
}

void Reporter::flush() {
  clear();
  m_context.out.flush();
}

void Reporter::clear() {
  if (m_shown) std::fputs("\r\033[K", stderr);
  m_shown = false;
}

void Reporter::progress(const flows::Progress& progress) {
  if (!m_bar) return;
  const auto now = steady_clock::now();
  if (progress.phase != m_phase) {
    m_phase = progress.phase;
    m_phase_began = now;
  }
  if (now - m_drawn < k_redraw) return;
  m_drawn = now;
  static constexpr const char* k_names[] = {"收存", "读取", "摘要 SM3", "索引", "核对"};
  const double seconds = std::max(0.001, std::chrono::duration<double>(now - m_phase_began).count());
  std::string text = fmt::format("{} {}", k_names[static_cast<int>(progress.phase)], progress.done);
  if (progress.total > 0) text += fmt::format("/{}", progress.total);
  text += fmt::format("  {:.1f}/秒", static_cast<double>(progress.done) / seconds);
  double share = 0;
  if (progress.bytes_total > 0) {
    text += "  " + human_bytes(static_cast<std::uint64_t>(static_cast<double>(progress.bytes_done) / seconds)) + "/秒";
    share = static_cast<double>(progress.bytes_done) / static_cast<double>(progress.bytes_total);
  } else if (progress.total > 0) {
    share = static_cast<double>(progress.done) / static_cast<double>(progress.total);
  }
  if (share > 0) {
    constexpr int k_cells = 20;
    const int full = std::min(k_cells, static_cast<int>(share * k_cells));
    std::string bar;
    for (int i = 0; i < k_cells; ++i) bar += i < full ? "█" : "░";
    text = bar + fmt::format(" {:3.0f}%  ", std::min(1.0, share) * 100) + text + "  剩余 " + human_seconds(seconds / share - seconds);
  }
  std::fprintf(stderr, "\r\033[K%s", text.c_str());
  std::fflush(stderr);
  m_shown = true;
}

static json::object json_of(const flows::Summary& summary) {
  json::object line;
  if (summary.rows > 0) line["rows"] = summary.rows;
  line["stored"] = summary.stored;
  line["duplicate"] = summary.duplicate;
  line["refused"] = summary.refused;
  line["read"] = summary.read;
  line["unreadable"] = summary.unreadable;
  line["bytes"] = summary.bytes;
  line["sm3"] = summary.digested;
  line["indexed"] = summary.indexed;
  line["interrupted"] = summary.interrupted;
  const auto rounded = [](double seconds) { return static_cast<double>(static_cast<std::int64_t>(seconds * 1000 + 0.5)) / 1000; };
  line["seconds"] = {{"capture", rounded(summary.capture_seconds)},
                     {"read", rounded(summary.read_seconds)},
                     {"sm3", rounded(summary.digest_seconds)},
                     {"index", rounded(summary.index_seconds)}};
  return line;
}

void print_summary(Context& context, const flows::Summary& summary) {
  if (context.json) return context.out.json_line(json::object{{"summary", json_of(summary)}});
  context.out.line(fmt::format("合计：已存 {}，重复 {}，拒收 {}，已读 {}，不可读 {}，入索引 {}（{}）{}", summary.stored, summary.duplicate,
                               summary.refused, summary.read, summary.unreadable, summary.indexed, human_bytes(summary.bytes),
                               summary.interrupted ? "；已中断，重新运行同一命令即可继续" : ""));
  context.out.line(fmt::format("用时：收存 {}，读取 {}，SM3 {}，索引 {}", human_seconds(summary.capture_seconds),
                               human_seconds(summary.read_seconds), human_seconds(summary.digest_seconds), human_seconds(summary.index_seconds)));
}

}  // namespace anjuan::cli
