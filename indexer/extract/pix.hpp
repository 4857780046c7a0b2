// Owner and conversions of Leptonica's images.
#pragma once

#include <leptonica/allheaders.h>

#include <memory>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

struct PixDestroy {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};
using PixOwner = std::unique_ptr<PIX, PixDestroy>;

/// 32 bits a pixel. Null when there is no memory.
PixOwner to_pix(const PageImage& image);
/// From any depth, transparent pixels over white.
Result<PageImage> to_page_image(PIX* pix);

}  // namespace anjuan::extract
