#include "indexer/ocr/script_guess.hpp"

#include <unicode/ucnv.h>

#include <bitset>

#include "archive/base/utf8.hpp"

namespace anjuan::ocr {

namespace {

using HanSet = std::bitset<0x10000>;

HanSet characters_of(const char* charset, int first_lead, int last_lead) {
  HanSet set;
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(charset, &error);
  if (U_FAILURE(error)) return set;
  for (int lead = first_lead; lead <= last_lead; ++lead) {
    for (int trail = 0x40; trail <= 0xFE; ++trail) {
      const char bytes[2] = {static_cast<char>(lead), static_cast<char>(trail)};
      UChar out[4];
      error = U_ZERO_ERROR;
      if (ucnv_toUChars(converter, out, 4, bytes, 2, &error) == 1 && U_SUCCESS(error)) set.set(out[0]);
    }
  }
  ucnv_close(converter);
  return set;
}

/// In Big5's first level and not in GB 2312; and 於, which GB 2312 has for the sake of a surname only.
const HanSet& traditional_only() {
  static const HanSet set = [] {
    HanSet made = characters_of("windows-950-2000", 0xA4, 0xC6) & ~characters_of("EUC-CN", 0xA1, 0xF7);
    made.set(0x65BC);
    return made;
  }();
  return set;
}

}  // namespace

bool looks_traditional(const std::vector<ReadLine>& lines) {
  std::size_t han = 0, traditional = 0;
  for (const ReadLine& line : lines) {
    for (const ReadSymbol& symbol : line.symbols) {
      for (std::size_t at = 0; at < symbol.text.size();) {
        const char32_t c = next_utf8(symbol.text, at);
        if (c < 0x4E00 || c > 0x9FFF) continue;
        ++han;
        traditional += traditional_only().test(c);
      }
    }
  }
  return traditional >= 2 && traditional * 500 >= han;
}

}  // namespace anjuan::ocr
