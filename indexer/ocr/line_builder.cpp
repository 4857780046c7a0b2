#include "indexer/ocr/line_builder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "archive/base/utf8.hpp"

namespace anjuan::ocr {

namespace {

/// Beside these a blank is an engine's guess at a gap, not a character.
bool is_wide(char32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE4F) || (c >= 0xFF01 && c <= 0xFF60) || (c >= 0x20000 && c <= 0x3FFFF) ||
         (c >= 0x2010 && c <= 0x2027);
}

struct Character {
  char32_t c;
  double begin, end;  ///< along the line, in pixels
  std::uint8_t confidence;
};

/// The symbols' characters, blanks between words where they mean something. Begins never step back.
std::vector<Character> characters_of(const ReadLine& line) {
  std::vector<Character> characters;
  double reached = line.left;
  for (const ReadSymbol& symbol : line.symbols) {
    std::u32string text;
    for (std::size_t at = 0; at < symbol.text.size();) {
      const char32_t c = next_utf8(symbol.text, at);
      if (c > 0x20 && c != 0x7F && c != 0x3000) text += c;
    }
    if (text.empty()) continue;
    const double begin = std::clamp<double>(symbol.left, reached, std::max<double>(reached, line.right));
    const double end = std::clamp<double>(symbol.right, begin, std::max<double>(begin, line.right));
    const auto confidence = static_cast<std::uint8_t>(std::clamp(std::lround(symbol.confidence), 0L, 100L));
    if (symbol.begins_word && !characters.empty() && !is_wide(characters.back().c) && !is_wide(text.front())) {
      characters.push_back({U' ', characters.back().end, begin, confidence});
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      const double step = (end - begin) / static_cast<double>(text.size());
      characters.push_back({text[i], begin + step * static_cast<double>(i), begin + step * static_cast<double>(i + 1), confidence});
    }
    reached = begin;
  }
  return characters;
}

std::int32_t units(double value, double whole) { return static_cast<std::int32_t>(std::lround(std::clamp(value / whole, 0.0, 1.0) * k_page_units)); }

/// A box of the turned image, in units of the image as given.
Box turned_back(const ReadLine& line, double width, double height, int turned) {
  double left = line.left, right = line.right, top = line.top, bottom = line.bottom;
  switch (turned) {
    case 90: std::tie(left, right, top, bottom) = std::tuple(top, bottom, height - right, height - left); break;
    case 180: std::tie(left, right, top, bottom) = std::tuple(width - right, width - left, height - bottom, height - top); break;
    case 270: std::tie(left, right, top, bottom) = std::tuple(width - bottom, width - top, left, right); break;
    default: break;
  }
  const std::int32_t x = units(left, width), y = units(top, height);
  return {x, y, units(right, width) - x, units(bottom, height) - y};
}

}  // namespace

double mean_confidence(const std::vector<ReadLine>& lines) {
  double sum = 0;
  std::size_t count = 0;
  for (const ReadLine& line : lines) {
    for (const ReadSymbol& symbol : line.symbols) sum += symbol.confidence, ++count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

Reading build_reading(const std::vector<ReadLine>& lines, std::uint32_t width, std::uint32_t height, int turned) {
  Reading reading;
  reading.turned = turned;
  reading.confidence = mean_confidence(lines);
  // Lines of an image that had to be turned by 270° run down the image as given, by 90° up; by 180° backwards. Of those that run against the axis only the box is told.
  const bool vertical = turned == 90 || turned == 270, backwards = turned == 180 || turned == 90;
  const double along = vertical ? height : width;
  for (const ReadLine& read : lines) {
    const std::vector<Character> characters = characters_of(read);
    if (characters.empty()) continue;
    TextLine line;
    line.vertical = vertical;
    line.box = turned_back(read, width, height, turned);
    for (const Character& character : characters) {
      append_utf8(line.text, character.c);
      line.confidence.push_back(character.confidence);
      if (!backwards) line.edges.push_back(units(character.begin, along));
    }
    if (!backwards) line.edges.push_back(units(std::max<double>(characters.back().end, characters.back().begin), along));
    reading.lines.push_back(std::move(line));
  }
  return reading;
}

double ink_share(const ImageView& image) {
  // A pixel in nine is enough to see strokes; the paper is what most pixels are.
  std::array<std::size_t, 256> histogram{};
  std::size_t count = 0;
  const auto* rgb = reinterpret_cast<const unsigned char*>(image.rgb.data());
  for (std::size_t y = 1; y < image.height; y += 3) {
    for (std::size_t x = 1; x < image.width; x += 3) {
      const unsigned char* pixel = rgb + 3 * (y * image.width + x);
      ++histogram[(pixel[0] * 77U + pixel[1] * 151U + pixel[2] * 28U) >> 8];
      ++count;
    }
  }
  if (count == 0) return 0;
  std::size_t paper = 255, brightest = 0;
  for (std::size_t level = 255; level > 96 && brightest * 2 < count; --level) {
    brightest += histogram[level];
    paper = level;
  }
  std::size_t ink = 0;
  for (std::size_t level = 0; level + 48 < paper; ++level) ink += histogram[level];
  return static_cast<double>(ink) / static_cast<double>(count);
}

}  // namespace anjuan::ocr
