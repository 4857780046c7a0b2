#include "tools/extract/print/stamp.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "indexer/extract/ink.hpp"
#include "tools/extract/print/typeset.hpp"

namespace anjuan::press {

namespace {

using extract::Marks;
using extract::PageImage;

/// F-5, in millimetres.
constexpr double k_stamp_width = 45, k_stamp_height = 16, k_stamp_line = 0.35;
/// From the edges: beyond them a printer or a binding takes what stands there.
constexpr double k_margin = 9, k_number_margin = 8, k_air = 1;
constexpr double k_number_size = 15;  ///< points
constexpr double k_top_share = 1.0 / 3;

struct Rectangle {
  double x = 0, y = 0, w = 0, h = 0;  ///< millimetres
};

/// How much stands in any rectangle of the page.
class Ground {
 public:
  Ground(const PageImage& image, double dpi) {
    const auto step = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(std::lround(dpi / extract::k_ink_dpi)));
    const PageImage small = reduced(image, step);
    m_pixels_a_mm = dpi / step / 25.4;
    const Marks marks = extract::find_marks(small, dpi / step);
    m_width = marks.width, m_height = marks.height;
    m_sums.assign((std::size_t{m_width} + 1) * (m_height + 1), 0);
    for (std::size_t y = 0; y < m_height; ++y) {
      std::uint32_t row = 0;
      for (std::size_t x = 0; x < m_width; ++x) {
        row += marks.mask[y * m_width + x];
        sum(x + 1, y + 1) = sum(x + 1, y) + row;
      }
    }
  }

  double width() const { return m_width / m_pixels_a_mm; }
  double height() const { return m_height / m_pixels_a_mm; }
  void occupy(const Rectangle& taken) { m_taken.push_back(taken); }

  /// Pixels of ink; very many where something was stamped already.
  std::uint32_t ink(const Rectangle& at) const {
    for (const Rectangle& taken : m_taken) {
      if (at.x < taken.x + taken.w && taken.x < at.x + at.w && at.y < taken.y + taken.h && taken.y < at.y + at.h) return UINT32_MAX;
    }
    const auto place = [&](double mm, std::uint32_t most) { return static_cast<std::size_t>(std::clamp(std::lround(mm * m_pixels_a_mm), 0L, static_cast<long>(most))); };
    const std::size_t left = place(at.x - k_air, m_width), right = place(at.x + at.w + k_air, m_width), top = place(at.y - k_air, m_height), bottom = place(at.y + at.h + k_air, m_height);
    return sum(right, bottom) - sum(left, bottom) - sum(right, top) + sum(left, top);
  }

 private:
  static PageImage reduced(const PageImage& image, std::uint32_t step) {
    if (step == 1) return image;
    PageImage out{image.width / step, image.height / step, {}};
    out.rgb.resize(std::size_t{3} * out.width * out.height);
    for (std::size_t y = 0; y < out.height; ++y) {
      for (std::size_t x = 0; x < std::size_t{3} * out.width; ++x) {
        unsigned total = 0;
        for (std::size_t dy = 0; dy < step; ++dy) {
          for (std::size_t dx = 0; dx < step; ++dx) total += std::to_integer<unsigned>(image.rgb[3 * ((y * step + dy) * image.width + (x / 3) * step + dx) + x % 3]);
        }
        out.rgb[3 * y * out.width + x] = static_cast<std::byte>(total / (step * step));
      }
    }
    return out;
  }
  std::uint32_t& sum(std::size_t x, std::size_t y) { return m_sums[y * (std::size_t{m_width} + 1) + x]; }
  std::uint32_t sum(std::size_t x, std::size_t y) const { return m_sums[y * (std::size_t{m_width} + 1) + x]; }

  double m_pixels_a_mm = 1;
  std::uint32_t m_width = 0, m_height = 0;
  std::vector<std::uint32_t> m_sums;
  std::vector<Rectangle> m_taken;
};

/// The first of `places` on which nothing stands; else nullptr.
const Rectangle* first_blank(const Ground& ground, const std::vector<Rectangle>& places) {
  for (const Rectangle& place : places) {
    if (ground.ink(place) == 0) return &place;
  }
  return nullptr;
}

const Rectangle& least_written(const Ground& ground, const std::vector<Rectangle>& places) {
  return *std::min_element(places.begin(), places.end(), [&](const Rectangle& a, const Rectangle& b) { return ground.ink(a) < ground.ink(b); });
}

/// from the corner inwards.
Rectangle place_of_number(const Ground& ground, double width, double height, bool on_left) {
  std::vector<Rectangle> places;
  for (double y = k_number_margin; y <= k_number_margin + 24; y += 1.5) {
    for (double x = k_number_margin; x <= k_number_margin + 30; x += 2) places.push_back({on_left ? x : ground.width() - x - width, y, width, height});
  }
  std::stable_sort(places.begin(), places.end(), [&](const Rectangle& a, const Rectangle& b) {
    const auto away = [&](const Rectangle& place) { return place.y + (on_left ? place.x : ground.width() - place.x); };
    return away(a) < away(b);
  });
  const Rectangle* blank = first_blank(ground, places);
  return blank != nullptr ? *blank : least_written(ground, places);
}

/// Rows of places between two heights, in each the one in the middle first.
std::vector<Rectangle> places_between(const Ground& ground, double from, double to, double width, double height) {
  std::vector<Rectangle> places;
  for (double y = from; y + height <= to; y += 2) {
    const double middle = (ground.width() - width) / 2, reach = std::max(0.0, middle - k_margin);
    places.push_back({middle, y, width, height});
    for (double aside = 4; aside <= reach; aside += 4) {
      for (const double x : {middle + aside, middle - aside}) places.push_back({x, y, width, height});
    }
  }
  return places;
}

Rectangle place_of_stamp(const Ground& ground, double width, double height) {
  const double top = std::min(5.0, std::max(0.0, ground.height() - height) / 2), third = std::max(top + height, ground.height() * k_top_share);
  const std::vector<Rectangle> upper = places_between(ground, top, third, width, height);
  if (const Rectangle* blank = first_blank(ground, upper)) return *blank;
  const std::vector<Rectangle> lower = places_between(ground, third, ground.height() - k_margin, width, height);
  if (const Rectangle* blank = first_blank(ground, lower)) return *blank;
  return upper.empty() ? Rectangle{0, 0, width, height} : least_written(ground, upper);
}

struct Destroy {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};

/// A transparent sheet over a part of the page, in points; blend() puts it down.
class Film {
 public:
  Film(const Rectangle& place, double dpi)
      : m_left(static_cast<int>(std::lround(place.x * dpi / 25.4))), m_top(static_cast<int>(std::lround(place.y * dpi / 25.4))),
        m_surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(std::ceil(place.w * dpi / 25.4)) + 1, static_cast<int>(std::ceil(place.h * dpi / 25.4)) + 1)),
        m_cairo(cairo_create(m_surface.get())) {
    cairo_scale(m_cairo.get(), dpi / 72, dpi / 72);
  }
  cairo_t* cairo() const { return m_cairo.get(); }

  Status blend(PageImage& image) const {
    cairo_surface_flush(m_surface.get());
    if (cairo_status(m_cairo.get()) != CAIRO_STATUS_SUCCESS) return fail(ErrorCode::internal, std::string("盖章失败：") + cairo_status_to_string(cairo_status(m_cairo.get())));
    const int width = cairo_image_surface_get_width(m_surface.get()), height = cairo_image_surface_get_height(m_surface.get());
    for (int y = std::max(0, -m_top); y < height && y + m_top < static_cast<int>(image.height); ++y) {
      const unsigned char* row = cairo_image_surface_get_data(m_surface.get()) + y * cairo_image_surface_get_stride(m_surface.get());
      for (int x = std::max(0, -m_left); x < width && x + m_left < static_cast<int>(image.width); ++x) {
        const unsigned char* film = row + 4 * x;  // premultiplied: blue, green, red, alpha
        std::byte* pixel = image.rgb.data() + 3 * (static_cast<std::size_t>(y + m_top) * image.width + static_cast<std::size_t>(x + m_left));
        for (int part = 0; part < 3; ++part) {
          const unsigned under = std::to_integer<unsigned>(pixel[part]);
          pixel[part] = static_cast<std::byte>(std::min(255U, film[2 - part] + under * (255U - film[3]) / 255U));
        }
      }
    }
    return {};
  }

 private:
  int m_left, m_top;
  std::unique_ptr<cairo_surface_t, Destroy> m_surface;
  std::unique_ptr<cairo_t, Destroy> m_cairo;
};

/// The largest type in which the text stands within a cell on one line, or on two when that is too small to read.
TextBlock cell_text(const std::string& text, double width, double height) {
  TextStyle style;
  style.ink = Ink::red;
  style.align = Align::center;
  style.leading = 1.1;
  TextBlock block = TextBlock::set({{text}}, style, width);
  for (style.size = 11; style.size >= 3.5; style.size -= 0.5) {
    block = TextBlock::set({{text}}, style, width);
    if (block.height() <= height && !block.breaks_words() && (block.lines() <= 1 || style.size <= 7)) break;
  }
  return block;
}

Status draw_cells(PageImage& image, double dpi, const Rectangle& place, const std::vector<std::string>& cells) {
  const Film film({place.x - k_stamp_line, place.y - k_stamp_line, place.w + 2 * k_stamp_line, place.h + 2 * k_stamp_line}, dpi);
  cairo_t* cairo = film.cairo();
  const double line = k_stamp_line * k_mm, width = place.w * k_mm, height = place.h * k_mm;
  set_ink(cairo, Ink::red);
  cairo_set_line_width(cairo, line);
  cairo_translate(cairo, line, line);
  cairo_rectangle(cairo, 0, 0, width, height);
  for (int column = 1; column < 3; ++column) cairo_move_to(cairo, width * column / 3, 0), cairo_line_to(cairo, width * column / 3, height);
  cairo_move_to(cairo, 0, height / 2), cairo_line_to(cairo, width, height / 2);
  cairo_stroke(cairo);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].empty()) continue;
    const double room = width / 3 - 1.5, tall = height / 2 - 1;
    const TextBlock text = cell_text(cells[i], room, tall);
    text.draw(cairo, static_cast<double>(i % 3) * width / 3 + 0.75, static_cast<double>(i / 3) * height / 2 + (height / 2 - text.height()) / 2);
  }
  return film.blend(image);
}

}  // namespace

Status draw_stamp(PageImage& image, double dpi, const PageStamp& stamp) {
  Ground ground(image, dpi);
  if (!stamp.number.empty()) {
    TextStyle style;
    style.size = k_number_size;
    const TextBlock number = TextBlock::set({{stamp.number}}, style, ground.width() * k_mm);
    const double width = number.natural_width() / k_mm, height = number.height() / k_mm;
    const Rectangle place = place_of_number(ground, width, height, stamp.on_left);
    const Film film({place.x, place.y, width + 1, height + 1}, dpi);
    number.draw(film.cairo(), 0, 0);
    TRY(film.blend(image));
    ground.occupy(place);
  }
  if (stamp.cells.empty()) return {};
  // A slip of paper narrower than the stamp gets a smaller one.
  const double scale = std::min({1.0, ground.width() / (k_stamp_width + 4), ground.height() / (k_stamp_height + 4)});
  return draw_cells(image, dpi, place_of_stamp(ground, k_stamp_width * scale, k_stamp_height * scale), stamp.cells);
}

}  // namespace anjuan::press
