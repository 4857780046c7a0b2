// Destroyed bytes leave the packs, and their traces the catalog.
//
// A pack is written anew in four steps, each durable before the next begins:
//   1  SQL: the new pack's number is marked as being written (nothing cuts or uses it)
//   2  packs: what must be kept is copied under another name; file synced, named, folder synced
//   3  SQL, one transaction: every location is switched, the new pack promised, the old one marked as replaced
//   4  packs: the old file is removed, the folder synced; SQL: the mark goes
// Whoever comes after a death in 2 takes the new pack away, in 4 the old one. Where both names exist both are whole: a rebuild may take either.
#include <algorithm>
#include <set>

#include "archive/catalog/purge_marks.hpp"

namespace anjuan {

namespace {

Result<std::int64_t> number_of(Database& db, const char* sql) {
  TRY_ASSIGN(Statement statement, db.prepare(sql));
  TRY_ASSIGN(const bool row, statement.step());
  return row ? statement.integer(0) : 0;
}

}  // namespace

Status check_all_known(Database& db) {
  TRY_ASSIGN(const std::int64_t unknown, number_of(db, "SELECT count(*) FROM entry e WHERE e.action = 'item.added' AND NOT EXISTS"
                                                       " (SELECT 1 FROM item i WHERE i.item = e.subject)"));
  if (unknown == 0) return {};
  return fail(ErrorCode::corrupt, "日志里有 " + std::to_string(unknown) + " 件的内容读不出，无从判断哪些原件还要用，不能清除：请先找回密钥（DIR.keys）并运行 anjuan rebuild");
}

namespace {

class Purger {
 public:
  Purger(Archive::Impl& archive, const PurgeOptions& options) : m_archive(archive), m_db(*archive.db), m_options(options) {}

  Result<PurgeResult> run() {
    TRY(locked([&] { return check_all_known(m_db); }));
    TRY(clear_half_written());
    TRY(remove_replaced());
    TRY(cut_tails());
    TRY_ASSIGN(std::vector<PackNumber> packs, marked(mark_to_rewrite));
    TRY_ASSIGN(const std::vector<PackNumber> swept, marked(mark_to_sweep));
    m_swept.insert(swept.begin(), swept.end());
    packs.insert(packs.end(), swept.begin(), swept.end());
    TRY(count(packs));
    std::optional<Error> damage;
    for (const PackNumber pack : packs) {
      Status status = rewrite(pack);
      if (!status && status.error().code != ErrorCode::corrupt) return fail(status.error());
      if (!status && !damage) damage = status.error();
    }
    TRY(clean_catalog());
    if (damage) return fail(*damage);
    return m_result;
  }

 private:
  template <class Action>
  auto locked(Action&& action) -> decltype(action()) {
    const std::lock_guard lock(m_archive.mutex);
    return action();
  }

  /// `action` in one SQL transaction. `unknown` is set when nobody can tell whether it is durable.
  template <class Action>
  Status write(Action&& action, bool* unknown = nullptr) {
    const std::lock_guard lock(m_archive.mutex);
    TRY(m_db.begin_write());
    Status status = action();
    if (status) {
      status = m_db.commit();
      if (!status && unknown != nullptr) *unknown = status.error().code != ErrorCode::no_space && status.error().code != ErrorCode::busy;
    }
    if (!status) m_db.roll_back();
    return status;
  }

  Result<std::vector<PackNumber>> marked(PackMark mark) {
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT pack FROM pack_purge WHERE state = ? ORDER BY pack"));
    statement.bind(static_cast<int>(mark));
    std::vector<PackNumber> packs;
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) return packs;
      packs.push_back(static_cast<PackNumber>(statement.integer(0)));
    }
  }

  Status unmark(PackNumber pack, PackMark mark) {
    return write([&] { return m_db.run("DELETE FROM pack_purge WHERE pack = ? AND state = ?", pack, static_cast<int>(mark)); });
  }

  Status clear_half_written() {
    TRY(m_archive.store->remove_drafts());
    TRY_ASSIGN(const std::vector<PackNumber> packs, marked(mark_being_written));
    for (const PackNumber pack : packs) {
      TRY(m_archive.store->clear(pack));
      TRY(unmark(pack, mark_being_written));
    }
    return {};
  }

  Status remove_replaced() {
    TRY_ASSIGN(const std::vector<PackNumber> packs, marked(mark_replaced));
    for (const PackNumber pack : packs) {
      TRY(m_archive.store->remove(pack));
      TRY(unmark(pack, mark_replaced));
    }
    return {};
  }

  // A killed run may have left the same bytes behind a promise.
  Status cut_tails() {
    const std::lock_guard lock(m_archive.mutex);
    TRY(m_db.begin_write());
    auto session = m_archive.store->begin_session(m_archive);
    m_db.roll_back();
    return session ? Status() : Status(fail(session.error()));
  }

  Status count(const std::vector<PackNumber>& packs) {
    for (const PackNumber pack : packs) {
      TRY_ASSIGN(const std::optional<PackState> state, promised(pack));
      if (state) m_total += state->promised;
    }
    return {};
  }

  Result<std::optional<PackState>> promised(PackNumber pack) {
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT promised, sealed FROM pack WHERE pack = ?"));
    statement.bind(pack);
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) return std::optional<PackState>();
    return std::optional(PackState{pack, static_cast<std::uint64_t>(statement.integer(0)), statement.integer(1) != 0});
  }

  Status rewrite(PackNumber pack) {
    PackState old;
    std::unique_ptr<PackRewrite> rewrite;
    TRY(write([&]() -> Status {
      TRY_ASSIGN(const std::optional<PackState> state, promised(pack));
      // Nothing of it is promised: the session above has cut it already.
      if (!state) return m_db.run("DELETE FROM pack_purge WHERE pack = ?", pack);
      old = *state;
      auto begun = m_archive.store->begin_rewrite(m_archive, old);
      if (!begun && begun.error().code == ErrorCode::busy) return fail(ErrorCode::busy, "包 " + std::to_string(pack) + " 正由另一个程序写入：等它结束再试");
      if (!begun) return fail(begun.error());
      rewrite = std::move(*begun);
      return m_db.run("INSERT INTO pack_purge (pack, state) VALUES (?, ?)", rewrite->number(), static_cast<int>(mark_being_written));
    }));
    if (!rewrite) return {};
    bool unknown = false;
    if (Status status = move_to(*rewrite, old, unknown); !status) {
      // Should this fail too, the mark stays, and the next run does it.
      const PackNumber number = rewrite->number();
      const bool given_up = !unknown && rewrite->give_up().has_value();
      rewrite.reset();
      if (given_up && m_archive.store->clear(number)) (void)unmark(number, mark_being_written);
      return fail_in("重写包 " + std::to_string(pack), status.error());
    }
    rewrite.reset();
    return remove_replaced();
  }

  Status move_to(PackRewrite& rewrite, const PackState& old, bool& unknown) {
    TRY(read_places(old.pack));
    m_sweeps = m_swept.contains(old.pack);
    PackRewrite::CopyOptions options;
    options.known.assign(m_places.begin(), m_places.end());
    options.keeps = [this](const Record& record) { return keeps(record); };
    options.step = [this](std::uint64_t done) -> Status {
      if (m_options.progress) m_options.progress(m_done + done, m_total);
      if (m_options.cancel != nullptr && m_options.cancel->load()) return fail(ErrorCode::cancelled, "中断");
      return {};
    };
    TRY_ASSIGN(const std::vector<PackRewrite::Moved> moved, rewrite.copy(options));
    TRY_ASSIGN(const PackState fresh, rewrite.finish());
    TRY(write([&] { return switch_to(fresh, old.pack, moved); }, &unknown));
    m_done += old.promised;
    ++m_result.packs;
    m_result.freed += old.promised - std::min(old.promised, fresh.promised);
    return {};
  }

  /// Where the catalog knows records of this pack.
  Status read_places(PackNumber pack) {
    m_places.clear();
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement rows, m_db.prepare("SELECT at FROM object WHERE pack = ?1 UNION ALL SELECT at FROM batch WHERE pack = ?1 UNION ALL"
                                            " SELECT private_at FROM entry WHERE private_pack = ?1"));
    rows.bind(pack);
    while (true) {
      TRY_ASSIGN(const bool row, rows.step());
      if (!row) return {};
      m_places.insert(static_cast<std::uint64_t>(rows.integer(0)));
    }
  }

  // Only what was destroyed goes: whatever else stands in the pack, known to the catalog or not, is none of a purge's business unless the pack was marked
  // to be swept. Batches and kinds of later versions are never taken out.
  Result<bool> keeps(const Record& record) {
    if (m_places.contains(record.location.offset)) return true;
    if (m_sweeps && is_orphan_kind(record.kind)) return false;
    if (record.kind != RecordKind::object) return true;
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement statement, m_db.prepare("SELECT 1 FROM destroyed WHERE digest = ?"));
    statement.bind(ByteView(record.digest));
    TRY_ASSIGN(const bool destroyed, statement.step());
    return !destroyed;
  }

  Status switch_to(const PackState& fresh, PackNumber old, const std::vector<PackRewrite::Moved>& moved) {
    TRY(m_db.run("CREATE TEMP TABLE IF NOT EXISTS moved (old INTEGER PRIMARY KEY, fresh INTEGER NOT NULL)"));
    TRY(m_db.run("DELETE FROM moved"));
    for (const PackRewrite::Moved& record : moved) TRY(m_db.run("INSERT INTO moved (old, fresh) VALUES (?, ?)", record.from, record.to));
    TRY_ASSIGN(Statement left, m_db.prepare("SELECT count(*) FROM (SELECT at FROM object WHERE pack = ?1 UNION ALL SELECT at FROM batch WHERE pack = ?1 UNION ALL"
                                            " SELECT private_at FROM entry WHERE private_pack = ?1) WHERE at NOT IN (SELECT old FROM moved)"));
    left.bind(old);
    TRY_ASSIGN(const bool row, left.step());
    if (!row || left.integer(0) != 0) return fail(ErrorCode::internal, "the pack was written to while it was copied");
    TRY(m_db.run("UPDATE object SET at = (SELECT fresh FROM moved WHERE old = at), pack = ?2 WHERE pack = ?1", old, fresh.pack));
    TRY(m_db.run("UPDATE batch SET at = (SELECT fresh FROM moved WHERE old = at), pack = ?2 WHERE pack = ?1", old, fresh.pack));
    TRY(m_db.run("UPDATE entry SET private_at = (SELECT fresh FROM moved WHERE old = private_at), private_pack = ?2 WHERE private_pack = ?1", old, fresh.pack));
    TRY(m_db.run("DELETE FROM pack WHERE pack = ?", old));
    if (fresh.promised > 0) TRY(upsert_pack(m_db, fresh));
    TRY(m_db.run("DELETE FROM pack_purge WHERE pack = ?", fresh.pack));
    TRY(m_db.run("UPDATE pack_purge SET state = ?2 WHERE pack = ?1", old, static_cast<int>(mark_replaced)));
    return mark_if_destroyed_since(fresh.pack, moved);
  }

  // What was destroyed while it was being copied has to leave the new pack again.
  Status mark_if_destroyed_since(PackNumber fresh, const std::vector<PackRewrite::Moved>& moved) {
    for (const PackRewrite::Moved& record : moved) {
      if (record.kind != RecordKind::object) continue;
      TRY_ASSIGN(Statement statement, m_db.prepare("SELECT 1 FROM destroyed d WHERE digest = ?1 AND NOT EXISTS"
                                                   " (SELECT 1 FROM object o WHERE o.digest = d.digest AND o.pack = ?2)"));
      statement.bind(ByteView(record.digest), fresh);
      TRY_ASSIGN(const bool destroyed, statement.step());
      if (destroyed) return m_db.run("INSERT INTO pack_purge (pack, state) VALUES (?, ?)", fresh, static_cast<int>(mark_to_rewrite));
    }
    return {};
  }

  // Freed pages and the log keep old rows until they are overwritten.
  Status clean_catalog() {
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(const std::int64_t last, number_of(m_db, "SELECT coalesce(max(seq), -1) FROM destroyed"));
    TRY_ASSIGN(const std::int64_t clean, number_of(m_db, "SELECT coalesce(max(seq), -1) FROM purge_mark"));
    if (last <= clean) return {};
    TRY(m_db.run("VACUUM"));
    TRY_ASSIGN(const std::int64_t busy, number_of(m_db, "PRAGMA wal_checkpoint(TRUNCATE)"));
    if (busy != 0) return fail(ErrorCode::busy, "目录的日志文件正由另一个程序读取，未能清除：等它结束，再运行 anjuan gc");
    return m_db.run("INSERT INTO purge_mark (id, seq) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET seq = ?1", last);
  }

  Archive::Impl& m_archive;
  Database& m_db;
  const PurgeOptions& m_options;
  std::set<std::uint64_t> m_places;
  std::set<PackNumber> m_swept;
  bool m_sweeps = false;
  std::uint64_t m_done = 0, m_total = 0;
  PurgeResult m_result;
};

}  // namespace

Result<PurgeResult> Archive::purge(const PurgeOptions& options) { return Purger(*m_impl, options).run(); }

Result<bool> Archive::purge_pending() {
  const std::lock_guard lock(m_impl->mutex);
  TRY_ASSIGN(const std::int64_t pending, number_of(*m_impl->db, "SELECT EXISTS (SELECT 1 FROM pack_purge) OR (SELECT coalesce(max(seq), -1) FROM destroyed)"
                                                                " > (SELECT coalesce(max(seq), -1) FROM purge_mark)"));
  return pending != 0;
}

}  // namespace anjuan
