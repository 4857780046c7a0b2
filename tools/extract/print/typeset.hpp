// Lines of text for printed forms: set by Pango at one warm size, drawn at any.
#pragma once

#include <cairo.h>

#include <memory>
#include <string>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::press {

/// Lengths are points; layouts speak of millimetres.
constexpr double k_mm = 72 / 25.4;

/// What offices print in, with the Debian fonts that stand in where those are not installed.
enum class Face : std::uint8_t {
  song,   ///< 宋体: tables
  fang,   ///< 仿宋: the text of letters
  hei,    ///< 黑体: labels that must stand out
  kai,    ///< 楷体
  title,  ///< 小标宋
};
constexpr std::size_t k_faces = 5;

enum class Align : std::uint8_t { left, center, right, justify };
enum class Ink : std::uint8_t { black, red, grey };

struct TextStyle {
  Face face = Face::song;
  double size = 12;
  double leading = 1.4;  ///< line pitch over size
  double indent = 0;     ///< of first lines, in characters
  Align align = Align::left;
  Ink ink = Ink::black;
};

/// A stretch of text within a paragraph.
struct Run {
  std::string text;
  enum class Kind : std::uint8_t { plain, blank, mark } kind = Kind::plain;  ///< blank: a line to write on; mark: 黑体, "录入件"
};

/// Set lines, or some of them. Cheap to copy; shares what Pango holds.
class TextBlock {
 public:
  /// Empty text has no lines.
  static TextBlock set(const std::vector<Run>& runs, const TextStyle& style, double width);

  std::size_t lines() const { return m_count; }
  double pitch() const { return m_style.size * m_style.leading; }
  double height() const { return static_cast<double>(m_count) * pitch(); }
  /// What stands on one of them.
  std::string line(std::size_t number) const;
  /// Of the widest line.
  double natural_width() const;
  /// A number or a word had to be broken, because it is wider than the block.
  bool breaks_words() const;
  /// `count` lines from line `first` on.
  TextBlock part(std::size_t first, std::size_t count) const;
  /// With the upper left corner of its first line at x, y.
  void draw(cairo_t* cairo, double x, double y) const;

 private:
  struct Set;
  TextBlock(std::shared_ptr<const Set> set, const TextStyle& style, std::size_t count);
  std::shared_ptr<const Set> m_set;
  TextStyle m_style;
  std::size_t m_first = 0, m_count = 0;
};

void set_ink(cairo_t* cairo, Ink ink);

}  // namespace anjuan::press
