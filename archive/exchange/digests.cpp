#include "archive/exchange/digests.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace anjuan::exchange {

namespace {

struct Algorithm {
  std::string_view name;
  const char* evp;
  std::size_t digits;
};
constexpr std::array<Algorithm, 8> k_algorithms = {{{"md5", "MD5", 32},
                                                    {"sha1", "SHA1", 40},
                                                    {"sha224", "SHA224", 56},
                                                    {"sha256", "SHA256", 64},
                                                    {"sha384", "SHA384", 96},
                                                    {"sha512", "SHA512", 128},
                                                    {"sha512/256", "SHA512-256", 64},
                                                    {"blake2b-512", "BLAKE2B-512", 128}}};

const Algorithm* find(std::string_view name) {
  const auto* const found =
      std::find_if(k_algorithms.begin(), k_algorithms.end(), [&](const Algorithm& a) { return a.name == name; });
  return found == k_algorithms.end() ? nullptr : found;
}

struct FreeMd {
  void operator()(EVP_MD* md) const { EVP_MD_free(md); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// Null where this OpenSSL was built, or is run, without the algorithm (FIPS has no MD5): then it counts as unknown.
const EVP_MD* fetched(const Algorithm& algorithm) {
  static const auto k_fetched = [] {
    std::array<std::unique_ptr<EVP_MD, FreeMd>, k_algorithms.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) all[i].reset(EVP_MD_fetch(nullptr, k_algorithms[i].evp, nullptr));
    return all;
  }();
  return k_fetched[static_cast<std::size_t>(&algorithm - k_algorithms.data())].get();
}

}  // namespace

bool is_known_digest(std::string_view name) {
  const Algorithm* const algorithm = find(name);
  return algorithm != nullptr && fetched(*algorithm) != nullptr;
}

std::size_t digest_digits(std::string_view name) {
  const Algorithm* const algorithm = find(name);
  return algorithm == nullptr ? 0 : algorithm->digits;
}

bool is_hex(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

struct MultiHasher::Impl {
  std::vector<Context> contexts;  ///< null for an unknown algorithm
};

MultiHasher::MultiHasher(const std::vector<std::string>& names) : m_impl(std::make_unique<Impl>()) {
  for (const std::string& name : names) {
    Context context;
    if (is_known_digest(name)) {
      context.reset(EVP_MD_CTX_new());
      // Out of memory is the only way in which it fails.
      if (!context || EVP_DigestInit_ex(context.get(), fetched(*find(name)), nullptr) != 1) std::abort();
    }
    m_impl->contexts.push_back(std::move(context));
  }
}
MultiHasher::~MultiHasher() = default;

void MultiHasher::update(ByteView bytes) {
  for (const Context& context : m_impl->contexts) {
    if (context && EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) != 1) std::abort();
  }
}

std::vector<std::string> MultiHasher::finish() {
  std::vector<std::string> all;
  for (const Context& context : m_impl->contexts) {
    if (!context) {
      all.emplace_back();
      continue;
    }
    std::array<std::byte, EVP_MAX_MD_SIZE> digest;
    unsigned length = 0;
    if (EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), &length) != 1) std::abort();
    all.push_back(to_hex(ByteView(digest).first(length)));
  }
  return all;
}

Result<DigestsOf> digests_of(ByteSource& source, const std::vector<std::string>& names) {
  MultiHasher hasher(names);
  DigestsOf result;
  Bytes buffer(std::size_t{1} << 18);
  for (;;) {
    TRY_ASSIGN(const std::size_t n, source.read(buffer));
    if (n == 0) break;
    result.bytes += n;
    hasher.update(ByteView(buffer).first(n));
  }
  result.hex = hasher.finish();
  return result;
}

std::string digest_of(std::string_view text, const std::string& name) {
  MultiHasher hasher({name});
  hasher.update(as_bytes(text));
  return hasher.finish().front();
}

}  // namespace anjuan::exchange
