// Personal data at rest: sealed, and still found by exact value through a keyed hash.
//
// One key per archive, in DIR.keys/personal.key beside the keys of private payloads: losing a disk or a backup of the archive alone tells nothing about a
// person. Sealing: XChaCha20-Poly1305 with a random nonce, so equal values have different seals, and the kind of value is authenticated with it. Hashing:
// BLAKE2b keyed with another subkey, so without the key nobody can try all ID numbers. Immutable after open(), safe for threads; subkeys are wiped.
// Whoever loses the key loses the sealed values: fingerprint() lets an archive notice another key before it writes with it.
// Proof: tests/archive/personal_test.cpp.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "archive/base/bytes.hpp"
#include "archive/registry/personal_values.hpp"
#include "archive/store/file_system.hpp"

namespace anjuan::registry {

enum class MissingKey : std::uint8_t { make, refuse };

class PersonalVault {
 public:
  /// The key of `folder` (DIR.keys). Made when absent, unless the caller knows that there must be one (not_found); made once however many processes open it,
  /// and durable before open() returns: nothing is ever sealed with a key that power loss could take. corrupt: the file is no key, or is damaged.
  static Result<PersonalVault> open(FileSystem& fs, const Path& folder, MissingKey missing = MissingKey::make);

  /// 41 bytes longer than `plaintext`.
  Bytes seal(PersonalKind kind, std::string_view plaintext) const;
  /// corrupt: another archive's key, another kind, or changed bytes. unsupported: a newer form.
  Result<std::string> unseal(PersonalKind kind, ByteView sealed) const;

  /// 32 hex digits of a normalised value; kinds never meet.
  std::string lookup_hash(PersonalKind kind, std::string_view normalised) const;
  /// 16 hex digits that name this key and tell nothing about it.
  std::string fingerprint() const;

  PersonalVault(PersonalVault&&) noexcept;
  PersonalVault& operator=(PersonalVault&&) noexcept;
  ~PersonalVault();

 private:
  struct Keys;
  explicit PersonalVault(std::unique_ptr<const Keys> keys);
  std::unique_ptr<const Keys> m_keys;
};

}  // namespace anjuan::registry
