// One page as running text, and the marks on it as boxes and as a snippet. Internal to query/snippet.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "query/snippet/folded_lines.hpp"
#include "query/snippet/page_hit.hpp"
#include "query/snippet/snippet.hpp"

namespace anjuan::snippet {

/// A stretch of the page's running text, in characters.
struct Stretch {
  std::size_t begin = 0, end = 0;
};
struct Window {
  Stretch matched;  ///< from the first to the last mark that counts
  double score = 0;
};

class PageView {
 public:
  /// `marks` are those of this page.
  PageView(const TextPage& page, std::span<const Mark> marks, const std::vector<Needle>& needles);

  /// Where the needles stand thickest: the sum of the weights of the different ones within a snippet's length.
  const Window& best() const { return m_best; }
  /// The snippet around the best place, and the boxes of all exact runs and of the question's terms at that place.
  PageHit hit() const;

 private:
  struct Placed {
    Stretch at;
    const Mark* mark;
  };
  void lay_out_lines();
  void place_marks();
  void find_best();
  bool shown(const Placed& placed) const;
  std::vector<SnippetRun> snippet() const;
  std::vector<Box> boxes() const;

  const TextPage& m_page;
  std::span<const Mark> m_marks;
  const std::vector<Needle>& m_needles;
  std::u32string m_text;
  struct Line {
    std::vector<std::uint32_t> byte,
        at;  // of each code point: its first byte, its place in m_text; one more at the end
  };
  std::vector<Line> m_lines;
  std::vector<Placed> m_placed;  // in order of place
  Window m_best;
};

}  // namespace anjuan::snippet
