// Page numbers and the 归档章 (F-5), drawn on the picture of a page where nothing stands.
#pragma once

#include "indexer/extract/extractor.hpp"
#include "indexer/worker/leaf.hpp"

namespace anjuan::press {

/// The number goes into its upper corner, the 归档章 on blank space at the top of the page; where there is none, on blank space further down; on a page without any, to where least
/// stands. warm_up() of the press must have been called.
Status draw_stamp(extract::PageImage& image, double dpi, const PageStamp& stamp);

}  // namespace anjuan::press
