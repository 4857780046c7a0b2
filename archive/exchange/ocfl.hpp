// OCFL 1.0 and 1.1: is this folder a valid storage root, or a valid object? By the specification's own codes.
// Which codes a program can decide, and where two say the same, stands in schemas/formats/packages.md.
// Proof: tests/archive/ocfl_codes_test.cpp (every code), ocfl_fixtures_test.cpp (the cases of OCFL/fixtures).
#pragma once

#include <string>

#include "archive/exchange/finding.hpp"
#include "archive/store/file_system.hpp"

namespace anjuan::exchange {

/// Of a finding that is no code of OCFL: bytes or a folder could not be read.
inline constexpr const char* k_ocfl_unreadable = "IO";

struct OcflSummary {
  bool is_valid = false;
  bool is_root = false;  ///< a storage root; otherwise one object
  std::string version;   ///< as declared: "1.0", "1.1", or empty
  std::uint64_t objects = 0;
  std::uint64_t files = 0, bytes = 0;  ///< of content
  std::uint64_t faults = 0, warnings = 0;
};

/// Error only when there is nothing to check: not_found (no such folder), invalid_argument (no folder).
Result<OcflSummary> validate_ocfl(const Path& folder, const Report& report);

}  // namespace anjuan::exchange
