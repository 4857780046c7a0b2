// Documents for tests of search: real letters, and made-up ones of few characters that put every term apart from its
// neighbours.
#pragma once

#include <cstddef>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "indexer/index/index_writer.hpp"

namespace anjuan::test {

/// Up to `most` letters and replies of a set of the shared data (letters/NAME.jsonl.zst); empty when it is absent.
std::vector<IndexDocument> letters(const std::string& name, std::size_t most);

/// Titles and bodies of 0–14 characters from a small alphabet, with senders, numbers, kinds, dates and matters, each
/// sometimes missing.
std::vector<IndexDocument> made_up(std::size_t count, std::mt19937& random);

/// Indexes them below `root`.
Status index_all(const std::filesystem::path& root, const std::vector<IndexDocument>& documents);

}  // namespace anjuan::test
