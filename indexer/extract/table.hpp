// A sheet of an .xlsx workbook as rows of text cells: for ledgers and files of rows, which are no documents.
#pragma once

#include <functional>
#include <string>

#include "indexer/extract/extractor.hpp"
#include "indexer/text/table.hpp"

namespace anjuan::extract {

using TableRowSink = std::function<Status(TableRow row)>;

/// Rows of the sheet named `sheet`, or of the first visible one when that is empty, in ascending order; blank rows are left out, gaps in a row are empty cells.
/// Of merged cells only the first has its value, as people see it. Returns the sheet's name. Unlike the extractor, which saves what it can, this refuses a workbook
/// that is not whole: a ledger without some of its rows would look like all of it.
/// Errors: denied (a password), unsupported (.xls and everything else that is no .xlsx), corrupt, not_found (no such sheet; names those that there are),
/// invalid_argument (nothing stands in it), resource_exhausted; and what `sink` returned.
Result<std::string> read_table(const Input& input, const std::string& media_type, const std::string& sheet, const Limits& limits, const TableRowSink& sink);

}  // namespace anjuan::extract
