// A report as a workbook: one sheet for each table, the formulas on the first sheet beneath it.
#pragma once

#include "archive/base/bytes.hpp"
#include "query/reports/report.hpp"

namespace anjuan::reports {

/// Counts as numbers, everything else as text: nothing in a cell is ever taken for a formula. resource_exhausted when a table has more rows than a sheet.
Result<Bytes> xlsx_of(const Report& report);

}  // namespace anjuan::reports
