// Reading a page's image. Behind this interface stands Tesseract; a stronger engine takes its place without its callers knowing.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"
#include "indexer/text/positioned_text.hpp"

namespace anjuan::ocr {

/// A borrowed image, 8-bit RGB without padding, upright or not.
struct ImageView {
  std::uint32_t width = 0, height = 0;
  ByteView rgb;
  double dpi = 300;
};

struct Reading {
  /// In reading order, boxes and edges in page units, a confidence for each code point. No blanks between Han.
  std::vector<TextLine> lines;
  double confidence = 0;  ///< mean of the characters, 0…100; 0 when nothing was read
  /// How the image must be turned clockwise, in degrees, to be upright: lines were read that way, their boxes are of the image as given.
  int turned = 0;
};

/// Keeps no memory of earlier pages: the order of documents cannot change a text.
class OcrEngine {
 public:
  virtual ~OcrEngine() = default;
  /// unsupported when a model is missing, resource_exhausted when memory is.
  virtual Result<Reading> read(const ImageView& image) = 0;
  /// What had a hand in a reading, for the recipe: "tesseract 5.3.0", "tessdata chi_sim <digest>".
  virtual std::vector<std::string> engines() const = 0;
};

/// The engine of this build. Loads its models at the first page.
OcrEngine& default_engine();

/// Loads the models now, for processes that will be forked from this one. Missing models are no error here: read() will say so.
void warm_up();

/// Share of the page that ink covers, by a cheap look: under about 0.0002 a page is blank.
double ink_share(const ImageView& image);

}  // namespace anjuan::ocr
