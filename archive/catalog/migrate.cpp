#include "archive/catalog/migrations.hpp"

namespace anjuan {

Status migrate(Database& database) {
  std::int64_t version = 0;
  {
    TRY_ASSIGN(Statement statement, database.prepare("PRAGMA user_version"));
    TRY_ASSIGN(const bool row, statement.step());
    if (row) version = statement.integer(0);
  }
  const auto newest = static_cast<std::int64_t>(migrations().size());
  if (version > newest) {
    return fail(ErrorCode::unsupported, "the catalog has version " + std::to_string(version) + ", this anjuan knows " +
                                            std::to_string(newest) + ": update anjuan");
  }
  for (; version < newest; ++version) {
    TRY(database.begin_write());
    Status status = database.script(migrations()[static_cast<std::size_t>(version)].sql);
    if (status) status = database.script("PRAGMA user_version=" + std::to_string(version + 1));
    if (status) status = database.commit();
    if (!status) {
      database.roll_back();
      return fail_in(std::string("migration ") + migrations()[static_cast<std::size_t>(version)].name, status.error());
    }
  }
  return {};
}

}  // namespace anjuan
