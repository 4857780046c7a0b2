#include "indexer/worker/leaf.hpp"

namespace anjuan {

namespace {

constexpr std::uint32_t k_most_pixels_a_side = 65'000;

unsigned byte_at(ByteView bytes, std::size_t at) { return std::to_integer<unsigned>(bytes[at]); }
unsigned pair_at(ByteView bytes, std::size_t at) { return byte_at(bytes, at) << 8 | byte_at(bytes, at + 1); }

}  // namespace

std::optional<Leaf> leaf_of(std::uint32_t page, ByteView jpeg) {
  const std::size_t size = jpeg.size();
  if (page == 0 || size < 64 || pair_at(jpeg, 0) != 0xFFD8 || pair_at(jpeg, size - 2) != 0xFFD9) return std::nullopt;
  for (std::size_t at = 2; at + 10 < size;) {
    const unsigned marker = pair_at(jpeg, at), length = pair_at(jpeg, at + 2);
    if (marker < 0xFFC0 || length < 2 || at + 2 + length > size) return std::nullopt;
    // Start of frame: baseline, extended or progressive; no other coding is a JPEG that every reader of PDF knows.
    if (marker >= 0xFFC0 && marker <= 0xFFC2) {
      Leaf leaf{page, pair_at(jpeg, at + 7), pair_at(jpeg, at + 5), byte_at(jpeg, at + 9) == 1, {}};
      const bool sound = byte_at(jpeg, at + 4) == 8 && (leaf.grey || byte_at(jpeg, at + 9) == 3) && leaf.width > 0 && leaf.height > 0;
      if (!sound || leaf.width > k_most_pixels_a_side || leaf.height > k_most_pixels_a_side) return std::nullopt;
      leaf.jpeg.assign(jpeg.begin(), jpeg.end());
      return leaf;
    }
    if (marker == 0xFFDA || marker == 0xFFD9) return std::nullopt;
    at += 2 + length;
  }
  return std::nullopt;
}

}  // namespace anjuan
