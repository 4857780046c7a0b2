// What happens to every page image alike: marks over it, PNG out of it.
#pragma once

#include <vector>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// Each box filled with translucent yellow and outlined in orange.
void draw_marks(PageImage& image, const std::vector<Box>& marks);

Result<Bytes> encode_png(const PageImage& image);

}  // namespace anjuan::extract
