// matter history through the real program: what corrections changed, and which forms were printed
//
#include <boost/test/unit_test.hpp>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace json = boost::json;

namespace {

using Words = std::vector<std::string>;

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct HistoryProgram {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  HistoryProgram() {
    anjuan.init();
    for (const char* section : {"办公室", "组织科"})
      must({"unit", "add", section, "--name", section, "--kind", "科室"});
    must({"user", "add", "chen", "--name", "陈主任", "--unit", "办公室", "--role", "办公室"});
    must({"user", "add", "wang", "--name", "王五", "--unit", "组织科", "--role", "科室"});
    must({"user", "add", "qian", "--name", "钱七", "--unit", "组织科", "--role", "科室"});
  }
  std::string must(const Words& arguments) const {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  }
  std::string letter() const {
    return text_of(json_lines(must({"register",
                                    "--json",
                                    "--defer",
                                    "--received",
                                    "2025-03-03",
                                    "--on",
                                    "2025-03-03",
                                    "--from",
                                    "张三",
                                    "--address",
                                    "玉山镇前进路1号",
                                    "--phone",
                                    "13812345678",
                                    "--category",
                                    "申诉求决",
                                    "--subject",
                                    "待遇",
                                    "--summary",
                                    "要求落实待遇",
                                    "--accused",
                                    "钱七，组织科，科员"}))
                       .at(0),
                   "number");
  }
  json::array events(const std::string& number, const Words& as = {}) const {
    Words words{"matter", "history", number, "--json"};
    words.insert(words.end(), as.begin(), as.end());
    return json_lines(must(words)).at(0).at("events").get_array();
  }
  static json::object last_of(const json::array& events, std::string_view move) {
    json::object found;
    for (const json::value& event : events) {
      if (text_of(event.get_object(), "move") == move) found = event.get_object();
    }
    return found;
  }
  /// field:old→new; of all it corrected
  static std::string corrected(const json::object& event) {
    std::string text;
    for (const json::value& value : event.at("corrected").get_array()) {
      const json::object& each = value.get_object();
      text += text_of(each, "field") + ":" + text_of(each, "old") + "→" + text_of(each, "new") + ";";
    }
    return text;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(history_command, HistoryProgram)

BOOST_AUTO_TEST_CASE(r_385_a_correction_shows_what_stood_there_and_what_stands_there_now) {
  const std::string number = letter();
  must({"matter", "amend", number, "--set", "subject=离休待遇", "--set", "letter_date=2025-02-27", "--set", "from=章三",
        "--reason", "笔误", "--on", "2025-03-04"});
  const std::string text = must({"matter", "history", number});
  for (const char* line : {"题名：待遇 → 离休待遇", "来信日期：（空） → 2025-02-27", "来信人：张三 → 章三", "笔误"})
    BOOST_TEST(has(text, line), text);
  const json::object event = last_of(events(number), "amend");
  BOOST_TEST(corrected(event) == "subject:待遇→离休待遇;letter_date:→2025-02-27;from:张三→章三;");
  BOOST_TEST(text_of(event.at("corrected").at(0).get_object(), "title") == "题名");
  // The next one is told from here. Counter-example: what was set to what it is already is no correction.
  must({"matter", "amend", number, "--set", "subject=退休待遇", "--set", "letter_date=2025-02-27", "--reason", "再更正",
        "--on", "2025-03-05"});
  BOOST_TEST(corrected(last_of(events(number), "amend")) == "subject:离休待遇→退休待遇;");
  // No other step has them.
  BOOST_TEST(!last_of(events(number), "register").contains("corrected"));
}

BOOST_AUTO_TEST_CASE(r_348_old_numbers_are_masked_like_new_ones) {
  const std::string number = letter();
  must({"matter", "amend", number, "--set", "phone=13900000000", "--set", "address=玉山镇柏庐路2号", "--set",
        "accused=钱七，组织科，副科长", "--reason", "笔误", "--on", "2025-03-04"});
  for (const Words& as : {Words{}, Words{"--as", "chen"}}) {
    Words words{"matter", "history", number};
    words.insert(words.end(), as.begin(), as.end());
    const std::string text = must(words) + json::serialize(events(number, as));
    BOOST_TEST(has(text, "电话：138****5678 → 139****0000"), text);
    BOOST_TEST(has(text, "被反映人：钱七，组织科，科员 → 钱七，组织科，副科长"), text);
    for (const char* clear : {"13812345678", "13900000000", "前进路1号", "柏庐路2号"})
      BOOST_TEST(!has(text, clear), text);
  }
}

BOOST_AUTO_TEST_CASE(r_343_r_383_what_became_an_accusation_is_corrected_out_of_sight) {
  const std::string number = letter();
  must({"--as", "qian", "matter", "history", number});  // a claim hides nothing
  const std::string hidden = text_of(
      json_lines(must({"matter", "amend", number, "--set", "category=检举控告", "--reason", "归类有误", "--json"}))
          .at(0),
      "number");
  BOOST_TEST(corrected(last_of(events(hidden), "amend")) ==
             "number:" + number + "→" + hidden + ";category:申诉求决→检举控告;");
  // Counter-example: whom it accuses finds of the old number that it was voided, and nothing of the accusation.
  BOOST_TEST(anjuan.run({"--as", "qian", "matter", "history", hidden}).exit_code == 10);
  const std::string old = must({"--as", "qian", "matter", "history", number});
  for (const char* secret : {"检举", "归类有误", "组举字", "张三"}) BOOST_TEST(!has(old, secret), old);
  BOOST_TEST(has(old, "作废"), old);
}

BOOST_AUTO_TEST_CASE(r_422_a_printed_form_stands_in_the_history) {
  const std::string number = letter(), other = letter();
  must({"--as", "chen", "print", "登记表", number, "-o", (dir / "a.pdf").string()});
  must({"--as", "chen", "print", "labels", number, other, "-o", (dir / "b.pdf").string()});
  must({"--as", "chen", "matter", "contact", number});  // a reading that is no print
  const std::string text = must({"matter", "history", number});
  BOOST_TEST(has(text, "打印"), text);
  BOOST_TEST(has(text, "陈主任"), text);
  BOOST_TEST(has(text, "登记表"), text);
  std::string printed;
  for (const json::value& event : events(number)) {
    if (text_of(event.get_object(), "move") == "print")
      printed += text_of(event.at("fields").get_object(), "form") + " " + text_of(event.get_object(), "acted") + ";";
  }
  BOOST_TEST(printed == "register-sheet chen;label-sheet chen;");
  BOOST_TEST(text_of(last_of(events(other), "print").at("fields").get_object(), "form") == "label-sheet");
  // Not the order of the journal for who sees but his part; and the same from a catalogue made anew.
  BOOST_TEST(!last_of(events(number, {"--as", "wang"}), "print").contains("seq"));
  const json::array before = events(number);
  must({"rebuild"});
  BOOST_TEST((events(number) == before));
}

// Counter-example: a print that failed, and a matter that nobody printed.
BOOST_AUTO_TEST_CASE(r_422_what_was_not_printed_is_not_said_to_be) {
  const std::string number = letter();
  BOOST_TEST(anjuan.run({"print", "结案报告", number, "-o", (dir / "c.pdf").string()}).exit_code == 2);
  BOOST_TEST(last_of(events(number), "print").empty());
}

BOOST_AUTO_TEST_SUITE_END()
