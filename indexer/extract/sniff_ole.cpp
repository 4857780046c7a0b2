#include <set>
#include <vector>

#include "indexer/extract/sniff_parts.hpp"

namespace anjuan::extract {

namespace {

constexpr std::size_t k_directory_sectors = 512;

/// Names of the directory's streams (only their low bytes: all names we look for are ASCII). [MS-CFB] 2.2, 2.6.
std::set<std::string> stream_names(std::string_view bytes) {
  std::set<std::string> names;
  const std::uint32_t shift = le16_at(bytes, 30);
  if (shift != 9 && shift != 12) return names;
  const std::size_t sector_size = std::size_t{1} << shift;
  std::uint32_t sector = le32_at(bytes, 48);
  for (std::size_t steps = 0; steps < k_directory_sectors && sector < 0xFFFFFFFA; ++steps) {
    const std::size_t at = (static_cast<std::size_t>(sector) + 1) * sector_size;
    if (at >= bytes.size()) break;
    for (std::size_t entry = at; entry + 128 <= at + sector_size && entry + 128 <= bytes.size(); entry += 128) {
      const std::size_t length = le16_at(bytes, entry + 64);
      std::string name;
      for (std::size_t i = 0; i + 2 < length && i < 62; i += 2) name += bytes[entry + i];
      if (!name.empty()) names.insert(std::move(name));
    }
    // The next sector of the chain, from the part of the FAT that the header lists.
    const std::size_t per_sector = sector_size / 4;
    const std::size_t fat_index = sector / per_sector;
    if (fat_index >= 109) break;
    const std::size_t fat_sector = le32_at(bytes, 76 + 4 * fat_index);
    if (fat_sector >= 0xFFFFFFFA) break;
    const std::size_t slot = (fat_sector + 1) * sector_size + 4 * (sector % per_sector);
    if (slot + 4 > bytes.size()) break;
    sector = le32_at(bytes, slot);
  }
  return names;
}

}  // namespace

std::string sniff_ole(std::string_view bytes) {
  const std::set<std::string> names = stream_names(bytes);
  if (names.contains("EncryptedPackage")) return "application/x-ole-encrypted-package";
  if (names.contains("__properties_version1.0")) return "application/vnd.ms-outlook";
  if (names.contains("WordDocument")) return "application/msword";
  if (names.contains("Workbook") || names.contains("Book")) return "application/vnd.ms-excel";
  if (names.contains("PowerPoint Document")) return "application/vnd.ms-powerpoint";
  if (names.contains("CONTENTS") || names.contains("MatOST")) return "application/vnd.ms-works";
  return "application/x-ole-storage";
}

}  // namespace anjuan::extract
