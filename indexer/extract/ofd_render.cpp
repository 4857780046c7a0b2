#include <cairo.h>

#include <algorithm>
#include <cmath>

#include "archive/base/utf8.hpp"
#include "indexer/extract/layout.hpp"
#include "indexer/extract/ofd.hpp"
#include "indexer/extract/pix.hpp"

namespace anjuan::extract {
namespace {

struct CairoDestroy {
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
using Surface = std::unique_ptr<cairo_surface_t, CairoDestroy>;

constexpr std::uint64_t k_max_image_file = 256u << 20;

/// Colours by three numbers (RGB), four (CMYK) or one (grey), 0…255. Patterns and gradients are not drawn: none.
std::optional<OfdColor> color_of(const pugi::xml_node& node) {
  const std::vector<double> v = ofd_numbers(attribute(node, "Value"));
  OfdColor color;
  if (v.size() == 3) {
    color = {v[0] / 255, v[1] / 255, v[2] / 255, 1};
  } else if (v.size() == 4) {
    const double k = 1 - v[3] / 255;
    color = {(1 - v[0] / 255) * k, (1 - v[1] / 255) * k, (1 - v[2] / 255) * k, 1};
  } else if (v.size() == 1) {
    color = {v[0] / 255, v[0] / 255, v[0] / 255, 1};
  } else {
    return std::nullopt;
  }
  const std::vector<double> alpha = ofd_numbers(attribute(node, "Alpha"));
  if (!alpha.empty()) color.alpha = std::clamp(alpha.front() / 255, 0.0, 1.0);
  return color;
}

/// An attribute or a child of the object, or of its draw parameters along their "Relative" chain.
template <class Look>
auto looked_up(const OfdObject& object, Look look) {
  auto found = look(object.node);
  std::string_view id = object.draw_param;
  for (int steps = 0; !found && steps < 8; ++steps) {
    const auto param = object.resources->draw_params.find(id);
    if (param == object.resources->draw_params.end()) break;
    found = look(param->second.node);
    id = param->second.relative;
  }
  return found;
}

OfdColor color_for(const OfdObject& object, std::string_view element) {
  const auto color = looked_up(object, [&](const pugi::xml_node& node) { return color_of(child(node, element)); });
  OfdColor out = color.value_or(OfdColor{});
  const std::vector<double> alpha = ofd_numbers(attribute(object.node, "Alpha"));
  if (!alpha.empty()) out.alpha *= std::clamp(alpha.front() / 255, 0.0, 1.0);
  return out;
}

class Painter {
 public:
  Painter(const OfdDocument& document, const Limits& limits, cairo_t* cairo) : m_document(document), m_limits(limits), m_cairo(cairo) {}

  void object(const OfdObject& object) {
    cairo_save(m_cairo);
    const OfdMatrix& m = object.to_page;
    cairo_matrix_t matrix;
    cairo_matrix_init(&matrix, m.a, m.b, m.c, m.d, m.e, m.f);
    const std::string_view name = local_name(object.node);
    const double determinant = m.a * m.d - m.b * m.c;
    if (std::isfinite(determinant) && std::abs(determinant) > 1e-9) {
      cairo_transform(m_cairo, &matrix);
      if (name == "TextObject") text(object);
      if (name == "ImageObject") image(object);
      if (name == "PathObject") path(object);
    }
    cairo_restore(m_cairo);
  }

 private:
  void source(const OfdColor& color) { cairo_set_source_rgba(m_cairo, color.r, color.g, color.b, color.alpha); }

  void text(const OfdObject& object) {
    const OfdText text = ofd_text(object);
    source(color_for(object, "FillColor"));
    const auto font = object.resources->fonts.find(attribute(object.node, "Font"));
    const std::string name = font == object.resources->fonts.end() ? std::string() : font->second;
    const bool sans = name.find("黑") != std::string::npos || name.find("Hei") != std::string::npos || name.find("Arial") != std::string::npos;
    for (const OfdChar& c : text.chars) {
      if (c.c == ' ') continue;
      std::string utf8;
      append_utf8(utf8, c.c);
      cairo_save(m_cairo);
      cairo_translate(m_cairo, c.x, c.y);
      draw_characters(m_cairo, sans, utf8, text.size);
      cairo_restore(m_cairo);
    }
  }

  Surface load_image(const std::string& part) const {
    const auto bytes = m_document.package().load(part, k_max_image_file);
    if (!bytes) return nullptr;
    const auto* data = reinterpret_cast<const l_uint8*>(bytes->data());
    l_int32 width = 0, height = 0;
    if (pixReadHeaderMem(data, bytes->size(), nullptr, &width, &height, nullptr, nullptr, nullptr) != 0 || width <= 0 || height <= 0) return nullptr;
    if (static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) > m_limits.pixels) return nullptr;
    const PixOwner read(pixReadMem(data, bytes->size()));
    if (!read) return nullptr;
    const bool has_alpha = pixGetDepth(read.get()) == 32 && pixGetSpp(read.get()) == 4;
    const PixOwner pix(pixConvertTo32(read.get()));
    if (!pix) return nullptr;
    width = pixGetWidth(pix.get());
    height = pixGetHeight(pix.get());
    Surface surface(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height));
    if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
    cairo_surface_flush(surface.get());
    unsigned char* out = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    for (l_int32 y = 0; y < height; ++y) {
      const l_uint32* row = pixGetData(pix.get()) + static_cast<std::size_t>(y) * static_cast<std::size_t>(pixGetWpl(pix.get()));
      auto* to = reinterpret_cast<std::uint32_t*>(out + static_cast<std::size_t>(y) * stride);
      for (l_int32 x = 0; x < width; ++x) {
        const std::uint32_t alpha = has_alpha ? row[x] & 0xFF : 255;
        const auto channel = [&](int shift) { return (row[x] >> shift & 0xFF) * alpha / 255; };
        to[x] = alpha << 24 | channel(24) << 16 | channel(16) << 8 | channel(8);
      }
    }
    cairo_surface_mark_dirty(surface.get());
    return surface;
  }

  /// An image fills the unit square of its CTM.
  void image(const OfdObject& object) {
    const auto part = object.resources->images.find(attribute(object.node, "ResourceID"));
    if (part == object.resources->images.end()) return;
    const Surface surface = load_image(part->second);
    if (!surface) return;
    if (attribute(object.node, "CTM").empty()) {
      const std::vector<double> boundary = ofd_numbers(attribute(object.node, "Boundary"));
      if (boundary.size() >= 4) cairo_scale(m_cairo, boundary[2], boundary[3]);
    }
    cairo_scale(m_cairo, 1.0 / cairo_image_surface_get_width(surface.get()), 1.0 / cairo_image_surface_get_height(surface.get()));
    cairo_set_source_surface(m_cairo, surface.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(m_cairo), CAIRO_FILTER_GOOD);
    cairo_paint(m_cairo);
  }

  void path(const OfdObject& object) {
    outline(text_of(child(object.node, "AbbreviatedData")));
    if (attribute(object.node, "Fill") == "true") {
      cairo_set_fill_rule(m_cairo, attribute(object.node, "Rule") == "Even-Odd" ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
      // Without a colour a fill is transparent; one by pattern or gradient is left white rather than made black.
      const pugi::xml_node own = child(object.node, "FillColor");
      const auto color = looked_up(object, [](const pugi::xml_node& node) { return color_of(child(node, "FillColor")); });
      if (color && (!own || color_of(own))) {
        source(color_for(object, "FillColor"));
        cairo_fill_preserve(m_cairo);
      }
    }
    if (attribute(object.node, "Stroke") != "false") {
      const auto width = looked_up(object, [](const pugi::xml_node& node) -> std::optional<double> {
        const std::vector<double> numbers = ofd_numbers(attribute(node, "LineWidth"));
        return numbers.empty() ? std::nullopt : std::optional<double>(numbers.front());
      });
      cairo_set_line_width(m_cairo, std::clamp(width.value_or(0.353), 0.05, 100.0));
      source(color_for(object, "StrokeColor"));
      cairo_stroke_preserve(m_cairo);
    }
    cairo_new_path(m_cairo);
  }

  /// M/S x y, L x y, Q x1 y1 x y, B x1 y1 x2 y2 x y, A rx ry angle large sweep x y, C.
  void outline(const std::string& data) {
    cairo_new_path(m_cairo);
    for (std::size_t at = 0; at < data.size();) {
      const char command = data[at++];
      if ((command < 'A' || command > 'Z')) continue;
      const std::size_t end = std::min(data.find_first_of("ABCLMQS", at), data.size());
      const std::vector<double> n = ofd_numbers(std::string_view(data).substr(at, end - at));
      at = end;
      if ((command == 'M' || command == 'S') && n.size() >= 2) cairo_move_to(m_cairo, n[0], n[1]);
      if (command == 'L' && n.size() >= 2) cairo_line_to(m_cairo, n[0], n[1]);
      if (command == 'B' && n.size() >= 6) cairo_curve_to(m_cairo, n[0], n[1], n[2], n[3], n[4], n[5]);
      if (command == 'Q' && n.size() >= 4) quadratic(n);
      if (command == 'A' && n.size() >= 7) arc(n);
      if (command == 'C') cairo_close_path(m_cairo);
    }
  }

  void quadratic(const std::vector<double>& n) {
    double x = n[0], y = n[1];
    if (cairo_has_current_point(m_cairo)) cairo_get_current_point(m_cairo, &x, &y);
    cairo_curve_to(m_cairo, x + (n[0] - x) * 2 / 3, y + (n[1] - y) * 2 / 3, n[2] + (n[0] - n[2]) * 2 / 3, n[3] + (n[1] - n[3]) * 2 / 3, n[2], n[3]);
  }

  /// The elliptical arc of SVG (implementation notes F.6.5): from end points to centre.
  void arc(const std::vector<double>& n) {
    double x1 = n[5], y1 = n[6];
    if (cairo_has_current_point(m_cairo)) cairo_get_current_point(m_cairo, &x1, &y1);
    double rx = std::abs(n[0]), ry = std::abs(n[1]);
    const double phi = n[2] * M_PI / 180, x2 = n[5], y2 = n[6];
    const bool large = n[3] != 0, sweep = n[4] != 0;
    const double c = std::cos(phi), s = std::sin(phi), hx = (x1 - x2) / 2, hy = (y1 - y2) / 2;
    const double px = c * hx + s * hy, py = -s * hx + c * hy;
    if (rx < 1e-6 || ry < 1e-6 || (px == 0 && py == 0)) {
      cairo_line_to(m_cairo, x2, y2);
      return;
    }
    const double grow = px * px / (rx * rx) + py * py / (ry * ry);
    if (grow > 1) rx *= std::sqrt(grow), ry *= std::sqrt(grow);
    const double den = rx * rx * py * py + ry * ry * px * px;
    const double root = std::sqrt(std::max(0.0, (rx * rx * ry * ry - den) / den)) * (large == sweep ? -1 : 1);
    const double qx = root * rx * py / ry, qy = -root * ry * px / rx;
    const double from = std::atan2((py - qy) / ry, (px - qx) / rx), to = std::atan2((-py - qy) / ry, (-px - qx) / rx);
    cairo_save(m_cairo);
    cairo_translate(m_cairo, c * qx - s * qy + (x1 + x2) / 2, s * qx + c * qy + (y1 + y2) / 2);
    cairo_rotate(m_cairo, phi);
    cairo_scale(m_cairo, rx, ry);
    if (sweep) {
      cairo_arc(m_cairo, 0, 0, 1, from, to);
    } else {
      cairo_arc_negative(m_cairo, 0, 0, 1, from, to);
    }
    cairo_restore(m_cairo);
  }

  const OfdDocument& m_document;
  const Limits& m_limits;
  cairo_t* m_cairo;
};

}  // namespace

Result<PageImage> draw_ofd_page(const OfdDocument& document, const OfdDocument::Content& content, const Limits& limits, double dpi) {
  const OfdBox& box = content.box();
  const double scale = dpi / 25.4;
  const double width = std::round(box.w * scale), height = std::round(box.h * scale);
  if (!(width >= 1 && height >= 1) || width > 32'000 || height > 32'000 || width * height > static_cast<double>(limits.pixels)) {
    return fail(ErrorCode::resource_exhausted, "页面图像超过像素上限");
  }
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width), static_cast<int>(height)));
  const std::unique_ptr<cairo_t, CairoDestroy> cairo(cairo_create(surface.get()));
  if (cairo_status(cairo.get()) != CAIRO_STATUS_SUCCESS) return fail(ErrorCode::resource_exhausted, "页面图像超过内存上限");
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  cairo_scale(cairo.get(), scale, scale);
  cairo_translate(cairo.get(), -box.x, -box.y);
  Painter painter(document, limits, cairo.get());
  TRY(content.each([&](const OfdObject& object) -> Status {
    painter.object(object);
    return {};
  }));
  return image_of_surface(surface.get());
}

}  // namespace anjuan::extract
