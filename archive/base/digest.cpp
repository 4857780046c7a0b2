#include "archive/base/digest.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cstdlib>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace anjuan {

struct Hasher::Impl {
  struct Free {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
  const EVP_MD* algorithm = nullptr;

  // Out of memory is the only way in which these calls fail: nothing sensible can follow.
  void begin() {
    if (EVP_DigestInit_ex(context.get(), algorithm, nullptr) != 1) std::abort();
  }
};

Hasher::Hasher(DigestKind kind) : m_impl(std::make_unique<Impl>()) {
  // Fetched once: an implicit fetch at every digest costs more than a small object's bytes.
  static const EVP_MD* const k_sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static const EVP_MD* const k_sm3 = EVP_MD_fetch(nullptr, "SM3", nullptr);
  m_impl->algorithm = kind == DigestKind::sha256 ? k_sha256 : k_sm3;
  m_impl->begin();
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::update(ByteView bytes) {
  if (EVP_DigestUpdate(m_impl->context.get(), bytes.data(), bytes.size()) != 1) std::abort();
}

Digest Hasher::finish() {
  Digest digest;
  unsigned length = 0;
  if (EVP_DigestFinal_ex(m_impl->context.get(), reinterpret_cast<unsigned char*>(digest.data()), &length) != 1 ||
      length != digest.size()) {
    std::abort();
  }
  m_impl->begin();
  return digest;
}

static Digest digest_of(DigestKind kind, ByteView bytes) {
  Hasher hasher(kind);
  hasher.update(bytes);
  return hasher.finish();
}
Digest sha256(ByteView bytes) { return digest_of(DigestKind::sha256, bytes); }
Digest sm3(ByteView bytes) { return digest_of(DigestKind::sm3, bytes); }

static std::uint32_t crc32c_table(ByteView bytes, std::uint32_t crc) {
  static const auto k_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = value & 1 ? value >> 1 ^ 0x82F63B78U : value >> 1;
      table[i] = value;
    }
    return table;
  }();
  for (const std::byte b : bytes) crc = k_table[(crc ^ std::to_integer<std::uint32_t>(b)) & 0xFF] ^ crc >> 8;
  return crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static std::uint32_t crc32c_hardware(ByteView bytes, std::uint32_t crc) {
  std::uint64_t wide = crc;
  const std::byte* p = bytes.data();
  std::size_t n = bytes.size();
  for (; n >= 8; n -= 8, p += 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  auto narrow = static_cast<std::uint32_t>(wide);
  for (; n > 0; --n, ++p) narrow = _mm_crc32_u8(narrow, std::to_integer<unsigned char>(*p));
  return narrow;
}
#endif

std::uint32_t crc32c(ByteView bytes, std::uint32_t before) {
#if defined(__x86_64__)
  static const bool k_hardware = __builtin_cpu_supports("sse4.2");
  if (k_hardware) return ~crc32c_hardware(bytes, ~before);
#endif
  return ~crc32c_table(bytes, ~before);
}

void fill_random(std::span<std::byte> out) {
  // Keys and ids come from here: without randomness the program must not go on.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(out.size())) != 1) std::abort();
}

static constexpr std::string_view k_prefix = "sha256-";

Result<ObjectId> ObjectId::parse(std::string_view text) {
  const auto bad = [&] {
    return fail(ErrorCode::invalid_argument, "not a digest (sha256- and 64 lower-case hex digits): " + std::string(text));
  };
  if (!text.starts_with(k_prefix) || text.size() != k_prefix.size() + 64) return bad();
  const auto bytes = from_hex(text.substr(k_prefix.size()));
  if (!bytes) return bad();
  Digest digest;
  std::memcpy(digest.data(), bytes->data(), digest.size());
  return ObjectId(digest);
}

std::string ObjectId::to_string() const { return std::string(k_prefix) + to_hex(m_digest); }

}  // namespace anjuan

std::size_t std::hash<anjuan::ObjectId>::operator()(const anjuan::ObjectId& id) const noexcept {
  std::size_t value;
  std::memcpy(&value, id.digest().data(), sizeof value);
  return value;
}
