// From cases to tables of counted cells, with what R-383 hides.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "query/reports/masking.hpp"
#include "query/reports/snapshot.hpp"

namespace anjuan::reports {

struct CountingContext {
  const Snapshot& snapshot;
  const registry::Registry& registry;
};

/// On the axis of units complained of: a matter that names none.
inline constexpr std::string_view k_unnamed = "未写明";

/// One way to part matters: a matter has one value, or several (units complained of), never none.
struct Axis {
  std::string_view name;
  std::vector<std::string> (*values)(const CountingContext&, const Case&);
  /// Values that stand in a table even when nothing has them, in its order; what else occurs comes after, the most frequent first.
  std::vector<std::string> (*fixed)(const registry::Registry&);
  /// Its values name who is complained of: every small figure is withheld, not only one with an accusation in it, or the mark would say who was accused.
  bool names_accused = false;
};
const std::vector<Axis>& axes();
/// invalid_argument lists the axes there are.
Result<const Axis*> find_axis(std::string_view name);

/// Matters that statistics count: all but numbers made void.
Cases counted_in(const Snapshot& snapshot, const Period& period);
bool is_visit(const CountingContext& context, const Case& one);  ///< counted in 批次 (R-360)
std::int64_t persons_of(const Cases& cases);

Counted counted(const Cases& cases);
/// The figure, or what stands for it.
Cell cell_of(const Cases& cases, bool masked);

/// Cells of a table of named rows and columns with their totals as last row and column, masked.
struct Parted {
  std::vector<std::string> rows, columns;
  std::vector<std::vector<Cases>> cells;  ///< (rows + 1) × (columns + 1)
  Grid grid;                              ///< of the same shape
};
Parted part(const CountingContext& context, const Cases& cases, const Axis& rows, const Axis& columns);
/// 件次 | 批次 | 合计 by an axis.
Parted part_by_units(const CountingContext& context, const Cases& cases, const Axis& rows, const std::vector<std::string>& more_rows);

}  // namespace anjuan::reports
