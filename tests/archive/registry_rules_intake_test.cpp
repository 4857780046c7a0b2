// The rules of registering and correcting (DOMAIN §3), each with what it refuses.
#include <boost/test/unit_test.hpp>

#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Intake;
using registry::text_in;

BOOST_FIXTURE_TEST_SUITE(rules_of_intake, RuleOffice)

BOOST_AUTO_TEST_CASE(r_321_r_322_r_323_r_339_words_that_are_none_are_refused) {
  Intake intake = claim("2023-03-01");
  intake.category = "表扬信";
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-321"));
  intake = claim("2023-03-01");
  intake.channel = "信鸽";
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-322"));
  intake = claim("2023-03-01");
  intake.signature = "代签";
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-323"));
  intake = claim("2023-03-01");
  intake.scope = "9";
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-339"));
}

BOOST_AUTO_TEST_CASE(r_322_fewer_heads_than_names_are_refused) {
  Intake intake = claim("2023-03-01");
  intake.parties.push_back(intake.parties.front());
  intake.parties.push_back(intake.parties.front());
  intake.heads = 2;
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-322"));
}

BOOST_AUTO_TEST_CASE(r_323_a_signature_agrees_with_the_names) {
  Intake intake = claim("2023-03-01");
  intake.signature = "匿名";
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-323"));
  intake.signature = "实名";
  intake.heads = 3;
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-323"));
  intake.parties.clear();
  intake.heads = 0;
  BOOST_TEST(cites(unregistered("2023-03-01", intake), "R-323"));
}

BOOST_AUTO_TEST_CASE(r_330_impossible_days_of_intake_are_refused) {
  Intake intake = claim("2023-03-05");
  BOOST_TEST(cites(unregistered("2023-03-04", intake), "R-330"));  // registered before it came
  BOOST_TEST(cites(unregistered("2026-11-25", intake), "R-330"));  // not yet
  intake.opened = CivilDate::parse("2023-03-06").value();
  BOOST_TEST(cites(unregistered("2023-03-07", intake), "R-330"));
  // Both dates are kept and the earlier counts; a letter is not dated after it was opened.
  intake.opened = CivilDate::parse("2023-03-02").value();
  intake.letter_date = CivilDate::parse("2023-03-03").value();
  BOOST_TEST(cites(unregistered("2023-03-07", intake), "F-10"));
  intake.letter_date = CivilDate::parse("2023-03-02").value();
  const auto matter = register_on("2023-03-07", intake);
  BOOST_REQUIRE_MESSAGE(matter, (matter ? "" : matter.error().message));
  BOOST_TEST(text_in(matter->record, "received") == "2023-03-02");
  BOOST_TEST(text_in(matter->record, "handed_in") == "2023-03-05");
  BOOST_TEST(matter->name == "〔2023〕组信字第0001号", "a refused registration took a number");
}

BOOST_AUTO_TEST_CASE(f_10_f_11_r_330_what_cannot_be_a_letter_takes_no_number) {
  Intake nothing;
  nothing.received = CivilDate::parse("2026-03-05").value();
  BOOST_TEST(cites(unregistered("2026-03-05", nothing), "F-10"));
  nothing.subject = " 　";
  BOOST_TEST(cites(unregistered("2026-03-05", nothing), "F-10"));
  Intake intake = claim("2026-03-05");
  intake.parties.front().gender = "外星";
  BOOST_TEST(cites(unregistered("2026-03-05", intake), "F-11"));
  intake.parties.front().gender = "女";
  for (const char* age : {"300", "0", "-4", "老人", "121", "4.5"}) {
    intake.parties.front().age = age;
    BOOST_TEST(cites(unregistered("2026-03-05", intake), "F-11"), age);
  }
  intake.parties.front().age = "１２０";
  intake.received = CivilDate::parse("1900-01-01").value();
  BOOST_TEST(cites(unregistered("2026-03-05", intake), "R-330"));
  intake.received = CivilDate::parse("2016-03-04").value();
  BOOST_TEST(cites(unregistered("2026-03-05", intake), "R-330"));
  intake.received = CivilDate::parse("2016-03-05").value();
  BOOST_TEST(register_on("2026-03-05", intake)->name == "〔2026〕组信字第0001号",
             "a refused registration took a number");
  // One of the four is enough: an anonymous line about something, a name alone.
  nothing.subject = "路灯不亮";
  BOOST_TEST(register_on("2026-03-05", nothing).has_value());
  Intake named = claim("2026-03-05");
  named.subject.clear();
  named.summary.clear();
  BOOST_TEST(register_on("2026-03-05", named).has_value());
}

BOOST_AUTO_TEST_CASE(r_313_an_assigned_matter_names_who_and_when) {
  Intake intake = claim("2023-03-05");
  intake.assigner = "苏州市委组织部";
  BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-313"));
  intake.assigned_on = CivilDate::parse("2023-03-04").value();
  intake.assigned_due = CivilDate::parse("2023-03-03").value();
  BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-313"));
}

BOOST_AUTO_TEST_CASE(r_346_r_387_a_number_is_used_once) {
  Intake intake = claim("2023-03-05");
  intake.external = "XF2023030001LF";
  const auto first = register_on("2023-03-05", intake);
  BOOST_REQUIRE(first);
  BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-387"));
  intake.external.clear();
  intake.number = "〔2023〕组信字第0001号";
  BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-346"));
  intake.number = "[2023]组信字第1号";  // the same number, typed
  BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-346"));
  // What reads as a number of ours is none of another system's, whether it was given out or not (R-383: nor tells
  // which).
  intake.number.clear();
  for (const char* ours : {"〔2023〕组信字第0888号", "[2023]组举字第2号", "〔2023〕组信字第0001号"}) {
    intake.external = ours;
    BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-387"), ours);
  }
  // a serial is of the year of its registration.
  intake.external.clear();
  intake.number = "〔2022〕组信字第0007号";
  BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-346"));
}

BOOST_AUTO_TEST_CASE(r_347_a_verdict_names_the_matter_that_is_repeated) {
  Intake intake = claim("2023-03-05");
  intake.repeat_verdict = "已终结不再受理";
  BOOST_TEST(cites(unregistered("2023-03-05", intake), "R-347"));
}

BOOST_AUTO_TEST_CASE(r_383_an_accusation_stays_in_its_series) {
  const std::string number = accusation("2024-05-06");
  BOOST_TEST(number == "〔2024〕组举字第0001号");
  BOOST_TEST(cites(unamended(number, {{"category", "申诉求决"}}, "2024-05-07"), "R-383"));
  BOOST_TEST(register_on("2024-05-06", claim("2024-05-06"))->name == "〔2024〕组信字第0001号");
}

BOOST_AUTO_TEST_CASE(r_345_corrections_change_no_step_and_no_number) {
  const std::string number = handled("2023-03-01");
  must(number, "accept", {}, "2023-03-10");
  for (const char* member : {"state", "number", "accepted", "parties", "registered", "nonsense"}) {
    BOOST_TEST(unamended(number, {{member, "x"}}, "2023-03-20").find(member) != std::string::npos, member);
  }
  // nor may a letter have come after it was accepted, or after it was registered.
  BOOST_TEST(cites(unamended(number, {{"received", "2023-03-05"}}, "2023-03-20"), "R-330"));
  BOOST_TEST(unamended(number, {{"received", "2023-02-30"}}, "2023-03-20").find("received") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(r_387_parts_of_a_letter_have_a_subject_and_an_open_whole) {
  const std::string number = register_on("2023-03-01", claim("2023-03-01"))->name;
  BOOST_TEST(cites(unsplit(number, {}, "2023-03-02"), "R-387"));
  BOOST_TEST(cites(unsplit(number, {"待遇", "　"}, "2023-03-02"), "R-387"));
  BOOST_TEST(registry->book().last_serial("组信", 2023).value() == 1,
             "the first part of a refused split kept its number");
  must(number, "void", {{"reason", "重复录入"}}, "2023-03-02");
  BOOST_TEST(cites(unsplit(number, {"待遇"}, "2023-03-02"), "R-387"));
}

BOOST_AUTO_TEST_SUITE_END()
