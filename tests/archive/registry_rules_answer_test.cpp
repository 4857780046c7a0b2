// The rules of answering, delivering, reviewing and closing (DOMAIN §3), each with what it refuses, and the list that
// holds every guard of the rules against a counter-example.
#include <boost/test/tree/traverse.hpp>
#include <boost/test/tree/visitor.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "archive/registry/guards.hpp"
#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Intake;
using registry::text_in;

BOOST_FIXTURE_TEST_SUITE(rules_of_answering, RuleOffice)

BOOST_AUTO_TEST_CASE(r_324_an_opinion_states_all_four) {
  const std::string number = handled("2023-03-01");
  BOOST_TEST(cites(refused(number, "reply", k_opinion, "2023-03-02", "li"), "R-305"));  // not accepted yet
  must(number, "accept", {}, "2023-03-02");
  for (const char* part : {"request", "facts", "basis"}) {
    Fields without = k_opinion;
    without.erase(part);
    const std::string message = refused(number, "reply", without, "2023-03-03", "li");
    BOOST_TEST(cites(message, "R-324"));
    BOOST_TEST(message.find(part) != std::string::npos);
  }
  Fields without = k_opinion;
  without.erase("opinion");
  BOOST_TEST(cites(refused(number, "reply", without, "2023-03-03", "li"), "R-324"));
}

BOOST_AUTO_TEST_CASE(r_321_results_are_those_of_the_category) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-02");
  Fields opinion = k_opinion;
  for (const char* result : {"查实", "采纳", "其他"}) {
    opinion["result"] = result;
    BOOST_TEST(cites(refused(number, "reply", opinion, "2023-03-03", "li"), "R-321"), result);
  }
  opinion["result"] = "很好";
  BOOST_TEST(cites(refused(number, "reply", opinion, "2023-03-03", "li"), "R-321"));
  Intake suggestion = claim("2023-03-01");
  suggestion.category = "建议意见";
  const std::string other = handled("2023-03-01", suggestion);
  BOOST_TEST(cites(refused(other, "reply", {{"result", "查实"}, {"opinion", "已阅"}}, "2023-03-03", "li"), "R-321"));
  must(other, "reply", {{"result", "采纳"}, {"opinion", "采纳"}}, "2023-03-03", "li");
  const std::string secret = instructed("2024-05-06", accusation_of("", "", "某人"));
  must(secret, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2024-05-07");
  BOOST_TEST(
      cites(refused(secret, "reply", {{"result", "予以支持"}, {"opinion", "属实"}}, "2024-05-08", "li"), "R-321"));
}

BOOST_AUTO_TEST_CASE(r_306_r_316_an_extension_is_approved_in_time_and_told) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-16");
  BOOST_TEST(cites(refused(number, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-04-01"),
                   "R-306"));  // nobody approved
  // What the clocks say of it cites a rule of its own, and the step cites it too: it stands there once.
  BOOST_TEST(refused(number, "extend", {{"days", "31"}, {"reason", "复杂"}}, "2023-04-01", "boss").ends_with("（R-306、R-316）"));
  BOOST_TEST(cites(refused(number, "extend", {{"days", "30"}}, "2023-04-01", "boss"), "R-306"));
  BOOST_TEST(cites(refused(number, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-05-16", "boss"), "R-316"));
  BOOST_TEST(cites(refused(number, "notify", {{"kind", "延期告知"}}, "2023-05-01"), "R-306"));  // nothing to tell yet
  must(number, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-05-10", "boss");
  BOOST_TEST(
      cites(refused(number, "extend", {{"days", "10"}, {"reason", "复杂"}}, "2023-05-12", "boss"), "R-306"));  // once
  BOOST_TEST(cites(refused(number, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-05-08", "boss"),
                   "R-306"));  // whatever day it bears
  must(number, "open-case", {{"reason", "重大"}}, "2023-05-13", "boss");
  must(number, "notify", {{"kind", "延期告知"}}, "2023-05-14");
}

BOOST_AUTO_TEST_CASE(f_15_r_310_a_delivery_has_its_proof) {
  const std::string number = handled("2023-05-01");
  must(number, "accept", {}, "2023-05-10");
  must(number, "reply", k_opinion, "2023-06-10", "li");
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "直接送达"}}, "2023-06-11"), "F-15"));
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "直接送达"}, {"refused", "true"}}, "2023-06-11"), "F-15"));
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "飞鸽"}, {"signer", "张三"}}, "2023-06-11"), "F-15"));
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-06-09"), "R-320"));
  must(number, "deliver", {{"how", "直接送达"}, {"refused", "true"}, {"witness", "居委会"}}, "2023-06-11");
  // an anonymous letter is handled, and there is nobody to deliver to.
  Intake nameless = claim("2023-05-01");
  nameless.parties.clear();
  nameless.category = "建议意见";
  const std::string other = handled("2023-05-01", nameless);
  must(other, "reply", {{"result", "采纳"}, {"opinion", "采纳"}}, "2023-05-20", "li");
  BOOST_TEST(cites(refused(other, "deliver", {{"how", "公告"}}, "2023-05-21"), "R-310"));
}

BOOST_AUTO_TEST_CASE(r_317_only_an_opinion_on_a_claim_is_reviewed) {
  Intake suggestion = claim("2023-03-01");
  suggestion.category = "建议意见";
  const std::string number = handled("2023-03-01", suggestion);
  must(number, "reply", {{"result", "采纳"}, {"opinion", "采纳"}}, "2023-03-03", "li");
  must(number, "deliver", {{"how", "网上"}}, "2023-03-04");
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-03-05"), "R-317"));
}

BOOST_AUTO_TEST_CASE(r_307_r_308_r_309_reviews_in_their_terms_and_order) {
  const std::string number = delivered();
  BOOST_TEST(cites(refused(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-06-13"),
                   "R-308"));                                                                 // nobody asked
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}}, "2023-06-20"), "R-307"));  // no organ
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-06-11"),
                   "R-307"));  // before it was delivered
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-07-13"), "R-307"));
  must(number, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-07-12");  // the thirtieth day
  BOOST_TEST(cites(refused(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-07-11"), "R-308"));
  must(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-08-01");
  BOOST_TEST(text_in(matter(number).record, "review_answered") == "2023-08-01");
  // the next term runs from the delivery of this answer, not of the first.
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "省政府"}}, "2023-08-02"), "R-309"));
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-07-31"),
                   "R-324"));  // before it was given
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-08-02");
  BOOST_TEST(cites(refused(number, "review", {{"reason", "不服"}, {"organ", "省政府"}}, "2023-09-02"), "R-309"));
  must(number, "review", {{"reason", "不服"}, {"organ", "省政府"}}, "2023-09-01");
}

BOOST_AUTO_TEST_CASE(r_307_r_309_clock_and_refusal_count_from_one_delivery) {
  const std::string number = delivered();
  const auto due = [&](const char* clock, const char* day) {
    const auto clocks = registry->clocks(matter(number), CivilDate::parse(day).value());
    BOOST_REQUIRE(clocks);
    for (const auto& each : *clocks) {
      if (each.set + " " + each.clock == std::string("xf-2022 ") + clock)
        return std::string(registry::state_name(each.state)) + " " + each.start.to_string() + " " +
               each.due.to_string();
    }
    return std::string("-");
  };
  const Fields asked = {{"reason", "不服"}, {"organ", "省政府"}};
  BOOST_TEST(due("ask-review", "2023-06-10").starts_with("不适用"));  // answered, not delivered
  BOOST_TEST(due("ask-review", "2023-06-12") == "在办 2023-06-12 2023-07-12");
  must(number, "review", asked, "2023-06-20");
  must(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-07-10");
  BOOST_TEST(due("ask-rereview", "2023-07-24").starts_with("不适用"));
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-07-25");
  BOOST_TEST(due("ask-rereview", "2023-07-25") == "在办 2023-07-25 2023-08-24");
  BOOST_TEST(cites(refused(number, "review", asked, "2023-08-25"), "2023-08-24 届满（R-309）"));
  // Thirty days after it was given, and still in time.
  must(number, "review", asked, "2023-08-24");
}

BOOST_AUTO_TEST_CASE(r_309_hearings_neither_overlap_nor_run_backwards) {
  const std::string number = delivered();
  BOOST_TEST(cites(refused(number, "suspend", {{"reason", "听证"}}, "2023-06-20"), "R-309"));  // no 复核
  must(number, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-06-20");
  must(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-07-10");
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-07-12");
  must(number, "review", {{"reason", "不服"}, {"organ", "省政府"}}, "2023-08-01");
  BOOST_TEST(cites(refused(number, "resume", {}, "2023-08-02"), "R-309"));
  BOOST_TEST(cites(refused(number, "suspend", {{"reason", "听证"}}, "2023-07-31"), "R-309"));
  must(number, "suspend", {{"reason", "听证"}}, "2023-08-05");
  BOOST_TEST(cites(refused(number, "suspend", {{"reason", "又一次"}}, "2023-08-06"), "R-309"));
  BOOST_TEST(cites(refused(number, "resume", {}, "2023-08-04"), "R-309"));
  BOOST_TEST(cites(refused(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-08-07"), "R-309"));
  must(number, "resume", {}, "2023-08-10");
  BOOST_TEST(cites(refused(number, "suspend", {{"reason", "同一次"}}, "2023-08-09"), "R-309"));
  must(number, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-08-20");
  BOOST_TEST(state(number) == "终结");
  BOOST_TEST(registry::flag_in(matter(number).record, "final"));
  // final.
  BOOST_TEST(cites(refused(number, "reopen", {{"fact", "同前"}, {"approver", "boss"}}, "2023-09-01"), "R-312"));
  BOOST_TEST(cites(refused(number, "rework", {{"reason", "错"}}, "2023-09-01", "boss"), "R-320"));
}

BOOST_AUTO_TEST_CASE(r_374_r_376_nothing_closes_without_answer_or_reason) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-02");
  const Fields closing = {{"checklist", "原信"}, {"receiver", "reg"}};
  BOOST_TEST(cites(refused(number, "close", closing, "2023-03-10"), "R-376"));
  must(number, "reply-preliminary", {{"text", "正在办理"}}, "2023-03-10");
  BOOST_TEST(state(number) == "办理");
  Fields with_reason = closing;
  with_reason["reason"] = "已初步答复";
  BOOST_TEST(cites(refused(number, "close", with_reason, "2023-03-11"), "R-376"));
  // an anonymous one closes with a reason, never with none.
  Intake nameless = claim("2023-05-01");
  nameless.parties.clear();
  const std::string other = handled("2023-05-01", nameless);
  BOOST_TEST(cites(refused(other, "close", closing, "2023-05-10"), "R-374"));
  must(other, "close", with_reason, "2023-05-10");
  BOOST_TEST(text_in(matter(other).record, "closed") == "2023-05-10");
  // A second decision on a closed matter.
  BOOST_TEST(cites(refused(other, "close", with_reason, "2023-05-11"), "R-374"));
  BOOST_TEST(refused(other, "reply", k_opinion, "2023-05-11", "li").find("现为“办结”") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(r_375_r_333_the_papers_come_back_to_the_office) {
  const std::string number = delivered();
  BOOST_TEST(cites(refused(number, "close", {{"receiver", "reg"}}, "2023-06-20"), "R-375"));
  BOOST_TEST(cites(refused(number, "close", {{"checklist", "原信"}}, "2023-06-20"), "R-375"));
  BOOST_TEST(cites(refused(number, "close", {{"checklist", "原信"}, {"receiver", "li"}}, "2023-06-20"), "R-375"));
  BOOST_TEST(cites(refused(number, "custody", {{"kind", "借走"}, {"holder", "李四"}}, "2023-06-20"), "R-375"));
  // What is out with another holder cannot be handed in.
  const Fields closing = {{"checklist", "原信"}, {"receiver", "reg"}};
  for (const auto& [kind, holder] :
       {std::pair("转出", "巴城镇党委"), std::pair("呈送", "赵部长"), std::pair("转出", "某同志")}) {
    must(number, "custody", {{"kind", kind}, {"holder", holder}}, "2023-06-20");
    BOOST_TEST(cites(refused(number, "close", closing, "2023-06-20"), "R-375"), holder);
  }
  must(number, "custody", {{"kind", "收回"}, {"holder", "办公室"}}, "2023-06-20");
  must(number, "close", closing, "2023-06-20");
  BOOST_TEST(text_in(matter(number).record, "holder") == "办公室");
  // The section that handled it hands it in by this very step.
  const std::string other = delivered();
  must(other, "custody", {{"kind", "转出"}, {"holder", "干部监督科"}}, "2023-06-13");
  must(other, "close", closing, "2023-06-20");
}

BOOST_AUTO_TEST_CASE(r_313_a_late_report_is_explained_before_the_end) {
  Intake assigned = claim("2023-05-01");
  assigned.assigner = "苏州市委组织部";
  assigned.assigned_on = CivilDate::parse("2023-05-01").value();
  const Fields closing = {{"checklist", "原信"}, {"receiver", "reg"}},
               report = {{"kind", "办理情况反馈函"}, {"text", "办结"}};
  const auto answered = [&] {
    const std::string number = handled("2023-05-01", assigned);
    must(number, "accept", {}, "2023-05-10");
    must(number, "reply", k_opinion, "2023-06-10", "li");
    must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-06-12");
    return number;
  };
  const std::string late = answered();
  must(late, "report-up", report, "2023-08-20");
  BOOST_TEST(cites(refused(late, "close", closing, "2023-08-21"), "R-313"));
  must(late, "report-up", {{"kind", "延期说明函"}, {"text", "案情复杂"}}, "2023-08-22");
  must(late, "close", closing, "2023-08-23");
  // Two months to 1 July, a Saturday: reported on Monday, it is in time and nothing is to be explained.
  const std::string timely = answered();
  must(timely, "report-up", report, "2023-07-03");
  must(timely, "close", closing, "2023-07-04");
}

BOOST_AUTO_TEST_CASE(r_313_the_assigner_is_told_before_the_end) {
  const std::string own = delivered();
  BOOST_TEST(cites(refused(own, "report-up", {{"kind", "办理情况反馈函"}, {"text", "办结"}}, "2023-06-20"), "R-313"));
  Intake assigned = claim("2023-05-01");
  assigned.assigner = "苏州市委组织部";
  assigned.assigned_on = CivilDate::parse("2023-05-01").value();
  const std::string number = handled("2023-05-01", assigned);
  must(number, "accept", {}, "2023-05-10");
  must(number, "reply", k_opinion, "2023-06-10", "li");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-06-12");
  BOOST_TEST(cites(refused(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-06-20"), "R-313"));
  // a letter that explains the delay is no result.
  must(number, "report-up", {{"kind", "延期说明函"}, {"text", "延期"}}, "2023-06-20");
  BOOST_TEST(cites(refused(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-06-21"), "R-313"));
}

BOOST_AUTO_TEST_CASE(r_320_r_381_rework_and_reopening_name_their_ground) {
  const std::string number = delivered();
  BOOST_TEST(cites(refused(number, "rework", {{"reason", "政策适用错误"}}, "2023-06-20"), "R-385"));
  BOOST_TEST(cites(refused(number, "rework", {}, "2023-06-20", "boss"), "R-320"));
  must(number, "rework", {{"reason", "政策适用错误"}}, "2023-06-20", "boss");
  // The answer that was sent back counts no more.
  BOOST_TEST(cites(refused(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-06-21"), "R-376"));
  must(number, "reply", k_opinion, "2023-06-25", "li");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-06-26");
  must(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-06-27");
  BOOST_TEST(cites(refused(number, "reopen", {{"approver", "boss"}}, "2023-07-01"), "R-381"));
  BOOST_TEST(cites(refused(number, "reopen", {{"fact", "新证据"}}, "2023-07-01"), "R-381"));
  BOOST_TEST(cites(refused(number, "reopen", {{"fact", "新证据"}, {"approver", "nobody"}}, "2023-07-01"), "R-381"));
  must(number, "reopen", {{"fact", "新证据"}, {"approver", "boss"}}, "2023-07-01");
  BOOST_TEST(text_in(matter(number).record, "closed").empty());
}

BOOST_AUTO_TEST_CASE(r_382_blame_is_laid_by_a_person) {
  const std::string number = delivered();
  BOOST_TEST(cites(refused(number, "blame", {{"text", "推诿"}}, "2023-06-20"), "R-382"));
  BOOST_TEST(cites(refused(number, "follow-up", {{"kind", "闲谈"}, {"text", "无"}}, "2023-06-20"), "R-381"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(guard_list)

namespace {

/// Guard → the case above whose counter-example it refuses; for those that never refuse, the case that holds what they
/// change.
const std::map<std::string_view, std::string> k_held = {
    {"acted_by_person", "r_385_an_instruction_names_who_gave_it"},
    {"important_instruction", "r_385_an_instruction_names_who_gave_it"},
    {"instruction_paper", "r_385_the_paper_of_an_instruction_comes_later"},
    {"assignment", "r_332_r_373_a_matter_goes_to_a_section_and_its_handler"},
    {"recusal", "r_325_who_is_in_conflict_neither_handles_nor_answers"},
    {"recusal_actor", "r_325_who_is_in_conflict_neither_handles_nor_answers"},
    {"approval", "r_306_r_332_r_344_r_378_r_381_an_approval_is_by_rank_and_never_the_handlers"},
    {"recused_handler", "r_325_who_is_in_conflict_neither_handles_nor_answers"},
    {"head_for_important", "r_373_the_head_handles_what_is_important"},
    {"deny_target", "r_343_r_384_hiding_names_whom_and_leaves_a_handler"},
    {"escalation_first", "r_343_r_384_hiding_names_whom_and_leaves_a_handler"},
    {"hand_over_target", "r_384_a_hand_over_goes_to_none_whom_it_is_about"},
    {"transfer_target", "r_340_neither_the_accused_unit_nor_the_accuseds_own"},
    {"slip_limit", "r_335_a_slip_names_its_unit_and_its_limit"},
    {"urging_limit", "r_335_r_380_limits_of_ours_alarm_until_the_feedback_comes"},
    {"objection_term", "r_304_an_objection_comes_within_five_working_days"},
    {"objection_up", "r_304_what_was_passed_on_may_be_objected_to_for_five_working_days"},
    {"objection_answer", "r_304_an_upheld_objection_ends_what_was_owed"},
    {"transfer_answer", "r_315_the_organ_that_passed_it_on_is_told_within_fifteen_days"},
    {"claim_routed_once", "r_326_a_claim_is_led_into_its_own_procedure"},
    {"own_review", "r_317_only_an_opinion_of_another_organ_on_a_claim_is_reviewed_here"},
    {"petition_reply", "r_317_a_review_of_a_lower_organs_answer_is_a_matter_of_its_own"},
    {"decision_due", "r_370_a_meeting_says_who_decided_what_until_when"},
    {"decision_open", "r_370_a_meeting_says_who_decided_what_until_when"},
    {"decisions_done", "r_370_a_meeting_says_who_decided_what_until_when"},
    {"urging_section", "r_372_the_lead_section_urges_what_another_handles"},
    {"audit_verdict", "r_378_the_result_of_a_unit_below_is_audited"},
    {"accept_once", "r_305_r_303_acceptance_is_decided_once"},
    {"not_final_repeat", "r_312_what_is_final_is_not_accepted_again"},
    {"repeat_decision", "r_312_r_347_decisions_that_the_earlier_matter_contradicts_are_refused"},
    {"refuse_unaccepted", "r_305_r_303_acceptance_is_decided_once"},
    {"notice", "r_310_r_303_no_notice_to_whom_it_cannot_reach"},
    {"extension", "r_306_r_316_an_extension_is_approved_in_time_and_told"},
    {"section_opinion", "r_306_r_332_r_344_r_378_r_381_an_approval_is_by_rank_and_never_the_handlers"},
    {"case_checklist", "r_379_a_case_is_closed_by_its_checklist"},
    {"spans_2022", "r_301_the_office_chooses_a_rule_set_for_matters_that_span_the_change"},
    {"merge_target", "r_387_matters_are_merged_into_open_ones_of_their_kind"},
    {"reply_contents", "r_324_an_opinion_states_all_four"},
    {"reply_result", "r_321_results_are_those_of_the_category"},
    {"conclude_accepted", "r_324_an_opinion_states_all_four"},
    {"delivery_proof", "f_15_r_310_a_delivery_has_its_proof"},
    {"review_kind", "r_317_only_an_opinion_on_a_claim_is_reviewed"},
    {"review_term", "r_307_r_308_r_309_reviews_in_their_terms_and_order"},
    {"review_answer", "r_307_r_308_r_309_reviews_in_their_terms_and_order"},
    {"hearing_days", "r_309_hearings_neither_overlap_nor_run_backwards"},
    {"suspension_open", "r_309_hearings_neither_overlap_nor_run_backwards"},
    {"suspension_closed", "r_309_hearings_neither_overlap_nor_run_backwards"},
    {"answer_or_reason", "r_374_r_376_nothing_closes_without_answer_or_reason"},
    {"visit_recorded", "r_334_a_visit_leaves_its_record"},
    {"settled_visit", "r_334_a_visit_settled_on_the_spot_needs_no_section"},
    {"review_delivered", "r_309_r_324_nothing_is_closed_before_the_review_was_delivered"},
    {"feedback_to_assigner", "r_313_the_assigner_is_told_before_the_end"},
    {"audited_result", "r_378_the_result_of_a_unit_below_is_audited"},
    {"custody_returned", "r_375_r_333_the_papers_come_back_to_the_office"},
    {"assigned_matter", "r_313_the_assigner_is_told_before_the_end"},
    {"not_final", "r_309_hearings_neither_overlap_nor_run_backwards"},
};

struct CaseNames : boost::unit_test::test_tree_visitor {
  void visit(const boost::unit_test::test_case& test) override { names.insert(test.p_name.get()); }
  std::set<std::string> names;
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_guard_has_a_counter_example) {
  CaseNames cases;
  boost::unit_test::traverse_test_tree(boost::unit_test::framework::master_test_suite(), cases, true);
  for (const std::string_view guard : registry::guard_names())
    BOOST_TEST(k_held.contains(guard), guard << " has no counter-example");
  BOOST_TEST(k_held.size() == registry::guard_names().size());
  for (const auto& [guard, name] : k_held)
    BOOST_TEST(cases.names.contains(name), guard << " is held by " << name << ", which is no test");
}

BOOST_AUTO_TEST_CASE(every_guard_is_used_by_a_step) {
  const auto rules = registry::MoveRules::defaults();
  BOOST_REQUIRE(rules);
  std::set<std::string> used;
  for (const auto& move : rules->all()) used.insert(move.guards.begin(), move.guards.end());
  for (const std::string_view guard : registry::guard_names())
    BOOST_TEST(used.contains(std::string(guard)), guard << " guards nothing");
}

BOOST_AUTO_TEST_SUITE_END()
