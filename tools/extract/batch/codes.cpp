#include "tools/extract/batch/codes.hpp"

#include <zbar.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "archive/base/utf8.hpp"
#include "indexer/extract/image.hpp"

namespace anjuan::batch {

namespace {

using extract::Input;
using extract::Limits;
using extract::PageImage;

/// Tried in turn until one reads something: noise drowns modules at the finer one, blur at the coarser. A module of our own codes has 0.35 mm or more.
constexpr std::array<double, 2> k_dpi = {200, 300};
constexpr std::size_t k_most_text = 7000, k_most_codes = 100;

struct Destroy {
  void operator()(zbar::zbar_image_scanner_t* scanner) const { zbar::zbar_image_scanner_destroy(scanner); }
  void operator()(zbar::zbar_image_t* image) const { zbar::zbar_image_destroy(image); }
};

/// The code's bytes as one line. Foreign codes may hold GB18030, or anything.
std::string text_of(const char* data, std::size_t size) {
  std::string_view bytes(data, std::min(size, k_most_text));
  std::string decoded(bytes);
  if (!is_utf8(bytes)) {
    const auto guessed = extract::decode_text(as_bytes(bytes));
    decoded = guessed && guessed->confidence > 0.5 ? guessed->text : to_shown_utf8(bytes);
  }
  std::string line;
  for (std::size_t at = 0; at < decoded.size() && line.size() < k_most_text;) {
    const char32_t c = next_utf8(decoded, at);
    append_utf8(line, c < 0x20 || c == 0x7F ? U' ' : c);
  }
  return line;
}

Box box_of(const zbar::zbar_symbol_t* symbol, const PageImage& image) {
  int left = INT_MAX, top = INT_MAX, right = 0, bottom = 0;
  const unsigned count = zbar::zbar_symbol_get_loc_size(symbol);
  for (unsigned i = 0; i < count; ++i) {
    const int x = zbar::zbar_symbol_get_loc_x(symbol, i), y = zbar::zbar_symbol_get_loc_y(symbol, i);
    left = std::min(left, x), right = std::max(right, x), top = std::min(top, y), bottom = std::max(bottom, y);
  }
  if (count == 0) return {};
  const auto units = [](int value, std::uint32_t whole) { return static_cast<std::int32_t>(std::lround(static_cast<double>(value) * k_page_units / whole)); };
  return {units(left, image.width), units(top, image.height), units(right - left, image.width), units(bottom - top, image.height)};
}

std::vector<PageCode> scan(const PageImage& image) {
  const std::unique_ptr<zbar::zbar_image_scanner_t, Destroy> scanner(zbar::zbar_image_scanner_create());
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  // The bytes as they are: zbar's own guess takes short UTF-8 for Shift_JIS.
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_BINARY, 1);
  std::vector<unsigned char> grey(std::size_t{1} * image.width * image.height);
  for (std::size_t i = 0; i < grey.size(); ++i) {
    const auto part = [&](std::size_t k) { return std::to_integer<unsigned>(image.rgb[3 * i + k]); };
    grey[i] = static_cast<unsigned char>((77 * part(0) + 151 * part(1) + 28 * part(2)) >> 8);
  }
  const std::unique_ptr<zbar::zbar_image_t, Destroy> picture(zbar::zbar_image_create());
  zbar::zbar_image_set_format(picture.get(), zbar_fourcc('Y', '8', '0', '0'));
  zbar::zbar_image_set_size(picture.get(), image.width, image.height);
  zbar::zbar_image_set_data(picture.get(), grey.data(), grey.size(), nullptr);
  std::vector<PageCode> codes;
  if (zbar::zbar_scan_image(scanner.get(), picture.get()) <= 0) return codes;
  for (const zbar::zbar_symbol_t* symbol = zbar::zbar_image_first_symbol(picture.get()); symbol != nullptr && codes.size() < k_most_codes; symbol = zbar::zbar_symbol_next(symbol)) {
    codes.push_back({text_of(zbar::zbar_symbol_get_data(symbol), zbar::zbar_symbol_get_data_length(symbol)), box_of(symbol, image)});
  }
  std::sort(codes.begin(), codes.end(), [](const PageCode& a, const PageCode& b) { return std::tie(a.box.y, a.box.x) < std::tie(b.box.y, b.box.x); });
  return codes;
}

}  // namespace

Status read_codes(const Input& input, const std::string& media_type, const Limits& limits, const std::function<Status(const PageCodes&)>& on_page) {
  const std::unique_ptr<extract::Extractor> extractor = extract::extractor_for(media_type);
  if (extractor == nullptr) return fail(ErrorCode::unsupported, input.bytes().empty() ? "空文件" : "不支持的格式：" + media_type);
  for (std::uint32_t page = 1;; ++page) {
    PageCodes found{page, {}};
    for (const double dpi : k_dpi) {
      const Result<PageImage> image = extractor->render(input, limits, page, dpi);
      if (!image && image.error().code == ErrorCode::not_found && page > 1) return {};
      if (!image && page == 1) return fail(image.error());
      if (image) found.codes = scan(*image);
      if (!image || !found.codes.empty()) break;
    }
    if (page > limits.pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(limits.pages) + " 页）");
    TRY(on_page(found));
  }
}

}  // namespace anjuan::batch
