// What no entry names: bytes of runs that died, which a rebuild from the packs found between those that count.
#include <algorithm>
#include <set>

#include "archive/catalog/purge_marks.hpp"

namespace anjuan {

namespace {

class Survey {
 public:
  Survey(Archive::Impl& archive, const GarbageOptions& options) : m_archive(archive), m_options(options) {}

  Status run() {
    TRY_ASSIGN(const std::vector<PackState> promised, m_archive.promised_packs());
    for (const PackState& state : promised) {
      TRY(check_cancelled());
      TRY(look_at(state));
    }
    TRY(look_at_tails(promised));
    return look_at_leftovers();
  }

  GarbageReport report;
  std::set<PackNumber> packs;  ///< that hold orphans old enough

 private:
  Status check_cancelled() const {
    const std::atomic<bool>* cancel = m_options.purge.cancel;
    return cancel != nullptr && cancel->load() ? Status(fail(ErrorCode::cancelled, "中断")) : Status();
  }

  Result<bool> is_old(PackNumber pack) {
    TRY_ASSIGN(const auto modified, m_archive.store->pack_modified(pack));
    return std::chrono::system_clock::now() - modified >= m_options.grace;
  }

  Status look_at(const PackState& state) {
    TRY_ASSIGN(const bool old, is_old(state.pack));
    TRY_ASSIGN(const std::vector<std::uint64_t> known, places_in(state.pack));
    return m_archive.store->outline(state.pack, state.promised, known, [&](const Record& record) -> Status {
      if (std::binary_search(known.begin(), known.end(), record.location.offset)) return {};
      if (record.kind == RecordKind::journal_batch) ++report.unknown_batches;
      if (!is_orphan_kind(record.kind)) return {};
      TRY_ASSIGN(const bool destroyed, is_destroyed(record));
      // What was destroyed has no grace.
      if (!destroyed && !old) {
        ++report.young;
        return {};
      }
      (destroyed ? report.destroyed_bytes : report.orphan_bytes) += record.end - record.location.offset;
      ++(destroyed ? report.destroyed : report.orphans);
      packs.insert(state.pack);
      return {};
    });
  }

  Result<std::vector<std::uint64_t>> places_in(PackNumber pack) {
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement rows, m_archive.db->prepare("SELECT at FROM object WHERE pack = ?1 UNION ALL SELECT at FROM batch WHERE pack = ?1 UNION ALL"
                                                     " SELECT private_at FROM entry WHERE private_pack = ?1 ORDER BY 1"));
    rows.bind(pack);
    std::vector<std::uint64_t> places;
    while (true) {
      TRY_ASSIGN(const bool row, rows.step());
      if (!row) return places;
      places.push_back(static_cast<std::uint64_t>(rows.integer(0)));
    }
  }

  Result<bool> is_destroyed(const Record& record) {
    if (record.kind != RecordKind::object) return false;
    const std::lock_guard lock(m_archive.mutex);
    TRY_ASSIGN(Statement statement, m_archive.db->prepare("SELECT 1 FROM destroyed WHERE digest = ?"));
    statement.bind(ByteView(record.digest));
    return statement.step();
  }

  // Behind a promise, and in packs of which nothing is promised: every next writer cuts them, and so does a purge.
  Status look_at_tails(const std::vector<PackState>& promised) {
    TRY_ASSIGN(const std::vector<PackNumber> files, m_archive.store->packs());
    for (const PackNumber pack : files) {
      const auto state = std::find_if(promised.begin(), promised.end(), [pack](const PackState& known) { return known.pack == pack; });
      TRY_ASSIGN(const std::uint64_t size, m_archive.store->pack_size(pack));
      const std::uint64_t end = state == promised.end() ? 0 : state->promised;
      if (size > end) report.tail_bytes += size - end;
    }
    return {};
  }

  // A rebuild that died. The caller holds the capture lock, so none is under way.
  Status look_at_leftovers() {
    FileSystem& fs = *m_archive.options.fs;
    TRY_ASSIGN(const std::vector<std::string> names, fs.list(m_archive.paths.root));
    for (const std::string& name : names) {
      if (!name.starts_with("catalog.db.new") && !name.starts_with("catalog.db.old")) continue;
      ++report.leftovers;
      if (!m_options.dry_run) TRY(fs.remove(m_archive.paths.root / name));
    }
    return m_options.dry_run || report.leftovers == 0 ? Status() : fs.sync_directory(m_archive.paths.root);
  }

  Archive::Impl& m_archive;
  const GarbageOptions& m_options;
};

}  // namespace

Result<GarbageReport> Archive::collect_garbage(const GarbageOptions& options) {
  {
    const std::lock_guard lock(m_impl->mutex);
    TRY(check_all_known(*m_impl->db));
  }
  Survey survey(*m_impl, options);
  TRY_ASSIGN(survey.report.purge_was_pending, purge_pending());
  TRY(survey.run());
  GarbageReport report = survey.report;
  // Entries that the catalog does not have may name what looks like nobody's.
  if (report.unknown_batches > 0) {
    report.orphans = report.orphan_bytes = 0;
    if (report.destroyed == 0) survey.packs.clear();
  }
  if (options.dry_run) return report;
  for (const PackNumber pack : survey.packs) {
    const std::lock_guard lock(m_impl->mutex);
    const int mark = report.unknown_batches > 0 ? mark_to_rewrite : mark_to_sweep;
    TRY(m_impl->db->run("INSERT INTO pack_purge (pack, state) VALUES (?1, ?2) ON CONFLICT (pack) DO UPDATE SET state = ?2 WHERE state = 0", pack, mark));
  }
  TRY_ASSIGN(report.purged, purge(options.purge));
  return report;
}

}  // namespace anjuan
