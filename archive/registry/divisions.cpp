#include "archive/registry/divisions.hpp"

#include <unicode/uchar.h>

namespace anjuan::registry {

namespace {

constexpr std::u32string_view k_divisions = U"省市州盟县区旗";

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

/// How long the division is that begins at `from` (昆山市, 内蒙古自治区), 0 when none does. It ends with its kind, within 8 characters, and spans nothing that
/// belongs to a street.
std::size_t division_at(std::u32string_view text, std::size_t from) {
  constexpr std::size_t k_longest = 8;
  for (std::size_t n = 0; n < k_longest && from + n < text.size(); ++n) {
    const char32_t c = text[from + n];
    if (is_one_of(c, U"镇乡街道路村巷弄号组队楼厂场") || !u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC)) return 0;
    if (n == 0 || !is_one_of(c, k_divisions)) continue;
    if (n == 1 && is_one_of(text[from], U"本我该全各")) return 0;  // 本市 names no place
    // 小区, 社区, 校区, 园区 … are places to live, not divisions.
    if (c == U'区' && is_one_of(text[from + n - 1], U"小社校园厂院片景")) return 0;
    // 苏州市, 周市镇, 市中路: the first sign of a division may be part of a name.
    const bool goes_on = from + n + 1 < text.size() && (is_one_of(text[from + n + 1], k_divisions) || is_one_of(text[from + n + 1], U"镇乡街路"));
    if (!goes_on) return n + 1;
  }
  return 0;
}

}  // namespace

std::vector<std::size_t> divisions_of(std::u32string_view text) {
  std::vector<std::size_t> lengths;
  std::size_t at = 0;
  while (lengths.size() < 3) {
    const std::size_t length = division_at(text, at);
    if (length == 0) break;
    lengths.push_back(length);
    at += length;
    if (is_one_of(text[at - 1], U"县旗") || (text[at - 1] == U'区' && !text.substr(0, at).ends_with(U"自治区"))) break;
  }
  return lengths;
}

}  // namespace anjuan::registry
