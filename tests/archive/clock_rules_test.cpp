// schemas/rules/clocks.toml, and what such a file may not say: refused by row, field and rule.
#include <boost/test/unit_test.hpp>

#include <set>

#include "archive/registry/clocks.hpp"

using namespace anjuan;
using namespace anjuan::registry;

namespace {

constexpr std::string_view k_set = "[[set]]\nname = \"organ\"\ntitle = \"制度\"\nsource = \"s\"\nvalid_from = 2005-05-01\n";

std::string clock_row(std::string_view more) {
  return "[[clock]]\nid = \"R-371\"\nset = \"organ\"\nclock = \"notice\"\ntitle = \"告知\"\nfrom = \"received\"\nuntil = [\"noticed\"]\n" + std::string(more);
}
std::string good_row() { return clock_row("source = \"s\"\ndays = 15\nvalid_from = \"2005-05-01\"\n"); }
std::string versions(std::string_view first_to, std::string_view second_from) {
  return std::string(k_set) + clock_row("source = \"s\"\ndays = 15\nvalid_from = \"2005-05-01\"\nvalid_to = \"" + std::string(first_to) + "\"\n") +
         clock_row("source = \"s\"\ndays = 10\nvalid_from = \"" + std::string(second_from) + "\"\n");
}

std::string refusal(const std::string& toml) {
  const auto rules = ClockRules::parse(toml);
  BOOST_REQUIRE(!rules.has_value());
  BOOST_TEST((rules.error().code == ErrorCode::invalid_argument));
  return rules.error().message;
}
std::string row_refusal(std::string_view more) { return refusal(std::string(k_set) + clock_row(more)); }
bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(clock_rules)

// Every clock rule of DOMAIN §3.1 and R-371 has its row in each set where the table has a term.
BOOST_AUTO_TEST_CASE(the_builtin_rules_hold_the_table_of_the_domain) {
  const ClockRules rules = ClockRules::builtin().value();
  std::set<std::string> rows;
  for (const ClockRule& rule : rules.clocks()) rows.insert(rule.set + " " + rule.id + " " + rule.clock + " " + rule.term.to_string());
  const std::set<std::string> expected = {
      "xf-2005 R-302 dispose 15日", "xf-2005 R-303 notice 15日", "xf-2005 R-305 conclude 60日", "xf-2005 R-307 ask-review 30日",
      "xf-2005 R-308 review 30日", "xf-2005 R-309 ask-rereview 30日", "xf-2005 R-309 rereview 30日", "xf-2005 R-315 decide 15日",
      "xf-2005 R-315 answer-transfer 15日",
      "xf-2022 R-302 dispose 15日", "xf-2022 R-303 notice 15日", "xf-2022 R-304 object 5个工作日", "xf-2022 R-305 conclude 60日",
      "xf-2022 R-307 ask-review 30日", "xf-2022 R-308 review 30日", "xf-2022 R-309 ask-rereview 30日", "xf-2022 R-309 rereview 30日",
      "organ R-371 notice 15日", "organ R-371 conclude 60日", "organ R-313 report-up 2个月",
      "organ R-335 slip 所写的限期", "organ R-380 urge 所写的限期", "organ R-370 decision 所写的限期",
      "organ R-374 deliver 15日", "organ R-374 deliver-review 15日", "organ R-374 deliver-own-review 15日",
      "organ R-374 deliver-own-rereview 15日"};
  BOOST_TEST(rows == expected, boost::test_tools::per_element());
  for (const ClockRule& rule : rules.clocks()) {
    if (rule.clock != "conclude") continue;
    const ExtensionRule* extension = rules.extension(rule, rule.validity.from);
    BOOST_REQUIRE(extension != nullptr);
    BOOST_TEST(extension->days == 30);
  }
}

// one national set for every day from 2005-05-01 on.
BOOST_AUTO_TEST_CASE(r301_the_national_sets_follow_one_another) {
  const ClockRules rules = ClockRules::builtin().value();
  BOOST_TEST(rules.national(day("2005-04-30")) == nullptr);
  BOOST_TEST(rules.national(day("2005-05-01"))->name == "xf-2005");
  BOOST_TEST(rules.national(day("2022-04-30"))->name == "xf-2005");
  BOOST_TEST(rules.national(day("2022-05-01"))->name == "xf-2022");
  BOOST_TEST(!rules.find_set("organ")->national);
}

BOOST_AUTO_TEST_CASE(a_good_file_is_read) {
  const auto rules = ClockRules::parse(std::string(k_set) + good_row());
  BOOST_REQUIRE(rules.has_value());
  BOOST_TEST(rules->clocks().front().term.to_string() == "15日");
  BOOST_TEST(ClockRules::parse(versions("2026-12-31", "2027-01-01")).has_value());
}

// A newer version of a row holds for what was received from its first day on.
BOOST_AUTO_TEST_CASE(a_newer_version_of_a_row_holds_from_its_day) {
  const ClockRules rules = ClockRules::parse(versions("2022-12-31", "2023-01-01")).value();
  const Calendar calendar = Calendar::builtin().value();
  const auto nominal = [&](std::string_view received) {
    ClockFacts facts;
    facts.received = {day(received), 1, ""};
    return read_clocks(facts, day(received), rules, calendar).at(0).nominal.to_string();
  };
  BOOST_TEST(nominal("2022-12-31") == "2023-01-15");
  BOOST_TEST(nominal("2023-01-01") == "2023-01-11");
}

BOOST_AUTO_TEST_CASE(a_gap_or_an_overlap_in_validity_is_refused) {
  BOOST_TEST(refusal(versions("2026-12-31", "2026-12-31")) ==
             "clocks.toml 第 17 行（R-371 organ notice）的 valid_from：与第 6 行重叠，2026-12-31 有两条规则；请先写明前一行的 valid_to");
  BOOST_TEST(refusal(versions("2026-12-31", "2027-01-03")) ==
             "clocks.toml 第 17 行（R-371 organ notice）的 valid_from：与第 6 行之间有空档，2027-01-01 至 2027-01-02 没有规则");
  BOOST_TEST(says(refusal(std::string(k_set) + good_row() + good_row()), "重叠"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nvalid_from = \"2005-05-01\"\nvalid_to = \"2026-12-31\"\n"), "valid_to：2026-12-31 之后“notice”没有规则"));
  const std::string national = "[[set]]\nname = \"a\"\ntitle = \"甲\"\nnational = true\nsource = \"s\"\nvalid_from = \"2005-05-01\"\nvalid_to = \"2022-04-30\"\n"
                               "[[set]]\nname = \"b\"\ntitle = \"乙\"\nnational = true\nsource = \"s\"\nvalid_from = \"";
  BOOST_TEST(says(refusal(national + "2022-04-30\"\n"), "（R-301 国家规定）的 valid_from：与第 1 行重叠"));
  BOOST_TEST(says(refusal(national + "2022-05-02\"\n"), "（R-301 国家规定）的 valid_from：与第 1 行之间有空档"));
}

BOOST_AUTO_TEST_CASE(a_wrong_row_is_refused_by_line_rule_and_field) {
  BOOST_TEST(row_refusal("source = \"s\"\ndays = 15\nvalid_from = \"2005-05-01\"\nvalid_to = \"2005-04-30\"\n") ==
             "clocks.toml 第 6 行（R-371 organ）的 valid_to：2005-04-30 早于 valid_from 2005-05-01");
  BOOST_TEST(row_refusal("days = 15\nvalid_from = \"2005-05-01\"\n") == "clocks.toml 第 6 行（R-371 organ）的 source：缺少这一项");
  BOOST_TEST(says(row_refusal("source = \"\"\ndays = 15\nvalid_from = \"2005-05-01\"\n"), "source：不能为空"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nworkdays = 5\nvalid_from = \"2005-05-01\"\n"), "days：days、workdays、months 要写其中一个"));
  BOOST_TEST(says(row_refusal("source = \"s\"\nvalid_from = \"2005-05-01\"\n"), "days：days、workdays、months 要写其中一个"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 0\nvalid_from = \"2005-05-01\"\n"), "days：应在 1 到 3660 之间，而不是 0"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nday = 15\nvalid_from = \"2005-05-01\"\n"), "day：没有这一项规则"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nvalid_from = \"2005-02-30\"\n"), "valid_from：没有“2005-02-30”这一天"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\n"), "valid_from：缺少"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nvalid_from = \"2005-04-30\"\n"), "早于 organ 施行的 2005-05-01"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\napplies_to = [\"控告\"]\nvalid_from = \"2005-05-01\"\n"), "applies_to：没有“控告”，应为建议意见、检举控告"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nended_by = [\"closed\"]\nvalid_from = \"2005-05-01\"\n"), "ended_by：没有“closed”"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nowner = \"办公室\"\nvalid_from = \"2005-05-01\"\n"), "owner：没有“办公室”，应为本机关、信访人、上级"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\naccepted_within = 15\nvalid_from = \"2005-05-01\"\n"), "accepted_within：只用于 from"));
  BOOST_TEST(says(row_refusal("source = \"s\"\nnamed = true\nvalid_from = \"2005-05-01\"\n"), "named 只用于、也必用于"));
  BOOST_TEST(says(row_refusal("source = \"s\"\nnamed = true\ndays = 15\nvalid_from = \"2005-05-01\"\n"), "也只能写一个"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = 15\nawaits = \"sent\"\nvalid_from = \"2005-05-01\"\n"), "awaits：没有“sent”"));
  BOOST_TEST(says(row_refusal("source = \"s\"\ndays = \"15\"\nvalid_from = \"2005-05-01\"\n"), "days：应当是整数"));
  BOOST_TEST(says(refusal(good_row()), "没有名为“organ”的 [[set]]"));
  BOOST_TEST(says(refusal(std::string(k_set) + std::string(k_set) + good_row()), "name：“organ”已有一行"));
  BOOST_TEST(says(refusal(std::string(k_set) + good_row() + "[[extension]]\nid = \"R-306\"\nset = \"organ\"\nextends = \"conclude\"\ntitle = \"延期\"\ndays = 30\nsource = \"s\"\nvalid_from = \"2005-05-01\"\n"),
                  "extends：organ 没有名为“conclude”的期限"));
  BOOST_TEST(says(refusal("[[rule]]\nid = \"R-303\"\n"), "只有 [[set]]、[[clock]]、[[extension]] 三种行"));
  BOOST_TEST(says(refusal(""), "没有任何期限"));
}

// categories by the names people use; an unknown one is answered with those there are.
BOOST_AUTO_TEST_CASE(r321_categories_by_name) {
  for (const char* name : {"建议意见", "检举控告", "申诉求决", "信息公开", "咨询", "其他"}) BOOST_TEST(category_name(category_of(name).value()) == name);
  BOOST_TEST(category_of("投诉").error().message == "没有类别“投诉”（R-321），应为建议意见、检举控告、申诉求决、信息公开、咨询、其他");
}

BOOST_AUTO_TEST_SUITE_END()
