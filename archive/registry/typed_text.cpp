#include "archive/registry/typed_text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "archive/base/simplified.hpp"
#include "archive/base/utf8.hpp"

namespace anjuan::registry {

std::string typed_form(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  const icu::UnicodeString original = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  // Only missing ICU data can fail here, and the package of ICU brings them; the text itself is then the best that there is.
  const icu::UnicodeString normal = U_SUCCESS(status) ? nfkc->normalize(original, status) : original;
  icu::UnicodeString kept;
  for (std::int32_t at = 0; at < normal.length();) {
    const UChar32 c = normal.char32At(at);
    at += U16_LENGTH(c);
    const bool vanishes = u_hasBinaryProperty(c, UCHAR_WHITE_SPACE) || u_iscntrl(c) || u_charType(c) == U_FORMAT_CHAR;
    if (!vanishes) kept.append(c);
  }
  std::string out;
  return kept.toUTF8String(out);
}

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
  for (const char32_t c : code_points(typed_form(text))) {
    if (!u_ispunct(static_cast<UChar32>(c))) out += simplified(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
  }
  return out;
}

}  // namespace anjuan::registry
