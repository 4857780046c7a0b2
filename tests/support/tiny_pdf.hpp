// PDF files of a few objects, written by hand: what no tool would make on purpose.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace anjuan::test {

struct TinyPdf {
  /// Objects 1, 2, … ; 1 is the catalog, 2 the pages.
  std::vector<std::string> objects;

  std::string bytes() const {
    std::string out = "%PDF-1.4\n";
    std::vector<std::size_t> offsets;
    for (std::size_t i = 0; i < objects.size(); ++i) {
      offsets.push_back(out.size());
      out += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const std::size_t table = out.size();
    out += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (const std::size_t offset : offsets) {
      const std::string number = std::to_string(offset);
      out += std::string(10 - number.size(), '0') + number + " 00000 n \n";
    }
    return out + "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
  }
};

inline std::string stream(const std::string& dictionary, const std::string& content) {
  return "<< " + dictionary + " /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream";
}

/// UTF-16BE in hexadecimal, for a font with encoding UniGB-UCS2-H.
inline std::string hex_utf16(const std::u16string& text) {
  std::string out = "<";
  constexpr char digits[] = "0123456789ABCDEF";
  for (const char16_t unit : text) {
    for (int shift = 12; shift >= 0; shift -= 4) out += digits[unit >> shift & 0xF];
  }
  return out + ">";
}

/// One page with a content stream; /F1 is a Chinese font that is not embedded (poppler-data and a system font stand in), /F2 Helvetica.
inline TinyPdf one_page(const std::string& page_entries, const std::string& content) {
  return {{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
           "<< /Type /Page /Parent 2 0 R " + page_entries + " /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 8 0 R >> >> >>", stream("", content),
           "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
           "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
           "/FontDescriptor 7 0 R /DW 1000 >>",
           "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
           "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}};
}

}  // namespace anjuan::test
