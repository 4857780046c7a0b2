#include "indexer/extract/image.hpp"

#include <algorithm>
#include <cmath>

#include "indexer/extract/formats.hpp"
#include "indexer/extract/page_ocr.hpp"

namespace anjuan::extract {

namespace {

/// Below this many pixels a small picture is enlarged for OCR: its characters are a dozen pixels high.
constexpr double k_small_pixels = 1'500'000;

class ImageExtractor final : public Extractor {
 public:
  Status extract(const Input& input, const Limits& limits, Sink& sink) override {
    TRY_ASSIGN(const std::uint32_t count, image_count(input.bytes(), limits));
    const std::unique_ptr<char, void (*)(void*)> version(getLeptonicaVersion(), lept_free);
    sink.add_engine(std::string(version.get()).replace(0, 10, "leptonica "));
    std::uint32_t broken = 0;
    for (std::uint32_t number = 1; number <= count; ++number) {
      TextPage page;
      const Status status = read_page(input, limits, number, sink, page);
      if (!status) {
        if (count == 1 || status.error().code == ErrorCode::unsupported) return status;
        // A broken frame costs itself, not the others.
        ++broken;
        page = TextPage{};
        page.width_pt = 595.276, page.height_pt = 841.89;
        page.note = status.error().message;
      }
      TRY(sink.page(page));
    }
    if (broken == count) return fail(ErrorCode::corrupt, "各页图像均无法解码");
    return {};
  }

  Result<PageImage> render(const Input& input, const Limits& limits, std::uint32_t number, double dpi) override {
    TRY_ASSIGN(const std::uint32_t count, image_count(input.bytes(), limits));
    if (number > count) return fail(ErrorCode::not_found, "没有第 " + std::to_string(number) + " 页");
    TRY_ASSIGN(DecodedImage image, decode_image(input.bytes(), limits, number));
    const double factor = dpi / image.dpi;
    const double pixels = factor * factor * pixGetWidth(image.pix.get()) * pixGetHeight(image.pix.get());
    if (pixels > static_cast<double>(limits.pixels) || pixels < 1) return fail(ErrorCode::resource_exhausted, "页面图像超过像素上限");
    if (std::abs(factor - 1) > 0.01) {
      // Black and white shrinks to grey, or thin strokes would vanish.
      if (pixGetDepth(image.pix.get()) == 1) image.pix.reset(pixConvertTo8(image.pix.get(), 0));
      const auto scale = static_cast<l_float32>(factor);
      if (image.pix != nullptr) image.pix.reset(pixScale(image.pix.get(), scale, scale));
      if (image.pix == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
    }
    return to_page_image(image.pix.get());
  }

 private:
  static Status read_page(const Input& input, const Limits& limits, std::uint32_t number, Sink& sink, TextPage& page) {
    TRY_ASSIGN(DecodedImage image, decode_image(input.bytes(), limits, number));
    const double width = pixGetWidth(image.pix.get()), height = pixGetHeight(image.pix.get());
    page.width_pt = width * 72 / image.dpi;
    page.height_pt = height * 72 / image.dpi;
    double dpi = image.dpi;
    if (width * height < k_small_pixels && width * height > 100) {
      if (pixGetDepth(image.pix.get()) == 1) image.pix.reset(pixConvertTo8(image.pix.get(), 0));
      if (image.pix != nullptr) image.pix.reset(pixScale(image.pix.get(), 2, 2));
      if (image.pix == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
      dpi *= 2;
    }
    TRY_ASSIGN(const PageImage pixels, to_page_image(image.pix.get()));
    image.pix.reset();
    return read_image_into(page, pixels, dpi, sink);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_image() { return std::make_unique<ImageExtractor>(); }

}  // namespace anjuan::extract
