// accusations enter general statistics, but no cell may single one out. Pure; proof: tests/query/reports_test.cpp.
//
//   primary    a cell with an accusation in it and fewer than k_small_cell matters in all;
//   secondary  further cells of a row or column whose masked ones could be worked out from the published total: the smallest first, empty ones last.
// Rejected: rounding all figures, since the office adds them up by hand against its books.
#pragma once

#include <cstdint>
#include <vector>

namespace anjuan::reports {

/// Below three a figure tells those who know of one matter about the other: whoever wrote, or was asked about, an accusation can subtract it. Three is the
/// smallest that leaves two unknown. The rule names no number; this one is the office's to raise.
inline constexpr std::int64_t k_small_cell = 3;

struct Counted {
  std::int64_t all = 0, accusations = 0;
  bool masked = false;
};

/// Rows of equal length; the last row and the last column are totals. A grid of one row or one column has only totals of the other direction.
using Grid = std::vector<std::vector<Counted>>;

bool singles_out(const Counted& cell);
void mask(Grid& grid);

}  // namespace anjuan::reports
