#include "query/snippet/page_view.hpp"

#include <algorithm>
#include <map>

#include "archive/base/utf8.hpp"
#include "indexer/text/fold.hpp"

namespace anjuan::snippet {
namespace {

constexpr std::size_t k_width = 80;         // characters of a snippet
constexpr std::size_t k_longest_run = 160;  // of a marked run that is longer than a snippet, this much is shown
constexpr std::size_t k_reach = 12;         // how far a cut may move to stand at the end of a sentence

bool is_blank(char32_t c) {
  return c <= 0x20 || c == 0x7F || (c >= 0x80 && c <= 0xA0) || c == 0x3000 || (c >= 0x2000 && c <= 0x200F) ||
         c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}
/// Han and what stands between Han without blanks.
bool is_wide(char32_t c) { return is_han(c) || (c >= 0x3001 && c <= 0x30FF) || (c >= 0xFF01 && c <= 0xFF60); }
bool ends_sentence(char32_t c) {
  return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'!' || c == U'?' || c == U';';
}
bool ends_clause(char32_t c) {
  return ends_sentence(c) || c == U'，' || c == U'：' || c == U'、' || c == U',' || c == U' ';
}
bool is_word(char32_t c) { return !is_wide(c) && is_gram_character(c); }

std::string utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

std::size_t cut_before(const std::u32string& text, std::size_t from, std::size_t match) {
  // The earliest start of a sentence, else of a clause, that leaves the snippet about as long as wished.
  if (from == 0) return 0;
  const std::size_t low = from > k_reach ? from - k_reach : 0;
  for (const auto ends : {ends_sentence, ends_clause}) {
    for (std::size_t at = std::max<std::size_t>(low, 1); at <= std::min(match, from + k_reach); ++at) {
      if (ends(text[at - 1]) && !ends(text[at])) return at;
    }
  }
  while (from > low && is_word(text[from]) && is_word(text[from - 1])) --from;
  return from;
}

std::size_t cut_after(const std::u32string& text, std::size_t to, std::size_t match) {
  if (to >= text.size()) return text.size();
  const std::size_t high = std::min(text.size(), to + k_reach);
  const std::size_t low = std::max(match, to > k_reach ? to - k_reach : 0);
  for (const auto ends : {ends_sentence, ends_clause}) {
    for (std::size_t at = high; at > low; --at) {
      if (ends(text[at - 1])) return at;
    }
  }
  while (to < high && is_word(text[to]) && is_word(text[to - 1])) ++to;
  return to;
}

}  // namespace

PageView::PageView(const TextPage& page, std::span<const Mark> marks, const std::vector<Needle>& needles)
    : m_page(page), m_marks(marks), m_needles(needles) {
  lay_out_lines();
  place_marks();
  find_best();
}

void PageView::lay_out_lines() {
  bool blank = false;  // seen and not yet written: it stays only between two letters that need it
  for (const TextLine& line : m_page.lines) {
    Line& places = m_lines.emplace_back();
    blank = true;
    for (std::size_t at = 0; at < line.text.size();) {
      places.byte.push_back(static_cast<std::uint32_t>(at));
      const char32_t c = next_utf8(line.text, at);
      if (is_blank(c)) {
        blank = true;
        places.at.push_back(static_cast<std::uint32_t>(m_text.size()));
        continue;
      }
      if (blank && !m_text.empty() && !(is_wide(m_text.back()) || is_wide(c))) m_text += U' ';
      blank = false;
      places.at.push_back(static_cast<std::uint32_t>(m_text.size()));
      m_text += c;
    }
    places.byte.push_back(static_cast<std::uint32_t>(line.text.size()));
    places.at.push_back(static_cast<std::uint32_t>(m_text.size()));
  }
}

void PageView::place_marks() {
  for (const Mark& mark : m_marks) {
    const Line& line = m_lines[mark.line];
    const auto index = [&](std::uint32_t byte) {
      return static_cast<std::size_t>(std::lower_bound(line.byte.begin(), line.byte.end(), byte) - line.byte.begin());
    };
    // The end is taken behind the last character, so that a blank which the page's running text puts there is not
    // marked.
    const std::size_t first = index(mark.begin), last = index(mark.end) - 1;
    m_placed.push_back({{line.at[first], line.at[last] + std::size_t{1}}, &mark});
  }
  std::sort(m_placed.begin(), m_placed.end(), [](const Placed& a, const Placed& b) {
    return a.at.begin != b.at.begin ? a.at.begin < b.at.begin : a.at.end < b.at.end;
  });
}

void PageView::find_best() {
  std::map<std::uint32_t, int> within;
  double score = 0;
  const auto count = [&](const Placed& placed, int by) {
    int& n = within[placed.mark->needle];
    if (n == 0 || (n == 1 && by < 0)) score += by * m_needles[placed.mark->needle].weight;
    n += by;
    score += by * 0.001 * m_needles[placed.mark->needle].weight;  // of two equal places the one that says it more often
  };
  std::size_t first = 0;
  for (std::size_t last = 0; last < m_placed.size(); ++last) {
    count(m_placed[last], +1);
    while (first < last && m_placed[last].at.end > m_placed[first].at.begin + k_width) count(m_placed[first++], -1);
    if (score > m_best.score + 1e-9) m_best = {{m_placed[first].at.begin, m_placed[last].at.end}, score};
  }
}

bool PageView::shown(const Placed& placed) const {
  return m_needles[placed.mark->needle].verbatim ||
         (placed.at.begin >= m_best.matched.begin && placed.at.end <= m_best.matched.end);
}

std::vector<SnippetRun> PageView::snippet() const {
  const Stretch matched{m_best.matched.begin, std::min(m_best.matched.end, m_best.matched.begin + k_longest_run)};
  const std::size_t length = matched.end - matched.begin;
  const std::size_t spare = length < k_width ? k_width - length : 0;
  std::size_t before = std::min(matched.begin, spare / 2);
  const std::size_t after = std::min(m_text.size() - matched.end, spare - before);
  before = std::min(matched.begin, spare - after);
  const std::size_t begin = cut_before(m_text, matched.begin - before, matched.begin);
  const std::size_t end =
      matched.end < m_best.matched.end ? matched.end : cut_after(m_text, matched.end + after, matched.end);

  std::vector<char> marked(end - begin, 0);
  for (const Placed& placed : m_placed) {
    if (!shown(placed)) continue;
    for (std::size_t at = std::max(begin, placed.at.begin); at < std::min(end, placed.at.end); ++at)
      marked[at - begin] = 1;
  }
  std::vector<SnippetRun> runs;
  for (std::size_t at = 0; at < marked.size();) {
    std::size_t stop = at;
    while (stop < marked.size() && marked[stop] == marked[at]) ++stop;
    runs.push_back({utf8(std::u32string_view(m_text).substr(begin + at, stop - at)), marked[at] != 0});
    at = stop;
  }
  if (begin > 0) {
    if (runs.empty() || runs.front().marked) runs.insert(runs.begin(), {"", false});
    runs.front().text.insert(0, "…");
  }
  if (end < m_text.size()) {
    if (runs.back().marked) runs.push_back({"", false});
    runs.back().text += "…";
  }
  return runs;
}

std::vector<Box> PageView::boxes() const {
  struct Stroke {
    std::uint32_t line, begin, end;
    bool verbatim;
  };
  std::vector<Stroke> strokes;
  for (const Placed& placed : m_placed) {
    if (shown(placed)) {
      strokes.push_back(
          {placed.mark->line, placed.mark->begin, placed.mark->end, m_needles[placed.mark->needle].verbatim});
    }
  }
  std::sort(strokes.begin(), strokes.end(), [](const Stroke& a, const Stroke& b) {
    return std::tie(a.line, a.begin, a.end) < std::tie(b.line, b.begin, b.end);
  });
  std::vector<Stroke> merged;
  for (const Stroke& stroke : strokes) {
    // Exact runs side by side stay two; the bigrams of a question's words grow together.
    Stroke* before = merged.empty() || merged.back().line != stroke.line ? nullptr : &merged.back();
    const bool touches = before != nullptr && (stroke.begin < before->end ||
                                               (stroke.begin == before->end && !stroke.verbatim && !before->verbatim));
    if (touches) {
      before->end = std::max(before->end, stroke.end);
    } else {
      merged.push_back(stroke);
    }
  }
  std::vector<Box> out;
  for (const Stroke& stroke : merged) {
    const TextLine& line = m_page.lines[stroke.line];
    const auto& bytes = m_lines[stroke.line].byte;
    const auto index = [&](std::uint32_t byte) {
      return static_cast<std::size_t>(std::lower_bound(bytes.begin(), bytes.end(), byte) - bytes.begin());
    };
    Box box = line.box;
    if (line.edges.size() == bytes.size()) {
      const auto [low, high] = std::minmax(line.edges[index(stroke.begin)], line.edges[index(stroke.end)]);
      (line.vertical ? box.y : box.x) = low;
      (line.vertical ? box.h : box.w) = high - low;
    }
    out.push_back(box);
  }
  return out;
}

PageHit PageView::hit() const {
  PageHit hit;
  hit.snippet = snippet();
  hit.boxes = boxes();
  return hit;
}

}  // namespace anjuan::snippet
