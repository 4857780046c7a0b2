// The inside of an open archive, shared by the files of this room only.
#pragma once

#include <mutex>

#include "archive/catalog/archive.hpp"
#include "archive/catalog/database.hpp"
#include "archive/catalog/key_ring.hpp"
#include "archive/catalog/payloads.hpp"

namespace anjuan {

inline constexpr int k_archive_format = 1;

struct ArchivePaths {
  explicit ArchivePaths(const Path& archive_root);
  Path root, marker, lock, packs, catalog, keys;
};

struct Archive::Impl final : PromiseBook {
  Impl(const Path& root, ArchiveOptions given);

  Result<std::optional<RecordLocation>> find(const ObjectId& id) override;
  /// Also the packs that a purge is writing or has replaced: sealed, with nothing promised, so that no session touches them.
  Result<std::vector<PackState>> packs() override;
  Result<std::vector<PackState>> promised_packs();

  ArchivePaths paths;
  ArchiveOptions options;
  /// One connection for all threads: short statements, so a lock costs less than a second connection's cache.
  std::recursive_mutex mutex;
  std::unique_ptr<Database> db;
  std::unique_ptr<KeyRing> keys;
  std::unique_ptr<PackStore> store;
};

/// The format marker: not_found, unsupported.
Status check_marker(FileSystem& fs, const ArchivePaths& paths);

/// The journal's edge as the catalog has it.
Result<TreeFrontier> load_frontier(Database& db);
Status save_frontier(Database& db, const TreeFrontier& frontier);

/// The rows that a commit writes beside the views. Shared by the commit itself and by replay, so that they cannot differ.
struct PlacedEntry {
  const Entry* entry;
  Digest leaf;
  std::optional<RecordLocation> private_record;
};
Status insert_entry(Database& db, const PlacedEntry& placed);
Status insert_batch(Database& db, std::uint64_t first, std::uint64_t count, const RecordLocation& location);
Status insert_object(Database& db, const ObjectId& id, const RecordLocation& location);
Status upsert_pack(Database& db, const PackState& state);

}  // namespace anjuan
