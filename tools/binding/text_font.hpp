// The font of the invisible text: no shapes, two widths, and a character for every code. One for the whole document.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "tools/binding/pdf_file.hpp"

namespace anjuan::binding {

class TextFont {
 public:
  /// Codes of two bytes each, in hexadecimal, for what can be shown of `utf8`: controls and non-characters are left out.
  struct Coded {
    std::string codes;
    double ems = 0;  ///< how wide it is
  };
  Coded code(std::string_view utf8);

  /// Writes the font under `ref`, with the characters coded until then.
  Status write(PdfFile& file, PdfFile::Ref ref) const;

 private:
  std::uint16_t code_of(char32_t c);
  std::string to_unicode() const;

  std::map<char32_t, std::uint16_t> m_codes;
  std::uint16_t m_next_narrow = 1, m_next_wide = 0;
};

/// A TrueType font of three glyphs without shape: .notdef, one an em wide, one half an em.
Bytes glyphless_font();

}  // namespace anjuan::binding
