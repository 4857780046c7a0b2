// The repeat check over an archive: who is compared, what follows, and what a person may decide.
#include "archive/registry/repeat_check.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>

#include "tests/support/office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Intake;
using registry::PersonLevel;
using registry::RepeatCandidate;
using registry::RepeatVerdict;
using registry::text_in;

namespace {

/// Says what it is told to: the index has tests of its own (tests/query/candidates_test.cpp).
class ToldFinder final : public registry::CandidateFinder {
 public:
  std::vector<MatterId> alike;
  Result<std::vector<registry::TextCandidate>> similar(std::string_view, std::size_t limit) override {
    std::vector<registry::TextCandidate> out;
    for (const MatterId& matter : alike) out.push_back({matter, 1});
    if (out.size() > limit) out.resize(limit);
    return out;
  }
};

constexpr const char* k_pension = "要求落实离休待遇，补发护理费，落实医药费报销";

struct Checking : Office {
  ToldFinder finder;

  Intake letter(const std::string& day, const std::string& name, const std::string& summary) const {
    Intake intake = claim(day);
    intake.parties.front() = {};
    intake.parties.front().role = "来信人";
    intake.parties.front().name = name;
    intake.parties.front().address = "昆山市玉山镇前进路1号";
    intake.subject.clear();
    intake.summary = summary;
    return intake;
  }
  std::string entered(const std::string& day, const Intake& intake) {
    const auto matter = register_on(day, intake);
    BOOST_REQUIRE_MESSAGE(matter, (matter ? "" : matter.error().message));
    return matter->name;
  }
  std::vector<RepeatCandidate> before(const Intake& intake, std::function<bool(const MatterId&)> sees = {}) {
    const auto found = registry::RepeatCheck(*registry, &finder, std::move(sees)).before(intake);
    BOOST_REQUIRE_MESSAGE(found, (found ? "" : found.error().message));
    return *found;
  }
  std::vector<RepeatCandidate> of(const std::string& number) {
    const auto found = registry::RepeatCheck(*registry, &finder).of(matter(number));
    BOOST_REQUIRE(found);
    return *found;
  }
};

bool says(const RepeatCandidate& candidate, std::string_view words) {
  return std::any_of(candidate.reasons.begin(), candidate.reasons.end(), [&](const std::string& reason) { return reason.find(words) != std::string::npos; });
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(repeat_check, Checking)

BOOST_AUTO_TEST_CASE(r_347_the_same_person_under_another_spelling_or_sound_is_found) {
  const std::string first = entered("2026-03-02", letter("2026-03-02", "张国伟", k_pension));
  for (const char* name : {"张国伟", "張國偉", "张 国伟", "章国伟"}) {
    const auto found = before(letter("2026-04-01", name, k_pension));
    BOOST_REQUIRE_MESSAGE(found.size() == 1U, name);
    BOOST_TEST(found.front().number == first);
    BOOST_TEST(found.front().same_matter);
    BOOST_TEST((found.front().verdict == RepeatVerdict::in_hand), name);
    BOOST_TEST(says(found.front(), "条例第19条"));
  }
  // The counter-examples: another person, and the same one about something else.
  BOOST_TEST(before(letter("2026-04-01", "王秀英", "反映村里道路失修")).empty());
  const auto other = before(letter("2026-04-01", "张国伟", "咨询户口迁移手续"));
  BOOST_REQUIRE(other.size() == 1U);
  BOOST_TEST(!other.front().same_matter);
  BOOST_TEST((other.front().verdict == RepeatVerdict::new_matter));
}

BOOST_AUTO_TEST_CASE(r_347_telephone_and_the_tail_of_a_number_tell_who_it_is) {
  Intake first = letter("2026-03-02", "张国伟", k_pension);
  first.parties.front().phone = "13812345678";
  first.parties.front().id_number = "32058319660203003X";
  const std::string number = entered("2026-03-02", first);
  Intake by_phone = letter("2026-04-01", "张国玮", k_pension);
  by_phone.parties.front().phone = "138-1234-5678";
  auto found = before(by_phone);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found.front().person == PersonLevel::phone));
  Intake by_tail = letter("2026-04-01", "张国伟", k_pension);
  by_tail.parties.front().address.clear();
  by_tail.parties.front().id_tail = "003x";
  found = before(by_tail);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found.front().person == PersonLevel::phone));
  BOOST_TEST(says(found.front(), "尾数相同"));
  // The counter-examples: another tail says nothing, and what cannot be one is refused.
  by_tail.parties.front().id_tail = "0028";
  found = before(by_tail);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found.front().person == PersonLevel::name));
  by_tail.parties.front().id_tail = "28";
  const auto wrong = registry::RepeatCheck(*registry, &finder).before(by_tail);
  BOOST_REQUIRE(!wrong);
  BOOST_TEST(wrong.error().message.find("末四位") != std::string::npos);
  BOOST_TEST(matter(number).name == number);
}

BOOST_AUTO_TEST_CASE(r_347_a_kept_tail_is_found_by_the_whole_number) {
  Intake first = letter("2026-03-02", "张国伟", k_pension);
  first.parties.front().address.clear();
  first.parties.front().id_tail = "003X";
  entered("2026-03-02", first);
  Intake again = letter("2026-04-01", "张国伟", k_pension);
  again.parties.front().address.clear();
  again.parties.front().id_number = "32058319660203003X";
  const auto found = before(again);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST(says(found.front(), "尾数相同"));
}

BOOST_AUTO_TEST_CASE(r_312_what_was_answered_repeats_or_may_be_reviewed) {
  const std::string number = handled("2026-03-02", letter("2026-03-02", "张国伟", k_pension));
  must(number, "accept", {}, "2026-03-05");
  must(number, "reply", {{"result", "不予支持"}, {"request", "补发"}, {"facts", "不符"}, {"opinion", "不予支持"}, {"basis", "某文件"}, {"document", "〔2026〕1号"}}, "2026-04-01", "li");
  must(number, "deliver", {{"how", "直接送达"}, {"signer", "张国伟"}}, "2026-04-03");
  auto found = before(letter("2026-04-10", "张国伟", k_pension));
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found.front().verdict == RepeatVerdict::may_ask_review));
  BOOST_TEST(says(found.front(), "R-307"));
  // The counter-example: after the term the same letter is a repeat.
  found = before(letter("2026-06-30", "张国伟", k_pension));
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found.front().verdict == RepeatVerdict::repeat));
}

BOOST_AUTO_TEST_CASE(r_347_similar_text_is_found_whoever_wrote_it) {
  const std::string first = entered("2026-03-02", letter("2026-03-02", "李明", k_pension));
  Intake other = letter("2026-04-01", "王秀英", k_pension);
  other.parties.front().address.clear();
  BOOST_TEST(before(other).empty());
  finder.alike = {matter(first).matter};
  const auto found = before(other);
  BOOST_REQUIRE(found.size() == 1U);
  BOOST_TEST((found.front().verdict == RepeatVerdict::others_same));
  // what is hidden is neither shown nor counted.
  BOOST_TEST(before(other, [](const MatterId&) { return false; }).empty());
}

BOOST_AUTO_TEST_CASE(r_347_a_later_matter_is_none_that_is_repeated) {
  const std::string first = entered("2026-03-02", letter("2026-03-02", "张国伟", k_pension));
  const std::string second = entered("2026-03-02", letter("2026-03-02", "张国伟", k_pension));
  const std::string third = entered("2026-05-06", letter("2026-05-06", "张国伟", k_pension));
  BOOST_TEST(of(first).empty());
  BOOST_REQUIRE(of(second).size() == 1U);
  BOOST_TEST(of(second).front().number == first);
  BOOST_TEST(of(third).size() == 2U);
}

BOOST_AUTO_TEST_CASE(r_347_a_person_decides_and_the_decision_is_recorded) {
  const std::string first = entered("2026-03-02", letter("2026-03-02", "张国伟", k_pension));
  const std::string second = entered("2026-04-01", letter("2026-04-01", "张国伟", k_pension));
  must(second, "judge", {{"verdict", "在办重复"}, {"of", first}, {"reason", "同一笔迹"}}, "2026-04-02");
  MatterRow row = matter(second);
  BOOST_TEST(text_in(row.record, "repeat_of") == first);
  BOOST_TEST(text_in(row.record, "repeat_verdict") == "在办重复");
  BOOST_TEST(registry::flag_in(row.record, "repeat"));
  const auto events = registry->book().events(row.matter);
  BOOST_REQUIRE(events);
  BOOST_TEST(text_in(events->back().fields, "reason") == "同一笔迹");
  // Decided anew.
  must(second, "judge", {{"verdict", "新事项"}}, "2026-04-03");
  row = matter(second);
  BOOST_TEST(text_in(row.record, "repeat_of").empty());
  BOOST_TEST(!registry::flag_in(row.record, "repeat"));
}

BOOST_AUTO_TEST_CASE(r_312_r_347_decisions_that_the_earlier_matter_contradicts_are_refused) {
  const auto cites = [](const std::string& message, std::string_view rule) { return message.find(rule) != std::string::npos; };
  const std::string first = entered("2026-03-02", letter("2026-03-02", "张国伟", k_pension));
  const std::string second = entered("2026-04-01", letter("2026-04-01", "张国伟", k_pension));
  BOOST_TEST(cites(refused(second, "judge", {{"verdict", "重复件"}}, "2026-04-02"), "R-347"));
  BOOST_TEST(cites(refused(second, "judge", {{"verdict", "重复件"}, {"of", second}}, "2026-04-02"), "R-347"));
  BOOST_TEST(cites(refused(first, "judge", {{"verdict", "重复件"}, {"of", second}}, "2026-04-02"), "R-347"));
  BOOST_TEST(cites(refused(second, "judge", {{"verdict", "已终结不再受理"}, {"of", first}}, "2026-04-02"), "R-312"));
  must(first, "void", {{"reason", "重号"}}, "2026-04-02");
  BOOST_TEST(cites(refused(second, "judge", {{"verdict", "在办重复"}, {"of", first}}, "2026-04-03"), "R-312"));
  BOOST_TEST(cites(refused(second, "judge", {{"verdict", "也许"}, {"of", first}}, "2026-04-03"), "R-347"));
}

BOOST_AUTO_TEST_SUITE_END()
