#include <algorithm>
#include <cmath>

#include "archive/base/utf8.hpp"
#include "indexer/extract/ofd.hpp"

namespace anjuan::extract {
namespace {

constexpr double k_ascent = 0.86, k_descent = 0.14;  // of Han, in ems

bool is_wide(char32_t c) { return c >= 0x2E80 && !(c >= 0xFF61 && c <= 0xFFDC); }
bool is_han(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF); }

std::int32_t units(double value, double whole) {
  return static_cast<std::int32_t>(std::lround(std::clamp(value / whole, 0.0, 1.0) * k_page_units));
}

double number_or(const pugi::xml_node& node, std::string_view name, double otherwise) {
  const std::vector<double> numbers = ofd_numbers(attribute(node, name));
  return numbers.empty() ? otherwise : numbers.front();
}

}  // namespace

OfdText ofd_text(const OfdObject& object) {
  OfdText out;
  out.size = std::clamp(number_or(object.node, "Size", 3.5), 0.01, 5000.0);
  const double stretch = std::clamp(number_or(object.node, "HScale", 1), 0.1, 10.0);
  double x = 0, y = 0;
  for (const pugi::xml_node& code : object.node.children()) {
    if (local_name(code) != "TextCode") continue;
    const std::string text = text_of(code);
    std::vector<char32_t> chars;
    for (std::size_t at = 0; at < text.size();) {
      const char32_t c = next_utf8(text, at);
      if (c >= 0x20 || c == '\t') chars.push_back(c);
    }
    x = number_or(code, "X", x);
    y = number_or(code, "Y", y);
    const std::vector<double> dx = ofd_deltas(attribute(code, "DeltaX"), chars.size()), dy = ofd_deltas(attribute(code, "DeltaY"), chars.size());
    for (std::size_t i = 0; i < chars.size(); ++i) {
      double advance = (is_wide(chars[i]) ? 1.0 : 0.5) * out.size * stretch;
      // Curly quotation marks, dashes and dots are wide among Han and narrow among letters: the distance to the next tells.
      if (chars[i] >= 0x80 && !is_wide(chars[i]) && i < dx.size()) advance = std::clamp(dx[i], advance, 2 * advance);
      out.chars.push_back({chars[i] == '\t' ? U' ' : chars[i], x, y, advance});
      // Where nothing is said, the character's own width counts; a vertical text moves only downwards.
      x += i < dx.size() ? dx[i] : dx.empty() && i < dy.size() && dy[i] != 0 ? 0 : advance;
      if (i < dy.size()) y += dy[i];
    }
  }
  return out;
}

void OfdLines::add(const OfdText& text, const OfdMatrix& to_page) {
  bool same_object = false;
  for (const OfdChar& c : text.chars) {
    Glyph glyph;
    glyph.c = c.c;
    glyph.origin = to_page.apply(c.x, c.y);
    glyph.advance = to_page.turn(c.advance, 0);
    const OfdPoint up = to_page.turn(0, -text.size);
    glyph.em = std::max(std::hypot(up.x, up.y), 0.01);
    if (!std::isfinite(glyph.origin.x) || !std::isfinite(glyph.origin.y) || !std::isfinite(glyph.em)) continue;
    glyph.left = glyph.top = 1e9;
    glyph.right = glyph.bottom = -1e9;
    for (const double along : {0.0, 1.0}) {
      for (const double across : {-k_descent, k_ascent}) {
        const double px = glyph.origin.x + along * glyph.advance.x + across * up.x, py = glyph.origin.y + along * glyph.advance.y + across * up.y;
        glyph.left = std::min(glyph.left, px), glyph.right = std::max(glyph.right, px);
        glyph.top = std::min(glyph.top, py), glyph.bottom = std::max(glyph.bottom, py);
      }
    }
    if (!continues(glyph, same_object)) close();
    append(glyph);
    same_object = true;
  }
}

bool OfdLines::continues(const Glyph& glyph, bool same_object) const {
  if (m_line.glyphs.empty()) return true;
  const Glyph& last = m_line.glyphs.back();
  const double em = std::max(last.em, glyph.em), dx = glyph.origin.x - last.origin.x, dy = glyph.origin.y - last.origin.y;
  const bool alone = m_line.glyphs.size() == 1;
  if (!m_line.vertical && std::abs(dy) < 0.35 * em) {
    const double gap = glyph.left - last.right;
    return same_object ? dx > -0.3 * em : dx > 0.2 * em && gap < 1.5 * em && std::min(last.em, glyph.em) > 0.6 * em;
  }
  if ((m_line.vertical || alone) && std::abs(dx) < 0.35 * em && dy > 0.3 * em) {
    // Digits that stand one below the other are a column of numbers, not a number.
    return same_object || (dy < 1.6 * em && is_han(last.c) && is_han(glyph.c));
  }
  return false;
}

void OfdLines::append(const Glyph& glyph) {
  if (m_line.glyphs.size() == 1) {
    const Glyph& first = m_line.glyphs.front();
    m_line.vertical = std::abs(glyph.origin.x - first.origin.x) < 0.35 * glyph.em && glyph.origin.y - first.origin.y > 0.3 * glyph.em;
  }
  if (!m_line.glyphs.empty() && m_line.glyphs.back().c != ' ' && glyph.c != ' ') {
    const Glyph last = m_line.glyphs.back();
    const double gap = m_line.vertical ? glyph.top - last.bottom : glyph.left - last.right;
    if (gap > 0.3 * glyph.em) {  // a distance that reads as a blank
      Glyph blank = last;
      blank.c = ' ';
      if (m_line.vertical) {
        blank.top = last.bottom, blank.bottom = glyph.top;
      } else {
        blank.left = last.right, blank.right = glyph.left;
      }
      m_line.glyphs.push_back(blank);
    }
  }
  m_line.glyphs.push_back(glyph);
}

TextLine OfdLines::finished() const {
  TextLine line;
  line.vertical = m_line.vertical;
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (const Glyph& glyph : m_line.glyphs) {
    append_utf8(line.text, glyph.c);
    left = std::min(left, glyph.left), right = std::max(right, glyph.right);
    top = std::min(top, glyph.top), bottom = std::max(bottom, glyph.bottom);
    const double start = line.vertical ? glyph.top - m_page.y : glyph.left - m_page.x;
    const std::int32_t edge = units(start, line.vertical ? m_page.h : m_page.w);
    line.edges.push_back(line.edges.empty() ? edge : std::max(edge, line.edges.back()));
  }
  const std::int32_t end = line.vertical ? units(bottom - m_page.y, m_page.h) : units(right - m_page.x, m_page.w);
  line.edges.push_back(std::max(end, line.edges.back()));
  line.box.x = units(left - m_page.x, m_page.w);
  line.box.y = units(top - m_page.y, m_page.h);
  line.box.w = units(right - m_page.x, m_page.w) - line.box.x;
  line.box.h = units(bottom - m_page.y, m_page.h) - line.box.y;
  return line;
}

void OfdLines::close() {
  while (!m_line.glyphs.empty() && m_line.glyphs.back().c == ' ') m_line.glyphs.pop_back();
  const bool blank = std::all_of(m_line.glyphs.begin(), m_line.glyphs.end(), [](const Glyph& glyph) { return glyph.c == ' '; });
  if (!blank) {
    TextLine line = finished();
    // Bold is often the same text drawn twice.
    const bool again = !m_lines.empty() && m_lines.back().text == line.text && std::abs(m_lines.back().box.x - line.box.x) < 30 &&
                       std::abs(m_lines.back().box.y - line.box.y) < 30;
    if (!again) m_lines.push_back(std::move(line));
  }
  m_line = {};
}

std::vector<TextLine> OfdLines::take() {
  close();
  return std::move(m_lines);
}

}  // namespace anjuan::extract
