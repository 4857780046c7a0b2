// What a flow tells its caller. Flows neither print nor exit.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>

#include "archive/catalog/records.hpp"

namespace anjuan::flows {

enum class ItemStatus : std::uint8_t {
  stored,      ///< new, and durable
  duplicate,   ///< the same bytes are an item of the same matter and parent already
  refused,     ///< not captured; `reason` says why
  read,        ///< its text is there
  unreadable,  ///< kept, but nothing can be read from it; `reason` says why
};
std::string_view to_string(ItemStatus status);

struct ItemEvent {
  std::string path;  ///< as the user named it; of a member "container!/name"; of an imported row "file:line"
  ItemStatus status = ItemStatus::refused;
  std::optional<ItemId> item;
  std::optional<ObjectId> digest;
  std::uint64_t bytes = 0;
  std::uint32_t pages = 0;
  std::string reason;
};

enum class Phase : std::uint8_t { capture, read, digest, index, verify };

struct Progress {
  Phase phase = Phase::capture;
  std::uint64_t done = 0, total = 0;              ///< things; total 0: unknown
  std::uint64_t bytes_done = 0, bytes_total = 0;  ///< only while capturing
};

/// All calls come from the thread that called the flow.
class Observer {
 public:
  virtual ~Observer() = default;
  /// `stored`, `duplicate`, `read` and `unreadable` are told after the commit that makes them durable, never before.
  virtual void event(const ItemEvent& event) = 0;
  /// After the events of one group commit: hand on what is buffered.
  virtual void flush() {}
  virtual void progress(const Progress& /*progress*/) {}
};

struct Summary {
  std::uint64_t stored = 0, duplicate = 0, refused = 0, read = 0, unreadable = 0;
  std::uint64_t rows = 0;           ///< of an imported file
  std::uint64_t bytes = 0;          ///< of the inputs seen, duplicates included
  std::uint64_t digested = 0;       ///< objects that got their SM3
  std::uint64_t indexed = 0;        ///< items brought into the index
  double capture_seconds = 0, read_seconds = 0, digest_seconds = 0, index_seconds = 0;
  bool interrupted = false;
};

/// Set by a signal handler; every flow looks at it between two steps and then ends cleanly, with its work so far committed.
using CancelFlag = std::atomic<bool>;

inline bool is_set(const CancelFlag* flag) { return flag != nullptr && flag->load(std::memory_order_relaxed); }

}  // namespace anjuan::flows
