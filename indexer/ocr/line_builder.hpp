// What an engine saw, in pixels, → lines in page units. The same for every engine.
#pragma once

#include "indexer/ocr/engine.hpp"

namespace anjuan::ocr {

struct ReadSymbol {
  std::string text;  ///< one or a few code points
  int left = 0, top = 0, right = 0, bottom = 0;
  double confidence = 0;
  bool begins_word = false;
};

struct ReadLine {
  int left = 0, top = 0, right = 0, bottom = 0;
  std::vector<ReadSymbol> symbols;
};

/// Of the symbols, 0…100; 0 without any.
double mean_confidence(const std::vector<ReadLine>& lines);

/// `width` and `height` are of the image as given; `turned` (0, 90, 180, 270) how it was turned clockwise before the lines were read.
Reading build_reading(const std::vector<ReadLine>& lines, std::uint32_t width, std::uint32_t height, int turned);

}  // namespace anjuan::ocr
