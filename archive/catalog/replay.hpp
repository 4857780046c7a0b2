// The journal read back from the packs, and played into a catalog: what rebuild does, and what verify compares with.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "archive/catalog/archive_impl.hpp"

namespace anjuan {

using Report = std::function<void(const Finding&)>;

struct BatchPlace {
  std::uint64_t first = 0, count = 0;
  Digest previous{}, root{};
  RecordLocation location;
  std::uint64_t end = 0;  ///< first byte behind it in its pack
};

/// What stands in the packs, without payloads of objects.
struct PackContents {
  struct Object {
    RecordLocation location;
    std::uint64_t end = 0;
  };
  std::map<ObjectId, Object> objects;                        ///< the first record of each
  std::map<std::uint64_t, std::vector<BatchPlace>> batches;  ///< by first sequence; several only after torn commits
  std::map<std::uint64_t, std::vector<RecordLocation>> privates;  ///< by sequence
  std::map<PackNumber, bool> sealed;

  Status add(const Record& record, ByteView payload);
};

/// The batches of one unbroken journal, in order. Batches that do not belong to it are reported and left out.
std::vector<BatchPlace> chain_of(const PackContents& contents, const Report& report);

/// Reads the batches and applies them to `db` (migrated, empty), with the rows of objects, batches, entries and tree. Objects that no entry
/// speaks of are left out.
Status replay(Database& db, PackStore& store, KeyRing& keys, const PackContents& contents, const std::vector<BatchPlace>& chain, const Report& report);

}  // namespace anjuan
