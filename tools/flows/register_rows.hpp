// A file of registrations into the archive: one letter, visit or call a row, many under one sync.
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "archive/registry/registry.hpp"
#include "tools/flows/observer.hpp"
#include "tools/flows/row_group.hpp"
#include "tools/flows/sheet.hpp"

namespace anjuan::flows {

struct RegisterRowsOptions {
  Path file;                                    ///< JSON Lines (plain or zstd), unless:
  std::optional<std::vector<SheetRow>> sheet;   ///< what stands in it when it is a table; the first row holds the titles
  DryRun dry_run = DryRun::no;
  registry::Act act;
  registry::Irregular irregular = registry::Irregular::refuse;
  /// A matter that a row calls its earlier one, as whoever types may name it; returns its number.
  std::function<Result<std::string>(const std::string&)> earlier;
  const CancelFlag* cancel = nullptr;
};

/// Members or titles of a row are those of intake_rows.hpp; `source` (来源) and `row` (行号) name it, and it is registered once only by them, without a `row` by
/// its digest. Numbers are allotted in the order of the rows; a refused row takes none. An error: the file cannot be read, or the archive not be written;
/// what was told of before is durable.
Status register_rows(Archive& archive, registry::Registry& registry, const RegisterRowsOptions& options, const RowTeller& teller, RowSummary& summary);

/// The dates of a row in the one spelling that intake_from() takes. invalid_argument names the member as the row does.
Status spell_dates(boost::json::object& row);

/// Refusals of a row, not of the whole file.
bool is_refusal(const Error& error);
/// The message with a rule to look up, since every refusal names one: where the reader of rows itself refused, that of the register's columns (F-10).
std::string cited(const std::string& message);

}  // namespace anjuan::flows
