// What a destruction (销毁, R-222) does to the objects of its items, before it is ordered and while it is carried out.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/catalog/records.hpp"

namespace anjuan {

enum class ObjectFate : std::uint8_t {
  goes,    ///< nothing that stays needs it
  shared,  ///< a live item outside the plan has the same bytes, as its original or as its text: it stays
  held,    ///< a container or mail that stays has the bytes inside it: destroying this copy would destroy nothing, it stays
};

struct PlannedObject {
  ObjectId object = ObjectId(Digest{});
  std::uint64_t bytes = 0;
  bool is_there = true;           ///< false: destroyed before, no bytes are left
  bool is_text = false;           ///< derived text, not an original
  ObjectFate fate = ObjectFate::goes;
  std::vector<ItemId> needed_by;  ///< of `shared` the live items, of `held` the containers: what the 销毁清册 names instead
};

struct PlannedItem {
  ItemId item;
  bool is_destroyed = false;            ///< it was destroyed before: an order that names it is refused
  std::vector<PlannedObject> objects;   ///< its original, its texts (every version), and originals that members destroyed before had to leave behind
  std::vector<ItemId> members;          ///< live members (children) outside the plan: they stand on by themselves
};

struct DestructionPlan {
  std::vector<PlannedItem> items;       ///< in the order asked, each once
  /// Nothing stays of what was asked, and every item is still there.
  bool is_complete() const;
};

struct DestructionOrder {
  std::vector<ItemId> items;
  std::optional<FilingId> filing;
  std::string list;                     ///< id of the 销毁清册 that permits it; required
};

struct PurgeOptions {
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< bytes read
  const std::atomic<bool>* cancel = nullptr;
};

struct PurgeResult {
  std::uint64_t packs = 0;              ///< rewritten or removed
  std::uint64_t freed = 0;              ///< bytes that the packs are shorter now
};

struct GarbageOptions {
  std::chrono::seconds grace = std::chrono::hours(24);  ///< packs written to since then keep what nobody names
  bool dry_run = false;
  PurgeOptions purge;
};

struct GarbageReport {
  bool purge_was_pending = false;
  std::uint64_t destroyed = 0, destroyed_bytes = 0;     ///< records of destroyed objects that still stood in packs
  std::uint64_t orphans = 0, orphan_bytes = 0;          ///< records that no entry names
  std::uint64_t young = 0;                              ///< of these, within the grace period: left alone, not counted above
  std::uint64_t tail_bytes = 0;                         ///< behind promises, and in packs of which nothing is promised
  std::uint64_t leftovers = 0;                          ///< files of rebuilds that died
  std::uint64_t unknown_batches = 0;                    ///< not 0: the catalog does not have every entry, so orphans are left alone
  PurgeResult purged;
};

}  // namespace anjuan
