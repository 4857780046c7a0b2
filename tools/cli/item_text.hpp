// The text of an item for commands that show it.
#pragma once

#include "indexer/text/positioned_text.hpp"
#include "tools/cli/context.hpp"

namespace anjuan::cli {

/// not_found, with advice, when it has not been read or cannot be read.
Result<PositionedText> text_of(Context& context, const Item& item);
/// not_found when it was destroyed: its entry is all there is.
Status check_not_destroyed(const Item& item);
/// not_found when there is no such page.
Status check_page(const Item& item, std::uint32_t page);

}  // namespace anjuan::cli
