#include "indexer/extract/ink.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace anjuan::extract {

namespace {

/// Millimetres. Calibrated on blank, stamped, pencilled and written pages with the paper and scanner of
/// data/make_scans.py: tests/tools/faces_test.cpp.
constexpr double k_tile = 6, k_rim = 2.5, k_edge = 12, k_beside = 8, k_long = 25, k_speck = 1.3, k_fold = 1.0,
                 k_binding = 22;
constexpr double k_hole_least = 3.5, k_hole_most = 9.5;
/// Levels of 255 by which ink is darker than the paper around it, or so many times the noise. Writing that shines
/// through stays below; pencil of grade H lies above.
constexpr int k_contrast = 34;
constexpr double k_noise = 3.6;
/// Nearer to an edge than k_beside a slanted sheet lies beside its own background, which may be so much brighter.
constexpr double k_edge_contrast = 55;
/// Of the page's own level.
constexpr double k_darkest_paper = 0.6;
/// A fold: fainter than this, stronger than that, straight, hardly slanted, and from edge to edge as no ruled line is.
constexpr int k_fold_least = 20, k_fold_most = 90;
constexpr double k_fold_span = 0.9, k_fold_slope = 0.055, k_slope_step = 0.0025;
constexpr int k_most_folds = 4;

/// The darkest of the three colours: red and blue ink count as black does.
std::vector<std::uint8_t> darkest(const PageImage& image) {
  std::vector<std::uint8_t> out(std::size_t{1} * image.width * image.height);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto part = [&](std::size_t k) { return std::to_integer<std::uint8_t>(image.rgb[3 * i + k]); };
    out[i] = std::min({part(0), part(1), part(2)});
  }
  return out;
}

/// The paper's own level in each tile, so that shadows and yellowed paper are no ink.
class Paper {
 public:
  Paper(const std::vector<std::uint8_t>& pixels, std::size_t width, std::size_t height, std::size_t tile)
      : m_tile(tile),
        m_columns((width + tile - 1) / tile),
        m_rows((height + tile - 1) / tile),
        m_levels(m_columns * m_rows) {
    for (std::size_t row = 0; row < m_rows; ++row) {
      for (std::size_t column = 0; column < m_columns; ++column)
        m_levels[row * m_columns + column] = level(pixels, width, height, column, row);
    }
    // A tile far darker than the page is no paper: the border of the glass, a picture.
    std::vector<std::uint8_t> sorted = m_levels;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    for (std::uint8_t& one : m_levels) {
      if (one < k_darkest_paper * *middle) one = *middle;
    }
  }

  /// Between the middles of tiles.
  int at(std::size_t x, std::size_t y) const {
    const auto place = [&](std::size_t at, std::size_t count, std::size_t& low, double& share) {
      const double tiles = std::clamp((static_cast<double>(at) + 0.5) / static_cast<double>(m_tile) - 0.5, 0.0,
                                      static_cast<double>(count - 1));
      low = static_cast<std::size_t>(tiles);
      share = tiles - static_cast<double>(low);
      return std::min(low + 1, count - 1);
    };
    std::size_t left = 0, top = 0;
    double across = 0, down = 0;
    const std::size_t right = place(x, m_columns, left, across), bottom = place(y, m_rows, top, down);
    const auto value = [&](std::size_t column, std::size_t row) {
      return static_cast<double>(m_levels[row * m_columns + column]);
    };
    const double upper = value(left, top) * (1 - across) + value(right, top) * across,
                 lower = value(left, bottom) * (1 - across) + value(right, bottom) * across;
    return static_cast<int>(std::lround(upper * (1 - down) + lower * down));
  }

 private:
  // The level that three quarters of the pixels reach at most: paper, as long as ink covers less than that of a tile.
  std::uint8_t level(const std::vector<std::uint8_t>& pixels, std::size_t width, std::size_t height, std::size_t column,
                     std::size_t row) const {
    std::array<std::uint32_t, 256> counts{};
    std::uint32_t all = 0;
    for (std::size_t y = row * m_tile; y < std::min(height, (row + 1) * m_tile); ++y) {
      for (std::size_t x = column * m_tile; x < std::min(width, (column + 1) * m_tile); ++x)
        ++counts[pixels[y * width + x]], ++all;
    }
    std::uint32_t above = 0;
    for (int value = 255; value > 0; --value) {
      above += counts[static_cast<std::size_t>(value)];
      if (above * 4 >= all) return static_cast<std::uint8_t>(value);
    }
    return 0;
  }

  std::size_t m_tile, m_columns, m_rows;
  std::vector<std::uint8_t> m_levels;
};

/// How much darker than its paper each pixel is.
struct Depths {
  std::size_t width, height;
  std::vector<std::int16_t> values;
  std::int16_t& at(std::size_t x, std::size_t y) { return values[y * width + x]; }
  std::int16_t at(std::size_t x, std::size_t y) const { return values[y * width + x]; }
};

/// Spread of the paper's own level, from its brighter side: there is no ink.
double noise_of(const Depths& depths) {
  std::array<std::size_t, 512> counts{};
  for (const std::int16_t depth : depths.values)
    ++counts[static_cast<std::size_t>(std::clamp<int>(depth + 256, 0, 511))];
  const auto level = [&](double share) {
    std::size_t sum = 0, value = 0;
    while (value < 511 && static_cast<double>(sum += counts[value]) < share * static_cast<double>(depths.values.size()))
      ++value;
    return static_cast<double>(value);
  };
  return level(0.5) - level(0.16);
}

/// The line y = offset + slope · x with dark pixels in the most columns.
struct Line {
  double slope = 0, offset = 0;
  std::size_t columns = 0;
};

Line best_line(const std::vector<std::vector<std::uint32_t>>& columns, std::size_t height) {
  Line best;
  const auto reach = static_cast<std::size_t>(k_fold_slope * static_cast<double>(columns.size())) + 2;
  std::vector<std::uint32_t> count(height + 2 * reach + 2), last(count.size());
  for (double slope = -k_fold_slope; slope <= k_fold_slope; slope += k_slope_step) {
    std::fill(count.begin(), count.end(), 0U);
    std::fill(last.begin(), last.end(), 0U);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      const double shift = static_cast<double>(reach) - slope * static_cast<double>(x);
      for (const std::uint32_t y : columns[x]) {
        const auto middle = static_cast<std::size_t>(std::lround(static_cast<double>(y) + shift));
        for (std::size_t bin = middle == 0 ? 0 : middle - 1; bin <= std::min(middle + 1, count.size() - 1); ++bin) {
          if (last[bin] == x + 1) continue;
          last[bin] = static_cast<std::uint32_t>(x + 1);
          ++count[bin];
        }
      }
    }
    const auto most = std::max_element(count.begin(), count.end());
    if (*most > best.columns)
      best = {slope, static_cast<double>(most - count.begin()) - static_cast<double>(reach), *most};
  }
  return best;
}

/// Folds of one direction are levelled out; what is written across them is darker and stays.
template <class At>
void remove_folds_along(std::size_t length, std::size_t breadth, std::size_t rim, double thickness, const At& at) {
  for (int fold = 0; fold < k_most_folds && length > 2 * rim; ++fold) {
    std::vector<std::vector<std::uint32_t>> columns(length - 2 * rim);
    for (std::size_t x = 0; x < columns.size(); ++x) {
      for (std::size_t y = rim; y + rim < breadth; ++y) {
        if (at(x + rim, y) >= k_fold_least && at(x + rim, y) < k_fold_most)
          columns[x].push_back(static_cast<std::uint32_t>(y));
      }
    }
    const Line line = best_line(columns, breadth);
    if (static_cast<double>(line.columns) < k_fold_span * static_cast<double>(columns.size())) return;
    for (std::size_t x = 0; x < length; ++x) {
      const double middle = line.offset + line.slope * (static_cast<double>(x) - static_cast<double>(rim));
      const auto from = static_cast<std::size_t>(std::max(0.0, middle - thickness)),
                 to = static_cast<std::size_t>(std::max(0.0, middle + thickness));
      for (std::size_t y = from; y <= to && y < breadth; ++y) {
        if (at(x, y) < k_fold_most) at(x, y) = 0;
      }
    }
  }
}

void remove_folds(Depths& depths, std::size_t rim, double thickness) {
  remove_folds_along(depths.width, depths.height, rim, thickness,
                     [&](std::size_t x, std::size_t y) -> std::int16_t& { return depths.at(x, y); });
  remove_folds_along(depths.height, depths.width, rim, thickness,
                     [&](std::size_t y, std::size_t x) -> std::int16_t& { return depths.at(x, y); });
}

/// Pixels that belong together.
struct Spot {
  std::vector<std::uint32_t> pixels;
  std::size_t left = SIZE_MAX, top = SIZE_MAX, right = 0, bottom = 0;

  double width() const { return static_cast<double>(right - left + 1); }
  double height() const { return static_cast<double>(bottom - top + 1); }
  double area() const { return static_cast<double>(pixels.size()); }
};

/// Takes one spot out of `mask`. A gap of one pixel does not part it: faint strokes break.
Spot take_spot(std::vector<std::uint8_t>& mask, std::size_t width, std::size_t height, std::size_t from) {
  Spot spot;
  spot.pixels.push_back(static_cast<std::uint32_t>(from));
  mask[from] = 0;
  for (std::size_t next = 0; next < spot.pixels.size(); ++next) {
    const std::size_t x = spot.pixels[next] % width, y = spot.pixels[next] / width;
    spot.left = std::min(spot.left, x), spot.right = std::max(spot.right, x), spot.top = std::min(spot.top, y),
    spot.bottom = std::max(spot.bottom, y);
    for (std::size_t ny = y < 2 ? 0 : y - 2; ny <= std::min(height - 1, y + 2); ++ny) {
      for (std::size_t nx = x < 2 ? 0 : x - 2; nx <= std::min(width - 1, x + 2); ++nx) {
        if (mask[ny * width + nx] == 0) continue;
        mask[ny * width + nx] = 0;
        spot.pixels.push_back(static_cast<std::uint32_t>(ny * width + nx));
      }
    }
  }
  return spot;
}

/// What the page is, in pixels.
struct Sheet {
  double width, height, mm;

  /// How far into the page the spot reaches from the nearest edge: a border along two edges stays shallow, a seal cut
  /// in half does not.
  double depth_of(const Spot& spot) const {
    double depth = 0;
    for (const std::uint32_t pixel : spot.pixels) {
      const double x = static_cast<double>(pixel % static_cast<std::uint32_t>(width)),
                   y = static_cast<double>(pixel / static_cast<std::uint32_t>(width));
      depth = std::max(depth, std::min({x, y, width - x, height - y}));
    }
    return depth;
  }
  double distance_of(const Spot& spot) const {
    const auto right = static_cast<double>(spot.right), bottom = static_cast<double>(spot.bottom),
               left = static_cast<double>(spot.left), top = static_cast<double>(spot.top);
    return std::min({left, top, width - right, height - bottom});
  }
};

/// Border of the scanner, shadow of the sheet's edge, a torn corner: it begins at the rim, or runs along it, and does
/// not reach far into the page.
bool is_edge(const Spot& spot, const Sheet& sheet, const Depths& depths) {
  double contrast = 0;
  for (const std::uint32_t pixel : spot.pixels) contrast += depths.values[pixel];
  const bool is_weak =
      contrast < k_edge_contrast * spot.area() || std::max(spot.width(), spot.height()) >= k_long * sheet.mm;
  const double near = is_weak ? k_beside : k_rim + 1;
  return sheet.distance_of(spot) <= near * sheet.mm && sheet.depth_of(spot) <= k_edge * sheet.mm;
}

/// A round hole near an edge, filled with what lay below, or only its rim.
bool is_hole(const Spot& spot, const Sheet& sheet) {
  const double w = spot.width() / sheet.mm, h = spot.height() / sheet.mm;
  if (w < k_hole_least || h < k_hole_least || w > k_hole_most || h > k_hole_most || w / h > 1.35 || h / w > 1.35)
    return false;
  const double fill = spot.area() / (spot.width() * spot.height());
  return sheet.depth_of(spot) <= k_binding * sheet.mm && fill > 0.6;
}

bool is_speck(const Spot& spot, const Sheet& sheet) {
  return std::max(spot.width(), spot.height()) < k_speck * sheet.mm;
}

}  // namespace

std::uint32_t Marks::area(double dpi) const {
  const auto count =
      static_cast<double>(std::count_if(mask.begin(), mask.end(), [](std::uint8_t at) { return at != 0; }));
  return static_cast<std::uint32_t>(std::min(4e9, count * (25.4 / dpi) * (25.4 / dpi) * 100));
}

Marks find_marks(const PageImage& image, double dpi) {
  const std::size_t width = image.width, height = image.height;
  Marks marks{image.width, image.height, std::vector<std::uint8_t>(width * height)};
  if (width == 0 || height == 0) return marks;
  const Sheet sheet{static_cast<double>(width), static_cast<double>(height), dpi / 25.4};
  const std::vector<std::uint8_t> pixels = darkest(image);
  const Paper paper(pixels, width, height, std::max<std::size_t>(4, static_cast<std::size_t>(k_tile * sheet.mm)));
  Depths depths{width, height, std::vector<std::int16_t>(width * height)};
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x)
      depths.at(x, y) = static_cast<std::int16_t>(paper.at(x, y) - pixels[y * width + x]);
  }
  const auto rim = static_cast<std::size_t>(k_rim * sheet.mm);
  remove_folds(depths, rim, k_fold * sheet.mm);
  const int contrast = std::max(k_contrast, static_cast<int>(k_noise * noise_of(depths)));
  std::vector<std::uint8_t> dark(width * height);
  for (std::size_t y = rim; y + rim < height; ++y) {
    for (std::size_t x = rim; x + rim < width; ++x) dark[y * width + x] = depths.at(x, y) >= contrast;
  }
  for (std::size_t at = 0; at < dark.size(); ++at) {
    if (dark[at] == 0) continue;
    const Spot spot = take_spot(dark, width, height, at);
    if (is_speck(spot, sheet) || is_edge(spot, sheet, depths) || is_hole(spot, sheet)) continue;
    for (const std::uint32_t pixel : spot.pixels) marks.mask[pixel] = 1;
  }
  return marks;
}

}  // namespace anjuan::extract
