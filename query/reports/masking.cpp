#include "query/reports/masking.hpp"

#include <cstddef>

namespace anjuan::reports {

namespace {

Counted* smallest_open(const std::vector<Counted*>& parts, bool empty) {
  Counted* best = nullptr;
  for (Counted* part : parts) {
    if (part->masked || (part->all == 0) != empty) continue;
    if (best == nullptr || part->all < best->all) best = part;
  }
  return best;
}

/// Whether something more was masked.
bool mask_line(const std::vector<Counted*>& parts, Counted& total) {
  if (total.masked) return false;
  bool changed = false;
  while (true) {
    std::int64_t sum = 0;
    int masked = 0;
    for (const Counted* part : parts) {
      if (!part->masked) continue;
      sum += part->all;
      ++masked;
    }
    if (masked == 0 || (masked > 1 && sum >= k_small_cell)) return changed;
    Counted* next = smallest_open(parts, false);
    if (next == nullptr && masked == 1) next = smallest_open(parts, true);
    if (next == nullptr && masked > 1) return changed;
    if (next == nullptr) next = &total;
    next->masked = changed = true;
    if (next == &total) return true;
  }
}

}  // namespace

bool singles_out(const Counted& cell) { return cell.accusations > 0 && cell.all < k_small_cell; }

void mask(Grid& grid) {
  if (grid.empty()) return;
  const std::size_t rows = grid.size(), columns = grid.front().size();
  for (auto& row : grid) {
    for (Counted& cell : row) cell.masked = singles_out(cell);
  }
  bool changed = true;
  while (changed) {  // ends: every round masks a cell more
    changed = false;
    for (auto& row : grid) {
      std::vector<Counted*> parts;
      for (std::size_t c = 0; c + 1 < columns; ++c) parts.push_back(&row[c]);
      if (columns > 1 && mask_line(parts, row.back())) changed = true;
    }
    for (std::size_t c = 0; c < columns; ++c) {
      std::vector<Counted*> parts;
      for (std::size_t r = 0; r + 1 < rows; ++r) parts.push_back(&grid[r][c]);
      if (rows > 1 && mask_line(parts, grid.back()[c])) changed = true;
    }
  }
}

}  // namespace anjuan::reports
