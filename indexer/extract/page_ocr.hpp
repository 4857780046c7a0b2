// From a page's image to its lines, for every format that has page images.
#pragma once

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// Reads `image` (at `dpi`) into `page.lines`, source and note, and names the engines to `sink`. A blank page has no lines and TextSource::none.
Status read_image_into(TextPage& page, const PageImage& image, double dpi, Sink& sink);

/// Lines of the text layer stay, as they are certain; of what OCR read those stay that lie elsewhere.
void merge_lines(std::vector<TextLine>& layer, std::vector<TextLine> read);

}  // namespace anjuan::extract
