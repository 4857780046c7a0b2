// One journal record and its hashes. Format: schemas/formats/journal.md. Knows no meaning of any action.
#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>

#include "archive/base/digest.hpp"

namespace anjuan {

using Salt = std::array<std::byte, 32>;

/// The public part: signed by the tree, never erased.
struct EntryHead {
  std::uint64_t seq = 0;
  std::string time, actor, action, subject;
  Digest commitment{};
};

/// Canonical JSON of the head; invalid_argument when a member is not UTF-8.
Result<std::string> head_json(const EntryHead& head);
/// corrupt for anything that head_json() would not have written.
Result<EntryHead> parse_head(const boost::json::value& value);

Digest commitment_of(const Salt& salt, std::string_view payload);

/// RFC 9162 §2.1.1.
Digest leaf_hash(std::string_view head_json);
Digest node_hash(const Digest& left, const Digest& right);

/// The right edge of an RFC 9162 tree: enough to append and to know the root. One hash per set bit of the size.
class TreeFrontier {
 public:
  void append(const Digest& leaf);
  std::uint64_t size() const { return m_size; }
  /// SHA-256 of nothing for the empty tree.
  Digest root() const;
  /// Hashes of the complete subtrees, largest first.
  const std::vector<Digest>& peaks() const { return m_peaks; }
  /// corrupt when `peaks` does not fit `size`.
  static Result<TreeFrontier> from(std::uint64_t size, std::vector<Digest> peaks);

 private:
  std::uint64_t m_size = 0;
  std::vector<Digest> m_peaks;
};

}  // namespace anjuan
