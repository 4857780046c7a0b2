#include <fmt/core.h>

#include <algorithm>

#include "query/access/principal.hpp"
#include "query/reports/counting.hpp"
#include "query/reports/reports.hpp"

namespace anjuan::reports {

namespace {

std::vector<std::string> formulas_of(const Period& period, CivilDate as_of) {
  return {"按登记日期计入期间；截至日之前（含当日）发生的才算，补录的算在发生之日；作废的编号不计（R-387）",
          "来信、来电、网上等计件次，来访计批次，另计人次（R-360）；上年同期为 " + period.year_before().to_string() + "，截至 " + year_before(as_of).to_string(),
          "一件反映几个单位的，在各单位都计一次；合计每件只计一次",
          fmt::format("“{0}”：含检举控告件而不足 {1} 件的格子，及可由合计推出它的格子，不列数；按被反映单位的，不足 {1} 件的一律不列，有无检举控告都一样（R-383）", k_masked, k_small_cell)};
}

std::string difference(const Cell& now, const Cell& before) {
  if (!now.count || !before.count) return std::string(k_masked);
  const auto more = *now.count - *before.count;
  return more == 0 ? "0" : fmt::format("{:+}", more);
}

/// 分项 | 件次 | 批次 | 人次 | 合计 | 上年同期 | 增减.
Table by_axis(const CountingContext& now, const Cases& cases, const CountingContext& before, const Cases& earlier, const Axis& axis) {
  Table table{"按" + std::string(axis.name), {std::string(axis.name), "件次", "批次", "人次", "合计", "上年同期", "增减"}, {}};
  const Parted first = part_by_units(before, earlier, axis, {});
  const Parted parted = part_by_units(now, cases, axis, first.rows);
  for (std::size_t r = 0; r <= parted.rows.size(); ++r) {
    const bool total = r == parted.rows.size();
    const auto& cells = parted.cells[r];
    const auto& grid = parted.grid[r];
    std::vector<Cell> row{Cell::of(total ? "合计" : parted.rows[r]), cell_of(cells[0], grid[0].masked), cell_of(cells[1], grid[1].masked)};
    row.push_back(grid[1].masked ? Cell::hidden() : Cell::figure(persons_of(cells[1]), ids_of(cells[1])));
    row.push_back(cell_of(cells[2], grid[2].masked));
    const auto same = std::find(first.rows.begin(), first.rows.end(), total ? std::string() : parted.rows[r]);
    const auto at = static_cast<std::size_t>(same - first.rows.begin());  // the total's row is the one after the last
    row.push_back(at == first.rows.size() && !total ? Cell::figure(0, {}) : cell_of(first.cells[at][2], first.grid[at][2].masked));
    Cell change = Cell::of(difference(row[4], row[5]));
    change.masked = change.text == k_masked;
    row.push_back(std::move(change));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table crossed(const CountingContext& context, const Cases& cases, const Axis& rows, const Axis& columns) {
  const Parted parted = part(context, cases, rows, columns);
  Table table{std::string(rows.name) + "×" + std::string(columns.name), {std::string(rows.name)}, {}};
  table.columns.insert(table.columns.end(), parted.columns.begin(), parted.columns.end());
  table.columns.emplace_back("合计");
  for (std::size_t r = 0; r < parted.cells.size(); ++r) {
    std::vector<Cell> row{Cell::of(r == parted.rows.size() ? "合计" : parted.rows[r])};
    for (std::size_t c = 0; c < parted.cells[r].size(); ++c) row.push_back(cell_of(parted.cells[r][c], parted.grid[r][c].masked));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

std::vector<std::string_view> axis_names() {
  std::vector<std::string_view> names;
  for (const Axis& axis : axes()) names.push_back(axis.name);
  return names;
}

Result<Report> statistics(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of) {
  TRY(require_whole_view(scope, "统计报表"));
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  TRY_ASSIGN(const Snapshot earlier, Snapshot::take(registry, scope, year_before(as_of)));
  const CountingContext now{snapshot, registry}, before{earlier, registry};
  const Cases cases = counted_in(snapshot, period), earlier_cases = counted_in(earlier, period.year_before());
  Report report{"statistics", "信访统计报表", period, as_of, formulas_of(period, as_of), {}};
  for (const Axis& axis : axes()) report.tables.push_back(by_axis(now, cases, before, earlier_cases, axis));
  TRY_ASSIGN(const Axis* channel, find_axis("渠道"));
  TRY_ASSIGN(const Axis* category, find_axis("类别"));
  report.tables.push_back(crossed(now, cases, *channel, *category));
  return report;
}

Result<Report> cross_table(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of, std::string_view rows,
                           std::string_view columns) {
  TRY(require_whole_view(scope, "统计报表"));
  TRY_ASSIGN(const Axis* row_axis, find_axis(rows));
  TRY_ASSIGN(const Axis* column_axis, find_axis(columns));
  if (row_axis == column_axis) return fail(ErrorCode::invalid_argument, "行和列不能都是“" + std::string(rows) + "”");
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  Report report{"statistics", "信访统计报表", period, as_of, formulas_of(period, as_of), {}};
  report.tables.push_back(crossed({snapshot, registry}, counted_in(snapshot, period), *row_axis, *column_axis));
  return report;
}

}  // namespace anjuan::reports
