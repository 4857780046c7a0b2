#include "indexer/extract/layout.hpp"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-font.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "archive/base/utf8.hpp"

namespace anjuan::extract {

namespace {

// A4 with margins of 25 mm, in points.
constexpr double k_width = 595.276, k_height = 841.89, k_margin = 70.866;
constexpr double k_text_width = k_width - 2 * k_margin;
// A paragraph is set in portions of about this size: Pango needs some hundred bytes of memory for each character it has before it.
constexpr std::size_t k_portion_bytes = 6000;

struct GObjectUnref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
struct CairoDestroy {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

/// How a style of paragraph looks. Families are tried in order, then whatever fontconfig finds for a character.
struct Look {
  const char* font;
  double size, line_height, indent, space_before;
};
constexpr Look k_body{"Noto Serif CJK SC,Noto Sans CJK SC,Source Han Serif SC,Source Han Sans SC,serif 12", 12, 19.5, 0, 0};
constexpr Look k_heading{"Noto Sans CJK SC,Source Han Sans SC,Noto Serif CJK SC,sans-serif Bold 15", 15, 26, 0, 6};
constexpr Look k_cell_row{"Noto Sans CJK SC,Source Han Sans SC,Noto Serif CJK SC,sans-serif 10", 10, 16, 0, 1};
constexpr Look k_quote{"Noto Serif CJK SC,Noto Sans CJK SC,Source Han Serif SC,Source Han Sans SC,serif 11", 11, 18, 18, 0};

const Look& look_of(Paragraph::Style style) {
  switch (style) {
    case Paragraph::Style::heading: return k_heading;
    case Paragraph::Style::cell_row: return k_cell_row;
    case Paragraph::Style::quote: return k_quote;
    case Paragraph::Style::body: break;
  }
  return k_body;
}

/// Fonts and contexts, once a process.
class Fonts {
 public:
  static Fonts& get() {
    static Fonts fonts;
    return fonts;
  }

  PangoLayout* layout(Paragraph::Style style) const { return m_layouts[static_cast<std::size_t>(style)].get(); }
  PangoFontMap* map() const { return m_map.get(); }

 private:
  Fonts() : m_map(pango_cairo_font_map_new()) {
    // 72: a point is a unit, or 12 pt would come out as 16.
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(m_map.get()), 72);
    m_context.reset(pango_font_map_create_context(m_map.get()));
    PangoContext* context = m_context.get();
    // A language that Pango has no scripts for covers all scripts. With "zh" it would derive another language, and ask fontconfig anew in a
    // thread of its own, for each script it meets: in a forked child that thread does not exist, and the child would wait for ever.
    pango_context_set_language(context, pango_language_from_string("xx"));
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_t* options = cairo_font_options_create();
    // Unhinted, so that widths do not depend on the resolution: a page is drawn with the lines that were reported.
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    for (std::size_t i = 0; i < m_layouts.size(); ++i) {
      const Look& look = look_of(static_cast<Paragraph::Style>(i));
      m_layouts[i].reset(pango_layout_new(context));
      PangoLayout* layout = m_layouts[i].get();
      PangoFontDescription* description = pango_font_description_from_string(look.font);
      pango_layout_set_font_description(layout, description);
      pango_font_description_free(description);
      pango_layout_set_width(layout, static_cast<int>((k_text_width - look.indent) * PANGO_SCALE));
      pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_auto_dir(layout, FALSE);
      PangoAttrList* attributes = pango_attr_list_new();
      pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
      pango_layout_set_attributes(layout, attributes);
      pango_attr_list_unref(attributes);
    }
  }

  std::unique_ptr<PangoFontMap, GObjectUnref> m_map;
  std::unique_ptr<PangoContext, GObjectUnref> m_context;
  std::array<std::unique_ptr<PangoLayout, GObjectUnref>, 4> m_layouts;
};

/// One line as it is set. Valid during the call that it is handed to.
struct SetLine {
  PangoLayoutLine* line;
  std::string_view text;
  double x, baseline, size;
};

/// Called for each line; a false return ends the typesetting.
using OnLine = std::function<Status(std::uint32_t page, const SetLine& line)>;

class Typesetter {
 public:
  Typesetter(std::uint32_t page_limit, OnLine on_line) : m_page_limit(page_limit), m_on_line(std::move(on_line)) {}

  Status document(const FlowDocument& document) {
    if (document.show_title && !document.title.empty()) TRY(paragraph({document.title, Paragraph::Style::heading}));
    for (const Paragraph& part : document.paragraphs) TRY(paragraph(part));
    return {};
  }
  std::uint32_t page() const { return m_page; }

 private:
  Status paragraph(const Paragraph& paragraph) {
    const Look& look = look_of(paragraph.style);
    if (m_y > k_margin) m_y += look.space_before;
    std::string_view rest = paragraph.text;
    if (rest.empty()) return advance(look);
    while (!rest.empty()) {
      TRY_ASSIGN(const std::size_t done, portion(paragraph.style, look, rest));
      rest.remove_prefix(done);
    }
    return {};
  }

  /// Makes room for a line.
  Status advance(const Look& look) {
    if (m_y + look.line_height > k_height - k_margin) {
      if (m_page == m_page_limit) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(m_page_limit) + " 页）");
      ++m_page;
      m_y = k_margin;
    }
    m_y += look.line_height;
    return {};
  }

  /// Sets the beginning of `rest`; the number of bytes set.
  Result<std::size_t> portion(Paragraph::Style style, const Look& look, std::string_view rest) {
    std::size_t size = std::min(rest.size(), k_portion_bytes);
    const bool whole = size == rest.size();
    while (!whole && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80) --size;
    PangoLayout* layout = Fonts::get().layout(style);
    pango_layout_set_text(layout, rest.data(), static_cast<int>(size));
    std::size_t done = 0;
    const int count = pango_layout_get_line_count(layout);
    int index = 0;
    // The last line of a portion that is not the last is not full yet: the next portion begins with it.
    for (GSList* item = pango_layout_get_lines_readonly(layout); item != nullptr; item = item->next, ++index) {
      auto* line = static_cast<PangoLayoutLine*>(item->data);
      if (!whole && index + 1 == count && index > 0) break;
      TRY(advance(look));
      const auto start = static_cast<std::size_t>(line->start_index), length = static_cast<std::size_t>(line->length);
      const double baseline = m_y - look.line_height + (look.line_height - look.size) / 2 + 0.88 * look.size;
      TRY(m_on_line(m_page, SetLine{line, rest.substr(start, length), k_margin + look.indent, baseline, look.size}));
      done = start + length;
    }
    return whole ? rest.size() : std::max<std::size_t>(done, 1);
  }

  std::uint32_t m_page_limit;
  OnLine m_on_line;
  std::uint32_t m_page = 1;
  double m_y = k_margin;
};

std::int32_t units(double value, double whole) { return static_cast<std::int32_t>(std::lround(value / whole * k_page_units)); }

/// Where each code point begins; empty for lines that run from right to left somewhere.
std::vector<std::int32_t> character_edges(const SetLine& set, const char* layout_text) {
  std::vector<std::int32_t> edges;
  double x = set.x;
  std::vector<int> widths;
  for (GSList* run = set.line->runs; run != nullptr; run = run->next) {
    auto* glyphs = static_cast<PangoGlyphItem*>(run->data);
    if (glyphs->item->analysis.level % 2 != 0) return {};
    widths.assign(static_cast<std::size_t>(glyphs->item->num_chars), 0);
    pango_glyph_item_get_logical_widths(glyphs, layout_text, widths.data());
    for (const int width : widths) {
      edges.push_back(std::clamp(units(x, k_width), 0, k_page_units));
      x += static_cast<double>(width) / PANGO_SCALE;
    }
  }
  edges.push_back(std::clamp(units(x, k_width), 0, k_page_units));
  return edges;
}

TextLine text_line(const SetLine& set) {
  TextLine line;
  line.text = std::string(set.text);
  line.edges = character_edges(set, pango_layout_get_text(set.line->layout));
  std::size_t characters = 0;
  for (const char c : line.text) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  double width = 0;
  if (line.edges.size() == characters + 1) {
    width = (line.edges.back() - line.edges.front()) * k_width / k_page_units;
  } else {
    line.edges.clear();
    PangoRectangle logical{};
    pango_layout_line_get_extents(set.line, nullptr, &logical);
    width = static_cast<double>(logical.width) / PANGO_SCALE;
  }
  // Ascent and descent of Han, not the fonts' own: those of CJK fonts are half a line taller than their characters.
  line.box = {units(set.x, k_width), units(set.baseline - 0.92 * set.size, k_height), units(width, k_width), units(1.14 * set.size, k_height)};
  line.box.w = std::clamp(line.box.w, 0, k_page_units - line.box.x);
  line.box.h = std::clamp(line.box.h, 0, k_page_units - line.box.y);
  return line;
}

TextPage empty_page() {
  TextPage page;
  page.width_pt = k_width;
  page.height_pt = k_height;
  return page;
}

void draw_line(cairo_t* cairo, const SetLine& set) {
  cairo_move_to(cairo, set.x, set.baseline);
  pango_cairo_show_layout_line(cairo, set.line);
}

PageImage to_page_image(cairo_surface_t* surface) {
  cairo_surface_flush(surface);
  PageImage image;
  image.width = static_cast<std::uint32_t>(cairo_image_surface_get_width(surface));
  image.height = static_cast<std::uint32_t>(cairo_image_surface_get_height(surface));
  image.rgb.resize(std::size_t{3} * image.width * image.height);
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
  const unsigned char* data = cairo_image_surface_get_data(surface);
  std::byte* out = image.rgb.data();
  for (std::size_t y = 0; y < image.height; ++y) {
    const unsigned char* row = data + y * stride;
    for (std::size_t x = 0; x < image.width; ++x) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel, row + 4 * x, 4);
      *out++ = static_cast<std::byte>(pixel >> 16 & 0xFF);
      *out++ = static_cast<std::byte>(pixel >> 8 & 0xFF);
      *out++ = static_cast<std::byte>(pixel & 0xFF);
    }
  }
  return image;
}

}  // namespace

Status lay_out(const FlowDocument& document, const Limits& limits, Sink& sink) {
  for (std::string& engine : layout_engines()) sink.add_engine(std::move(engine));
  if (!document.title.empty()) sink.set_title(document.title);
  TextPage page = empty_page();
  std::uint32_t current = 1;
  Typesetter typesetter(limits.pages, [&](std::uint32_t number, const SetLine& set) -> Status {
    for (; current < number; ++current) {
      TRY(sink.page(page));
      page = empty_page();
    }
    if (set.text.empty()) return {};
    page.source = TextSource::layout;
    page.lines.push_back(text_line(set));
    return {};
  });
  TRY(typesetter.document(document));
  for (; current < typesetter.page(); ++current) {
    TRY(sink.page(page));
    page = empty_page();
  }
  return sink.page(page);
}

Result<PageImage> draw_page(const FlowDocument& document, const Limits& limits, std::uint32_t number, double dpi) {
  const auto width = static_cast<int>(std::lround(k_width * dpi / 72)), height = static_cast<int>(std::lround(k_height * dpi / 72));
  if (width < 1 || height < 1 || static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) > limits.pixels) {
    return fail(ErrorCode::resource_exhausted, "页面图像超过像素上限");
  }
  const std::unique_ptr<cairo_surface_t, CairoDestroy> surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  const std::unique_ptr<cairo_t, CairoDestroy> cairo(cairo_create(surface.get()));
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  cairo_set_source_rgb(cairo.get(), 0, 0, 0);
  cairo_scale(cairo.get(), dpi / 72, dpi / 72);
  constexpr ErrorCode k_stop = ErrorCode::cancelled;  // the page is drawn; what follows it need not be set
  Typesetter typesetter(limits.pages, [&](std::uint32_t at, const SetLine& set) -> Status {
    if (at > number) return fail(k_stop, "");
    if (at == number) draw_line(cairo.get(), set);
    return {};
  });
  const Status status = typesetter.document(document);
  if (!status && status.error().code != k_stop) return fail(status.error());
  if (status && typesetter.page() < number) return fail(ErrorCode::not_found, "没有第 " + std::to_string(number) + " 页");
  return to_page_image(surface.get());
}

Status warm_up_layout() {
  FlowDocument document;
  // Han of both scripts, Latin, kana, other scripts, a symbol and an emoji: each makes Pango look up the fonts it may fall back to.
  const std::string sample = "来信人：张三 1234567890 abc XYZ，。《》【】（）來信処理かなハングル한글 عربي ไทย བོད ①⑩㈠ № ☑ 😀 \U00020000\U000F0000";
  for (const Paragraph::Style style : {Paragraph::Style::body, Paragraph::Style::heading, Paragraph::Style::cell_row, Paragraph::Style::quote}) {
    document.paragraphs.push_back({sample, style});
  }
  TRY_ASSIGN(const PageImage image, draw_page(document, Limits{}, 1, 40));
  if (image.width == 0) return fail(ErrorCode::internal, "layout: nothing was drawn");
  (void)layout_engines();  // looks for the font's name once: here, and not in every child
  return {};
}

std::vector<std::string> layout_engines() {
  static const std::string font = [] {
    PangoLayout* layout = Fonts::get().layout(Paragraph::Style::body);
    pango_layout_set_text(layout, "信", -1);
    std::string name = "none";
    const PangoLayoutLine* line = pango_layout_get_line_readonly(layout, 0);
    if (line != nullptr && line->runs != nullptr) {
      PangoFont* font_of_run = static_cast<PangoGlyphItem*>(line->runs->data)->item->analysis.font;
      PangoFontDescription* description = pango_font_describe(font_of_run);
      name = pango_font_description_get_family(description);
      pango_font_description_free(description);
    }
    return name;
  }();
  return {std::string("pango ") + pango_version_string(), "font " + font};
}

void draw_characters(cairo_t* cairo, bool sans, std::string_view text, double size) {
  const Paragraph::Style style = sans ? Paragraph::Style::cell_row : Paragraph::Style::body;
  PangoLayout* layout = Fonts::get().layout(style);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  PangoLayoutLine* line = pango_layout_get_line_readonly(layout, 0);
  if (line == nullptr) return;
  const double scale = size / look_of(style).size;
  cairo_save(cairo);
  cairo_scale(cairo, scale, scale);
  cairo_move_to(cairo, 0, 0);
  pango_cairo_show_layout_line(cairo, line);
  cairo_restore(cairo);
}

PageImage image_of_surface(cairo_surface_t* surface) { return to_page_image(surface); }

}  // namespace anjuan::extract
