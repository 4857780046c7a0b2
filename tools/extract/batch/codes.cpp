#include "tools/extract/batch/codes.hpp"

#include <zbar.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include "archive/base/utf8.hpp"

namespace anjuan::batch {

namespace {

using extract::Input;
using extract::Limits;
using extract::PageImage;

/// The finer one only where the coarser reads none of our own codes (an enclosure may have another): noise drowns modules at the one, blur at the other. A module of our own codes has 0.35 mm or more.
constexpr std::array<double, 2> k_dpi = {200, 300};
/// A sheet of labels confuses the finder patterns of its codes; what was read is wiped out, and the rest read again, so many times.
constexpr int k_most_passes = 4;
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

/// Grey pixels of a page, as zbar wants them.
struct Grey {
  explicit Grey(const PageImage& image) : width(image.width), height(image.height), pixels(std::size_t{1} * image.width * image.height) {
    for (std::size_t i = 0; i < pixels.size(); ++i) {
      const auto part = [&](std::size_t k) { return std::to_integer<unsigned>(image.rgb[3 * i + k]); };
      pixels[i] = static_cast<unsigned char>((77 * part(0) + 151 * part(1) + 28 * part(2)) >> 8);
    }
  }
  std::uint32_t width, height;
  std::vector<unsigned char> pixels;
};

struct Rectangle {
  int left = INT_MAX, top = INT_MAX, right = 0, bottom = 0;
};

Rectangle rectangle_of(const zbar::zbar_symbol_t* symbol) {
  Rectangle area;
  for (unsigned i = 0; i < zbar::zbar_symbol_get_loc_size(symbol); ++i) {
    const int x = zbar::zbar_symbol_get_loc_x(symbol, i), y = zbar::zbar_symbol_get_loc_y(symbol, i);
    area.left = std::min(area.left, x), area.right = std::max(area.right, x), area.top = std::min(area.top, y), area.bottom = std::max(area.bottom, y);
  }
  return area;
}

Box box_of(const Rectangle& area, const Grey& page) {
  if (area.left > area.right) return {};
  const auto units = [](int value, std::uint32_t whole) { return static_cast<std::int32_t>(std::lround(static_cast<double>(value) * k_page_units / whole)); };
  return {units(area.left, page.width), units(area.top, page.height), units(area.right - area.left, page.width), units(area.bottom - area.top, page.height)};
}

void wipe(Grey& page, const Rectangle& area) {
  const int right = std::min(area.right, static_cast<int>(page.width) - 1), bottom = std::min(area.bottom, static_cast<int>(page.height) - 1);
  for (int y = std::max(0, area.top); y <= bottom; ++y) {
    for (int x = std::max(0, area.left); x <= right; ++x) page.pixels[static_cast<std::size_t>(y) * page.width + static_cast<std::size_t>(x)] = 0xFF;
  }
}

/// One pass; what it reads it wipes out. False when it read nothing new. The same text again is the same code: two labels with one number say no more
/// than one.
bool scan_once(Grey& page, std::vector<PageCode>& codes) {
  const std::unique_ptr<zbar::zbar_image_scanner_t, Destroy> scanner(zbar::zbar_image_scanner_create());
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  // The bytes as they are: zbar's own guess takes short UTF-8 for Shift_JIS.
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_BINARY, 1);
  const std::unique_ptr<zbar::zbar_image_t, Destroy> picture(zbar::zbar_image_create());
  zbar::zbar_image_set_format(picture.get(), zbar_fourcc('Y', '8', '0', '0'));
  zbar::zbar_image_set_size(picture.get(), page.width, page.height);
  const std::vector<unsigned char> pixels = page.pixels;
  zbar::zbar_image_set_data(picture.get(), pixels.data(), pixels.size(), nullptr);
  if (zbar::zbar_scan_image(scanner.get(), picture.get()) <= 0) return false;
  bool found = false;
  for (const zbar::zbar_symbol_t* symbol = zbar::zbar_image_first_symbol(picture.get()); symbol != nullptr && codes.size() < k_most_codes; symbol = zbar::zbar_symbol_next(symbol)) {
    PageCode code{text_of(zbar::zbar_symbol_get_data(symbol), zbar::zbar_symbol_get_data_length(symbol)), {}};
    const Rectangle area = rectangle_of(symbol);
    wipe(page, area);
    if (std::any_of(codes.begin(), codes.end(), [&](const PageCode& each) { return each.text == code.text; })) continue;
    code.box = box_of(area, page);
    codes.push_back(std::move(code));
    found = true;
  }
  return found;
}

/// Codes of one page from top to bottom; the first error when the page cannot be drawn.
Result<std::vector<PageCode>> codes_of_page(extract::Extractor& extractor, const Input& input, const Limits& limits, std::uint32_t page) {
  std::vector<PageCode> codes;
  for (const double dpi : k_dpi) {
    TRY_ASSIGN(const PageImage image, extractor.render(input, limits, page, dpi));
    Grey grey(image);
    for (int pass = 0; pass < k_most_passes && scan_once(grey, codes); ++pass) {
    }
    if (std::any_of(codes.begin(), codes.end(), [](const PageCode& code) { return code.text.starts_with(k_paper_prefix); })) break;
  }
  std::sort(codes.begin(), codes.end(), [](const PageCode& a, const PageCode& b) { return std::tie(a.box.y, a.box.x) < std::tie(b.box.y, b.box.x); });
  return codes;
}

}  // namespace

Status read_codes(const Input& input, const std::string& media_type, const Limits& limits, const std::function<Status(const PageCodes&)>& on_page) {
  const std::unique_ptr<extract::Extractor> extractor = extract::extractor_for(media_type);
  if (extractor == nullptr) return fail(ErrorCode::unsupported, input.bytes().empty() ? "空文件" : "不支持的格式：" + media_type);
  for (std::uint32_t page = 1;; ++page) {
    Result<std::vector<PageCode>> codes = codes_of_page(*extractor, input, limits, page);
    if (!codes && page == 1) return fail(codes.error());
    if (!codes && codes.error().code == ErrorCode::not_found) return {};
    if (page > limits.pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(limits.pages) + " 页）");
    TRY(on_page({page, codes ? std::move(*codes) : std::vector<PageCode>{}}));
  }
}

}  // namespace anjuan::batch
