// An old 登记簿 or 台账 into the registry, with the end of each matter.
#pragma once

#include "archive/registry/registry.hpp"
#include "tools/flows/ledger_map.hpp"
#include "tools/flows/observer.hpp"
#include "tools/flows/row_group.hpp"
#include "tools/flows/sheet.hpp"

namespace anjuan::flows {

struct LedgerOptions {
  std::string name;   ///< of the file, for people: journalled with every row
  LedgerMap map = LedgerMap::defaults();
  DryRun dry_run = DryRun::no;
  registry::Act act;
  const CancelFlag* cancel = nullptr;
};

/// `rows`: the first one holds the titles. Each row is taken once only, by its digest, in whatever file it stands; old numbers are kept and move their series on.
/// A refused row keeps the others from nothing. invalid_argument: a title that nothing is known about. What was told of is durable.
Status import_ledger(Archive& archive, registry::Registry& registry, const std::vector<SheetRow>& rows, const LedgerOptions& options, const RowTeller& teller,
                     RowSummary& summary);

}  // namespace anjuan::flows
