// Matters with similar text, out of the index (registry::CandidateFinder): the repeat check at registration asks it.
#pragma once

#include <memory>

#include "archive/catalog/archive.hpp"
#include "archive/registry/candidate_finder.hpp"
#include "query/access/access_scope.hpp"

namespace anjuan {

/// Answers within `scope`: neither what is found nor its order tells of a hidden matter. What was registered since the index was last brought up to date is
/// not found. not_found: there is no index yet; unsupported: it was made by another analyser.
Result<std::unique_ptr<registry::CandidateFinder>> open_candidates(Archive& archive, const AccessScope& scope);

}  // namespace anjuan
