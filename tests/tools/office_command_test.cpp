// The office's daily practice through the real program: meetings and who leads in the lists, records of
// the office itself, matters that another organ sent.
#include <boost/test/unit_test.hpp>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace json = boost::json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct OfficeProgram {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  OfficeProgram() {
    anjuan.init();
    for (const char* section : {"办公室", "干部监督科", "组织科", "人才科"})
      must({"unit", "add", section, "--name", section, "--kind", "科室"});
    must({"user", "add", "boss", "--name", "赵部长", "--role", "领导"});
    must({"user", "add", "wang", "--name", "王五", "--unit", "组织科", "--role", "科室"});
  }
  std::string must(const std::vector<std::string>& arguments) const {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  }
  json::object asked(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    return json_lines(must(arguments)).at(0);
  }
  std::string letter(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"register",   "--defer",  "--received", "2025-03-03",  "--on",      "2025-03-03",
                                       "--from",     "张三",     "--address",  "玉山镇",      "--subject", "待遇",
                                       "--category", "申诉求决", "--summary",  "要求落实待遇"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return text_of(asked(arguments), "number");
  }
  std::string stored(const std::string& name, const std::vector<std::string>& more) const {
    write_file(dir / name, "内容：" + name);
    std::vector<std::string> arguments{"ingest", (dir / name).string(), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return text_of(json_lines(must(arguments)).at(0), "item");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(office_command, OfficeProgram)

BOOST_AUTO_TEST_CASE(r_335_r_380_what_we_sent_out_with_a_limit_stands_in_due_until_it_comes_back) {
  must({"unit", "add", "bc", "--name", "巴城镇党委", "--kind", "下级"});
  const std::string number = letter({});
  must({"instruct", number, "--text", "请交办", "--for", "boss", "--on", "2025-03-04"});
  must({"notify", number, "--kind", "受理告知", "--on", "2025-03-05"});
  must({"transfer", number, "--organ", "bc", "--mode", "交办", "--due", "2025-04-01", "--on", "2025-03-05"});
  must({"urge", number, "--kind", "催办", "--text", "请速报", "--due", "2025-04-10", "--on", "2025-04-03"});
  const auto clocks = [&](const json::array& list) {
    std::string text;
    for (const json::value& value : list) {
      const json::object& each = value.get_object();
      const json::object& clock =
          each.contains("clock") && each.at("clock").is_object() ? each.at("clock").get_object() : each;
      const std::string name = text_of(clock, "clock");
      if (name == "slip" || name == "urge")
        text += name + " " + text_of(clock, "nominal") + " " + text_of(clock, "state") + ";";
    }
    return text;
  };
  const std::string late = "slip 2025-04-01 逾期;urge 2025-04-10 逾期;";
  BOOST_TEST(clocks(asked({"due", "--within", "0d"}).at("due").get_array()) == late);
  BOOST_TEST(clocks(asked({"matter", "show", number}).at("clocks").get_array()) == late);
  BOOST_TEST(has(must({"due"}), "催收交办"));
  must({"feedback", number, "--text", "已办", "--on", "2025-04-20"});
  BOOST_TEST(clocks(asked({"due", "--within", "0d"}).at("due").get_array()).empty());
}

BOOST_AUTO_TEST_CASE(r_334_a_visit_is_recorded_on_the_spot) {
  must({"user", "add", "zhou", "--name", "周文员", "--unit", "办公室", "--role", "办公室"});
  const std::string number = letter({"--channel", "走访", "--as", "zhou"});
  must({"record", number, "--kind", "接访", "--text", "来访人询问待遇", "--on", "2025-03-03", "--as", "zhou"});
  BOOST_TEST(text_of(asked({"matter", "show", number}), "state") == "登记");
}

BOOST_AUTO_TEST_CASE(r_313_r_322_what_a_superior_passed_on_names_it) {
  const RunResult result = anjuan.run({"register", "--defer", "--received", "2025-03-03", "--on", "2025-03-03",
                                       "--from", "张三", "--channel", "上级转交"});
  BOOST_TEST(result.exit_code != 0);
  BOOST_TEST(has(result.err, "--assigner"));
  BOOST_TEST(has(result.err, "--transferrer"));
}

BOOST_AUTO_TEST_CASE(r_370_decisions_stand_in_due_and_in_the_control_list) {
  const std::string number = letter({});
  must({"instruct", number, "--text", "请会办", "--for", "boss", "--on", "2025-03-04"});
  must({"assign", number, "--section", "组织科", "--handler", "wang", "--on", "2025-03-04"});
  must({"notify", number, "--kind", "受理告知", "--on", "2025-03-05"});
  const std::string minutes = stored("会议.txt", {"--kind", "会议记录", "--date", "2025-03-06"});
  const std::vector<std::string> meeting{"confer",        number,       "--minutes", minutes,      "--present",
                                         "赵部长、王五",  "--decision", "核实档案",  "--section",  "人才科",
                                         "--co_sections", "干部监督科", "--due",     "2025-03-20", "--for",
                                         "boss",          "--on",       "2025-03-06"};
  must(meeting);
  const auto due_of = [&](const std::string& section) {
    std::string text;
    const json::object due = asked({"due", "--section", section});
    for (const auto& one : due.at("due").as_array()) {
      if (one.at("clock").at("rule").as_string() != "R-370") continue;
      text += text_of(one.as_object(), "section") + " " + text_of(one.as_object(), "part") + " " +
              text_of(one.at("clock").as_object(), "due") + " " + text_of(one.at("clock").as_object(), "state");
    }
    return text;
  };
  BOOST_TEST(due_of("人才科") == "人才科 牵头 2025-03-20 逾期");
  BOOST_TEST(due_of("干部监督科") == "人才科 会办 2025-03-20 逾期");
  BOOST_TEST(due_of("组织科") == "人才科 承办 2025-03-20 逾期");
  BOOST_TEST(due_of("办公室").empty());
  BOOST_TEST(has(must({"report", "control", "--as-of", "2025-03-21"}), "会办落实（2025-03-20）"));
  BOOST_TEST(!has(must({"report", "control", "--as-of", "2025-03-05"}), "会办落实（"));
  // The counter-example: a decision without a day is no task.
  std::vector<std::string> vague = meeting;
  vague.erase(vague.begin() + 12, vague.begin() + 14);
  const RunResult refused = anjuan.run(vague);
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(has(refused.err, "R-370"), refused.err);
  must({"decision-done", number, "--text", "已核实", "--on", "2025-03-19"});
  BOOST_TEST(due_of("人才科").empty());
  BOOST_TEST(!has(must({"report", "control", "--as-of", "2025-03-21"}), "会办落实（"));
  BOOST_TEST(has(must({"report", "control", "--as-of", "2025-03-18"}), "会办落实（2025-03-20）"));
}

BOOST_AUTO_TEST_CASE(r_372_the_lead_section_sees_its_matters_in_due_and_list) {
  const std::string led = letter({"--scope", "2"});
  const std::string other = letter({"--scope", "1"});
  for (const std::string& number : {led, other}) {
    must({"instruct", number, "--text", "请阅处", "--for", "boss", "--on", "2025-03-04"});
    must({"assign", number, "--section", "组织科", "--handler", "wang", "--on", "2025-03-04"});
  }
  const json::object list = asked({"matter", "list", "--section", "干部监督科"});
  BOOST_REQUIRE(list.at("matters").as_array().size() == 1U);
  BOOST_TEST(text_of(list.at("matters").at(0).as_object(), "number") == led);
  BOOST_TEST(text_of(list.at("matters").at(0).as_object(), "part") == "牵头");
  BOOST_TEST(has(must({"matter", "list", "--section", "干部监督科"}), "（牵头）"));
  BOOST_TEST(asked({"matter", "list", "--section", "组织科"}).at("matters").as_array().size() == 2U);
  BOOST_TEST(asked({"matter", "list", "--section", "人才科"}).at("matters").as_array().empty());
  const std::string due = must({"due", "--section", "干部监督科"});
  BOOST_TEST(has(due, "组织科 · 王五（干部监督科牵头）"), due);
  BOOST_TEST(has(due, led));
  BOOST_TEST(!has(due, other));
  const json::object listed = asked({"due", "--section", "干部监督科"});
  for (const auto& one : listed.at("due").as_array())
    BOOST_TEST(text_of(one.as_object(), "lead_section") == "干部监督科");
}

// inspections of units below, systems that they file, 信访信息 and 总结 are items of their kind.
BOOST_AUTO_TEST_CASE(r_382_records_of_the_office_are_items_that_are_found_by_kind_and_unit) {
  const std::string visit = stored("检查.txt", {"--kind", "检查记录", "--from", "巴城镇党委", "--date", "2025-05-06"});
  stored("制度.txt", {"--kind", "备案制度", "--from", "巴城镇党委", "--number", "巴委〔2025〕3号"});
  stored("信息.txt", {"--kind", "信访信息"});
  stored("总结.txt", {"--kind", "总结", "--date", "2025-12-31"});
  for (const char* kind : {"检查记录", "备案制度", "信访信息", "总结"})
    BOOST_TEST(must({"search", "--count", std::string("类别:") + kind}) == "1\n", kind);
  BOOST_TEST(must({"search", "--count", "来信人:巴城镇党委"}) == "2\n");
  BOOST_TEST(must({"search", "--count", "类别:检查记录 来信人:玉山镇党委"}) == "0\n");
  const json::object shown = asked({"item", "show", visit});
  BOOST_TEST(has(json::serialize(shown), "巴城镇党委"));
  BOOST_TEST(has(json::serialize(shown), "2025-05-06"));
  // The counter-example: a day that is none.
  write_file(dir / "坏.txt", "x");
  const RunResult refused =
      anjuan.run({"ingest", (dir / "坏.txt").string(), "--kind", "检查记录", "--date", "2025-02-30"});
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(must({"search", "--count", "类别:检查记录"}) == "1\n");
}

BOOST_AUTO_TEST_CASE(r_304_r_317_what_another_organ_sent_is_registered_by_options_and_rows) {
  const std::string number =
      letter({"--channel", "上级转交", "--transferrer", "市信访局", "--transferred-on", "2025-03-03"});
  const json::object shown = asked({"matter", "show", number});
  BOOST_TEST(text_of(shown, "transferrer") == "市信访局");
  BOOST_TEST(has(json::serialize(shown.at("clocks")), "\"clock\":\"object\""));
  const RunResult late = anjuan.run({"object-up", number, "--reason", "不属", "--on", "2025-03-11"});
  BOOST_TEST(late.exit_code == 2);
  BOOST_TEST(has(late.err, "R-304"), late.err);
  must({"object-up", number, "--reason", "不属", "--on", "2025-03-10"});
  write_file(dir / "登记.csv",
             "收到日期,渠道,类别,姓名,题名,转送机关,转送日期,事项种类,作出原意见的机关\n"
             "2025-03-05,上级转交,申诉求决,李四,待遇,市信访局,2025.3.5,,\n"
             "2025-03-06,书信,申诉求决,王某,复查申请,,,复查,巴城镇党委\n"
             "2025-03-06,书信,建议意见,王某,复查申请,,,复查,巴城镇党委\n");
  const RunResult rows = anjuan.run({"register", "--rows", (dir / "登记.csv").string(), "--defer", "--json"});
  BOOST_TEST(rows.exit_code == 1);
  const auto lines = json_lines(rows.out);
  BOOST_TEST(with_status(lines, "registered").size() == 2U);
  BOOST_REQUIRE(with_status(lines, "refused").size() == 1U);
  BOOST_TEST(has(text_of(with_status(lines, "refused").at(0), "reason"), "R-317"));
}

// what a reminder names as the term is a duty; a chance to object is none.
BOOST_AUTO_TEST_CASE(r_380_a_reminder_names_the_term_of_the_handling) {
  const std::string number =
      letter({"--channel", "上级转交", "--transferrer", "市信访局", "--transferred-on", "2025-03-03"});
  must({"instruct", number, "--text", "请办", "--for", "boss", "--on", "2025-03-04"});
  must({"assign", number, "--section", "组织科", "--handler", "wang", "--on", "2025-03-04"});
  must({"urge", number, "--kind", "催办", "--text", "请抓紧", "--on", "2025-03-04"});
  const std::string paper = (dir / "催办单.pdf").string();
  must({"print", "催办单", number, "-o", paper});
  const std::string item = text_of(json_lines(must({"ingest", paper, "--json"})).at(0), "item");
  const std::string words = must({"item", "text", item});
  BOOST_TEST(has(words, "2025年5月17日"), words);   // the handling: 60 days from the 15th day after receipt
  BOOST_TEST(!has(words, "2025年3月10日"), words);  // five working days to object
}

BOOST_AUTO_TEST_CASE(r_386_a_batch_attached_again_adds_nothing) {
  const std::string number = letter({});
  const std::string sheet = (dir / "登记表.pdf").string();
  must({"print", "登记表", number, "-o", sheet});
  const json::object first = asked({"attach", sheet, "--defer"});
  const auto& part = first.at("parts").at(0).as_object();
  BOOST_TEST(text_of(part, "number") == number);
  BOOST_TEST(!part.contains("duplicate"));
  const json::object again = asked({"attach", sheet, "--defer"});
  BOOST_TEST(again.at("parts").at(0).at("item") == part.at("item"));
  BOOST_TEST(again.at("parts").at(0).at("duplicate").as_bool());
  BOOST_TEST(asked({"matter", "show", number}).at("items").as_array().size() == 2U);  // the summary and the sheet
}

BOOST_AUTO_TEST_CASE(r_385_each_scan_of_the_register_sheet_is_a_version_of_one_item) {
  const std::string number = letter({});
  const std::string sheet = (dir / "登记表.pdf").string(), label = (dir / "标签.pdf").string();
  const auto scanned = [&](const std::string& file) { return asked({"attach", file, "--defer"}).at("parts").at(0).as_object(); };
  must({"print", "登记表", number, "-o", sheet});
  const json::object first = scanned(sheet);
  BOOST_TEST(!first.contains("version_of"));
  must({"instruct", number, "--text", "请研究", "--for", "boss", "--on", "2025-03-04"});
  must({"print", "登记表", number, "-o", sheet});
  const json::object second = scanned(sheet);
  BOOST_TEST(text_of(second, "version_of") == text_of(first, "item"));
  BOOST_TEST(text_of(second, "item") != text_of(first, "item"));  // what was scanned before stays as it was
  must({"assign", number, "--section", "组织科", "--on", "2025-03-05"});
  must({"print", "登记表", number, "-o", sheet});
  const json::object third = scanned(sheet);
  BOOST_TEST(text_of(third, "version_of") == text_of(first, "item"));
  const json::array versions = asked({"item", "show", text_of(second, "item")}).at("items").at(0).at("versions").as_array();
  BOOST_TEST_REQUIRE(versions.size() == 3U);
  BOOST_TEST(versions.at(2).as_string() == text_of(third, "item"));
  BOOST_TEST(has(must({"item", "show", text_of(first, "item")}), "第1版 " + text_of(first, "item") + "（本件）"));
  // The counter-example: two letters of one matter are two items, and another matter's sheet is another item.
  must({"print", "labels", number, "-o", label});
  const json::object letter_scan = scanned(label);
  BOOST_TEST(!letter_scan.contains("version_of"));
  BOOST_TEST(!asked({"item", "show", text_of(letter_scan, "item")}).at("items").at(0).as_object().contains("versions"));
  const std::string other = letter({});
  must({"print", "登记表", other, "-o", sheet});
  BOOST_TEST(!scanned(sheet).contains("version_of"));
  must({"rebuild"});
  BOOST_TEST(asked({"item", "show", text_of(second, "item")}).at("items").at(0).at("versions").as_array() == versions);
}

BOOST_AUTO_TEST_CASE(r_383_r_387_an_old_label_brings_no_scan_of_an_accusation_into_the_open) {
  must({"user", "add", "qian", "--name", "钱科长", "--unit", "人才科", "--role", "科室"});
  const std::string number = letter({"--accused", "钱科长，人才科，科长"});
  const std::string label = (dir / "标签.pdf").string();
  must({"print", "labels", number, "-o", label});
  must({"matter", "amend", number, "--set", "category=检举控告", "--reason", "误归"});
  // Whoever does not see the accusation finds a voided number that takes no papers.
  BOOST_TEST(text_of(asked({"matter", "show", number, "--as", "qian"}), "state") == "作废");
  const std::string shown = must({"matter", "show", number, "--as", "qian"});
  BOOST_TEST(!has(shown, "改编为"), shown);
  BOOST_TEST(has(must({"matter", "show", number}), "改编为 〔2025〕组举字第0001号"));
  const RunResult hidden = anjuan.run({"attach", label, "--defer", "--as", "qian", "--json"});
  BOOST_TEST(hidden.exit_code == 1);
  BOOST_TEST(!json_lines(hidden.out).at(0).at("parts").at(0).as_object().contains("number"));
  const json::object waiting = asked({"unclaimed"});
  const std::string item = text_of(waiting.at("items").at(0).as_object(), "item");
  const RunResult claimed = anjuan.run({"claim", item, number});
  BOOST_TEST(claimed.exit_code != 0);
  BOOST_TEST(has(claimed.err, "R-387"), claimed.err);
  // The whole office's scan goes where the letter went.
  const auto part = asked({"attach", label, "--defer"}).at("parts").at(0).as_object();
  BOOST_TEST(text_of(part, "number") == "〔2025〕组举字第0001号");
  BOOST_TEST(asked({"matter", "show", number}).at("items").as_array().empty());
}

BOOST_AUTO_TEST_CASE(r_386_a_sheet_that_somebody_claimed_says_where_it_is) {
  const std::string number = letter({}), other = letter({});
  const std::string sheet = (dir / "无码.pdf").string();
  must({"print", "信封DL", number, "-o", sheet});  // bears no code
  const auto attached = [&](const std::string& as) {
    const RunResult result = as.empty() ? anjuan.run({"attach", sheet, "--defer", "--json"}) : anjuan.run({"--as", as, "attach", sheet, "--defer", "--json"});
    const json::object out = json_lines(result.out).at(0);
    BOOST_TEST(result.exit_code == (out.at("unclaimed").as_int64() > 0 ? 1 : 0), result.err);
    return out.at("parts").at(0).as_object();
  };
  const std::string item = text_of(attached(""), "item");
  const std::string claimed = text_of(asked({"claim", item, number}), "item");
  // Told with the matter and the item, and what to do; not to choose another name.
  const RunResult again = anjuan.run({"claim", item, number});
  BOOST_TEST(again.exit_code == 1);
  for (const std::string& part : {number, claimed, std::string("不必再认领")}) BOOST_TEST(has(again.err, part), again.err);
  const RunResult filed = anjuan.run({"claim", claimed, other});
  BOOST_TEST(has(filed.err, number), filed.err);
  const json::object part = attached("");
  BOOST_TEST(text_of(part.at("held").at(0).as_object(), "number") == number);
  BOOST_TEST(has(anjuan.run({"attach", sheet, "--defer"}).out, "已认领：在 " + number));
  const RunResult both = anjuan.run({"claim", item, other});
  BOOST_TEST(both.exit_code == 0);
  BOOST_TEST(has(both.err, number), both.err);
  // A file that is kept anew, though a matter has it: said so.
  must({"ingest", sheet, "--matter", number, "--defer"});
  BOOST_TEST(has(must({"ingest", sheet, "--matter", other, "--defer"}), "同样的内容已在 " + number));
}

// Counter-example: where it is hidden, it waits like any other.
BOOST_AUTO_TEST_CASE(r_343_r_386_a_sheet_in_a_hidden_matter_waits_as_if_nobody_had_claimed_it) {
  must({"user", "add", "reg", "--name", "登记员", "--unit", "办公室", "--role", "办公室"});
  const std::string number = letter({}), secret = text_of(asked({"register", "--defer", "--category", "检举控告", "--from", "李四", "--summary", "举报登记员",
                                                                 "--accused", "登记员，办公室，科员"}),
                                                          "number");
  const std::string sheet = (dir / "无码.pdf").string();
  must({"print", "信封DL", number, "-o", sheet});
  const json::object first = json_lines(anjuan.run({"attach", sheet, "--defer", "--json"}).out).at(0);
  must({"claim", text_of(first.at("parts").at(0).as_object(), "item"), secret});
  const RunResult hidden = anjuan.run({"--as", "reg", "attach", sheet, "--defer", "--json"});
  BOOST_TEST(hidden.exit_code == 1);
  BOOST_TEST(!json_lines(hidden.out).at(0).at("parts").at(0).as_object().contains("held"));
  BOOST_TEST(!has(hidden.out + hidden.err, secret));
}

BOOST_AUTO_TEST_CASE(units_are_known_by_their_other_names) {
  must({"unit", "add", "jt", "--name", "市交通运输局", "--kind", "下级", "--alias", "交通局", "--alias", "交运局"});
  must({"unit", "add", "other", "--name", "县交通运输局", "--kind", "下级", "--alias", "交运局"});
  const auto read = [&] {
    const std::string number = letter({});
    must({"instruct", number, "--text", "请转办", "--for", "boss", "--on", "2025-03-03"});
    return number;
  };
  const std::string number = read();
  must({"transfer", number, "--organ", "交通局", "--mode", "转送", "--on", "2025-03-04"});
  BOOST_TEST(text_of(asked({"matter", "show", number}), "transfer_organ") == "市交通运输局");
  // The counter-example: a name that two bear, or none.
  const std::string another = read();
  BOOST_TEST(anjuan.run({"transfer", another, "--organ", "交运局", "--mode", "转送", "--on", "2025-03-04"}).exit_code != 0);
  BOOST_TEST(anjuan.run({"transfer", another, "--organ", "火星局", "--mode", "转送", "--on", "2025-03-04"}).exit_code != 0);
}

BOOST_AUTO_TEST_CASE(lists_refuse_what_there_is_not) {
  BOOST_TEST(anjuan.run({"due", "--section", "火星科"}).exit_code == 10);
  BOOST_TEST(anjuan.run({"matter", "list", "--section", "火星科"}).exit_code == 10);
  const RunResult state = anjuan.run({"matter", "list", "--state", "外星"});
  BOOST_TEST(state.exit_code == 2);
  BOOST_TEST(has(state.err, "登记、"), state.err);
  BOOST_TEST(anjuan.run({"matter", "list", "--state", "登记", "--section", "组织科"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(r_385_history_says_what_was_said_under_its_titles) {
  const std::string number = letter({});
  must({"instruct", number, "--text", "请研究", "--for", "boss", "--on", "2025-03-04"});
  must({"assign", number, "--section", "组织科", "--handler", "wang", "--on", "2025-03-05"});
  const std::string history = must({"matter", "history", number});
  BOOST_TEST(has(history, "批示内容：请研究"), history);
  BOOST_TEST(has(history, "赵部长"), history);
  BOOST_TEST(has(history, "承办科室：组织科；承办人：王五"), history);
  BOOST_TEST(!has(history, "wang"), history);
}

// Counter-example: who neither handles the matter nor works in 办公室 is told that the numbers are masked, as `matter contact` refuses them.
BOOST_AUTO_TEST_CASE(r_348_print_opens_numbers_for_the_office_and_the_handler_only) {
  must({"user", "add", "li", "--name", "李四", "--unit", "组织科", "--role", "科室"});
  must({"user", "add", "chen", "--name", "陈主任", "--unit", "办公室", "--role", "办公室"});
  const std::string number = letter({"--phone", "13812345678"});
  must({"instruct", number, "--text", "请办", "--for", "boss", "--on", "2025-03-04"});
  must({"assign", number, "--section", "组织科", "--handler", "wang", "--on", "2025-03-04"});
  const auto masks = [&](const std::string& account) {
    const RunResult printed = anjuan.run({"print", "登记表", number, "-o", (dir / "登记表.pdf").string(), "--as", account});
    BOOST_REQUIRE_MESSAGE(printed.exit_code == 0, printed.err);
    return has(printed.err, "R-348");
  };
  BOOST_TEST(masks("li"));
  BOOST_TEST(anjuan.run({"matter", "contact", number, "--as", "li"}).exit_code == 12);
  BOOST_TEST(!masks("wang"));
  BOOST_TEST(!masks("chen"));
  BOOST_TEST(anjuan.run({"matter", "contact", number, "--as", "chen"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(r_385_a_steps_paper_may_be_a_file) {
  const std::string number = letter({});
  const std::string scan = (dir / "批示.txt").string();
  write_file(scan, "请组织科研究。赵");
  const json::object after = asked({"instruct", number, "--text", "请组织科研究", "--for", "boss", "--on", "2025-03-04", "--scan", scan});
  const json::array items = asked({"matter", "show", number}).at("items").as_array();
  BOOST_REQUIRE(items.size() == 2U);
  BOOST_TEST(text_of(items.at(1).as_object(), "kind") == "领导批示");
  BOOST_TEST(text_of(after.at("instructions").at(0).as_object(), "item") == text_of(items.at(1).as_object(), "item"));
  BOOST_TEST(has(must({"search", "组织科研究"}), "领导批示"));
  // Nothing is kept of a step that is refused, nor of a file that is none.
  BOOST_TEST(anjuan.run({"paper", number, "--scan", scan, "--on", "2025-03-05"}).exit_code != 0);  // no instruction waits for its paper
  BOOST_TEST(anjuan.run({"instruct", number, "--text", "再", "--for", "boss", "--scan", (dir / "没有.pdf").string()}).exit_code == 10);
  BOOST_TEST(asked({"matter", "show", number}).at("items").as_array().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
