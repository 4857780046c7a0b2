#include <array>
#include <initializer_list>

#include "tools/binding/text_font.hpp"

namespace anjuan::binding {

namespace {

constexpr std::uint16_t k_units = 1000;

/// Big-endian, as all of TrueType.
class Table {
 public:
  Table& u16(std::uint32_t value) {
    m_bytes.push_back(static_cast<std::byte>(value >> 8 & 0xFF));
    m_bytes.push_back(static_cast<std::byte>(value & 0xFF));
    return *this;
  }
  Table& u32(std::uint32_t value) { return u16(value >> 16).u16(value & 0xFFFF); }
  Table& all(std::initializer_list<std::uint32_t> values) {
    for (const std::uint32_t value : values) u16(value);
    return *this;
  }
  Table& raw(ByteView bytes) {
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    return *this;
  }
  Table& pad() {
    while (m_bytes.size() % 4 != 0) m_bytes.push_back(std::byte{0});
    return *this;
  }
  const Bytes& bytes() const { return m_bytes; }

 private:
  Bytes m_bytes;
};

std::uint32_t checksum(ByteView padded) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 4 <= padded.size(); at += 4) {
    for (std::size_t i = 0; i < 4; ++i) sum += std::to_integer<std::uint32_t>(padded[at + i]) << (24 - 8 * i);
  }
  return sum;
}

struct NamedTable {
  std::string_view tag;
  Table table;
};

Table head(std::uint32_t adjustment) {
  Table table;
  table.u32(0x00010000).u32(0x00010000).u32(adjustment).u32(0x5F0F3CF5);
  table.all({0x0003, k_units});
  table.u32(0).u32(0).u32(0).u32(0);  // created and modified: at no time
  return table.all({0, 0, 0, 0, 0, 8, 2, 0, 0});
}

std::array<NamedTable, 8> tables(std::uint32_t adjustment) {
  // .notdef is one contour of three points at the origin; a glyf table may not be empty, the other glyphs may.
  Table glyf;
  glyf.all({1, 0, 0, 0, 0, 2, 0}).raw(as_bytes(std::string_view("\x31\x31\x31", 3))).pad();
  const auto end = static_cast<std::uint32_t>(glyf.bytes().size() / 2);
  Table cmap;
  cmap.all({0, 1, 3, 1}).u32(12).all({4, 24, 0, 2, 2, 0, 0, 0xFFFF, 0, 0xFFFF, 1, 0});
  Table hhea;
  hhea.u32(0x00010000).all({880, 0x10000 - 120, 0, k_units, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3});
  Table hmtx;
  hmtx.all({k_units, 0, k_units, 0, k_units / 2, 0});
  Table loca;
  loca.all({0, end, end, end});
  Table maxp;
  maxp.u32(0x00010000).all({3, 3, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0});
  Table post;
  post.u32(0x00030000).u32(0).all({0x10000 - 100, 50}).u32(0).u32(0).u32(0).u32(0).u32(0);
  return {{{"cmap", cmap}, {"glyf", glyf}, {"head", head(adjustment)}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}, {"post", post}}};
}

Bytes font(std::uint32_t adjustment) {
  const auto parts = tables(adjustment);
  Table file;
  file.u32(0x00010000).all({8, 128, 3, 0});
  std::size_t offset = 12 + 16 * parts.size();
  for (const NamedTable& part : parts) {
    Table padded = part.table;
    padded.pad();
    file.raw(as_bytes(part.tag)).u32(checksum(padded.bytes())).u32(static_cast<std::uint32_t>(offset)).u32(static_cast<std::uint32_t>(part.table.bytes().size()));
    offset += padded.bytes().size();
  }
  for (const NamedTable& part : parts) {
    Table padded = part.table;
    file.raw(padded.pad().bytes());
  }
  return file.bytes();
}

}  // namespace

Bytes glyphless_font() {
  // The directory's checksum of head counts its adjustment as zero, and so does the one of the whole file.
  Bytes bytes = font(0);
  const std::uint32_t adjustment = 0xB1B0AFBA - checksum(bytes);
  const Bytes adjusted = font(adjustment);
  // Only the field itself differs; the directory keeps the checksum made with zero.
  for (std::size_t at = 12 + 16 * 8; at < bytes.size(); ++at) bytes[at] = adjusted[at];
  return bytes;
}

}  // namespace anjuan::binding
