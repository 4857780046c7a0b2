#include <fmt/core.h>

#include "archive/base/utf8.hpp"
#include "query/language/lexer.hpp"

namespace anjuan::language {
namespace {

constexpr std::size_t k_shown_before = 28, k_shown_after = 28;  // characters of a long query on each side of its fault

struct Range {
  char32_t first, last;
};
constexpr Range k_wide[] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                            {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};
constexpr Range k_no_width[] = {{0x0300, 0x036F}, {0x200B, 0x200F}, {0x202A, 0x202E},  {0x2060, 0x2069},
                                {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xE0000, 0xE0FFF}};

template <std::size_t n>
bool within(char32_t c, const Range (&ranges)[n]) {
  for (const Range& range : ranges) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

}  // namespace

tl::unexpected<Error> query_error(std::string_view query, std::size_t at, std::string_view why) {
  std::vector<char32_t> characters;
  std::size_t column = 0;
  for (std::size_t i = 0; i < query.size();) {
    if (i < at) ++column;
    characters.push_back(next_utf8(query, i));
  }
  const std::size_t first = column > k_shown_before ? column - k_shown_before : 0;
  const std::size_t last = std::min(characters.size(), column + k_shown_after);
  std::string shown = first > 0 ? "…" : "";
  std::string caret = first > 0 ? " " : "";
  for (std::size_t i = first; i < last; ++i) {
    // The caret line is padded with blanks as wide as what stands above, so that it points right on a terminal.
    const char32_t c = characters[i];
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
    if (within(c, k_no_width)) continue;
    append_utf8(shown, control ? U' ' : c);
    if (i < column) caret += within(c, k_wide) ? "\u3000" : " ";
  }
  if (last < characters.size()) shown += "…";
  return fail(ErrorCode::invalid_argument, fmt::format("查询第 {} 个字符：{}\n{}\n{}^", column + 1, why, shown, caret));
}

}  // namespace anjuan::language
