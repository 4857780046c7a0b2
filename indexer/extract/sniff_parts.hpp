// The parts of sniff(): each looks at one family of formats and returns a media type, or empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace anjuan::extract {

/// OOXML, ODF, OFD, EPUB or plain application/zip, by the names of the members.
std::string sniff_zip(std::string_view bytes);
/// DOC, XLS, PPT, MSG, encrypted OOXML, or application/x-ole-storage, by the names of the streams.
std::string sniff_ole(std::string_view bytes);
/// Compressed streams that their first bytes alone do not tell: LZMA, LZ4 and Zstandard behind frames to be skipped; or empty.
std::string sniff_compressed(std::string_view bytes);
/// An archive behind other bytes: a self-extracting program, a padded ZIP; or empty.
std::string sniff_embedded_archive(std::string_view bytes);
/// message/rfc822 or application/mbox, by the header fields at the beginning.
std::string sniff_mail(std::string_view bytes);
/// text/html, text/csv, text/plain with the charset, application/xml; empty for binary content. `name` only helps to tell CSV.
std::string sniff_text(std::string_view bytes, std::string_view name);

inline std::uint32_t le16_at(std::string_view bytes, std::size_t at) {
  return at + 2 > bytes.size() ? 0 : static_cast<std::uint8_t>(bytes[at]) | static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[at + 1])) << 8;
}
inline std::uint32_t le32_at(std::string_view bytes, std::size_t at) { return le16_at(bytes, at) | le16_at(bytes, at + 2) << 16; }

}  // namespace anjuan::extract
