#include "tools/extract/print/qr.hpp"

#include <qrencode.h>

#include <cmath>
#include <memory>

#include "tools/extract/print/typeset.hpp"

namespace anjuan::press {

namespace {

/// Modules of white around the code, which belong to it.
constexpr int k_quiet = 4;
/// Below 0.35 mm a module is less than three pixels at 200 dpi, and a slanted, noisy scan is not read any more.
constexpr double k_least_module = 0.35 * k_mm;

}  // namespace

Result<QrCode> QrCode::make(const std::string& text, double size) {
  // As bytes, UTF-8, without an ECI header: hand-held readers take UTF-8 for granted, and some stumble over the header.
  const std::unique_ptr<QRcode, void (*)(QRcode*)> made(QRcode_encodeData(static_cast<int>(text.size()), reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M), QRcode_free);
  const double module = made == nullptr ? 0 : size / (made->width + 2 * k_quiet);
  if (module < k_least_module) {
    return fail(ErrorCode::invalid_argument, "二维码内容过长（" + std::to_string(text.size()) + " 字节），" + std::to_string(std::lround(size / k_mm)) + " 毫米见方印不清楚，请缩短编号");
  }
  QrCode code;
  code.m_width = made->width;
  code.m_module = module;
  const std::size_t count = static_cast<std::size_t>(made->width) * static_cast<std::size_t>(made->width);
  for (std::size_t i = 0; i < count; ++i) code.m_dark.push_back((made->data[i] & 1) != 0);
  return code;
}

void QrCode::draw(cairo_t* cairo, double x, double y) const {
  // A hair of overlap: between exact neighbours some printers leave a white line.
  constexpr double k_overlap = 0.02;
  cairo_save(cairo);
  set_ink(cairo, Ink::black);
  const auto is_dark = [&](int row, int column) { return m_dark[static_cast<std::size_t>(row) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(column)]; };
  for (int row = 0; row < m_width; ++row) {
    for (int begin = 0; begin < m_width;) {
      int end = begin;
      while (end < m_width && is_dark(row, end)) ++end;
      if (end > begin) cairo_rectangle(cairo, x + (k_quiet + begin) * m_module, y + (k_quiet + row) * m_module, (end - begin) * m_module + k_overlap, m_module + k_overlap);
      begin = end + 1;
    }
  }
  cairo_fill(cairo);
  cairo_restore(cairo);
}

}  // namespace anjuan::press
