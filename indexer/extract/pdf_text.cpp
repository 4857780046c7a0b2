#include "indexer/extract/pdf_text.hpp"

#include <algorithm>
#include <cmath>

#include "archive/base/utf8.hpp"
#include "indexer/extract/han.hpp"

namespace anjuan::extract {

namespace {

/// A character with its place along and across its line, in points of the page as shown.
struct Glyph {
  char32_t c;
  double begin, end, near_edge, far_edge;
};

struct Word {
  std::vector<Glyph> glyphs;
  int rotation = 0;
  bool blank_after = false;

  double begin() const { return glyphs.front().begin; }
  double end() const { return glyphs.back().end; }
  double near_edge() const { return extreme(true); }
  double far_edge() const { return extreme(false); }

 private:
  double extreme(bool near) const {
    double value = near ? glyphs.front().near_edge : glyphs.front().far_edge;
    for (const Glyph& glyph : glyphs) value = near ? std::min(value, glyph.near_edge) : std::max(value, glyph.far_edge);
    return value;
  }
};

std::string utf8_of(const poppler::ustring& text) {
  const poppler::byte_array bytes = text.to_utf8();
  return to_shown_utf8(std::string_view(bytes.data(), bytes.size()));
}

/// Lines of quarter turns run along x or y, forward or backward; "along" is the way one reads.
Glyph place(char32_t c, const poppler::rectf& box, int rotation) {
  switch (rotation) {
    case 1: return {c, box.top(), box.bottom(), box.left(), box.right()};
    case 2: return {c, -box.right(), -box.left(), box.top(), box.bottom()};
    case 3: return {c, -box.bottom(), -box.top(), box.left(), box.right()};
    default: return {c, box.left(), box.right(), box.top(), box.bottom()};
  }
}

/// What is not seen must not be found at a place: characters off the page, controls.
bool is_shown(char32_t c, const poppler::rectf& box, const ShownSize& size) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xFFFE || c == 0xFFFF) return false;
  const bool sound = std::isfinite(box.left()) && std::isfinite(box.right()) && std::isfinite(box.top()) && std::isfinite(box.bottom());
  return sound && box.right() >= 0 && box.left() <= size.width && box.bottom() >= 0 && box.top() <= size.height;
}

std::vector<Word> words_of(const poppler::page& page, const ShownSize& size) {
  std::vector<Word> words;
  for (const poppler::text_box& box : page.text_list()) {
    Word word;
    word.rotation = box.rotation() & 3;
    word.blank_after = box.has_space_after();
    const std::string text = utf8_of(box.text());
    std::size_t index = 0;
    for (std::size_t at = 0; at < text.size(); ++index) {
      const char32_t c = next_utf8(text, at);
      const poppler::rectf place_of_c = box.char_bbox(index);
      if (is_shown(c, place_of_c, size)) word.glyphs.push_back(place(c, place_of_c, word.rotation));
    }
    if (!word.glyphs.empty()) words.push_back(std::move(word));
  }
  return words;
}

bool continues_line(const Word& line_end, const Word& next) {
  if (line_end.rotation != next.rotation) return false;
  const double height = std::max(1.0, std::min(line_end.far_edge() - line_end.near_edge(), next.far_edge() - next.near_edge()));
  const double overlap = std::min(line_end.far_edge(), next.far_edge()) - std::max(line_end.near_edge(), next.near_edge());
  const double gap = next.begin() - line_end.end();
  // Wider than two characters it is another column or cell.
  return overlap >= height / 2 && gap > -height / 2 && gap < 2.2 * height;
}

bool needs_blank(const Word& left, const Word& right) {
  if (!left.blank_after) return false;
  const double height = std::max(1.0, left.far_edge() - left.near_edge());
  const bool both_han = is_wide_script(left.glyphs.back().c) && is_wide_script(right.glyphs.front().c);
  return !both_han || right.begin() - left.end() > 0.8 * height;
}

std::int32_t units(double value, double whole) { return static_cast<std::int32_t>(std::lround(std::clamp(value / whole, 0.0, 1.0) * k_page_units)); }

/// One line from the glyphs of its words, blanks between them.
TextLine line_of(const std::vector<Glyph>& glyphs, int rotation, const ShownSize& size) {
  TextLine line;
  line.vertical = rotation % 2 == 1;
  const double along = line.vertical ? size.height : size.width, across = line.vertical ? size.width : size.height;
  // Backwards along the axis the values are negative; a line read backwards has a box only.
  const bool backwards = rotation >= 2;
  double begin = glyphs.front().begin, end = glyphs.front().end, near = glyphs.front().near_edge, far = glyphs.front().far_edge;
  std::int32_t reached = 0;
  for (const Glyph& glyph : glyphs) {
    append_utf8(line.text, glyph.c);
    begin = std::min(begin, glyph.begin), end = std::max(end, glyph.end);
    near = std::min(near, glyph.near_edge), far = std::max(far, glyph.far_edge);
    reached = std::max(reached, units(glyph.begin, along));
    if (!backwards) line.edges.push_back(reached);
  }
  if (!backwards) line.edges.push_back(std::max(reached, units(end, along)));
  if (backwards) std::swap(begin, end), begin = -begin, end = -end;
  const std::int32_t from = units(begin, along), to = units(end, along), top = units(near, across), bottom = units(far, across);
  line.box = line.vertical ? Box{top, from, bottom - top, to - from} : Box{from, top, to - from, bottom - top};
  return line;
}

}  // namespace

ShownSize shown_size(const poppler::page& page) {
  const poppler::rectf box = page.page_rect(poppler::crop_box);
  const bool turned = page.orientation() == poppler::page::landscape || page.orientation() == poppler::page::seascape;
  const double width = std::abs(box.width()), height = std::abs(box.height());
  return turned ? ShownSize{height, width} : ShownSize{width, height};
}

std::vector<TextLine> text_layer(const poppler::page& page, const ShownSize& size) {
  std::vector<TextLine> lines;
  if (!(size.width > 0) || !(size.height > 0)) return lines;
  const std::vector<Word> words = words_of(page, size);
  std::vector<Glyph> glyphs;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    if (i > 0 && !glyphs.empty()) {
      if (!continues_line(words[i - 1], word)) {
        lines.push_back(line_of(glyphs, words[i - 1].rotation, size));
        glyphs.clear();
      } else if (needs_blank(words[i - 1], word)) {
        const Glyph& last = glyphs.back();
        glyphs.push_back({U' ', last.end, word.begin(), last.near_edge, last.far_edge});
      }
    }
    glyphs.insert(glyphs.end(), word.glyphs.begin(), word.glyphs.end());
  }
  if (!glyphs.empty()) lines.push_back(line_of(glyphs, words.back().rotation, size));
  return lines;
}

}  // namespace anjuan::extract
