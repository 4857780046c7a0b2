// Who may enter what through the real program.
#include <boost/test/unit_test.hpp>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace json = boost::json;

namespace {

using Words = std::vector<std::string>;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct RightsProgram {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  RightsProgram() {
    anjuan.init();
    for (const char* section : {"办公室", "干部监督科", "组织科"})
      must({"unit", "add", section, "--name", section, "--kind", "科室"});
    must({"unit", "add", "zhen", "--name", "镇党委", "--kind", "下级"});
    must({"user", "add", "chen", "--name", "陈主任", "--unit", "办公室", "--role", "办公室", "--head"});
    must({"user", "add", "zhou", "--name", "周文员", "--unit", "办公室", "--role", "办公室"});
    must({"user", "add", "boss", "--name", "赵部长", "--role", "领导"});
    must({"user", "add", "liu", "--name", "刘建国", "--role", "领导"});
    must({"user", "add", "wang", "--name", "王五", "--unit", "组织科", "--role", "科室"});
    must({"user", "add", "li", "--name", "李四", "--unit", "干部监督科", "--role", "科室"});
    must({"user", "add", "gone", "--name", "孙离任", "--unit", "组织科", "--role", "科室", "--until", "2024-12-31"});
  }
  std::string must(const Words& arguments) const {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  }
  std::string denied(const Words& arguments) const {
    const RunResult result = anjuan.run(arguments);
    BOOST_TEST(result.exit_code == 12, arguments.at(2) << ": " << result.exit_code << result.err);
    BOOST_TEST(result.out.empty());
    return result.err;
  }
  json::object entered(Words more) const {
    const Words first{"register",   "--json", "--defer", "--received", "2025-03-03", "--on",
                      "2025-03-03", "--from", "张三",    "--address",  "玉山镇"};
    more.insert(more.begin(), first.begin(), first.end());
    return json_lines(must(more)).at(0);
  }
  std::string letter() const {
    const std::string number = text_of(entered({"--category", "申诉求决", "--summary", "要求落实待遇"}), "number");
    must({"instruct", number, "--text", "请阅处", "--for", "boss", "--on", "2025-03-04"});
    must({"assign", number, "--section", "组织科", "--handler", "wang", "--on", "2025-03-04"});
    return number;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rights_command, RightsProgram)

BOOST_AUTO_TEST_CASE(r_385_the_archivist_files_and_anybody_who_sees_it_may_ask_how) {
  must({"user", "add", "fang", "--name", "方档案", "--unit", "办公室", "--role", "档案"});
  const std::string number = letter();
  must({"withdraw", number, "--reason", "本人撤回", "--on", "2025-03-10"});
  BOOST_TEST(has(must({"file", number, "--as", "wang"}), "建议"));
  BOOST_TEST(has(denied({"file", number, "--accept", "--as", "wang"}), "档案、办公室"));
  const Words filing{"file", number, "--accept", "--excuse", "信访件原件或接访记录=本人取回", "--reason", "照办", "--as", "fang"};
  BOOST_TEST(has(must(filing), "已归档"));
  // The archivist enters no step of the handling.
  denied({"instruct", number, "--text", "请阅", "--for", "boss", "--as", "fang"});
}

BOOST_AUTO_TEST_CASE(r_373_no_name_of_two_units_and_no_service_that_ends_before_it_begins) {
  const RunResult twin = anjuan.run({"unit", "add", "zuzhi", "--name", "组织科", "--kind", "科室"});
  BOOST_TEST(twin.exit_code != 0);
  BOOST_TEST(has(twin.err, "组织科"), twin.err);
  BOOST_TEST(has(twin.err, "R-373"), twin.err);
  const RunResult backwards = anjuan.run(
      {"user", "add", "he", "--name", "何某", "--role", "科室", "--since", "2025-02-01", "--until", "2025-01-31"});
  BOOST_TEST(backwards.exit_code != 0);
  BOOST_TEST(has(backwards.err, "R-373"), backwards.err);
  // The counter-examples: a unit is changed under its own code, and one day of service is some.
  must({"unit", "add", "组织科", "--name", "组织科", "--kind", "科室", "--alias", "组织处"});
  must({"user", "add", "he", "--name", "何某", "--role", "科室", "--since", "2025-02-01", "--until", "2025-02-01"});
}

BOOST_AUTO_TEST_CASE(r_372_r_373_another_section_enters_nothing) {
  const std::string number = letter();
  const Words record{"record", number, "--kind", "调查", "--text", "走访核实", "--on", "2025-03-05"};
  const auto as = [&](const char* account) {
    Words words{"--as", account};
    words.insert(words.end(), record.begin(), record.end());
    return words;
  };
  BOOST_TEST(has(denied(as("li")), "R-372"));
  BOOST_TEST(has(denied(as("gone")), "不在任"));
  must(as("wang"));
  must(as("zhou"));
  must(record);
}

BOOST_AUTO_TEST_CASE(r_373_the_head_names_the_handler_within_his_section) {
  must({"user", "add", "zou", "--name", "邹科长", "--unit", "组织科", "--role", "科室", "--head"});
  must({"user", "add", "feng", "--name", "冯六", "--unit", "组织科", "--role", "科室"});
  must({"user", "add", "zhao", "--name", "赵科长", "--unit", "干部监督科", "--role", "科室", "--head"});
  const std::string number = text_of(entered({"--category", "申诉求决", "--summary", "要求落实待遇"}), "number");
  must({"instruct", number, "--text", "请阅处", "--for", "boss", "--on", "2025-03-04"});
  // Before 办公室 has given it to his section it is no matter of his.
  BOOST_TEST(has(denied({"--as", "zou", "assign", number, "--handler", "wang", "--on", "2025-03-04"}), "R-373"));
  must({"--as", "zhou", "assign", number, "--section", "组织科", "--co_sections", "干部监督科", "--on", "2025-03-04"});
  must({"--as", "zou", "assign", number, "--handler", "wang", "--on", "2025-03-05"});
  must({"--as", "zou", "assign", number, "--handler", "冯六", "--reason", "王五外出", "--on", "2025-03-06"});
  const json::object matter = json_lines(must({"matter", "show", number, "--json"})).at(0);
  BOOST_TEST(text_of(matter, "handler") == "feng");
  BOOST_TEST(text_of(matter, "section") == "组织科");
  // The section that shares the matter still does.
  must({"--as", "li", "record", number, "--kind", "调查", "--text", "走访核实", "--on", "2025-03-06"});
  // Counter-examples: another section's head, a clerk, the section itself, sections that share, a handler from
  // elsewhere, another step of 批办.
  BOOST_TEST(has(denied({"--as", "zhao", "assign", number, "--handler", "li"}), "R-373"));
  BOOST_TEST(has(denied({"--as", "wang", "assign", number, "--handler", "wang"}), "批办"));
  BOOST_TEST(has(denied({"--as", "zou", "assign", number, "--section", "干部监督科"}), "R-373"));
  BOOST_TEST(has(denied({"--as", "zou", "assign", number, "--section", "组织科", "--handler", "wang"}), "R-373"));
  BOOST_TEST(has(denied({"--as", "zou", "assign", number, "--handler", "wang", "--co_sections", "办公室"}), "R-373"));
  const RunResult elsewhere = anjuan.run({"--as", "zou", "assign", number, "--handler", "li", "--on", "2025-03-06"});
  BOOST_TEST(elsewhere.exit_code != 0);
  BOOST_TEST(has(elsewhere.err, "R-373"), elsewhere.err);
  denied({"--as", "zou", "shelve", number, "--reason", "重复"});
  // Nor does a matter that came back from elsewhere go on by his word alone: 办公室 gives it out again.
  must({"--as", "zhou", "transfer", number, "--organ", "镇党委", "--mode", "转送", "--on", "2025-03-06"});
  must({"--as", "zhou", "object", number, "--reason", "不属本镇", "--on", "2025-03-07"});
  BOOST_TEST(has(denied({"--as", "zou", "assign", number, "--handler", "wang", "--on", "2025-03-07"}), "R-373"));
}

BOOST_AUTO_TEST_CASE(f_15_r_307_the_program_says_that_what_was_posted_is_not_delivered) {
  const std::string number = letter();
  must({"accept", number, "--on", "2025-03-05"});
  must({"--as", "wang", "reply", number, "--result", "解释说明", "--request", "求", "--facts", "实", "--opinion", "见",
        "--basis", "据", "--on", "2025-03-06"});
  const RunResult unproven = anjuan.run({"deliver", number, "--how", "邮寄", "--on", "2025-03-07"});
  BOOST_TEST(unproven.exit_code == 2);
  BOOST_TEST(has(unproven.err, "--tracking"), unproven.err);
  const std::string posted =
      must({"--as", "wang", "deliver", number, "--how", "邮寄", "--tracking", "XA12345678932", "--on", "2025-03-07"});
  BOOST_TEST(has(posted, "已“邮寄”，现为“已答复”"), posted);
  BOOST_TEST(has(posted, "尚未送达"), posted);
  BOOST_TEST(has(must({"matter", "show", number, "--why"}), "邮件编号 XA12345678932，还没有签收"));
  const std::string signed_for =
      must({"--as", "wang", "deliver", number, "--how", "邮寄", "--signer", "张三", "--on", "2025-03-10"});
  BOOST_TEST(has(signed_for, "已“送达”，现为“已送达”"), signed_for);
  BOOST_TEST(has(must({"matter", "show", number, "--why"}), "2025-03-07 寄出"));
}

BOOST_AUTO_TEST_CASE(r_373_who_left_may_do_nothing) {
  const std::string number = letter();
  for (const Words& words : std::vector<Words>{
           {"matter", "list"}, {"matter", "show", number}, {"due"}, {"search", "待遇"}, {"user", "list"}}) {
    Words as{"--as", "gone"};
    as.insert(as.end(), words.begin(), words.end());
    const std::string err = denied(as);
    BOOST_TEST(has(err, "2024-12-31"), err);
    BOOST_TEST(std::count(err.begin(), err.end(), '\n') == 1, err);
  }
}

BOOST_AUTO_TEST_CASE(r_325_who_is_in_conflict_declares_it_himself) {
  const std::string number = letter();
  // The counter-example: nobody declares another's without the right to.
  denied({"--as", "li", "recuse", number, "--person", "wang", "--reason", "同乡"});
  must({"--as", "wang", "recuse", number, "--person", "王五", "--reason", "亲属", "--on", "2025-03-06"});
  const json::object matter = json_lines(must({"matter", "show", number, "--json"})).at(0);
  BOOST_TEST(!matter.contains("handler"));
  BOOST_TEST(text_of(matter.at("recusals").as_array().at(0).as_object(), "person") == "wang");
  must({"--as", "zhou", "recuse", number, "--person", "li", "--reason", "同学"});
}

BOOST_AUTO_TEST_CASE(r_384_r_343_whoever_registers_an_accusation_is_told_at_once) {
  const Words accusation{"--as",       "zhou",     "register",  "--defer",  "--received", "2025-03-03",
                         "--category", "检举控告", "--summary", "用人问题", "--accused"};
  const auto told = [&](const char* name, bool as_json) {
    Words words = accusation;
    words.emplace_back(name);
    if (as_json) words.emplace_back("--json");
    const RunResult result = anjuan.run(words);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    return result;
  };
  const RunResult own = told("周文员", true);
  BOOST_TEST(has(own.err, "R-384"));
  const json::object matter = json_lines(own.out).at(0);
  BOOST_TEST(has(text_of(matter, "escalate"), "anjuan hand-over " + text_of(matter, "number")));
  BOOST_TEST(has(told("陈主任", false).err, "办公室负责人陈主任"));
  const RunResult alike = told("刘健国", true);
  BOOST_TEST(has(alike.err, "--person liu"));
  const json::object question = json_lines(alike.out).at(0).at("deny_questions").as_array().at(0).as_object();
  BOOST_TEST(text_of(question, "account") == "liu");
  BOOST_TEST(has(text_of(question, "command"), "anjuan deny 〔"));
  // The counter-example: an accusation of somebody else asks and tells nothing.
  const RunResult other = told("钱某某", true);
  BOOST_TEST(other.err.empty(), other.err);
  BOOST_TEST(!json_lines(other.out).at(0).contains("escalate"));
  BOOST_TEST(!json_lines(other.out).at(0).contains("deny_questions"));
  // Nor is anybody asked about himself.
  BOOST_TEST(!has(told("邹文员", false).err, "--person zhou"));
}

BOOST_AUTO_TEST_CASE(r_383_r_387_a_misfiled_accusation_is_told_with_both_its_numbers) {
  const std::string number =
      text_of(entered({"--category", "申诉求决", "--summary", "反映用人问题", "--accused", "陈主任"}), "number");
  const RunResult result =
      anjuan.run({"--as", "zhou", "matter", "amend", number, "--set", "category=检举控告", "--reason", "归类有误"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  BOOST_TEST(has(result.out, number));
  BOOST_TEST(has(result.out, "组举字第0001号"));
  BOOST_TEST(has(result.err, "R-384"));
  must({"matter", "show", number});
  // Of the old number whom it concerns learns that it was voided; the new one is not there for him.
  const std::string old = must({"--as", "chen", "matter", "show", number});
  BOOST_TEST(has(old, "作废"), old);
  for (const char* secret : {"反映用人问题", "张三", "陈主任", "组举字", "归类有误"}) BOOST_TEST(!has(old, secret), old);
  const RunResult hidden = anjuan.run({"--as", "chen", "matter", "show", "〔2025〕组举字第0001号"});
  BOOST_TEST(hidden.exit_code == 10, hidden.err);
  const std::string second = text_of(entered({"--category", "申诉求决", "--summary", "两件事"}), "number");
  BOOST_TEST(has(must({"matter", "split", second, "--subject", "举报村书记", "--category", "检举控告", "--subject",
                       "医药费", "--category", "申诉求决"}),
                 "组举字"));
  BOOST_TEST(anjuan.run({"matter", "split", second, "--subject", "甲", "--category", "咨询", "--category", "咨询"})
                 .exit_code == 2);
}

BOOST_AUTO_TEST_CASE(r_385_r_332_who_types_as_himself_is_who_acts) {
  const std::string number = text_of(entered({}), "number");
  // Counter-example: 办公室 types for a leader, and names him.
  BOOST_TEST(anjuan.run({"--as", "chen", "instruct", number, "--text", "请办"}).exit_code != 0);
  must({"--as", "boss", "instruct", number, "--text", "请组织科办理"});
  BOOST_TEST(has(must({"matter", "history", number}), "赵部长"));
  must({"--as", "chen", "assign", number, "--section", "组织科", "--handler", "wang"});
  // A handler does not approve for himself, named or not.
  const RunResult own = anjuan.run({"--as", "wang", "extend", number, "--days", "30", "--reason", "外调"});
  BOOST_TEST(own.exit_code != 0);
  BOOST_TEST(has(own.err, "R-306"), own.err);
}

BOOST_AUTO_TEST_CASE(r_325_who_is_recused_takes_no_step) {
  const std::string number = text_of(entered({}), "number");
  must({"--as", "boss", "instruct", number, "--text", "请组织科办理"});
  must({"--as", "chen", "assign", number, "--section", "组织科", "--handler", "wang"});
  must({"--as", "wang", "record", number, "--kind", "调查", "--text", "核实"});  // before he declares it
  must({"--as", "wang", "recuse", number, "--person", "wang", "--reason", "亲属"});
  for (const Words& step : {Words{"record", number, "--kind", "调查", "--text", "再核实"}, {"notify", number, "--kind", "受理告知"},
                            {"extend", number, "--days", "30", "--reason", "复杂", "--for", "boss"}}) {
    Words words{"--as", "wang"};
    words.insert(words.end(), step.begin(), step.end());
    const RunResult result = anjuan.run(words);
    BOOST_TEST(result.exit_code != 0, step.front());
    BOOST_TEST(has(result.err, "R-325"), result.err);
  }
}

BOOST_AUTO_TEST_CASE(r_325_r_341_the_accused_learns_corrects_and_splits_nothing) {
  const std::string number = text_of(json_lines(must({"--as", "zhou", "register", "--json", "--defer", "--received", "2025-03-03", "--from", "张三",
                                                      "--address", "玉山镇", "--phone", "13800000000", "--category", "检举控告", "--summary", "用人问题",
                                                      "--accused", "周文员"}))
                                         .at(0),
                                     "number");
  for (const Words& words : {Words{"matter", "contact", number}, Words{"matter", "amend", number, "--set", "accused=刘某", "--reason", "笔误"},
                             Words{"matter", "split", number, "--subject", "另一事"}}) {
    Words as{"--as", "zhou"};
    as.insert(as.end(), words.begin(), words.end());
    const std::string err = denied(as);
    BOOST_TEST(has(err, "R-325"), err);
    BOOST_TEST(!has(err, "13800000000"));
  }
  for (const char* how : {"--as", "--for"}) {
    const RunResult result = anjuan.run({"void", number, "--reason", "重复", how, "zhou"});
    BOOST_TEST(result.exit_code != 0, how);
    BOOST_TEST(has(result.err, "R-325"), result.err);
  }
  // The counter-example: the head of the office, whom it does not concern.
  BOOST_TEST(has(must({"--as", "chen", "matter", "contact", number}), "13800000000"));
  must({"--as", "chen", "matter", "amend", number, "--set", "summary=用人问题一件", "--reason", "补"});
  must({"--as", "zhou", "hand-over", number, "--target", "陈主任", "--receipt", "收条1号"});
}

BOOST_AUTO_TEST_SUITE_END()
