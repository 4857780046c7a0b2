// Where a query's words stand in one item's text: pages, snippets and boxes. Decides nothing about presence: only shown
// hits come here.
#pragma once

#include <string>
#include <vector>

#include "indexer/text/positioned_text.hpp"
#include "query/snippet/page_hit.hpp"

namespace anjuan {

/// What to mark. Never a run of a NOT.
struct Needle {
  std::string folded;    ///< fold() of a run, or a term of a question; not empty
  double weight = 1;     ///< how much it says: 1 for an exact run, the inverse document frequency of a question's term
  bool verbatim = true;  ///< false: a term of a question, marked only around the best place of a page
};

enum class PageOrder : std::uint8_t { best_first, by_number };

/// The pages on which a needle stands, at most `most`. Runs are found over line and page ends; one that crosses a page
/// end is marked on both pages. Without verbatim needles, pages that say less than half of what the best one says are
/// left out.
std::vector<PageHit> find_pages(const PositionedText& text, const std::vector<Needle>& needles, PageOrder order,
                                std::size_t most);

}  // namespace anjuan
