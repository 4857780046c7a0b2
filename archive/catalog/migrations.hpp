// The numbered migrations of schemas/sql, in order. PRAGMA user_version counts those applied.
#pragma once

#include <vector>

#include "archive/catalog/database.hpp"

namespace anjuan {

struct Migration {
  const char* name;
  const char* sql;
};
const std::vector<Migration>& migrations();

/// Brings the database to the newest version, each migration in a transaction of its own. unsupported when it is newer than this program.
Status migrate(Database& database);

}  // namespace anjuan
