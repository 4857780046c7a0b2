// What a page shows of a hit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "indexer/text/positioned_text.hpp"

namespace anjuan {

struct SnippetRun {
  std::string text;
  bool marked = false;
};
struct PageHit {
  std::uint32_t page = 0;           ///< 1-based
  std::vector<SnippetRun> snippet;  ///< in order; the marked runs are what matched
  std::vector<Box> boxes;           ///< of the matched characters, one per line they stand on
};

}  // namespace anjuan
