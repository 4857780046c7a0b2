#include "indexer/extract/pix.hpp"

namespace anjuan::extract {

PixOwner to_pix(const PageImage& image) {
  PixOwner pix(pixCreateNoInit(static_cast<l_int32>(image.width), static_cast<l_int32>(image.height), 32));
  if (pix == nullptr) return pix;
  pixSetSpp(pix.get(), 3);
  const auto* from = reinterpret_cast<const unsigned char*>(image.rgb.data());
  const auto words = static_cast<std::size_t>(pixGetWpl(pix.get()));
  for (std::size_t y = 0; y < image.height; ++y) {
    l_uint32* row = pixGetData(pix.get()) + y * words;
    for (std::size_t x = 0; x < image.width; ++x, from += 3) {
      row[x] = static_cast<l_uint32>(from[0]) << 24 | static_cast<l_uint32>(from[1]) << 16 | static_cast<l_uint32>(from[2]) << 8 | 0xFF;
    }
  }
  return pix;
}

Result<PageImage> to_page_image(PIX* pix) {
  PixOwner opaque;
  if (pixGetDepth(pix) == 32 && pixGetSpp(pix) == 4) {
    opaque.reset(pixAlphaBlendUniform(pix, 0xFFFFFF00));
  } else {
    opaque.reset(pixConvertTo32(pix));
  }
  if (opaque == nullptr) return fail(ErrorCode::resource_exhausted, "图像太大，超过内存上限");
  PageImage image;
  image.width = static_cast<std::uint32_t>(pixGetWidth(opaque.get()));
  image.height = static_cast<std::uint32_t>(pixGetHeight(opaque.get()));
  image.rgb.resize(std::size_t{3} * image.width * image.height);
  std::byte* out = image.rgb.data();
  const auto words = static_cast<std::size_t>(pixGetWpl(opaque.get()));
  for (std::size_t y = 0; y < image.height; ++y) {
    const l_uint32* row = pixGetData(opaque.get()) + y * words;
    for (std::size_t x = 0; x < image.width; ++x) {
      *out++ = static_cast<std::byte>(row[x] >> 24);
      *out++ = static_cast<std::byte>(row[x] >> 16 & 0xFF);
      *out++ = static_cast<std::byte>(row[x] >> 8 & 0xFF);
    }
  }
  return image;
}

}  // namespace anjuan::extract
