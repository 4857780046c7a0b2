#include <cstring>

#include "archive/catalog/archive_impl.hpp"

namespace anjuan {

Result<TreeFrontier> load_frontier(Database& db) {
  std::vector<Digest> peaks;
  {
    TRY_ASSIGN(Statement statement, db.prepare("SELECT hash FROM tree ORDER BY position"));
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) break;
      if (statement.blob(0).size() != sizeof(Digest)) return fail(ErrorCode::corrupt, "catalog: a tree hash has not 32 bytes");
      std::memcpy(peaks.emplace_back().data(), statement.blob(0).data(), sizeof(Digest));
    }
  }
  TRY_ASSIGN(Statement count, db.prepare("SELECT coalesce(max(seq) + 1, 0) FROM entry"));
  TRY_ASSIGN(const bool row, count.step());
  return TreeFrontier::from(row ? static_cast<std::uint64_t>(count.integer(0)) : 0, std::move(peaks));
}

Status save_frontier(Database& db, const TreeFrontier& frontier) {
  TRY(db.run("DELETE FROM tree"));
  std::int64_t position = 0;
  for (const Digest& hash : frontier.peaks()) TRY(db.run("INSERT INTO tree (position, hash) VALUES (?, ?)", position++, ByteView(hash)));
  return {};
}

Status insert_entry(Database& db, const PlacedEntry& placed) {
  const EntryHead& head = placed.entry->head;
  std::optional<std::int64_t> pack, at, length;
  if (placed.private_record) {
    pack = placed.private_record->pack;
    at = static_cast<std::int64_t>(placed.private_record->offset);
    length = static_cast<std::int64_t>(placed.private_record->length);
  }
  return db.run("INSERT INTO entry (seq, time, actor, action, subject, leaf, private_pack, private_at, private_length)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                head.seq, head.time, head.actor, head.action, head.subject, ByteView(placed.leaf), pack, at, length);
}

Status insert_batch(Database& db, std::uint64_t first, std::uint64_t count, const RecordLocation& location) {
  return db.run("INSERT INTO batch (first, count, pack, at, length) VALUES (?, ?, ?, ?, ?)", first, count, location.pack, location.offset,
                location.length);
}

Status insert_object(Database& db, const ObjectId& id, const RecordLocation& location) {
  return db.run("INSERT INTO object (digest, pack, at, length) VALUES (?, ?, ?, ?)", ByteView(id.digest()), location.pack, location.offset,
                location.length);
}

Status upsert_pack(Database& db, const PackState& state) {
  return db.run("INSERT INTO pack (pack, promised, sealed) VALUES (?1, ?2, ?3)"
                " ON CONFLICT (pack) DO UPDATE SET promised = ?2, sealed = ?3",
                state.pack, state.promised, static_cast<int>(state.sealed));
}

}  // namespace anjuan
