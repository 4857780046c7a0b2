#include "tools/print/paper_code.hpp"

#include <algorithm>

#include "archive/base/utf8.hpp"

namespace anjuan::print {

namespace {

bool is_sound(std::string_view part) {
  return !part.empty() && is_utf8(part) && std::none_of(part.begin(), part.end(), [](char c) { return c == '|' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// What one page says of itself.
struct Verdict {
  bool silent = false;  ///< no code of ours
  std::optional<PaperCode> code;
  std::string reason;
};

Verdict judge(const PageCodes& page, const std::function<bool(const PaperCode&)>& is_known) {
  std::vector<PaperCode> known;
  std::string unknown;
  for (const PageCode& each : page.codes) {
    const std::optional<PaperCode> code = parse_paper_code(each.text);
    if (!code) continue;
    if (!is_known(*code)) {
      unknown = code->number;
    } else {
      known.push_back(*code);
    }
  }
  if (known.empty() && unknown.empty()) return {true, std::nullopt, ""};
  if (known.empty()) return {false, std::nullopt, "二维码上的编号“" + unknown + "”不存在"};
  for (const PaperCode& code : known) {
    if (code.number != known.front().number) return {false, std::nullopt, "同一页上有两个编号：“" + known.front().number + "”“" + code.number + "”"};
  }
  return {false, known.front(), ""};
}

}  // namespace

Result<std::string> to_text(const PaperCode& code) {
  for (const std::string* part : {&code.part, &code.number}) {
    if (!is_sound(*part)) return fail(ErrorCode::invalid_argument, "二维码内容不能为空，也不能含“|”或控制字符：" + to_shown_utf8(*part));
  }
  return std::string(k_paper_prefix) + code.part + "|" + code.number;
}

std::optional<PaperCode> parse_paper_code(std::string_view text) {
  if (!text.starts_with(k_paper_prefix)) return std::nullopt;
  text.remove_prefix(k_paper_prefix.size());
  const std::size_t bar = text.find('|');
  if (bar == std::string_view::npos || !is_sound(text.substr(0, bar)) || !is_sound(text.substr(bar + 1))) return std::nullopt;
  return PaperCode{std::string(text.substr(0, bar)), std::string(text.substr(bar + 1))};
}

std::vector<PageGroup> split(const std::vector<PageCodes>& pages, const std::function<bool(const PaperCode&)>& is_known) {
  std::vector<PageGroup> groups;
  for (const PageCodes& page : pages) {
    const Verdict verdict = judge(page, is_known);
    const bool goes_on = !groups.empty() && (verdict.silent || (groups.back().code == verdict.code && groups.back().reason == verdict.reason));
    if (goes_on) {
      groups.back().pages.last = page.page;
    } else {
      groups.push_back({{page.page, page.page}, verdict.code, verdict.silent ? "第一个二维码之前的页" : verdict.reason});
    }
  }
  return groups;
}

Result<std::vector<PageGroup>> split_batch(Worker& worker, const std::function<Status(ByteSink&)>& copy_input, const std::string& name, const std::function<bool(const PaperCode&)>& is_known) {
  TRY_ASSIGN(const std::vector<PageCodes> pages, worker.codes(copy_input, name));
  return split(pages, is_known);
}

}  // namespace anjuan::print
