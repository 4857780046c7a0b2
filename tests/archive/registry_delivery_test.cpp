// How an answer reaches the petitioner and what may be closed before it does: post, telephone, notice board, the word
// given to a visitor (R-307, R-309, R-324, R-334, F-15).
#include "archive/registry/guards.hpp"
#include "archive/registry/people.hpp"
#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Intake;
using registry::text_in;

namespace {

const Office::Fields k_closing = {{"checklist", "原信"}, {"receiver", "reg"}};
const Office::Fields k_upheld = {{"verdict", "维持"}, {"text", "维持"}};

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Delivery : RuleOffice {
  std::string answered(const std::string& category = "申诉求决") {
    Intake intake = claim("2023-05-01");
    intake.category = category;
    const std::string number = handled("2023-05-01", intake);
    must(number, "accept", {}, "2023-05-10");
    Fields opinion = k_opinion;
    if (category != "申诉求决") opinion["result"] = "采纳";
    must(number, "reply", opinion, "2023-06-10", "li");
    return number;
  }
  Intake visit(const std::string& category) const {
    Intake intake = claim("2023-03-01");
    intake.channel = "走访";
    intake.category = category;
    return intake;
  }
  registry::ClockReading reading(const std::string& number, std::string_view clock, const std::string& day) {
    const auto readings = registry->clocks(matter(number), CivilDate::parse(day).value());
    BOOST_REQUIRE(readings);
    for (const auto& each : *readings) {
      if (each.clock == clock) return each;
    }
    BOOST_FAIL("no clock " << clock);
    return {};
  }
  static std::string joined(const std::vector<std::string>& sentences) {
    std::string all;
    for (const std::string& sentence : sentences) all += sentence + "\n";
    return all;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(delivery, Delivery)

// F-15: the day of posting delivers nothing; the term runs from the day on which it was signed for.
BOOST_AUTO_TEST_CASE(r_307_r_324_what_was_posted_is_delivered_on_the_day_it_is_signed_for) {
  const std::string number = answered();
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "邮寄"}}, "2023-06-11"), "F-15"));
  BOOST_TEST(
      cites(refused(number, "deliver", {{"how", "直接送达"}, {"tracking", "XA1"}, {"signer", "张三"}}, "2023-06-11"),
            "F-15"));
  must(number, "deliver", {{"how", "邮寄"}, {"tracking", "XA12345678932"}}, "2023-06-11", "li");
  BOOST_TEST(state(number) == "已答复");
  BOOST_TEST(text_in(matter(number).record, "posted") == "2023-06-11");
  BOOST_TEST(text_in(matter(number).record, "delivered").empty());
  const auto waiting = reading(number, "ask-review", "2023-06-20");
  BOOST_TEST((waiting.state == registry::ClockState::not_owed));
  BOOST_TEST(says(joined(waiting.why), "2023-06-11 邮寄，邮件编号 XA12345678932，还没有签收"), joined(waiting.why));
  // Nobody signs before it was posted, and nothing is closed or reviewed before somebody signed.
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-06-10"), "F-15"));
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-06-15"), "R-324"));
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-06-19", "li");
  BOOST_TEST(state(number) == "已送达");
  BOOST_TEST(text_in(matter(number).record, "delivered") == "2023-06-19");
  const auto running = reading(number, "ask-review", "2023-06-20");
  BOOST_TEST(running.start.to_string() == "2023-06-19");
  BOOST_TEST(running.nominal.to_string() == "2023-07-19");
  BOOST_TEST(says(joined(running.why), "2023-06-11 寄出"), joined(running.why));
  // As of a day between the two it still reads as it did then.
  BOOST_TEST((reading(number, "ask-review", "2023-06-18").state == registry::ClockState::not_owed));
  must(number, "close", k_closing, "2023-06-21");
}

BOOST_AUTO_TEST_CASE(r_324_each_way_of_delivery_has_its_proof) {
  const std::string number = answered();
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "公告"}}, "2023-06-11"), "F-15"));
  // A claim is answered in writing; a call is no delivery of it, and of a suggestion it says who was spoken to.
  BOOST_TEST(cites(refused(number, "deliver", {{"how", "电话告知"}, {"signer", "张三"}}, "2023-06-11"), "R-324"));
  const std::string idea = answered("建议意见");
  BOOST_TEST(cites(refused(idea, "deliver", {{"how", "电话告知"}}, "2023-06-11"), "F-15"));
  must(idea, "deliver", {{"how", "电话告知"}, {"signer", "张三"}}, "2023-06-11");
  must(number, "deliver", {{"how", "公告"}, {"place", "玉山镇政府公告栏"}}, "2023-06-11");
  // What the post brought back refused needs no witness of ours; who signs at once needs no number; both are delivered
  // that day.
  const std::string unwanted = answered();
  BOOST_TEST(cites(refused(unwanted, "deliver", {{"how", "邮寄"}, {"refused", "true"}}, "2023-06-11"), "F-15"));
  must(unwanted, "deliver", {{"how", "邮寄"}, {"tracking", "XA2"}}, "2023-06-11");
  must(unwanted, "deliver", {{"how", "邮寄"}, {"refused", "true"}}, "2023-06-14");
  BOOST_TEST(text_in(matter(unwanted).record, "delivered") == "2023-06-14");
  const std::string old = answered();
  must(old, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-06-14");
  BOOST_TEST(reading(old, "ask-review", "2023-06-20").start.to_string() == "2023-06-14");
}

// the petitioner has 30 days from the delivery of the 复查意见; before it nothing ends.
BOOST_AUTO_TEST_CASE(r_309_r_324_nothing_is_closed_before_the_review_was_delivered) {
  const std::string number = delivered();  // 2023-06-12
  must(number, "review", {{"reason", "不服"}, {"organ", "苏州市委组织部"}}, "2023-06-20");
  must(number, "review-result", k_upheld, "2023-07-10");
  const std::string why = refused(number, "close", k_closing, "2023-07-11");
  BOOST_TEST(cites(why, "R-309"));
  BOOST_TEST(cites(why, "R-324"));
  BOOST_TEST(says(why, "deliver"), why);
  must(number, "deliver", {{"how", "邮寄"}, {"tracking", "XA3"}}, "2023-07-12");
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-07-13"), "R-309"));
  BOOST_TEST(
      cites(refused(number, "review", {{"reason", "不服"}, {"organ", "江苏省委组织部"}}, "2023-07-13"), "R-309"));
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2023-07-15");
  BOOST_TEST(reading(number, "ask-rereview", "2023-07-16").start.to_string() == "2023-07-15");
  must(number, "close", k_closing, "2023-07-16");
}

// heard, answered there and then, and done.
BOOST_AUTO_TEST_CASE(r_334_a_visit_settled_on_the_spot_needs_no_section) {
  const Fields heard = {{"kind", "接访"}, {"text", "来访人要求落实待遇"}},
               told = {{"kind", "当场告知"}, {"text", "已说明政策，来访人表示理解"}};
  for (const char* category : {"咨询", "申诉求决"}) {
    const std::string number = register_on("2023-03-01", visit(category))->name;
    BOOST_TEST(cites(refused(number, "close", k_closing, "2023-03-01"), "R-334"));
    must(number, "record", heard, "2023-03-01");
    BOOST_TEST(cites(refused(number, "close", k_closing, "2023-03-01"), "R-334"));
    must(number, "notify", told, "2023-03-01");
    must(number, "close", k_closing, "2023-03-01");
    BOOST_TEST(state(number) == "办结");
    BOOST_TEST(text_in(matter(number).record, "outcome") == "当场答复");
    BOOST_TEST(text_in(matter(number).record, "closing_reason") == "已说明政策，来访人表示理解");
    const auto readings = registry->clocks(matter(number), std::nullopt);
    BOOST_REQUIRE(readings);
    BOOST_TEST((registry::strictest(*readings) == nullptr), "a clock still runs");
    BOOST_TEST(text_in(matter(number).record, "alarm").empty());
  }
  // Told, and not heard: no 接访记录.
  const std::string unheard = register_on("2023-03-01", visit("咨询"))->name;
  must(unheard, "notify", told, "2023-03-01");
  BOOST_TEST(cites(refused(unheard, "close", k_closing, "2023-03-01"), "R-334"));
  // What was told is the answer, or a reason says it; from 拟办 and 阅批 too.
  const std::string silent = register_on("2023-03-01", visit("咨询"))->name;
  must(silent, "record", heard, "2023-03-01");
  must(silent, "notify", {{"kind", "当场告知"}}, "2023-03-01");
  must(silent, "propose", {{"text", "当场答复"}}, "2023-03-01");
  BOOST_TEST(cites(refused(silent, "close", k_closing, "2023-03-01"), "R-374"));
  must(silent, "instruct", {{"text", "同意"}}, "2023-03-01", "boss");
  Fields with_reason = k_closing;
  with_reason["reason"] = "已当面说明";
  must(silent, "close", with_reason, "2023-03-01");
  // No other channel: who called is no visitor, and a letter is answered by letter.
  for (const char* channel : {"书信", "电话"}) {
    Intake other = visit("咨询");
    other.channel = channel;
    const std::string number = register_on("2023-03-01", other)->name;
    must(number, "record", heard, "2023-03-01");
    must(number, "notify", told, "2023-03-01");
    BOOST_TEST(cites(refused(number, "close", with_reason, "2023-03-01"), "R-334"), channel);
  }
}

// who came to accuse is heard on the spot; what he said is settled there by nobody.
BOOST_AUTO_TEST_CASE(r_326_r_303_no_accusation_is_settled_on_the_spot_and_the_spot_is_the_visit) {
  const Fields heard = {{"kind", "接访"}, {"text", "来访"}}, told = {{"kind", "当场告知"}, {"text", "已说明"}};
  Intake accusing = visit("检举控告");
  accusing.parties.clear();
  const std::string secret = register_on("2023-03-01", accusing)->name;
  must(secret, "record", heard, "2023-03-01");
  must(secret, "notify", told, "2023-03-01");
  BOOST_TEST(cites(refused(secret, "close", k_closing, "2023-03-01"), "R-326"));
  BOOST_TEST(!says(registry::possible_steps(registry->rules().moves, matter(secret).record), "（close）"));
  // told on the day of the visit, or of another visit that is on record.
  const std::string later = register_on("2023-03-01", visit("咨询"))->name;
  must(later, "record", heard, "2023-03-02");
  BOOST_TEST(cites(refused(later, "notify", told, "2023-03-03"), "R-303"));
  must(later, "notify", told, "2023-03-02");
  BOOST_TEST(cites(refused(later, "close", k_closing, "2023-03-01"), "R-320"));
  must(later, "close", k_closing, "2023-03-02");
  // an assigned visit is reported up from where it was settled; with nothing told there is nothing to report.
  Intake assigned = visit("咨询");
  assigned.assigner = "苏州市委组织部";
  assigned.assigned_on = CivilDate::parse("2023-03-01").value();
  const std::string number = register_on("2023-03-01", assigned)->name;
  const Fields report = {{"kind", "办理情况反馈函"}, {"text", "当场答复"}};
  must(number, "record", heard, "2023-03-01");
  BOOST_TEST(cites(refused(number, "report-up", report, "2023-03-01"), "R-313"));
  must(number, "notify", told, "2023-03-01");
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-03-01"), "R-313"));
  must(number, "report-up", report, "2023-03-02");
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-03-01"), "R-320"));
  must(number, "close", k_closing, "2023-03-02");
}

// closing a matter takes from nobody the 复核 that his 复查意见 gave him, nor its term.
BOOST_AUTO_TEST_CASE(r_309_what_follows_a_review_is_a_second_one_closed_in_between_or_not) {
  const Fields asked = {{"reason", "不服"}, {"organ", "江苏省委组织部"}};
  const auto reviewed = [&] {
    const std::string number = delivered();
    must(number, "review", {{"reason", "不服"}, {"organ", "苏州市委组织部"}}, "2023-06-20");
    must(number, "review-result", k_upheld, "2023-07-20");
    must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-07-25");
    return number;
  };
  const std::string number = reviewed();
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-07-24"), "R-320"));  // before it was delivered
  must(number, "close", k_closing, "2023-07-26");
  BOOST_TEST(says(refused(number, "review", asked, "2023-08-25"), "2023-08-24 届满（R-309）"));
  must(number, "review", asked, "2023-08-24");
  BOOST_TEST(state(number) == "复核");
  BOOST_TEST(text_in(matter(number).record, "rereview_requested") == "2023-08-24");
  BOOST_TEST(text_in(matter(number).record, "review_requested") == "2023-06-20");
  must(number, "review-result", k_upheld, "2023-09-10");
  BOOST_TEST(state(number) == "终结");
  // The counter-example: a new answer after the 复查意见 is reviewed for the first time.
  const std::string again = reviewed();
  must(again, "rework", {{"reason", "撤销"}}, "2023-07-26", "boss");
  must(again, "reply", k_opinion, "2023-07-27", "li");
  must(again, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-07-28");
  must(again, "review", asked, "2023-08-01");
  BOOST_TEST(state(again) == "复查");
}

// a step bears no day before that of what it rests on.
BOOST_AUTO_TEST_CASE(r_320_no_step_is_dated_before_what_it_rests_on) {
  const std::string number = delivered();  // on 2023-06-12
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-06-11"), "R-320"));
  must(number, "close", k_closing, "2023-06-12");
  // The record of the visit and what was decided together come before the end, the notice after what it tells.
  const std::string visited = handled("2023-03-01", visit("建议意见"));
  must(visited, "record", {{"kind", "接访"}, {"text", "来访"}}, "2023-03-05");
  Fields with_reason = k_closing;
  with_reason["reason"] = "已说明";
  BOOST_TEST(cites(refused(visited, "close", with_reason, "2023-03-04"), "R-334"));
  must(visited, "close", with_reason, "2023-03-05");
  const std::string longer = handled("2023-03-01");
  BOOST_TEST(cites(refused(longer, "assign", {{"handler", "head"}}, "2023-02-28"), "早于"));
  must(longer, "assign", {{"section", "组织科"}}, "2023-03-03");
  BOOST_TEST(cites(refused(longer, "assign", {{"handler", "wang"}}, "2023-03-02"), "R-320"));
  BOOST_TEST(cites(refused(longer, "assign", {{"section", "组织科"}, {"co_sections", "组织科"}}, "2023-03-04"), "R-372"));
  must(longer, "assign", {{"handler", "wang"}}, "2023-03-03");
  must(longer, "accept", {}, "2023-03-03");
  must(longer, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-04-10", "boss");
  BOOST_TEST(cites(refused(longer, "notify", {{"kind", "延期告知"}}, "2023-04-09"), "R-306"));
  must(longer, "notify", {{"kind", "延期告知"}}, "2023-04-10");
  const std::string elsewhere = register_on("2023-03-01", claim("2023-03-01"))->name;
  must(elsewhere, "refuse", {{"reason", "不属"}, {"organ", "市信访局"}}, "2023-03-08");
  BOOST_TEST(cites(refused(elsewhere, "notify", {{"kind", "不予受理告知"}}, "2023-03-07"), "R-303"));
  must(elsewhere, "notify", {{"kind", "不予受理告知"}}, "2023-03-08");
  BOOST_TEST(!says(registry::possible_steps(registry->rules().moves, matter(longer).record), "objection-result"));
}

// what a refusal offers is what can be done.
BOOST_AUTO_TEST_CASE(r_312_no_step_is_offered_that_is_always_refused) {
  const auto& rules = registry->rules().moves;
  const auto offers = [&](const std::string& number, const char* move) {
    return says(registry::possible_steps(rules, matter(number).record), std::string("（") + move + "）");
  };
  const std::string number = delivered();
  BOOST_TEST(offers(number, "review"));
  BOOST_TEST(offers(number, "close"));
  must(number, "review", {{"reason", "不服"}, {"organ", "苏州市委组织部"}}, "2023-06-20");
  must(number, "review-result", k_upheld, "2023-07-10");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-07-12");
  must(number, "review", {{"reason", "不服"}, {"organ", "江苏省委组织部"}}, "2023-07-20");
  must(number, "review-result", k_upheld, "2023-08-10");
  BOOST_TEST(state(number) == "终结");
  BOOST_TEST(!offers(number, "reopen"));
  BOOST_TEST(cites(refused(number, "reopen", {{"fact", "新证据"}, {"approver", "boss"}}, "2023-09-01"), "R-312"));
  BOOST_TEST(!says(refused(number, "assign", {{"section", "组织科"}}, "2023-09-01"), "reopen"));
  const std::string closed = answered();
  must(closed, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-06-12");
  must(closed, "close", k_closing, "2023-06-13");
  BOOST_TEST(offers(closed, "reopen"));
  // A letter that nobody was given is not closed; a visit may be.
  BOOST_TEST(!offers(register_on("2023-03-01", claim("2023-03-01"))->name, "close"));
  BOOST_TEST(offers(register_on("2023-03-01", visit("咨询"))->name, "close"));
}

BOOST_AUTO_TEST_CASE(r_306_the_reason_of_a_date_names_the_person_who_approved_it) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-02");
  must(number, "extend", {{"days", "30"}, {"reason", "复杂"}}, "2023-03-10", "boss");
  const std::string why = joined(reading(number, "conclude", "2023-03-20").why);
  BOOST_TEST(says(why, "赵部长批准延期"), why);
  BOOST_TEST(!says(why, "boss批准"), why);
}

BOOST_AUTO_TEST_SUITE_END()
