// The bytes of a pack, as schemas/formats/pack.md defines them. Inside of archive/store; the format document is the
// contract.
#pragma once

#include "archive/base/digest.hpp"

namespace anjuan::pack {

inline constexpr std::string_view k_file_magic = "ANJUANPK";
inline constexpr std::uint32_t k_version = 1;
inline constexpr std::size_t k_file_header_size = 20;

inline constexpr std::string_view k_record_magic = "ANJR";
inline constexpr std::size_t k_record_header_size = 5;
inline constexpr std::size_t k_frame_header_size = 8;
inline constexpr std::size_t k_trailer_size = 48;
inline constexpr std::uint32_t k_max_frame = 1U << 20;

inline constexpr std::uint8_t k_footer_kind = 255;
inline constexpr std::size_t k_footer_payload_size = 48;
inline constexpr std::size_t k_footer_size =
    k_record_header_size + k_frame_header_size + k_footer_payload_size + k_trailer_size;

using FileHeader = std::array<std::byte, k_file_header_size>;
using RecordHeader = std::array<std::byte, k_record_header_size>;
using FrameHeader = std::array<std::byte, k_frame_header_size>;
using Trailer = std::array<std::byte, k_trailer_size>;

FileHeader file_header(std::uint32_t number);
/// corrupt, or unsupported for a header of a newer version whose checksum is right.
Status check_file_header(ByteView bytes, std::uint32_t number);

RecordHeader record_header(std::uint8_t kind);
FrameHeader frame_header(ByteView payload);
Trailer trailer(std::uint8_t kind, std::uint64_t length, const Digest& digest);

struct FrameClaim {
  std::uint32_t size;  ///< 0: this is the trailer
  std::uint32_t crc;
};
FrameClaim read_frame_header(ByteView bytes);

struct TrailerClaim {
  std::uint64_t length;
  Digest digest;
  bool sound;  ///< its checksum fits, also to the kind in the record's header
};
TrailerClaim read_trailer(ByteView bytes, std::uint8_t kind);

/// What a footer vouches for: every record before it, in order.
struct Summary {
  std::uint64_t records = 0;
  Digest chain{};  ///< chain' = SHA-256(chain ‖ kind ‖ length ‖ digest), from 32 zero bytes
  void add(std::uint8_t kind, std::uint64_t length, const Digest& digest, Hasher& hasher);
  bool operator==(const Summary&) const = default;
};

/// Payload of a footer that stands at offset `at`.
std::array<std::byte, k_footer_payload_size> footer_payload(std::uint64_t at, const Summary& summary);
struct FooterClaim {
  std::uint64_t at;
  Summary summary;
};
FooterClaim read_footer_payload(ByteView payload);

}  // namespace anjuan::pack
