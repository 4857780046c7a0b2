#include "archive/registry/typed_text.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <utility>

#include "archive/base/simplified.hpp"
#include "archive/base/utf8.hpp"

namespace anjuan::registry {

namespace {

/// Most of what is typed here: unchanged by NFKC whatever stands beside it.
bool is_plain_han(char32_t c) { return c >= 0x4E00 && c <= 0x9FFF; }

bool vanishes(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  return u_hasBinaryProperty(u, UCHAR_WHITE_SPACE) || u_iscntrl(u) || u_charType(u) == U_FORMAT_CHAR || u_hasBinaryProperty(u, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

void append_normal(std::u32string& out, std::u32string_view run) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  const auto original = icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(run.data()), static_cast<std::int32_t>(run.size()));
  // Only missing ICU data can fail here, and the package of ICU brings them; the text itself is then the best that there is.
  const icu::UnicodeString normal = U_SUCCESS(status) ? nfkc->normalize(original, status) : original;
  for (std::int32_t at = 0; at < normal.length();) {
    const UChar32 c = normal.char32At(at);
    at += U16_LENGTH(c);
    if (!vanishes(static_cast<char32_t>(c))) out += static_cast<char32_t>(c);
  }
}

std::u32string typed_points(std::string_view text) {
  std::u32string out, run;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_utf8(text, at);
    if (!is_plain_han(c)) {
      run += c;
      continue;
    }
    if (!run.empty()) append_normal(out, std::exchange(run, {}));
    out += c;
  }
  if (!run.empty()) append_normal(out, run);
  return out;
}

}  // namespace

std::string typed_form(std::string_view text) { return utf8_of(typed_points(text)); }

std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out += next_utf8(text, at);
  return out;
}

std::string utf8_of(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

std::u32string compared_form(std::string_view text) {
  std::u32string out;
  for (const char32_t c : typed_points(text)) {
    if (is_plain_han(c)) out += simplified(c);
    else if (!u_ispunct(static_cast<UChar32>(c))) out += simplified(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  return out;
}

namespace {

bool is_control(unsigned char c) { return (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f; }

void clean(boost::json::value& value) {
  if (boost::json::string* const text = value.if_string()) {
    text->erase(std::remove_if(text->begin(), text->end(), [](char c) { return is_control(static_cast<unsigned char>(c)); }), text->end());
  } else if (boost::json::array* const array = value.if_array()) {
    for (boost::json::value& one : *array) clean(one);
  } else if (boost::json::object* const object = value.if_object()) {
    without_controls(*object);
  }
}

}  // namespace

void without_controls(boost::json::object& object) {
  for (auto& member : object) clean(member.value());
}

}  // namespace anjuan::registry
