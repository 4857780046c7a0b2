#include <algorithm>
#include <cmath>

#include "indexer/extract/image.hpp"
#include "indexer/extract/sniff_parts.hpp"

namespace anjuan::extract {

using namespace std::string_view_literals;

namespace {

constexpr double k_default_dpi = 200;
/// Longer than this no office page is: a photograph that claims 72 dpi.
constexpr double k_longest_inch = 24;

const l_uint8* data_of(ByteView bytes) { return reinterpret_cast<const l_uint8*>(bytes.data()); }

bool is_tiff(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4);
  return head == "II*\0"sv || head == "MM\0*"sv || head == "II+\0"sv || head == "MM\0+"sv;
}
bool is_gif(std::string_view bytes) { return bytes.starts_with("GIF8"); }
bool is_jpeg2000(std::string_view bytes) { return bytes.starts_with("\0\0\0\x0cjP  "sv) || bytes.starts_with("\xff\x4f\xff\x51"sv); }

struct Size {
  l_int32 width = 0, height = 0;
};

Result<Size> size_of(ByteView bytes, std::uint32_t number) {
  const std::string_view text = as_text(bytes);
  Size size;
  l_int32 ignored = 0;
  if (is_tiff(text)) {
    l_int32 bits = 0, samples = 0, resolution = 0, map = 0, format = 0;
    if (readHeaderMemTiff(data_of(bytes), bytes.size(), static_cast<l_int32>(number) - 1, &size.width, &size.height, &bits, &samples, &resolution, &map, &format) != 0) size = {};
  } else if (is_gif(text)) {
    size = {static_cast<l_int32>(le16_at(text, 6)), static_cast<l_int32>(le16_at(text, 8))};
  } else if (is_jpeg2000(text)) {
    if (readHeaderMemJp2k(data_of(bytes), bytes.size(), &size.width, &size.height, &ignored, &ignored, &ignored) != 0) size = {};
  } else if (pixReadHeaderMem(data_of(bytes), bytes.size(), &ignored, &size.width, &size.height, &ignored, &ignored, &ignored) != 0) {
    size = {};
  }
  if (size.width <= 0 || size.height <= 0) return fail(ErrorCode::corrupt, "图像已损坏，或不是所标的格式");
  return size;
}

/// The orientation of EXIF (1 to 8) in a JPEG's APP1 segment; 1 when it says nothing.
int exif_orientation(std::string_view bytes) {
  std::size_t at = 2;
  while (at + 4 <= bytes.size() && bytes[at] == '\xff') {
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xDA || marker == 0xD9) return 1;
    const std::size_t size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 2])) << 8 | static_cast<unsigned char>(bytes[at + 3]);
    const std::string_view segment = bytes.substr(at + 4, size >= 2 ? size - 2 : 0);
    at += 2 + std::max<std::size_t>(size, 2);
    if (marker != 0xE1 || !segment.starts_with("Exif\0\0"sv)) continue;
    const std::string_view tiff = segment.substr(6);
    const bool big = tiff.starts_with("MM");
    const auto u16 = [&](std::size_t p) { const std::uint32_t v = le16_at(tiff, p); return big ? (v >> 8 | (v & 0xFF) << 8) : v; };
    const auto u32 = [&](std::size_t p) -> std::uint64_t { return big ? std::uint64_t{u16(p)} << 16 | u16(p + 2) : le32_at(tiff, p); };
    const std::uint64_t directory = u32(4);
    if (directory + 2 > tiff.size()) return 1;
    for (std::uint32_t i = 0; i < u16(directory); ++i) {
      const std::size_t entry = directory + 2 + 12 * std::size_t{i};
      if (entry + 12 > tiff.size()) return 1;
      if (u16(entry) == 0x0112) return static_cast<int>(u16(entry + 8));
    }
  }
  return 1;
}

PixOwner oriented(PixOwner pix, int orientation) {
  PIX* p = pix.get();
  switch (orientation) {
    case 2: return PixOwner(pixFlipLR(nullptr, p));
    case 3: return PixOwner(pixRotateOrth(p, 2));
    case 4: return PixOwner(pixFlipTB(nullptr, p));
    case 5: {
      const PixOwner turned(pixRotateOrth(p, 1));
      return PixOwner(turned == nullptr ? nullptr : pixFlipLR(nullptr, turned.get()));
    }
    case 6: return PixOwner(pixRotateOrth(p, 1));
    case 7: {
      const PixOwner turned(pixRotateOrth(p, 3));
      return PixOwner(turned == nullptr ? nullptr : pixFlipLR(nullptr, turned.get()));
    }
    case 8: return PixOwner(pixRotateOrth(p, 3));
    default: return pix;
  }
}

double plausible_dpi(PIX* pix) {
  const double dpi = pixGetXRes(pix);
  const double longest = std::max(pixGetWidth(pix), pixGetHeight(pix));
  return dpi >= 50 && dpi <= 2400 && longest / dpi <= k_longest_inch ? dpi : k_default_dpi;
}

PIX* decode(ByteView bytes, std::uint32_t number) {
  const std::string_view text = as_text(bytes);
  if (is_tiff(text)) return pixReadMemTiff(data_of(bytes), bytes.size(), static_cast<l_int32>(number) - 1);
  return pixReadMem(data_of(bytes), bytes.size());
}

}  // namespace

Result<std::uint32_t> image_count(ByteView bytes, const Limits& limits) {
  setMsgSeverity(L_SEVERITY_NONE);
  if (!is_tiff(as_text(bytes))) {
    TRY(size_of(bytes, 1));
    return 1;
  }
  // The library has no count for memory: directories are walked until one is missing.
  std::uint32_t count = 0;
  while (count <= limits.pages && size_of(bytes, count + 1)) ++count;
  if (count == 0) return fail(ErrorCode::corrupt, "TIFF 已损坏，或没有图像");
  if (count > limits.pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(limits.pages) + " 页）");
  return count;
}

Result<DecodedImage> decode_image(ByteView bytes, const Limits& limits, std::uint32_t number) {
  setMsgSeverity(L_SEVERITY_NONE);
  TRY_ASSIGN(const Size size, size_of(bytes, number));
  if (static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height) > limits.pixels) {
    return fail(ErrorCode::resource_exhausted, "图像过大（" + std::to_string(size.width) + "×" + std::to_string(size.height) + " 像素）");
  }
  DecodedImage image;
  image.pix.reset(decode(bytes, number));
  if (image.pix == nullptr) return fail(ErrorCode::corrupt, "图像已损坏，无法解码");
  // Decoders may find another size than the header told.
  if (static_cast<std::uint64_t>(pixGetWidth(image.pix.get())) * static_cast<std::uint64_t>(pixGetHeight(image.pix.get())) > limits.pixels) {
    return fail(ErrorCode::resource_exhausted, "图像过大");
  }
  image.dpi = plausible_dpi(image.pix.get());
  if (as_text(bytes).starts_with("\xff\xd8")) image.pix = oriented(std::move(image.pix), exif_orientation(as_text(bytes)));
  if (image.pix == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
  return image;
}

}  // namespace anjuan::extract
