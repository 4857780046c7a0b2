// The query language: trees, places of errors, limits, and that no input breaks it.
#include <random>

#include "archive/base/utf8.hpp"
#include "query/language/query.hpp"

using namespace anjuan;

namespace {

std::string parsed(std::string_view text) {
  const auto query = parse_query(text);
  return query ? explain(*query) : "!" + query.error().message.substr(0, query.error().message.find('\n'));
}

/// Column and reason of the error, "" when there is none.
std::string first_line(std::string_view text) {
  const auto query = parse_query(text);
  if (query) return "";
  BOOST_TEST((query.error().code == ErrorCode::invalid_argument));
  return query.error().message.substr(0, query.error().message.find('\n'));
}

bool error_is(std::string_view text, int column, std::string_view reason) {
  const std::string line = first_line(text);
  const bool right =
      line.starts_with("查询第 " + std::to_string(column) + " 个字符：") && line.find(reason) != std::string::npos;
  if (!right) BOOST_TEST_MESSAGE(std::string(text) + " → " + line);
  return right;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(language)

BOOST_AUTO_TEST_CASE(parts_between_blanks_are_anded) {
  BOOST_TEST(parsed("离休") == "离休");
  BOOST_TEST(parsed("离休 待遇") == "离休 AND 待遇");
  BOOST_TEST(parsed("离休\u3000待遇\n补发") == "离休 AND 待遇 AND 补发");
  BOOST_TEST(parsed("关于“放管服”改革") == "关于 AND \"放管服\" AND 改革");
}

BOOST_AUTO_TEST_CASE(quotes_of_every_kind_are_verbatim_and_about_the_text) {
  for (const char* text :
       {"\"离休 待遇\"", "“离休 待遇”", "「离休 待遇」", "『离休 待遇』", "”离休 待遇”", "＂离休 待遇\""}) {
    const auto query = parse_query(text);
    BOOST_REQUIRE(query.has_value());
    BOOST_TEST(query->root.quoted);
    BOOST_TEST((query->root.field == Field::text));
    BOOST_TEST(query->root.text == "离休 待遇");
    BOOST_TEST(explain(*query) == "\"离休 待遇\"");
    BOOST_TEST(!query->boolean);
  }
  BOOST_TEST(parsed("「他说“好”」") == "\"他说“好”\"");
  BOOST_TEST(parsed("“甲\"」』”") == "“甲\"」』”");
  BOOST_TEST(parsed("题名:“复函”") == "题名:\"复函\"");
}

BOOST_AUTO_TEST_CASE(operators_in_both_languages) {
  BOOST_TEST(parsed("离休 OR 退休") == "离休 OR 退休");
  BOOST_TEST(parsed("离休 或 退休") == "离休 OR 退休");
  BOOST_TEST(parsed("“离休”或“退休”") == "\"离休\" OR \"退休\"");
  BOOST_TEST(parsed("离休 与 待遇") == "离休 AND 待遇");
  BOOST_TEST(parsed("离休 并且 待遇") == "离休 AND 待遇");
  BOOST_TEST(parsed("离休 NOT 待遇") == "离休 AND NOT 待遇");
  BOOST_TEST(parsed("离休 AND 非 待遇") == "离休 AND NOT 待遇");
  BOOST_TEST(parsed("离休 -待遇") == "离休 AND NOT 待遇");
  BOOST_TEST(parsed("离休 －“待遇”") == "离休 AND NOT \"待遇\"");
  BOOST_TEST(parsed("-题名:复函") == "NOT 题名:复函");
  BOOST_TEST(parsed("NOT NOT 甲") == "甲");
}

BOOST_AUTO_TEST_CASE(operators_inside_words_are_text) {
  BOOST_TEST(parsed("或者") == "或者");
  BOOST_TEST(parsed("非法") == "非法");
  BOOST_TEST(parsed("甲与乙") == "甲与乙");
  BOOST_TEST(parsed("ORDER and or not") == "ORDER AND and AND or AND not");
  BOOST_TEST(parsed("A-1") == "A-1");
  BOOST_TEST(parsed("“或”") == "\"或\"");
  BOOST_TEST(parsed("题名:或") == "题名:或");
}

BOOST_AUTO_TEST_CASE(not_binds_before_and_before_or) {
  BOOST_TEST(parsed("甲 乙 OR 丙 -丁") == "(甲 AND 乙) OR (丙 AND NOT 丁)");
  BOOST_TEST(parsed("甲 （乙 或 丙） 非(丁 戊)") == "甲 AND (乙 OR 丙) AND NOT (丁 AND 戊)");
  BOOST_TEST(parsed("(甲 乙) 丙") == "甲 AND 乙 AND 丙");
  BOOST_TEST(parsed("甲(乙 OR 丙)丁") == "甲 AND (乙 OR 丙) AND 丁");
}

BOOST_AUTO_TEST_CASE(fields_with_chinese_and_latin_names) {
  BOOST_TEST(parsed("题名:复函 Title：来信 題名:甲") == "题名:复函 AND 题名:来信 AND 题名:甲");
  BOOST_TEST(parsed("来信人:王某 sender:王某") == "来信人:王某 AND 来信人:王某");
  BOOST_TEST(parsed("文号:昆信(2019)3号 离休") == "文号:昆信(2019)3号 AND 离休");
  BOOST_TEST(parsed("(文号:昆信3号)") == "文号:昆信3号");
  BOOST_TEST(parsed("类别:来信 事项:att4:2549 正文:离休") == "类别:来信 AND 事项:att4:2549 AND 正文:离休");
  BOOST_TEST(parsed("题名:(甲 或 -乙)") == "题名:甲 OR NOT 题名:乙");
  BOOST_TEST(parsed("题名: 复函") == "题名:复函");
  BOOST_TEST(parsed("12:30") == "12:30");
  BOOST_TEST(parsed("中心：南 http://a.cn 问：甲").starts_with("!"));
  BOOST_TEST(parsed("http://a.cn 问：甲") == "http://a.cn AND 问：甲");
  BOOST_TEST(parsed("尊敬的市长您好：甲 乙") == "≈尊敬的市长您好：甲 AND 乙");
}

BOOST_AUTO_TEST_CASE(dates_and_ranges) {
  BOOST_TEST(parsed("日期:2019") == "日期:2019-01-01..2019-12-31");
  BOOST_TEST(parsed("日期:2019-02") == "日期:2019-02-01..2019-02-28");
  BOOST_TEST(parsed("日期:2020-02") == "日期:2020-02-01..2020-02-29");
  BOOST_TEST(parsed("date:2019-4-1") == "日期:2019-04-01");
  BOOST_TEST(parsed("日期:２０１９年４月１日") == "日期:2019-04-01");
  BOOST_TEST(parsed("日期:2019..2021-03") == "日期:2019-01-01..2021-03-31");
  BOOST_TEST(parsed("日期:2019..") == "日期:2019-01-01..");
  BOOST_TEST(parsed("日期:..2019") == "日期:..2019-12-31");
  BOOST_TEST(parsed("日期:(2019 OR 2021)") == "日期:2019-01-01..2019-12-31 OR 日期:2021-01-01..2021-12-31");
  for (const char* bad : {"日期:19", "日期:2019-13", "日期:2019-02-29", "日期:2019-04-31", "日期:昨天", "日期:2019-",
                          "日期:2019-04-01-", "日期:0000", "日期:20190401", "日期:2019...2020"}) {
    BOOST_TEST(error_is(bad, 4, "不是日期"), bad);
  }
  BOOST_TEST(error_is("日期:..", 4, "两端都空"));
  BOOST_TEST(error_is("日期:2021..2019", 4, "终点早于起点"));
}

BOOST_AUTO_TEST_CASE(long_parts_are_questions_only_without_operators) {
  BOOST_TEST(parsed("小区物业管理") == "小区物业管理");
  BOOST_TEST(parsed("小区物业管理费") == "≈小区物业管理费");
  BOOST_TEST(parsed("离休 小区物业管理费太高") == "离休 AND ≈小区物业管理费太高");
  BOOST_TEST(parsed("“小区物业管理费”") == "\"小区物业管理费\"");
  BOOST_TEST(parsed("小区物业管理费 -停车") == "小区物业管理费 AND NOT 停车");
  BOOST_TEST(parsed("小区物业管理费 日期:2019") == "小区物业管理费 AND 日期:2019-01-01..2019-12-31");
  BOOST_TEST(parsed("(小区物业管理费)") == "小区物业管理费");
  BOOST_TEST(parsed("13812345678") == "13812345678");  // a number is looked for as it is
  const auto query = parse_query("离休 小区物业管理费太高");
  BOOST_REQUIRE(query.has_value());
  BOOST_TEST(!query->boolean);
  BOOST_TEST((query->root.children.at(1).type == QueryNode::Type::question));
  BOOST_TEST(query->text.substr(query->root.children[1].begin,
                                query->root.children[1].end - query->root.children[1].begin) == "小区物业管理费太高");
}

BOOST_AUTO_TEST_CASE(errors_say_where_and_why) {
  BOOST_TEST(error_is("", 1, "空"));
  BOOST_TEST(error_is("  \u3000", 1, "空"));
  BOOST_TEST(error_is("离休 “待遇", 4, "引号没有闭合"));
  BOOST_TEST(error_is("离休 (待遇", 4, "左括号没有对应的右括号"));
  BOOST_TEST(error_is("离休)", 3, "右括号没有对应的左括号"));
  BOOST_TEST(error_is("离休 ()", 4, "括号里没有要找的内容"));
  BOOST_TEST(error_is("离休 OR", 4, "“OR”后面缺少"));
  BOOST_TEST(error_is("或 离休", 1, "“或”前面缺少"));
  BOOST_TEST(error_is("甲 AND OR 乙", 7, "“OR”前面缺少"));
  BOOST_TEST(error_is("-或 甲", 2, "“或”前面缺少"));
  BOOST_TEST(error_is("甲 -", 3, "“-”后面缺少"));
  BOOST_TEST(error_is("甲 题名:", 3, "“题名:”后面缺少"));
  BOOST_TEST(error_is("题名: OR 甲", 1, "“题名:”后面缺少"));
  BOOST_TEST(error_is("作者:甲", 1, "没有“作者”这个字段，可用的有：题名、来信人、文号、类别、事项、日期、正文"));
  BOOST_TEST(error_is("甲 “ ”", 3, "引号里没有可查的字"));
  BOOST_TEST(error_is("文号:昆信(2019", 6, "左括号没有对应的右括号"));
  BOOST_TEST(error_is("\xff\xfe", 1, "UTF-8"));
}

BOOST_AUTO_TEST_CASE(the_caret_stands_below_the_fault) {
  const auto query = parse_query("离休a “待\t遇");
  BOOST_REQUIRE(!query.has_value());
  BOOST_TEST(query.error().message == "查询第 5 个字符：引号没有闭合，请补上后一个引号\n离休a “待 遇\n\u3000\u3000  ^");
  std::string text;
  for (int i = 0; i < 300; ++i) text += "字";
  const auto cut = parse_query(text + " (");
  BOOST_REQUIRE(!cut.has_value());
  BOOST_TEST(cut.error().message.starts_with("查询第 302 个字符："));
  BOOST_TEST(cut.error().message.size() < 400u);
}

BOOST_AUTO_TEST_CASE(hostile_sizes_are_refused) {
  BOOST_TEST(first_line(std::string(10001, 'a')).find("太长") != std::string::npos);
  BOOST_TEST(parse_query(std::string(10000, 'a')).has_value());
  BOOST_TEST(first_line(std::string(5000, '(') + "a").find("太深") != std::string::npos);
  BOOST_TEST(first_line(std::string(5000, '-') + "a").find("太深") != std::string::npos);
  std::string parts, fields;
  for (int i = 0; i < 201; ++i) parts += "a ";
  BOOST_TEST(first_line(parts).find("最多查 200") != std::string::npos);
  for (int i = 0; i < 300; ++i) fields += "题名:(";
  BOOST_TEST(first_line(fields).find("太深") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(random_input_parses_to_a_stable_tree_or_a_clear_error) {
  // Pieces of the grammar and rubbish in random order: what parses must explain itself to something that parses to the
  // same tree.
  const std::vector<std::string> pieces{"离休",   "待遇", "或",   "非", "与",    " ",    " ",   "OR", "AND",     "NOT",
                                        "-",      "－",   "(",    ")",  "（",    "）",   "\"",  "“",  "”",       "「",
                                        "」",     "题名", ":",    "：", "日期:", "2019", "..",  "04", "number:", "x",
                                        "\u200b", "\t",   "\xff", "𠮷", "，",    "非法", "或者"};
  std::mt19937 random(20261124);
  int good = 0, bad = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
    const auto query = parse_query(text);
    if (!query) {
      ++bad;
      BOOST_REQUIRE((query.error().code == ErrorCode::invalid_argument));
      BOOST_REQUIRE(query.error().message.starts_with("查询"));
      BOOST_REQUIRE(is_utf8(query.error().message));
      continue;
    }
    ++good;
    if (!query->boolean) continue;  // a question's mark is not part of the language
    const std::string once = explain(*query);
    const auto again = parse_query(once);
    BOOST_REQUIRE_MESSAGE(again.has_value(), text + " → " + once);
    if (!again->boolean) continue;  // only the brackets made it boolean, and they are not needed to say it
    BOOST_REQUIRE_MESSAGE(explain(*again) == once, text + " → " + once + " → " + explain(*again));
  }
  BOOST_TEST(good > 1000);
  BOOST_TEST(bad > 1000);
}

BOOST_AUTO_TEST_CASE(a_verbatim_part_may_hold_quotes_of_the_other_sort) {
  BOOST_TEST(parse_query("\"“必选”的元数\"").value().root.text == "“必选”的元数");
  BOOST_TEST(parse_query("“他说\"不行\"”").value().root.text == "他说\"不行\"");
  BOOST_TEST(parse_query("\"离休”").value().root.text == "离休", "pairs that an input method mixed up still close");
}

BOOST_AUTO_TEST_SUITE_END()
