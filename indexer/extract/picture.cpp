#include "indexer/extract/picture.hpp"

#include <algorithm>
#include <cmath>

#include "indexer/extract/pix.hpp"

namespace anjuan::extract {

namespace {

struct Colour {
  unsigned r, g, b, alpha;  ///< alpha of 256
};
/// Of access copies: strokes stay clean at 200 dpi.
constexpr l_int32 k_jpeg_quality = 80;
constexpr Colour k_fill{255, 224, 0, 96}, k_outline{232, 112, 0, 230};

void blend(PageImage& image, std::int64_t x, std::int64_t y, const Colour& colour) {
  std::byte* pixel = image.rgb.data() + 3 * (static_cast<std::size_t>(y) * image.width + static_cast<std::size_t>(x));
  const unsigned parts[3] = {colour.r, colour.g, colour.b};
  for (int i = 0; i < 3; ++i) {
    const unsigned under = std::to_integer<unsigned>(pixel[i]);
    pixel[i] = static_cast<std::byte>((under * (256 - colour.alpha) + parts[i] * colour.alpha) >> 8);
  }
}

}  // namespace

void draw_marks(PageImage& image, const std::vector<Box>& marks) {
  const std::int64_t width = image.width, height = image.height;
  // About a third of a millimetre on A4, at least a pixel.
  const std::int64_t stroke = std::max<std::int64_t>(1, width / 600);
  for (const Box& mark : marks) {
    const auto pixel = [](std::int64_t value, std::int64_t whole) { return std::clamp<std::int64_t>(value * whole / k_page_units, 0, whole); };
    // A little air around the characters; the edge would lie on their strokes otherwise.
    const std::int64_t left = std::max<std::int64_t>(0, pixel(mark.x, width) - stroke), right = std::min(width, pixel(std::int64_t{mark.x} + mark.w, width) + stroke);
    const std::int64_t top = std::max<std::int64_t>(0, pixel(mark.y, height) - stroke), bottom = std::min(height, pixel(std::int64_t{mark.y} + mark.h, height) + stroke);
    for (std::int64_t y = top; y < bottom; ++y) {
      for (std::int64_t x = left; x < right; ++x) {
        const bool edge = x < left + stroke || x >= right - stroke || y < top + stroke || y >= bottom - stroke;
        blend(image, x, y, edge ? k_outline : k_fill);
      }
    }
  }
}

Result<Bytes> encode_png(const PageImage& image) {
  const PixOwner pix = to_pix(image);
  if (pix == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
  // Speed before size: these pictures are looked at once.
  pixSetZlibCompression(pix.get(), 2);
  l_uint8* data = nullptr;
  std::size_t size = 0;
  if (pixWriteMemPng(&data, &size, pix.get(), 0) != 0) return fail(ErrorCode::internal, "生成 PNG 失败");
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  Bytes png(bytes, bytes + size);
  lept_free(data);
  return png;
}

Result<Bytes> encode_jpeg(const PageImage& image, double dpi) {
  // Paper is yellowed and ink is blue: only a page without any colour loses none as grey.
  bool grey = true;
  for (std::size_t i = 0; grey && i < image.rgb.size(); i += 3) grey = image.rgb[i] == image.rgb[i + 1] && image.rgb[i] == image.rgb[i + 2];
  PixOwner pix = to_pix(image);
  if (pix != nullptr && grey) pix.reset(pixConvertTo8(pix.get(), 0));
  if (pix == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
  pixSetResolution(pix.get(), static_cast<l_int32>(std::lround(dpi)), static_cast<l_int32>(std::lround(dpi)));
  l_uint8* data = nullptr;
  std::size_t size = 0;
  if (pixWriteMemJpeg(&data, &size, pix.get(), k_jpeg_quality, 0) != 0) return fail(ErrorCode::internal, "生成 JPEG 失败");
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  Bytes jpeg(bytes, bytes + size);
  lept_free(data);
  return jpeg;
}

}  // namespace anjuan::extract
