#include <algorithm>

#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/migrations.hpp"
#include "archive/catalog/replay.hpp"

namespace anjuan {

namespace {

/// What the old catalog still knows, if it can be read at all.
struct OldCatalog {
  std::map<PackNumber, std::uint64_t> promised;
  std::map<PackNumber, std::vector<std::uint64_t>> known;
};

Result<OldCatalog> read_old(FileSystem& fs, const ArchivePaths& paths) {
  TRY_ASSIGN(const std::unique_ptr<Database> db, Database::open(paths.catalog.string(), fs.sqlite_vfs(), Database::Mode::read_write));
  OldCatalog old;
  {
    TRY_ASSIGN(Statement packs, db->prepare("SELECT pack, promised FROM pack"));
    while (true) {
      TRY_ASSIGN(const bool row, packs.step());
      if (!row) break;
      old.promised[static_cast<PackNumber>(packs.integer(0))] = static_cast<std::uint64_t>(packs.integer(1));
    }
  }
  TRY_ASSIGN(Statement places, db->prepare("SELECT pack, at FROM object UNION ALL SELECT pack, at FROM batch UNION ALL"
                                           " SELECT private_pack, private_at FROM entry WHERE private_pack IS NOT NULL ORDER BY 1, 2"));
  while (true) {
    TRY_ASSIGN(const bool row, places.step());
    if (!row) return old;
    old.known[static_cast<PackNumber>(places.integer(0))].push_back(static_cast<std::uint64_t>(places.integer(1)));
  }
}

Result<PackContents> read_packs(PackStore& store, OldCatalog& old, const Report& report) {
  PackContents contents;
  TRY_ASSIGN(const std::vector<PackNumber> packs, store.packs());
  for (const PackNumber pack : packs) {
    TRY_ASSIGN(contents.sealed[pack], store.is_sealed(pack));
    PackStore::ScanOptions options;
    options.known = old.known[pack];
    options.wants_payload = [](RecordKind kind) { return kind != RecordKind::object; };
    const std::uint64_t promised = old.promised[pack];
    const auto bad = [&](std::uint64_t offset, const Error& error) -> Status {
      // Behind the promise lies the torn tail of a killed writer; without the old catalog nobody can tell.
      const bool torn = offset >= promised;
      report({torn ? Severity::note : Severity::fault, "pack " + std::to_string(pack) + " at " + std::to_string(offset), error.message});
      return {};
    };
    const auto good = [&](const Record& record, ByteView payload) -> Status {
      if (Status status = contents.add(record, payload, std::binary_search(options.known.begin(), options.known.end(), record.location.offset)); !status) {
        if (status.error().code == ErrorCode::unsupported) return status;
        return bad(record.location.offset, status.error());
      }
      return {};
    };
    TRY(store.scan(pack, options, good, bad));
  }
  return contents;
}

// A pack's promise ends behind the last thing in it that the journal speaks of, or behind its footer.
Status write_promises(Database& db, PackStore& store, const PackContents& contents, const std::vector<BatchPlace>& chain) {
  std::map<PackNumber, std::uint64_t> promised;
  const auto promise = [&promised](PackNumber pack, std::uint64_t end) {
    std::uint64_t& so_far = promised[pack];
    so_far = std::max(so_far, end);
  };
  for (const BatchPlace& place : chain) promise(place.location.pack, place.end);
  for (const auto& [id, object] : contents.objects) {
    TRY_ASSIGN(Statement statement, db.prepare("SELECT 1 FROM object WHERE digest = ?"));
    statement.bind(ByteView(id.digest()));
    TRY_ASSIGN(const bool row, statement.step());
    if (row) promise(object.location.pack, object.end);
  }
  // A batch stands behind its private payloads, but while a pack is written anew the two may count in different packs.
  for (const auto& [seq, places] : contents.privates) {
    for (const PackContents::Private& place : places) {
      TRY_ASSIGN(Statement statement, db.prepare("SELECT 1 FROM entry WHERE seq = ? AND private_pack = ? AND private_at = ?"));
      statement.bind(seq, place.location.pack, place.location.offset);
      TRY_ASSIGN(const bool row, statement.step());
      if (row) promise(place.location.pack, place.end);
    }
  }
  // Batches that another pack has too were promised where they stand, as long as anything there still is.
  for (const BatchPlace& place : contents.spare_batches) {
    if (promised.contains(place.location.pack)) promise(place.location.pack, place.end);
  }
  for (auto& [pack, end] : promised) {
    const bool sealed = contents.sealed.at(pack);
    if (sealed) {
      TRY_ASSIGN(end, store.pack_size(pack));
    }
    TRY(upsert_pack(db, {pack, end, sealed}));
  }
  return {};
}

// A pack of which everything that is needed stands in another one was being written anew, or had been: its file is to go. A killed writer may have
// left one batch in it that nobody acknowledged; with more than that it is not such a pack.
Status write_replaced(Database& db, const PackContents& contents) {
  std::map<PackNumber, std::size_t> replaced, own;
  for (const BatchPlace& place : contents.spare_batches) ++replaced[place.location.pack];
  for (const auto& [first, places] : contents.batches) {
    for (const BatchPlace& place : places) ++own[place.location.pack];
  }
  for (const auto& [pack, count] : replaced) {
    TRY_ASSIGN(Statement statement, db.prepare("SELECT 1 FROM pack WHERE pack = ?"));
    statement.bind(pack);
    TRY_ASSIGN(const bool promised, statement.step());
    if (promised || own[pack] > 1) continue;
    TRY(db.run("INSERT INTO pack_purge (pack, state) VALUES (?1, 2) ON CONFLICT (pack) DO UPDATE SET state = 2", pack));
  }
  return {};
}

Status remove_if_there(FileSystem& fs, const Path& path) {
  TRY_ASSIGN(const bool there, fs.exists(path));
  if (!there) return {};
  return fs.remove(path);
}

// The old catalog goes away first: without one the archive refuses to open, whereas an old database under a new name's log could be read wrongly.
Status swap_in(FileSystem& fs, const ArchivePaths& paths, const Path& fresh) {
  TRY_ASSIGN(const bool old_there, fs.exists(paths.catalog));
  if (old_there) TRY(fs.rename(paths.catalog, paths.root / "catalog.db.old"));
  TRY(fs.sync_directory(paths.root));
  for (const char* suffix : {"-wal", "-shm", "-journal"}) TRY(remove_if_there(fs, paths.catalog.string() + suffix));
  TRY(fs.sync_directory(paths.root));
  TRY(fs.rename(fresh, paths.catalog));
  TRY(fs.sync_directory(paths.root));
  return remove_if_there(fs, paths.root / "catalog.db.old");
}

}  // namespace

Status Archive::rebuild(const Path& root, const ArchiveOptions& given, const std::function<void(const Finding&)>& report) {
  Impl impl(root, given);
  FileSystem& fs = *impl.options.fs;
  const ArchivePaths& paths = impl.paths;
  TRY(check_marker(fs, paths));
  TRY_ASSIGN(const std::unique_ptr<File> lock, fs.open(paths.lock, OpenMode::create));
  if (Status status = lock->try_lock(); !status) {
    return fail(status.error().code, paths.root.string() + " 正由另一个程序写入：等它结束再重建");
  }
  OldCatalog old;
  if (auto read = read_old(fs, paths)) {
    old = std::move(*read);
  } else {
    report({Severity::note, "catalog.db", "旧目录读不出，只按包重建：" + read.error().message});
  }
  TRY_ASSIGN(impl.keys, KeyRing::open(fs, paths.keys));
  TRY_ASSIGN(impl.store, PackStore::open(impl.options.fs, paths.packs));
  TRY_ASSIGN(const PackContents contents, read_packs(*impl.store, old, report));
  const std::vector<BatchPlace> chain = chain_of(contents, report);
  if (chain.empty()) return fail(ErrorCode::corrupt, paths.packs.string() + " 里没有一条流水，无从重建");

  const Path fresh = paths.root / "catalog.db.new";
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) TRY(remove_if_there(fs, fresh.string() + suffix));
  {
    TRY_ASSIGN(const std::unique_ptr<Database> db, Database::open(fresh.string(), fs.sqlite_vfs(), Database::Mode::create));
    TRY(migrate(*db));
    TRY(db->begin_write());
    TRY(replay(*db, *impl.store, *impl.keys, contents, chain, report));
    TRY(write_promises(*db, *impl.store, contents, chain));
    TRY(write_replaced(*db, contents));
    TRY(db->commit());
    TRY(db->script("PRAGMA wal_checkpoint(TRUNCATE)"));
  }
  for (const char* suffix : {"-wal", "-shm"}) TRY(remove_if_there(fs, fresh.string() + suffix));
  return swap_in(fs, paths, fresh);
}

}  // namespace anjuan
