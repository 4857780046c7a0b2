// Digests by the names that packages give them, several over one reading.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/bytes.hpp"

namespace anjuan::exchange {

/// md5, sha1, sha224, sha256, sha384, sha512, sha512/256, blake2b-512; in lower case.
bool is_known_digest(std::string_view name);
/// Hexadecimal digits of a digest of this algorithm; 0 for an unknown one.
std::size_t digest_digits(std::string_view name);
/// Only 0-9, a-f, A-F, and at least one of them.
bool is_hex(std::string_view text);
std::string lower_ascii(std::string_view text);

/// All known algorithms among `names` in one pass. Not thread-safe.
class MultiHasher {
 public:
  explicit MultiHasher(const std::vector<std::string>& names);
  ~MultiHasher();
  void update(ByteView bytes);
  /// Lower-case hex in the order of the names; "" for an unknown one. Ends the hasher.
  std::vector<std::string> finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

struct DigestsOf {
  std::vector<std::string> hex;  ///< as MultiHasher::finish()
  std::uint64_t bytes = 0;
};
/// Reads to the end, in constant memory.
Result<DigestsOf> digests_of(ByteSource& source, const std::vector<std::string>& names);
std::string digest_of(std::string_view text, const std::string& name);

}  // namespace anjuan::exchange
