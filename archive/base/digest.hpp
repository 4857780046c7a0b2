// Digests (OpenSSL) and the name of an object. SHA-256 names; SM3 (GB/T 32905, R-439) stands beside it.
#pragma once

#include <array>
#include <compare>
#include <functional>
#include <string>

#include "archive/base/bytes.hpp"

namespace anjuan {

enum class DigestKind : std::uint8_t { sha256, sm3 };
using Digest = std::array<std::byte, 32>;

/// Streaming digest. Not thread-safe; cheap to reset by assigning a new one.
class Hasher {
 public:
  explicit Hasher(DigestKind kind);
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void update(ByteView bytes);
  /// Ends the digest and begins a new, empty one of the same kind.
  Digest finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

Digest sha256(ByteView bytes);
Digest sm3(ByteView bytes);

/// CRC-32C (Castagnoli, reflected, as in iSCSI): seed with 0, or with the value of the bytes before to go on.
std::uint32_t crc32c(ByteView bytes, std::uint32_t before = 0);

/// Fills from the system's random source.
void fill_random(std::span<std::byte> out);

/// The name of an object: the SHA-256 of its bytes, spelled `sha256-<64 lower-case hex>` and in no other way.
class ObjectId {
 public:
  static ObjectId of(ByteView bytes) { return ObjectId(sha256(bytes)); }
  static Result<ObjectId> parse(std::string_view text);
  explicit ObjectId(const Digest& digest) : m_digest(digest) {}
  const Digest& digest() const { return m_digest; }
  std::string to_string() const;
  auto operator<=>(const ObjectId&) const = default;

 private:
  Digest m_digest;
};

}  // namespace anjuan

template <>
struct std::hash<anjuan::ObjectId> {
  std::size_t operator()(const anjuan::ObjectId& id) const noexcept;
};
