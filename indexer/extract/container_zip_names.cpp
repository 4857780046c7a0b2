#include "indexer/extract/container_zip_names.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace anjuan::extract {
namespace {

class Reader {
 public:
  explicit Reader(ByteView bytes) : m_bytes(bytes) {}
  std::size_t size() const { return m_bytes.size(); }
  std::uint64_t number(std::size_t at, int width) const {  // little-endian; 0 outside
    if (at > m_bytes.size() || m_bytes.size() - at < static_cast<std::size_t>(width)) return 0;
    std::uint64_t value = 0;
    for (int i = width; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(m_bytes[at + static_cast<std::size_t>(i)]);
    return value;
  }
  std::string_view text(std::size_t at, std::size_t length) const { return as_text(m_bytes).substr(at, length); }

 private:
  ByteView m_bytes;
};

struct Directory {
  std::uint64_t offset = 0, size = 0;
};

std::optional<Directory> find_directory(const Reader& zip) {
  constexpr std::size_t k_end_size = 22, k_longest_comment = 65535;
  if (zip.size() < k_end_size) return std::nullopt;
  const std::size_t first = zip.size() > k_end_size + k_longest_comment ? zip.size() - k_end_size - k_longest_comment : 0;
  for (std::size_t at = zip.size() - k_end_size + 1; at-- > first;) {
    if (zip.number(at, 4) != 0x06054b50) continue;
    Directory found{zip.number(at + 16, 4), zip.number(at + 12, 4)};
    if (at >= 20 && zip.number(at - 20, 4) == 0x07064b50) {  // Zip64
      const std::uint64_t end64 = zip.number(at - 20 + 8, 8);
      if (end64 < zip.size() && zip.number(end64, 4) == 0x06064b50) found = {zip.number(end64 + 48, 8), zip.number(end64 + 40, 8)};
    }
    if (found.offset < zip.size() && zip.number(found.offset, 4) == 0x02014b50) return found;
    // Bytes before the archive (self-extracting): the directory ends where the end record begins.
    if (found.size < at && zip.number(at - found.size, 4) == 0x02014b50) return Directory{at - found.size, found.size};
  }
  return std::nullopt;
}

}  // namespace

std::vector<ZipEntry> read_zip_directory(ByteView bytes, std::size_t max_entries) {
  const Reader zip(bytes);
  std::vector<ZipEntry> entries;
  const std::optional<Directory> directory = find_directory(zip);
  if (!directory) return entries;
  for (std::uint64_t at = directory->offset; entries.size() < max_entries && zip.number(at, 4) == 0x02014b50;) {
    const std::uint64_t flags = zip.number(at + 8, 2), name = zip.number(at + 28, 2);
    const std::uint64_t extra = zip.number(at + 30, 2), comment = zip.number(at + 32, 2);
    ZipEntry entry;
    entry.raw_name = std::string(zip.text(at + 46, name));
    entry.utf8_flag = flags & 0x800;
    entry.encrypted = flags & 1;
    entry.local_header = zip.number(at + 42, 4);
    for (std::uint64_t field = at + 46 + name; entry.local_header == 0xFFFFFFFF && field + 4 <= at + 46 + name + extra;) {
      const std::uint64_t size = zip.number(field + 2, 2);
      if (zip.number(field, 2) == 1 && size >= 8) {  // Zip64: sizes that overflowed, then the offset, which stands last
        const std::uint64_t before = (zip.number(at + 24, 4) == 0xFFFFFFFF ? 8 : 0) + (zip.number(at + 20, 4) == 0xFFFFFFFF ? 8 : 0);
        entry.local_header = zip.number(field + 4 + before, 8);
        break;
      }
      field += 4 + size;
    }
    entries.push_back(std::move(entry));
    at += 46 + name + extra + comment;
    if (at >= zip.size()) break;
  }
  std::stable_sort(entries.begin(), entries.end(), [](const ZipEntry& a, const ZipEntry& b) { return a.local_header < b.local_header; });
  const auto same = [](const ZipEntry& a, const ZipEntry& b) { return a.local_header == b.local_header; };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

}  // namespace anjuan::extract
