// Stored items → their text, by one sandboxed helper per core. Members of containers and mails become items and are read in turn.
#pragma once

#include "archive/catalog/archive.hpp"
#include "indexer/worker/worker.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

/// A container in a container in … deeper than this is refused.
constexpr int k_deepest_nesting = 8;

struct ReadingOptions {
  std::string helper;
  WorkerLimits limits;
  unsigned workers = 1;
  std::function<std::string(const Item&)> shown_path;  ///< of events; default: the item's source
  const CancelFlag* cancel = nullptr;
};

/// Reads every item whose state is `stored`, oldest first, until there is none. One thread owns the transaction; the workers hand their
/// results to it through a bounded queue. An item whose own bytes are damaged in the archive stays as it is: the rest is read, then the
/// flow ends with corrupt. Errors: the helper cannot be used, or the archive's own. The caller holds the capture lock.
Status read_items(Archive& archive, const ReadingOptions& options, Observer& observer, Summary& summary);

}  // namespace anjuan::flows
