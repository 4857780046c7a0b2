#include "query/snippet/folded_lines.hpp"

#include <algorithm>
#include <cstring>

#include "archive/base/utf8.hpp"
#include "indexer/text/fold.hpp"

namespace anjuan::snippet {

FoldedLines::FoldedLines(const PositionedText& text) : m_text(text) {
  for (std::uint32_t page = 0; page < text.pages.size(); ++page) {
    const auto& lines = text.pages[page].lines;
    for (std::uint32_t line = 0; line < lines.size(); ++line) {
      const FoldedText folded = fold_with_origin(lines[line].text);
      if (folded.text.empty()) continue;
      m_lines.push_back({page, line, m_folded.size()});
      m_folded += folded.text;
      m_origin.insert(m_origin.end(), folded.origin.begin(), folded.origin.end() - 1);  // its last is the line's size
    }
  }
}

void FoldedLines::find(std::string_view folded, std::uint32_t needle, std::vector<Mark>& out) const {
  if (folded.empty()) return;
  std::size_t at = 0;
  while (at + folded.size() <= m_folded.size()) {
    const void* found = memmem(m_folded.data() + at, m_folded.size() - at, folded.data(), folded.size());
    if (found == nullptr) return;
    const auto begin = static_cast<std::size_t>(static_cast<const char*>(found) - m_folded.data());
    add(begin, begin + folded.size(), needle, out);
    at = begin + 1;
  }
}

void FoldedLines::add(std::size_t begin, std::size_t end, std::uint32_t needle, std::vector<Mark>& out) const {
  auto line = std::upper_bound(m_lines.begin(), m_lines.end(), begin,
                               [](std::size_t at, const Line& l) { return at < l.begin; }) -
              1;
  for (; line != m_lines.end() && line->begin < end; ++line) {
    const std::size_t line_end = line + 1 == m_lines.end() ? m_folded.size() : (line + 1)->begin;
    const std::uint32_t first = m_origin[std::max(begin, line->begin)];
    std::size_t last = m_origin[std::min(end, line_end) - 1];
    next_utf8(m_text.pages[line->page].lines[line->line].text, last);
    out.push_back({line->page, line->line, first, static_cast<std::uint32_t>(last), needle});
  }
}

}  // namespace anjuan::snippet
