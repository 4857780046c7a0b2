#include <algorithm>
#include <cmath>

#include "tools/extract/print/blocks.hpp"
#include "tools/extract/print/qr.hpp"

namespace anjuan::press {

namespace {

/// Nothing that is printed at a fixed place can flow on: below this size it is refused.
constexpr double k_least_label = 6;

/// From the left and top edges of the page; negative numbers from the right and bottom ones.
Result<std::pair<double, double>> corner_of(const Spec& spec, const Build& build) {
  const std::vector<double> at = spec.numbers("at");
  if (at.size() != 2) return fail(ErrorCode::internal, "版式中的位置应为 [x, y]");
  return std::pair(at[0] * k_mm + (at[0] < 0 ? build.page_width : 0), at[1] * k_mm + (at[1] < 0 ? build.page_height : 0));
}

struct Label {
  std::vector<std::pair<double, QrCode>> code;  ///< none or one, with its size
  Content content;
};

/// The labels of one sheet row by row, and where on a label things stand.
class Sheet {
 public:
  Sheet(const Spec& spec, const Build& build)
      : m_spec(spec), m_columns(static_cast<std::size_t>(std::max(1.0, spec.number("columns", 1)))), m_width(build.frame.width / static_cast<double>(m_columns)),
        m_height(spec.number("height", 36) * k_mm), m_pad(spec.number("pad", 3) * k_mm), m_qr(spec.number("qr_size", 24) * k_mm) {}

  Result<Label> label_of(const Values& row) const {
    Label label;
    const std::string code = plain(row.expand(m_spec.text("qr")));
    if (!code.empty()) {
      TRY_ASSIGN(QrCode made, QrCode::make(code, m_qr));
      label.code.emplace_back(m_qr, std::move(made));
    }
    const double width = m_width - 2 * m_pad - (code.empty() ? 0 : m_qr + 1.5 * k_mm), height = m_height - 2 * m_pad;
    TRY_ASSIGN(label.content, lines_of(row, width, height));
    return label;
  }

  Unit unit_of(std::vector<std::optional<Label>> labels) const {
    Unit unit;
    unit.height = m_height;
    unit.draw = [labels = std::move(labels), width = m_width, pad = m_pad](cairo_t* cairo, const Place& place) {
      for (std::size_t i = 0; i < labels.size(); ++i) {
        if (!labels[i]) continue;
        double x = place.x + static_cast<double>(i) * width + pad;
        for (const auto& [size, code] : labels[i]->code) {
          code.draw(cairo, x, place.y + (place.height - size) / 2);
          x += size + 1.5 * k_mm;
        }
        labels[i]->content.draw(cairo, x, place.y + std::max(pad, (place.height - labels[i]->content.height()) / 2));
      }
    };
    return unit;
  }

  std::size_t columns() const { return m_columns; }

 private:
  /// On one line, for a number that is read out: as small as that takes, but never smaller than a label may be.
  static TextBlock whole_line(const std::vector<Run>& runs, TextStyle style, double width) {
    TextBlock block = TextBlock::set(runs, style, width);
    while (block.lines() > 1 && style.size > k_least_label) {
      style.size = std::max(k_least_label, style.size - 0.5);
      block = TextBlock::set(runs, style, width);
    }
    return block;
  }

  /// All lines get smaller together until they fit.
  Result<Content> lines_of(const Values& row, double width, double height) const {
    for (double less = 0;; less += 0.5) {
      Content content;
      double smallest = 72;
      for (const Spec& line : m_spec.tables("lines")) {
        TRY(line.check({"-if", "-text", "-face", "#size", "#leading", "-ink", "-align", "?whole"}));
        if (line.has("if") && row.get(line.text("if")).empty()) continue;
        TextStyle base;
        base.size = 10;
        base.leading = 1.25;
        TRY_ASSIGN(TextStyle style, style_of(line, base));
        style.size = std::max(k_least_label, style.size - less);
        smallest = std::min(smallest, style.size);
        const std::vector<Run> runs = row.expand(line.text("text"));
        content.blocks.push_back(line.flag("whole") ? whole_line(runs, style, width) : TextBlock::set(runs, style, width));
      }
      if (content.height() <= height) return content;
      if (smallest <= k_least_label) return fail(ErrorCode::invalid_argument, "标签放不下这些文字，请缩短：" + plain(row.expand(m_spec.tables("lines").front().text("text"))));
    }
  }

  const Spec& m_spec;
  std::size_t m_columns;
  double m_width, m_height, m_pad, m_qr;
};

}  // namespace

Result<std::vector<Unit>> labels_block(const Spec& spec, Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "-list", "-start", "-qr", "#qr_size", "#columns", "#height", "#pad", "[lines"}));
  const Sheet sheet(spec, build);
  std::vector<Unit> units;
  // A sheet that was begun is used up: the first label goes where the last print ended.
  std::vector<std::optional<Label>> labels;
  const int start = std::max(1, std::atoi(plain(build.values.expand(spec.text("start"))).c_str()));
  const auto full = [&] {
    if (labels.size() < sheet.columns()) return;
    units.push_back(sheet.unit_of(std::move(labels)));
    labels.clear();
  };
  const auto rows_of_page = static_cast<int>(std::floor(build.frame.height / (spec.number("height", 36) * k_mm) + 0.001));
  if (start > rows_of_page * static_cast<int>(sheet.columns())) return fail(ErrorCode::invalid_argument, "起始位置超出一张标签纸（共 " + std::to_string(rows_of_page * static_cast<int>(sheet.columns())) + " 枚）");
  for (int i = 1; i < start; ++i) {
    labels.emplace_back(std::nullopt);
    full();
  }
  for (const Values& row : build.values.rows(spec.text("list"))) {
    TRY_ASSIGN(Label label, sheet.label_of(row));
    labels.emplace_back(std::move(label));
    full();
  }
  if (!labels.empty()) units.push_back(sheet.unit_of(std::move(labels)));
  return units;
}

Result<Fixed> fixed_text(const Spec& spec, const Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "[at", "#width", "#height", "-text", "-face", "#size", "#leading", "#indent", "-align", "-ink", "?every_page"}));
  TRY_ASSIGN(const TextStyle style, style_of(spec, TextStyle{}));
  TRY_ASSIGN(const auto corner, corner_of(spec, build));
  const double height = spec.number("height", 0) * k_mm;
  const std::vector<Run> runs = build.values.expand(spec.text("text"));
  const Content content = fitted(style, k_least_label, height, [&](const TextStyle& at) { return Content{{TextBlock::set(runs, at, spec.number("width", 60) * k_mm)}}; });
  if (content.height() > height + 0.01) return fail(ErrorCode::invalid_argument, "此处放不下，请缩短：" + plain(runs));
  return Fixed{spec.flag("every_page"), [content, corner](cairo_t* cairo) { content.draw(cairo, corner.first, corner.second); }};
}

Result<Fixed> fixed_qr(const Spec& spec, const Build& build) {
  TRY(spec.check({"-kind", "-if", "-unless", "[at", "#size", "-text", "?every_page"}));
  TRY_ASSIGN(const auto corner, corner_of(spec, build));
  const std::string text = plain(build.values.expand(spec.text("text")));
  if (text.empty()) return Fixed{false, [](cairo_t*) {}};
  TRY_ASSIGN(const QrCode code, QrCode::make(text, spec.number("size", 22) * k_mm));
  return Fixed{spec.flag("every_page"), [code, corner](cairo_t* cairo) { code.draw(cairo, corner.first, corner.second); }};
}

}  // namespace anjuan::press
