#include <algorithm>
#include <cmath>

#include "tools/extract/print/blocks.hpp"

namespace anjuan::press {

bool Content::empty() const {
  return std::all_of(blocks.begin(), blocks.end(), [](const TextBlock& block) { return block.lines() == 0; });
}

double Content::height() const {
  double height = 0;
  for (const TextBlock& block : blocks) height += block.height();
  return height;
}

bool Content::breaks_words() const {
  return std::any_of(blocks.begin(), blocks.end(), [](const TextBlock& block) { return block.breaks_words(); });
}

std::pair<Content, Content> Content::part(double available) const {
  std::pair<Content, Content> parts;
  for (const TextBlock& block : blocks) {
    const auto room = static_cast<std::size_t>(std::max(0.0, std::floor((available + 0.01) / block.pitch())));
    const std::size_t here = parts.second.blocks.empty() ? std::min(block.lines(), room) : 0;
    if (here > 0) parts.first.blocks.push_back(block.part(0, here));
    if (here < block.lines()) parts.second.blocks.push_back(block.part(here, block.lines() - here));
    available -= static_cast<double>(here) * block.pitch();
  }
  return parts;
}

void Content::draw(cairo_t* cairo, double x, double y) const {
  for (const TextBlock& block : blocks) {
    block.draw(cairo, x, y);
    y += block.height();
  }
}

Content fitted(const TextStyle& style, double min_size, double height, const std::function<Content(const TextStyle&)>& make) {
  for (const bool whole_words : {true, false}) {
    TextStyle smaller = style;
    for (;; smaller.size -= 0.5) {
      Content content = make(smaller);
      if (content.height() <= height + 0.01 && !(whole_words && content.breaks_words())) return content;
      if (smaller.size - 0.5 < min_size) {
        if (whole_words) break;
        return content;
      }
    }
  }
  return {};
}

}  // namespace anjuan::press
