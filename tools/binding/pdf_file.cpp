#include "tools/binding/pdf_file.hpp"

#include <fmt/core.h>
#include <zlib.h>

#include <cmath>

#include "archive/base/utf8.hpp"

namespace anjuan::binding {

std::string ref_text(PdfFile::Ref ref) { return std::to_string(ref) + " 0 R"; }

std::string number_text(double value) {
  const double rounded = std::round(value * 100) / 100;
  return rounded == std::floor(rounded) ? fmt::format("{:.0f}", rounded) : fmt::format("{:.2f}", rounded);
}

std::string hex_text(ByteView bytes) {
  std::string out = "<";
  for (const std::byte byte : bytes) out += fmt::format("{:02X}", std::to_integer<unsigned>(byte));
  return out + ">";
}

std::string text_string(std::string_view utf8) {
  std::string out = "<FEFF";
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_utf8(utf8, at);
    if (c < 0x10000) out += fmt::format("{:04X}", static_cast<unsigned>(c));
    else out += fmt::format("{:04X}{:04X}", static_cast<unsigned>(0xD800 + ((c - 0x10000) >> 10)), static_cast<unsigned>(0xDC00 + ((c - 0x10000) & 0x3FF)));
  }
  return out + ">";
}

Status PdfFile::write(std::string_view text) {
  TRY(m_sink.write(as_bytes(text)));
  m_at += text.size();
  return {};
}

PdfFile::Ref PdfFile::reserve() {
  m_offsets.push_back(0);
  return static_cast<Ref>(m_offsets.size());
}

Status PdfFile::begin(Ref ref) {
  // Four bytes above 127 tell programs that copy files that this is no text.
  if (m_at == 0) TRY(write("%PDF-1.7\n%\xE6\xA1\x88\xE5\n"));
  if (ref == 0 || ref > m_offsets.size() || m_offsets[ref - 1] != 0) return fail(ErrorCode::internal, "pdf: an object is written twice, or was not reserved");
  m_offsets[ref - 1] = m_at;
  return write(std::to_string(ref) + " 0 obj\n");
}

Status PdfFile::object(Ref ref, std::string_view body) {
  TRY(begin(ref));
  TRY(write(body));
  return write("\nendobj\n");
}

Status PdfFile::stream(Ref ref, std::string_view entries, ByteView bytes) {
  TRY(begin(ref));
  TRY(write("<< " + std::string(entries) + " /Length " + std::to_string(bytes.size()) + " >>\nstream\n"));
  TRY(write(as_text(bytes)));
  return write("\nendstream\nendobj\n");
}

Status PdfFile::packed_stream(Ref ref, std::string_view entries, ByteView bytes) {
  uLongf size = compressBound(bytes.size());
  Bytes packed(size);
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), 6) != Z_OK) {
    return fail(ErrorCode::resource_exhausted, "pdf: deflate");
  }
  packed.resize(size);
  return stream(ref, std::string(entries) + " /Filter /FlateDecode", packed);
}

Status PdfFile::finish(Ref catalog, Ref info, ByteView identity, ByteView version) {
  const std::uint64_t table = m_at;
  TRY(write(fmt::format("xref\n0 {}\n0000000000 65535 f \n", m_offsets.size() + 1)));
  for (const std::uint64_t offset : m_offsets) {
    if (offset == 0) return fail(ErrorCode::internal, "pdf: a reserved object was not written");
    // Ten digits are all that the table has.
    if (offset > 9'999'999'999) return fail(ErrorCode::resource_exhausted, "PDF 文件超过 10 GB，请按件分开输出");
    TRY(write(fmt::format("{:010d} 00000 n \n", offset)));
  }
  return write(fmt::format("trailer\n<< /Size {} /Root {} /Info {} /ID [{} {}] >>\nstartxref\n{}\n%%EOF\n", m_offsets.size() + 1, ref_text(catalog), ref_text(info),
                           hex_text(identity), hex_text(version), table));
}

}  // namespace anjuan::binding
