#include <unicode/uchar.h>

#include <algorithm>

#include "archive/base/simplified.hpp"
#include "archive/registry/divisions.hpp"
#include "archive/registry/personal_values.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

std::u32string without_country(std::u32string text) {
  for (const std::u32string_view country : {std::u32string_view(U"中华人民共和国"), std::u32string_view(U"中国")}) {
    if (text.starts_with(country)) return text.substr(country.size());
  }
  return text;
}

}  // namespace

std::string read_address(std::string_view typed) {
  std::u32string text;
  for (const char32_t c : code_points(typed_form(typed))) {
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
  return utf8_of(std::u32string_view(text).substr(dropped));
}

std::string mask_address(std::string_view typed) {
  const std::u32string text = code_points(typed_form(typed));
  if (text.empty()) return {};
  std::u32string plain = text;
  std::transform(plain.begin(), plain.end(), plain.begin(), simplified);
  std::size_t shown = 0;
  for (const std::size_t length : divisions_of(plain)) shown += length;
  if (shown == 0) {
    constexpr std::size_t k_head = 6;
    const auto other = std::find_if(text.begin(), text.end(), [](char32_t c) { return !u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC); });
    // Of a short one something must stay hidden too.
    shown = std::min({k_head, static_cast<std::size_t>(other - text.begin()), text.size() / 2});
  }
  return utf8_of(std::u32string_view(text).substr(0, shown)) + "****";
}

}  // namespace anjuan::registry
