// The names in a ZIP's central directory, byte for byte: libarchive normalises names that carry the UTF-8 flag, and an archive must keep
// what was written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"

namespace anjuan::extract {

struct ZipEntry {
  std::string raw_name;
  std::uint64_t local_header = 0;
  bool utf8_flag = false;
  bool encrypted = false;
};

/// Entries in the order of their local headers, which is the order in which libarchive reads them. Empty when there is no readable
/// central directory (a truncated file). Reads at most `max_entries`.
std::vector<ZipEntry> read_zip_directory(ByteView zip, std::size_t max_entries);

}  // namespace anjuan::extract
