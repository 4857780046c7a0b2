// Is a text layer what stands on the page? Fonts without a usable character map give text that looks like text and is not.
#pragma once

#include <string>
#include <vector>

#include "indexer/text/positioned_text.hpp"

namespace anjuan::extract {

struct LayerQuality {
  std::size_t characters = 0;  ///< without blanks and leaders
  std::size_t sound = 0;       ///< everyday Han, words of letters
  std::size_t suspect = 0;     ///< private use, unassigned, controls, rare Han, stray symbols, letters that form no words
  std::size_t han = 0, rare_han = 0, frequent_han = 0;

  /// `stricter` once other pages of the same document were garbage: their fonts are this page's too.
  bool is_garbage(bool stricter) const;
};

LayerQuality assess_layer(const std::vector<TextLine>& lines);

/// In GB 2312 or in the first level of Big5: what nearly all Chinese text is written with.
bool is_everyday_han(char32_t c);

}  // namespace anjuan::extract
