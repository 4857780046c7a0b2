#include "tools/extract/print/table.hpp"

namespace anjuan::press {

namespace {

constexpr double k_min_size = 8;

/// A register: one row for each entry, its head on every page.
class List {
 public:
  List(const Spec& spec, std::vector<Spec> columns, std::vector<double> edges, const TextStyle& style, int table)
      : m_columns(std::move(columns)), m_edges(std::move(edges)), m_style(style), m_min_size(spec.number("min_size", k_min_size)), m_table(table) {}

  Result<Unit> head(double height) const {
    return row(height, true, [](const Spec& column) { return std::vector<Run>{{column.text("title")}}; });
  }
  Result<Unit> entry(double height, const Values& values) const {
    return row(height, false, [&](const Spec& column) { return values.expand(column.text("text")); });
  }
  Result<Unit> empty(double height) const {
    return row(height, false, [](const Spec&) { return std::vector<Run>{}; });
  }

 private:
  Result<Unit> row(double height, bool head, const std::function<std::vector<Run>(const Spec&)>& text) const {
    auto group = std::make_shared<RowGroup>();
    group->edges = m_edges, group->heights = {height}, group->stretch = {0}, group->ink = m_style.ink, group->pad_x = k_list_pad_x;
    for (std::size_t i = 0; i < m_columns.size(); ++i) {
      TextStyle centred = m_style;
      centred.align = Align::center;
      TRY_ASSIGN(TextStyle style, style_of(m_columns[i], centred));
      if (head) style.align = Align::center;
      Cell cell;
      cell.column = i;
      cell.label = head;
      const std::vector<Run> runs = text(m_columns[i]);
      const double width = m_edges[i + 1] - m_edges[i] - 2 * k_list_pad_x;
      cell.content = fitted(style, m_min_size, height - 2 * k_pad_y, [&](const TextStyle& at) { return Content{{TextBlock::set(runs, at, width)}}; });
      group->cells.push_back(std::move(cell));
    }
    settle_heights(*group);
    return unit_of(std::move(group), m_table);
  }

  std::vector<Spec> m_columns;
  std::vector<double> m_edges;
  TextStyle m_style;
  double m_min_size;
  int m_table;
};

}  // namespace

Result<std::vector<Unit>> list_block(const Spec& spec, Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "-list", "[columns", "#head_height", "#row_height", "?fill", "-face", "#size", "#min_size", "#leading", "-ink"}));
  TextStyle base;
  base.size = 10;
  base.leading = 1.25;
  TRY_ASSIGN(const TextStyle style, style_of(spec, base));
  std::vector<Spec> columns = spec.tables("columns");
  std::vector<double> shares;
  for (const Spec& column : columns) {
    TRY(column.check({"-title", "-text", "#width", "-align"}));
    shares.push_back(column.number("width", 1));
  }
  TRY_ASSIGN(std::vector<double> edges, edges_of(shares, build.frame.width));
  const List list(spec, std::move(columns), std::move(edges), style, ++build.tables);
  const double row_height = spec.number("row_height", 9) * k_mm;
  TRY_ASSIGN(Unit head_unit, list.head(spec.number("head_height", 9) * k_mm));
  const auto head = std::make_shared<Unit>(std::move(head_unit));
  std::vector<Unit> units = {*head};
  units.front().with_next = true;
  for (const Values& row : build.values.rows(spec.text("list"))) {
    TRY_ASSIGN(Unit unit, list.entry(row_height, row));
    unit.head = head;
    units.push_back(std::move(unit));
  }
  if (spec.flag("fill")) {
    TRY_ASSIGN(Unit unit, list.empty(row_height));
    unit.fill = true;
    units.push_back(std::move(unit));
  }
  return units;
}

}  // namespace anjuan::press
