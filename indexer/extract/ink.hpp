// How much of a page bears writing: what a scanner adds is told apart from what a person put there. Pure over
// pixels.
#pragma once

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

/// At this resolution a page is looked at: a pencil line is two pixels wide, and the noise of scanners averages out.
inline constexpr double k_ink_dpi = 100;

/// Where marks are, one byte a pixel: 0 none. What lies at the edges, folds, holes of a punch, specks and what shines
/// through from the other side are no marks.
struct Marks {
  std::uint32_t width = 0, height = 0;
  std::vector<std::uint8_t> mask;

  /// Of all, in hundredths of a square millimetre.
  std::uint32_t area(double dpi) const;
};
Marks find_marks(const PageImage& image, double dpi);

}  // namespace anjuan::extract
