#include <algorithm>

#include "tools/extract/print/table.hpp"

namespace anjuan::press {

namespace {

constexpr double k_min_size = 8;

/// Label cells are set in the middle of their cell, values at its left.
TextStyle base_of(const Spec& grid_cell, const TextStyle& grid) {
  TextStyle style = grid;
  style.align = grid_cell.flag("label") ? Align::center : Align::left;
  return style;
}

/// Instructions and the like: each entry its text, below it at the right who and when, and the mark of what has no original yet.
Content entries(const Spec& spec, const Build& build, const TextStyle& style, double width) {
  Content content;
  TextStyle sign_style = style;
  sign_style.align = Align::right;
  sign_style.indent = 0;
  for (const Values& row : build.values.rows(spec.text("list"))) {
    content.blocks.push_back(TextBlock::set(row.expand(spec.text("text")), style, width));
    std::vector<Run> sign = row.expand(spec.text("sign"));
    if (spec.has("mark_if") && !row.get(spec.text("mark_if")).empty()) sign.push_back({"　" + spec.text("mark"), Run::Kind::mark});
    content.blocks.push_back(TextBlock::set(sign, sign_style, width));
  }
  return content;
}

/// A name where the paper wants a signature: what was typed says so, and an empty line is for the pen.
std::vector<Run> marked(const Spec& spec, const Build& build, const char* text, const char* mark_if) {
  std::vector<Run> runs = build.values.expand(spec.text(text));
  if (spec.has(mark_if) && !build.values.get(spec.text(mark_if)).empty()) runs.push_back({"　" + spec.text("mark"), Run::Kind::mark});
  return runs;
}

Content content_of(const Spec& spec, const Build& build, const TextStyle& style, double width) {
  if (spec.has("list")) return entries(spec, build, style, width);
  Content content;
  content.blocks.push_back(TextBlock::set(marked(spec, build, "text", "mark_if"), style, width));
  return content;
}

struct RowSpec {
  Spec spec;
  double height, stretch;
};

/// Where the cells of a grid stand: as in HTML, each takes the next free column.
class Grid {
 public:
  Grid(std::vector<double> edges, TextStyle style, Build& build) : m_edges(std::move(edges)), m_style(style), m_build(build) {}

  Result<std::vector<Unit>> units(const std::vector<Spec>& rows) {
    for (const Spec& row : rows) {
      TRY(row.check({"-if", "-unless", "#height", "#stretch", "[cells"}));
      if (row.has("if") && m_build.values.get(row.text("if")).empty()) continue;
      if (row.has("unless") && !m_build.values.get(row.text("unless")).empty()) continue;
      m_rows.push_back({row, row.number("height", 9) * k_mm, row.number("stretch", 0)});
    }
    m_taken.assign(m_rows.size(), std::vector<bool>(m_edges.size() - 1, false));
    const int table = ++m_build.tables;
    std::vector<Unit> units;
    for (std::size_t row = 0; row < m_rows.size();) {
      TRY_ASSIGN(auto group, group_from(row));
      row += group->heights.size();
      units.push_back(unit_of(std::move(group), table));
    }
    return units;
  }

 private:
  Result<std::shared_ptr<RowGroup>> group_from(std::size_t first) {
    auto group = std::make_shared<RowGroup>();
    group->edges = m_edges;
    group->ink = m_style.ink;
    std::size_t end = first + 1;
    for (std::size_t row = first; row < end; ++row) {
      group->heights.push_back(m_rows[row].height);
      group->stretch.push_back(m_rows[row].stretch);
      for (const Spec& spec : m_rows[row].spec.tables("cells")) {
        TRY_ASSIGN(Cell cell, cell_of(spec, row));
        end = std::max(end, row + cell.rows);
        cell.row = row - first;
        group->cells.push_back(std::move(cell));
      }
      if (std::find(m_taken[row].begin(), m_taken[row].end(), false) != m_taken[row].end()) return fail(ErrorCode::internal, "版式中表格第 " + std::to_string(row + 1) + " 行的格不满一行");
    }
    settle_heights(*group);
    return group;
  }

  Result<Cell> cell_of(const Spec& spec, std::size_t row) {
    TRY(spec.check({"-text", "-list", "-sign", "-mark", "-mark_if", "-foot", "-foot_mark_if", "#span", "#rows", "-align", "-valign", "-face", "#size", "#min_size", "#leading", "#indent", "-ink", "?label"}));
    Cell cell;
    cell.span = static_cast<std::size_t>(std::max(1.0, spec.number("span", 1)));
    cell.rows = static_cast<std::size_t>(std::max(1.0, spec.number("rows", 1)));
    cell.label = spec.flag("label");
    TRY(take(cell, row));
    TRY_ASSIGN(const TextStyle style, style_of(spec, base_of(spec, m_style)));
    const double width = m_edges[cell.column + cell.span] - m_edges[cell.column] - 2 * k_pad_x;
    const double min_size = std::min(style.size, spec.number("min_size", cell.label ? style.size : k_min_size));
    double height = 0, stretch = 0;
    for (std::size_t i = row; i < row + cell.rows; ++i) height += m_rows[i].height, stretch += m_rows[i].stretch;
    cell.middle = spec.text("valign", stretch > 0 && !cell.label ? "top" : "middle") == "middle";
    if (spec.has("foot")) {
      TextStyle foot = style;
      foot.align = Align::right;
      foot.indent = 0;
      cell.foot.blocks.push_back(TextBlock::set(marked(spec, m_build, "foot", "foot_mark_if"), foot, width));
    }
    const auto make = [&](const TextStyle& at) { return content_of(spec, m_build, at, width); };
    if (stretch > 0) {
      // How much room there will be is not known yet: all such rows of the form get smaller together, when that saves a page.
      TextStyle smaller = style;
      smaller.size = std::max(min_size, style.size - 0.5 * m_build.shrink);
      cell.content = make(smaller);
    } else {
      cell.content = fitted(style, min_size, height - 2 * k_pad_y - cell.foot.height(), make);
    }
    return cell;
  }

  Status take(Cell& cell, std::size_t row) {
    std::vector<bool>& taken = m_taken[row];
    while (cell.column < taken.size() && taken[cell.column]) ++cell.column;
    if (cell.column + cell.span > taken.size() || row + cell.rows > m_rows.size()) return fail(ErrorCode::internal, "版式中表格第 " + std::to_string(row + 1) + " 行的格超出表格");
    for (std::size_t i = row; i < row + cell.rows; ++i) {
      for (std::size_t j = cell.column; j < cell.column + cell.span; ++j) m_taken[i][j] = true;
    }
    return {};
  }

  std::vector<double> m_edges;
  TextStyle m_style;
  Build& m_build;
  std::vector<RowSpec> m_rows;
  std::vector<std::vector<bool>> m_taken;
};

}  // namespace

Result<std::vector<Unit>> grid_block(const Spec& spec, Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "[columns", "[rows", "-face", "#size", "#leading", "-ink"}));
  TextStyle base;
  base.size = 11;
  base.leading = 1.3;
  TRY_ASSIGN(const TextStyle style, style_of(spec, base));
  TRY_ASSIGN(std::vector<double> edges, edges_of(spec.numbers("columns"), build.frame.width));
  return Grid(std::move(edges), style, build).units(spec.tables("rows"));
}

}  // namespace anjuan::press
