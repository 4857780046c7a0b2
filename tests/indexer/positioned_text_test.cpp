// The positioned-text format (schemas/formats/positioned-text.md): round trip, one spelling, hostile bytes.
#include "indexer/text/positioned_text.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "archive/base/digest.hpp"

using namespace anjuan;

namespace {

PositionedText sample() {
  PositionedText text;
  text.media_type = "application/pdf";
  text.title = "关于离休待遇的来信";
  text.engines = {"poppler 22.12.0", "tesseract 5.3.0 chi_sim"};
  TextPage page;
  page.width_pt = 595.276;
  page.height_pt = 841.89;
  page.source = TextSource::ocr;
  page.note = "garbage text layer, read by OCR";
  page.lines.push_back({"离休待遇", {1000, 2000, 2100, 300}, false, {1000, 1524, 2048, 2571, 3100}, {97, 0, 100, 64}});
  page.lines.push_back({"縱書𠮷", {9000, 500, 300, 900}, true, {500, 800, 1100, 1400}, {}});
  page.lines.push_back({"", {}, false, {}, {}});
  page.lines.push_back({"", {-5, 7, 0, 0}, false, {3}, {}});
  page.lines.push_back({"no places",
                        {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max(), -1, 0},
                        false,
                        {},
                        {}});
  constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min(),
                         most = std::numeric_limits<std::int32_t>::max();
  page.lines.push_back({"abc", {least, 0, 0, 0}, false, {most, least, most, least}, {1, 2, 3}});
  text.pages.push_back(page);
  text.pages.push_back({});
  return text;
}

// Any bytes with a checksum that fits: what a forger, not an accident, would write.
Bytes sealed(Bytes bytes) {
  const std::uint32_t sum = crc32c(bytes);
  for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<std::byte>(sum >> (8 * i)));
  return bytes;
}
Bytes unsealed(const Bytes& bytes) { return Bytes(bytes.begin(), bytes.end() - 4); }

ErrorCode code_of(const Bytes& bytes) {
  const auto decoded = decode_positioned_text(bytes);
  BOOST_REQUIRE(!decoded.has_value());
  return decoded.error().code;
}

}  // namespace

BOOST_AUTO_TEST_CASE(round_trips_and_has_one_spelling) {
  const Bytes bytes = encode(sample()).value();
  const PositionedText back = decode_positioned_text(bytes).value();
  BOOST_TEST((back == sample()));
  BOOST_TEST((encode(back).value() == bytes));
  BOOST_TEST((decode_positioned_text(encode(PositionedText{}).value()).value() == PositionedText{}));

  PositionedText unsorted = sample();
  unsorted.engines = {"tesseract 5.3.0 chi_sim", "poppler 22.12.0", "poppler 22.12.0"};
  BOOST_TEST((encode(unsorted).value() == bytes));
}

BOOST_AUTO_TEST_CASE(the_example_of_the_format_document) {
  PositionedText text;
  text.media_type = "text/plain";
  TextPage page;
  page.width_pt = 595;
  page.height_pt = 842;
  page.source = TextSource::layout;
  page.lines.push_back({"离休", {1000, 2000, 1000, 300}, false, {1000, 1500, 2000}, {}});
  text.pages.push_back(page);
  BOOST_TEST(to_hex(unsealed(encode(text).value())) ==
             "616e6a7465787401"
             "0a746578742f706c61696e00"
             "0001"
             "000000000098824000000000"
             "00508a40"
             "030001"
             "0206e7a6bbe4bc91"
             "d00fa01fd00fd804"
             "00e80700");
}

BOOST_AUTO_TEST_CASE(is_compact) {
  TextPage page;
  for (int i = 0; i < 30; ++i) {
    TextLine line;
    for (int j = 0; j < 40; ++j) line.text += "案";
    for (int j = 0; j <= 40; ++j) line.edges.push_back(static_cast<std::int32_t>(std::lround(1200 + j * 178.6)));
    page.lines.push_back(line);
  }
  PositionedText text;
  text.pages.assign(10, page);
  BOOST_TEST(encode(text).value().size() < 30U * 40 * 10 * 45 / 10);
}

BOOST_AUTO_TEST_CASE(refuses_what_has_no_spelling) {
  const auto refused = [](const std::function<void(PositionedText&)>& spoil) {
    PositionedText text = sample();
    spoil(text);
    const auto bytes = encode(text);
    return !bytes.has_value() && bytes.error().code == ErrorCode::invalid_argument;
  };
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].lines[0].edges.pop_back(); }));
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].lines[0].confidence.push_back(1); }));
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].lines[0].confidence[0] = 101; }));
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].lines[0].text = "\xff\xff\xff\xff"; }));
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].lines[4].text = "a\nb"; }));
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].width_pt = -1; }));
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].width_pt = -0.0; }));
  BOOST_TEST(refused([](PositionedText& t) { t.pages[0].height_pt = std::nan(""); }));
  BOOST_TEST(refused([](PositionedText& t) { t.title = "\x80"; }));
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_and_every_cut_is_noticed) {
  const Bytes bytes = encode(sample()).value();
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    BOOST_REQUIRE(code_of(Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length))) ==
                  ErrorCode::corrupt);
  }
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    Bytes flipped = bytes;
    flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    BOOST_REQUIRE(code_of(flipped) == ErrorCode::corrupt);
  }
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  BOOST_TEST((code_of(longer) == ErrorCode::corrupt));
}

// With the checksum put right, whatever is accepted must be exactly what encode() writes.
BOOST_AUTO_TEST_CASE(forged_bytes_are_refused_or_canonical) {
  const Bytes body = unsealed(encode(sample()).value());
  std::size_t accepted = 0, refused = 0;
  const auto check = [&](const Bytes& forged) {
    const auto decoded = decode_positioned_text(forged);
    if (!decoded.has_value()) {
      ++refused;
      return;
    }
    ++accepted;
    BOOST_REQUIRE((encode(*decoded).value() == forged));
  };
  for (std::size_t i = 8; i < body.size(); ++i) {
    for (unsigned value = 0; value < 256; ++value) {
      Bytes forged = body;
      forged[i] = static_cast<std::byte>(value);
      check(sealed(forged));
    }
    check(sealed(Bytes(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(i))));
  }
  std::mt19937 random(3);
  for (int round = 0; round < 20000; ++round) {
    Bytes forged = body;
    for (unsigned n = 1 + random() % 4; n > 0; --n)
      forged[8 + random() % (forged.size() - 8)] = static_cast<std::byte>(random());
    if (random() % 3 == 0)
      forged.erase(forged.begin() + 8 + static_cast<std::ptrdiff_t>(random() % (forged.size() - 8)));
    check(sealed(forged));
  }
  BOOST_TEST_MESSAGE("accepted " << accepted << ", refused " << refused);
  BOOST_TEST(accepted > 100U);
  BOOST_TEST(refused > 1000U);
}

BOOST_AUTO_TEST_CASE(claims_allocate_nothing) {
  // 2^63 pages, lines, bytes of a string: refused at the end of the bytes.
  const std::string huge = "ffffffffffffffff7f";
  for (const std::string& tail :
       {huge, "00" + huge, "0000" + huge, "000000" + huge, "00000001" + std::string(32, '0') + "0100" + huge,
        "00000001" + std::string(32, '0') + "01000102" + huge}) {
    Bytes bytes = from_hex("616e6a7465787401" + tail).value();
    BOOST_TEST((code_of(sealed(bytes)) == ErrorCode::corrupt), tail);
  }
  BOOST_TEST((code_of(sealed(from_hex("616e6a746578740180000000").value())) == ErrorCode::corrupt));  // 0 in two bytes
}

BOOST_AUTO_TEST_CASE(a_newer_version_is_told_from_damage) {
  Bytes body = unsealed(encode(sample()).value());
  body[7] = std::byte{2};
  BOOST_TEST((code_of(sealed(body)) == ErrorCode::unsupported));
  body[7] = std::byte{0};
  BOOST_TEST((code_of(sealed(body)) == ErrorCode::corrupt));
}

BOOST_AUTO_TEST_CASE(plain_text_is_lines_with_their_ends) {
  TextPage page;
  page.lines.push_back({"离休", {}, false, {}, {}});
  page.lines.push_back({"待遇", {}, false, {}, {}});
  BOOST_TEST(plain_text(page) == "离休\n待遇\n");
}
