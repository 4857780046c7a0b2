// The rules of what another organ sent us, of the review of its opinions and of other procedures (R-304, R-315, R-317,
// the steps, and the clocks that they start and end.
#include <boost/test/unit_test.hpp>

#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::ClockReading;
using registry::Intake;
using registry::text_in;

namespace {

struct Organs : RuleOffice {
  Intake transferred(const std::string& day) const {
    Intake intake = claim(day);
    intake.channel = "上级转交";
    intake.transferrer = "市信访局";
    intake.transferrer_number = "信转〔2023〕8号";
    intake.transferred_on = CivilDate::parse(day).value();
    return intake;
  }
  std::string entered(const std::string& day, const Intake& intake) {
    const auto matter = register_on(day, intake);
    BOOST_REQUIRE_MESSAGE(matter, (matter ? "" : matter.error().message));
    return matter->name;
  }
  std::string came(const std::string& day) { return entered(day, transferred(day)); }
  /// "due state" of a clock as of a day; "-" when it is not there.
  std::string clock_on(const std::string& number, const std::string& day, const std::string& name) {
    const auto clocks = registry->clocks(matter(number), CivilDate::parse(day).value());
    BOOST_REQUIRE(clocks);
    for (const ClockReading& each : *clocks) {
      if (each.clock == name && each.set != "organ")
        return each.due.to_string() + " " + std::string(registry::state_name(each.state));
    }
    return "-";
  }
  Intake review_of(const std::string& kind, const std::string& day) const {
    Intake intake = claim(day);
    intake.matter_kind = kind;
    intake.reviewed_organ = "巴城镇党委";
    intake.reviewed_document = "巴信复〔2023〕2号";
    return intake;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rules_of_other_organs, Organs)

BOOST_AUTO_TEST_CASE(r_304_r_322_what_was_passed_on_names_who_and_when) {
  Intake intake = transferred("2023-03-06");
  intake.transferrer.clear();
  BOOST_TEST(cites(unregistered("2023-03-06", intake), "R-304"));
  intake = transferred("2023-03-06");
  intake.transferred_on.reset();
  BOOST_TEST(cites(unregistered("2023-03-06", intake), "R-315"));
  intake = transferred("2023-03-06");
  intake.transferred_on = CivilDate::parse("2026-11-25").value();
  BOOST_TEST(cites(unregistered("2023-03-06", intake), "R-304"));  // not yet
  intake = claim("2023-03-06");
  intake.channel = "上级转交";
  BOOST_TEST(cites(unregistered("2023-03-06", intake), "R-322"));
  intake.assigner = "苏州市委组织部";  // a 交办 is passed on too
  intake.assigned_on = CivilDate::parse("2023-03-06").value();
  entered("2023-03-06", intake);
}

BOOST_AUTO_TEST_CASE(r_304_what_was_passed_on_may_be_objected_to_for_five_working_days) {
  const std::string number = came("2023-03-06");
  BOOST_TEST(clock_on(number, "2023-03-07", "object") == "2023-03-13 在办");
  BOOST_TEST(clock_on(number, "2023-03-14", "object") == "2023-03-13 期满");
  BOOST_TEST(cites(refused(number, "object-up", {}, "2023-03-13"), "R-304"));  // no ground
  BOOST_TEST(cites(refused(number, "object-up", {{"reason", "不属本部职责"}}, "2023-03-14"), "R-304"));
  must(number, "object-up", {{"reason", "不属本部职责"}}, "2023-03-13");
  BOOST_TEST(clock_on(number, "2023-03-14", "object") == "2023-03-13 按期完成");
  BOOST_TEST(cites(refused(number, "object-up", {{"reason", "再提"}}, "2023-03-13"), "R-304"));  // once
  // A letter that came directly, one that was accepted or told of, one under the Regulation of 2005: nothing to object
  // to.
  const std::string direct = entered("2023-03-06", claim("2023-03-06"));
  BOOST_TEST(clock_on(direct, "2023-03-07", "object") == "-");
  BOOST_TEST(cites(refused(direct, "object-up", {{"reason", "不属"}}, "2023-03-07"), "R-304"));
  const std::string taken = came("2023-03-06");
  must(taken, "accept", {}, "2023-03-07");
  BOOST_TEST(cites(refused(taken, "object-up", {{"reason", "不属"}}, "2023-03-08"), "R-304"));
  Intake old = transferred("2022-04-28");
  const std::string earlier = entered("2022-04-28", old);
  BOOST_TEST(cites(refused(earlier, "object-up", {{"reason", "不属"}}, "2022-05-01"), "R-304"));
  BOOST_TEST(cites(refused(earlier, "object-up", {{"reason", "不属"}}, "2022-04-29"), "R-304"));
  // A 交办 as well, from the day it came.
  Intake assigned = claim("2023-03-06");
  assigned.assigner = "苏州市委组织部";
  assigned.assigned_on = CivilDate::parse("2023-03-08").value();
  const std::string order = entered("2023-03-08", assigned);
  BOOST_TEST(clock_on(order, "2023-03-09", "object") == "2023-03-15 在办");
  must(order, "object-up", {{"reason", "不属"}}, "2023-03-15");
}

BOOST_AUTO_TEST_CASE(r_304_an_upheld_objection_ends_what_was_owed) {
  const std::string number = came("2023-03-06");
  const Fields upheld = {{"verdict", "成立"}, {"text", "材料已交还，王某签收"}};
  BOOST_TEST(cites(refused(number, "objection-result", upheld, "2023-03-10"), "R-304"));  // nobody objected
  must(number, "object-up", {{"reason", "不属本部职责"}}, "2023-03-09");
  BOOST_TEST(cites(refused(number, "objection-result", upheld, "2023-03-08"), "R-304"));  // before it was raised
  BOOST_TEST(
      cites(refused(number, "objection-result", {{"verdict", "待定"}, {"text", "研究"}}, "2023-03-10"), "R-304"));
  must(number, "objection-result", upheld, "2023-03-10");
  BOOST_TEST(state(number) == "退还");
  BOOST_TEST(clock_on(number, "2023-03-09", "notice") == "2023-03-21 在办");
  BOOST_TEST(clock_on(number, "2023-03-10", "notice") == "2023-03-21 不适用");
  BOOST_TEST(text_in(matter(number).record, "alarm").empty());
  BOOST_TEST(cites(refused(number, "accept", {}, "2023-03-11"), "R-305"));
  BOOST_TEST(cites(refused(number, "reopen", {{"fact", "又转来"}, {"approver", "boss"}}, "2023-03-20"), "R-312"));
  // Not upheld: it stays ours, and its terms have run on.
  const std::string ours = came("2023-03-06");
  must(ours, "object-up", {{"reason", "不属"}}, "2023-03-09");
  must(ours, "objection-result", {{"verdict", "不成立"}, {"text", "由你部办理"}}, "2023-03-15");
  BOOST_TEST(state(ours) == "登记");
  BOOST_TEST(clock_on(ours, "2023-03-22", "notice") == "2023-03-21 逾期");
  BOOST_TEST(cites(refused(ours, "objection-result", upheld, "2023-03-16"), "R-304"));  // answered once
  const std::string accepted = came("2023-03-06");
  must(accepted, "object-up", {{"reason", "不属"}}, "2023-03-09");
  must(accepted, "accept", {}, "2023-03-10");
  BOOST_TEST(cites(refused(accepted, "objection-result", upheld, "2023-03-11"), "R-304"));
}

BOOST_AUTO_TEST_CASE(r_315_the_organ_that_passed_it_on_is_told_within_fifteen_days) {
  const std::string number = came("2021-03-05");
  BOOST_TEST(clock_on(number, "2021-03-06", "decide") == "2021-03-22 在办");  // 20 March is a Saturday
  BOOST_TEST(clock_on(number, "2021-03-06", "answer-transfer") == "2021-03-22 在办");
  BOOST_TEST(cites(refused(number, "answer-transfer", {{"decision", "受理"}}, "2021-03-08"), "R-315"));  // not decided
  must(number, "accept", {}, "2021-03-10");
  BOOST_TEST(clock_on(number, "2021-03-23", "decide") == "2021-03-22 按期完成");
  BOOST_TEST(clock_on(number, "2021-03-23", "answer-transfer") == "2021-03-22 逾期");
  BOOST_TEST(cites(refused(number, "answer-transfer", {{"decision", "不予受理"}}, "2021-03-12"), "R-315"));
  BOOST_TEST(cites(refused(number, "answer-transfer", {{"decision", "受理"}}, "2021-03-09"), "R-315"));
  must(number, "answer-transfer", {{"decision", "受理"}}, "2021-03-12");
  BOOST_TEST(clock_on(number, "2021-03-23", "answer-transfer") == "2021-03-22 按期完成");
  BOOST_TEST(cites(refused(number, "answer-transfer", {{"decision", "受理"}}, "2021-03-13"), "R-315"));  // once
  // A refusal is told too; a letter that came directly has nobody to tell; since 2022 there is no such term.
  const std::string declined = came("2021-03-05");
  must(declined, "refuse", {{"reason", "不属"}, {"organ", "市人社局"}}, "2021-03-10");
  must(declined, "answer-transfer", {{"decision", "不予受理"}}, "2021-03-11");
  const std::string direct = entered("2021-03-05", claim("2021-03-05"));
  must(direct, "accept", {}, "2021-03-06");
  BOOST_TEST(clock_on(direct, "2021-03-07", "answer-transfer") == "-");
  BOOST_TEST(cites(refused(direct, "answer-transfer", {{"decision", "受理"}}, "2021-03-07"), "R-315"));
  BOOST_TEST(clock_on(came("2023-03-06"), "2023-03-07", "answer-transfer") == "-");
}

BOOST_AUTO_TEST_CASE(r_326_a_claim_is_led_into_its_own_procedure) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-10");
  BOOST_TEST(clock_on(number, "2023-03-11", "conclude") == "2023-05-09 在办");
  const Fields appeal = {{"procedure", "党员申诉、申请复审"}, {"organ", "市纪委"}};
  BOOST_TEST(cites(refused(number, "route", {{"procedure", "打官司"}, {"organ", "法院"}}, "2023-03-12"), "R-326"));
  BOOST_TEST(cites(refused(number, "route", {{"procedure", "仲裁"}}, "2023-03-12"), "R-326"));  // no organ
  must(number, "route", appeal, "2023-03-12");
  BOOST_TEST(clock_on(number, "2023-03-13", "conclude") == "2023-05-09 不适用");
  BOOST_TEST(cites(refused(number, "route", appeal, "2023-03-13"), "R-326"));  // once
  // The organ's own rules conclude it all the same, with a reason instead of an opinion.
  const auto clocks = registry->clocks(matter(number), CivilDate::parse("2023-03-13").value());
  BOOST_REQUIRE(clocks);
  const ClockReading* own = nullptr;
  for (const ClockReading& each : *clocks) {
    if (each.set == "organ" && each.clock == "conclude") own = &each;
  }
  BOOST_REQUIRE(own != nullptr);
  BOOST_TEST(own->open());
  BOOST_TEST(cites(refused(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-20"), "R-374"));
  must(number, "close", {{"reason", "已导入"}, {"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-20");
  // Art. 31 parts claims; what concerns cadres is passed to their organ (Art. 30).
  const std::string secret = accusation("2024-05-06");
  BOOST_TEST(cites(refused(secret, "route", appeal, "2024-05-07"), "R-326"));
}

BOOST_AUTO_TEST_CASE(r_317_r_326_no_review_of_what_another_procedure_answers) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-10");
  must(number, "route", {{"procedure", "行政程序"}, {"organ", "市人社局"}}, "2023-03-12");
  must(number, "reply", k_opinion, "2023-04-01", "li");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-04-02");
  BOOST_TEST(clock_on(number, "2023-04-03", "ask-review") == "2023-05-04 不适用");
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-04-05"), "R-317"));
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-04-05"), "R-326"));
}

BOOST_AUTO_TEST_CASE(r_317_a_review_of_a_lower_organs_answer_is_a_matter_of_its_own) {
  const std::string number = handled("2023-07-03", review_of("复查", "2023-07-03"));
  BOOST_TEST(clock_on(number, "2023-07-04", "review") == "2023-08-02 在办");
  for (const char* none : {"notice", "conclude", "rereview"})
    BOOST_TEST(clock_on(number, "2023-07-04", none) == "-", none);
  BOOST_TEST(cites(refused(number, "reply", k_opinion, "2023-07-20", "li"), "R-317"));
  BOOST_TEST(cites(refused(number, "route", {{"procedure", "仲裁"}, {"organ", "仲裁委"}}, "2023-07-20"), "R-317"));
  BOOST_TEST(cites(unsplit(number, {"待遇"}, "2023-07-20"), "R-317"));
  BOOST_TEST(
      cites(refused(number, "decide-review", {{"verdict", "撤回"}, {"text", "x"}}, "2023-07-20", "li"), "R-317"));
  must(number, "decide-review", {{"verdict", "变更"}, {"text", "部分变更"}}, "2023-07-20", "li");
  BOOST_TEST(clock_on(number, "2023-08-03", "review") == "2023-08-02 按期完成");
  BOOST_TEST(text_in(matter(number).record, "outcome") == "变更");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-07-21");
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "省委"}}, "2023-07-25"), "R-317"));
  must(number, "close", {{"checklist", "复查申请"}, {"receiver", "reg"}}, "2023-07-26");
  // A 复核 is final, on its own clock.
  const std::string second = handled("2023-09-01", review_of("复核", "2023-09-01"));
  BOOST_TEST(clock_on(second, "2023-09-02", "rereview") == "2023-10-07 在办");  // 1 October is a holiday; 7 worked
  must(second, "decide-review", {{"verdict", "维持"}, {"text", "维持"}}, "2023-09-20", "li");
  must(second, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-09-21");
  must(second, "close", {{"checklist", "复核申请"}, {"receiver", "reg"}}, "2023-09-22");
  BOOST_TEST(cites(refused(second, "reopen", {{"fact", "同前"}, {"approver", "boss"}}, "2023-10-01"), "R-312"));
}

BOOST_AUTO_TEST_CASE(r_317_only_an_opinion_of_another_organ_on_a_claim_is_reviewed_here) {
  Intake intake = review_of("复查", "2023-07-03");
  intake.category = "建议意见";
  BOOST_TEST(cites(unregistered("2023-07-03", intake), "R-317"));
  intake = review_of("复查", "2023-07-03");
  intake.reviewed_organ.clear();
  BOOST_TEST(cites(unregistered("2023-07-03", intake), "R-317"));
  BOOST_TEST(cites(unregistered("2023-07-03", review_of("再审", "2023-07-03")), "R-317"));
  intake = review_of("", "2023-07-03");  // whose opinion, where nothing is reviewed
  BOOST_TEST(cites(unregistered("2023-07-03", intake), "R-317"));
  const std::string own = handled("2023-07-03");
  must(own, "accept", {}, "2023-07-04");
  BOOST_TEST(cites(refused(own, "decide-review", {{"verdict", "维持"}, {"text", "x"}}, "2023-07-20", "li"), "R-317"));
}

BOOST_AUTO_TEST_SUITE_END()
