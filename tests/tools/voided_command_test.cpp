// What became an accusation, on any day and under its old number, through the real program (R-340, R-343, R-383,
//
#include <boost/test/unit_test.hpp>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace json = boost::json;

namespace {

using Words = std::vector<std::string>;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A suggestion of 2025-03-03 that turned out on 03-20 to accuse: `before` and `after` are its numbers.
struct Recategorised {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  std::string before, after;
  Recategorised() {
    anjuan.init();
    must({"unit", "add", "办公室", "--name", "办公室", "--kind", "科室"});
    must({"unit", "add", "组织科", "--name", "组织科", "--kind", "科室"});
    must({"user", "add", "chen", "--name", "陈主任", "--unit", "办公室", "--role", "办公室"});
    must({"user", "add", "wang", "--name", "王五", "--unit", "组织科", "--role", "科室"});
    must({"user", "add", "zhou", "--name", "周文员", "--unit", "办公室", "--role", "办公室"});
    before = entered("建议意见", "反映食堂采购", "张三");
    after = text_of(json_lines(must({"matter", "amend", before, "--set", "category=检举控告", "--reason", "归类有误",
                                     "--on", "2025-03-20", "--json"}))
                        .at(0),
                    "number");
    must({"deny", after, "--person", "zhou", "--reason", "被反映人亲属", "--on", "2025-03-20"});
  }
  std::string entered(const std::string& category, const std::string& summary, const std::string& from) const {
    return text_of(json_lines(must({"register", "--json", "--defer", "--channel", "书信", "--received", "2025-03-03",
                                    "--on", "2025-03-03", "--from", from, "--address", "玉山镇", "--category", category,
                                    "--summary", summary}))
                       .at(0),
                   "number");
  }
  std::string must(const Words& arguments) const {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(voided_command, Recategorised)

BOOST_AUTO_TEST_CASE(r_383_r_340_no_past_day_opens_what_became_an_accusation) {
  const std::string open = entered("建议意见", "修路", "李四");
  for (const char* day : {"2025-03-10", "2025-03-20", "2025-03-25"}) {
    for (const Words& as : {Words{}, Words{"--as", "wang"}, Words{"--as", "zhou"}}) {
      for (const char* kind : {"register", "ledger", "control"}) {
        Words words{"report", kind, "--as-of", day};
        if (std::string(kind) != "control") words.insert(words.end(), {"--month", "2025-03"});
        words.insert(words.end(), as.begin(), as.end());
        const std::string told = must(words);
        for (const char* secret : {"张三", "食堂"}) BOOST_TEST(!has(told, secret), kind << " " << day << told);
        // The number stands in its book on any day, and the counter-example is there with its content.
        if (std::string(kind) == "register") BOOST_TEST(has(told, before), day << told);
        BOOST_TEST(has(told, open), kind << " " << day << told);
      }
    }
    // The restricted book has it under its own number; it is counted once.
    const std::string apart = must({"report", "restricted", "--month", "2025-03", "--as-of", day});
    BOOST_TEST(has(apart, after), apart);
    BOOST_TEST(!has(apart, before), apart);
    // Nobody waits for what only keeps a number: the letter lacks what it lacks once, under its own.
    const std::string control = must({"report", "control", "--as-of", day});
    BOOST_TEST(has(control, after), control);
    BOOST_TEST(!has(control, before), control);
  }
  // Before the letter came there was no number.
  BOOST_TEST(!has(must({"report", "register", "--month", "2025-03", "--as-of", "2025-03-02"}), before));
  for (const Words& as : {Words{"--as", "wang"}, Words{"--as", "zhou"}}) {
    Words words{"matter", "show", before, "--as-of", "2025-03-10"};
    words.insert(words.end(), as.begin(), as.end());
    const std::string old = must(words);
    for (const char* secret : {"张三", "食堂", "组举字"}) BOOST_TEST(!has(old, secret), old);
    words[2] = after;
    BOOST_TEST(anjuan.run(words).exit_code == 10);
  }
  const std::string seen = must({"matter", "show", after, "--as-of", "2025-03-10", "--json"});
  BOOST_TEST(has(seen, "检举控告"), seen);
  BOOST_TEST(text_of(json_lines(seen).at(0), "number") == after);
  BOOST_TEST(has(must({"matter", "show", before, "--as-of", "2025-03-10"}), "改编为 " + after));
}

BOOST_AUTO_TEST_CASE(r_387_r_343_nothing_acts_under_the_old_number) {
  write_file(dir / "附件.txt", "补充材料");
  const std::string paper = (dir / "附件.txt").string(), form = (dir / "表.pdf").string();
  const std::vector<Words> acts = {
      {"ingest", paper, "--defer", "--matter", before},
      {"follow-up", before, "--kind", "回访", "--text", "电话回访"},
      {"custody", before, "--kind", "呈送", "--holder", "赵部长"},
      {"blame", before, "--text", "追究"},
      {"deny", before, "--person", "wang", "--reason", "亲属"},
      {"paper", before, "--scan", paper},
      {"decision-done", before, "--text", "已落实"},
      {"matter", "amend", before, "--set", "subject=改", "--reason", "更正"},
      {"matter", "split", before, "--subject", "甲"},
      {"print", "登记表", before, "-o", form},
      {"register", "--category", "建议意见", "--received", "2025-03-25", "--from", "王二", "--summary", "又提",
       "--defer", "--repeat-of", before, "--repeat-verdict", "重复件"}};
  for (const Words& act : acts) {
    const RunResult whole = anjuan.run(act);
    BOOST_TEST(whole.exit_code != 0, act.at(0));
    BOOST_TEST(has(whole.err, "R-387"), whole.err);
    BOOST_TEST(has(whole.err, after), act.at(0) << whole.err);
    Words hidden = act;
    hidden.insert(hidden.end(), {"--as", "zhou"});
    const RunResult his = anjuan.run(hidden);
    BOOST_TEST(his.exit_code != 0, act.at(0));
    BOOST_TEST(!has(his.err + his.out, "组举字"), his.err);
  }
  BOOST_TEST(!has(must({"matter", "show", before}), "附件"));
  // The counter-example: the letter's present number takes them.
  must({"ingest", paper, "--defer", "--matter", after});
  must({"follow-up", after, "--kind", "回访", "--text", "电话回访"});
  must({"custody", after, "--kind", "呈送", "--holder", "赵部长"});
  must({"print", "登记表", after, "-o", form});
}

BOOST_AUTO_TEST_SUITE_END()
