// The fold (schemas/formats/fold.md): examples, and its three laws over all of Unicode and over real text.
#include "indexer/text/fold.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "archive/base/digest.hpp"
#include "archive/base/utf8.hpp"
#include "tests/indexer/real_text.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;

namespace {

std::string utf8(char32_t c) {
  std::string out;
  append_utf8(out, c);
  return out;
}

std::vector<std::string> letters_and_traditional_text() {
  auto texts = test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "text", 800);
  for (auto& text : test::real_texts("retrieval/drcd_trad/corpus.jsonl.zst", "text", 800))
    texts.push_back(std::move(text));
  return texts;
}

}  // namespace

BOOST_AUTO_TEST_CASE(folds_as_the_format_document_says) {
  const std::pair<const char*, const char*> examples[] = {
      {"①②③", "123"},
      {"ｶﾞ", "カ\u3099"},
      {"ガ", "カ\u3099"},
      {"Ⅷ号卷", "viii号卷"},
      {"㈱", "(株)"},
      {"İstanbul", "i\u0307stanbul"},
      {"ＡＢＣ１２３", "abc123"},
      {"乾隆", "干隆"},
      {"康熙乾", "康熙干"},
      {"瞭解", "瞭解"},  // OpenCC knows 瞭 by phrases only: alone it stays, so that it stays in every company
      {"臺灣", "台湾"},
      {"離休待遇", "离休待遇"},
      {"\u00e9", "e\u0301"},
      {"e\u0301", "e\u0301"},
      {"Straße", "strasse"},
      {"ﬁle", "file"},
      {"㎡", "m2"},
      {"離 休\n待\r\n遇\t。", "离休待遇。"},
      {"\u3000离\u00a0休\u200b\ufeff\u00ad\u2028\u0085", "离休"},
      {"葛\U000E0100城\ufe00", "葛城"},
      {"\u3164\u115f", ""},
      {"\u2f00\u2f08", "一人"},
      {"\uf900", "岂"},
      {"", ""},
      {"〔２０１９〕１２号", "〔2019〕12号"},
      {"，。！？；：（）", ",。!?;:()"},
      {"國\U0002a6a5", "国\U0002a6a5"},
  };
  for (const auto& [text, expected] : examples) {
    BOOST_TEST(fold(text) == expected, text << " became " << fold(text));
  }
  BOOST_TEST(fold("\U00000000\x01\x7f").empty());
  BOOST_TEST(fold(std::string_view("\0a\0", 3)) == "a");
}

BOOST_AUTO_TEST_CASE(ill_formed_bytes_fold_as_replacement_characters) {
  BOOST_TEST(fold("a\xff\xe4\xb8") == "a\ufffd\ufffd\ufffd");
  BOOST_TEST(fold("\xed\xa0\x80") == "\ufffd\ufffd\ufffd");
  BOOST_TEST(fold("\xc0\x80\xf4\x90\x80\x80") == "\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd");
  for (int first = 0x80; first < 0x100; ++first) {
    for (int second = 0; second < 0x100; ++second) {
      const std::string text{static_cast<char>(first), static_cast<char>(second), 'x'};
      const std::string folded = fold(text);
      BOOST_REQUIRE(is_utf8(folded));
      BOOST_REQUIRE(folded.ends_with("x"));
    }
  }
}

BOOST_AUTO_TEST_CASE(is_idempotent_for_every_code_point) {
  std::size_t changed = 0, gone = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = utf8(c);
    const std::string once = fold(text);
    BOOST_REQUIRE_MESSAGE(fold(once) == once, "U+" << std::hex << static_cast<std::uint32_t>(c));
    BOOST_REQUIRE(is_utf8(once));
    // No fold is an ASCII capital or a zero byte: the index's prefixes stand on that.
    for (const char byte : once) BOOST_REQUIRE(byte != '\0' && !(byte >= 'A' && byte <= 'Z'));
    changed += once != text ? 1 : 0;
    gone += once.empty() ? 1 : 0;
  }
  BOOST_TEST(changed > 20000);
  BOOST_TEST(gone > 300);
  std::string direct;
  fold_code_point(0x110000, direct);
  fold_code_point(0xD800, direct);
  BOOST_TEST(direct == "\ufffd\ufffd");
}

// The fold is for ever: the digest of the fold of every code point that Unicode 15.0 assigns. Under the same id it must
// never change.
BOOST_AUTO_TEST_CASE(never_changes) {
  Hasher hasher(DigestKind::sha256);
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    UVersionInfo age{};
    u_charAge(static_cast<UChar32>(c), age);
    if (age[0] == 0 || age[0] > 15 || (age[0] == 15 && age[1] > 0) || (c >= 0xD800 && c <= 0xDFFF)) continue;
    std::string folded;
    fold_code_point(c, folded);
    folded.push_back('\n');
    hasher.update(as_bytes(folded));
  }
  BOOST_TEST(k_fold_id == "anjuan-fold-1");
  BOOST_TEST(to_hex(hasher.finish()) == "211af0de7bb4b1d9fc44c7b65eab47f3c998a8639945fe572b75bf3952fd1c54");
}

BOOST_AUTO_TEST_CASE(fold_of_a_whole_is_the_folds_of_its_parts) {
  std::mt19937 random(7);
  std::size_t cuts = 0;
  for (const std::string& text : letters_and_traditional_text()) {
    const std::string whole = fold(text);
    const auto starts = test::code_point_starts(text);
    for (int i = 0; i < 8; ++i, ++cuts) {
      std::size_t a = starts[random() % starts.size()], b = starts[random() % starts.size()];
      if (a > b) std::swap(a, b);
      BOOST_REQUIRE(fold(text.substr(0, a)) + fold(text.substr(a, b - a)) + fold(text.substr(b)) == whole);
      BOOST_REQUIRE(whole.find(fold(text.substr(a, b - a))) != std::string::npos);
    }
  }
  BOOST_TEST_MESSAGE("cuts: " << cuts);
}

BOOST_AUTO_TEST_CASE(traditional_and_simplified_rows_of_the_table_meet) {
  std::ifstream table(test::source_dir() / "schemas/dictionaries/fold-t2s.tsv");
  std::size_t rows = 0;
  for (std::string line; std::getline(table, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream fields(line);
    std::string from_code, from, to_code, to;
    fields >> from_code >> from >> to_code >> to;
    BOOST_REQUIRE_MESSAGE(fold(from) == fold(to), line);
    BOOST_REQUIRE(utf8(static_cast<char32_t>(std::stoul(from_code, nullptr, 16))) == from);
    BOOST_REQUIRE(utf8(static_cast<char32_t>(std::stoul(to_code, nullptr, 16))) == to);
    ++rows;
  }
  BOOST_TEST(rows > 4000);
}

BOOST_AUTO_TEST_CASE(every_folded_byte_knows_its_origin) {
  const std::string text = "㈱Ａ 離\n休ﷺ";
  const FoldedText folded = fold_with_origin(text);
  BOOST_TEST(folded.text == fold(text));
  BOOST_REQUIRE(folded.origin.size() == folded.text.size() + 1);
  BOOST_TEST(folded.origin.back() == text.size());
  BOOST_TEST(folded.origin[0] == 0U);
  BOOST_TEST(folded.origin[4] == 0U);  // still of ㈱: "(株)"
  BOOST_TEST(folded.origin[5] == text.find("Ａ"));
  BOOST_TEST(folded.origin[6] == text.find("離"));
  BOOST_TEST(folded.origin[9] == text.find("休"));

  for (const std::string& real : letters_and_traditional_text()) {
    const FoldedText each = fold_with_origin(real);
    BOOST_REQUIRE(each.text == fold(real));
    BOOST_REQUIRE(each.origin.size() == each.text.size() + 1);
    BOOST_REQUIRE(std::is_sorted(each.origin.begin(), each.origin.end()));
    for (std::size_t i = 0; i < each.text.size();) {
      std::size_t end = i, from = each.origin[i];
      while (end < each.text.size() && each.origin[end] == from) ++end;
      BOOST_REQUIRE(fold(real.substr(from, each.origin[end] - from)).starts_with(each.text.substr(i, end - i)));
      i = end;
    }
  }
}

BOOST_AUTO_TEST_CASE(blanks_stay_for_the_segmenter_except_between_han) {
  BOOST_TEST(fold_keeping_blanks("  Ｄｅａｒ　Sir,\r\n離 休\n待遇 ABC\t中") == "dear sir, 离休待遇 abc 中");
  BOOST_TEST(fold_keeping_blanks("ab\u00adcd\u200bef") == "abcdef");
  for (const std::string& text : letters_and_traditional_text()) {
    BOOST_REQUIRE(fold(fold_keeping_blanks(text)) == fold(text));
  }
}

BOOST_AUTO_TEST_CASE(gram_characters_are_letters_digits_and_han) {
  for (const char32_t c : {U'a', U'7', U'离', U'々', U'〇', U'か', U'ー', U'\u3099', U'\u0301', U'ü', U'ж',
                           U'\U00020000', U'\U000323AF', U'\ue123'}) {
    BOOST_TEST(is_gram_character(c), static_cast<std::uint32_t>(c));
  }
  for (const char32_t c : {U',', U'。', U'〔', U'-', U'·', U'\ufffd', U'+', U'～', U'\u2103', U'😀'}) {
    BOOST_TEST(!is_gram_character(c), static_cast<std::uint32_t>(c));
  }
}

BOOST_AUTO_TEST_CASE(many_threads_may_fold_at_once) {
  std::string all;
  for (char32_t c = 0x20; c < 0x20000; c += 3) {
    if (c < 0xD800 || c > 0xDFFF) append_utf8(all, c);
  }
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::string& result : results) threads.emplace_back([&] { result = fold(all); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) BOOST_TEST(result == results[0]);
}
