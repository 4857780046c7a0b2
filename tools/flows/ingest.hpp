// Files and folders → items, each acknowledged once it is durable.
#pragma once

#include <string>
#include <vector>

#include "archive/catalog/archive.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

struct IngestOptions {
  std::vector<Path> paths;
  std::string kind;                  ///< 来信, 复函, …; empty: not said
  std::string sender, date, number;  ///< whose it is, YYYY-MM-DD, 文号; of every file alike
  std::optional<MatterId> matter;
  bool count_first = false;          ///< walk twice, so that progress can tell the total
  const CancelFlag* cancel = nullptr;
};

/// A path that cannot be captured is refused by an event and the walk goes on. Errors are the archive's own (no_space, io, corrupt) and
/// end the flow; what was told as stored stays. The caller holds the capture lock.
Status ingest(Archive& archive, const IngestOptions& options, Observer& observer, Summary& summary);

}  // namespace anjuan::flows
