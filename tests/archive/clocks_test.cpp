// Terms worked out by hand from R-301…R-309, each rule with its counter-example. Derivations stand beside the dates; weekdays and holidays are
// those of the notices (schemas/rules/holidays.toml). The lives of matters: clock_lives_test.cpp; what holds of all clocks: clock_properties_test.cpp.
#include <boost/test/unit_test.hpp>

#include "tests/archive/clocks_fixture.hpp"

using namespace anjuan;
using namespace anjuan::registry;

BOOST_AUTO_TEST_SUITE(clocks)

// The vectors of R-311 in DOMAIN.
BOOST_AUTO_TEST_CASE(r311_the_vectors_of_the_domain) {
  BOOST_TEST(line(claim("2022-04-29"), "2022-05-01", "xf-2005 notice") == "R-303 2022-04-29 2022-05-14 2022-05-16 在办");
  BOOST_TEST(line(claim("2023-03-01"), "2023-03-01", "xf-2022 notice") == "R-303 2023-03-01 2023-03-16 2023-03-16 在办");
  ClockFacts facts = accepted("2023-03-01", "2023-03-16");
  BOOST_TEST(line(facts, "2023-03-20", "xf-2022 conclude") == "R-305 2023-03-16 2023-05-15 2023-05-15 在办");
  facts.extensions = {extension(30, "2023-05-10")};
  BOOST_TEST(line(facts, "2023-05-10", "xf-2022 conclude") == "R-305 2023-03-16 2023-06-14 2023-06-14 在办");
  BOOST_TEST(line(claim("2024-01-26"), "2024-02-01", "xf-2022 notice") == "R-303 2024-01-26 2024-02-10 2024-02-18 在办");
  BOOST_TEST(explains(claim("2024-01-26"), "2024-02-01", "xf-2022 notice",
                      "2024-02-10（星期六，春节假期）休息，顺延到 2024-02-18（星期日，春节调休上班）（R-311）"));
}

// Every sentence of one reading, as people see it: rule and article, set, start with its entry, count, extension, rolling, and where we stand.
BOOST_AUTO_TEST_CASE(a_reading_explains_itself_in_full) {
  ClockFacts facts = claim("2024-01-26");
  facts.received.event = "登记";
  facts.accepted = Dated{day("2024-02-05"), 12, "受理"};
  facts.extensions = {extension(30, "2024-04-01")};
  // 5 February + 60: 24 to 29 February, 31, 5 → Friday 5 April (Qingming 4–6); + 30 → Sunday 5 May (Labour Day 1–5) → Monday 6.
  BOOST_TEST(reasons(facts, "2024-04-10", "xf-2022 conclude") ==
             "依据 R-305，《信访工作条例》第三十四条（第三十一条第六项的事项）：办结，60日\n"
             "2024-01-26 收到，适用信访工作条例（2022）（R-301）\n"
             "自 2024-02-05 受理（第 12 步）起算，首日不计（R-311）\n"
             "60日的末日是 2024-04-05（星期五，清明节假期）\n"
             "2024-04-01 王部长批准延期30日，自原期满日连续计算，末日是 2024-05-05（星期日，劳动节假期）（R-306、R-311）\n"
             "延期理由尚未告知信访人（R-306）\n"
             "2024-05-05（星期日，劳动节假期）休息，顺延到 2024-05-06（星期一）（R-311）\n"
             "截至 2024-04-10 还有26日\n");
  BOOST_TEST(explains(facts, "2024-04-10", "xf-2022 notice", "自 2024-01-26 收到（登记，第 1 步）起算"));
}

// by the day of receipt; the organ's own set runs beside either.
BOOST_AUTO_TEST_CASE(r301_the_day_of_receipt_chooses_the_national_set) {
  BOOST_TEST(line(claim("2022-04-30"), "2022-05-02", "xf-2005 notice") != "-");
  BOOST_TEST(line(claim("2022-04-30"), "2022-05-02", "xf-2022 notice") == "-");
  BOOST_TEST(line(claim("2022-05-01"), "2022-05-02", "xf-2022 notice") != "-");
  BOOST_TEST(line(claim("2022-05-01"), "2022-05-02", "xf-2005 notice") == "-");
  for (const char* received : {"2022-04-30", "2022-05-01"}) BOOST_TEST(line(claim(received), "2022-05-02", "organ notice") != "-");
  // Before the Regulation of 2005 there is no set: legacy matters have no clocks.
  BOOST_TEST(readings(claim("2005-04-30"), "2005-06-01").empty());
}

// R-301, U-9: once, only for a matter open on 2022-05-01.
BOOST_AUTO_TEST_CASE(r301_the_office_may_choose_for_a_matter_that_spans_the_change) {
  ClockFacts facts = matter("2022-04-20", Category::suggestion);
  facts.accepted = on("2022-04-25");
  facts.rule_set = SetChoice{"xf-2022", on("2022-05-05", 9)};
  // The choice counts from the day it was made; under the new set a suggestion has no 60 days.
  BOOST_TEST(line(facts, "2022-05-04", "xf-2005 conclude") == "R-305 2022-04-25 2022-06-24 2022-06-24 在办");
  BOOST_TEST(line(facts, "2022-05-05", "xf-2005 conclude") == "-");
  BOOST_TEST(line(facts, "2022-05-05", "xf-2022 conclude") == "R-305 不适用");
  BOOST_TEST(explains(facts, "2022-05-05", "xf-2022 notice", "2022-05-05 选定适用信访工作条例（2022）（第 9 步）（R-301）"));

  const auto refusal = [](const ClockFacts& chosen, const SetChoice& choice) {
    const Status status = check_set_choice(chosen, choice, rules());
    return status ? std::string("ok") : status.error().message;
  };
  ClockFacts open = claim("2022-04-20");
  BOOST_TEST(refusal(open, {"xf-2022", on("2022-05-05")}) == "ok");
  BOOST_TEST(refusal(open, {"xf-2005", on("2022-05-05")}) == "ok");
  BOOST_TEST(refusal(open, {"xf-2022", on("2022-04-25")}).find("才施行") != std::string::npos);
  BOOST_TEST(refusal(claim("2022-05-01"), {"xf-2005", on("2022-05-05")}).find("只能适用信访工作条例（2022）") != std::string::npos);
  BOOST_TEST(refusal(open, {"organ", on("2022-05-05")}).find("没有名为“organ”的国家规定") != std::string::npos);
  BOOST_TEST(refusal(facts, {"xf-2005", on("2022-05-09")}).find("只选一次") != std::string::npos);
  open.concluded = {on("2022-04-28")};
  BOOST_TEST(refusal(open, {"xf-2022", on("2022-05-05")}).find("已不在办") != std::string::npos);
  // An illegal choice in the facts is not followed.
  open.rule_set = SetChoice{"xf-2022", on("2022-05-05")};
  BOOST_TEST(line(open, "2022-05-06", "xf-2022 notice") == "-");
}

// 15 days to register and pass on, for a 信访部门 only.
BOOST_AUTO_TEST_CASE(r302_r315_disposing_binds_petition_departments_only) {
  ClockFacts facts = claim("2023-03-01");
  BOOST_TEST(line(facts, "2023-03-10", "xf-2022 dispose") == "R-302 不适用");
  BOOST_TEST(explains(facts, "2023-03-10", "xf-2022 dispose", "（R-315）"));
  facts.petition_department = true;
  BOOST_TEST(line(facts, "2023-03-10", "xf-2022 dispose") == "R-302 2023-03-01 2023-03-16 2023-03-16 在办");
  BOOST_TEST(line(facts, "2023-03-17", "xf-2022 dispose") == "R-302 2023-03-01 2023-03-16 2023-03-16 逾期");
  facts.disposed = on("2023-03-16");
  BOOST_TEST(line(facts, "2023-03-17", "xf-2022 dispose") == "R-302 2023-03-01 2023-03-16 2023-03-16 按期完成");
  // xf-2005 has the same 15 days: 2021-03-05 + 15 = Saturday 2021-03-20 → Monday.
  ClockFacts old = claim("2021-03-05");
  old.petition_department = true;
  BOOST_TEST(line(old, "2021-03-06", "xf-2005 dispose") == "R-302 2021-03-05 2021-03-20 2021-03-22 在办");
}

// R-303 with R-311: 15 days from receipt, over all kinds of last days.
BOOST_AUTO_TEST_CASE(r303_fifteen_days_of_notice_by_hand) {
  const auto notice = [](std::string_view received) {
    return last_days(claim(received), received, day(received) < day("2022-05-01") ? "xf-2005 notice" : "xf-2022 notice");
  };
  BOOST_TEST(notice("2005-05-01") == "2005-05-16 2005-05-16");  // first day of the Regulation; Monday
  BOOST_TEST(notice("2005-12-16") == "2005-12-31 2005-12-31");  // Saturday, worked for New Year 2006
  BOOST_TEST(notice("2007-12-16") == "2007-12-31 2008-01-02");  // Monday, off by the notice for 2008; 1 January too
  BOOST_TEST(notice("2008-04-19") == "2008-05-04 2008-05-04");  // Sunday, worked for Labour Day
  BOOST_TEST(notice("2011-12-16") == "2011-12-31 2011-12-31");  // Saturday, worked for New Year 2012
  BOOST_TEST(notice("2015-08-19") == "2015-09-03 2015-09-06");  // Victory Day 3–4, Saturday 5, Sunday 6 worked
  BOOST_TEST(notice("2019-04-16") == "2019-05-01 2019-05-05");  // Labour Day 1–4 (changed in March), Sunday 5 worked
  BOOST_TEST(notice("2020-01-16") == "2020-01-31 2020-02-03");  // Spring Festival prolonged to Sunday 2 February
  BOOST_TEST(notice("2021-02-01") == "2021-02-16 2021-02-18");  // Spring Festival 11–17
  BOOST_TEST(notice("2023-02-15") == "2023-03-02 2023-03-02");  // 13 days to 28 February, 2 more
  BOOST_TEST(notice("2023-09-14") == "2023-09-29 2023-10-07");  // Mid-Autumn and National Day 29.9.–6.10., Saturday 7 worked
  BOOST_TEST(notice("2024-02-15") == "2024-03-01 2024-03-01");  // 14 days to 29 February, 1 more
  BOOST_TEST(notice("2026-01-30") == "2026-02-14 2026-02-14");  // Saturday, worked for the Spring Festival
}

// what meets it, and what is too late by one day.
BOOST_AUTO_TEST_CASE(r303_the_rolled_day_is_in_time_and_the_next_is_late) {
  ClockFacts facts = claim("2024-01-26");
  facts.noticed = on("2024-02-18");
  BOOST_TEST(line(facts, "2024-03-01", "xf-2022 notice") == "R-303 2024-01-26 2024-02-10 2024-02-18 按期完成");
  facts.noticed = on("2024-02-19");
  BOOST_TEST(line(facts, "2024-03-01", "xf-2022 notice") == "R-303 2024-01-26 2024-02-10 2024-02-18 逾期完成");
  BOOST_TEST(explains(facts, "2024-03-01", "xf-2022 notice", "2024-02-19 告知，逾期1日"));
  BOOST_TEST(line(facts, "2024-02-18", "xf-2022 notice") == "R-303 2024-01-26 2024-02-10 2024-02-18 在办");
  // A written reply within the term tells at least as much.
  ClockFacts answered = claim("2023-03-01");
  answered.replied = {on("2023-03-10")};
  BOOST_TEST(line(answered, "2023-03-20", "xf-2022 notice") == "R-303 2023-03-01 2023-03-16 2023-03-16 按期完成");
}

// no notice is owed where name or address is unclear; from the day it becomes clear, it is.
BOOST_AUTO_TEST_CASE(r310_no_notice_without_a_name_and_address) {
  ClockFacts facts = claim("2023-03-01");
  facts.addressable = {{false, on("2023-03-01", 1)}, {true, on("2023-03-10", 5)}};
  for (const char* set : {"xf-2022 notice", "organ notice"}) {
    BOOST_TEST(reading(facts, "2023-03-09", set).value().state == ClockState::not_owed);
    BOOST_TEST(explains(facts, "2023-03-09", set, "姓名或住址不清，不需告知（R-310）"));
    BOOST_TEST(reading(facts, "2023-03-10", set).value().state == ClockState::running);
  }
  // A notice that was given all the same is counted.
  ClockFacts told_anyway = claim("2023-03-01");
  told_anyway.addressable = {{false, on("2023-03-01", 1)}};
  told_anyway.noticed = on("2023-03-05");
  BOOST_TEST(reading(told_anyway, "2023-03-09", "xf-2022 notice").value().state == ClockState::met);
  // The exception is about the notice alone: the matter is still concluded in time.
  BOOST_TEST(reading(facts, "2023-03-09", "xf-2022 conclude").value().state == ClockState::running);
}

// five working days to object, only for matters passed on to us, only since 2022.
BOOST_AUTO_TEST_CASE(r304_five_working_days_to_object) {
  const auto object = [](std::string_view passed_on) {
    ClockFacts facts = claim(passed_on);
    facts.transferred_in = on(passed_on);
    return last_days(facts, passed_on, "xf-2022 object");
  };
  BOOST_TEST(object("2023-03-06") == "2023-03-13 2023-03-13");  // Monday: 7, 8, 9, 10, 13
  BOOST_TEST(object("2023-04-27") == "2023-05-08 2023-05-08");  // 28; off 29.4.–3.5.; 4, 5, Saturday 6 worked, 8
  BOOST_TEST(object("2022-09-30") == "2022-10-12 2022-10-12");  // off 1–7; Saturday 8 and Sunday 9 worked, 10, 11, 12
  BOOST_TEST(object("2024-02-07") == "2024-02-20 2024-02-20");  // 8, 9; off 10–17; Sunday 18 worked, 19, 20
  BOOST_TEST(line(claim("2023-03-06"), "2023-03-07", "xf-2022 object") == "-");  // came directly
  ClockFacts old = claim("2022-04-25");
  old.transferred_in = on("2022-04-25");
  BOOST_TEST(line(old, "2022-04-26", "xf-2005 object") == "-");

  ClockFacts facts = claim("2023-03-06");
  facts.transferred_in = on("2023-03-06");
  BOOST_TEST(reading(facts, "2023-03-14", "xf-2022 object").value().state == ClockState::lapsed);  // a chance missed, not a duty
  facts.noticed = on("2023-03-09");
  BOOST_TEST(reading(facts, "2023-03-10", "xf-2022 object").value().state == ClockState::not_owed);  // told the petitioner: it is ours
  facts.noticed = on("2023-03-15");  // the chance was gone before
  BOOST_TEST(reading(facts, "2023-03-16", "xf-2022 object").value().state == ClockState::lapsed);
  facts.noticed.reset();
  facts.objected = on("2023-03-13");
  BOOST_TEST(reading(facts, "2023-03-14", "xf-2022 object").value().state == ClockState::met);
  facts.objected = on("2023-03-14");
  BOOST_TEST(reading(facts, "2023-03-15", "xf-2022 object").value().state == ClockState::met_late);
  facts.objected = on("2023-03-10");
  facts.returned = on("2023-03-20");
  BOOST_TEST(reading(facts, "2023-03-21", "xf-2022 notice").value().state == ClockState::not_owed);
  BOOST_TEST(explains(facts, "2023-03-21", "xf-2022 notice", "异议成立"));
}

// 60 days from acceptance; in 2005 for all, since 2022 only for claims under Art. 31(6).
BOOST_AUTO_TEST_CASE(r305_sixty_days_by_hand) {
  const auto conclude = [](std::string_view received, std::string_view day_of_acceptance) {
    return last_days(accepted(received, day_of_acceptance), day_of_acceptance, day(received) < day("2022-05-01") ? "xf-2005 conclude" : "xf-2022 conclude");
  };
  BOOST_TEST(conclude("2020-12-01", "2020-12-03") == "2021-02-01 2021-02-01");  // 28 to the year's end, 31, 1: Monday
  BOOST_TEST(conclude("2022-01-20", "2022-02-01") == "2022-04-02 2022-04-02");  // 27, 31, 2: Saturday worked before Qingming
  BOOST_TEST(conclude("2022-02-25", "2022-03-06") == "2022-05-05 2022-05-05");  // 25, 30, 5: Thursday after Labour Day
  BOOST_TEST(conclude("2022-02-25", "2022-03-03") == "2022-05-02 2022-05-05");  // 28, 30, 2: Labour Day 30.4.–4.5.
  BOOST_TEST(conclude("2023-11-20", "2023-12-03") == "2024-02-01 2024-02-01");  // 28, 31, 1
  BOOST_TEST(conclude("2023-11-20", "2023-12-05") == "2024-02-03 2024-02-04");  // Saturday; Sunday 4 February worked
  BOOST_TEST(conclude("2023-12-20", "2024-01-02") == "2024-03-02 2024-03-04");  // 29, 29 (leap year), 2: Saturday
}

BOOST_AUTO_TEST_CASE(r305_which_matters_have_sixty_days) {
  for (const Category category : {Category::suggestion, Category::accusation, Category::disclosure, Category::enquiry, Category::other}) {
    ClockFacts old = matter("2021-03-01", category), now = matter("2023-03-01", category);
    old.accepted = on("2021-03-10");
    now.accepted = on("2023-03-10");
    BOOST_TEST(reading(old, "2021-04-01", "xf-2005 conclude").value().state == ClockState::running);
    BOOST_TEST(reading(now, "2023-04-01", "xf-2022 conclude").value().state == ClockState::not_owed);
    // the organ's own 60 days cover all matters.
    BOOST_TEST(reading(now, "2023-04-01", "organ conclude").value().state == ClockState::running);
  }
  // Led into another procedure (Art. 31(1)–(5), R-326): the national 60 days end, the organ's own go on.
  ClockFacts routed = accepted("2023-03-01", "2023-03-10");
  routed.routed_elsewhere = on("2023-04-01");
  BOOST_TEST(reading(routed, "2023-03-31", "xf-2022 conclude").value().state == ClockState::running);
  BOOST_TEST(reading(routed, "2023-04-02", "xf-2022 conclude").value().state == ClockState::not_owed);
  BOOST_TEST(reading(routed, "2023-04-02", "organ conclude").value().state == ClockState::running);
  // A claim that turns out to be an accusation loses the clock from the day it was reclassified.
  ClockFacts changed = accepted("2023-03-01", "2023-03-10");
  changed.category.push_back({Category::accusation, on("2023-03-20")});
  BOOST_TEST(reading(changed, "2023-03-19", "xf-2022 conclude").value().state == ClockState::running);
  BOOST_TEST(reading(changed, "2023-03-20", "xf-2022 conclude").value().state == ClockState::not_owed);
}

// at most 30 days, once, by a named head; from the nominal end, not from the rolled one.
BOOST_AUTO_TEST_CASE(r306_an_extension_runs_from_the_nominal_end) {
  ClockFacts facts = accepted("2023-03-01", "2023-03-14");
  // 17 to 31 March, 30, 13: Saturday 2023-05-13 → Monday 15. Extended: 13 May + 30 = Monday 12 June.
  BOOST_TEST(last_days(facts, "2023-03-20", "xf-2022 conclude") == "2023-05-13 2023-05-15");
  facts.extensions = {extension(30, "2023-05-12")};
  BOOST_TEST(last_days(facts, "2023-05-12", "xf-2022 conclude") == "2023-06-12 2023-06-12");
  BOOST_TEST(last_days(facts, "2023-05-12", "organ conclude") == "2023-06-12 2023-06-12");
  BOOST_TEST(last_days(facts, "2023-05-11", "xf-2022 conclude") == "2023-05-13 2023-05-15");  // not yet approved
  BOOST_TEST(explains(facts, "2023-05-12", "xf-2022 conclude", "王部长批准延期30日，自原期满日连续计算"));
  BOOST_TEST(explains(facts, "2023-05-12", "xf-2022 conclude", "延期理由尚未告知信访人（R-306）"));
  facts.extensions[0].told = on("2023-05-14");
  BOOST_TEST(explains(facts, "2023-05-14", "xf-2022 conclude", "2023-05-14 已告知信访人延期理由"));
  // A shorter one: 13 May + 10 = Tuesday 23 May.
  facts.extensions = {extension(10, "2023-05-12")};
  BOOST_TEST(last_days(facts, "2023-05-12", "xf-2022 conclude") == "2023-05-23 2023-05-23");
}

BOOST_AUTO_TEST_CASE(r306_r316_an_illegal_extension_is_refused_and_never_counts) {
  ClockFacts facts = accepted("2023-03-01", "2023-03-14");
  const auto refused = [&](const Extension& asked, std::string_view because) {
    const std::string message = due_or_refusal(facts, asked);
    BOOST_TEST(message.find(because) != std::string::npos, message);
    ClockFacts with = facts;
    with.extensions.push_back(asked);
    // Illegal ones among the facts (an imported ledger) change no date and are named.
    BOOST_TEST(last_days(with, "2023-05-20", "xf-2022 conclude") == last_days(facts, "2023-05-20", "xf-2022 conclude"));
    BOOST_TEST(explains(with, "2023-05-20", "xf-2022 conclude", "延期不计"));
  };
  BOOST_TEST(due_or_refusal(facts, extension(30, "2023-05-12")) == "2023-06-12");
  BOOST_TEST(due_or_refusal(facts, extension(30, "2023-05-15")) == "2023-06-12");  // the rolled last day is in the term
  refused(extension(30, "2023-05-16"), "（R-316）");
  refused(extension(31, "2023-05-12"), "延长不得超过 30 日，而不是 31 日（R-306）");
  refused(extension(0, "2023-05-12"), "（R-306）");
  refused(extension(30, "2023-05-12", ""), "批准人（R-306）");
  refused(extension(30, "2023-03-13"), "受理之前");
  facts.extensions = {extension(10, "2023-05-10")};
  refused(extension(10, "2023-05-12"), "只能延期一次");
  BOOST_TEST(due_or_refusal(facts, extension(30, "2023-05-08")).find("只能延期一次") != std::string::npos);  // dated before the first
  facts.extensions.clear();
  facts.replied = {on("2023-05-01")};
  BOOST_TEST(due_or_refusal(facts, extension(30, "2023-05-12")).find("没有正在计算") != std::string::npos);
  // A suggestion has no national clock to extend since 2022, but the organ's own.
  BOOST_TEST(due_or_refusal(matter("2023-03-01", Category::suggestion), extension(30, "2023-05-10")) == "2023-06-14");
}

// the petitioner asks within 30 days of the written reply.
BOOST_AUTO_TEST_CASE(r307_thirty_days_to_ask_for_a_review) {
  ClockFacts facts = accepted("2023-03-01", "2023-03-10");
  facts.replied = {on("2023-05-25")};
  BOOST_TEST(line(facts, "2023-05-24", "xf-2022 ask-review") == "-");  // not answered
  // Not delivered: his term has not begun, and the reading says so.
  BOOST_TEST(line(facts, "2023-05-26", "xf-2022 ask-review") == "R-307 不适用");
  BOOST_TEST(explains(facts, "2023-05-26", "xf-2022 ask-review", "还没有送达，期限未起算（R-307）"));
  facts.delivered = {on("2023-06-01")};
  // 1 June + 30 = Saturday 1 July → Monday 3.
  BOOST_TEST(line(facts, "2023-06-02", "xf-2022 ask-review") == "R-307 2023-06-01 2023-07-01 2023-07-03 在办");
  BOOST_TEST((reading(facts, "2023-06-02", "xf-2022 ask-review").value().owner == ClockOwner::petitioner));
  BOOST_TEST(reading(facts, "2023-07-04", "xf-2022 ask-review").value().state == ClockState::lapsed);
  facts.review_requested = on("2023-07-03");
  BOOST_TEST(reading(facts, "2023-07-04", "xf-2022 ask-review").value().state == ClockState::met);
  facts.review_requested = on("2023-07-04");
  BOOST_TEST(reading(facts, "2023-07-05", "xf-2022 ask-review").value().state == ClockState::met_late);
}

// 30 days for the opinion; a superior's duty in a petition, our own in a matter of 复查.
BOOST_AUTO_TEST_CASE(r308_thirty_days_for_the_review) {
  ClockFacts facts = claim("2023-03-01");
  facts.review_requested = on("2023-07-03");
  // 28 to 31 July, 2: Wednesday 2 August.
  BOOST_TEST(line(facts, "2023-07-04", "xf-2022 review") == "R-308 2023-07-03 2023-08-02 2023-08-02 在办");
  BOOST_TEST((reading(facts, "2023-07-04", "xf-2022 review").value().owner == ClockOwner::superior));
  facts.review_answered = on("2023-08-02");
  BOOST_TEST(reading(facts, "2023-08-03", "xf-2022 review").value().state == ClockState::met);
  facts.review_answered = on("2023-08-03");
  BOOST_TEST(reading(facts, "2023-08-03", "xf-2022 review").value().state == ClockState::met_late);
  // xf-2005: 2021-01-15 + 30 = Sunday 14 February, Spring Festival 11–17 → 18.
  ClockFacts old = claim("2020-10-01");
  old.review_requested = on("2021-01-15");
  BOOST_TEST(last_days(old, "2021-01-16", "xf-2005 review") == "2021-02-14 2021-02-18");
}

// 30 days to ask, 30 days to answer.
BOOST_AUTO_TEST_CASE(r309_thirty_days_to_ask_and_to_answer_the_second_review) {
  ClockFacts facts = claim("2023-03-01");
  facts.review_requested = on("2023-07-03");
  facts.review_answered = on("2023-08-02");
  // Art. 36: from the day he received it, not from the day it was given.
  BOOST_TEST(line(facts, "2023-08-03", "xf-2022 ask-rereview") == "R-309 不适用");
  BOOST_TEST(explains(facts, "2023-08-03", "xf-2022 ask-rereview", "还没有送达，期限未起算（R-309）"));
  facts.review_delivered = on("2023-08-12");
  BOOST_TEST(line(facts, "2023-08-12", "xf-2022 ask-rereview") == "R-309 2023-08-12 2023-09-11 2023-09-11 在办");
  BOOST_TEST(explains(facts, "2023-08-12", "xf-2022 ask-rereview", "2023-08-02 复查意见，期限自送达之日起算（R-309）"));
  facts.review_delivered = on("2023-08-02");
  // 29 to 31 August, 1: Friday 1 September.
  BOOST_TEST(line(facts, "2023-08-03", "xf-2022 ask-rereview") == "R-309 2023-08-02 2023-09-01 2023-09-01 在办");
  facts.rereview_requested = on("2023-09-01");
  // 29 to 30 September, 1: Sunday 1 October, off until 6, Saturday 7 worked.
  BOOST_TEST(line(facts, "2023-09-02", "xf-2022 rereview") == "R-309 2023-09-01 2023-10-01 2023-10-07 在办");
  BOOST_TEST(reading(facts, "2023-09-02", "xf-2022 ask-rereview").value().state == ClockState::met);
  facts.rereview_answered = on("2023-10-07");
  BOOST_TEST(reading(facts, "2023-10-08", "xf-2022 rereview").value().state == ClockState::met);
  facts.rereview_requested = on("2023-09-02");
  BOOST_TEST(reading(facts, "2023-10-08", "xf-2022 ask-rereview").value().state == ClockState::met_late);
}

// hearing time is excluded, there and nowhere else.
BOOST_AUTO_TEST_CASE(r309_hearing_time_is_excluded) {
  ClockFacts facts = accepted("2023-07-01", "2023-07-10");
  facts.rereview_requested = on("2023-09-01");
  facts.suspensions = {hearing("2023-09-10", "2023-09-14")};
  // Five days: 1 October + 5 = 6 October (off) → 7. Whole days, both ends.
  BOOST_TEST(last_days(facts, "2023-09-20", "xf-2022 rereview") == "2023-10-06 2023-10-07");
  BOOST_TEST(explains(facts, "2023-09-20", "xf-2022 rereview", "听证 2023-09-10 至 2023-09-14 共5日不计入（R-309）"));
  // On the third day of it: three days so far, and the clock stands still.
  BOOST_TEST(line(facts, "2023-09-12", "xf-2022 rereview") == "R-309 2023-09-01 2023-10-04 2023-10-07 中止计时");
  BOOST_TEST(reading(facts, "2023-09-15", "xf-2022 rereview").value().state == ClockState::running);
  // A second one, touching the first: 14 is not excluded twice; 10–18 are 9 days: 10 October.
  facts.suspensions.push_back(hearing("2023-09-14", "2023-09-18"));
  BOOST_TEST(last_days(facts, "2023-09-20", "xf-2022 rereview") == "2023-10-10 2023-10-10");
  // One that begins after the term gives nothing back.
  facts.suspensions = {hearing("2023-10-10", "2023-10-14")};
  BOOST_TEST(last_days(facts, "2023-10-20", "xf-2022 rereview") == "2023-10-01 2023-10-07");
  BOOST_TEST(reading(facts, "2023-10-12", "xf-2022 rereview").value().state == ClockState::late);
  // Other reasons stop nothing, even when an imported ledger says so.
  facts.suspensions = {{on("2023-09-10"), on("2023-09-14"), false, "承办人出差"}};
  BOOST_TEST(last_days(facts, "2023-09-20", "xf-2022 rereview") == "2023-10-01 2023-10-07");
  // The 60 days do not stop for it: 10 July + 60 = 8 September.
  facts.suspensions = {hearing("2023-08-01", "2023-08-10")};
  BOOST_TEST(last_days(facts, "2023-08-20", "xf-2022 conclude") == "2023-09-08 2023-09-08");
  BOOST_TEST(explains(facts, "2023-08-20", "xf-2022 conclude", "听证时间只在复核期限内扣除，本期限不停（R-309）"));
}

BOOST_AUTO_TEST_CASE(r309_only_a_hearing_in_a_running_second_review_suspends) {
  ClockFacts facts = claim("2023-03-01");
  facts.rereview_requested = on("2023-09-01");
  const auto check = [&](const Suspension& asked) {
    const Status status = check_suspension(facts, asked, rules(), calendar());
    return status ? std::string("ok") : status.error().message;
  };
  BOOST_TEST(check(hearing("2023-09-10")) == "ok");
  BOOST_TEST(check(hearing("2023-09-10", "2023-09-10")) == "ok");
  BOOST_TEST(check({on("2023-09-10"), std::nullopt, false, "承办人出差"}).find("“承办人出差”不能中止（R-309）") != std::string::npos);
  BOOST_TEST(check(hearing("2023-08-31")).find("没有正在进行的复核") != std::string::npos);
  BOOST_TEST(check(hearing("2023-10-08")).find("没有正在进行的复核") != std::string::npos);  // the term is over
  BOOST_TEST(check(hearing("2023-09-10", "2023-09-09")).find("早于起日") != std::string::npos);
  facts.suspensions = {hearing("2023-09-05", "2023-09-07")};
  BOOST_TEST(check(hearing("2023-09-07", "2023-09-09")).find("重叠") != std::string::npos);
  BOOST_TEST(check(hearing("2023-09-08", "2023-09-09")) == "ok");
}

BOOST_AUTO_TEST_SUITE_END()
