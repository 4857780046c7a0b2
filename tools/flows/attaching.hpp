// A scanned pile, parted by the QR codes of our own labels and forms and attached to its matters.
#pragma once

#include <string>
#include <vector>

#include "archive/registry/registry.hpp"
#include "indexer/worker/worker.hpp"

namespace anjuan::flows {

struct Attached {
  std::uint32_t first = 0, last = 0;   ///< pages of the batch
  std::optional<MatterRow> matter;     ///< none: in the queue
  ItemId item;
  std::string kind;
  std::string reason;                  ///< why nobody knows where it belongs
  std::optional<ItemId> version_of;    ///< a later scan of the sheet whose first scan this is (R-385)
  bool is_duplicate = false;           ///< the same pages were there already: `item` is that one
};

/// All parts are kept, in one transaction, each once only however often the batch comes: the same pages are cut to the same bytes. `may_attach` says of a matter whether whoever asks may see it: a hidden one queues like an unknown one.
Result<std::vector<Attached>> attach_batch(Archive& archive, registry::Registry& registry, Worker& worker, const Path& batch,
                                           const std::function<bool(const MatterRow&)>& may_attach);

/// a voided number takes no papers, however they come; invalid_argument.
Status check_takes_papers(const MatterRow& matter);

/// A part of the queue goes to its matter: an item of its own with the same object. The queue forgets it.
Result<ItemId> claim(Archive& archive, registry::Registry& registry, const Item& item, const MatterRow& matter, const std::string& kind);

}  // namespace anjuan::flows
