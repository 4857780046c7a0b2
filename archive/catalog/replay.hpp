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
  bool is_known = false;  ///< to a catalog
};

/// What stands in the packs, without payloads of objects. The same record may stand in two packs: while a pack is written anew, or because the
/// bytes came again after their destruction. The one that a catalog knows counts, else the one in the pack with the higher number, which is the newer.
struct PackContents {
  struct Object {
    RecordLocation location;
    std::uint64_t end = 0;
    bool is_known = false;
  };
  std::map<ObjectId, Object> objects;
  std::vector<std::pair<ObjectId, RecordLocation>> spare_objects;
  std::map<std::uint64_t, std::vector<BatchPlace>> batches;  ///< by first sequence; several only after torn commits
  std::vector<BatchPlace> spare_batches;                     ///< equal to one of `batches`
  struct Private {
    RecordLocation location;
    std::uint64_t end = 0;
    bool is_known = false;
  };
  std::map<std::uint64_t, std::vector<Private>> privates;    ///< by sequence, the most trusted last
  std::map<PackNumber, bool> sealed;

  /// In ascending order of packs. `is_known`: a catalog says that a record stands here.
  Status add(const Record& record, ByteView payload, bool is_known);
};

/// The batches of one unbroken journal, in order. Batches that do not belong to it are reported and left out.
std::vector<BatchPlace> chain_of(const PackContents& contents, const Report& report);

/// Reads the batches and applies them to `db` (migrated, empty), with the rows of objects, batches, entries and tree. Objects that no entry
/// speaks of are left out; packs with bytes that were destroyed are marked in pack_purge.
Status replay(Database& db, PackStore& store, KeyRing& keys, const PackContents& contents, const std::vector<BatchPlace>& chain, const Report& report);

}  // namespace anjuan
