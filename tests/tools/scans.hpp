// Pages as a scanner gives them, drawn for tests.
#pragma once

#include <leptonica/allheaders.h>

#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/temp_dir.hpp"
#include "tests/tools/printing.hpp"

namespace anjuan::test {

struct PixDestroy {
  void operator()(PIX* pix) const { pixDestroy(&pix); }
};
using Picture = std::unique_ptr<PIX, PixDestroy>;

inline constexpr double k_dpi = 200, k_mm = k_dpi / 25.4;
constexpr int mm(double millimetres) { return static_cast<int>(millimetres * k_mm); }

/// A sheet of A4, yellowed to `level`.
inline Picture sheet(int level = 245) {
  Picture pix(pixCreate(mm(210), mm(297), 8));
  pixSetAllArbitrary(pix.get(), static_cast<l_uint32>(level));
  pixSetResolution(pix.get(), static_cast<l_int32>(k_dpi), static_cast<l_int32>(k_dpi));
  return pix;
}

inline void fill(PIX* pix, double x, double y, double w, double h, int level) {
  for (int row = mm(y); row < mm(y + h); ++row) {
    for (int column = mm(x); column < mm(x + w); ++column) pixSetPixel(pix, column, row, static_cast<l_uint32>(level));
  }
}

/// A ring, or a disk when it is as thick as its radius.
inline void ring(PIX* pix, double x, double y, double radius, double thickness, int level) {
  for (int row = mm(y - radius); row <= mm(y + radius); ++row) {
    for (int column = mm(x - radius); column <= mm(x + radius); ++column) {
      const double distance = std::hypot(column / k_mm - x, row / k_mm - y);
      if (distance <= radius && distance >= radius - thickness)
        pixSetPixel(pix, column, row, static_cast<l_uint32>(level));
    }
  }
}

/// A digit of 10.5 points, of strokes: 2.6 mm high.
inline void digit_one(PIX* pix, double x, double y) {
  fill(pix, x + 0.7, y, 0.35, 2.6, 40);
  fill(pix, x, y + 2.6, 1.7, 0.3, 40);
}

/// What the glass and the lamp add: a slant, noise, specks of dust.
inline Picture scanned(const Picture& pix, double degrees = 0.8, double noise = 6) {
  Picture slanted(pixRotate(pix.get(), static_cast<l_float32>(degrees * 3.14159265 / 180), L_ROTATE_AREA_MAP,
                            L_BRING_IN_WHITE, 0, 0));
  Picture noisy(pixAddGaussianNoise(slanted.get(), static_cast<l_float32>(noise)));
  std::srand(7);
  for (int speck = 0; speck < 40; ++speck) pixSetPixel(noisy.get(), std::rand() % mm(210), std::rand() % mm(297), 60);
  pixSetResolution(noisy.get(), static_cast<l_int32>(k_dpi), static_cast<l_int32>(k_dpi));
  return noisy;
}

inline std::string tiff_of(const std::vector<Picture>& pages, const TempDir& dir) {
  const std::string path = (dir / "scan.tif").string();
  for (const Picture& page : pages)
    BOOST_REQUIRE(pixWriteTiff(path.c_str(), page.get(), IFF_TIFF_ZIP, page == pages.front() ? "w" : "a") == 0);
  return read_file(path);
}

}  // namespace anjuan::test
