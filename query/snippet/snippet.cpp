#include "query/snippet/snippet.hpp"

#include <algorithm>

#include "query/snippet/folded_lines.hpp"
#include "query/snippet/page_view.hpp"

namespace anjuan {

std::vector<PageHit> find_pages(const PositionedText& text, const std::vector<Needle>& needles, PageOrder order,
                                std::size_t most) {
  const snippet::FoldedLines folded(text);
  std::vector<snippet::Mark> marks;
  bool verbatim = false;
  for (std::uint32_t i = 0; i < needles.size(); ++i) {
    folded.find(needles[i].folded, i, marks);
    verbatim = verbatim || needles[i].verbatim;
  }
  std::stable_sort(marks.begin(), marks.end(),
                   [](const snippet::Mark& a, const snippet::Mark& b) { return a.page < b.page; });

  struct Scored {
    PageHit hit;
    double score;
  };
  std::vector<Scored> pages;
  double best = 0;
  for (std::size_t first = 0; first < marks.size();) {
    std::size_t last = first;
    while (last < marks.size() && marks[last].page == marks[first].page) ++last;
    const std::uint32_t page = marks[first].page;
    const snippet::PageView view(text.pages[page], {marks.data() + first, last - first}, needles);
    Scored scored{view.hit(), view.best().score};
    scored.hit.page = page + 1;
    best = std::max(best, scored.score);
    pages.push_back(std::move(scored));
    first = last;
  }
  if (!verbatim) std::erase_if(pages, [best](const Scored& page) { return page.score < best / 2; });
  if (order == PageOrder::best_first) {
    std::stable_sort(pages.begin(), pages.end(), [](const Scored& a, const Scored& b) { return a.score > b.score; });
  }
  std::vector<PageHit> out;
  for (std::size_t i = 0; i < pages.size() && i < most; ++i) out.push_back(std::move(pages[i].hit));
  return out;
}

}  // namespace anjuan
