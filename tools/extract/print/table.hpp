// Rows of cells between lines, for grids and lists.
#pragma once

#include "tools/extract/print/blocks.hpp"

namespace anjuan::press {

/// Around the text of a cell; beside it, less in the narrow columns of a list.
constexpr double k_pad_x = 1.8 * k_mm, k_list_pad_x = 0.9 * k_mm, k_pad_y = 1.2 * k_mm;

struct Cell {
  Content content;
  Content foot;            ///< at the bottom of the cell, in its last part
  std::size_t column = 0, span = 1, row = 0, rows = 1;
  bool label = false;      ///< repeated when its row is parted
  bool middle = true;      ///< between top and bottom, where there is room
};

/// Rows that cells tie together; mostly one.
struct RowGroup {
  std::vector<double> edges;    ///< of columns, from the left of the table
  std::vector<double> heights;  ///< of rows, the least
  std::vector<double> stretch;
  std::vector<Cell> cells;
  Ink ink = Ink::black;
  double pad_x = k_pad_x;       ///< left and right of the text of a cell
};

/// Raises heights to what the cells need.
void settle_heights(RowGroup& group);
Unit unit_of(std::shared_ptr<const RowGroup> group, int table);

/// Column edges from shares of `width`.
Result<std::vector<double>> edges_of(const std::vector<double>& shares, double width);

}  // namespace anjuan::press
