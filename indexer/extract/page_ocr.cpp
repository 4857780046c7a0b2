#include "indexer/extract/page_ocr.hpp"

#include <algorithm>

#include "indexer/ocr/engine.hpp"

namespace anjuan::extract {

namespace {

constexpr double k_blank_ink = 0.0002;

std::int64_t area(const Box& box) { return std::int64_t{box.w} * box.h; }

std::int64_t overlap(const Box& a, const Box& b) {
  const std::int64_t w = std::min<std::int64_t>(a.x + a.w, b.x + b.w) - std::max(a.x, b.x), h = std::min<std::int64_t>(a.y + a.h, b.y + b.h) - std::max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

}  // namespace

Status read_image_into(TextPage& page, const PageImage& image, double dpi, Sink& sink) {
  const ocr::ImageView view{image.width, image.height, image.rgb, dpi};
  page.source = TextSource::none;
  if (ocr::ink_share(view) < k_blank_ink) return {};
  ocr::OcrEngine& engine = ocr::default_engine();
  TRY_ASSIGN(ocr::Reading reading, engine.read(view));
  for (std::string& name : engine.engines()) sink.add_engine(std::move(name));
  if (!reading.lines.empty()) page.source = TextSource::ocr;
  page.lines = std::move(reading.lines);
  if (reading.turned != 0) page.note += (page.note.empty() ? "" : "；") + std::string("图像方向不正，按转正 ") + std::to_string(reading.turned) + "° 识别";
  return {};
}

void merge_lines(std::vector<TextLine>& layer, std::vector<TextLine> read) {
  const std::size_t certain = layer.size();
  for (TextLine& line : read) {
    const bool covered = std::any_of(layer.begin(), layer.begin() + static_cast<std::ptrdiff_t>(certain), [&](const TextLine& known) { return 2 * overlap(known.box, line.box) > std::min(area(known.box), area(line.box)); });
    if (!covered) layer.push_back(std::move(line));
  }
}

}  // namespace anjuan::extract
