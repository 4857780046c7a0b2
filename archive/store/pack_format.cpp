#include "archive/store/pack_format.hpp"

#include <cstring>

namespace anjuan::pack {

namespace {

void put_u32(std::byte* out, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<std::byte>(value >> (8 * i));
}
void put_u64(std::byte* out, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) out[i] = static_cast<std::byte>(value >> (8 * i));
}
std::uint32_t get_u32(const std::byte* in) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value |= std::to_integer<std::uint32_t>(in[i]) << (8 * i);
  return value;
}
std::uint64_t get_u64(const std::byte* in) {
  std::uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value |= std::to_integer<std::uint64_t>(in[i]) << (8 * i);
  return value;
}

std::uint32_t trailer_crc(std::uint8_t kind, ByteView length_and_digest) {
  const std::byte kind_byte{kind};
  return crc32c(length_and_digest, crc32c({&kind_byte, 1}));
}

}  // namespace

FileHeader file_header(std::uint32_t number) {
  FileHeader out;
  std::memcpy(out.data(), k_file_magic.data(), 8);
  put_u32(&out[8], k_version);
  put_u32(&out[12], number);
  put_u32(&out[16], crc32c({out.data(), 16}));
  return out;
}

Status check_file_header(ByteView bytes, std::uint32_t number) {
  if (bytes.size() < k_file_header_size) return fail(ErrorCode::corrupt, "the file header is cut off");
  if (crc32c(bytes.first(16)) != get_u32(&bytes[16]))
    return fail(ErrorCode::corrupt, "the file header's checksum differs");
  if (as_text(bytes.first(8)) != k_file_magic) return fail(ErrorCode::corrupt, "this is no pack file");
  if (const std::uint32_t version = get_u32(&bytes[8]); version != k_version) {
    return fail(ErrorCode::unsupported, "pack format " + std::to_string(version) + "; this program knows 1");
  }
  if (const std::uint32_t found = get_u32(&bytes[12]); found != number) {
    return fail(ErrorCode::corrupt, "the file header names pack " + std::to_string(found));
  }
  return {};
}

RecordHeader record_header(std::uint8_t kind) {
  RecordHeader out;
  std::memcpy(out.data(), k_record_magic.data(), 4);
  out[4] = std::byte{kind};
  return out;
}

FrameHeader frame_header(ByteView payload) {
  FrameHeader out;
  put_u32(&out[0], static_cast<std::uint32_t>(payload.size()));
  put_u32(&out[4], crc32c(payload));
  return out;
}

Trailer trailer(std::uint8_t kind, std::uint64_t length, const Digest& digest) {
  Trailer out;
  put_u32(&out[0], 0);
  put_u64(&out[8], length);
  std::memcpy(&out[16], digest.data(), digest.size());
  put_u32(&out[4], trailer_crc(kind, ByteView(out).subspan(8)));
  return out;
}

FrameClaim read_frame_header(ByteView bytes) { return {get_u32(&bytes[0]), get_u32(&bytes[4])}; }

TrailerClaim read_trailer(ByteView bytes, std::uint8_t kind) {
  TrailerClaim claim{get_u64(&bytes[8]), {}, false};
  std::memcpy(claim.digest.data(), &bytes[16], claim.digest.size());
  claim.sound = get_u32(&bytes[0]) == 0 && get_u32(&bytes[4]) == trailer_crc(kind, bytes.subspan(8, 40));
  return claim;
}

void Summary::add(std::uint8_t kind, std::uint64_t length, const Digest& digest, Hasher& hasher) {
  std::array<std::byte, 32 + 1 + 8 + 32> link;
  std::memcpy(&link[0], chain.data(), 32);
  link[32] = std::byte{kind};
  put_u64(&link[33], length);
  std::memcpy(&link[41], digest.data(), 32);
  hasher.update(link);
  chain = hasher.finish();
  ++records;
}

std::array<std::byte, k_footer_payload_size> footer_payload(std::uint64_t at, const Summary& summary) {
  std::array<std::byte, k_footer_payload_size> out;
  put_u64(&out[0], at);
  put_u64(&out[8], summary.records);
  std::memcpy(&out[16], summary.chain.data(), 32);
  return out;
}

FooterClaim read_footer_payload(ByteView payload) {
  FooterClaim claim{get_u64(&payload[0]), {get_u64(&payload[8]), {}}};
  std::memcpy(claim.summary.chain.data(), &payload[16], 32);
  return claim;
}

}  // namespace anjuan::pack
