// A table of text cells, as the sheet of a workbook holds it: what the helper reads and the supervisor delivers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace anjuan {

struct TableRow {
  std::uint64_t number = 0;        ///< 1-based, as a spreadsheet shows it: blank rows counted
  std::vector<std::string> cells;  ///< by column; what a cell shows, with its line breaks
  bool operator==(const TableRow&) const = default;
};

struct Table {
  std::string sheet;           ///< its name
  std::vector<TableRow> rows;  ///< without blank ones, in ascending order; the last cell of each has text
};

/// What a worksheet can hold.
constexpr std::uint64_t k_most_rows = 1'048'576;
constexpr std::size_t k_most_columns = 16'384;
/// What an empty cell costs who keeps it. A row of nothing but a last column is small in the file only, so limits count it.
constexpr std::size_t k_cell_cost = sizeof(std::string);

}  // namespace anjuan
