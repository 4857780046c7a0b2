#include "archive/journal/batch.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <boost/json/value.hpp>
#include <cstdlib>
#include <cstring>

#include "archive/base/json.hpp"

namespace anjuan {

namespace json = boost::json;

// A batch holds at most some thousand entries of a few hundred bytes; what inflates beyond this was not written by us.
static constexpr std::size_t k_largest_batch = 256U << 20;

static Bytes deflate_text(std::string_view text) {
  uLongf size = compressBound(text.size());
  Bytes out(size);
  // Out of memory is the only failure for a buffer of compressBound().
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size(), 6) != Z_OK) {
    std::abort();
  }
  out.resize(size);
  return out;
}

static Result<std::string> inflate_text(ByteView bytes) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return fail(ErrorCode::resource_exhausted, "journal batch: no memory");
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> owner(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string text;
  std::array<char, 64 << 10> buffer;
  int result = Z_OK;
  while (result == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = buffer.size();
    result = inflate(&stream, Z_NO_FLUSH);
    text.append(buffer.data(), buffer.size() - stream.avail_out);
    if (text.size() > k_largest_batch) return fail(ErrorCode::corrupt, "journal batch: larger than any batch");
  }
  if (result != Z_STREAM_END || stream.avail_in != 0) return fail(ErrorCode::corrupt, "journal batch: damaged zlib stream");
  return text;
}

Result<Bytes> encode_batch(const Batch& batch) {
  TRY_ASSIGN(std::string text, canonical_json(json::object{{"anjuan_batch", 1},
                                                           {"count", batch.entries.size()},
                                                           {"first", batch.first},
                                                           {"previous", to_hex(batch.previous)},
                                                           {"root", to_hex(batch.root)}}));
  text.push_back('\n');
  for (const Entry& entry : batch.entries) {
    TRY_ASSIGN(const std::string head, head_json(entry.head));
    // The members stand in canonical order already, and head and payload are canonical: no second pass over them.
    text += "{\"head\":" + head;
    if (entry.is_private) {
      text += ",\"private\":true}\n";
    } else {
      text += ",\"payload\":" + entry.payload + ",\"salt\":\"" + to_hex(entry.salt) + "\"}\n";
    }
  }
  return deflate_text(text);
}

static Result<Digest> digest_member(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  if (member != nullptr && member->is_string()) {
    if (const auto bytes = from_hex(std::string_view(member->get_string())); bytes && bytes->size() == 32) {
      Digest digest;
      std::memcpy(digest.data(), bytes->data(), digest.size());
      return digest;
    }
  }
  return fail(ErrorCode::corrupt, "journal batch: no " + std::string(name));
}

static Result<Entry> decode_line(std::string_view line) {
  TRY_ASSIGN(const json::value value, parse_json(line));
  const json::object* object = value.if_object();
  const json::value* head = object == nullptr ? nullptr : object->if_contains("head");
  if (head == nullptr) return fail(ErrorCode::corrupt, "journal batch: a line without head");
  Entry entry;
  TRY_ASSIGN(entry.head, parse_head(*head));
  if (const json::value* payload = object->if_contains("payload"); payload != nullptr) {
    TRY_ASSIGN(entry.payload, canonical_json(*payload));
    TRY_ASSIGN(const Digest salt, digest_member(*object, "salt"));
    entry.salt = salt;
    if (commitment_of(entry.salt, entry.payload) != entry.head.commitment) {
      return fail(ErrorCode::corrupt, "journal entry " + std::to_string(entry.head.seq) + ": its payload is not the one committed to");
    }
  } else if (object->contains("private")) {
    entry.is_private = true;
  } else {
    return fail(ErrorCode::corrupt, "journal entry " + std::to_string(entry.head.seq) + ": neither payload nor private");
  }
  return entry;
}

static Result<std::uint64_t> count_member(const json::object& object, std::string_view name) {
  const json::value* member = object.if_contains(name);
  if (member == nullptr || !member->is_int64() || member->get_int64() < 0) {
    return fail(ErrorCode::corrupt, "journal batch: no " + std::string(name));
  }
  return static_cast<std::uint64_t>(member->get_int64());
}

Result<Batch> decode_batch(ByteView record) {
  TRY_ASSIGN(const std::string text, inflate_text(record));
  Batch batch;
  std::uint64_t count = 0;
  bool header = true;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) return fail(ErrorCode::corrupt, "journal batch: no line end at its end");
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    if (std::exchange(header, false)) {
      TRY_ASSIGN(const json::value value, parse_json(line));
      const json::object* object = value.if_object();
      if (object == nullptr) return fail(ErrorCode::corrupt, "journal batch: no header");
      TRY_ASSIGN(const std::uint64_t version, count_member(*object, "anjuan_batch"));
      if (version != 1) return fail(ErrorCode::unsupported, "journal batch of version " + std::to_string(version) + ": update anjuan");
      TRY_ASSIGN(batch.first, count_member(*object, "first"));
      TRY_ASSIGN(count, count_member(*object, "count"));
      TRY_ASSIGN(batch.previous, digest_member(*object, "previous"));
      TRY_ASSIGN(batch.root, digest_member(*object, "root"));
      continue;
    }
    TRY_ASSIGN(Entry entry, decode_line(line));
    if (entry.head.seq != batch.first + batch.entries.size()) return fail(ErrorCode::corrupt, "journal batch: a gap in the sequence");
    batch.entries.push_back(std::move(entry));
  }
  if (header || batch.entries.size() != count) return fail(ErrorCode::corrupt, "journal batch: not all of its entries are there");
  return batch;
}

Status extend(TreeFrontier& frontier, const Batch& batch) {
  if (frontier.size() != batch.first || frontier.root() != batch.previous) {
    return fail(ErrorCode::corrupt, "journal batch at " + std::to_string(batch.first) + " does not follow what stands before it");
  }
  for (const Entry& entry : batch.entries) {
    TRY_ASSIGN(const std::string head, head_json(entry.head));
    frontier.append(leaf_hash(head));
  }
  if (frontier.root() != batch.root) {
    return fail(ErrorCode::corrupt, "journal batch at " + std::to_string(batch.first) + ": its root is not that of its entries");
  }
  return {};
}

// --- private payloads ---------------------------------------------------------------------------------------------

static constexpr std::size_t k_nonce = 12;
static constexpr std::size_t k_tag = 16;

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

static const EVP_CIPHER* aes_256_gcm() {
  static const EVP_CIPHER* const k_cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return k_cipher;
}

static const unsigned char* raw(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }
static unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

Bytes seal_private(std::uint64_t seq, std::string_view scope, const SecretKey& key, const Salt& salt, std::string_view payload) {
  Bytes record;
  const auto put = [&record](ByteView bytes) { record.insert(record.end(), bytes.begin(), bytes.end()); };
  record.push_back(std::byte{1});
  for (int i = 0; i < 8; ++i) record.push_back(static_cast<std::byte>(seq >> 8 * i));
  record.push_back(static_cast<std::byte>(scope.size()));
  put(as_bytes(scope));
  const std::size_t header = record.size();
  record.resize(header + k_nonce + salt.size() + payload.size() + k_tag);
  fill_random(std::span(record).subspan(header, k_nonce));

  const CipherContext context(EVP_CIPHER_CTX_new());
  unsigned char* out = raw(record.data()) + header + k_nonce;
  int n = 0;
  // These calls fail only for want of memory or by misuse: nothing was written yet, and nothing sensible can follow.
  const bool done = EVP_EncryptInit_ex(context.get(), aes_256_gcm(), nullptr, raw(key.data()), raw(record.data()) + header) == 1 &&
                    EVP_EncryptUpdate(context.get(), nullptr, &n, raw(record.data()), static_cast<int>(header)) == 1 &&
                    EVP_EncryptUpdate(context.get(), out, &n, raw(salt.data()), static_cast<int>(salt.size())) == 1 &&
                    EVP_EncryptUpdate(context.get(), out + salt.size(), &n, reinterpret_cast<const unsigned char*>(payload.data()),
                                      static_cast<int>(payload.size())) == 1 &&
                    EVP_EncryptFinal_ex(context.get(), out + salt.size() + payload.size(), &n) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, k_tag, out + salt.size() + payload.size()) == 1;
  if (!done) std::abort();
  return record;
}

Result<PrivateHeader> private_header(ByteView record) {
  if (record.size() < 10) return fail(ErrorCode::corrupt, "private payload: too short");
  if (record[0] != std::byte{1}) {
    return fail(ErrorCode::unsupported, "private payload of version " + std::to_string(std::to_integer<int>(record[0])) + ": update anjuan");
  }
  PrivateHeader header;
  for (int i = 0; i < 8; ++i) header.seq |= std::to_integer<std::uint64_t>(record[1 + i]) << 8 * i;
  const auto length = std::to_integer<std::size_t>(record[9]);
  if (record.size() < 10 + length + k_nonce + sizeof(Salt) + k_tag) return fail(ErrorCode::corrupt, "private payload: too short");
  header.scope = as_text(record.subspan(10, length));
  return header;
}

Status open_private(ByteView record, const SecretKey& key, Entry& entry) {
  TRY_ASSIGN(const PrivateHeader header, private_header(record));
  const std::size_t head = 10 + header.scope.size();
  const ByteView sealed = record.subspan(head + k_nonce, record.size() - head - k_nonce - k_tag);
  Bytes plain(sealed.size());
  const CipherContext context(EVP_CIPHER_CTX_new());
  int n = 0;
  const bool done = EVP_DecryptInit_ex(context.get(), aes_256_gcm(), nullptr, raw(key.data()), raw(record.data()) + head) == 1 &&
                    EVP_DecryptUpdate(context.get(), nullptr, &n, raw(record.data()), static_cast<int>(head)) == 1 &&
                    EVP_DecryptUpdate(context.get(), raw(plain.data()), &n, raw(sealed.data()), static_cast<int>(sealed.size())) == 1 &&
                    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, k_tag,
                                        const_cast<std::byte*>(record.data() + record.size() - k_tag)) == 1 &&
                    EVP_DecryptFinal_ex(context.get(), raw(plain.data()) + plain.size(), &n) == 1;
  const std::string where = "journal entry " + std::to_string(entry.head.seq);
  if (!done) return fail(ErrorCode::corrupt, where + ": its private payload does not open with the key of " + header.scope);
  std::memcpy(entry.salt.data(), plain.data(), entry.salt.size());
  entry.payload = as_text(ByteView(plain).subspan(entry.salt.size()));
  if (header.seq != entry.head.seq || commitment_of(entry.salt, entry.payload) != entry.head.commitment) {
    entry.payload.clear();
    return fail(ErrorCode::corrupt, where + ": its private payload is not the one committed to");
  }
  return {};
}

}  // namespace anjuan
