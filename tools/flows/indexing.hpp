// The full-text index follows the journal: changed items are taken in order of their entries, and the cursor moves with each commit.
#pragma once

#include <functional>

#include "archive/catalog/archive.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

/// Indexes everything changed after the cursor. An item whose text object is damaged is indexed without its text; the flow then ends with
/// corrupt. The caller holds the capture lock.
Status update_index(Archive& archive, const CancelFlag* cancel, Observer& observer, Summary& summary);

/// A new index from nothing, in the place of the old one, which may be damaged. The caller holds the capture lock.
Status rebuild_index(Archive& archive, const CancelFlag* cancel, Observer& observer, Summary& summary);

/// Brings the index to the journal, so that destroyed items leave it, and when any did writes it anew without the blocks they stood in. No index:
/// nothing to do. The caller holds the capture lock; Archive::purge() comes before or after.
Status purge_index(Archive& archive, const CancelFlag* cancel, Observer& observer, Summary& summary);

struct IndexState {
  bool usable = false;
  std::string trouble;             ///< why it is not usable, or empty
  std::optional<Sequence> cursor;  ///< everything up to this entry is in it
  std::uint64_t documents = 0;
  std::uint64_t behind = 0;        ///< changed items that are not in it yet, counted up to `k_count_behind`
};
constexpr std::size_t k_count_behind = 10'000;
IndexState index_state(Archive& archive);

/// Index against catalog: every item of the catalog that the cursor covers is in it, once, and nothing else.
Status verify_index(Archive& archive, const std::function<void(const Finding&)>& report);

}  // namespace anjuan::flows
