// Decoding of pictures, for image files and for pictures inside other formats.
#pragma once

#include "indexer/extract/extractor.hpp"
#include "indexer/extract/pix.hpp"

namespace anjuan::extract {

struct DecodedImage {
  PixOwner pix;       ///< as shown: turned as EXIF says
  double dpi = 200;   ///< as the file says where that is plausible
};

/// Frames of a TIFF, 1 for others. corrupt when it is no picture.
Result<std::uint32_t> image_count(ByteView bytes, const Limits& limits);

/// Frame `number` (1-based). The size is checked before anything is decoded: resource_exhausted for a pixel bomb.
Result<DecodedImage> decode_image(ByteView bytes, const Limits& limits, std::uint32_t number);

}  // namespace anjuan::extract
