// The plan of a destruction, from the catalog alone. For the files of this room only.
#pragma once

#include "archive/catalog/database.hpp"
#include "archive/catalog/destruction.hpp"

namespace anjuan {

/// not_found: an item that is none.
Result<DestructionPlan> plan_destruction(Database& db, const std::vector<ItemId>& items);

}  // namespace anjuan
