#include "archive/registry/personal.hpp"

#include <sodium.h>

#include <array>
#include <chrono>
#include <cstring>
#include <thread>

#include "archive/base/digest.hpp"

namespace anjuan::registry {

namespace {

constexpr const char* k_name = "personal.key";
constexpr std::string_view k_head = "anjuan-personal-1 ";
constexpr std::size_t k_hex = 64;
// head, key in hexadecimal, blank, CRC-32C of the text before in hexadecimal, line end: it can be printed and typed in again.
constexpr std::size_t k_file_size = k_head.size() + k_hex + 1 + 8 + 1;

constexpr std::byte k_version{1};
constexpr std::size_t k_nonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t k_tag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t k_key = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
static_assert(k_key == crypto_kdf_KEYBYTES);

using Key = std::array<unsigned char, k_key>;

/// Authenticated with every seal and hashed with every value: never change one.
std::string_view label_of(PersonalKind kind) {
  switch (kind) {
    case PersonalKind::id_number: return "id-number";
    case PersonalKind::phone: return "phone";
    case PersonalKind::address: return "address";
  }
  return "";
}

const unsigned char* raw(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* raw(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

std::string checksum(std::string_view text) {
  const std::uint32_t crc = crc32c(as_bytes(text));
  std::array<std::byte, 4> big{};
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<std::byte>(crc >> (24 - 8 * i));
  return to_hex(big);
}

std::string file_text(ByteView master) {
  const std::string text = std::string(k_head) + to_hex(master);
  return text + " " + checksum(text) + "\n";
}

Result<Bytes> read_master(FileSystem& fs, const Path& path) {
  const std::string where = "个人信息密钥 " + path.string();
  TRY_ASSIGN(const std::unique_ptr<File> file, fs.open(path, OpenMode::read));
  Bytes bytes(k_file_size + 1);
  TRY_ASSIGN(const std::size_t size, file->read_at(0, bytes));
  const std::string_view text = as_text(ByteView(bytes).first(size));
  if (size >= k_head.size() && text.starts_with("anjuan-personal-") && !text.starts_with(k_head)) {
    return fail(ErrorCode::unsupported, where + "：格式比本程序新，请用新版程序");
  }
  Result<Bytes> master = size == k_file_size ? from_hex(text.substr(k_head.size(), k_hex)) : fail(ErrorCode::corrupt, "");
  // Every character counts, also the checksum and the line end.
  if (master && text != file_text(*master)) master = fail(ErrorCode::corrupt, "");
  sodium_memzero(bytes.data(), bytes.size());
  if (!master) return fail(ErrorCode::corrupt, where + "：已损坏或不是密钥文件，请从密钥文件夹的备份恢复");
  return std::move(*master);
}

/// Waits for another process that is making the key at this moment; it needs milliseconds.
Status lock_patiently(File& file) {
  Status status = file.try_lock();
  for (int i = 0; !status && status.error().code == ErrorCode::busy && i < 300; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    status = file.try_lock();
  }
  return status;
}

// The new key is written beside its place and renamed, under a lock on the file beside: a second process that comes in between waits, sees that the key is
// there, and takes it. Rejected: create_new in its place, which a crash leaves half written under the final name.
Status make_master(FileSystem& fs, const Path& folder) {
  const Path path = folder / k_name;
  const Path beside = folder / (std::string(k_name) + ".new");
  TRY_ASSIGN(const std::unique_ptr<File> file, fs.open(beside, OpenMode::create));
  TRY(lock_patiently(*file));
  TRY_ASSIGN(const bool made_meanwhile, fs.exists(path));
  if (made_meanwhile) return {};
  std::array<std::byte, k_key> master{};
  fill_random(master);
  std::string text = file_text(master);
  Status status = file->truncate(0);
  if (status) status = file->write_at(0, as_bytes(text));
  sodium_memzero(master.data(), master.size());
  sodium_memzero(text.data(), text.size());
  TRY(std::move(status));
  sync_or_die(*file, "sync personal key");
  return fs.rename(beside, path);
}

}  // namespace

struct PersonalVault::Keys {
  Key seal{}, hash{};
  ~Keys() {
    sodium_memzero(seal.data(), seal.size());
    sodium_memzero(hash.data(), hash.size());
  }
};

PersonalVault::PersonalVault(std::unique_ptr<const Keys> keys) : m_keys(std::move(keys)) {}
PersonalVault::PersonalVault(PersonalVault&&) noexcept = default;
PersonalVault& PersonalVault::operator=(PersonalVault&&) noexcept = default;
PersonalVault::~PersonalVault() = default;

Result<PersonalVault> PersonalVault::open(FileSystem& fs, const Path& folder, MissingKey missing) {
  if (sodium_init() < 0) return fail(ErrorCode::internal, "libsodium 无法启动");
  const Path path = folder / k_name;
  TRY_ASSIGN(const bool there, fs.exists(path));
  if (!there && missing == MissingKey::refuse) {
    return fail(ErrorCode::not_found, "没有个人信息密钥 " + path.string() + "：请从密钥文件夹的备份恢复，否则已登记的证件号、电话、地址无法打开");
  }
  if (!there) {
    TRY(fs.make_directories(folder));
    TRY(make_master(fs, folder));
  }
  // Also when the key was there: who made it may not have come to this line yet.
  sync_directory_or_die(fs, folder);
  TRY_ASSIGN(Bytes master, read_master(fs, path));
  auto keys = std::make_unique<Keys>();
  constexpr char k_context[crypto_kdf_CONTEXTBYTES + 1] = "anjuanpd";
  crypto_kdf_derive_from_key(keys->seal.data(), keys->seal.size(), 1, k_context, raw(master));
  crypto_kdf_derive_from_key(keys->hash.data(), keys->hash.size(), 2, k_context, raw(master));
  sodium_memzero(master.data(), master.size());
  return PersonalVault(std::move(keys));
}

Bytes PersonalVault::seal(PersonalKind kind, std::string_view plaintext) const {
  const std::string_view label = label_of(kind);
  Bytes sealed(1 + k_nonce + plaintext.size() + k_tag);
  sealed[0] = k_version;
  fill_random(std::span(sealed).subspan(1, k_nonce));
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed) + 1 + k_nonce, nullptr, raw(as_bytes(plaintext)), plaintext.size(), raw(as_bytes(label)),
                                             label.size(), nullptr, raw(sealed) + 1, m_keys->seal.data());
  return sealed;
}

Result<std::string> PersonalVault::unseal(PersonalKind kind, ByteView sealed) const {
  const std::string what = std::string(title_of(kind));
  if (!sealed.empty() && sealed[0] != k_version) return fail(ErrorCode::unsupported, "加密的" + what + "：格式比本程序新，请用新版程序");
  if (sealed.size() < 1 + k_nonce + k_tag) return fail(ErrorCode::corrupt, "加密的" + what + "：字节不全");
  const std::string_view label = label_of(kind);
  std::string plaintext(sealed.size() - 1 - k_nonce - k_tag, '\0');
  const ByteView box = sealed.subspan(1 + k_nonce);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plaintext.data()), nullptr, nullptr, raw(box), box.size(),
                                                 raw(as_bytes(label)), label.size(), raw(sealed) + 1, m_keys->seal.data()) != 0) {
    return fail(ErrorCode::corrupt, "加密的" + what + "打不开：密钥不是这个案卷库的，或内容被改动过");
  }
  return plaintext;
}

std::string PersonalVault::lookup_hash(PersonalKind kind, std::string_view normalised) const {
  const std::string message = std::string(label_of(kind)) + '\0' + std::string(normalised);
  std::array<std::byte, 16> hash{};
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), raw(as_bytes(message)), message.size(), m_keys->hash.data(),
                     m_keys->hash.size());
  return to_hex(hash);
}

std::string PersonalVault::fingerprint() const {
  constexpr std::string_view k_message = "fingerprint";
  std::array<std::byte, 16> hash{};
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(), raw(as_bytes(k_message)), k_message.size(), m_keys->hash.data(),
                     m_keys->hash.size());
  return to_hex(ByteView(hash).first(8));
}

}  // namespace anjuan::registry
