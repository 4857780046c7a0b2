#include <algorithm>
#include <cmath>

#include "tools/extract/print/blocks.hpp"

namespace anjuan::press {

namespace {

Unit text_unit(const TextBlock& text, double before, double after, bool with_next) {
  Unit unit;
  unit.with_next = with_next;
  unit.height = before + text.height() + after;
  unit.draw = [text, before](cairo_t* cairo, const Place& place) { text.draw(cairo, place.x, place.y + before); };
  if (text.lines() < 4) return unit;
  // No single line is left behind or sent ahead.
  unit.least = before + 2 * text.pitch();
  unit.part = [text, before, after, with_next](double available) -> std::optional<std::pair<Unit, Unit>> {
    const double room = std::floor((available - before + 0.01) / text.pitch());
    if (room < 2) return std::nullopt;
    const std::size_t here = std::min(static_cast<std::size_t>(room), text.lines() - 2);
    return std::pair(text_unit(text.part(0, here), before, 0, false), text_unit(text.part(here, text.lines() - here), 0, after, with_next));
  };
  return unit;
}

/// Flow units of one block may be bound to the next block.
std::vector<Unit> bound(std::vector<Unit> units, const Spec& spec) {
  if (!units.empty()) units.back().with_next = spec.flag("with_next");
  return units;
}

/// One paragraph, or several between line ends. No unit when nothing is to be said.
Result<std::vector<Unit>> paragraphs(const Spec& spec, const Build& build, const Values& values) {
  TRY(spec.check({"-kind", "-if", "-unless", "-text", "-face", "#size", "#min_size", "#leading", "#indent", "-align", "-ink", "#before", "#after", "?with_next"}));
  TRY_ASSIGN(TextStyle style, style_of(spec, build.text));
  style.size = std::max(spec.number("min_size", style.size), style.size - 0.5 * build.shrink);
  const TextBlock text = TextBlock::set(values.expand(spec.text("text")), style, build.frame.width);
  if (text.lines() == 0) return std::vector<Unit>{};
  return std::vector<Unit>{text_unit(text, spec.number("before", 0) * k_mm, spec.number("after", 0) * k_mm, spec.flag("with_next"))};
}

}  // namespace

Result<std::vector<Unit>> text_block(const Spec& spec, Build& build) { return paragraphs(spec, build, build.values); }

Result<std::vector<Unit>> entries_block(const Spec& spec, Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "-list", "[texts"}));
  std::vector<Unit> units;
  for (const Values& row : build.values.rows(spec.text("list"))) {
    for (const Spec& text : spec.tables("texts")) {
      if (text.has("if") && row.get(text.text("if")).empty()) continue;
      if (text.has("unless") && !row.get(text.text("unless")).empty()) continue;
      TRY_ASSIGN(std::vector<Unit> made, paragraphs(text, build, row));
      units.insert(units.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
    }
  }
  return units;
}

Result<std::vector<Unit>> line_block(const Spec& spec, Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "[cells", "-face", "#size", "#leading", "-ink", "#before", "#after", "?with_next"}));
  TextStyle flush = build.text;
  flush.indent = 0, flush.align = Align::left;
  TRY_ASSIGN(const TextStyle base, style_of(spec, flush));
  const std::vector<Spec> cells = spec.tables("cells");
  double shares = 0;
  for (const Spec& cell : cells) shares += cell.number("width", 1);
  const double before = spec.number("before", 0) * k_mm;
  std::vector<std::pair<double, TextBlock>> set;
  double x = 0, height = 0;
  for (const Spec& cell : cells) {
    TRY(cell.check({"-text", "#width", "-align", "-face", "#size", "#leading", "-ink"}));
    TRY_ASSIGN(const TextStyle style, style_of(cell, base));
    const double width = build.frame.width * cell.number("width", 1) / shares;
    set.emplace_back(x, TextBlock::set(build.values.expand(cell.text("text")), style, width));
    height = std::max(height, set.back().second.height());
    x += width;
  }
  Unit unit;
  unit.height = before + height + spec.number("after", 0) * k_mm;
  unit.draw = [set, before](cairo_t* cairo, const Place& place) {
    for (const auto& [at, text] : set) text.draw(cairo, place.x + at, place.y + before);
  };
  return bound({std::move(unit)}, spec);
}

Result<std::vector<Unit>> signature_block(const Spec& spec, Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "-organ", "-date", "-face", "#size", "#leading", "-ink", "#before", "#after", "#right"}));
  TextStyle base = build.text;
  base.indent = 0;
  TRY_ASSIGN(TextStyle style, style_of(spec, base));
  style.align = Align::center;
  const double right = spec.number("right", 4) * style.size, most = build.frame.width - right;
  const std::vector<Run> organ_runs = build.values.expand(spec.text("organ")), date_runs = build.values.expand(spec.text("date"));
  const double width = std::min(most, std::max(TextBlock::set(organ_runs, style, most).natural_width(), TextBlock::set(date_runs, style, most).natural_width()) + 1);
  const TextBlock organ = TextBlock::set(organ_runs, style, width), date = TextBlock::set(date_runs, style, width);
  const double before = spec.number("before", 8) * k_mm;
  Unit unit;
  unit.height = before + organ.height() + date.height() + spec.number("after", 0) * k_mm;
  unit.draw = [=](cairo_t* cairo, const Place& place) {
    const double x = place.x + place.width - right - width;
    organ.draw(cairo, x, place.y + before);
    date.draw(cairo, x, place.y + before + organ.height());
  };
  return std::vector<Unit>{std::move(unit)};
}

Result<std::vector<Unit>> space_block(const Spec& spec, Build&) {
  TRY(spec.check({"-kind", "-if", "-unless", "#height", "#stretch", "?with_next"}));
  Unit unit;
  unit.height = spec.number("height", 0) * k_mm;
  unit.stretch = spec.number("stretch", 0);
  unit.draw = [](cairo_t*, const Place&) {};
  return bound({std::move(unit)}, spec);
}

Result<std::vector<Unit>> rule_block(const Spec& spec, Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "-text", "-face", "#size", "-ink", "#thickness", "?dashed", "#before", "#after", "?with_next"}));
  TextStyle base;
  base.size = 10.5;
  TRY_ASSIGN(const TextStyle style, style_of(spec, base));
  const TextBlock text = TextBlock::set(build.values.expand(spec.text("text")), style, build.frame.width);
  const double before = spec.number("before", 2) * k_mm, middle = std::max(text.height(), 1.0) / 2;
  const double thickness = spec.number("thickness", 0.6);
  const bool dashed = spec.flag("dashed");
  Unit unit;
  unit.height = before + 2 * middle + spec.number("after", 2) * k_mm;
  unit.draw = [=](cairo_t* cairo, const Place& place) {
    const double gap = text.lines() > 0 ? text.natural_width() / 2 + 6 : 0, center = place.x + place.width / 2, y = place.y + before + middle;
    cairo_save(cairo);
    set_ink(cairo, style.ink);
    cairo_set_line_width(cairo, thickness);
    if (const double dashes[] = {4, 3}; dashed) cairo_set_dash(cairo, dashes, 2, 0);
    cairo_move_to(cairo, place.x, y), cairo_line_to(cairo, center - gap, y);
    cairo_move_to(cairo, center + gap, y), cairo_line_to(cairo, place.x + place.width, y);
    cairo_stroke(cairo);
    cairo_restore(cairo);
    if (text.lines() > 0) text.draw(cairo, center - text.natural_width() / 2, place.y + before);
  };
  return bound({std::move(unit)}, spec);
}

}  // namespace anjuan::press
