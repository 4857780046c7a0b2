// The one way to find: a parsed query within a scope → hits with pages, snippets and boxes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/catalog/archive.hpp"
#include "query/access/access_scope.hpp"
#include "query/language/query.hpp"
#include "query/snippet/page_hit.hpp"

namespace anjuan {

struct Hit {
  Item item;
  double score = 0;
  std::vector<PageHit>
      pages;  ///< best first, at most SearchOptions::pages_per_hit; empty when only title or fields matched
  bool title_matched = false;
  std::string fault;  ///< why its text could not be read, or empty
};
struct Hits {
  std::uint64_t total = 0;
  bool total_is_exact = true;
  std::vector<Hit> hits;
};
struct SearchOptions {
  std::uint32_t limit = 10, offset = 0;
  std::uint32_t pages_per_hit = 3;
  bool snippets = true;
};

/// The open index of one archive, for reading. One per thread; reopen() sees what was committed since.
class Searcher {
 public:
  /// not_found when there is no index yet, unsupported when it was made by another analyser ("run anjuan rebuild").
  static Result<std::unique_ptr<Searcher>> open(Archive& archive);
  virtual ~Searcher() = default;
  virtual Result<Hits> search(const Query& query, const AccessScope& scope, const SearchOptions& options) = 0;
  /// Exact, however many there are.
  virtual Result<std::uint64_t> count(const Query& query, const AccessScope& scope) = 0;
  /// The places of the query on every page of one item (for page images): page → boxes.
  virtual Result<std::vector<PageHit>> places(const Query& query, const AccessScope& scope, const ItemId& item) = 0;
  virtual Status reopen() = 0;
};

}  // namespace anjuan
