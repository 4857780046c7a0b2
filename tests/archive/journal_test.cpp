#include <boost/test/unit_test.hpp>
#include <cstring>

#include "archive/journal/batch.hpp"

using namespace anjuan;

namespace {

Digest digest_from(std::string_view hex) {
  const Bytes bytes = from_hex(hex).value();
  Digest digest;
  std::memcpy(digest.data(), bytes.data(), digest.size());
  return digest;
}

Salt counting_salt() {
  Salt salt;
  for (std::size_t i = 0; i < salt.size(); ++i) salt[i] = static_cast<std::byte>(i);
  return salt;
}

// RFC 9162 §2.1.1, word for word: split at the largest power of two smaller than n.
Digest tree_head(const std::vector<Digest>& leaves, std::size_t begin, std::size_t end) {
  if (end - begin == 1) return leaves[begin];
  std::size_t k = 1;
  while (k * 2 < end - begin) k *= 2;
  return node_hash(tree_head(leaves, begin, begin + k), tree_head(leaves, begin + k, end));
}

Entry public_entry(std::uint64_t seq, std::string payload) {
  Entry entry;
  entry.salt = counting_salt();
  entry.payload = std::move(payload);
  entry.head = {seq, "2026-11-24T06:00:00.000000Z", "档案员", "item.added", "i0", commitment_of(entry.salt, entry.payload)};
  return entry;
}

Batch batch_of(std::vector<Entry> entries, TreeFrontier frontier) {
  Batch batch;
  batch.first = frontier.size();
  batch.previous = frontier.root();
  for (const Entry& entry : entries) frontier.append(leaf_hash(head_json(entry.head).value()));
  batch.root = frontier.root();
  batch.entries = std::move(entries);
  return batch;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(journal)

BOOST_AUTO_TEST_CASE(the_documented_example) {
  BOOST_TEST(to_hex(commitment_of(counting_salt(), R"({"a":1})")) == "a214a95ea94cc17ffab61754e155b2ff213062df8ba0227dd4ea08f88d89e1cb");
}

// The first tree heads of the eight leaves that RFC 6962's implementations share as test vectors (certificate-transparency, merkle_tree_test).
BOOST_AUTO_TEST_CASE(tree_heads_match_the_published_vectors) {
  const std::vector<std::string> leaves = {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  TreeFrontier frontier;
  BOOST_TEST(to_hex(frontier.root()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    frontier.append(leaf_hash(as_text(from_hex(leaves[i]).value())));
    BOOST_TEST((frontier.root() == digest_from(roots[i])), "tree of " << i + 1);
  }
}

BOOST_AUTO_TEST_CASE(the_frontier_is_the_definition_for_every_size) {
  TreeFrontier frontier;
  std::vector<Digest> leaves;
  for (int n = 1; n <= 130; ++n) {
    leaves.push_back(leaf_hash(std::to_string(n)));
    frontier.append(leaves.back());
    BOOST_TEST((frontier.root() == tree_head(leaves, 0, leaves.size())));
    const auto again = TreeFrontier::from(frontier.size(), frontier.peaks());
    BOOST_TEST((again.value().root() == frontier.root()));
  }
  BOOST_TEST((TreeFrontier::from(3, {leaves[0]}).error().code == ErrorCode::corrupt));
}

BOOST_AUTO_TEST_CASE(a_batch_comes_back_and_extends_the_tree) {
  Entry secret = public_entry(1, "");
  secret.is_private = true;
  secret.payload.clear();
  const Batch batch = batch_of({public_entry(0, R"({"title":"离休"})"), secret}, TreeFrontier{});
  const Batch back = decode_batch(encode_batch(batch).value()).value();
  BOOST_TEST(back.entries.size() == 2U);
  BOOST_TEST(back.entries[0].payload == R"({"title":"离休"})");
  BOOST_TEST(back.entries[0].head.actor == "档案员");
  BOOST_TEST(back.entries[1].is_private);
  TreeFrontier frontier;
  BOOST_TEST(extend(frontier, back).has_value());
  BOOST_TEST((frontier.root() == batch.root));
  BOOST_TEST((extend(frontier, back).error().code == ErrorCode::corrupt), "a batch fits at one place only");
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_of_a_batch_is_noticed) {
  const Batch batch = batch_of({public_entry(0, R"({"a":1})")}, TreeFrontier{});
  const Bytes good = encode_batch(batch).value();
  std::size_t flips = 0;
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1 << bit % 8);
    const auto decoded = decode_batch(bad);
    TreeFrontier frontier;
    // A flip that zlib's own header ignores (its level hint) may leave the content whole; nothing else may pass.
    if (decoded && extend(frontier, *decoded)) BOOST_TEST(encode_batch(*decoded).value() == good);
    ++flips;
  }
  BOOST_TEST(flips > 500U);
}

BOOST_AUTO_TEST_CASE(a_changed_payload_or_head_does_not_fit) {
  Batch batch = batch_of({public_entry(0, R"({"a":1})")}, TreeFrontier{});
  batch.entries[0].payload = R"({"a":2})";
  BOOST_TEST((decode_batch(encode_batch(batch).value()).error().code == ErrorCode::corrupt));
  batch = batch_of({public_entry(0, R"({"a":1})")}, TreeFrontier{});
  batch.entries[0].head.actor = "他人";
  TreeFrontier frontier;
  BOOST_TEST((extend(frontier, decode_batch(encode_batch(batch).value()).value()).error().code == ErrorCode::corrupt));
}

BOOST_AUTO_TEST_CASE(a_private_payload_opens_with_its_key_only) {
  SecretKey key{};
  fill_random(key);
  Entry entry = public_entry(7, R"({"sender":"王某"})");
  const Bytes record = seal_private(7, "m123", key, entry.salt, entry.payload);
  BOOST_TEST(as_text(record).find("王某") == std::string_view::npos);
  BOOST_TEST(private_header(record).value().scope == "m123");
  BOOST_TEST(private_header(record).value().seq == 7U);

  Entry back;
  back.head = entry.head;
  back.is_private = true;
  BOOST_TEST(open_private(record, key, back).has_value());
  BOOST_TEST(back.payload == entry.payload);

  SecretKey other = key;
  other[0] ^= std::byte{1};
  BOOST_TEST((open_private(record, other, back).error().code == ErrorCode::corrupt));
  for (std::size_t i = 0; i < record.size(); ++i) {
    Bytes bad = record;
    bad[i] ^= std::byte{1};
    BOOST_TEST(!open_private(bad, key, back).has_value(), "byte " << i);
    BOOST_TEST(!open_private(ByteView(record).first(i), key, back).has_value());
  }
  back.head.commitment[0] ^= std::byte{1};
  BOOST_TEST((open_private(record, key, back).error().code == ErrorCode::corrupt));
}

BOOST_AUTO_TEST_SUITE_END()
