// The repeat check through the real program: register says what a letter may repeat, `repeats` says it again, `judge` records who decided what.
#include <boost/test/unit_test.hpp>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace json = boost::json;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Morning {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  Morning() { anjuan.init(); }

  json::object json(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    return json_lines(result.out).at(0);
  }
  json::object letter(const std::string& from, const std::string& day, const std::string& summary) const {
    return json({"register", "--from", from, "--received", day, "--on", day, "--category", "申诉求决", "--summary", summary});
  }
};

const std::string k_road = "反映巴城镇茅沙塘村村道破损多年，雨天积水，老人小孩出行困难，要求尽快修复";
const std::string k_road_again = "茅沙塘村的村道破损，一下雨就积水，小孩老人出行很困难，请求尽快修复";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(repeats_command, Morning)

BOOST_AUTO_TEST_CASE(r_347_a_letter_meets_its_like_in_the_index_and_its_writer_in_the_book) {
  const auto first = letter("张国伟", "2026-03-02", k_road);
  BOOST_TEST(first.at("repeats").as_array().empty());
  // Somebody else about the same road: by the text alone, out of the index.
  const auto other = letter("王秀英", "2026-03-03", k_road_again);
  BOOST_REQUIRE(other.at("repeats").as_array().size() == 1U);
  const auto& like = other.at("repeats").at(0).as_object();
  BOOST_TEST(like.at("number") == first.at("number"));
  BOOST_TEST(like.at("verdict").as_string() == "他人同一事项");
  BOOST_TEST(like.at("person").as_string() == "none");
  BOOST_TEST(like.at("likeness").to_number<double>() > 0.25);
  // The same person in another script; and shown again for the matter as registered.
  const auto again = letter("張國偉", "2026-03-04", k_road_again);
  const auto shown = json({"repeats", std::string(again.at("number").as_string())});
  BOOST_TEST(shown.at("suggested").as_string() == "在办重复");
  BOOST_TEST(shown.at("repeats") == again.at("repeats"));
  BOOST_TEST(json({"matter", "show", std::string(again.at("number").as_string())}).at("repeats") == again.at("repeats"));
  // The counter-example: another thing by another person.
  BOOST_TEST(letter("赵六", "2026-03-05", "咨询退休人员异地医保结算办法").at("repeats").as_array().empty());
}

BOOST_AUTO_TEST_CASE(r_347_asked_before_anything_is_registered) {
  letter("张国伟", "2026-03-02", k_road);
  const auto asked = json({"repeats", "--from", "张国伟", "--summary", k_road_again, "--received", "2026-03-09"});
  BOOST_TEST(asked.at("repeats").as_array().size() == 1U);
  BOOST_TEST(!asked.contains("number"));
  const RunResult text = anjuan.run({"repeats", "--from", "李明", "--summary", "咨询户口迁移"});
  BOOST_TEST(text.exit_code == 0);
  BOOST_TEST(has(text.out, "没有可能重复的先前事项"));
  BOOST_TEST(anjuan.run({"repeats", "〔2026〕组信字第0001号", "--from", "李明"}).exit_code == 2);
  BOOST_TEST(anjuan.run({"repeats", "〔2026〕组信字第0009号"}).exit_code == 10);
}

BOOST_AUTO_TEST_CASE(r_347_what_nobody_decided_yet_is_listed_until_somebody_does) {
  letter("张国伟", "2026-03-02", k_road);
  const std::string number(letter("张国伟", "2026-03-04", k_road_again).at("number").as_string());
  RunResult list = anjuan.run({"repeats"});
  BOOST_TEST(has(list.out, number + " 可能相关的先前事项 1 件，建议认定：在办重复"), list.out);
  BOOST_TEST(has(list.out, "anjuan judge " + number + " --verdict 在办重复 --of 〔2026〕组信字第0001号"), list.out);
  const RunResult judged = anjuan.run({"judge", number, "--verdict", "在办重复", "--of", "〔2026〕组信字第0001号"});
  BOOST_TEST(judged.exit_code == 0, judged.err);
  list = anjuan.run({"repeats"});
  BOOST_TEST(has(list.out, "其中 0 件有可能重复的先前事项"), list.out);
  const auto show = json({"matter", "show", number});
  BOOST_TEST(show.at("repeat_verdict").as_string() == "在办重复");
  BOOST_TEST(show.at("repeat").as_bool());
}

BOOST_AUTO_TEST_SUITE_END()
