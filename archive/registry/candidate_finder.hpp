// The port through which the registry asks for matters with similar text; the index answers it (DESIGN §3: the registry does not know the index).
#pragma once

#include <string_view>
#include <vector>

#include "archive/base/result.hpp"
#include "archive/catalog/records.hpp"

namespace anjuan::registry {

struct TextCandidate {
  MatterId matter;
  double score = 0;  ///< of the finder's own scale, greater is more alike; only its order counts
};

class CandidateFinder {
 public:
  virtual ~CandidateFinder() = default;
  /// Matters whose text is like `text`, the most alike first, at most `limit`; of those that whoever asks may see, since a hidden one must not take the place of
  /// another.
  virtual Result<std::vector<TextCandidate>> similar(std::string_view text, std::size_t limit) = 0;
};

}  // namespace anjuan::registry
