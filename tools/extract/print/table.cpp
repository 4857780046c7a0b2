#include "tools/extract/print/table.hpp"

#include <algorithm>
#include <numeric>

namespace anjuan::press {

namespace {

constexpr double k_inner_line = 0.5, k_outer_line = 1.1;
/// A row that goes on is at least this high, or what it was meant to be when that is less.
constexpr double k_rest_height = 20 * k_mm;

double needed(const Cell& cell) { return cell.content.height() + cell.foot.height() + 2 * k_pad_y; }

double sum(const std::vector<double>& values, std::size_t first, std::size_t count) {
  return std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first), values.begin() + static_cast<std::ptrdiff_t>(first + count), 0.0);
}

/// Row heights as they came out, with what the unit was stretched by.
std::vector<double> heights_in(const RowGroup& group, double height) {
  std::vector<double> heights = group.heights;
  const double more = height - sum(heights, 0, heights.size()), shares = sum(group.stretch, 0, group.stretch.size());
  for (std::size_t i = 0; i < heights.size(); ++i) heights[i] += shares > 0 ? more * group.stretch[i] / shares : 0;
  if (shares <= 0) heights.back() += more;
  return heights;
}

void line(cairo_t* cairo, double x0, double y0, double x1, double y1) {
  cairo_move_to(cairo, x0, y0);
  cairo_line_to(cairo, x1, y1);
}

void draw_cell(cairo_t* cairo, const Cell& cell, double pad_x, double x, double y, double width, double height) {
  cairo_rectangle(cairo, x, y, width, height);
  cairo_stroke(cairo);
  const double foot = cell.foot.height(), room = height - 2 * k_pad_y - foot;
  const double down = cell.middle ? std::max(0.0, (room - cell.content.height()) / 2) : 0;
  cell.content.draw(cairo, x + pad_x, y + k_pad_y + down);
  cell.foot.draw(cairo, x + pad_x, y + height - k_pad_y - foot);
}

void draw_group(cairo_t* cairo, const RowGroup& group, const Place& place) {
  const std::vector<double> heights = heights_in(group, place.height);
  cairo_save(cairo);
  set_ink(cairo, group.ink);
  cairo_set_line_width(cairo, k_inner_line);
  for (const Cell& cell : group.cells) {
    const double x = place.x + group.edges[cell.column], y = place.y + sum(heights, 0, cell.row);
    draw_cell(cairo, cell, group.pad_x, x, y, group.edges[cell.column + cell.span] - group.edges[cell.column], sum(heights, cell.row, cell.rows));
  }
  cairo_set_line_width(cairo, k_outer_line);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_SQUARE);
  const double left = place.x, right = place.x + group.edges.back(), top = place.y, bottom = place.y + place.height;
  line(cairo, left, top, left, bottom), line(cairo, right, top, right, bottom);
  if (place.first) line(cairo, left, top, right, top);
  if (place.last) line(cairo, left, bottom, right, bottom);
  cairo_stroke(cairo);
  cairo_restore(cairo);
}

std::optional<std::pair<Unit, Unit>> part_group(const RowGroup& group, int table, double available) {
  auto here = std::make_shared<RowGroup>(group), rest = std::make_shared<RowGroup>(group);
  bool goes_on = false;
  for (std::size_t i = 0; i < group.cells.size(); ++i) {
    const Cell& cell = group.cells[i];
    if (cell.label) {
      if (needed(cell) > available) return std::nullopt;
      continue;
    }
    double room = available - 2 * k_pad_y;
    // The foot goes with the end of the text: when it has no room here, some of the text must not have it either.
    if (!cell.foot.empty() && needed(cell) > available) room = std::min(room, cell.content.height() - 1);
    auto [first, second] = cell.content.part(room);
    if (first.empty() && !cell.content.empty()) return std::nullopt;
    goes_on |= !second.empty();
    here->cells[i].content = std::move(first);
    here->cells[i].foot = {};
    rest->cells[i].content = std::move(second);
  }
  if (!goes_on) return std::nullopt;  // there is no text that could go on: the row moves as a whole
  here->heights = {available};
  here->stretch = {0};
  rest->heights = {std::min(group.heights[0], k_rest_height)};
  settle_heights(*rest);
  return std::pair(unit_of(std::move(here), table), unit_of(std::move(rest), table));
}

}  // namespace

void settle_heights(RowGroup& group) {
  for (const Cell& cell : group.cells) {
    if (cell.rows == 1) group.heights[cell.row] = std::max(group.heights[cell.row], needed(cell));
  }
  for (const Cell& cell : group.cells) {
    if (cell.rows == 1) continue;
    const double missing = needed(cell) - sum(group.heights, cell.row, cell.rows);
    if (missing > 0) group.heights[cell.row + cell.rows - 1] += missing;
  }
}

Unit unit_of(std::shared_ptr<const RowGroup> group, int table) {
  Unit unit;
  unit.height = sum(group->heights, 0, group->heights.size());
  unit.stretch = sum(group->stretch, 0, group->stretch.size());
  unit.table = table;
  unit.draw = [group](cairo_t* cairo, const Place& place) { draw_group(cairo, *group, place); };
  if (group->heights.size() == 1) {
    unit.part = [group, table](double available) { return part_group(*group, table, available); };
  }
  return unit;
}

Result<std::vector<double>> edges_of(const std::vector<double>& shares, double width) {
  const double whole = sum(shares, 0, shares.size());
  if (shares.empty() || !(whole > 0)) return fail(ErrorCode::internal, "版式中的表格没有列宽");
  std::vector<double> edges = {0};
  for (const double share : shares) edges.push_back(edges.back() + width * share / whole);
  return edges;
}

}  // namespace anjuan::press
