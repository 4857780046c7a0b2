#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "archive/base/clock.hpp"
#include "archive/base/digest.hpp"
#include "archive/base/json.hpp"
#include "archive/base/utf8.hpp"

using namespace anjuan;

BOOST_AUTO_TEST_SUITE(base)

// FIPS 180-2 appendix B.1 and GB/T 32905 appendix A.1: both of "abc".
BOOST_AUTO_TEST_CASE(digests_match_the_published_vectors) {
  BOOST_TEST(to_hex(sha256(as_bytes("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(to_hex(sm3(as_bytes("abc"))) == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
}

// RFC 3720 appendix B.4.
BOOST_AUTO_TEST_CASE(crc32c_matches_the_published_vectors) {
  BOOST_TEST(crc32c(Bytes(32, std::byte{0})) == 0x8A9136AAU);
  BOOST_TEST(crc32c(Bytes(32, std::byte{0xFF})) == 0x62A8AB43U);
  const std::string_view text = "123456789";
  BOOST_TEST(crc32c(as_bytes(text)) == 0xE3069283U);
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    BOOST_TEST(crc32c(as_bytes(text.substr(cut)), crc32c(as_bytes(text.substr(0, cut)))) == 0xE3069283U);
  }
}

BOOST_AUTO_TEST_CASE(an_object_id_has_one_spelling) {
  const ObjectId id = ObjectId::of(as_bytes("abc"));
  BOOST_TEST(id.to_string() == "sha256-ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST((ObjectId::parse(id.to_string()).value() == id));
  std::string upper = id.to_string();
  upper[7] = 'B';
  BOOST_TEST(!ObjectId::parse(upper).has_value());
  BOOST_TEST(!ObjectId::parse("sha256-").has_value());
  BOOST_TEST(!ObjectId::parse(id.to_string() + " ").has_value());
}

// RFC 8785 §3.2.3's sorting example and §3.2.2's escapes.
BOOST_AUTO_TEST_CASE(canonical_json_is_rfc_8785) {
  const auto canonical = [](std::string_view text) { return canonical_json(boost::json::parse(text)).value(); };
  BOOST_TEST(canonical(R"({ "b": [1, true, null], "a": "x" })") == R"({"a":"x","b":[1,true,null]})");
  BOOST_TEST(canonical(R"(["\u20ac$\u000F\u000aA'B\"\\\\\"\/"])") == "[\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]");
  BOOST_TEST(canonical(R"({"\ud83d\ude00":1,"\ufb33":2,"\u20ac":3,"1":4})") == "{\"1\":4,\"€\":3,\"😀\":1,\"\uFB33\":2}");
  BOOST_TEST(!canonical_json(boost::json::parse("1.5")).has_value());
  BOOST_TEST(!canonical_json(boost::json::parse("9007199254740993")).has_value());
  BOOST_TEST(!canonical_json(boost::json::value("\xff")).has_value());
}

BOOST_AUTO_TEST_CASE(parse_json_names_the_place_of_a_fault) {
  BOOST_TEST(parse_json("{\"a\":1}").has_value());
  BOOST_TEST(parse_json("{\"a\":1").error().message.find("byte") != std::string::npos);
  BOOST_TEST(!parse_json("{} {}").has_value());
  BOOST_TEST(!parse_json(std::string(100000, '[')).has_value());
}

BOOST_AUTO_TEST_CASE(utf8_is_strict) {
  BOOST_TEST(is_utf8("案卷 a\xF0\xA0\x80\x80"));
  for (const char* bad : {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE4\xB8", "\x80", "\xFF"}) BOOST_TEST(!is_utf8(bad), bad);
  BOOST_TEST(to_shown_utf8("a\xFF" "b") == "a\xEF\xBF\xBD" "b");
  std::string round;
  for (const char32_t c : {U'a', U'é', U'案', U'𠀀'}) append_utf8(round, c);
  BOOST_TEST(round == "aé案𠀀");
}

BOOST_AUTO_TEST_CASE(utc_now_has_one_spelling) {
  const std::string now = utc_now();
  BOOST_TEST(now.size() == 27U);
  BOOST_TEST(now.back() == 'Z');
}

BOOST_AUTO_TEST_SUITE_END()
