#include "indexer/extract/named_charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/utypes.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "archive/base/utf8.hpp"
#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {
namespace {

struct CloseConverter {
  void operator()(UConverter* c) const { ucnv_close(c); }
};

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '"' && c != '\'') out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return out;
}

/// Senders declare the old subset and write the extension: 镕 is not in GB 2312.
std::string converter_name(const std::string& charset) {
  if (charset == "gb2312" || charset == "gbk" || charset == "cp936" || charset == "x-gbk" || charset == "gb_2312-80" || charset == "csgb2312" ||
      charset == "euc-cn" || charset == "936" || charset == "gb18030" || charset == "chinese") {
    return "GB18030";
  }
  if (charset == "big5" || charset == "big5-hkscs" || charset == "cp950" || charset == "x-big5" || charset == "950") return "windows-950";
  if (charset == "iso-8859-1" || charset == "latin1" || charset == "us-ascii" || charset == "ascii") return "windows-1252";
  if (charset == "unicode-1-1-utf-7") return "UTF-7";
  return charset;
}

std::optional<std::string> convert(ByteView bytes, const std::string& name) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, CloseConverter> converter(ucnv_open(name.c_str(), &error));
  if (U_FAILURE(error) || !converter) return std::nullopt;
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  const char* from = reinterpret_cast<const char*>(bytes.data());
  const char* const end = from + bytes.size();
  UChar buffer[4096];
  char32_t high = 0;
  do {
    UChar* to = buffer;
    error = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &to, buffer + 4096, &from, end, nullptr, true, &error);
    if (U_FAILURE(error) && error != U_BUFFER_OVERFLOW_ERROR) return std::nullopt;
    for (const UChar* c = buffer; c < to; ++c) {
      if (U16_IS_LEAD(*c)) {
        high = *c;
      } else if (U16_IS_TRAIL(*c)) {
        append_utf8(out, high ? U16_GET_SUPPLEMENTARY(high, *c) : 0xFFFD);
        high = 0;
      } else {
        append_utf8(out, *c);
      }
    }
  } while (error == U_BUFFER_OVERFLOW_ERROR);
  return out;
}

}  // namespace

std::string decode_named(ByteView bytes, std::string_view charset) {
  const std::string_view raw = as_text(bytes);
  const std::string declared = lower(charset);
  const bool ascii = std::all_of(raw.begin(), raw.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  // Stateful charsets are ASCII bytes too; so the declaration is looked at before the bytes are believed.
  const bool stateful = declared.starts_with("iso-2022") || declared.starts_with("hz") || declared.ends_with("utf-7") || declared.starts_with("utf-16");
  if (ascii && !stateful) return std::string(raw);
  const bool utf8 = is_utf8(raw);
  if (utf8 && !stateful) return std::string(raw.starts_with("\xEF\xBB\xBF") ? raw.substr(3) : raw);
  const std::string name = converter_name(declared);
  const bool says_nothing = declared.empty() || name == "windows-1252" || declared == "utf-8" || declared == "utf8" || declared == "unknown-8bit" || declared == "x-unknown";
  if (!says_nothing) {
    if (std::optional<std::string> text = convert(bytes, name)) {
      // A wrong declaration shows as a flood of replacement characters.
      std::size_t bad = 0;
      for (std::size_t at = text->find("\xEF\xBF\xBD"); at != std::string::npos; at = text->find("\xEF\xBF\xBD", at + 3)) ++bad;
      if (bad * 20 <= text->size() / 3) return text->starts_with("\xEF\xBB\xBF") ? text->substr(3) : *text;
    }
  }
  auto decoded = decode_text(bytes);
  // "ISO-8859-1" is what programs write that know no better; it is believed unless the bytes speak clearly for something else.
  if (name == "windows-1252" && (!decoded || decoded->confidence < 0.5)) {
    if (std::optional<std::string> text = convert(bytes, name)) return *text;
  }
  return decoded ? std::move(decoded->text) : to_shown_utf8(raw);
}

}  // namespace anjuan::extract
