// Two catalogs side by side: equal means an equal logical dump (DESIGN §6).
#pragma once

#include <functional>

#include "archive/catalog/database.hpp"

namespace anjuan {

/// Every table, row by row in the order of its key: "table|value|value…\n"; blobs in hexadecimal, NULL as a lone '-', text as JSON strings.
Result<std::string> dump_of(Database& db);

/// Calls `differs(table, row of a or empty, row of b or empty)` for each row that only one has.
Status compare(Database& a, Database& b, const std::function<void(const std::string& table, const std::string& in_a, const std::string& in_b)>& differs);

}  // namespace anjuan
