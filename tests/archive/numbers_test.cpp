// which series a matter is numbered in and how a number is written. R-321…: what may be chosen at registration.
#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

#include "archive/registry/intake_rules.hpp"
#include "archive/registry/numbers.hpp"

using namespace anjuan;
using namespace anjuan::registry;

namespace {

CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }
const CivilDate k_today = day("2026-11-24");

const IntakeRules& intake() {
  static const IntakeRules k_rules = IntakeRules::builtin().value();
  return k_rules;
}
const NumberRules& numbers() {
  static const NumberRules k_rules = NumberRules::builtin(intake()).value();
  return k_rules;
}

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

template <class T>
std::string refusal(const Result<T>& result) {
  BOOST_REQUIRE(!result.has_value());
  BOOST_TEST((result.error().code == ErrorCode::invalid_argument), result.error().message);
  return result.error().message;
}

/// A series row as it stands in numbers.toml.
std::string row(const std::string& id, const std::string& tmpl, const std::string& rest = {}, const std::string& from = "2005-05-01") {
  return "[[series]]\nid = \"" + id + "\"\ntitle = \"t\"\ntemplate = \"" + tmpl + "\"\nsource = \"s\"\nvalid_from = \"" + from + "\"\n" + rest;
}
const std::string k_total = row("信", "〔{year}〕信{serial:4}号");
const std::string k_accusing = row("举", "〔{year}〕举{serial:4}号", "categories = [\"检举控告\"]\nrestricted = true\n");

std::string number_refusal(const std::string& toml) { return refusal(NumberRules::parse(toml, intake())); }

}  // namespace

BOOST_AUTO_TEST_SUITE(numbers_)

// R-346, the default, and its growth beyond four digits.
BOOST_AUTO_TEST_CASE(r346_the_default_number_of_a_letter) {
  const NumberTemplate number = numbers().choose("书信", "申诉求决", k_today).value();
  BOOST_TEST(number.series == "组信");
  BOOST_TEST(!number.restricted);
  BOOST_TEST(format(number, 2023, 17) == "〔2023〕组信字第0017号");
  BOOST_TEST(format(number, 2023, 9999) == "〔2023〕组信字第9999号");
  BOOST_TEST(format(number, 2023, 10000) == "〔2023〕组信字第10000号");
  // One series for every channel until the office adds one of its own.
  for (const IntakeChoice& channel : intake().channels()) {
    BOOST_TEST(numbers().choose(channel.name, "其他", k_today).value().series == "组信");
  }
}

// accusations have their own series, whatever the channel; what is no accusation never gets it.
BOOST_AUTO_TEST_CASE(r383_accusations_are_numbered_apart) {
  for (const IntakeChoice& channel : intake().channels()) {
    for (const IntakeChoice& category : intake().categories()) {
      const NumberTemplate number = numbers().choose(channel.name, category.name, k_today).value();
      BOOST_TEST((number.series == "组举") == (category.name == "检举控告"));
      BOOST_TEST(number.restricted == (category.name == "检举控告"));
    }
  }
  BOOST_TEST(format(numbers().choose("走访", "检举控告", k_today).value(), 2023, 1) == "〔2023〕组举字第0001号");
}

// the template is data: an office's own visit series, and another system's form.
BOOST_AUTO_TEST_CASE(r346_r331_the_narrowest_series_wins) {
  const auto rules = NumberRules::parse(k_total + k_accusing + row("访", "访{serial:3}-{year}", "channels = [\"走访\"]\n"), intake()).value();
  BOOST_TEST(rules.choose("书信", "咨询", k_today).value().series == "信");
  BOOST_TEST(rules.choose("走访", "咨询", k_today).value().series == "访");
  BOOST_TEST(rules.choose("走访", "检举控告", k_today).value().series == "举");
  BOOST_TEST(format(rules.choose("走访", "咨询", k_today).value(), 2024, 7) == "访007-2024");
  BOOST_TEST(rules.series().size() == 3u);
}

BOOST_AUTO_TEST_CASE(r346_the_year_of_registration_decides_the_version) {
  const std::string old_row = row("信", "{year}信{serial:3}", "valid_to = \"2022-12-31\"\n");
  const auto rules = NumberRules::parse(old_row + row("信", "〔{year}〕信{serial:4}号", {}, "2023-01-01") + k_accusing, intake()).value();
  BOOST_TEST(format(rules.choose("书信", "咨询", day("2022-12-31")).value(), 2022, 5) == "2022信005");
  BOOST_TEST(format(rules.choose("书信", "咨询", day("2023-01-01")).value(), 2023, 5) == "〔2023〕信0005号");
  BOOST_TEST(says(refusal(rules.choose("书信", "咨询", day("2005-04-30"))), "2005-04-30 还没有编号规则"));
  BOOST_TEST(rules.recognise("2022信005")->parts.serial == 5);
  BOOST_TEST(rules.recognise("〔2023〕信0005号")->parts.year == 2023);
  BOOST_TEST(rules.series().at(0).text == "〔{year}〕信{serial:4}号");
}

BOOST_AUTO_TEST_CASE(r346_a_number_reads_back_and_has_one_spelling) {
  std::mt19937 random(346);
  for (const char* text : {"〔{year}〕组信字第{serial:4}号", "XF{year}{serial:6}LF", "{serial:1}/{year}", "第{serial:9}{year}", "{year}{serial:2}7"}) {
    const NumberTemplate number = parse_template(text).value();
    for (int i = 0; i < 500; ++i) {
      const ParsedNumber parts{static_cast<int>(1949 + random() % 1051), 1 + static_cast<std::int64_t>(random() % (i < 250 ? 20000u : 2000000000u))};
      const std::string written = format(number, parts.year, parts.serial);
      BOOST_TEST((parse(number, written) == parts), written);
      BOOST_TEST((parse_typed(number, written) == parts), written);
    }
  }
  const NumberTemplate number = parse_template("〔{year}〕组信字第{serial:4}号").value();
  for (const char* other : {"〔2023〕组信字第17号", "〔2023〕组信字第00017号", "[2023]组信字第0017号", "〔2023〕组信字第0000号", "〔2023〕组信字第0017", "〔2023〕组信字第0017号 ",
                            "〔0023〕组信字第0017号", "〔2023〕组信字第+017号", "〔2023〕组信字第-017号", "〔2023〕组举字第0017号", "",
                            "〔2023〕组信字第99999999999999999999号"}) {
    BOOST_TEST(!parse(number, other).has_value(), other);
  }
}

BOOST_AUTO_TEST_CASE(r346_a_typed_number_is_understood) {
  for (const char* typed : {"[2023]组信字第17号", "（２０２３） 组信字 第 0017 号", "【2023】组信字第00017号", "〔2023〕组信字第0017号"}) {
    const auto found = numbers().recognise(typed);
    BOOST_REQUIRE_MESSAGE(found.has_value(), typed);
    BOOST_TEST(format(found->number, found->parts.year, found->parts.serial) == "〔2023〕组信字第0017号");
  }
  for (const char* typed : {"2023组信字第17号", "[2023]组信字第号", "[23]组信字第17号", "[2023]组信字第0号", "[2023]组信字第1 7a号"}) {
    BOOST_TEST(!numbers().recognise(typed).has_value(), typed);
  }
}

BOOST_AUTO_TEST_CASE(r346_a_bad_template_is_refused) {
  BOOST_TEST(says(number_refusal(row("信", "信{serial:4}号") + k_accusing), "第 1 行（信）的 template：“信{serial:4}号”应有一个 {year}"));
  BOOST_TEST(says(number_refusal(row("信", "{year}信") + k_accusing), "应有一个 {year} 和一个 {serial:4}"));
  BOOST_TEST(says(number_refusal(row("信", "{year}{month}信{serial:4}") + k_accusing), "{month}：只能用"));
  BOOST_TEST(says(number_refusal(row("信", "{year}信{serial}") + k_accusing), "{serial}：只能用"));
  BOOST_TEST(says(number_refusal(row("信", "{year}信{serial:0}") + k_accusing), "位数 1 到 9"));
  BOOST_TEST(says(number_refusal(row("信", "{year}{year}信{serial:4}") + k_accusing), "出现了两次"));
  BOOST_TEST(says(number_refusal(row("信", "{year}信{serial:4") + k_accusing), "只能用"));
  BOOST_TEST(says(number_refusal(row("信", "{year}信}{serial:4}") + k_accusing), "前面没有 {"));
}

// A rule file with a gap or an overlap in validity is refused by row and field.
BOOST_AUTO_TEST_CASE(r346_gaps_and_overlaps_in_validity_are_refused) {
  const std::string until = "valid_to = \"2022-12-31\"\n";
  BOOST_TEST(says(number_refusal(row("信", "A{year}-{serial:4}", until) + row("信", "B{year}-{serial:4}", {}, "2023-01-02") + k_accusing), "空档，2023-01-01"));
  BOOST_TEST(says(number_refusal(row("信", "A{year}-{serial:4}", until) + row("信", "B{year}-{serial:4}", {}, "2022-12-31") + k_accusing),
                  "第 8 行（R-346 系列 信）的 valid_from：与第 1 行重叠"));
  BOOST_TEST(says(number_refusal(row("信", "A{year}-{serial:4}", "valid_to = \"2005-04-30\"\n") + k_accusing), "valid_to：2005-04-30 早于 valid_from"));
  BOOST_TEST(says(number_refusal(row("信", "A{year}-{serial:4}", until) + k_accusing), "总系列的最后一行不能有 valid_to"));
  // The total series may change its name, but not leave a day out.
  BOOST_TEST(NumberRules::parse(row("信", "A{year}-{serial:4}", until) + row("函", "B{year}-{serial:4}", {}, "2023-01-01") + k_accusing, intake()).has_value());
  BOOST_TEST(says(number_refusal(row("信", "A{year}-{serial:4}", until) + row("函", "B{year}-{serial:4}", {}, "2023-01-03") + k_accusing),
                  "总系列）的 valid_from：与第 1 行之间有空档，2023-01-01 至 2023-01-02 没有规则"));
}

BOOST_AUTO_TEST_CASE(r346_rows_that_cannot_be_told_apart_are_refused) {
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("函", "函{year}-{serial:4}")), "channels、categories：与第 1 行（信）同样合用"));
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("访", "访{year}-{serial:4}", "channels = [\"走访\"]\n") +
                                 row("电", "电{year}-{serial:4}", "channels = [\"电话\", \"走访\"]\n")),
                  "（访）同样合用"));
  // Different series never write the same number, not even with brackets of another kind or in another order.
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("访", "[{year}]信{serial:3}号", "channels = [\"走访\"]\n")), "的号同形"));
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("甲", "{year}-{serial:4}", "channels = [\"走访\"]\n") +
                                 row("乙", "{serial:4}-{year}", "channels = [\"电话\"]\n")),
                  "的号同形"));
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("访", "访{year}-{serial:4}", "channels = [\"邮包\"]\n")), "channels：没有“邮包”这个渠道（R-322）"));
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("访", "访{year}-{serial:4}", "categories = [\"来信\"]\n")), "categories：没有“来信”这个类别（R-321）"));
  BOOST_TEST(says(number_refusal(k_total + k_accusing + "[[number]]\nid = \"x\"\n"), "只有 [[series]]"));
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("访", "访{year}-{serial:4}", "channel = [\"走访\"]\n")), "channel：没有这一项规则"));
}

// Counter-examples to R-383: rule files in which an accusation would stand in an open series.
BOOST_AUTO_TEST_CASE(r383_no_file_may_number_an_accusation_in_the_open) {
  BOOST_TEST(says(number_refusal(k_total), "缺少检举控告的系列"));
  BOOST_TEST(says(number_refusal(k_total + row("举", "举{year}-{serial:4}", "categories = [\"检举控告\"]\n")), "（举）的 restricted：检举控告的系列应为 true（R-383）"));
  BOOST_TEST(says(number_refusal(k_total + row("举", "举{year}-{serial:4}", "categories = [\"检举控告\"]\nrestricted = true\nvalid_to = \"2025-12-31\"\n")),
                  "不能有 valid_to"));
  BOOST_TEST(says(number_refusal(k_total + row("举", "举{year}-{serial:4}", "categories = [\"检举控告\"]\nrestricted = true\n", "2022-05-01")), "应一致（R-383）"));
  BOOST_TEST(says(number_refusal(k_total + row("举", "举{year}-{serial:4}", "categories = [\"检举控告\"]\nchannels = [\"书信\"]\nrestricted = true\n")),
                  "缺少检举控告的系列"));
  BOOST_TEST(says(number_refusal(k_total + k_accusing + row("访举", "访举{year}-{serial:4}", "categories = [\"检举控告\"]\nchannels = [\"走访\"]\n")),
                  "（访举）的 restricted"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(intake_rules_)

// channels; R-321: categories; R-323: signatures, as DOMAIN names them.
BOOST_AUTO_TEST_CASE(r321_r322_r323_names_codes_and_aliases) {
  BOOST_TEST(intake().channels().size() == 7u);
  BOOST_TEST(intake().categories().size() == 6u);
  BOOST_TEST(intake().signatures().size() == 3u);
  for (const char* typed : {"书信", "1", "１", "来信", " 书 信 "}) BOOST_TEST(intake().channel(typed, k_today).value()->name == "书信");
  BOOST_TEST(intake().channel("来访", k_today).value()->counted == "批次");
  BOOST_TEST(intake().channel("来电", k_today).value()->counted == "件次");
  BOOST_TEST(intake().category("检举控告类", k_today).value()->name == "检举控告");
  BOOST_TEST(intake().category("3", k_today).value()->name == "申诉求决");
  BOOST_TEST(intake().signature("署名", k_today).value()->name == "实名");
}

// eight scopes, by number or by name in either kind of brackets; the two lead sections that the seed's rule names.
BOOST_AUTO_TEST_CASE(r339_r372_eight_scopes_and_their_lead_sections) {
  BOOST_TEST(intake().scopes().size() == 8u);
  for (const char* typed : {"5", "离(退)休干部待遇和管理", "离（退）休干部待遇和管理", "离退休干部待遇和管理"}) {
    BOOST_TEST(intake().scope(typed, k_today).value()->name == "离(退)休干部待遇和管理");
  }
  BOOST_TEST(intake().scope("2", k_today).value()->lead_section == "干部监督科");
  BOOST_TEST(intake().scope("3", k_today).value()->lead_section == "组织科");
  std::set<std::string> codes;
  for (const IntakeChoice& scope : intake().scopes()) {
    codes.insert(scope.code);
    BOOST_TEST(!scope.lead_section.empty());
    BOOST_TEST(!scope.source.empty());
  }
  BOOST_TEST((codes == std::set<std::string>{"1", "2", "3", "4", "5", "6", "7", "8"}));
}

// Counter-examples: what is on no list is refused, and the list is told.
BOOST_AUTO_TEST_CASE(r321_r322_r323_r339_the_unknown_is_refused_with_what_may_be_said) {
  BOOST_TEST(refusal(intake().channel("邮包", k_today)) ==
             "渠道没有“邮包”，2026-11-24 可以填：1 书信、2 走访、3 电话、4 传真、5 信息网络、6 上级转交、7 领导批示（R-322）");
  BOOST_TEST(says(refusal(intake().category("7", k_today)), "1 建议意见、2 检举控告、3 申诉求决、4 信息公开、5 咨询、6 其他（R-321）"));
  BOOST_TEST(says(refusal(intake().signature("", k_today)), "1 实名、2 联名、3 匿名（R-323）"));
  BOOST_TEST(says(refusal(intake().scope("9", k_today)), "8 其他应由党委组织部门处理的（R-339）"));
  BOOST_TEST(says(refusal(intake().scope("离休", k_today)), "离(退)休干部待遇和管理"));
}

BOOST_AUTO_TEST_CASE(a_bad_intake_file_is_refused_by_row_and_field) {
  const auto choice = [](const std::string& table, const std::string& code, const std::string& name, const std::string& rest = {}) {
    return "[[" + table + "]]\ncode = \"" + code + "\"\nname = \"" + name + "\"\nsource = \"s\"\nvalid_from = 2005-05-01\n" + rest;
  };
  const std::string letters = choice("channel", "1", "书信", "counted = \"件次\"\n");
  const std::string others = choice("category", "1", "其他") + choice("signature", "1", "实名") + choice("scope", "8", "其他", "lead_section = \"办公室\"\n");
  BOOST_TEST(IntakeRules::parse(letters + others).has_value());
  const auto refused = [&](const std::string& toml) { return refusal(IntakeRules::parse(toml)); };
  BOOST_TEST(says(refused(others), "没有一行 [[channel]]，渠道（R-322）无从选择"));
  BOOST_TEST(says(refused(letters + others + choice("channel", "1", "走访", "counted = \"批次\"\n")), "（走访）的 code、name 或 aliases：“1”第 1 行（书信）已用"));
  BOOST_TEST(says(refused(letters + others + choice("channel", "2", "走访", "counted = \"批次\"\naliases = [\"书 信\"]\n")), "“书信”第 1 行（书信）已用"));
  BOOST_TEST(says(refused(letters + others + choice("channel", "2", "走访", "counted = \"人次\"\n")), "counted：只能是 件次 或 批次（R-360）"));
  BOOST_TEST(says(refused(letters + others + choice("channel", "2", "走访")), "（走访）的 counted：缺少"));
  BOOST_TEST(says(refused(letters + others + choice("scope", "7", "人事申诉")), "lead_section：缺少"));
  BOOST_TEST(says(refused(letters + others + choice("signature", "2", "联名", "lead_section = \"办公室\"\n")), "lead_section：没有这一项规则"));
  BOOST_TEST(says(refused(letters + others + choice("chanel", "2", "走访")), "这里只有 [[channel]]"));
  BOOST_TEST(says(refused(letters + others + choice("signature", "1", "实名")), "重叠"));
  const std::string old_letters = choice("channel", "1", "书信", "counted = \"件次\"\nvalid_to = 2010-12-31\n");
  const std::string new_letters = "[[channel]]\ncode = \"1\"\nname = \"书信\"\ncounted = \"件次\"\nsource = \"s\"\nvalid_from = ";
  BOOST_TEST(IntakeRules::parse(old_letters + new_letters + "2011-01-01\n" + others).has_value());
  BOOST_TEST(says(refused(old_letters + new_letters + "2012-01-01\n" + others), "空档，2011-01-01 至 2011-12-31"));
}

BOOST_AUTO_TEST_SUITE_END()
