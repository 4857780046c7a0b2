// Classes of characters that decide on blanks and on the quality of a text layer.
#pragma once

namespace anjuan::extract {

inline bool is_han_character(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF) || c == 0x3007;
}

/// Han, kana, bopomofo, full-width forms and their punctuation: scripts without blanks between words.
inline bool is_wide_script(char32_t c) {
  return is_han_character(c) || (c >= 0x2E80 && c <= 0x303F && c != 0x3000) || (c >= 0x3040 && c <= 0x33FF) || (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF01 && c <= 0xFF60) ||
         c == 0x2018 || c == 0x2019 || c == 0x201C || c == 0x201D || c == 0x2014 || c == 0x2026;
}

}  // namespace anjuan::extract
