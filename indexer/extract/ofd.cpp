#include "indexer/extract/ofd.hpp"

#include "indexer/extract/formats.hpp"

namespace anjuan::extract {
namespace {

constexpr double k_points_per_mm = 72 / 25.4;

class OfdExtractor final : public Extractor {
 public:
  Status extract(const Input& input, const Limits& limits, Sink& sink) override {
    sink.add_engine("anjuan-ofd 1");
    TRY_ASSIGN(const OfdDocument document, OfdDocument::open(input.bytes(), limits));
    if (!document.title().empty()) sink.set_title(document.title());
    for (const OfdDocument::Page& each : document.pages()) {
      TRY_ASSIGN(const TextPage page, read_page(document, each, limits));
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
  static Result<TextPage> read_page(const OfdDocument& document, const OfdDocument::Page& each, const Limits& limits) {
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
    bool has_image = false;
    TRY(content->each([&](const OfdObject& object) -> Status {
      if (local_name(object.node) == "TextObject") lines.add(ofd_text(object), object.to_page);
      has_image = has_image || local_name(object.node) == "ImageObject";
      return {};
    }));
    page.lines = lines.take();
    page.source = page.lines.empty() ? TextSource::none : TextSource::layer;
    if (page.lines.empty() && has_image) page.note = "本页只有图像，没有文字层";
    return page;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_ofd() { return std::make_unique<OfdExtractor>(); }

}  // namespace anjuan::extract
