#include <algorithm>
#include <random>

#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/compare.hpp"
#include "archive/catalog/migrations.hpp"
#include "archive/catalog/replay.hpp"

namespace anjuan {

namespace {

class NoSink final : public ByteSink {
 public:
  Status write(ByteView) override { return {}; }
};

class Verifier {
 public:
  Verifier(Archive::Impl& archive, const VerifyOptions& options, const Report& report)
      : m_archive(archive), m_options(options), m_report(report) {}

  Status run() {
    // One moment of the archive: a read transaction for the whole run, so that what is captured meanwhile is not half seen.
    const std::lock_guard lock(m_archive.mutex);
    TRY(m_archive.db->script("BEGIN"));
    Status status = run_in_snapshot();
    m_archive.db->roll_back();
    return status;
  }

 private:
  Status run_in_snapshot() {
    TRY_ASSIGN(const std::vector<PackState> packs, m_archive.promised_packs());
    for (const PackState& state : packs) m_total += state.promised;
    TRY(read_known());
    for (const PackState& state : packs) TRY(read_pack(state));
    return compare_with_journal(packs);
  }

  // Offsets at which a scan can go on behind damage, and the objects that the catalog promises.
  Status read_known() {
    TRY_ASSIGN(Statement places, m_archive.db->prepare("SELECT pack, at FROM object UNION ALL SELECT pack, at FROM batch UNION ALL"
                                                       " SELECT private_pack, private_at FROM entry WHERE private_pack IS NOT NULL ORDER BY 1, 2"));
    while (true) {
      TRY_ASSIGN(const bool row, places.step());
      if (!row) return {};
      m_known[static_cast<PackNumber>(places.integer(0))].push_back(static_cast<std::uint64_t>(places.integer(1)));
    }
  }

  Status read_pack(const PackState& state) {
    const auto size = m_archive.store->pack_size(state.pack);
    if (!size || *size < state.promised) {
      const std::string have = size ? std::to_string(*size) + " 字节" : size.error().message;
      m_report({Severity::fault, "pack " + std::to_string(state.pack), "应有 " + std::to_string(state.promised) + " 字节，实有 " + have});
      if (!size) return {};
    }
    PackStore::ScanOptions scan;
    scan.end = state.promised;
    scan.known = m_known[state.pack];
    scan.wants_payload = [](RecordKind kind) { return kind != RecordKind::object; };
    const auto bad = [&](std::uint64_t offset, const Error& error) -> Status {
      m_report({Severity::fault, "pack " + std::to_string(state.pack) + " at " + std::to_string(offset), error.message});
      return {};
    };
    const auto good = [&](const Record& record, ByteView payload) -> Status {
      if (m_options.cancel != nullptr && m_options.cancel->load()) return fail(ErrorCode::cancelled, "中断");
      if (m_options.progress) m_options.progress(m_done + record.end, m_total);
      if (Status status = m_contents.add(record, payload, std::binary_search(scan.known.begin(), scan.known.end(), record.location.offset)); !status) return bad(record.location.offset, status.error());
      return {};
    };
    m_contents.sealed[state.pack] = state.sealed;
    if (m_options.sample >= 1.0) {
      TRY(m_archive.store->scan(state.pack, scan, good, bad));
    } else {
      TRY(sample_pack(state.pack, good, bad));
    }
    m_done += state.promised;
    return {};
  }

  // Journal records always; of the objects the asked share. The places come from the catalog.
  Status sample_pack(PackNumber pack, const std::function<Status(const Record&, ByteView)>& good,
                     const std::function<Status(std::uint64_t, const Error&)>& bad) {
    struct Place {
      RecordLocation location;
      std::optional<ObjectId> object;
    };
    std::vector<Place> places;
    {
      TRY_ASSIGN(Statement rows, m_archive.db->prepare("SELECT at, length, digest FROM object WHERE pack = ?1 UNION ALL"
                                                       " SELECT at, length, NULL FROM batch WHERE pack = ?1 UNION ALL"
                                                       " SELECT private_at, private_length, NULL FROM entry WHERE private_pack = ?1 ORDER BY 1"));
      rows.bind(pack);
      while (true) {
        TRY_ASSIGN(const bool row, rows.step());
        if (!row) break;
        Place place{{pack, static_cast<std::uint64_t>(rows.integer(0)), static_cast<std::uint64_t>(rows.integer(1))}, std::nullopt};
        if (!rows.is_null(2)) {
          Digest digest{};
          std::copy_n(rows.blob(2).begin(), std::min(rows.blob(2).size(), digest.size()), digest.begin());
          place.object = ObjectId(digest);
        }
        places.push_back(place);
      }
    }
    std::bernoulli_distribution wanted(m_options.sample);
    for (const Place& place : places) {
      Record record{RecordKind::object, place.location, place.object ? place.object->digest() : Digest{}};
      record.end = place.location.offset + place.location.length;
      if (place.object && !wanted(m_random)) {
        TRY(good(record, {}));
        continue;
      }
      MemorySink memory;
      NoSink nowhere;
      ByteSink& sink = place.object ? static_cast<ByteSink&>(nowhere) : memory;
      Status status = place.object ? m_archive.store->read_object(*place.object, place.location, sink)
                                   : m_archive.store->read(place.location, sink, &record);
      if (!status) {
        TRY(bad(place.location.offset, status.error()));
        continue;
      }
      TRY(good(record, memory.bytes()));
    }
    return {};
  }

  Status compare_with_journal(const std::vector<PackState>& packs) {
    TRY_ASSIGN(const std::unique_ptr<Database> truth, Database::open_memory());
    TRY(migrate(*truth));
    TRY(truth->begin_write());
    const std::vector<BatchPlace> chain = chain_of(m_contents, m_report);
    if (Status status = replay(*truth, *m_archive.store, *m_archive.keys, m_contents, chain, m_report); !status) {
      m_report({Severity::fault, "journal", status.error().message});
      return {};
    }
    // Promises are the catalog's own knowledge; that the packs hold them was checked above.
    for (const PackState& state : packs) TRY(upsert_pack(*truth, state));
    TRY(truth->commit());
    TRY(check_destroyed(*truth));
    return compare(*truth, *m_archive.db, [this](const std::string& table, const std::string& in_journal, const std::string& in_catalog) {
      m_report({Severity::fault, table + " " + (in_catalog.empty() ? in_journal : in_catalog).substr(0, 120),
                in_catalog.empty()   ? "流水里有，目录里没有"
                : in_journal.empty() ? "目录里有，流水里没有"
                                     : "目录与流水不一致；流水：" + in_journal.substr(0, 400)});
    });
  }

  // Bytes that were destroyed may stand in a pack only as long as a purge is to take them out.
  Status check_destroyed(Database& truth) {
    TRY_ASSIGN(Statement marks, truth.prepare("SELECT pack FROM pack_purge ORDER BY pack"));
    while (true) {
      TRY_ASSIGN(const bool row, marks.step());
      if (!row) return {};
      TRY_ASSIGN(Statement pending, m_archive.db->prepare("SELECT 1 FROM pack_purge WHERE pack = ?"));
      pending.bind(marks.integer(0));
      TRY_ASSIGN(const bool is_pending, pending.step());
      const std::string pack = "pack " + std::to_string(marks.integer(0));
      if (is_pending) {
        m_report({Severity::note, pack, "还有已销毁原件的字节，清除尚未完成（运行 anjuan gc）"});
      } else {
        m_report({Severity::fault, pack, "还有已销毁原件的字节，却没有待完成的清除（运行 anjuan gc）"});
      }
    }
  }

  Archive::Impl& m_archive;
  const VerifyOptions& m_options;
  const Report& m_report;
  PackContents m_contents;
  std::map<PackNumber, std::vector<std::uint64_t>> m_known;
  std::uint64_t m_done = 0, m_total = 0;
  std::mt19937_64 m_random{std::random_device{}()};
};

}  // namespace

Status Archive::verify(const VerifyOptions& options, const std::function<void(const Finding&)>& report) {
  return Verifier(*m_impl, options, report).run();
}

}  // namespace anjuan
