#include "query/search/candidates.hpp"

#include <algorithm>
#include <set>

#include "query/search/index_reader.hpp"

namespace anjuan {

namespace {

using detail::Clause;
using detail::Found;
using detail::FoundPage;
using detail::IndexReader;

class IndexCandidates final : public registry::CandidateFinder {
 public:
  IndexCandidates(Archive& archive, AccessScope scope, std::unique_ptr<IndexReader> index)
      : m_archive(archive), m_scope(std::move(scope)), m_index(std::move(index)) {}

  Result<std::vector<registry::TextCandidate>> similar(std::string_view text, std::size_t limit) override {
    Clause asked;
    asked.type = Clause::Type::question;
    asked.terms = telling(m_analyser.ranking_terms(text));
    if (asked.terms.empty() || limit == 0) return std::vector<registry::TextCandidate>{};
    // A matter has several items: its summary, its letter, the reply.
    constexpr std::uint32_t k_items_of_one = 3;
    TRY_ASSIGN(const FoundPage page, m_index->search(asked, m_scope, 0, static_cast<std::uint32_t>(limit) * k_items_of_one));
    std::vector<ItemId> ids;
    for (const Found& found : page.found) ids.push_back(found.item);
    TRY_ASSIGN(const std::vector<Item> items, m_archive.items(ids));
    std::vector<registry::TextCandidate> out;
    std::set<MatterId> seen;
    std::size_t next = 0;
    for (const Found& found : page.found) {
      if (next >= items.size() || items[next].item != found.item) continue;
      const Item& item = items[next++];
      // The catalog has the last word: the index may lag behind an item that moved into a denied matter, or was destroyed.
      if (!item.matter || item.state == ItemState::destroyed || !may_see(m_scope, item) || !seen.insert(*item.matter).second) continue;
      out.push_back({*item.matter, found.score});
      if (out.size() == limit) break;
    }
    return out;
  }

 private:
  /// Longer letters say the same things more often; their most repeated and longest terms are enough to find their like.
  static std::vector<TermCount> telling(std::vector<TermCount> terms) {
    constexpr std::size_t k_terms = 64;
    constexpr std::size_t k_one_character = 4;  // bytes: what is no word of two characters tells nothing
    std::erase_if(terms, [](const TermCount& term) { return term.term.size() < k_one_character; });
    if (terms.size() <= k_terms) return terms;
    std::stable_sort(terms.begin(), terms.end(), [](const TermCount& a, const TermCount& b) { return a.count > b.count; });
    terms.resize(k_terms);
    return terms;
  }

  Archive& m_archive;
  AccessScope m_scope;
  std::unique_ptr<IndexReader> m_index;
  Analyser m_analyser;
};

}  // namespace

Result<std::unique_ptr<registry::CandidateFinder>> open_candidates(Archive& archive, const AccessScope& scope) {
  TRY_ASSIGN(auto index, IndexReader::open(schema::index_folder(archive.root())));
  return std::unique_ptr<registry::CandidateFinder>(new IndexCandidates(archive, scope, std::move(index)));
}

}  // namespace anjuan
