#include <unicode/ucnv.h>

#include <algorithm>
#include <vector>

#include "archive/base/utf8.hpp"
#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

using namespace std::string_view_literals;

namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

/// How well bytes fit a double-byte charset: `common` of `pairs` lie where its everyday characters and punctuation are.
struct Fit {
  std::size_t pairs = 0, common = 0, bad = 0;
  double score() const { return pairs == 0 ? 0 : static_cast<double>(common) / static_cast<double>(pairs); }
  // A torn or slightly damaged text is still that charset; the bad bytes become U+FFFD.
  bool acceptable() const { return pairs > 0 && bad * 100 <= pairs; }
};

Fit fit_gb18030(std::string_view bytes) {
  Fit fit;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::uint8_t lead = byte_at(bytes, i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (i + 1 >= bytes.size()) break;  // cut in the middle
    const std::uint8_t trail = byte_at(bytes, i + 1);
    if (lead == 0x80 || lead == 0xFF) {
      ++fit.bad, ++i;
    } else if (trail >= 0x30 && trail <= 0x39) {
      const bool whole = i + 3 < bytes.size() && byte_at(bytes, i + 2) >= 0x81 && byte_at(bytes, i + 3) >= 0x30 && byte_at(bytes, i + 3) <= 0x39;
      whole ? ++fit.pairs : ++fit.bad;
      i += whole ? 4 : 1;
    } else if (trail < 0x40 || trail == 0x7F || trail == 0xFF) {
      ++fit.bad, ++i;
    } else {
      ++fit.pairs;
      // GB 2312: symbols in rows 1 to 3, the 3755 everyday characters in rows 16 to 55.
      fit.common += trail >= 0xA1 && ((lead >= 0xA1 && lead <= 0xA3) || (lead >= 0xB0 && lead <= 0xD7));
      i += 2;
    }
  }
  return fit;
}

Fit fit_big5(std::string_view bytes) {
  Fit fit;
  for (std::size_t i = 0; i < bytes.size();) {
    const std::uint8_t lead = byte_at(bytes, i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (i + 1 >= bytes.size()) break;
    const std::uint8_t trail = byte_at(bytes, i + 1);
    const bool trail_fits = (trail >= 0x40 && trail <= 0x7E) || (trail >= 0xA1 && trail <= 0xFE);
    if (lead < 0xA1 || lead > 0xF9 || !trail_fits) {
      ++fit.bad, ++i;
      continue;
    }
    ++fit.pairs;
    fit.common += lead <= 0xC6;  // symbols, and the 5401 everyday characters
    i += 2;
  }
  return fit;
}

/// UTF-16 without a byte-order mark: "LE", "BE" or empty. ASCII shows by its zero bytes, Chinese by high bytes that are all Han or punctuation.
std::string_view guess_utf16(std::string_view bytes) {
  const std::size_t units = std::min<std::size_t>(bytes.size() / 2, 4096);
  if (units < 2 || bytes.size() % 2 != 0) return {};
  for (const bool little : {true, false}) {
    std::size_t likely = 0, zero = 0;
    for (std::size_t i = 0; i < units; ++i) {
      const std::uint8_t high = byte_at(bytes, 2 * i + (little ? 1 : 0)), low = byte_at(bytes, 2 * i + (little ? 0 : 1));
      const bool ascii = high == 0 && (low == '\n' || low == '\r' || low == '\t' || (low >= 0x20 && low < 0x7F));
      zero += high == 0 && low == 0;
      likely += ascii || (high >= 0x4E && high <= 0x9F) || high == 0x30 || high == 0xFF;
    }
    if (zero == 0 && likely * 100 >= units * 97) {
      // Two ASCII letters of a plain text also look like a Han character: there must be a blank, a line end or punctuation.
      std::size_t marks = 0;
      for (std::size_t i = 0; i < units; ++i) {
        const std::uint8_t high = byte_at(bytes, 2 * i + (little ? 1 : 0));
        marks += high == 0 || high == 0x30 || high == 0xFF;
      }
      if (marks > 0) return little ? "LE"sv : "BE"sv;
    }
  }
  return {};
}

Result<std::string> convert(std::string_view bytes, const char* icu_name) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(ucnv_open(icu_name, &error), ucnv_close);
  if (U_FAILURE(error)) return fail(ErrorCode::unsupported, std::string("缺少字符集 ") + icu_name);
  std::string out;
  out.reserve(bytes.size() * 3 / 2 + 16);
  std::vector<UChar> units(16384);
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  do {
    UChar* target = units.data();
    error = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, end, nullptr, true, &error);
    if (U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR) return fail(ErrorCode::corrupt, "字符编码错误");
    for (const UChar* unit = units.data(); unit != target; ++unit) {
      char32_t c = *unit;
      if (U16_IS_LEAD(c) && unit + 1 != target && U16_IS_TRAIL(unit[1])) c = U16_GET_SUPPLEMENTARY(*unit, *(unit + 1)), ++unit;
      append_utf8(out, U_IS_SURROGATE(c) ? 0xFFFD : c);
    }
  } while (error == U_BUFFER_OVERFLOW_ERROR);
  return out;
}

std::string with_plain_line_ends(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
  return out;
}

Result<DecodedText> decode_as(std::string_view bytes, const char* icu_name, std::string charset, double confidence) {
  TRY_ASSIGN(std::string text, convert(bytes, icu_name));
  return DecodedText{with_plain_line_ends(std::move(text)), std::move(charset), confidence};
}

}  // namespace

Result<DecodedText> decode_text(ByteView input) {
  const std::string_view bytes = as_text(input);
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    const std::string_view rest = bytes.substr(3);
    if (is_utf8(rest)) return DecodedText{with_plain_line_ends(std::string(rest)), "UTF-8", 1};
    return decode_as(rest, "UTF-8", "UTF-8", 0.8);
  }
  if (bytes.starts_with("\xFF\xFE\0\0"sv)) return decode_as(bytes.substr(4), "UTF-32LE", "UTF-32", 1);
  if (bytes.starts_with("\0\0\xFE\xFF"sv)) return decode_as(bytes.substr(4), "UTF-32BE", "UTF-32", 1);
  if (bytes.starts_with("\xFF\xFE")) return decode_as(bytes.substr(2), "UTF-16LE", "UTF-16LE", 1);
  if (bytes.starts_with("\xFE\xFF")) return decode_as(bytes.substr(2), "UTF-16BE", "UTF-16BE", 1);
  if (bytes.starts_with("\x84\x31\x95\x33")) return decode_as(bytes.substr(4), "gb18030", "GB18030", 1);
  if (bytes.find('\0') == std::string_view::npos && is_utf8(bytes)) return DecodedText{with_plain_line_ends(std::string(bytes)), "UTF-8", 1};

  if (const std::string_view order = guess_utf16(bytes); !order.empty()) {
    return order == "LE" ? decode_as(bytes, "UTF-16LE", "UTF-16LE", 0.9) : decode_as(bytes, "UTF-16BE", "UTF-16BE", 0.9);
  }
  const Fit gb = fit_gb18030(bytes), big5 = fit_big5(bytes);
  const bool gb_fits = gb.acceptable() && gb.score() >= 0.5, big5_fits = big5.acceptable() && big5.score() >= 0.5;
  // Plain GB 2312 text is also valid Big5, with a third of its characters among the rare ones; the reverse hardly happens.
  if (gb_fits && (!big5_fits || gb.score() + 0.02 >= big5.score())) return decode_as(bytes, "gb18030", "GB18030", gb.bad == 0 ? gb.score() : 0.6);
  if (big5_fits) return decode_as(bytes, "windows-950-2000", "Big5", big5.bad == 0 ? big5.score() * 0.9 : 0.5);
  // Slightly damaged UTF-8: most of its bytes above 0x7F still form characters.
  TRY_ASSIGN(DecodedText utf8, decode_as(bytes, "UTF-8", "UTF-8", 0.5));
  std::size_t replaced = 0, kept = 0;
  for (std::size_t i = 0; i < utf8.text.size();) {
    const char32_t c = next_utf8(utf8.text, i);
    replaced += c == 0xFFFD;
    kept += c > 0x7F && c != 0xFFFD;
  }
  if (kept > 0 && replaced * 20 <= kept) return utf8;
  if (gb.acceptable()) return decode_as(bytes, "gb18030", "GB18030", 0.4);
  return decode_as(bytes, "windows-1252", "windows-1252", 0.3);
}

}  // namespace anjuan::extract
