#include "archive/catalog/payload_reader.hpp"

namespace anjuan {

Result<bool> is_needed(Database& database, const Digest& digest) {
  TRY_ASSIGN(Statement statement, database.prepare("SELECT 1 FROM item WHERE object = ?1 AND state <> 3 UNION ALL"
                                                   " SELECT 1 FROM item WHERE text = ?1 AND state <> 3 LIMIT 1"));
  statement.bind(ByteView(digest));
  return statement.step();
}

// The bytes go later, by a purge. Without a row no later capture can take them for a duplicate of its own; the mark on the pack is the purge's work.
static Status destroy_object(Database& database, const EntryHead& head, const Digest& digest) {
  TRY_ASSIGN(const bool needed, is_needed(database, digest));
  if (needed) return {};
  TRY(database.run("INSERT INTO destroyed (digest, seq) VALUES (?1, ?2) ON CONFLICT (digest) DO UPDATE SET seq = ?2", ByteView(digest), head.seq));
  TRY(database.run("INSERT INTO pack_purge (pack, state) SELECT pack, 0 FROM object WHERE digest = ? ON CONFLICT (pack) DO NOTHING", ByteView(digest)));
  return database.run("DELETE FROM object WHERE digest = ?", ByteView(digest));
}

Status destroy_late_text(Database& database, const EntryHead& head, std::string_view item, const Digest& text) {
  {
    TRY_ASSIGN(Statement statement, database.prepare("SELECT 1 FROM item WHERE item = ? AND state = 3"));
    statement.bind(item);
    TRY_ASSIGN(const bool destroyed, statement.step());
    if (!destroyed) return {};
  }
  return destroy_object(database, head, text);
}

Status apply_destroyed(Database& database, const EntryHead& head, PayloadReader& payload) {
  const std::vector<std::string_view> items = payload.texts("items");
  const std::vector<std::string_view> objects = payload.texts("objects");
  const std::string reason = "已销毁，见销毁清册 " + std::string(payload.text("list"));
  TRY(payload.status());
  for (const std::string_view item : items) {
    TRY(database.run("UPDATE item SET state = 3, reason = ?, pages = 0, text = NULL, changed = ? WHERE item = ?", reason, head.seq, item));
  }
  for (const std::string_view name : objects) {
    const auto object = ObjectId::parse(name);
    if (!object) return fail(ErrorCode::corrupt, "bad member objects: " + std::string(name));
    TRY(destroy_object(database, head, object->digest()));
  }
  return {};
}

}  // namespace anjuan
