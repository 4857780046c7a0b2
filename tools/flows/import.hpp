// A letters file → matters with their 来信 and 复函, each row once only however often the file is imported. A letter with its reply is a closed matter of the
// registry too (schemas/decisions/0003-letters-without-numbers.md), also where an earlier import kept only its texts.
#pragma once

#include "archive/registry/registry.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

struct ImportOptions {
  Path file;                 ///< .jsonl, plain or zstd
  bool dry_run = false;      ///< only tell which rows would be refused
  const CancelFlag* cancel = nullptr;
};

/// Rows are named "file:line". A row that cannot be taken is refused by an event and the import goes on; a damaged file ends it with
/// corrupt after everything before the damage was committed. `archive` and `registry` may be null for a dry run. The caller holds the capture lock.
Status import_letters(Archive* archive, registry::Registry* registry, const ImportOptions& options, Observer& observer, Summary& summary);

}  // namespace anjuan::flows
