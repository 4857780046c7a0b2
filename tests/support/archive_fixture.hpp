// A small archive with everything the catalog knows, for tests of the rooms above the store.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "archive/catalog/archive.hpp"

namespace anjuan::test {

inline const Fonds k_fonds{"J021", "中共测试市委组织部"};

/// Puts `text` and adds an item of it, uncommitted.
inline Result<ItemId> capture(Transaction& transaction, std::string_view text, NewItem item = {}) {
  MemorySource source(as_bytes(text));
  TRY_ASSIGN(const PutResult put, transaction.put(source, text.size()));
  item.item = new_item_id();
  item.object = put.id;
  if (item.title.empty()) item.title = std::string(text.substr(0, 30));
  transaction.add_item(item);
  return item.item;
}

inline std::vector<Finding> faults_of(Archive& archive, const VerifyOptions& options = {}) {
  std::vector<Finding> faults;
  const Status status = archive.verify(options, [&](const Finding& finding) {
    if (finding.severity == Severity::fault) faults.push_back(finding);
  });
  if (!status) faults.push_back({Severity::fault, "verify", status.error().message});
  return faults;
}

inline std::string text_of(Archive& archive, const ObjectId& id) {
  MemorySink sink;
  const Status status = archive.read_object(id, sink);
  return status ? std::string(as_text(sink.bytes())) : "error: " + status.error().message;
}

}  // namespace anjuan::test
