// Journal batches and private payloads as pack records hold them. Format: schemas/formats/journal.md.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <vector>

#include "archive/journal/entry.hpp"

namespace anjuan {

using SecretKey = std::array<std::byte, 32>;

/// An entry with what is known of its payload.
struct Entry {
  EntryHead head;
  bool is_private = false;
  Salt salt{};
  std::string payload;  ///< canonical JSON; empty in a batch line that says private, until open_private() filled it
};

struct Batch {
  std::uint64_t first = 0;
  Digest previous{}, root{};
  std::vector<Entry> entries;
};

/// The record's payload. Heads and payloads must be canonical JSON already.
Result<Bytes> encode_batch(const Batch& batch);
/// Checks form, sequence, the commitments of public payloads and, given `before`, both roots: corrupt says what does not fit.
/// unsupported for a newer version.
Result<Batch> decode_batch(ByteView record);
/// Appends the batch's leaves; corrupt when `previous` or `root` differ.
Status extend(TreeFrontier& frontier, const Batch& batch);

/// At most 255 bytes of scope.
Bytes seal_private(std::uint64_t seq, std::string_view scope, const SecretKey& key, const Salt& salt, std::string_view payload);

struct PrivateHeader {
  std::uint64_t seq = 0;
  std::string scope;
};
Result<PrivateHeader> private_header(ByteView record);
/// Decrypts into entry.salt and entry.payload and checks the commitment: corrupt when key, bytes or head do not fit together.
Status open_private(ByteView record, const SecretKey& key, Entry& entry);

}  // namespace anjuan
