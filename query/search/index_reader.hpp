// The index alone: a prepared query within a scope → item ids and scores. Knows no catalog and no text objects.
// Internal to query/search.
#pragma once

#include <filesystem>
#include <memory>

#include "query/access/access_scope.hpp"
#include "query/search/clause.hpp"
#include "query/snippet/snippet.hpp"

namespace anjuan::detail {

struct Found {
  ItemId item;
  double score = 0;
};
struct FoundPage {
  std::uint64_t total = 0;
  bool total_is_exact = true;
  std::vector<Found> found;
};

class IndexReader {
 public:
  /// For the tests alone, which show with it that they would notice a search without its check, or pages that differ.
  struct Tuning {
    bool check = true;  ///< candidates are asked for their folded text
    std::uint32_t counted =
        10000;  ///< totals are exact up to here; beyond, walking all matches costs more than finding the best
    std::uint32_t counted_by_text = 1000;  ///< the same where each candidate's text must be read to be counted
  };
  /// not_found: no index; unsupported: another layout or analyser.
  static Result<std::unique_ptr<IndexReader>> open(const std::filesystem::path& folder);
  static Result<std::unique_ptr<IndexReader>> open(const std::filesystem::path& folder, const Tuning& tuning);
  ~IndexReader();

  /// Ordered by score, then by age in the index: the pages of one query never overlap as long as the index stays the
  /// same.
  Result<FoundPage> search(const Clause& clause, const AccessScope& scope, std::uint32_t offset, std::uint32_t limit);
  Result<std::uint64_t> count(const Clause& clause, const AccessScope& scope);
  /// What to mark in the text of a hit, and in its title. The scope's counts say which words of a question tell something.
  struct Needles {
    std::vector<Needle> text;
    std::vector<std::string> title;
  };
  Result<Needles> needles(const Clause& clause, const AccessScope& scope);
  Status reopen();

 private:
  struct Impl;
  explicit IndexReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan::detail
