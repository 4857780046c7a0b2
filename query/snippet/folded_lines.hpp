// The fold of a whole item, line by line without anything between them, that knows where each byte came from. Internal
// to query/snippet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/text/positioned_text.hpp"

namespace anjuan::snippet {

/// A stretch of one line, in bytes of its text.
struct Mark {
  std::uint32_t page = 0, line = 0;  ///< 0-based
  std::uint32_t begin = 0, end = 0;
  std::uint32_t needle = 0;
};

class FoldedLines {
 public:
  explicit FoldedLines(const PositionedText& text);
  /// Every place of `folded`, also where they overlap, appended in order of their place; a run over several lines gives
  /// one mark each.
  void find(std::string_view folded, std::uint32_t needle, std::vector<Mark>& out) const;

 private:
  struct Line {
    std::uint32_t page, line;
    std::size_t begin;  // in m_folded
  };
  void add(std::size_t begin, std::size_t end, std::uint32_t needle, std::vector<Mark>& out) const;

  const PositionedText& m_text;
  std::string m_folded;
  std::vector<std::uint32_t> m_origin;  // of each byte of m_folded, in its line's text
  std::vector<Line> m_lines;
};

}  // namespace anjuan::snippet
