#include "archive/journal/entry.hpp"

#include <bit>
#include <boost/json/value.hpp>
#include <cstring>

#include "archive/base/json.hpp"

namespace anjuan {

namespace json = boost::json;

Result<std::string> head_json(const EntryHead& head) {
  return canonical_json(json::object{{"action", head.action},
                                     {"actor", head.actor},
                                     {"commitment", to_hex(head.commitment)},
                                     {"seq", head.seq},
                                     {"subject", head.subject},
                                     {"time", head.time}});
}

Result<EntryHead> parse_head(const json::value& value) {
  const auto bad = [] { return fail(ErrorCode::corrupt, "journal: a head has not the members it must have"); };
  const json::object* object = value.if_object();
  if (object == nullptr || object->size() != 6) return bad();
  EntryHead head;
  for (const auto& [name, target] : {std::pair{"action", &head.action}, std::pair{"actor", &head.actor},
                                     std::pair{"subject", &head.subject}, std::pair{"time", &head.time}}) {
    const json::value* member = object->if_contains(name);
    if (member == nullptr || !member->is_string()) return bad();
    target->assign(member->get_string());
  }
  const json::value* commitment = object->if_contains("commitment");
  const json::value* seq = object->if_contains("seq");
  if (commitment == nullptr || !commitment->is_string() || seq == nullptr || !seq->is_int64() || seq->get_int64() < 0) return bad();
  const auto bytes = from_hex(std::string_view(commitment->get_string()));
  if (!bytes || bytes->size() != head.commitment.size()) return bad();
  std::memcpy(head.commitment.data(), bytes->data(), bytes->size());
  head.seq = static_cast<std::uint64_t>(seq->get_int64());
  return head;
}

Digest commitment_of(const Salt& salt, std::string_view payload) {
  Hasher hasher(DigestKind::sha256);
  hasher.update(as_bytes("anjuan-commitment-1\n"));
  hasher.update(salt);
  hasher.update(as_bytes(payload));
  return hasher.finish();
}

Digest leaf_hash(std::string_view head) {
  static constexpr std::byte k_leaf{0};
  Hasher hasher(DigestKind::sha256);
  hasher.update({&k_leaf, 1});
  hasher.update(as_bytes(head));
  return hasher.finish();
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<std::byte, 65> bytes;
  bytes[0] = std::byte{1};
  std::memcpy(bytes.data() + 1, left.data(), 32);
  std::memcpy(bytes.data() + 33, right.data(), 32);
  return sha256(bytes);
}

void TreeFrontier::append(const Digest& leaf) {
  // Adding one to the size carries through its trailing ones; every carry joins two complete subtrees.
  Digest hash = leaf;
  for (std::uint64_t carry = m_size; carry & 1; carry >>= 1) {
    hash = node_hash(m_peaks.back(), hash);
    m_peaks.pop_back();
  }
  m_peaks.push_back(hash);
  ++m_size;
}

Digest TreeFrontier::root() const {
  if (m_peaks.empty()) return sha256({});
  Digest hash = m_peaks.back();
  for (std::size_t i = m_peaks.size() - 1; i-- > 0;) hash = node_hash(m_peaks[i], hash);
  return hash;
}

Result<TreeFrontier> TreeFrontier::from(std::uint64_t size, std::vector<Digest> peaks) {
  if (peaks.size() != static_cast<std::size_t>(std::popcount(size))) {
    return fail(ErrorCode::corrupt, "journal: the tree's edge does not fit its size");
  }
  TreeFrontier frontier;
  frontier.m_size = size;
  frontier.m_peaks = std::move(peaks);
  return frontier;
}

}  // namespace anjuan
