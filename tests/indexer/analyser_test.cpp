// The analyser: every run of a text finds it (promise 4), script and width make no difference, order neither.
#include "indexer/text/analyser.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <iterator>
#include <random>

#include "archive/base/utf8.hpp"
#include "indexer/text/fold.hpp"
#include "tests/indexer/real_text.hpp"

using namespace anjuan;

namespace {

std::vector<std::string> names(const std::vector<TermCount>& terms) {
  std::vector<std::string> out;
  for (const TermCount& each : terms) out.push_back(each.term);
  return out;
}

std::vector<std::string> names(Analyser& analyser, const std::string& text) {
  return names(analyser.ranking_terms(text));
}

bool has(const std::vector<std::string>& sorted, const std::string& term) {
  return std::binary_search(sorted.begin(), sorted.end(), term);
}

std::uint32_t count_of(Analyser& analyser, const std::string& text, const std::string& term) {
  for (const TermCount& each : analyser.ranking_terms(text)) {
    if (each.term == term) return each.count;
  }
  return 0;
}

std::size_t length_of(std::string_view text) {
  std::size_t n = 0;
  for (std::size_t at = 0; at < text.size(); ++n) next_utf8(text, at);
  return n;
}

// Every random run of 1…12 characters of a text has all its exact terms among the text's terms.
void check_complete(const std::vector<std::string>& texts, unsigned seed) {
  std::mt19937 random(seed);
  Analyser analyser;
  std::size_t runs = 0, bigrams = 0;
  for (const std::string& text : texts) {
    if (text.empty()) continue;
    const std::vector<std::string> terms = names(analyser, text);
    const std::vector<std::string> characters = Analyser::characters(fold(text));
    const auto starts = test::code_point_starts(text);
    for (int i = 0; i < 40; ++i) {
      const std::size_t first = random() % (starts.size() - 1);
      const std::size_t last = std::min(starts.size() - 1, first + 1 + random() % 12);
      const std::string run = text.substr(starts[first], starts[last] - starts[first]);
      const std::string folded = fold(run);
      const Analyser::ExactTerms exact = Analyser::exact_terms(folded);
      for (const std::string& bigram : exact.bigrams)
        BOOST_REQUIRE_MESSAGE(has(terms, bigram), bigram << " of " << run);
      for (const std::string& one : exact.characters) BOOST_REQUIRE_MESSAGE(has(characters, one), one << " of " << run);
      BOOST_REQUIRE(folded.empty() == (exact.bigrams.empty() && exact.characters.empty()));
      ++runs;
      bigrams += exact.bigrams.size();
    }
  }
  BOOST_TEST_MESSAGE("runs " << runs << ", bigrams " << bigrams);
  BOOST_TEST((texts.empty() || bigrams > runs));
}

}  // namespace

BOOST_AUTO_TEST_CASE(terms_of_a_sentence) {
  Analyser analyser;
  const auto terms = names(analyser, "离休干部的医疗保险待遇ABC公司2019年");
  for (const char* term :
       {"离休", "休干", "干部", "部的", "的", "疗保", "遇a", "ab", "bc", "c公", "公司", "20", "2019", "9年", "年"}) {
    BOOST_TEST(has(terms, term), term);
  }
  BOOST_TEST(std::is_sorted(terms.begin(), terms.end()));
  BOOST_TEST((std::adjacent_find(terms.begin(), terms.end()) == terms.end()));
  BOOST_TEST(count_of(analyser, "信访信访,信访", "信访") == 3U);
  BOOST_TEST(count_of(analyser, "信访信访,信访", "访信") == 1U);
  BOOST_TEST(analyser.ranking_terms("").empty());
  BOOST_TEST(analyser.ranking_terms(" \n\u200b").empty());
  BOOST_TEST(analyser_id().starts_with(k_fold_id));
}

BOOST_AUTO_TEST_CASE(words_longer_than_two_are_terms) {
  Analyser analyser;
  const auto terms = names(analyser, "Complaint about 公安局 in Kunshan");
  for (const char* term : {"complaint", "about", "公安局", "kunshan"}) BOOST_TEST(has(terms, term), term);
}

BOOST_AUTO_TEST_CASE(a_term_of_two_characters_is_a_bigram_of_the_fold) {
  Analyser analyser;
  auto texts = test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "text", 300);
  texts.emplace_back("a. b' c- 3, x’y é ü1 ｶﾞ e\u0301- \u0301\u0301 '\u0301 𠮷野");
  for (const std::string& text : texts) {
    const std::string folded = fold(text);
    for (const std::string& term : names(analyser, text)) {
      BOOST_REQUIRE(term.size() <= 200);
      if (length_of(term) == 2) BOOST_REQUIRE_MESSAGE(folded.find(term) != std::string::npos, term << " in " << text);
    }
  }
}

BOOST_AUTO_TEST_CASE(script_width_and_case_make_no_difference) {
  Analyser analyser;
  BOOST_TEST(names(analyser, "臺灣離休幹部的醫療保險待遇") == names(analyser, "台湾离休干部的医疗保险待遇"),
             boost::test_tools::per_element());
  BOOST_TEST(names(analyser, "ＡＢＣ公司 ２０１９ Kunshan") == names(analyser, "abc公司 2019 kunshan"),
             boost::test_tools::per_element());
  BOOST_TEST(names(analyser, "离休\n待遇") == names(analyser, "离 休待遇"), boost::test_tools::per_element());
  BOOST_TEST(names(analyser, "caf\u00e9 société") == names(analyser, "CAFE\u0301 socie\u0301te\u0301"),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(every_run_of_a_letter_finds_it) {
  check_complete(test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "text", 600), 1);
  check_complete(test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "reply", 300), 2);
}

BOOST_AUTO_TEST_CASE(every_run_of_a_traditional_text_finds_it) {
  check_complete(test::real_texts("retrieval/drcd_trad/corpus.jsonl.zst", "text", 600), 3);
}

BOOST_AUTO_TEST_CASE(every_run_of_random_characters_finds_its_text) {
  // What folds to nothing, to many, to marks, to other planes; blanks and line ends between all of it.
  const char32_t alphabet[] = {U'a',      U'Ｂ',         U'1',      U'①',      U'㈱',     U'ｶ',      U'\uff9e', U'é',
                               U'\u0301', U'İ',          U'ß',      U'\ufdfa', U'離',     U'离',     U'乾',     U'々',
                               U'𠮷',     U'\U0002f800', U' ',      U'\n',     U'\u3000', U'\u200b', U'，',     U'.',
                               U'-',      U'😀',          U'\ufe0f', U'한',     U'\u1112', U'\u3164', U'ф',      U'أ',
                               U'ก',      U'\u0e33',     U'\ue000', U'\ufffd', U'\u2f00', U'\u0345', U'\u1e9e'};
  std::mt19937 random(4);
  std::vector<std::string> texts(400);
  for (std::string& text : texts) {
    for (unsigned n = 1 + random() % 60; n > 0; --n) append_utf8(text, alphabet[random() % std::size(alphabet)]);
  }
  check_complete(texts, 5);
}

BOOST_AUTO_TEST_CASE(runs_over_line_and_page_ends_are_found) {
  Analyser analyser;
  const auto terms = names(analyser, "关于离休\n干部待\n\n遇");
  for (const std::string& bigram : Analyser::exact_terms(fold("休干部待遇")).bigrams)
    BOOST_TEST(has(terms, bigram), bigram);
}

BOOST_AUTO_TEST_CASE(exact_terms_say_when_one_of_them_decides) {
  const auto exact = [](const char* run) { return Analyser::exact_terms(fold(run)); };
  BOOST_TEST(exact("离").characters == std::vector<std::string>{"离"}, boost::test_tools::per_element());
  BOOST_TEST(!exact("离").needs_check);
  BOOST_TEST(exact("離 休").bigrams == std::vector<std::string>{"离休"}, boost::test_tools::per_element());
  BOOST_TEST(exact("离休").characters.empty());
  BOOST_TEST(!exact("离休").needs_check);
  BOOST_TEST(exact("离休待").needs_check);
  BOOST_TEST(exact("哈哈哈").bigrams.size() == 1U);
  BOOST_TEST(exact("哈哈哈").needs_check);
  BOOST_TEST(exact("北-").needs_check);
  BOOST_TEST(exact("北-").characters.size() == 2U);
  BOOST_TEST(exact("①").needs_check == false);
  BOOST_TEST(exact("㈱").characters.size() == 3U);
  BOOST_TEST(exact("㈱").needs_check);
  BOOST_TEST(exact("。").characters.size() == 1U);
  BOOST_TEST(exact("离休，待遇a").characters.empty());
  BOOST_TEST(exact("离休，待").characters == std::vector<std::string>{"待"}, boost::test_tools::per_element());
  BOOST_TEST((exact("").bigrams.empty() && exact("").characters.empty()));
}

BOOST_AUTO_TEST_CASE(the_same_text_gives_the_same_terms_whatever_came_before) {
  const auto texts = test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "text", 60);
  Analyser one;
  std::vector<std::vector<std::string>> forwards;
  for (const auto& text : texts) forwards.push_back(names(one, text));
  for (std::size_t i = texts.size(); i-- > 0;) BOOST_REQUIRE((names(one, texts[i]) == forwards[i]));
}

BOOST_AUTO_TEST_CASE(long_texts_and_long_words_are_cut_at_characters) {
  Analyser analyser;
  std::string word, han;
  for (int i = 0; i < 300; ++i) word += "ä";
  for (int i = 0; i < 200'000; ++i) han += i % 2 == 0 ? "离休" : "信访";
  for (const std::string& text : {word, han, std::string(400'000, 'a'), word + han + "。" + word}) {
    const auto terms = names(analyser, text);
    BOOST_TEST(!terms.empty());
    for (const std::string& term : terms) BOOST_REQUIRE((term.size() <= 200 && is_utf8(term)));
  }
  BOOST_TEST(Analyser::characters(fold(han)).size() == 4U);
}
