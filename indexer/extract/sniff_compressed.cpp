#include "indexer/extract/container_zip_names.hpp"
#include "indexer/extract/sniff_parts.hpp"

namespace anjuan::extract {
namespace {

/// LZ4 and Zstandard share the magic of frames to be skipped: the first real frame decides.
std::string after_skippable_frames(std::string_view bytes) {
  std::size_t at = 0;
  for (int frames = 0; frames < 1000 && at + 8 <= bytes.size(); ++frames) {
    const std::uint32_t magic = le32_at(bytes, at);
    if (magic == 0xFD2FB528) return "application/zstd";
    if (magic == 0x184D2204 || magic == 0x184C2102) return "application/x-lz4";
    if ((magic & 0xFFFFFFF0) != 0x184D2A50) return {};
    at += 8 + static_cast<std::size_t>(le32_at(bytes, at + 4));
  }
  return {};
}

/// LZMA without a container has no magic: properties, a dictionary size as encoders write it, a plausible length.
bool is_lzma_alone(std::string_view bytes) {
  if (bytes.size() < 18 || bytes[0] != 0x5D || bytes[13] != 0) return false;
  const std::uint32_t dictionary = le32_at(bytes, 1);
  const bool usual = dictionary >= 4096 && ((dictionary & (dictionary - 1)) == 0 || (dictionary % 3 == 0 && ((dictionary / 3) & (dictionary / 3 - 1)) == 0));
  const bool unknown_length = le32_at(bytes, 5) == 0xFFFFFFFF && le32_at(bytes, 9) == 0xFFFFFFFF;
  return usual && (unknown_length || le32_at(bytes, 9) < 256);
}

}  // namespace

std::string sniff_compressed(std::string_view bytes) {
  if (std::string found = after_skippable_frames(bytes); !found.empty()) return found;
  return is_lzma_alone(bytes) ? "application/x-lzma" : std::string();
}

std::string sniff_embedded_archive(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("MZ") || bytes.starts_with("\x7f" "ELF")) {
    // Where libarchive looks for the archive in a self-extracting program.
    const std::string_view head = bytes.substr(0, 512 * 1024);
    if (head.find("Rar!\x1a\x07"sv) != std::string_view::npos) return "application/vnd.rar";
    if (head.find("7z\xbc\xaf\x27\x1c"sv) != std::string_view::npos) return "application/x-7z-compressed";
  }
  return read_zip_directory(as_bytes(bytes), 1).empty() ? std::string() : "application/zip";
}

}  // namespace anjuan::extract
