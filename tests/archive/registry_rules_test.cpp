// The rules of handling (DOMAIN §3), each with what it refuses. The table of all rules:
// tests/data/rules/registry-rules.tsv; of registering: registry_rules_intake_test.cpp; of answering, reviewing and
// closing: registry_rules_answer_test.cpp.
#include "tests/archive/registry_rules.hpp"

#include <boost/test/unit_test.hpp>

#include "archive/registry/citation.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Intake;
using registry::text_in;

BOOST_FIXTURE_TEST_SUITE(rules_of_handling, RuleOffice)

BOOST_AUTO_TEST_CASE(r_320_days_come_in_the_order_of_the_steps) {
  const std::string number = handled("2023-03-05");
  must(number, "accept", {}, "2023-03-10");
  BOOST_TEST(cites(refused(number, "reply", k_opinion, "2023-03-09", "li"), "R-320"));  // before the acceptance
  BOOST_TEST(
      cites(refused(number, "open-case", {{"reason", "案情重大"}}, "2023-03-04", "boss"), ""));  // before it came
  must(number, "open-case", {{"reason", "案情重大"}}, "2023-03-20", "boss");
  const Fields report = {
      {"report", "查清"}, {"procedure", "true"}, {"conclusion", "true"}, {"material", "true"}, {"formality", "true"}};
  BOOST_TEST(cites(refused(number, "close-case", report, "2023-03-19", "boss"), "R-379"));
  must(number, "close-case", report, "2023-04-01", "boss");
  // A closing has no day of its own to look back to: it is not before the step that it follows.
  BOOST_TEST(cites(refused(number, "withdraw", {{"reason", "自愿"}}, "2023-03-31"), "R-320"));
  BOOST_TEST(cites(refused(number, "withdraw", {{"reason", "自愿"}}, "2026-11-25"), ""));  // not yet
}

BOOST_AUTO_TEST_CASE(r_320_blank_words_and_wrong_words_are_refused) {
  const std::string number = register_on("2023-03-01", claim("2023-03-01"))->name;
  BOOST_TEST(cites(refused(number, "propose", {{"text", " 　"}}, "2023-03-02"), "R-332"));
  BOOST_TEST(refused(number, "propose", {{"text", "办"}, {"colour", "红"}}, "2023-03-02").find("colour") !=
             std::string::npos);
  BOOST_TEST(cites(refused(number, "instruct", {{"text", "办"}, {"important", "no"}}, "2023-03-02", "boss"), "R-332"));
  BOOST_TEST(refused(number, "dance", {}, "2023-03-02").find("dance") != std::string::npos);
  // kinds are the rules' own words.
  const std::string other = handled("2023-03-01");
  BOOST_TEST(cites(refused(other, "record", {{"kind", "闲谈"}, {"text", "无"}}, "2023-03-02"), "R-334"));
  BOOST_TEST(cites(refused(other, "urge", {{"kind", "提醒"}, {"text", "快办"}}, "2023-03-02"), "R-380"));
  BOOST_TEST(cites(refused(other, "urge", {{"kind", "催办"}, {"text", "快办"}, {"due", "2023-02-29"}}, "2023-03-02"),
                   "R-380"));
  BOOST_TEST(cites(refused(other, "extend", {{"days", "三十"}, {"reason", "复杂"}}, "2023-03-02", "boss"), "R-306"));
}

BOOST_AUTO_TEST_CASE(r_385_an_instruction_names_who_gave_it) {
  const std::string number = register_on("2023-03-01", claim("2023-03-01"))->name;
  BOOST_TEST(cites(refused(number, "instruct", {{"text", "办"}}, "2023-03-02"), "R-385"));
  BOOST_TEST(refused(number, "instruct", {{"text", "办"}}, "2023-03-02", "nobody").find("nobody") != std::string::npos);
  // an instruction makes a matter important only when a person says so.
  must(number, "instruct", {{"text", "办"}}, "2023-03-02", "boss");
  BOOST_TEST(!registry::flag_in(matter(number).record, "important"));
  must(number, "instruct", {{"text", "务必办好"}, {"important", "true"}}, "2023-03-02", "boss");
  BOOST_TEST(registry::flag_in(matter(number).record, "important"));
}

BOOST_AUTO_TEST_CASE(r_332_r_373_a_matter_goes_to_a_section_and_its_handler) {
  const std::string number = instructed("2023-03-01", claim("2023-03-01"));
  BOOST_TEST(cites(refused(number, "assign", {}, "2023-03-02"), "R-332"));
  BOOST_TEST(cites(refused(number, "assign", {{"section", "巴城镇党委"}}, "2023-03-02"), "R-332"));
  BOOST_TEST(refused(number, "assign", {{"section", "信息科"}}, "2023-03-02").find("unit add") != std::string::npos);
  BOOST_TEST(cites(refused(number, "assign", {{"section", "组织科"}, {"handler", "li"}}, "2023-03-02"), "R-373"));
  BOOST_TEST(cites(refused(number, "assign", {{"section", "干部监督科"}, {"handler", "boss"}}, "2023-03-02"), "R-373"));
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2023-03-02");
  // Another section: its head names the handler.
  must(number, "assign", {{"section", "组织科"}}, "2023-03-03");
  BOOST_TEST(text_in(matter(number).record, "handler").empty());
}

BOOST_AUTO_TEST_CASE(r_373_the_head_handles_what_is_important) {
  Intake intake = claim("2023-03-01");
  intake.important = true;
  const std::string number = instructed("2023-03-01", intake);
  BOOST_TEST(cites(refused(number, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2023-03-02"), "R-373"));
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "li"}, {"reason", "熟悉案情"}}, "2023-03-02");
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "head"}}, "2023-03-03");
}

BOOST_AUTO_TEST_CASE(r_325_who_is_in_conflict_neither_handles_nor_answers) {
  Intake intake = claim("2023-03-01");
  registry::Party accused;
  accused.role = "被反映人";
  accused.name = "王伍";  // 王五 by another spelling
  intake.parties.push_back(accused);
  const std::string number = instructed("2023-03-01", intake);
  BOOST_TEST(cites(refused(number, "assign", {{"section", "组织科"}, {"handler", "wang"}}, "2023-03-02"), "R-325"));
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2023-03-02");
  must(number, "accept", {}, "2023-03-02");
  BOOST_TEST(cites(refused(number, "reply", k_opinion, "2023-03-03", "wang"), "R-325"));
  // Declared: the handler is taken off, and does not come back.
  must(number, "recuse", {{"person", "li"}, {"reason", "同乡"}}, "2023-03-03");
  BOOST_TEST(text_in(matter(number).record, "handler").empty());
  BOOST_TEST(cites(refused(number, "assign", {{"handler", "li"}}, "2023-03-04"), "R-325"));
  BOOST_TEST(cites(refused(number, "reply", k_opinion, "2023-03-04", "li"), "R-325"));
}

BOOST_AUTO_TEST_CASE(r_340_neither_the_accused_unit_nor_the_accuseds_own) {
  const std::string number = instructed("2024-05-06", accusation_of("", "市教育局", "钱某"));
  BOOST_TEST(cites(refused(number, "transfer", {{"organ", "教育局"}, {"mode", "转送"}}, "2024-05-07"), "R-340"));
  const std::string other = instructed("2024-05-06", accusation_of("组织科", "", ""));
  BOOST_TEST(cites(refused(other, "assign", {{"section", "组织科"}}, "2024-05-07"), "R-340"));
  BOOST_TEST(cites(refused(other, "assign", {{"section", "组织科"}, {"handler", "wang"}}, "2024-05-07"), "R-325"));
}

BOOST_AUTO_TEST_CASE(r_335_a_slip_names_its_unit_and_its_limit) {
  const std::string number = instructed("2023-03-01", claim("2023-03-01"));
  BOOST_TEST(cites(refused(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}}, "2023-03-02"), "R-335"));
  BOOST_TEST(cites(
      refused(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2023-03-01"}}, "2023-03-02"),
      "R-335"));
  BOOST_TEST(cites(refused(number, "transfer", {{"organ", "组织科"}, {"mode", "转送"}}, "2023-03-02"), "R-335"));
  BOOST_TEST(cites(refused(number, "transfer", {{"mode", "转送"}}, "2023-03-02"), "R-335"));
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2023-04-01"}}, "2023-03-02");
  BOOST_TEST(cites(refused(number, "receipt", {{"signer", "钱"}}, "2023-03-01"), "F-12"));
}

BOOST_AUTO_TEST_CASE(r_304_an_objection_comes_within_five_working_days) {
  const std::string number = instructed("2023-03-01", claim("2023-03-01"));
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转送"}}, "2023-03-03");  // a Friday
  BOOST_TEST(cites(refused(number, "object", {{"reason", "不属本镇"}}, "2023-03-11"), "R-304"));
  must(number, "object", {{"reason", "不属本镇"}}, "2023-03-10");
  BOOST_TEST(state(number) == "阅批");
  // What came back is ours again: a signed claim owes an answer.
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2023-03-13");
  BOOST_TEST(
      cites(refused(number, "close", {{"reason", "已转"}, {"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-14"),
            "R-376"));
}

BOOST_AUTO_TEST_CASE(r_305_r_303_acceptance_is_decided_once) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-10");
  BOOST_TEST(cites(refused(number, "accept", {}, "2023-03-11"), "R-305"));
  BOOST_TEST(
      cites(refused(number, "refuse", {{"reason", "不属受理范围"}, {"organ", "市信访局"}}, "2023-03-11"), "R-303"));
  const std::string other = handled("2023-03-01");
  BOOST_TEST(cites(refused(other, "refuse", {{"reason", "不属受理范围"}}, "2023-03-11"),
                   "R-303"));  // the proper organ is named
  BOOST_TEST(cites(refused(other, "notify", {{"kind", "不予受理告知"}}, "2023-03-11"), "R-303"));
  must(other, "refuse", {{"reason", "不属受理范围"}, {"organ", "市信访局"}}, "2023-03-11");
  BOOST_TEST(cites(refused(other, "accept", {}, "2023-03-12"), "R-305"));
  BOOST_TEST(cites(refused(other, "notify", {{"kind", "受理告知"}}, "2023-03-12"), "R-303"));
  must(other, "notify", {{"kind", "不予受理告知"}}, "2023-03-12");
  // reopened for a new fact, the refusal binds no more.
  must(other, "reopen", {{"fact", "新证据"}, {"approver", "boss"}}, "2023-03-20");
  must(other, "notify", {{"kind", "受理告知"}}, "2023-03-21");
  BOOST_TEST(text_in(matter(other).record, "accepted") == "2023-03-21");
}

BOOST_AUTO_TEST_CASE(r_310_r_303_no_notice_to_whom_it_cannot_reach) {
  Intake intake = claim("2023-03-01");
  intake.parties.clear();
  const std::string number = instructed("2023-03-01", intake);
  BOOST_TEST(cites(refused(number, "notify", {{"kind", "受理告知"}}, "2023-03-02"), "R-310"));
  // R-310 says that none is owed, not that none may be given: who sits there is told there and then, who wrote a letter
  // is not.
  BOOST_TEST(cites(refused(number, "notify", {{"kind", "当场告知"}}, "2023-03-02"), "R-310"));
  intake.channel = "走访";
  must(instructed("2023-03-01", intake), "notify", {{"kind", "当场告知"}}, "2023-03-01");
  Intake homeless = claim("2023-03-01");
  homeless.parties.front().address.clear();
  homeless.parties.front().phone.clear();
  const std::string here = instructed("2023-03-01", homeless);
  BOOST_TEST(cites(refused(here, "notify", {{"kind", "受理告知"}}, "2023-03-02"), "R-310"));
  must(here, "notify", {{"kind", "当场告知"}}, "2023-03-02");
  BOOST_TEST(text_in(matter(here).record, "noticed") == "2023-03-02");
  // what was put on file is not accepted afterwards.
  const std::string shelved = instructed("2023-03-01", claim("2023-03-01"));
  must(shelved, "shelve", {{"reason", "内容空泛"}}, "2023-03-02");
  BOOST_TEST(cites(refused(shelved, "notify", {{"kind", "受理告知"}}, "2023-03-03"), "R-303"));
}

BOOST_AUTO_TEST_CASE(r_312_what_is_final_is_not_accepted_again) {
  Intake intake = claim("2023-03-01");
  intake.repeat_of = "〔2020〕组信字第0001号";
  intake.repeat_verdict = "已终结不再受理";
  const std::string number = handled("2023-03-01", intake);
  BOOST_TEST(cites(refused(number, "accept", {}, "2023-03-02"), "R-312"));
  BOOST_TEST(cites(refused(number, "notify", {{"kind", "受理告知"}}, "2023-03-02"), "R-312"));
  must(number, "refuse", {{"reason", "复核终结"}}, "2023-03-02");  // it is nobody else's either
}

BOOST_AUTO_TEST_CASE(r_312_what_turns_out_to_be_final_after_the_acceptance_is_refused) {
  const std::string first = delivered();
  must(first, "review", {{"reason", "不服"}, {"organ", "市政府"}}, "2023-06-20");
  must(first, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-07-10");
  must(first, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-07-12");
  must(first, "review", {{"reason", "不服"}, {"organ", "省政府"}}, "2023-08-01");
  must(first, "review-result", {{"verdict", "维持"}, {"text", "维持"}}, "2023-08-20");
  // Nobody judged it yet: a suggestion alone bars nothing.
  const std::string again = handled("2023-09-01");
  must(again, "accept", {}, "2023-09-02");
  BOOST_TEST(cites(refused(again, "refuse", {{"reason", "已终结"}}, "2023-09-03"), "R-303"));
  must(again, "judge", {{"verdict", "已终结不再受理"}, {"of", first}}, "2023-09-03");
  must(again, "refuse", {{"reason", "已经复核终结"}}, "2023-09-04");
  BOOST_TEST(state(again) == "不予受理");
}

BOOST_AUTO_TEST_CASE(r_316_a_later_notice_never_moves_the_acceptance) {
  const auto conclude = [&](const std::string& number) {
    const auto clocks = registry->clocks(matter(number), std::nullopt);
    BOOST_REQUIRE(clocks);
    return clock(*clocks, "R-305", "xf-2022")->nominal.to_string();
  };
  const std::string number = handled("2026-08-03");
  must(number, "notify", {{"kind", "当场告知"}}, "2026-08-04");
  BOOST_TEST(conclude(number) == "2026-10-03");
  must(number, "notify", {{"kind", "受理告知"}}, "2026-10-04");
  BOOST_TEST(text_in(matter(number).record, "accepted") == "2026-08-04");
  BOOST_TEST(conclude(number) == "2026-10-03");
  // told first where it went, then that it is taken; the first notice counts.
  const std::string passed = instructed("2026-08-03", claim("2026-08-03"));
  must(passed, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转请"}}, "2026-08-04");
  must(passed, "notify", {{"kind", "转办告知"}}, "2026-08-04");
  must(passed, "notify", {{"kind", "受理告知"}}, "2026-08-10");
  BOOST_TEST(conclude(passed) == "2026-10-03");
  // Counter-example: the only notice begins the term on its own day.
  const std::string other = handled("2026-08-03");
  must(other, "notify", {{"kind", "受理告知"}}, "2026-08-10");
  BOOST_TEST(conclude(other) == "2026-10-09");
}

BOOST_AUTO_TEST_CASE(r_377_a_petitioner_is_told_of_a_transfer_that_was_made) {
  const std::string number = instructed("2023-03-01", claim("2023-03-01"));
  BOOST_TEST(cites(refused(number, "notify", {{"kind", "转办告知"}}, "2023-03-02"), "R-377"));
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转请"}}, "2023-03-02");
  BOOST_TEST(
      cites(refused(number, "close", {{"reason", "已转请"}, {"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-03"),
            "R-377"));
  must(number, "notify", {{"kind", "转办告知"}}, "2023-03-03");
  must(number, "close", {{"reason", "已转请"}, {"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-03");
  // never in an accusation, which is not left to a unit below either.
  const std::string secret = instructed("2024-05-06", accusation_of("", "", "某人"));
  BOOST_TEST(cites(refused(secret, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转请"}}, "2024-05-07"), "R-377"));
}

BOOST_AUTO_TEST_CASE(r_378_the_result_of_a_unit_below_is_audited) {
  const std::string number = instructed("2023-03-01", claim("2023-03-01"));
  must(number, "transfer", {{"organ", "巴城镇党委"}, {"mode", "交办"}, {"due", "2023-04-01"}}, "2023-03-02");
  const Fields closing = {{"reason", "巴城已答复"}, {"checklist", "原信"}, {"receiver", "reg"}};
  BOOST_TEST(cites(refused(number, "close", closing, "2023-03-20"), "R-378"));
  must(number, "feedback", {{"text", "已办"}}, "2023-03-20");
  BOOST_TEST(cites(refused(number, "close", closing, "2023-03-21"), "R-378"));
  BOOST_TEST(cites(refused(number, "audit", {{"verdict", "退回"}, {"ground", "政策"}, {"text", "误用"}}, "2023-03-21"),
                   "R-385"));
  BOOST_TEST(cites(refused(number, "audit", {{"verdict", "退回"}, {"text", "误用"}}, "2023-03-21", "head"), "R-378"));
  must(number, "audit", {{"verdict", "退回"}, {"ground", "政策"}, {"text", "误用"}}, "2023-03-21", "head");
  BOOST_TEST(state(number) == "转出");
  BOOST_TEST(text_in(matter(number).record, "transfer_feedback").empty());
  must(number, "feedback", {{"text", "重办"}}, "2023-03-25");
  must(number, "audit", {{"verdict", "通过"}, {"ground", "政策"}, {"text", "可"}}, "2023-03-26", "head");
  must(number, "close", closing, "2023-03-27");
}

BOOST_AUTO_TEST_CASE(r_379_a_case_is_closed_by_its_checklist) {
  const std::string number = handled("2023-03-01");
  BOOST_TEST(cites(refused(number, "open-case", {{"reason", "重大"}}, "2023-03-02"), "R-379"));  // nobody approved it
  must(number, "open-case", {{"reason", "重大"}}, "2023-03-02", "boss");
  // a case is filed as a volume of its own.
  BOOST_TEST(text_in(matter(number).record, "filing") == "一案一卷");
  BOOST_TEST(cites(refused(number, "close", {{"reason", "无"}}, "2023-03-03"), "R-374"));
  const std::string missing =
      refused(number, "close-case", {{"report", "查清"}, {"procedure", "true"}}, "2023-03-03", "boss");
  BOOST_TEST(cites(missing, "R-379"));
  BOOST_TEST(missing.find("材料齐全") != std::string::npos);
  BOOST_TEST(
      cites(refused(number, "close-case", {{"procedure", "true"}}, "2023-03-03", "boss"), "R-336"));  // no report
  // who must be told while the case runs is told.
  must(number, "notify", {{"kind", "受理告知"}}, "2023-03-04");
}

BOOST_AUTO_TEST_CASE(r_387_matters_are_merged_into_open_ones_of_their_kind) {
  const std::string number = register_on("2024-05-06", claim("2024-05-06"))->name;
  const std::string other = register_on("2024-05-06", claim("2024-05-06"))->name;
  BOOST_TEST(cites(refused(number, "merge", {{"into", number}}, "2024-05-07"), "R-387"));
  BOOST_TEST(cites(refused(number, "merge", {{"into", accusation("2024-05-06")}}, "2024-05-07"), "R-383"));
  BOOST_TEST(cites(refused(number, "void", {}, "2024-05-07"), "R-387"));
  must(other, "void", {{"reason", "重复录入"}}, "2024-05-07");
  BOOST_TEST(cites(refused(number, "merge", {{"into", other}}, "2024-05-07"), "R-387"));
  // The number of a voided matter is not given out again.
  BOOST_TEST(register_on("2024-05-07", claim("2024-05-07"))->name == "〔2024〕组信字第0003号");
}

BOOST_AUTO_TEST_CASE(r_343_r_384_hiding_names_whom_and_leaves_a_handler) {
  const std::string number = instructed("2024-05-06", accusation_of("", "", "某人"));
  must(number, "assign", {{"section", "干部监督科"}, {"handler", "li"}}, "2024-05-07");
  BOOST_TEST(cites(refused(number, "deny", {{"reason", "亲属"}}, "2024-05-08"), "R-343"));
  for (const char* person : {"reg", "li"})
    BOOST_TEST(cites(refused(number, "deny", {{"person", person}, {"reason", "亲属"}}, "2024-05-08"), "R-384"));
  for (const char* unit : {"办公室", "bgs", "干部监督科", "gbjd"}) {
    BOOST_TEST(cites(refused(number, "deny", {{"unit", unit}, {"reason", "亲属"}}, "2024-05-08"), "R-384"), unit);
  }
  BOOST_TEST(cites(refused(number, "hand-over", {{"target", "市纪委"}}, "2024-05-08"), "R-384"));  // no receipt
  must(number, "hand-over", {{"target", "市纪委"}, {"receipt", "第3号"}}, "2024-05-08");
  must(number, "deny", {{"unit", "办公室"}, {"reason", "亲属"}}, "2024-05-08");
}

BOOST_AUTO_TEST_CASE(r_344_a_named_person_releases_the_reporter) {
  const std::string number = instructed("2024-05-06", accusation_of("", "", "某人"));
  BOOST_TEST(cites(refused(number, "release", {{"reason", "本人同意"}}, "2024-05-07"), "R-344"));
  must(number, "release", {{"reason", "本人同意"}}, "2024-05-07", "boss");
}

BOOST_AUTO_TEST_CASE(r_301_the_office_chooses_a_rule_set_for_matters_that_span_the_change) {
  const std::string number = handled("2023-03-01");
  BOOST_TEST(cites(refused(number, "choose-rules", {{"set", "xf-2005"}}, "2023-03-02"), "R-301"));
  const std::string spans = handled("2022-04-20");
  BOOST_TEST(
      cites(refused(spans, "choose-rules", {{"set", "xf-2022"}}, "2022-04-25"), "R-301"));  // before there was a choice
  must(spans, "choose-rules", {{"set", "xf-2022"}}, "2022-05-05");
  BOOST_TEST(cites(refused(spans, "choose-rules", {{"set", "xf-2005"}}, "2022-05-06"), "R-301"));  // once
}

BOOST_AUTO_TEST_CASE(a_message_cites_each_rule_once) {
  using registry::with_rules;
  BOOST_TEST(with_rules("没有期限（R-306）", "R-306、R-316") == "没有期限（R-306、R-316）");
  BOOST_TEST(with_rules("没有期限", "R-306") == "没有期限（R-306）");
  BOOST_TEST(with_rules("没有回执（F-12、R-335）", "R-335") == "没有回执（F-12、R-335）");
  BOOST_TEST(with_rules("没有期限（R-306）", "") == "没有期限（R-306）");
  // Counter-example: other brackets stay.
  BOOST_TEST(with_rules("周科长（科长）", "R-306") == "周科长（科长）（R-306）");
}

BOOST_AUTO_TEST_SUITE_END()
