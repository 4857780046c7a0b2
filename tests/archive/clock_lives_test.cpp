// The clocks over a matter's life: R-313…, and replay as of past days.
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "tests/archive/clocks_fixture.hpp"

using namespace anjuan;
using namespace anjuan::registry;

BOOST_AUTO_TEST_SUITE(clock_lives)

// two months by month arithmetic from receipt of the 交办; done when the result is reported to the assigner.
BOOST_AUTO_TEST_CASE(r313_r318_two_months_of_an_assigned_matter) {
  const auto report = [](std::string_view received) {
    ClockFacts facts = claim(received);
    facts.assigned = Assignment{on(received), std::nullopt, std::nullopt};
    return last_days(facts, received, "organ report-up");
  };
  BOOST_TEST(report("2023-12-31") == "2024-02-29 2024-02-29");  // end of February of a leap year
  BOOST_TEST(report("2022-12-31") == "2023-02-28 2023-02-28");  // of another
  BOOST_TEST(report("2024-12-30") == "2025-02-28 2025-02-28");
  BOOST_TEST(report("2023-08-01") == "2023-10-01 2023-10-07");  // National Day; Saturday 7 worked
  BOOST_TEST(report("2021-12-31") == "2022-02-28 2022-02-28");  // 59 days, not 60
  BOOST_TEST(line(claim("2023-08-01"), "2023-08-02", "organ report-up") == "-");  // nobody assigned it

  ClockFacts facts = claim("2023-06-01");
  facts.assigned = Assignment{on("2023-06-05"), day("2023-07-10"), std::nullopt};
  // The assigner's own day is earlier than 5 August; a later one would not lengthen the two months.
  BOOST_TEST(last_days(facts, "2023-06-06", "organ report-up") == "2023-07-10 2023-07-10");
  facts.assigned->limit = day("2023-09-30");
  BOOST_TEST(last_days(facts, "2023-06-06", "organ report-up") == "2023-08-05 2023-08-07");
  facts.replied = {on("2023-07-01")};
  facts.concluded = {on("2023-07-02")};
  BOOST_TEST(reading(facts, "2023-08-08", "organ report-up").value().state == ClockState::late);  // answered, but not reported
  BOOST_TEST(explains(facts, "2023-08-08", "organ report-up", "尚未向交办单位说明延期原因（R-313、R-380）"));
  facts.assigned->delay_explained = on("2023-08-07");
  BOOST_TEST(explains(facts, "2023-08-08", "organ report-up", "2023-08-07 已向交办单位说明延期"));
  facts.fed_back = on("2023-08-07");
  BOOST_TEST(reading(facts, "2023-08-08", "organ report-up").value().state == ClockState::met);
  // Withdrawal by the petitioner does not free us from the assigner.
  facts.fed_back.reset();
  facts.withdrawn = on("2023-07-01");
  BOOST_TEST(reading(facts, "2023-08-01", "organ report-up").value().state == ClockState::running);
}

// under xf-2005 Art. 21 a transferred matter has 15 days to be decided and 15 to be answered to the transferring organ.
BOOST_AUTO_TEST_CASE(r315_a_transferred_matter_under_the_regulation_of_2005) {
  ClockFacts facts = claim("2021-03-05");
  facts.transferred_in = on("2021-03-05");
  BOOST_TEST(line(facts, "2021-03-06", "xf-2005 decide") == "R-315 2021-03-05 2021-03-20 2021-03-22 在办");
  BOOST_TEST(line(facts, "2021-03-06", "xf-2005 answer-transfer") == "R-315 2021-03-05 2021-03-20 2021-03-22 在办");
  facts.accepted = on("2021-03-22");
  BOOST_TEST(reading(facts, "2021-03-23", "xf-2005 decide").value().state == ClockState::met);
  BOOST_TEST(reading(facts, "2021-03-23", "xf-2005 answer-transfer").value().state == ClockState::late);
  facts.answered_transfer = on("2021-03-20");
  BOOST_TEST(reading(facts, "2021-03-23", "xf-2005 answer-transfer").value().state == ClockState::met);
  ClockFacts now = claim("2023-03-05");
  now.transferred_in = on("2023-03-05");
  BOOST_TEST(line(now, "2023-03-06", "xf-2022 decide") == "-");
  BOOST_TEST(line(claim("2021-03-05"), "2021-03-06", "xf-2005 decide") == "-");
}

// the day of acceptance where none is recorded.
BOOST_AUTO_TEST_CASE(r316_acceptance_is_the_notice_or_the_fifteenth_day) {
  ClockFacts facts = claim("2023-03-01");
  BOOST_TEST(last_days(facts, "2023-03-02", "xf-2022 conclude") == "2023-05-15 2023-05-15");  // 16 March + 60
  BOOST_TEST(explains(facts, "2023-03-02", "xf-2022 conclude", "受理日最迟之日，R-316"));
  facts.noticed = on("2023-03-08");
  BOOST_TEST(last_days(facts, "2023-03-02", "xf-2022 conclude") == "2023-05-15 2023-05-15");  // not known yet
  BOOST_TEST(last_days(facts, "2023-03-08", "xf-2022 conclude") == "2023-05-07 2023-05-08");  // 8 March + 60 = Sunday
  facts.accepted = on("2023-03-10");
  BOOST_TEST(last_days(facts, "2023-03-10", "xf-2022 conclude") == "2023-05-09 2023-05-09");  // an act of acceptance goes first
  // An act after the fifteenth day puts off nothing that the notice began; without a notice it is the fifteenth day.
  facts.accepted = on("2023-03-25");
  BOOST_TEST(last_days(facts, "2023-03-25", "xf-2022 conclude") == "2023-05-07 2023-05-08");
  facts.noticed.reset();
  BOOST_TEST(last_days(facts, "2023-03-25", "xf-2022 conclude") == "2023-05-15 2023-05-15");
  // Answered before anything was said of acceptance.
  ClockFacts at_once = claim("2023-03-01");
  at_once.replied = {on("2023-03-08")};
  BOOST_TEST(line(at_once, "2023-03-20", "xf-2022 conclude") == "R-305 2023-03-08 2023-05-07 2023-05-08 按期完成");
  // Under xf-2005 there is an act of acceptance, and without it no 60 days; a notice that says so is one.
  ClockFacts old = claim("2021-03-01");
  BOOST_TEST(reading(old, "2021-04-01", "xf-2005 conclude").value().state == ClockState::not_owed);
  old.noticed = on("2021-03-10");
  BOOST_TEST(reading(old, "2021-04-01", "xf-2005 conclude").value().state == ClockState::not_owed);
  old.notice_accepts = true;
  BOOST_TEST(last_days(old, "2021-04-01", "xf-2005 conclude") == "2021-05-09 2021-05-10");  // 10 March + 60 = Sunday 9 May
}

// 复查 and 复核 exist for claims only; a superior's review of a lower organ's answer is a matter of its own.
BOOST_AUTO_TEST_CASE(r317_reviews_are_for_claims_and_may_be_ours) {
  for (const Category category : {Category::accusation, Category::suggestion}) {
    ClockFacts facts = matter("2023-03-01", category);
    facts.replied = facts.delivered = {on("2023-05-01")};
    BOOST_TEST(reading(facts, "2023-05-02", "xf-2022 ask-review").value().state == ClockState::not_owed);
    BOOST_TEST(explains(facts, "2023-05-02", "xf-2022 ask-review", "只适用于申诉求决"));
  }
  ClockFacts party = claim("2023-03-01");  // 党员申诉: its own procedure
  party.routed_elsewhere = on("2023-03-20");
  party.replied = party.delivered = {on("2023-05-01")};
  BOOST_TEST(reading(party, "2023-05-02", "xf-2022 ask-review").value().state == ClockState::not_owed);

  ClockFacts review = claim("2023-07-03");
  review.kind = MatterKind::review;
  review.review_requested = on("2023-07-03");
  const auto all = readings(review, "2023-07-04");
  BOOST_REQUIRE(all.size() == 1U);
  BOOST_TEST((all[0].clock == "review" && all[0].owner == ClockOwner::office));
  BOOST_REQUIRE(strictest(all) != nullptr);
  BOOST_TEST(strictest(all)->nominal.to_string() == "2023-08-02");
}

// the alarm goes by the unrolled date, over the office's own open clocks.
BOOST_AUTO_TEST_CASE(r318_the_strictest_clock_alarms_first) {
  ClockFacts facts = claim("2024-01-26");
  facts.transferred_in = on("2024-02-06");
  // 7, 8, 9, Sunday 18, 19 February; R-303: 10 February, rolled to 18.
  const auto both = readings(facts, "2024-02-07");
  BOOST_TEST(strictest(both)->rule == "R-303");
  BOOST_TEST(strictest(both)->nominal.to_string() == "2024-02-10");
  facts.noticed = on("2024-02-07");
  BOOST_TEST(strictest(readings(facts, "2024-02-08"))->clock == "conclude");
  // Counter-example: a petitioner's term is no alarm of ours.
  facts.replied = facts.delivered = {on("2024-03-01")};
  const auto answered = readings(facts, "2024-03-02");
  BOOST_TEST(std::any_of(answered.begin(), answered.end(), [](const ClockReading& each) { return each.open(); }));
  BOOST_TEST(strictest(answered) == nullptr);
}

// the organ's rules for every matter, beside the national ones; the stricter alarms.
BOOST_AUTO_TEST_CASE(r371_the_organs_own_terms_run_beside) {
  ClockFacts facts = matter("2023-03-01", Category::suggestion);
  BOOST_TEST(line(facts, "2023-03-02", "organ notice") == "R-371 2023-03-01 2023-03-16 2023-03-16 在办");
  BOOST_TEST(line(facts, "2023-03-02", "organ conclude") == "R-371 2023-03-16 2023-05-15 2023-05-15 在办");
  facts.extensions = {extension(30, "2023-05-15")};
  BOOST_TEST(last_days(facts, "2023-05-15", "organ conclude") == "2023-06-14 2023-06-14");
  BOOST_TEST(line(facts, "2023-06-15", "organ conclude") == "R-371 2023-03-16 2023-06-14 2023-06-14 逾期");
  // xf-2005 counts from the act of acceptance on the 20th (19 May), the organ from the 15th day after receipt (15 May, a Saturday: 17).
  ClockFacts late = accepted("2021-03-01", "2021-03-20");
  late.noticed = on("2021-03-20");
  BOOST_TEST(last_days(late, "2021-03-21", "xf-2005 conclude") == "2021-05-19 2021-05-19");
  BOOST_TEST(last_days(late, "2021-03-21", "organ conclude") == "2021-05-15 2021-05-17");
  BOOST_TEST(strictest(readings(late, "2021-03-21"))->set == "organ");
  // An extension after the organ's term but within the national one counts for the national one only.
  BOOST_TEST(due_or_refusal(late, extension(30, "2021-05-18")) == "2021-06-18");
  late.extensions = {extension(30, "2021-05-18")};
  BOOST_TEST(last_days(late, "2021-05-18", "xf-2005 conclude") == "2021-06-18 2021-06-18");
  BOOST_TEST(last_days(late, "2021-05-18", "organ conclude") == "2021-05-15 2021-05-17");
}

// a preliminary reply never closes a matter.
BOOST_AUTO_TEST_CASE(r376_a_preliminary_reply_meets_nothing) {
  ClockFacts facts = accepted("2023-03-01", "2023-03-16");
  facts.preliminary = on("2023-04-01");
  BOOST_TEST(line(facts, "2023-05-16", "xf-2022 conclude") == "R-305 2023-03-16 2023-05-15 2023-05-15 逾期");
  BOOST_TEST(explains(facts, "2023-05-16", "xf-2022 conclude", "不算办结（R-376）"));
  facts.replied = {on("2023-05-15")};
  BOOST_TEST(reading(facts, "2023-05-16", "xf-2022 conclude").value().state == ClockState::met);
}

// What ends a clock without meeting it.
BOOST_AUTO_TEST_CASE(refusal_transfer_withdrawal_and_voiding_end_what_was_owed) {
  ClockFacts refused = claim("2023-03-01");
  refused.refused = on("2023-03-10", 7);
  refused.concluded = {on("2023-03-10", 7)};  // the same step
  BOOST_TEST(reading(refused, "2023-03-11", "xf-2022 conclude").value().state == ClockState::not_owed);
  ClockFacts passed = claim("2023-03-01");
  passed.transferred_out = on("2023-03-10");
  BOOST_TEST(reading(passed, "2023-03-11", "xf-2022 conclude").value().state == ClockState::not_owed);
  BOOST_TEST(reading(passed, "2023-03-11", "xf-2022 notice").value().state == ClockState::running);  // Art. 23: the petitioner is told where it went
  passed.transferred_out = on("2023-05-20");  // after the term: the delay stays visible
  BOOST_TEST(line(passed, "2023-06-01", "xf-2022 conclude") == "R-305 2023-03-16 2023-05-15 2023-05-15 逾期完成");
  ClockFacts withdrawn = claim("2023-03-01");
  withdrawn.withdrawn = on("2023-03-10");
  for (const char* clock : {"xf-2022 notice", "xf-2022 conclude", "organ conclude"}) {
    BOOST_TEST(reading(withdrawn, "2023-03-11", clock).value().state == ClockState::not_owed);
    BOOST_TEST(reading(withdrawn, "2023-03-09", clock).value().state == ClockState::running);
  }
  ClockFacts voided = claim("2023-03-01");
  voided.voided = on("2023-05-20");
  BOOST_TEST(strictest(readings(voided, "2023-05-21")) == nullptr);
  BOOST_TEST(explains(voided, "2023-05-21", "xf-2022 conclude", "作废，不再计时（R-387）"));
  ClockFacts merged = claim("2023-03-01");  // separate receipts and clocks
  merged.merged = on("2023-03-05");
  BOOST_TEST(reading(merged, "2023-03-17", "xf-2022 notice").value().state == ClockState::late);
  BOOST_TEST(explains(merged, "2023-03-17", "xf-2022 notice", "仍各自计时（R-387）"));
}

// a new fact gives a new term; 退回重办 does not.
BOOST_AUTO_TEST_CASE(r381_reopening_begins_anew_and_rework_does_not) {
  ClockFacts facts = accepted("2023-03-01", "2023-03-16");
  facts.replied = {on("2023-05-10", 10)};
  facts.delivered = {on("2023-05-11", 11)};
  facts.reworked = {on("2023-05-20", 12)};
  BOOST_TEST(reading(facts, "2023-05-19", "xf-2022 conclude").value().state == ClockState::met);
  BOOST_TEST(line(facts, "2023-05-20", "xf-2022 conclude") == "R-305 2023-03-16 2023-05-15 2023-05-15 逾期");
  BOOST_TEST(line(facts, "2023-05-20", "xf-2022 ask-review") == "-");
  BOOST_TEST(reading(facts, "2023-05-20", "xf-2022 notice").value().state == ClockState::met_late);  // the petitioner was told on 10 May all the same
  facts.reworked.clear();
  facts.reopened = {on("2023-06-01", 13)};
  // 1 June + 60 = Monday 31 July.
  BOOST_TEST(line(facts, "2023-06-01", "xf-2022 conclude") == "R-305 2023-06-01 2023-07-31 2023-07-31 在办");
  BOOST_TEST(reading(facts, "2023-05-31", "xf-2022 conclude").value().state == ClockState::met);
  facts.extensions = {extension(30, "2023-05-01")};  // of the first handling
  BOOST_TEST(last_days(facts, "2023-06-01", "xf-2022 conclude") == "2023-07-31 2023-07-31");
  BOOST_TEST(!explains(facts, "2023-06-01", "xf-2022 conclude", "延期"));
  BOOST_TEST(due_or_refusal(facts, extension(30, "2023-07-31")) == "2023-08-30");
  BOOST_TEST(due_or_refusal(facts, extension(30, "2023-08-01")).find("（R-316）") != std::string::npos);
  facts.replied.push_back(on("2023-07-31", 14));
  BOOST_TEST(reading(facts, "2023-08-01", "xf-2022 conclude").value().state == ClockState::met);
}

BOOST_AUTO_TEST_CASE(r381_a_refusal_does_not_outlive_the_reopening) {
  ClockFacts facts = claim("2023-03-01");
  facts.refused = on("2023-03-10", 7);
  facts.concluded = {on("2023-03-10", 7)};
  facts.reopened = {on("2023-04-03", 8)};
  BOOST_TEST(reading(facts, "2023-04-02", "xf-2022 conclude").value().state == ClockState::not_owed);
  // 3 April + 60: 27, 31, 2 → Friday 2 June.
  BOOST_TEST(line(facts, "2023-04-03", "xf-2022 conclude") == "R-305 2023-04-03 2023-06-02 2023-06-02 在办");
}

// clocks run from the earlier of opened and handed in.
BOOST_AUTO_TEST_CASE(r330_clocks_run_from_the_earlier_receipt) {
  ClockFacts facts = claim("2023-03-05");
  facts.received = earlier_receipt(on("2023-03-01", 2), on("2023-03-05", 1));
  BOOST_TEST(last_days(facts, "2023-03-06", "xf-2022 notice") == "2023-03-16 2023-03-16");
  BOOST_TEST(earlier_receipt(on("2023-03-05"), on("2023-03-01")).on.to_string() == "2023-03-01");
  BOOST_TEST(readings(facts, "2023-02-28").empty());
}

// DESIGN §6: beyond the data, with a warning; R-311 still rolls weekends.
BOOST_AUTO_TEST_CASE(a_term_beyond_the_calendar_says_so) {
  const ClockFacts facts = claim("2026-12-18");
  BOOST_TEST(last_days(facts, "2026-12-19", "xf-2022 notice") == "2027-01-02 2027-01-04");  // Saturday → Monday
  BOOST_TEST(reading(facts, "2026-12-19", "xf-2022 notice").value().beyond_calendar);
  BOOST_TEST(explains(facts, "2026-12-19", "xf-2022 notice", "到 2026-12-31 为止，之外的日子按周一至周五上班计"));
  BOOST_TEST(!reading(claim("2026-12-16"), "2026-12-19", "xf-2022 notice").value().beyond_calendar);
  BOOST_TEST(!explains(claim("2026-12-16"), "2026-12-19", "xf-2022 notice", "2026-12-31 为止"));
}

// The same life on many days: each reading tells only what had happened by then.
BOOST_AUTO_TEST_CASE(a_life_replayed_as_of_past_days) {
  ClockFacts facts = claim("2023-03-01");
  facts.noticed = on("2023-03-10", 2);
  facts.notice_accepts = true;
  facts.extensions = {extension(30, "2023-05-05")};
  facts.replied = {on("2023-06-05", 5)};
  facts.delivered = {on("2023-06-07", 6)};
  facts.review_requested = on("2023-07-01", 7);
  const auto state = [&](std::string_view as_of) { return line(facts, as_of, "xf-2022 conclude"); };
  BOOST_TEST(state("2023-03-05") == "R-305 2023-03-16 2023-05-15 2023-05-15 在办");
  BOOST_TEST(state("2023-03-10") == "R-305 2023-03-10 2023-05-09 2023-05-09 在办");
  BOOST_TEST(state("2023-05-05") == "R-305 2023-03-10 2023-06-08 2023-06-08 在办");
  BOOST_TEST(state("2023-06-05") == "R-305 2023-03-10 2023-06-08 2023-06-08 按期完成");
  BOOST_TEST(line(facts, "2023-06-04", "xf-2022 ask-review") == "-");
  BOOST_TEST(line(facts, "2023-06-06", "xf-2022 ask-review") == "R-307 不适用");
  BOOST_TEST(line(facts, "2023-06-07", "xf-2022 ask-review") == "R-307 2023-06-07 2023-07-07 2023-07-07 在办");
  BOOST_TEST(line(facts, "2023-07-02", "xf-2022 review") == "R-308 2023-07-01 2023-07-31 2023-07-31 在办");
}

BOOST_AUTO_TEST_SUITE_END()
