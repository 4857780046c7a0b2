#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-image.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>
#include <poppler-version.h>

#include <algorithm>
#include <climits>
#include <cmath>

#include "archive/base/utf8.hpp"
#include "indexer/extract/formats.hpp"
#include "indexer/extract/layer_quality.hpp"
#include "indexer/extract/layer_repair.hpp"
#include "indexer/extract/page_ocr.hpp"
#include "indexer/extract/pdf_text.hpp"

namespace anjuan::extract {

namespace {

constexpr double k_ocr_dpi = 300, k_look_dpi = 50;
/// Fewer characters than this may be a stamp or a page number over a scan.
constexpr std::size_t k_few_characters = 120;
/// Ink outside the lines of the layer, as a share of the page, from which a page with few characters is looked at by OCR.
constexpr double k_much_ink = 0.008;
constexpr double k_max_page_pt = 200'000;

Result<std::unique_ptr<poppler::document>> open_document(const Input& input) {
  if (input.bytes().size() > INT_MAX) return fail(ErrorCode::resource_exhausted, "PDF 超过 2 GB");
  // What poppler has to say of a file goes to nobody: it is one reason in the end.
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(reinterpret_cast<const char*>(input.bytes().data()), static_cast<int>(input.bytes().size())));
  if (document == nullptr) return fail(ErrorCode::corrupt, "PDF 已损坏，无法打开");
  // The empty password was tried by the opening.
  if (document->is_locked()) return fail(ErrorCode::denied, "需要口令");
  if (document->pages() <= 0) return fail(ErrorCode::corrupt, "PDF 中没有可读的页");
  return document;
}

/// The title of the metadata. Old programs of Chinese Windows wrote GBK where PDF expects its own encoding: such a title is bytes.
std::string title_of(const poppler::document& document) {
  const poppler::ustring title = document.get_title();
  std::string bytes;
  bool high = false;
  for (const auto unit : title) {
    if (unit > 0xFF) {
      const poppler::byte_array utf8 = title.to_utf8();
      return to_shown_utf8(std::string_view(utf8.data(), utf8.size()));
    }
    bytes += static_cast<char>(unit);
    high |= unit >= 0x80;
  }
  if (!high) return bytes;
  if (const auto decoded = decode_text(as_bytes(bytes)); decoded && decoded->confidence >= 0.9) return decoded->text;
  const poppler::byte_array utf8 = title.to_utf8();
  return to_shown_utf8(std::string_view(utf8.data(), utf8.size()));
}

/// The page as shown, at most at `dpi`, less where it would pass the limit of pixels; `dpi` becomes what it is.
Result<PageImage> draw(const poppler::page& page, const ShownSize& size, std::uint64_t max_pixels, double& dpi) {
  const double pixels = size.width * size.height * dpi * dpi / (72.0 * 72.0);
  if (!(pixels >= 1) || size.width > k_max_page_pt || size.height > k_max_page_pt) return fail(ErrorCode::corrupt, "页面尺寸不合理");
  if (pixels > static_cast<double>(max_pixels)) dpi *= std::sqrt(static_cast<double>(max_pixels) / pixels);
  poppler::page_renderer renderer;
  renderer.set_render_hint(poppler::page_renderer::antialiasing);
  renderer.set_render_hint(poppler::page_renderer::text_antialiasing);
  renderer.set_image_format(poppler::image::format_rgb24);
  const poppler::image drawn = renderer.render_page(&page, dpi, dpi);
  // A page too large for memory comes back as a picture of one pixel, without an error.
  const double wanted = size.width * dpi / 72;
  if (!drawn.is_valid() || drawn.format() != poppler::image::format_rgb24 || drawn.width() < wanted / 2) return fail(ErrorCode::resource_exhausted, "页面无法成像");
  PageImage image;
  image.width = static_cast<std::uint32_t>(drawn.width());
  image.height = static_cast<std::uint32_t>(drawn.height());
  image.rgb.resize(std::size_t{3} * image.width * image.height);
  const std::size_t row = std::size_t{3} * image.width;
  for (std::size_t y = 0; y < image.height; ++y) {
    const auto* from = reinterpret_cast<const std::byte*>(drawn.const_data()) + y * static_cast<std::size_t>(drawn.bytes_per_row());
    std::copy_n(from, row, image.rgb.begin() + static_cast<std::ptrdiff_t>(y * row));
  }
  return image;
}

/// Share of the page covered by ink that no line of the layer accounts for.
double ink_outside(const PageImage& image, const std::vector<TextLine>& lines) {
  std::vector<bool> covered(std::size_t{image.width} * image.height);
  for (const TextLine& line : lines) {
    const auto pixel = [](std::int64_t units, std::uint32_t whole) { return std::clamp<std::int64_t>(units * whole / k_page_units, 0, whole); };
    const std::int64_t left = pixel(line.box.x - 30, image.width), right = pixel(line.box.x + line.box.w + 60, image.width);
    const std::int64_t top = pixel(line.box.y - 30, image.height), bottom = pixel(line.box.y + line.box.h + 60, image.height);
    for (std::int64_t y = top; y < bottom; ++y) std::fill_n(covered.begin() + y * image.width + left, right - left, true);
  }
  std::size_t ink = 0;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    const auto level = [&](std::size_t part) { return std::to_integer<unsigned>(image.rgb[3 * i + part]); };
    ink += !covered[i] && level(0) * 77 + level(1) * 151 + level(2) * 28 < 180U * 256;
  }
  return covered.empty() ? 0 : static_cast<double>(ink) / static_cast<double>(covered.size());
}

class PdfExtractor final : public Extractor {
 public:
  Status extract(const Input& input, const Limits& limits, Sink& sink) override {
    TRY_ASSIGN(const auto document, open_document(input));
    const int count = document->pages();
    if (static_cast<std::uint32_t>(count) > limits.pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(limits.pages) + " 页）");
    sink.add_engine("poppler " + poppler::version_string());
    sink.set_title(title_of(*document));
    int broken = 0;
    for (int i = 0; i < count; ++i) {
      const std::unique_ptr<poppler::page> page(document->create_page(i));
      if (page == nullptr) {
        ++broken;
        TRY(sink.page(broken_page()));
        continue;
      }
      TRY_ASSIGN(const TextPage text, read_page(*page, limits, sink));
      TRY(sink.page(text));
    }
    if (broken == count) return fail(ErrorCode::corrupt, "PDF 的各页均已损坏");
    return {};
  }

  Result<PageImage> render(const Input& input, const Limits& limits, std::uint32_t number, double dpi) override {
    TRY_ASSIGN(const auto document, open_document(input));
    if (number > static_cast<std::uint32_t>(document->pages())) return fail(ErrorCode::not_found, "没有第 " + std::to_string(number) + " 页");
    const std::unique_ptr<poppler::page> page(document->create_page(static_cast<int>(number) - 1));
    if (page == nullptr) return fail(ErrorCode::corrupt, "此页已损坏");
    return draw(*page, shown_size(*page), limits.pixels, dpi);
  }

 private:
  static TextPage broken_page() {
    TextPage page;
    page.width_pt = 595.276, page.height_pt = 841.89;
    page.note = "此页已损坏，无法读取";
    return page;
  }

  Result<TextPage> read_page(const poppler::page& page, const Limits& limits, Sink& sink) {
    const ShownSize size = shown_size(page);
    TextPage text;
    text.width_pt = size.width, text.height_pt = size.height;
    text.lines = text_layer(page, size);
    if (!text.lines.empty()) text.source = TextSource::layer;
    if (!limits.recognise) return text;
    const LayerQuality quality = assess_layer(text.lines);
    const bool garbage = quality.is_garbage(m_garbage_seen);
    m_garbage_seen |= garbage;
    if (garbage && repair_gbk_layer(text.lines)) {
      text.note = "文字层编码有误（GBK 误作西文），已还原";
    } else if (garbage) {
      text.lines.clear();
      text.note = "文字层为乱码，改用图像识别";
      TRY(read_by_ocr(page, size, limits, sink, text));
    } else if (text.lines.empty()) {
      TRY(read_by_ocr(page, size, limits, sink, text));
    } else if (quality.characters < k_few_characters && is_mostly_image(page, size, limits, text.lines)) {
      std::vector<TextLine> layer = std::move(text.lines);
      text.lines.clear();
      text.note = "文字层仅有少量文字，其余由图像识别";
      TRY(read_by_ocr(page, size, limits, sink, text));
      if (text.source == TextSource::none) text.source = TextSource::layer;
      merge_lines(layer, std::move(text.lines));
      text.lines = std::move(layer);
    }
    return text;
  }

  static bool is_mostly_image(const poppler::page& page, const ShownSize& size, const Limits& limits, const std::vector<TextLine>& lines) {
    double dpi = k_look_dpi;
    const auto image = draw(page, size, limits.pixels, dpi);
    return image && ink_outside(*image, lines) > k_much_ink;
  }

  static Status read_by_ocr(const poppler::page& page, const ShownSize& size, const Limits& limits, Sink& sink, TextPage& text) {
    double dpi = k_ocr_dpi;
    // Larger than A2 at 300 dpi no text is so small that it needs it.
    auto image = draw(page, size, std::min<std::uint64_t>(limits.pixels, 36'000'000), dpi);
    if (!image) {
      // One page that cannot be drawn is no reason to lose the others.
      text.source = TextSource::none;
      text.note += (text.note.empty() ? "" : "；") + image.error().message;
      return {};
    }
    return read_image_into(text, *image, dpi, sink);
  }

  bool m_garbage_seen = false;
};

}  // namespace

std::unique_ptr<Extractor> make_pdf() { return std::make_unique<PdfExtractor>(); }

}  // namespace anjuan::extract
