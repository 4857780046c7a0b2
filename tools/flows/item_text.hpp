// The text of an item as it was read.
#pragma once

#include "archive/catalog/archive.hpp"
#include "indexer/text/positioned_text.hpp"

namespace anjuan::flows {

/// `text` is the item's derived object.
Result<PositionedText> read_text(Archive& archive, const ObjectId& text);

}  // namespace anjuan::flows
