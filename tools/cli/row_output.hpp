// What register --rows and import ledger say of each row, and in the end.
#pragma once

#include "tools/cli/command.hpp"
#include "tools/flows/register_rows.hpp"

namespace anjuan::cli {

/// A line for every row that is refused, in JSON for every row; matters that whoever asks may not see are not named.
flows::RowTeller row_teller(Context& context, flows::DryRun dry_run);
/// {"summary":{…}} or a line; the exit code says whether rows were refused.
ExitCode print_row_summary(Context& context, const flows::RowSummary& summary, flows::DryRun dry_run);

Result<ExitCode> register_rows_of(Context& context, flows::RegisterRowsOptions options);

}  // namespace anjuan::cli
