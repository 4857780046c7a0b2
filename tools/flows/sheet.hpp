// A table of text cells, as a CSV file or a sheet of a workbook holds it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/store/file_system.hpp"

namespace anjuan::flows {

struct SheetRow {
  std::uint64_t number = 0;        ///< 1-based, as a spreadsheet shows it: blank rows and line breaks in a cell counted as it does
  std::vector<std::string> cells;  ///< without blanks around them
};

/// RFC 4180 with commas; quotes may hold commas, line breaks and doubled quotes. Rows without any text are left out. corrupt: a quote that never ends (its row).
Result<std::vector<SheetRow>> parse_csv(std::string_view text);

/// UTF-8 with or without a mark, else GB18030, as spreadsheets on an office's computers save it. resource_exhausted beyond 256 MiB; unsupported for a
/// workbook, which is no text; invalid_argument when it is neither.
Result<std::string> read_text_file(const Path& path);

}  // namespace anjuan::flows
