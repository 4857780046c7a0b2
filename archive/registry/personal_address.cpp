#include <unicode/uchar.h>

#include <algorithm>

#include "archive/base/simplified.hpp"
#include "archive/base/utf8.hpp"
#include "archive/registry/personal_values.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

std::u32string to_u32(const std::string& text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out += next_utf8(text, at);
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

constexpr std::u32string_view k_divisions = U"省市州盟县区旗";

/// How long the division is that begins at `from` (昆山市, 内蒙古自治区), 0 when none does. It ends with its kind, within 8 characters, and spans nothing that
/// belongs to a street.
std::size_t division_at(std::u32string_view text, std::size_t from) {
  constexpr std::size_t k_longest = 8;
  for (std::size_t n = 0; n < k_longest && from + n < text.size(); ++n) {
    const char32_t c = text[from + n];
    if (is_one_of(c, U"镇乡街道路村巷弄号组队楼厂场") || !u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC)) return 0;
    if (n == 0 || !is_one_of(c, k_divisions)) continue;
    // 小区, 社区, 校区, 园区 … are places to live, not divisions.
    if (c == U'区' && is_one_of(text[from + n - 1], U"小社校园厂院片景")) return 0;
    // 苏州市, 周市镇, 市中路: the first sign of a division may be part of a name.
    const bool goes_on = from + n + 1 < text.size() && (is_one_of(text[from + n + 1], k_divisions) || is_one_of(text[from + n + 1], U"镇乡街路"));
    if (!goes_on) return n + 1;
  }
  return 0;
}

/// Lengths of the divisions at the head: province, city, county, as far as they stand.
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

std::u32string without_country(std::u32string text) {
  for (const std::u32string_view country : {std::u32string_view(U"中华人民共和国"), std::u32string_view(U"中国")}) {
    if (text.starts_with(country)) return text.substr(country.size());
  }
  return text;
}

}  // namespace

std::string read_address(std::string_view typed) {
  std::u32string text;
  for (const char32_t c : to_u32(typed_form(typed))) {
    if (c == U'#') text += U'号';
    else if (c == U'-' || c == U'—' || c == U'–' || c == U'‐') text += U'-';
    else if (!u_ispunct(static_cast<UChar32>(c))) text += simplified(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  text = without_country(std::move(text));
  const std::vector<std::size_t> lengths = divisions_of(text);
  std::size_t dropped = 0;
  for (std::size_t i = 0, at = 0; i < lengths.size(); ++i) {
    at += lengths[i];
    const std::u32string_view head = std::u32string_view(text).substr(0, at);
    const bool province = i == 0 && (head.ends_with(U"省") || head.ends_with(U"自治区"));
    const bool more = i + 1 < lengths.size();
    const bool above_county = more && is_one_of(text[at + lengths[i + 1] - 1], U"市县旗") && dropped == at - lengths[i];
    if (province || above_county) dropped = at;
  }
  return to_utf8(std::u32string_view(text).substr(dropped));
}

std::string mask_address(std::string_view typed) {
  const std::u32string text = to_u32(typed_form(typed));
  if (text.empty()) return {};
  std::size_t shown = 0;
  for (const std::size_t length : divisions_of(text)) shown += length;
  if (shown == 0) {
    constexpr std::size_t k_head = 6;
    const auto digit = std::find_if(text.begin(), text.end(), [](char32_t c) { return u_isalnum(static_cast<UChar32>(c)) && !u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC); });
    // Of a short one something must stay hidden too.
    shown = std::min({k_head, static_cast<std::size_t>(digit - text.begin()), text.size() / 2});
  }
  return to_utf8(std::u32string_view(text).substr(0, shown)) + "****";
}

}  // namespace anjuan::registry
