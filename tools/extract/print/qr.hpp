// QR codes that a scanner at 200 dpi still reads.
#pragma once

#include <cairo.h>

#include <string>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::press {

class QrCode {
 public:
  /// Error correction M: a fold or a staple may cost 15 %. invalid_argument when the text is too long for `size` points, quiet zone included.
  static Result<QrCode> make(const std::string& text, double size);
  void draw(cairo_t* cairo, double x, double y) const;

 private:
  QrCode() = default;
  std::vector<bool> m_dark;  ///< row by row
  int m_width = 0;           ///< in modules
  double m_module = 0;
};

}  // namespace anjuan::press
