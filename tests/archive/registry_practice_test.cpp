// The office's practice (DOMAIN §3.3, §3.8) where a rule is more than the condition of one step: what must be there in
// the end, and what must not.
#include <boost/test/unit_test.hpp>

#include "archive/registry/people.hpp"
#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Account;
using registry::Intake;
using registry::text_in;

namespace {

const Office::Fields k_closing = {{"reason", "已当面答复"}, {"checklist", "接访记录"}, {"receiver", "reg"}};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(rules_of_practice, RuleOffice)

BOOST_AUTO_TEST_CASE(r_334_a_visit_leaves_its_record) {
  Intake visit = claim("2023-03-01");
  visit.channel = "走访";
  visit.category = "咨询";
  const std::string number = handled("2023-03-01", visit);
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-03-02"), "R-334"));
  must(number, "record", {{"kind", "谈话"}, {"text", "谈话"}}, "2023-03-02", "li");  // no record of the visit
  BOOST_TEST(cites(refused(number, "close", k_closing, "2023-03-02"), "R-334"));
  must(number, "record", {{"kind", "接访"}, {"text", "来访人询问档案转递"}}, "2023-03-02", "li");
  must(number, "close", k_closing, "2023-03-02");
  // It is written while the visitor sits there, before anybody is assigned; a letter needs none.
  const std::string waiting = register_on("2023-03-01", visit)->name;
  must(waiting, "record", {{"kind", "接访"}, {"text", "来访人询问档案转递"}}, "2023-03-01");
  Intake letter = claim("2023-03-01");
  letter.category = "咨询";
  must(handled("2023-03-01", letter), "close", k_closing, "2023-03-02");
}

BOOST_AUTO_TEST_CASE(r_337_what_is_important_is_filed_as_a_volume_and_other_matters_need_not) {
  const std::string number = handled("2023-03-01");
  BOOST_TEST(text_in(matter(number).record, "filing").empty());
  BOOST_TEST(!registry::flag_in(matter(number).record, "important"));
  must(number, "open-case", {{"reason", "重大"}}, "2023-03-02", "boss");
  BOOST_TEST(text_in(matter(number).record, "filing") == "一案一卷");
  BOOST_TEST(registry::flag_in(matter(number).record, "important"));
}

BOOST_AUTO_TEST_CASE(r_345_what_was_corrected_stays_in_the_history) {
  const std::string number = register_on("2023-03-01", claim("2023-03-01"))->name;
  {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    BOOST_REQUIRE(transaction->lock());
    registry::Act act;
    act.on = CivilDate::parse("2023-03-05").value();
    const auto amended = registry->amend(*transaction, number, {{"subject", "离休干部医药费"}}, "归纳有误", act);
    BOOST_REQUIRE_MESSAGE(amended, (amended ? "" : amended.error().message));
    BOOST_REQUIRE(transaction->commit());
  }
  const auto events = registry->book().events(matter(number).matter).value();
  BOOST_REQUIRE(events.size() == 2U);
  BOOST_TEST(text_in(events[0].changes, "subject") == "离休待遇");
  BOOST_TEST(text_in(events[1].fields, "reason") == "归纳有误");
  BOOST_TEST(text_in(registry::record_as_of(events, CivilDate::parse("2023-03-04").value()), "subject") == "离休待遇");
  BOOST_TEST(text_in(matter(number).record, "subject") == "离休干部医药费");
  // Nothing takes a matter away: a wrong registration is voided with its reason, and its number is kept.
  must(number, "void", {{"reason", "重复录入"}}, "2023-03-06");
  BOOST_TEST(matter(number).name == number);
  BOOST_TEST(cites(refused(number, "reopen", {{"fact", "误作废"}, {"approver", "boss"}}, "2023-03-07"), "R-312"));
  BOOST_TEST(cites(unamended(number, {{"state", "登记"}}, "2023-03-07"), "R-387"));
}

BOOST_AUTO_TEST_CASE(r_373_a_handler_serves_on_the_day_of_the_assignment) {
  {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    BOOST_REQUIRE(transaction->lock());
    const Account account{"sun", "孙六", {}, "zzk", false, {"科室"}, "2023-02-01", "2023-03-31"};
    BOOST_REQUIRE(registry::add_account(registry->book(), *transaction, account));
    BOOST_REQUIRE(transaction->commit());
  }
  const std::string number = instructed("2023-01-10", claim("2023-01-10"));
  const Fields to_sun = {{"section", "组织科"}, {"handler", "sun"}};
  BOOST_TEST(cites(refused(number, "assign", to_sun, "2023-01-31"), "R-373"));
  BOOST_TEST(cites(refused(number, "assign", to_sun, "2023-04-01"), "R-373"));
  must(number, "assign", to_sun, "2023-02-01");
  must(number, "assign", to_sun, "2023-03-31");
  BOOST_TEST(text_in(matter(number).record, "handler") == "sun");
}

BOOST_AUTO_TEST_CASE(r_375_who_holds_the_original_is_known_on_every_day) {
  const std::string number = handled("2023-03-01");
  must(number, "custody", {{"kind", "呈送"}, {"holder", "赵部长"}, {"signed", "true"}}, "2023-03-01");
  must(number, "custody", {{"kind", "转出"}, {"holder", "干部监督科"}}, "2023-03-03");
  const auto events = registry->book().events(matter(number).matter).value();
  const auto holder = [&](const char* day) {
    return text_in(registry::record_as_of(events, CivilDate::parse(day).value()), "holder");
  };
  BOOST_TEST(holder("2023-03-02") == "赵部长");
  BOOST_TEST(holder("2023-03-03") == "干部监督科");
  BOOST_TEST(registry::list_in(matter(number).record, "custody").size() == 2U);
  BOOST_TEST(cites(refused(number, "custody", {{"kind", "呈送"}}, "2023-03-04"), "R-375"));  // to nobody
}

BOOST_AUTO_TEST_CASE(r_387_parts_of_a_letter_keep_its_receipt_and_its_clocks) {
  const std::string number = register_on("2023-03-02", claim("2023-03-01"))->name;
  std::vector<MatterRow> parts;
  {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    BOOST_REQUIRE(transaction->lock());
    registry::Act act;
    act.on = CivilDate::parse("2023-03-06").value();
    auto split = registry->split(*transaction, number, {{"医药费", ""}, {"遗属补助", ""}}, act);
    BOOST_REQUIRE_MESSAGE(split, (split ? "" : split.error().message));
    BOOST_REQUIRE(transaction->commit());
    parts = std::move(*split);
  }
  BOOST_REQUIRE(parts.size() == 2U);
  BOOST_TEST(parts[1].name == "〔2023〕组信字第0003号");
  for (const MatterRow& part : parts) {
    BOOST_TEST(text_in(part.record, "split_from") == number);
    const auto clocks = registry->clocks(part, CivilDate::parse("2023-03-06").value());
    BOOST_REQUIRE(clocks);
    const auto* notice = clock(*clocks, "R-303", "xf-2022");
    BOOST_REQUIRE(notice != nullptr);
    BOOST_TEST(notice->due.to_string() == "2023-03-16");  // from the day the letter came, not of the split
  }
  // Merged again, each is answered on its own: what one was told meets no clock of the other.
  must(parts[1].name, "merge", {{"into", parts[0].name}}, "2023-03-07");
  must(parts[0].name, "notify", {{"kind", "当场告知"}}, "2023-03-08");
  const auto merged = registry->clocks(matter(parts[1].name), CivilDate::parse("2023-03-17").value());
  BOOST_REQUIRE(merged);
  BOOST_TEST((clock(*merged, "R-303", "xf-2022")->state == registry::ClockState::late));
  BOOST_TEST(
      cites(refused(parts[0].name, "merge", {{"into", parts[1].name}}, "2023-03-09"), "R-387"));  // it is no more
}

BOOST_AUTO_TEST_SUITE_END()
