// The rules of what sections do together: meetings and their decisions, the section that leads.
#include <boost/test/unit_test.hpp>

#include "archive/registry/sections.hpp"
#include "tests/archive/registry_rules.hpp"
#include "tests/support/archive_fixture.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::ClockReading;
using registry::Intake;
using registry::text_in;

namespace {

struct Sections : RuleOffice {
  std::string minutes() {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    const auto item = capture(*transaction, "领导小组会议记录");
    BOOST_REQUIRE(item);
    BOOST_REQUIRE(transaction->commit());
    return item->value;
  }
  static Fields decided(const std::string& item, const std::string& due) {
    return {{"minutes", item},     {"present", "赵部长、周科长"}, {"decision", "核实后答复"},
            {"section", "组织科"}, {"co_sections", "干部监督科"}, {"due", due}};
  }
  std::vector<ClockReading> decisions_on(const std::string& number, const std::string& day) {
    auto clocks = registry->clocks(matter(number), CivilDate::parse(day).value());
    BOOST_REQUIRE(clocks);
    std::erase_if(*clocks, [](const ClockReading& each) { return each.rule != "R-370"; });
    return std::move(*clocks);
  }
  std::string state_on(const std::string& number, const std::string& day) {
    std::string text;
    for (const ClockReading& each : decisions_on(number, day))
      text += (text.empty() ? "" : " ") + each.due.to_string() + " " + std::string(registry::state_name(each.state));
    return text;
  }
  /// A step typed by an account, as with --as.
  Result<MatterRow> typed_by(const std::string& account, const std::string& number, const std::string& move,
                             const Fields& fields) {
    ArchiveOptions options = archive->options();
    options.actor = account;
    TRY_ASSIGN(const auto own_archive, Archive::open(dir / "archive", options));
    TRY_ASSIGN(const auto own, registry::Registry::open(*own_archive));
    TRY_ASSIGN(Transaction transaction, own_archive->begin());
    TRY(transaction.lock());
    TRY_ASSIGN(MatterRow row, own->move(transaction, number, {move, fields, {}}));
    TRY(transaction.commit());
    return row;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rules_of_sections, Sections)

BOOST_AUTO_TEST_CASE(r_335_r_380_limits_of_ours_alarm_until_the_feedback_comes) {
  const auto limit = [&](const std::string& number, const char* clock, const char* day) {
    auto clocks = registry->clocks(matter(number), CivilDate::parse(day).value());
    BOOST_REQUIRE(clocks);
    std::string text;
    for (const ClockReading& each : *clocks) {
      if (each.clock == clock)
        text += (text.empty() ? "" : " ") + each.due.to_string() + std::string(registry::state_name(each.state));
    }
    return text;
  };
  const std::string number = instructed("2023-03-01", claim("2023-03-01"));
  BOOST_TEST(limit(number, "slip", "2023-03-02").empty());
  // Saturday 4 March is what the slip says: nothing rolls, and it alarms before the fifteen days of the notice.
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2023-03-04"}}, "2023-03-02");
  BOOST_TEST(limit(number, "slip", "2023-03-04") == "2023-03-04在办");
  BOOST_TEST(limit(number, "slip", "2023-03-05") == "2023-03-04逾期");
  BOOST_TEST(text_in(matter(number).record, "alarm") == "2023-03-04");
  BOOST_TEST(cites(refused(number, "urge", {{"kind", "催办"}, {"text", "请速报"}, {"due", "2023-03-05"}}, "2023-03-06"),
                   "R-380"));
  must(number, "urge", {{"kind", "催办"}, {"text", "请速报"}, {"due", "2023-03-10"}}, "2023-03-06");
  must(number, "urge", {{"kind", "督办"}, {"text", "再催"}, {"due", "2023-03-14"}}, "2023-03-11");
  BOOST_TEST(limit(number, "urge", "2023-03-11") == "2023-03-10不适用 2023-03-14在办");  // the later takes its place
  must(number, "feedback", {{"text", "已办"}}, "2023-03-13");
  BOOST_TEST(limit(number, "slip", "2023-03-13") == "2023-03-04逾期完成");
  BOOST_TEST(limit(number, "urge", "2023-03-13") == "2023-03-10不适用 2023-03-14按期完成");
  // sent back, it is open again; good, it is done.
  must(number, "audit", {{"verdict", "退回"}, {"ground", "政策"}, {"text", "误用"}}, "2023-03-14", "head");
  BOOST_TEST(limit(number, "slip", "2023-03-14") == "2023-03-04逾期");
  must(number, "feedback", {{"text", "重办"}}, "2023-03-16");
  BOOST_TEST(limit(number, "slip", "2023-03-16") == "2023-03-04逾期完成");
  // what the unit below rightly gave back is not chased there.
  const std::string other = instructed("2023-03-01", claim("2023-03-01"));
  must(other, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2023-04-01"}}, "2023-03-03");
  must(other, "object", {{"reason", "不属本镇"}}, "2023-03-06");
  BOOST_TEST(limit(other, "slip", "2023-04-02") == "2023-04-01不适用");
  // Without a day there is nothing to chase.
  must(other, "urge", {{"kind", "催办"}, {"text", "请速办"}}, "2023-03-07");
  BOOST_TEST(limit(other, "urge", "2023-03-07").empty());
}

BOOST_AUTO_TEST_CASE(r_370_a_decision_falls_due_until_it_is_carried_out) {
  const std::string number = handled("2023-03-01"), other = handled("2023-03-01");
  const std::string item = minutes();
  // One meeting, several matters; of one matter, two decisions. Saturday 25 March is the day they said: nothing rolls.
  must(number, "confer", decided(item, "2023-03-25"), "2023-03-10", "boss");
  must(number, "confer", decided(item, "2023-03-20"), "2023-03-10", "boss");
  must(other, "confer", decided(item, "2023-04-20"), "2023-03-10", "boss");
  BOOST_TEST(state_on(number, "2023-03-09").empty());
  BOOST_TEST(state_on(number, "2023-03-10") == "2023-03-25 在办 2023-03-20 在办");
  BOOST_TEST(state_on(number, "2023-03-26") == "2023-03-25 逾期 2023-03-20 逾期");
  const auto reading = decisions_on(number, "2023-03-10").at(0);
  BOOST_TEST(reading.section == "组织科");
  BOOST_TEST(reading.why.at(0).find("核实后答复") != std::string::npos);
  // it alarms like a term.
  must(other, "notify", {{"kind", "受理告知"}}, "2023-03-10");
  BOOST_TEST(text_in(matter(other).record, "alarm") == "2023-04-20");
  // Without a number the one that falls due first is meant.
  must(number, "decision-done", {{"text", "已核实"}}, "2023-03-21");
  BOOST_TEST(state_on(number, "2023-03-21") == "2023-03-25 在办 2023-03-20 逾期完成");
  must(number, "decision-done", {{"text", "已答复"}, {"nth", "1"}}, "2023-03-25");
  BOOST_TEST(state_on(number, "2023-03-26") == "2023-03-25 按期完成 2023-03-20 逾期完成");
  BOOST_TEST(state_on(number, "2023-03-20") == "2023-03-25 在办 2023-03-20 在办", "a past day reads as it did");
}

BOOST_AUTO_TEST_CASE(r_370_a_meeting_says_who_decided_what_until_when) {
  const std::string number = handled("2023-03-01");
  const std::string item = minutes();
  for (const char* part : {"minutes", "present", "decision", "section", "due"}) {
    Fields without = decided(item, "2023-03-25");
    without.erase(part);
    const std::string message = refused(number, "confer", without, "2023-03-10", "boss");
    BOOST_TEST(cites(message, "R-370"), part);
    BOOST_TEST(message.find(part) != std::string::npos, part);
  }
  BOOST_TEST(cites(refused(number, "confer", decided(item, "2023-03-09"), "2023-03-10", "boss"), "R-370"));
  BOOST_TEST(cites(refused(number, "confer", decided("inotthere", "2023-03-25"), "2023-03-10", "boss"), "R-370"));
  Fields wrong = decided(item, "2023-03-25");
  wrong["co_sections"] = "干部监督科、组织科";  // leads, and helps
  BOOST_TEST(cites(refused(number, "confer", wrong, "2023-03-10", "boss"), "R-370"));
  wrong["co_sections"] = "干部监督科、没有科";
  BOOST_TEST(cites(refused(number, "confer", wrong, "2023-03-10", "boss"), "R-370"));
  // Nothing is settled that nobody decided, before it was decided, or twice.
  BOOST_TEST(cites(refused(number, "decision-done", {{"text", "已办"}}, "2023-03-11"), "R-370"));
  must(number, "confer", decided(item, "2023-03-25"), "2023-03-10", "boss");
  BOOST_TEST(cites(refused(number, "decision-done", {{"text", "已办"}}, "2023-03-09"), "R-370"));
  BOOST_TEST(cites(refused(number, "decision-done", {{"text", "已办"}, {"nth", "2"}}, "2023-03-11"), "R-370"));
  must(number, "accept", {}, "2023-03-11");
  must(number, "reply", k_opinion, "2023-03-12", "li");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-03-13");
  BOOST_TEST(cites(refused(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-14"), "R-370"));
  must(number, "decision-done", {{"text", "已办"}}, "2023-03-14");
  BOOST_TEST(cites(refused(number, "decision-done", {{"text", "又办"}, {"nth", "1"}}, "2023-03-15"), "R-370"));
  must(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-15");
}

BOOST_AUTO_TEST_CASE(r_372_the_lead_section_urges_what_another_handles) {
  Intake intake = claim("2023-03-01");
  intake.scope = "2";  // 干部监督科 leads
  const std::string number = instructed("2023-03-01", intake);
  must(number, "assign", {{"section", "组织科"}, {"handler", "wang"}}, "2023-03-02");
  const Fields urging = {{"kind", "催办"}, {"text", "请抓紧"}};
  const auto urged = typed_by("li", number, "urge", urging);
  BOOST_REQUIRE_MESSAGE(urged, (urged ? "" : urged.error().message));
  const auto not_theirs = typed_by("wang", number, "urge", urging);
  BOOST_REQUIRE(!not_theirs);
  BOOST_TEST(cites(not_theirs.error().message, "R-372"));
  BOOST_TEST(typed_by("boss", number, "urge", urging).has_value());
  BOOST_TEST(typed_by("reg", number, "urge", urging).has_value());
  // A matter of no scope has no section that leads, until a meeting names one.
  const std::string other = handled("2023-03-01");
  BOOST_TEST(!typed_by("wang", other, "urge", urging).has_value());
  must(other, "confer", decided(minutes(), "2023-03-25"), "2023-03-10", "boss");
  BOOST_TEST(typed_by("wang", other, "urge", urging).has_value());
}

BOOST_AUTO_TEST_CASE(r_372_what_a_section_has_to_do_with_a_matter) {
  Intake intake = claim("2023-03-01");
  intake.scope = "2";
  const std::string number = instructed("2023-03-01", intake);
  must(number, "assign", {{"section", "组织科"}, {"co_sections", "办公室"}}, "2023-03-02");
  const auto part = [&](const char* section) { return registry::section_part(matter(number).record, section); };
  BOOST_TEST(part("组织科") == "承办");
  BOOST_TEST(part("干部监督科") == "牵头");
  BOOST_TEST(part("办公室") == "会办");
  BOOST_TEST(part("人才科").empty());
  BOOST_TEST(part("").empty());
  BOOST_TEST((registry::names_in("组织科，人才科;、办公室") == std::vector<std::string>{"组织科", "人才科", "办公室"}));
}

BOOST_AUTO_TEST_SUITE_END()
