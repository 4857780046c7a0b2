// How lines of a form end: numbers and dates stay whole, titles leave no character alone, and nothing is stretched letter by letter.
#include "tools/extract/print/typeset.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "tools/extract/print/unbroken.hpp"

using namespace anjuan::press;

namespace {

using Lines = std::vector<std::string>;

Lines tokens(const std::string& text) {
  Lines found;
  for (const auto& [begin, end] : unbroken_in(text)) found.push_back(text.substr(begin, end - begin));
  return found;
}

Lines lines_of(const TextBlock& block) {
  Lines lines;
  for (std::size_t i = 0; i < block.lines(); ++i) lines.push_back(block.line(i));
  return lines;
}

TextBlock set(const std::string& text, double size, double width, Align align = Align::left) {
  TextStyle style;
  style.size = size, style.align = align;
  return TextBlock::set({{text}}, style, width);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(typeset)

BOOST_AUTO_TEST_CASE(numbers_telephones_and_dates_are_found) {
  const std::pair<const char*, Lines> texts[] = {
      {"电话138****5678，0512-57310000", {"138****5678", "0512-57310000"}},
      {"于2026年3月1日收到", {"2026年3月1日"}},
      {"2026-02-26 09:31", {"2026-02-26", "09:31"}},
      {"〔2026〕组信字第0001号", {"2026", "第0001号"}},
      {"　　　　年　　月　　日", {"　　　　年　　月　　日"}},
      // Counter-examples: a blank that parts two things, a single figure, the end of a sentence.
      {"联系人：李四　联系电话", {}},
      {"第一项，共3人", {"3人"}},
      {"第5", {"第5"}},
      {"王志远　2023年3月2日", {"2023年3月2日"}},
      {"由1.", {}},
  };
  for (const auto& [text, expected] : texts) BOOST_TEST(tokens(text) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_date_goes_to_the_next_line_whole) {
  // Room for every character of the first line but the last of the date.
  for (double width = 84; width < 140; width += 1) {
    const Lines lines = lines_of(set("于2026-02-26收到，2026年3月1日受理", 12, width));
    for (const char* whole : {"2026-02-26", "2026年3月1日"}) {
      BOOST_TEST((std::any_of(lines.begin(), lines.end(), [&](const std::string& line) { return line.find(whole) != std::string::npos; })), whole << " at " << width);
    }
  }
  // Counter-example: one that is wider than its cell has to be broken, and says so, that a smaller type may be tried.
  BOOST_TEST(set("13812345678", 9, 40).breaks_words());
  BOOST_TEST(!set("13812345678", 6, 40).breaks_words());
}

BOOST_AUTO_TEST_CASE(a_day_and_its_hour_share_a_cell_on_two_lines) {
  const TextBlock block = set("2026-02-26 09:31", 9, 48, Align::center);
  BOOST_TEST(!block.breaks_words());
  BOOST_REQUIRE(block.lines() == 2U);
  BOOST_TEST(block.line(0).starts_with("2026-02-26"));
  BOOST_TEST(block.line(1) == "09:31");
}

BOOST_AUTO_TEST_CASE(a_title_leaves_no_character_alone) {
  const std::string title = "关于张建国要求落实离休干部护理费和住房补贴信访事项的";
  const double one = set("一", 22, 500).natural_width();
  for (double width = 8 * one; width < 25 * one; width += one / 2) {
    const TextBlock block = set(title, 22, width, Align::center);
    BOOST_REQUIRE(block.lines() >= 2U);
    for (std::size_t i = 0; i < block.lines(); ++i) BOOST_TEST(block.part(i, 1).natural_width() > 3 * one, block.line(i) << " at " << width / one);
    // No more lines than it needs.
    BOOST_TEST(block.lines() == set(title, 22, width, Align::left).lines());
  }
}

BOOST_AUTO_TEST_CASE(a_line_is_filled_but_not_stretched) {
  const double one = set("一", 12, 500).natural_width(), width = 20.5 * one;
  const std::string line = "一二三四五六七八九十一二三四五六七八九十";
  // Half a character is spread over twenty.
  BOOST_TEST(std::abs(set(line + line, 12, width, Align::justify).part(0, 1).natural_width() - width) < 0.1);
  // Counter-example: what stands before a long number stays as it is.
  const TextBlock ragged = set("不能在上述期限内办结" + std::string(24, '8') + "。", 12, width, Align::justify);
  BOOST_TEST(std::abs(ragged.part(0, 1).natural_width() - 10 * one) < 0.1);
  // The last line of a paragraph is never filled.
  BOOST_TEST(set(line + line, 12, width, Align::justify).part(1, 1).natural_width() < width - one / 4);
}

// Counter-example: lines of one length are worth no bracket at the head of one.
BOOST_AUTO_TEST_CASE(a_balanced_line_begins_where_a_line_may) {
  const TextBlock block = set("〔2026〕组信字第0001号", 9, 45.5, Align::center);
  BOOST_TEST(!block.breaks_words());
  BOOST_TEST(lines_of(block) == (Lines{"〔2026〕", "组信字", "第0001号"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
