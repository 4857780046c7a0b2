// BagIt: is this folder a valid bag? RFC 8493 (1.0), and 0.97 before it; 0.93 to 0.96 are read as 0.97.
//
//   bagit.txt             the declaration: version and encoding of the other tag files
//   data/                 the payload
//   manifest-ALG.txt      digests of the payload, one or more
//   tagmanifest-ALG.txt   digests of everything else
//   bag-info.txt          about the bag;  fetch.txt: payload that is to be had elsewhere, never fetched from here
//
// Constant memory for the bytes; for the names a map of what is listed and what is there.
// Proof: tests/archive/bag_test.cpp, which rebuilds the cases of the Library of Congress's conformance suite.
#pragma once

#include <string>
#include <vector>

#include "archive/exchange/finding.hpp"
#include "archive/store/file_system.hpp"

namespace anjuan::exchange {

struct BagSummary {
  bool is_valid = false;
  std::string version;                  ///< "1.0"; empty when it could not be read
  std::vector<std::string> algorithms;  ///< of the payload manifests that could be checked, sorted
  std::uint64_t files = 0, bytes = 0;   ///< of the payload, as found
  std::uint64_t faults = 0, warnings = 0;
};

/// Error only when there is nothing to check: not_found (no such folder), invalid_argument (no folder).
/// Whatever is wrong with the bag is a finding.
Result<BagSummary> validate_bag(const Path& root, const Report& report);

}  // namespace anjuan::exchange
