#include <fmt/core.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "indexer/worker/worker.hpp"
#include "tools/cli/command.hpp"
#include "tools/flows/indexing.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

/// Where LibreOffice is, which opens DOC, WPS, RTF, XLS and PPT; empty when it is not installed.
std::string find_in_path(std::string_view program) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    const std::string candidate = std::string(rest.substr(0, colon)) + "/" + std::string(program);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  }
  return "";
}

struct Report {
  ArchiveStatus archive;
  flows::IndexState index;
  std::string sandbox, office;
  bool sandbox_complete = false;
};

class StatusCommand final : public Command {
 public:
  std::string_view name() const override { return "status"; }
  std::string_view help() const override { return "档案概况：数量、日志根、索引进度、沙箱"; }
  std::string_view examples() const override { return "  anjuan status\n  anjuan status --json"; }
  void declare(Arguments& /*arguments*/) override {}
  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(Archive* const archive, context.archive());
    Report report;
    TRY_ASSIGN(report.archive, archive->status());
    report.index = flows::index_state(*archive);
    Worker worker(default_helper(), WorkerLimits{});
    const auto sandbox = worker.sandbox();
    report.sandbox = sandbox ? sandbox->parts : "不可用：" + sandbox.error().message;
    report.sandbox_complete = sandbox && sandbox->complete;
    report.office = find_in_path("soffice");
    if (context.json) {
      print_json(context, *archive, report);
    } else {
      print_text(context, *archive, report);
    }
    return ExitCode::done;
  }

 private:
  static void print_json(Context& context, const Archive& archive, const Report& report) {
    const ArchiveStatus& s = report.archive;
    json::object index{{"usable", report.index.usable}, {"documents", report.index.documents}, {"behind", report.index.behind}};
    if (report.index.cursor) index["cursor"] = *report.index.cursor;
    if (!report.index.trouble.empty()) index["trouble"] = report.index.trouble;
    json::object out;
    out["archive"] = archive.root().string();
    out["fonds"] = {{"code", s.fonds.code}, {"name", s.fonds.name}};
    out["items"] = {{"total", s.items}, {"stored", s.items_stored}, {"read", s.items_read}, {"unreadable", s.items_unreadable}, {"destroyed", s.items_destroyed}};
    out["matters"] = s.matters;
    out["objects"] = {{"count", s.objects}, {"bytes", s.object_bytes}, {"sm3_missing", s.sm3_missing}};
    out["packs"] = {{"count", s.packs}, {"bytes", s.pack_bytes}};
    out["journal"] = {{"entries", s.entries}, {"root", to_hex(s.root)}};
    out["index"] = std::move(index);
    out["sandbox"] = {{"parts", report.sandbox}, {"complete", report.sandbox_complete}};
    out["libreoffice"] = report.office;
    context.out.json_line(out);
  }

  static void print_text(Context& context, const Archive& archive, const Report& report) {
    const ArchiveStatus& s = report.archive;
    const auto row = [&](std::string_view label, const std::string& value) { context.out.line(padded(label, 10) + value); };
    row("档案", archive.root().string());
    row("全宗", s.fonds.code + " " + s.fonds.name);
    row("件", fmt::format("{}（待读 {}，已读 {}，不可读 {}{}）", s.items, s.items_stored, s.items_read, s.items_unreadable,
                           s.items_destroyed == 0 ? "" : fmt::format("，已销毁 {}", s.items_destroyed)));
    row("信访事项", std::to_string(s.matters));
    row("对象", fmt::format("{} 个，{}，缺 SM3 {} 个", s.objects, human_bytes(s.object_bytes), s.sm3_missing));
    row("包", fmt::format("{} 个，{}", s.packs, human_bytes(s.pack_bytes)));
    row("日志", fmt::format("{} 条，根 {}", s.entries, to_hex(s.root)));
    if (report.index.usable) {
      const bool more = report.index.behind >= flows::k_count_behind;
      row("索引", fmt::format("{} 件，{}", report.index.documents,
                              report.index.behind == 0 ? "已跟上日志"
                                                       : fmt::format("落后 {} 件{}（运行 anjuan index）", report.index.behind, more ? "以上" : "")));
    } else {
      row("索引", "不可用：" + report.index.trouble);
    }
    row("沙箱", report.sandbox + (report.sandbox_complete ? "" : "（不完整）"));
    row("办公软件", report.office.empty() ? "未安装 LibreOffice：DOC、WPS、RTF、XLS、PPT 只收存，不能读出文字" : "LibreOffice " + report.office);
  }
};

}  // namespace

CommandPtr make_status_command() { return std::make_unique<StatusCommand>(); }

}  // namespace anjuan::cli
