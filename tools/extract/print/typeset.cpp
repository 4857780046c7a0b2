#include "tools/extract/print/typeset.hpp"

#include <pango/pangocairo.h>

#include <algorithm>
#include <array>

#include "tools/extract/print/press.hpp"
#include "tools/extract/print/unbroken.hpp"

namespace anjuan::press {

namespace {

/// The size that layouts are made at. Drawing scales: a font at a new size would have to be looked up anew, and nothing here is hinted.
constexpr double k_set_size = 12;

/// The names under which Chinese offices have these fonts come first; what Debian brings, last.
constexpr std::array<const char*, k_faces> k_fonts = {
    "SimSun,宋体,Noto Serif CJK SC,serif 12",
    "FangSong_GB2312,FangSong,仿宋,FandolFang R,Noto Serif CJK SC,serif 12",
    "SimHei,黑体,Noto Sans CJK SC,sans-serif Medium 12",
    "KaiTi_GB2312,KaiTi,楷体,AR PL UKai CN,Noto Serif CJK SC,serif 12",
    "FZXiaoBiaoSong-B05S,方正小标宋简体,Noto Serif CJK SC,serif Bold 12",
};

struct Release {
  void operator()(gpointer object) const { g_object_unref(object); }
  void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
  void operator()(PangoAttrList* list) const { pango_attr_list_unref(list); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

/// Once a process. Apart from the fonts of indexer/extract/layout.cpp, whose choice is part of what an extraction's recipe says.
class Fonts {
 public:
  static Fonts& get() {
    static Fonts fonts;
    return fonts;
  }
  PangoContext* context() const { return m_context.get(); }
  const PangoFontDescription* face(Face face) const { return m_faces[static_cast<std::size_t>(face)].get(); }

 private:
  Fonts() : m_map(pango_cairo_font_map_new()) {
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(m_map.get()), 72);
    m_context.reset(pango_font_map_create_context(m_map.get()));
    // A language without scripts of its own, as in layout.cpp: Pango derives none, and asks fontconfig once.
    pango_context_set_language(m_context.get(), pango_language_from_string("xx"));
    pango_context_set_base_dir(m_context.get(), PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(m_context.get(), FALSE);
    cairo_font_options_t* options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(m_context.get(), options);
    cairo_font_options_destroy(options);
    for (std::size_t i = 0; i < k_faces; ++i) m_faces[i].reset(pango_font_description_from_string(k_fonts[i]));
  }

  std::unique_ptr<PangoFontMap, Release> m_map;
  std::unique_ptr<PangoContext, Release> m_context;
  std::array<std::unique_ptr<PangoFontDescription, Release>, k_faces> m_faces;
};

void add(PangoAttrList* list, PangoAttribute* attribute, std::size_t begin, std::size_t end) {
  attribute->start_index = static_cast<guint>(begin);
  attribute->end_index = static_cast<guint>(end);
  pango_attr_list_insert(list, attribute);
}

double line_width(PangoLayoutLine* line) {
  PangoRectangle logical{};
  pango_layout_line_get_extents(line, nullptr, &logical);
  return static_cast<double>(logical.width) / PANGO_SCALE;
}

}  // namespace

namespace {

/// A line is filled by moving its characters this far apart at most, in ems. What leaves a wider gap stays ragged: a line stretched letter by letter is no text.
constexpr double k_most_gap = 0.15;

int lines_of(PangoLayout* layout) { return pango_layout_get_line_count(layout); }

bool overflows(PangoLayout* layout, double width) {
  for (int i = 0; i < lines_of(layout); ++i) {
    if (line_width(pango_layout_get_line_readonly(layout, i)) > width + 0.05) return true;
  }
  return false;
}

/// A line begins where none may: what stands before it and after it is wider than the block.
bool breaks_within(PangoLayout* layout, std::size_t first, std::size_t lines) {
  int count = 0;
  const PangoLogAttr* attributes = pango_layout_get_log_attrs_readonly(layout, &count);
  const char* text = pango_layout_get_text(layout);
  for (std::size_t i = first + 1; i < first + lines; ++i) {
    PangoLayoutLine* line = pango_layout_get_line_readonly(layout, static_cast<int>(i));
    if (line->is_paragraph_start) continue;
    const long at = g_utf8_pointer_to_offset(text, text + line->start_index);
    if (at < count && attributes[at].is_line_break == 0) return true;
  }
  return false;
}

void set_width(PangoLayout* layout, double width) { pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE)); }

/// Titles: as few lines as need be, of about one length, so that no single character is left for the last.
void balance(PangoLayout* layout, double width) {
  const int lines = lines_of(layout);
  double enough = width, little = width / 2;
  for (int i = 0; i < 10; ++i) {
    const double middle = (enough + little) / 2;
    set_width(layout, middle);
    const bool worse = lines_of(layout) > lines || overflows(layout, middle) || breaks_within(layout, 0, static_cast<std::size_t>(lines_of(layout)));
    (worse ? little : enough) = middle;
  }
  set_width(layout, enough);
}

/// Moves the characters of a line apart until it is `more` wider.
void widen(PangoLayoutLine* line, double more) {
  std::vector<PangoGlyphInfo*> glyphs;
  for (GSList* each = line->runs; each != nullptr; each = each->next) {
    PangoGlyphString* run = static_cast<PangoGlyphItem*>(each->data)->glyphs;
    for (int i = 0; i < run->num_glyphs; ++i) {
      if (run->glyphs[i].attr.is_cluster_start != 0) glyphs.push_back(&run->glyphs[i]);
    }
  }
  if (glyphs.size() < 2) return;
  const double gap = more / static_cast<double>(glyphs.size() - 1);
  if (gap > k_most_gap * k_set_size) return;
  for (std::size_t i = 0; i + 1 < glyphs.size(); ++i) glyphs[i]->geometry.width += static_cast<int>(gap * PANGO_SCALE);
}

/// Pango's own justification knows no limit, and gives all of it to the blanks where there are any.
void justify(PangoLayout* layout, double width, double indent) {
  for (int i = 0; i + 1 < lines_of(layout); ++i) {
    if (pango_layout_get_line_readonly(layout, i + 1)->is_paragraph_start) continue;
    PangoLayoutLine* line = pango_layout_get_line(layout, i);
    const double room = width - (line->is_paragraph_start ? indent : 0) - line_width(line);
    if (room > 0) widen(line, room);
  }
}

}  // namespace

struct TextBlock::Set {
  std::unique_ptr<PangoLayout, Release> layout;
  double width = 0;     ///< at the set size
  bool breaks = false;  ///< a number is wider than the block, and had to be broken
};

TextBlock::TextBlock(std::shared_ptr<const Set> set, const TextStyle& style, std::size_t count) : m_set(std::move(set)), m_style(style), m_count(count) {}

TextBlock TextBlock::set(const std::vector<Run>& runs, const TextStyle& style, double width) {
  const Fonts& fonts = Fonts::get();
  auto made = std::make_shared<Set>();
  made->layout.reset(pango_layout_new(fonts.context()));
  made->width = std::max(1.0, width * k_set_size / style.size);
  PangoLayout* layout = made->layout.get();
  const std::unique_ptr<PangoAttrList, Release> attributes(pango_attr_list_new());
  pango_attr_list_insert(attributes.get(), pango_attr_insert_hyphens_new(FALSE));
  std::string text;
  for (const Run& run : runs) {
    const std::size_t begin = text.size();
    text += run.text;
    if (run.kind == Run::Kind::blank) add(attributes.get(), pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), begin, text.size());
    if (run.kind == Run::Kind::mark) add(attributes.get(), pango_attr_font_desc_new(fonts.face(Face::hei)), begin, text.size());
  }
  const std::unique_ptr<PangoAttrList, Release> breaking(pango_attr_list_copy(attributes.get()));
  // With the blank after it: Pango would rather begin a line with that than let it stand beyond the end of one.
  for (const auto& [begin, end] : unbroken_in(text)) add(attributes.get(), pango_attr_allow_breaks_new(FALSE), begin, end < text.size() && text[end] == ' ' ? end + 1 : end);
  pango_layout_set_font_description(layout, fonts.face(style.face));
  pango_layout_set_attributes(layout, attributes.get());
  set_width(layout, made->width);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_auto_dir(layout, FALSE);
  pango_layout_set_indent(layout, static_cast<int>(style.indent * k_set_size * PANGO_SCALE));
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  if (overflows(layout, made->width)) {
    made->breaks = true;
    pango_layout_set_attributes(layout, breaking.get());
  }
  if (style.align == Align::center && lines_of(layout) > 1) balance(layout, made->width);
  if (style.align == Align::justify) justify(layout, made->width, style.indent * k_set_size);
  const std::size_t count = text.empty() ? 0 : static_cast<std::size_t>(pango_layout_get_line_count(layout));
  return TextBlock(std::move(made), style, count);
}

std::string TextBlock::line(std::size_t number) const {
  const PangoLayoutLine* line = pango_layout_get_line_readonly(m_set->layout.get(), static_cast<int>(m_first + number));
  if (line == nullptr) return {};
  return std::string(pango_layout_get_text(m_set->layout.get()) + line->start_index, static_cast<std::size_t>(line->length));
}

double TextBlock::natural_width() const {
  double widest = 0;
  for (std::size_t i = m_first; i < m_first + m_count; ++i) {
    PangoLayoutLine* line = pango_layout_get_line_readonly(m_set->layout.get(), static_cast<int>(i));
    const double indent = line->is_paragraph_start ? m_style.indent * k_set_size : 0;
    widest = std::max(widest, indent + line_width(line));
  }
  return widest * m_style.size / k_set_size;
}

bool TextBlock::breaks_words() const { return m_set->breaks || breaks_within(m_set->layout.get(), m_first, m_count); }

TextBlock TextBlock::part(std::size_t first, std::size_t count) const {
  TextBlock part = *this;
  part.m_first = m_first + std::min(first, m_count);
  part.m_count = std::min(count, m_count - std::min(first, m_count));
  return part;
}

void TextBlock::draw(cairo_t* cairo, double x, double y) const {
  const double scale = m_style.size / k_set_size;
  cairo_save(cairo);
  set_ink(cairo, m_style.ink);
  cairo_translate(cairo, x, y);
  cairo_scale(cairo, scale, scale);
  double top = 0;
  const double step = k_set_size * m_style.leading;
  for (std::size_t i = m_first; i < m_first + m_count; ++i, top += step) {
    PangoLayoutLine* line = pango_layout_get_line_readonly(m_set->layout.get(), static_cast<int>(i));
    double left = line->is_paragraph_start ? m_style.indent * k_set_size : 0;
    const double room = m_set->width - left - line_width(line);
    if (m_style.align == Align::center) left += room / 2;
    if (m_style.align == Align::right) left += room;
    // The baseline by the em of Han: CJK fonts claim half a line more than their characters fill.
    cairo_move_to(cairo, left, top + (step - k_set_size) / 2 + 0.88 * k_set_size);
    pango_cairo_show_layout_line(cairo, line);
  }
  cairo_restore(cairo);
}

void set_ink(cairo_t* cairo, Ink ink) {
  switch (ink) {
    case Ink::black: cairo_set_source_rgb(cairo, 0, 0, 0); break;
    case Ink::red: cairo_set_source_rgb(cairo, 0.85, 0.05, 0.05); break;
    case Ink::grey: cairo_set_source_rgb(cairo, 0.45, 0.45, 0.45); break;
  }
}

Status warm_up() {
  // Each script that a petition may hold makes Pango look up the fonts it may fall back to.
  const std::string sample = "来信人：张三 1234567890 abc XYZ，。《》【】（）〔〕★來信処理かなハングル한글 عربي ไทย བོད ①⑩㈠ № ☑ 😀 \U00020000\U000F0000";
  const std::unique_ptr<cairo_surface_t, Release> surface(cairo_image_surface_create(CAIRO_FORMAT_A8, 40, 40));
  const std::unique_ptr<cairo_t, Release> cairo(cairo_create(surface.get()));
  for (std::size_t i = 0; i < k_faces; ++i) {
    TextStyle style;
    style.face = static_cast<Face>(i);
    const TextBlock block = TextBlock::set({{sample}, {sample, Run::Kind::blank}, {sample, Run::Kind::mark}}, style, 300);
    if (block.lines() == 0) return fail(ErrorCode::internal, "print: no font gives any line");
    block.draw(cairo.get(), 0, 0);
  }
  return {};
}

}  // namespace anjuan::press
