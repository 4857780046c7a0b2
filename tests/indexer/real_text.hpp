// Texts of the shared real data, for tests of this room.
#pragma once

#include <string>
#include <vector>

namespace anjuan::test {

/// The field `field` of the first `limit` lines of `data/<path>` (JSONL, zstd-compressed when it ends in .zst). Empty
/// when the data is absent (the test case is then reported as skipped, or failed in CI).
std::vector<std::string> real_texts(const std::string& path, const std::string& field, std::size_t limit);

/// Byte offsets of the code points of `text`, and its size.
std::vector<std::size_t> code_point_starts(const std::string& text);

}  // namespace anjuan::test
