// One letter, visit or call into the archive: scans and summary as items, the matter with its number, all in one transaction.
#pragma once

#include <vector>

#include "archive/registry/registry.hpp"

namespace anjuan::flows {

struct Registration {
  registry::Intake intake;
  registry::Act act;
  std::vector<Path> scans;  ///< kept as items of kind 来信, in this order
};

struct Registered {
  MatterRow matter;
  std::vector<ItemId> items;
};

/// Durable when it returns. Nothing is kept of a registration that fails.
Result<Registered> register_one(Archive& archive, registry::Registry& registry, const Registration& registration);

/// The same within an open, locked transaction, for many under one sync; scans are left out.
Result<Registered> register_within(registry::Registry& registry, Transaction& transaction, const registry::Intake& intake, const registry::Act& act);

/// A paper of a matter as a file: its bytes, before anybody waits for the lock.
struct Scan {
  ObjectId object;
  std::string name, source;  ///< of the file, and its path, as shown to people
};
Result<Scan> keep_scan(Transaction& transaction, const Path& path);
/// The same as an item of its matter.
ItemId add_scan(Transaction& transaction, const MatterRow& matter, const Scan& scan, const std::string& kind);

/// The words of the register as an item of their own, by which a matter is found before its scans are read, and without any.
Result<ItemId> add_summary(Transaction& transaction, const MatterRow& matter);

}  // namespace anjuan::flows
