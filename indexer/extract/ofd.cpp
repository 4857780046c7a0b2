#include "indexer/extract/ofd.hpp"

#include <algorithm>
#include <cmath>

#include "indexer/extract/formats.hpp"
#include "indexer/extract/page_ocr.hpp"

namespace anjuan::extract {
namespace {

constexpr double k_points_per_mm = 72 / 25.4;
constexpr double k_ocr_dpi = 300;
constexpr double k_ocr_pixels = 36e6;        // A2 at 300 dpi; larger pages have larger letters
constexpr double k_picture_share = 0.4;      // of the page: more than stamps, codes and emblems

double image_area(const OfdObject& object) {
  // The unit square under the CTM; without one the image fills its boundary.
  const OfdMatrix& m = object.to_page;
  if (!attribute(object.node, "CTM").empty()) return std::abs(m.a * m.d - m.b * m.c);
  const std::vector<double> boundary = ofd_numbers(attribute(object.node, "Boundary"));
  return boundary.size() >= 4 ? std::abs(boundary[2] * boundary[3]) : 0;
}

class OfdExtractor final : public Extractor {
 public:
  Status extract(const Input& input, const Limits& limits, Sink& sink) override {
    sink.add_engine("anjuan-ofd 1");
    TRY_ASSIGN(const OfdDocument document, OfdDocument::open(input.bytes(), limits));
    if (!document.title().empty()) sink.set_title(document.title());
    for (const OfdDocument::Page& each : document.pages()) {
      TRY_ASSIGN(const TextPage page, read_page(document, each, limits, sink));
      TRY(sink.page(page));
    }
    return {};
  }

  Result<PageImage> render(const Input& input, const Limits& limits, std::uint32_t number, double dpi) override {
    TRY_ASSIGN(const OfdDocument document, OfdDocument::open(input.bytes(), limits));
    if (number < 1 || number > document.pages().size()) return fail(ErrorCode::not_found, "没有第 " + std::to_string(number) + " 页");
    TRY_ASSIGN(const OfdDocument::Content content, document.content(document.pages()[number - 1], limits));
    return draw_ofd_page(document, content, limits, dpi);
  }

 private:
  static Result<TextPage> read_page(const OfdDocument& document, const OfdDocument::Page& each, const Limits& limits, Sink& sink) {
    TextPage page;
    const auto content = document.content(each, limits);
    if (!content) {
      if (content.error().code == ErrorCode::resource_exhausted) return fail(content.error());
      page.width_pt = 210 * k_points_per_mm;
      page.height_pt = 297 * k_points_per_mm;
      page.note = "本页内容缺失或已损坏";
      return page;
    }
    page.width_pt = content->box().w * k_points_per_mm;
    page.height_pt = content->box().h * k_points_per_mm;
    OfdLines lines(content->box());
    double pictures = 0;
    bool drawn = false;
    TRY(content->each([&](const OfdObject& object) -> Status {
      const std::string_view kind = local_name(object.node);
      if (kind == "TextObject") lines.add(ofd_text(object), object.to_page);
      if (kind == "ImageObject") pictures += image_area(object);
      drawn = drawn || kind != "TextObject";
      return {};
    }));
    page.lines = lines.take();
    page.source = page.lines.empty() ? TextSource::none : TextSource::layer;
    const bool mostly_picture = pictures > k_picture_share * content->box().w * content->box().h;
    if (drawn && (page.lines.empty() || mostly_picture)) TRY(read_picture(document, *content, limits, sink, page));
    return page;
  }

  /// Scans inside an OFD, and text drawn as outlines. What the text objects say stays, as it is certain.
  static Status read_picture(const OfdDocument& document, const OfdDocument::Content& content, const Limits& limits, Sink& sink, TextPage& page) {
    const double pixels = content.box().w * content.box().h * (k_ocr_dpi / 25.4) * (k_ocr_dpi / 25.4);
    const double most = std::min(k_ocr_pixels, static_cast<double>(limits.pixels) * 0.98);
    const double dpi = pixels > most ? k_ocr_dpi * std::sqrt(most / pixels) : k_ocr_dpi;
    const auto image = draw_ofd_page(document, content, limits, dpi);
    if (!image) {  // one page that cannot be drawn is no reason to lose the others
      page.note = image.error().message;
      return {};
    }
    std::vector<TextLine> layer = std::move(page.lines);
    page.lines.clear();
    TRY(read_image_into(page, *image, dpi, sink));
    if (layer.empty()) return {};
    if (page.source == TextSource::ocr) page.note = "文字层之外的图像由识别读出";
    merge_lines(layer, std::move(page.lines));
    page.lines = std::move(layer);
    if (page.source == TextSource::none) page.source = TextSource::layer;
    return {};
  }
};

}  // namespace

std::unique_ptr<Extractor> make_ofd() { return std::make_unique<OfdExtractor>(); }

}  // namespace anjuan::extract
