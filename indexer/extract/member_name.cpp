#include "indexer/extract/member_name.hpp"

#include <unicode/ucnv.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "archive/base/utf8.hpp"

namespace anjuan::extract {
namespace {

struct CloseConverter {
  void operator()(UConverter* c) const { ucnv_close(c); }
};

std::u16string utf16_of(std::string_view utf8) {
  std::u16string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_utf8(utf8, at);
    if (c >= 0x10000) {
      out += static_cast<char16_t>(0xD7C0 + (c >> 10));
      out += static_cast<char16_t>(0xDC00 + (c & 0x3FF));
    } else {
      out += static_cast<char16_t>(c);
    }
  }
  return out;
}

std::string utf8_of(const std::u16string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c >= 0xD800 && c < 0xDC00 && i + 1 < text.size() && text[i + 1] >= 0xDC00 && text[i + 1] < 0xE000) {
      c = ((c - 0xD800) << 10) + (text[++i] - 0xDC00) + 0x10000;
    }
    append_utf8(out, c >= 0xD800 && c < 0xE000 ? char32_t{0xFFFD} : c);
  }
  return out;
}

std::optional<std::string> strict_decode(const char* charset, std::string_view raw) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, CloseConverter> converter(ucnv_open(charset, &error));
  if (U_FAILURE(error)) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  std::u16string text(raw.size() * 2 + 2, u'\0');
  const int32_t n = ucnv_toUChars(converter.get(), reinterpret_cast<UChar*>(text.data()), static_cast<int32_t>(text.size()),
                                  raw.data(), static_cast<int32_t>(raw.size()), &error);
  if (U_FAILURE(error)) return std::nullopt;
  text.resize(static_cast<std::size_t>(n));
  for (const char16_t c : text) {
    if (c == 0xFFFD || (c >= 0xE000 && c < 0xF900)) return std::nullopt;  // private use: not what a person typed
  }
  return utf8_of(text);
}

std::string nfc(const std::string& utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* normalizer = unorm2_getNFCInstance(&error);
  if (U_FAILURE(error)) return utf8;
  const std::u16string text = utf16_of(utf8);
  std::u16string out(text.size() * 3 + 8, u'\0');
  const int32_t n = unorm2_normalize(normalizer, reinterpret_cast<const UChar*>(text.data()), static_cast<int32_t>(text.size()),
                                     reinterpret_cast<UChar*>(out.data()), static_cast<int32_t>(out.size()), &error);
  if (U_FAILURE(error)) return utf8;
  out.resize(static_cast<std::size_t>(n));
  return utf8_of(out);
}

/// Sum over the double-byte characters of `raw` of `value(lead, trail)`.
template <class Value>
double plausibility(std::string_view raw, Value value) {
  double sum = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const auto lead = static_cast<unsigned char>(raw[i]);
    if (lead < 0x80) continue;
    const unsigned char trail = i + 1 < raw.size() ? static_cast<unsigned char>(raw[i + 1]) : 0;
    sum += value(lead, trail);
    ++i;
  }
  return sum;
}

// Frequent characters stand in the first level of each set: that, not validity, tells the charsets apart.
double gb_value(unsigned char lead, unsigned char trail) {
  if (trail < 0xA1) return -0.5;                      // extension of GBK, or a four-byte form
  if (lead >= 0xB0 && lead <= 0xD7) return 1;         // level 1, by pinyin
  if (lead >= 0xD8 && lead <= 0xF7) return 0.3;       // level 2, by radical
  if (lead >= 0xA1 && lead <= 0xA3) return 0.5;       // punctuation, full-width
  return -0.7;                                        // kana, Cyrillic, frames
}
double big5_value(unsigned char lead, unsigned char trail) {
  if (trail < 0x40 || (trail > 0x7E && trail < 0xA1)) return -2;
  if (lead >= 0xA4 && lead <= 0xC6) return 1;
  if (lead >= 0xC9 && lead <= 0xF9) return 0;
  if (lead >= 0xA1 && lead <= 0xA3) return 0.4;
  return -1;
}
double sjis_value(unsigned char lead, unsigned char trail) {
  if (lead == 0x82 && trail >= 0x9F) return 1;        // hiragana
  if (lead == 0x83 && trail >= 0x40 && trail <= 0x96) return 1;  // katakana
  if (lead >= 0x88 && lead <= 0x97) return 0.6;       // kanji, level 1
  if (lead == 0x81) return 0.4;
  return -0.8;
}

std::string percent_form(std::string_view raw) {
  static constexpr char k_hex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && c != '%') {
      out += c;
    } else {
      out += '%';
      out += k_hex[byte >> 4];
      out += k_hex[byte & 15];
    }
  }
  return out;
}

}  // namespace

std::string safe_name(std::string_view utf8) {
  std::string clean;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_utf8(utf8, at);
    // Backslashes separate on Windows; controls and the direction overrides that disguise "gpj.exe" are shown as '_'.
    const bool hidden = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
                        c == 0x200B || c == 0x200E || c == 0x200F || c == 0xFEFF || c == 0x2028 || c == 0x2029;
    append_utf8(clean, c == U'\\' ? U'/' : hidden ? U'_' : c);
  }
  if (clean.size() > 2 && clean[1] == ':' && ((clean[0] | 0x20) >= 'a' && (clean[0] | 0x20) <= 'z')) clean.erase(0, 2);
  std::string out;
  for (std::size_t start = 0; start <= clean.size();) {
    const std::size_t end = std::min(clean.find('/', start), clean.size());
    const std::string part = clean.substr(start, end - start);
    if (!part.empty() && part != "." && part != "..") {
      if (!out.empty()) out += '/';
      out += part;
    }
    start = end + 1;
  }
  if (out.empty()) return "无名";
  return nfc(out);
}

DecodedName NameDecoder::decode(std::string_view raw, std::string_view declared) {
  if (is_utf8(raw)) {
    const bool ascii = std::all_of(raw.begin(), raw.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return {safe_name(raw), declared.empty() ? std::string(ascii ? "ASCII" : "UTF-8") : std::string(declared)};
  }
  struct Candidate {
    const char* charset;
    double* before;
    double score;
    double bonus;  // GB18030 is what a Chinese office uses: others must be clearly better
    std::optional<std::string> text;
  };
  Candidate candidates[] = {
      {"GB18030", &m_gb, plausibility(raw, gb_value), 1.0, strict_decode("GB18030", raw)},
      {"Big5", &m_big5, plausibility(raw, big5_value), 0.0, strict_decode("Big5", raw)},
      {"Shift_JIS", &m_sjis, plausibility(raw, sjis_value), -0.5, strict_decode("Shift_JIS", raw)},
  };
  const Candidate* best = nullptr;
  for (Candidate& candidate : candidates) {
    *candidate.before += candidate.score;
    if (!candidate.text) continue;
    if (!best || *candidate.before + candidate.bonus > *best->before + best->bonus) best = &candidate;
  }
  // Nothing plausible (Cyrillic, binary): the reversible form says so, invented Han would not.
  if (!best || *best->before + best->bonus <= 0) return {safe_name(percent_form(raw)), "bytes"};
  return {safe_name(*best->text), best->charset};
}

}  // namespace anjuan::extract
