#include "tools/binding/text_font.hpp"

#include <fmt/core.h>

#include "archive/base/utf8.hpp"

namespace anjuan::binding {

namespace {

/// Codes below are half an em wide, from it on a whole one: widths need no table that grows with the text.
constexpr std::uint16_t k_first_wide = 8192;
constexpr std::uint16_t k_glyph_wide = 1, k_glyph_narrow = 2;
constexpr std::size_t k_most_mapped = 100;  // of one bfchar section

bool is_narrow(char32_t c) { return c < 0x1100; }

/// PDF/A-2u forbids U+0000, U+FEFF and U+FFFE as meanings.
bool is_shown(char32_t c) { return c >= 0x20 && c != 0x7F && !(c >= 0x80 && c < 0xA0) && c != 0xFEFF && (c & 0xFFFE) != 0xFFFE && !(c >= 0xFDD0 && c <= 0xFDEF); }

std::string utf16(char32_t c) {
  if (c < 0x10000) return fmt::format("{:04X}", static_cast<unsigned>(c));
  return fmt::format("{:04X}{:04X}", static_cast<unsigned>(0xD800 + ((c - 0x10000) >> 10)), static_cast<unsigned>(0xDC00 + ((c - 0x10000) & 0x3FF)));
}

}  // namespace

std::uint16_t TextFont::code_of(char32_t c) {
  const auto known = m_codes.find(c);
  if (known != m_codes.end()) return known->second;
  if (m_next_wide == 0) m_next_wide = k_first_wide;
  // Who fills the codes has more different characters than Chinese has: what comes after is left out of the text, never of the picture.
  if (is_narrow(c) ? m_next_narrow == k_first_wide : m_next_wide == 0xFFFF) return 0;
  const std::uint16_t code = is_narrow(c) ? m_next_narrow++ : m_next_wide++;
  m_codes.emplace(c, code);
  return code;
}

TextFont::Coded TextFont::code(std::string_view utf8) {
  Coded coded;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_utf8(utf8, at);
    const std::uint16_t code = is_shown(c) ? code_of(c) : std::uint16_t{0};
    if (code == 0) continue;
    coded.codes += fmt::format("{:04X}", code);
    coded.ems += is_narrow(c) ? 0.5 : 1;
  }
  return coded;
}

std::string TextFont::to_unicode() const {
  std::map<std::uint16_t, char32_t> by_code;
  for (const auto& [c, code] : m_codes) by_code.emplace(code, c);
  std::string out =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n";
  auto next = by_code.begin();
  for (std::size_t left = by_code.size(); left > 0;) {
    const std::size_t count = std::min(left, k_most_mapped);
    out += std::to_string(count) + " beginbfchar\n";
    for (std::size_t i = 0; i < count; ++i, ++next) out += fmt::format("<{:04X}> <{}>\n", next->first, utf16(next->second));
    out += "endbfchar\n";
    left -= count;
  }
  return out + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

Status TextFont::write(PdfFile& file, PdfFile::Ref ref) const {
  const PdfFile::Ref descendant = file.reserve(), descriptor = file.reserve(), program = file.reserve(), glyphs = file.reserve(), unicode = file.reserve();
  const Bytes font = glyphless_font();
  TRY(file.packed_stream(program, "/Length1 " + std::to_string(font.size()), font));
  Bytes map(std::size_t{2} * 65536);
  for (std::size_t code = 1; code < 65536; ++code) map[2 * code + 1] = static_cast<std::byte>(code < k_first_wide ? k_glyph_narrow : k_glyph_wide);
  TRY(file.packed_stream(glyphs, "", map));
  TRY(file.packed_stream(unicode, "/Type /CMap /CMapName /Adobe-Identity-UCS /CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >>", as_bytes(to_unicode())));
  TRY(file.object(descriptor, "<< /Type /FontDescriptor /FontName /AJGLPH+Glyphless /Flags 5 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
                              "/StemV 80 /FontFile2 " + ref_text(program) + " >>"));
  TRY(file.object(descendant, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AJGLPH+Glyphless /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor " +
                                  ref_text(descriptor) + " /DW 1000 /W [1 " + std::to_string(k_first_wide - 1) + " 500] /CIDToGIDMap " + ref_text(glyphs) + " >>"));
  return file.object(ref, "<< /Type /Font /Subtype /Type0 /BaseFont /AJGLPH+Glyphless /Encoding /Identity-H /DescendantFonts [" + ref_text(descendant) + "] /ToUnicode " +
                              ref_text(unicode) + " >>");
}

}  // namespace anjuan::binding
