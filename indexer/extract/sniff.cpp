#include <algorithm>
#include <array>

#include "indexer/extract/extractor.hpp"
#include "indexer/extract/sniff_parts.hpp"

namespace anjuan::extract {

using namespace std::string_view_literals;

namespace {

struct Magic {
  std::size_t offset;
  std::string_view bytes;
  std::string_view media_type;
};

// Formats that their first bytes tell. More special ones first. Zip, OLE and text are looked into below.
constexpr std::array k_magic = {
    Magic{0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    Magic{0, "\xff\xd8\xff"sv, "image/jpeg"},
    Magic{0, "II*\0"sv, "image/tiff"},
    Magic{0, "MM\0*"sv, "image/tiff"},
    Magic{0, "II+\0"sv, "image/tiff"},
    Magic{0, "MM\0+"sv, "image/tiff"},
    Magic{0, "GIF87a"sv, "image/gif"},
    Magic{0, "GIF89a"sv, "image/gif"},
    Magic{0, "\0\0\0\x0cjP  \r\n\x87\n"sv, "image/jp2"},
    Magic{0, "\xff\x4f\xff\x51"sv, "image/jp2"},
    Magic{0, "{\\rtf"sv, "application/rtf"},
    Magic{0, "7z\xbc\xaf\x27\x1c"sv, "application/x-7z-compressed"},
    Magic{0, "Rar!\x1a\x07"sv, "application/vnd.rar"},
    Magic{0, "\x1f\x8b\x08"sv, "application/gzip"},
    Magic{0, "BZh"sv, "application/x-bzip2"},
    Magic{0, "\xfd" "7zXZ\0"sv, "application/x-xz"},
    Magic{0, "\x28\xb5\x2f\xfd"sv, "application/zstd"},
    Magic{0, "\x04\x22\x4d\x18"sv, "application/x-lz4"},
    Magic{0, "LZIP"sv, "application/x-lzip"},
    Magic{0, "\x89LZO\0\r\n\x1a\n"sv, "application/x-lzop"},
    Magic{0, "\x1f\x9d"sv, "application/x-compress"},
    Magic{0, "MSCF\0\0\0\0"sv, "application/vnd.ms-cab-compressed"},
    Magic{0, "!<arch>\n"sv, "application/x-archive"},
    Magic{0, "xar!"sv, "application/x-xar"},
    Magic{0, "!BDN"sv, "application/vnd.ms-outlook-pst"},
    Magic{4, "Standard ACE DB"sv, "application/msaccess"},
    Magic{4, "Standard Jet DB"sv, "application/msaccess"},
    Magic{0, "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d"sv, "application/onenote"},
    Magic{0, "WARC/0."sv, "application/warc"},
    Magic{0, "WARC/1."sv, "application/warc"},
    Magic{0, "PK\x07\x08PK\3\4"sv, "application/zip"},
    Magic{0, "070707"sv, "application/x-cpio"},
    Magic{0, "070701"sv, "application/x-cpio"},
    Magic{0, "070702"sv, "application/x-cpio"},
    Magic{0, "\xc7\x71"sv, "application/x-cpio"},
    Magic{257, "ustar"sv, "application/x-tar"},
    Magic{32769, "CD001"sv, "application/x-iso9660-image"},
};

bool is_tar_without_magic(std::string_view bytes) {
  if (bytes.size() < 512 || bytes[0] == '\0') return false;
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += i >= 148 && i < 156 ? ' ' : static_cast<std::uint8_t>(bytes[i]);
  std::uint32_t claimed = 0;
  bool any = false;
  for (std::size_t i = 148; i < 156; ++i) {
    const char c = bytes[i];
    if (c == ' ' && !any) continue;
    if (c < '0' || c > '7') break;
    claimed = claimed * 8 + static_cast<std::uint32_t>(c - '0');
    any = true;
  }
  return any && claimed == sum;
}

bool is_lha(std::string_view bytes) {
  return bytes.size() > 21 && bytes[2] == '-' && bytes[3] == 'l' && (bytes[4] == 'h' || bytes[4] == 'z') && bytes[6] == '-';
}

bool is_bmp(std::string_view bytes) {
  // "BM" alone begins many texts: the header must have a known size and lie inside the file.
  if (bytes.size() < 26 || bytes.substr(0, 2) != "BM") return false;
  const std::uint32_t header = le32_at(bytes, 14);
  return (header == 12 || (header >= 40 && header <= 124)) && le32_at(bytes, 10) >= 14 + header;
}

}  // namespace

std::string sniff(const Input& input) {
  const std::string_view bytes = as_text(input.bytes());
  if (bytes.empty()) return "application/x-empty";
  for (const Magic& magic : k_magic) {
    if (bytes.size() >= magic.offset && bytes.substr(magic.offset, magic.bytes.size()) == magic.bytes) return std::string(magic.media_type);
  }
  if (bytes.substr(0, 4) == "RIFF" && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") return "image/webp";
  if (is_bmp(bytes)) return "image/bmp";
  if (bytes.substr(0, 4) == "PK\3\4" || bytes.substr(0, 4) == "PK\5\6" || bytes.substr(0, 4) == "PK\7\x08") return sniff_zip(bytes);
  if (bytes.substr(0, 8) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv) return sniff_ole(bytes);
  // Readers accept a PDF header anywhere in the first kilobyte; mail with a PDF inside begins with header fields.
  if (bytes.substr(0, 5) == "%PDF-") return "application/pdf";
  if (std::string found = sniff_compressed(bytes); !found.empty()) return found;
  if (is_lha(bytes)) return "application/x-lzh-compressed";
  if (is_tar_without_magic(bytes)) return "application/x-tar";
  if (std::string found = sniff_mail(bytes); !found.empty()) return found;
  if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos) return "application/pdf";
  if (std::string found = sniff_text(bytes, input.name); !found.empty()) return found;
  if (std::string found = sniff_embedded_archive(bytes); !found.empty()) return found;
  return "application/octet-stream";
}

}  // namespace anjuan::extract
