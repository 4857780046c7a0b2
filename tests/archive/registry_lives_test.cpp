// Whole lives of matters through the registry, and the rules that stop what must not happen (DOMAIN §3).
#include <boost/test/unit_test.hpp>

#include "tests/support/office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::ClockState;
using registry::Intake;
using registry::Party;
using registry::text_in;

namespace {

const Office::Fields k_opinion = {{"result", "予以支持"}, {"request", "落实待遇"}, {"facts", "经查属实"}, {"opinion", "予以落实"}, {"basis", "老干部条例第三条"}};

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lives, Office)

// from the registration to 办结, step by step.
BOOST_AUTO_TEST_CASE(a_signed_complaint_is_answered_in_time) {
  const std::string number = handled("2023-03-01");
  BOOST_TEST(number == "〔2023〕组信字第0001号");
  must(number, "notify", {{"kind", "受理告知"}}, "2023-03-10");
  // default 受理日 is the date of the notice.
  BOOST_TEST(text_in(matter(number).record, "accepted") == "2023-03-10");
  must(number, "reply", k_opinion, "2023-04-20", "li");
  BOOST_TEST(state(number) == "已答复");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-04-21");
  must(number, "close", {{"checklist", "原信、登记表、复函"}, {"receiver", "reg"}}, "2023-04-25");
  BOOST_TEST(state(number) == "办结");
  const auto clocks = registry->clocks(matter(number), std::nullopt);
  BOOST_REQUIRE(clocks);
  const auto* conclude = clock(*clocks, "R-305", "xf-2022");
  BOOST_REQUIRE(conclude != nullptr);
  BOOST_TEST((conclude->state == ClockState::met));
  BOOST_TEST(conclude->nominal.to_string() == "2023-05-09");
  // Nothing alarms any more.
  BOOST_TEST(text_in(matter(number).record, "alarm").empty());
}

BOOST_AUTO_TEST_CASE(r_320_steps_come_in_their_order) {
  const auto registered = register_on("2023-03-01", claim("2023-03-01"));
  BOOST_REQUIRE(registered);
  const std::string number = registered->name;
  BOOST_TEST(contains(refused(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-03-02"), "现为“登记”，不能“送达”"));
  BOOST_TEST(contains(refused(number, "assign", {{"section", "干部监督科"}}, "2023-03-02"), "R-332"));
  BOOST_TEST(contains(refused(number, "close", {{"reason", "无"}}, "2023-03-02"), "R-374"));
}

BOOST_AUTO_TEST_CASE(r_340_an_accusation_never_goes_to_the_accused) {
  Intake intake;
  intake.category = "检举控告";
  intake.received = CivilDate::parse("2024-05-06").value();
  intake.subject = "选人用人问题";
  Party accused;
  accused.role = "被反映人";
  accused.name = "王伍";
  accused.unit = "市教育局";
  intake.parties.push_back(accused);
  Party unit;
  unit.role = "被反映单位";
  unit.name = "教育局";
  intake.parties.push_back(unit);
  const auto registered = register_on("2024-05-06", intake);
  BOOST_REQUIRE_MESSAGE(registered, (registered ? "" : registered.error().message));
  const std::string number = registered->name;
  // a series of its own.
  BOOST_TEST(number == "〔2024〕组举字第0001号");
  BOOST_TEST(registry::flag_in(registered->record, "restricted"));
  BOOST_TEST(text_in(registered->record, "signature") == "匿名");
  must(number, "instruct", {{"text", "转纪委"}}, "2024-05-07", "boss");
  BOOST_TEST(contains(refused(number, "transfer", {{"organ", "市教育局"}, {"mode", "转送"}}, "2024-05-08"), "R-340"));
  BOOST_TEST(contains(refused(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转请"}}, "2024-05-08"), "R-377"));
  // 王五 is 王伍 by another spelling.
  BOOST_TEST(contains(refused(number, "assign", {{"section", "组织科"}, {"handler", "wang"}}, "2024-05-08"), "R-325"));
  must(number, "transfer", {{"organ", "市纪委"}, {"mode", "转送"}}, "2024-05-08");
  BOOST_TEST(contains(refused(number, "notify", {{"kind", "转办告知"}}, "2024-05-08"), "R-310"));
  must(number, "close", {{"reason", "按干部管理权限转纪委办理"}, {"checklist", "原信"}, {"receiver", "reg"}}, "2024-05-20");
  BOOST_TEST(state(number) == "办结");
}

BOOST_AUTO_TEST_CASE(r_322_a_joint_visit_has_at_most_five_representatives) {
  Intake intake = claim("2024-06-03");
  intake.channel = "走访";
  intake.heads = 12;
  intake.parties.clear();
  for (int i = 0; i < 6; ++i) {
    Party party;
    party.role = "代表";
    party.name = "代表" + std::to_string(i);
    party.address = "昆山市";
    intake.parties.push_back(party);
  }
  auto refused_visit = register_on("2024-06-03", intake);
  BOOST_REQUIRE(!refused_visit);
  BOOST_TEST(contains(refused_visit.error().message, "R-322"));
  intake.parties.pop_back();
  const auto visit = register_on("2024-06-03", intake);
  BOOST_REQUIRE_MESSAGE(visit, (visit ? "" : visit.error().message));
  BOOST_TEST(text_in(visit->record, "signature") == "联名");
  BOOST_TEST(registry::number_in(visit->record, "heads") == 12);
  // The refused one took no number.
  BOOST_TEST(visit->name == "〔2024〕组信字第0001号");
}

BOOST_AUTO_TEST_CASE(r_313_a_superiors_matter_is_reported_before_it_is_closed) {
  Intake intake = claim("2023-12-29");
  intake.assigner = "苏州市委组织部";
  intake.assigned_on = CivilDate::parse("2023-12-31").value();
  const std::string number = handled("2024-01-02", intake);
  const auto clocks = registry->clocks(matter(number), CivilDate::parse("2024-01-10").value());
  BOOST_REQUIRE(clocks);
  bool found = false;
  for (const auto& reading : *clocks) {
    // 31 December + 2 months = end of February.
    if (reading.start.to_string() == "2023-12-31" && reading.nominal.to_string() == "2024-02-29") found = true;
  }
  BOOST_TEST(found, "no clock of two months from the receipt of the assignment");
  must(number, "accept", {}, "2024-01-03");
  must(number, "reply", k_opinion, "2024-02-01", "li");
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2024-02-05");
  BOOST_TEST(contains(refused(number, "close", {{"checklist", "全卷"}, {"receiver", "reg"}}, "2024-02-06"), "R-313"));
  must(number, "report-up", {{"kind", "办理情况反馈函"}, {"text", "已办结"}}, "2024-02-07");
  must(number, "close", {{"checklist", "全卷"}, {"receiver", "reg"}}, "2024-02-08");
}

BOOST_AUTO_TEST_CASE(r_306_extended_then_reviewed_twice_and_refused_a_third_time) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-16");
  BOOST_TEST(contains(refused(number, "extend", {{"days", "31"}, {"reason", "复杂"}}, "2023-05-01", "boss"), "R-306"));
  BOOST_TEST(contains(refused(number, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-05-01"), "--for"));
  BOOST_TEST(contains(refused(number, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-05-16", "boss"), "R-316"));
  must(number, "extend", {{"days", "30"}, {"reason", "案情复杂"}}, "2023-05-10", "boss");
  const auto clocks = registry->clocks(matter(number), CivilDate::parse("2023-05-20").value());
  BOOST_REQUIRE(clocks);
  bool extended = false;
  for (const auto& reading : *clocks) extended = extended || (reading.set == "xf-2022" && reading.nominal.to_string() == "2023-06-14");
  BOOST_TEST(extended);
  must(number, "reply", k_opinion, "2023-06-10", "li");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-06-12");
  // 30 days from the delivery.
  BOOST_TEST(contains(refused(number, "review", {{"reason", "不服"}, {"organ", "昆山市政府"}}, "2023-07-13"), "R-307"));
  must(number, "review", {{"reason", "不服"}, {"organ", "昆山市政府"}}, "2023-07-11");
  must(number, "review-result", {{"verdict", "维持"}, {"text", "维持原意见"}}, "2023-08-01");
  BOOST_TEST(contains(refused(number, "review", {{"reason", "不服"}, {"organ", "苏州市政府"}}, "2023-08-02"), "送达"));
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-08-03");
  must(number, "review", {{"reason", "仍不服"}, {"organ", "苏州市政府"}}, "2023-08-20");
  must(number, "suspend", {{"reason", "听证"}}, "2023-08-25");
  BOOST_TEST(contains(refused(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-08-30"), "听证"));
  must(number, "resume", {}, "2023-09-05");
  must(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-09-10");
  BOOST_TEST(state(number) == "终结");
  // the same facts are not accepted again.
  BOOST_TEST(contains(refused(number, "review", {{"reason", "还不服"}, {"organ", "江苏省政府"}}, "2023-09-12"), "终结"));
  BOOST_TEST(contains(refused(number, "reopen", {{"fact", "同前"}, {"approver", "boss"}}, "2023-09-12", "boss"), "R-312"));
}

BOOST_AUTO_TEST_CASE(rebuild_gives_equal_tables) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-16");
  must(number, "deny", {{"person", "wang"}, {"reason", "亲属"}}, "2023-03-17");
  const std::string before = archive->logical_dump().value();
  archive.reset();
  registry.reset();
  ArchiveOptions options;
  const Path root = dir / "archive";
  BOOST_REQUIRE(Archive::rebuild(root, options, [](const Finding& finding) { BOOST_TEST((finding.severity != Severity::fault), finding.message); }));
  auto again = Archive::open(root, options);
  BOOST_REQUIRE(again);
  BOOST_TEST((*again)->logical_dump().value() == before);
  BOOST_TEST(faults_of(**again).empty());
}

BOOST_AUTO_TEST_CASE(r_348_numbers_are_kept_sealed) {
  Intake intake = claim("2023-03-01");
  intake.parties.front().id_number = "110101199003070011";
  const auto registered = register_on("2023-03-01", intake);
  BOOST_REQUIRE_MESSAGE(registered, (registered ? "" : registered.error().message));
  const std::string dump = archive->logical_dump().value();
  for (const char* secret : {"13812345678", "110101199003070011", "前进路1号"}) BOOST_TEST(!contains(dump, secret), secret);
  BOOST_TEST(contains(dump, "138****5678"));
}

BOOST_AUTO_TEST_SUITE_END()
