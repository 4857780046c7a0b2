// A table of text cells, as a CSV file or a sheet of a workbook holds it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/store/file_system.hpp"
#include "indexer/text/table.hpp"
#include "indexer/worker/worker.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

/// Without blanks around its cells. Line breaks in a cell do not count as rows, blank rows do.
using SheetRow = TableRow;

/// RFC 4180 with commas; quotes may hold commas, line breaks and doubled quotes. Rows without any text are left out. corrupt: a quote that never ends (its row).
Result<std::vector<SheetRow>> parse_csv(std::string_view text);

/// A row has a cell under every title, blank ones too, and none beyond them. invalid_argument: a line that was cut off, or whose commas are not those of the titles.
Status check_width(const std::vector<std::string>& cells, std::size_t titles);

/// UTF-8 with or without a mark, else GB18030, as spreadsheets on an office's computers save it. resource_exhausted beyond 256 MiB; unsupported for a
/// workbook, which is no text; invalid_argument when it is neither.
Result<std::string> read_text_file(const Path& path);

/// By its first bytes, or by its name where they say nothing. not_found when it cannot be opened.
Result<bool> is_workbook(const Path& path);

/// A sheet of a workbook (the first visible one when `sheet` is empty), read by the helper: the rows that its CSV would have, blank at their end as far as the first one
/// goes. Errors as Worker::table();
/// resource_exhausted for a file beyond 256 MiB.
Result<std::vector<SheetRow>> read_workbook(Worker& worker, const Path& path, const std::string& sheet, const CancelFlag* cancel);
/// What whoever has the workbook can do about an error of read_workbook(); "" where its kind says enough.
std::string_view workbook_remedy(ErrorCode code);

}  // namespace anjuan::flows
