// What happens to every page image alike: marks over it, PNG out of it.
#pragma once

#include <vector>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// Each box filled with translucent yellow and outlined in orange.
void draw_marks(PageImage& image, const std::vector<Box>& marks);

Result<Bytes> encode_png(const PageImage& image);
/// Of one colour component where there is no colour.
Result<Bytes> encode_jpeg(const PageImage& image, double dpi);

}  // namespace anjuan::extract
