// The text layer of a PDF page as poppler gives it, made into lines with edges.
#pragma once

#include <poppler-page.h>

#include "indexer/text/positioned_text.hpp"

namespace anjuan::extract {

/// Size of the page as shown: crop box, turned by the page's rotation.
struct ShownSize {
  double width = 0, height = 0;
};
ShownSize shown_size(const poppler::page& page);

/// The page's words joined to lines, in poppler's reading order. A blank stands between words, but not between Han that stand close: some OCR programs
/// write one behind every character.
std::vector<TextLine> text_layer(const poppler::page& page, const ShownSize& size);

}  // namespace anjuan::extract
