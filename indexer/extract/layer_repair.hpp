// One kind of garbage layer can be read after all.
#pragma once

#include <vector>

#include "indexer/text/positioned_text.hpp"

namespace anjuan::extract {

/// GBK text in a font that calls itself Western: every Han character came out as two Latin ones ("ÖÐ¹ú" for 中国). Puts the bytes together again. False,
/// with `lines` as they were, when that gives no sound text either.
bool repair_gbk_layer(std::vector<TextLine>& lines);

}  // namespace anjuan::extract
