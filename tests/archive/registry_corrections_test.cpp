// Corrections of what was registered: people, days, flags, the category (R-305, R-313, R-321, R-330, R-343, R-345,
//
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "archive/registry/corrections.hpp"
#include "archive/registry/party.hpp"
#include "query/access/principal.hpp"
#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::flag_in;
using registry::Intake;
using registry::list_in;
using registry::number_in;
using registry::Party;
using registry::text_in;

namespace {

struct Corrections : RuleOffice {
  MatterRow amend(const std::string& number, const Fields& fields, const std::string& day,
                  const std::string& reason = "更正") {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction && transaction->lock());
    registry::Act act;
    act.on = CivilDate::parse(day).value();
    auto amended = registry->amend(*transaction, number, fields, reason, act);
    BOOST_REQUIRE_MESSAGE(amended, (amended ? "" : amended.error().message));
    BOOST_REQUIRE(transaction->commit());
    return std::move(*amended);
  }
  std::vector<MatterRow> split(const std::string& number, const std::vector<registry::Part>& parts,
                               const std::string& day) {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction && transaction->lock());
    registry::Act act;
    act.on = CivilDate::parse(day).value();
    auto made = registry->split(*transaction, number, parts, act);
    BOOST_REQUIRE_MESSAGE(made, (made ? "" : made.error().message));
    BOOST_REQUIRE(transaction->commit());
    return std::move(*made);
  }
  bool sees(const std::string& account, const MatterRow& row) {
    const auto scope = scope_of(registry->book(), account);
    BOOST_REQUIRE(scope);
    return may_see(*scope, row.matter);
  }
  static Party party(const MatterRow& row, std::size_t index) {
    return registry::Party{text_in(list_in(row.record, "parties").at(index).as_object(), "role"),
                           text_in(list_in(row.record, "parties").at(index).as_object(), "name"),
                           {},
                           {},
                           {},
                           text_in(list_in(row.record, "parties").at(index).as_object(), "unit"),
                           {},
                           {},
                           {},
                           {},
                           {}};
  }
  bool found(const MatterRow& row, registry::PersonalKind kind, const std::string& member, const std::string& value) {
    const auto hits = registry->book().parties_with({{member, registry->vault().lookup_hash(kind, value)}}, 0);
    BOOST_REQUIRE(hits);
    return std::any_of(hits->begin(), hits->end(),
                       [&](const PartyHit& hit) { return hit.matter.value == row.matter.value; });
  }
  /// A claim against somebody of 市教育局, whom only an accusation is hidden from.
  Intake misfiled() const {
    Intake intake = claim("2023-03-01");
    intake.parties.push_back({"被反映人", "钱老师", {}, {}, {}, "市教育局", "科长", {}, {}, {}, {}});
    return intake;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(corrections, Corrections)

BOOST_AUTO_TEST_CASE(r_383_r_387_an_accusation_misfiled_is_hidden_at_once_and_keeps_its_old_number) {
  const std::string number = handled("2023-03-01", misfiled());
  must(number, "accept", {}, "2023-03-10");
  must(number, "reply", k_opinion, "2023-03-12", "li");
  BOOST_TEST(sees("teacher", matter(number)));
  BOOST_TEST(sees("wang", matter(number)));
  const MatterRow row = amend(number, {{"category", "检举控告"}}, "2023-03-13", "误归申诉求决");
  BOOST_TEST(row.name == "〔2023〕组举字第0001号");
  BOOST_TEST(flag_in(row.record, "restricted"));
  BOOST_TEST(text_in(row.record, "former_number") == number);
  BOOST_TEST(text_in(row.record, "former_reason") == "误归申诉求决");
  BOOST_TEST(!sees("teacher", row));
  BOOST_TEST(!sees("wang", row));
  BOOST_TEST(sees("boss", row));
  // The old number is given to nothing else: it stays in its book, voided, and tells nothing; nothing acts under it.
  const MatterRow old = matter(number);
  BOOST_TEST(old.matter.value != row.matter.value);
  BOOST_TEST(text_in(old.record, "state") == "作废");
  BOOST_TEST(sees("teacher", old));
  BOOST_TEST(text_in(old.record, "registered") == "2023-03-01");
  const std::string told = boost::json::serialize(old.record);
  for (const char* secret : {"钱老师", "张三", "检举", "误归", "组举字", "医药费"}) BOOST_TEST(told.find(secret) == std::string::npos, secret);
  BOOST_TEST(cites(refused(number, "void", {{"reason", "重复录入"}}, "2023-03-14"), "R-387"));
  BOOST_TEST(cites(unamended(number, {{"subject", "改"}}, "2023-03-14"), "R-387"));
  // The whole office finds what it became by either number.
  const auto both = registry->book().find_all(number).value();
  BOOST_TEST_REQUIRE(both.size() == 2U);
  BOOST_TEST(both.back().matter.value == row.matter.value);
  Intake again = claim("2023-03-01");
  again.number = number;
  BOOST_TEST(cites(unregistered("2023-03-14", again), "R-387"));
  BOOST_TEST(register_on("2023-03-14", claim("2023-03-01"))->name == "〔2023〕组信字第0002号");
  BOOST_TEST(register_on("2024-05-06", accusation_of("", "", "某人"))->name == "〔2024〕组举字第0001号");
  // The day before, it was what it was taken for.
  const auto events = registry->book().events(row.matter).value();
  BOOST_TEST(text_in(registry::record_as_of(events, CivilDate::parse("2023-03-12").value()), "category") == "申诉求决");
}

BOOST_AUTO_TEST_CASE(f_10_a_letter_keeps_a_title_or_a_summary) {
  Intake intake = claim("2023-03-01");
  intake.subject = "待遇";
  intake.summary = "要求落实待遇";
  const std::string number = register_on("2023-03-01", intake)->name;
  BOOST_TEST(!amend(number, {{"subject", ""}}, "2023-03-02").record.contains("subject"));
  BOOST_TEST(cites(unamended(number, {{"summary", ""}}, "2023-03-02"), "F-10"));
}

BOOST_AUTO_TEST_CASE(r_330_what_a_terminal_would_obey_is_not_kept) {
  Intake intake = claim("2023-03-01");
  intake.subject = "待遇\x1b[31m问题\x07";
  intake.summary = "第一行\n第二行\r";
  const MatterRow row = *register_on("2023-03-01", intake);
  BOOST_TEST(text_in(row.record, "subject") == "待遇[31m问题");
  BOOST_TEST(text_in(row.record, "summary") == "第一行\n第二行");
  BOOST_TEST(text_in(amend(row.name, {{"subject", "离休\x1b待遇"}}, "2023-03-02").record, "subject") == "离休待遇");
}

BOOST_AUTO_TEST_CASE(r_383_every_open_state_takes_the_category_and_the_void) {
  const std::string registered = register_on("2023-03-01", misfiled())->name;
  const std::string read = instructed("2023-03-01", misfiled());
  const std::string out = instructed("2023-03-01", misfiled());
  must(out, "transfer", {{"organ", "巴城镇党委"}, {"mode", "转送"}}, "2023-03-02");
  const std::string case_opened = handled("2023-03-01", misfiled());
  must(case_opened, "open-case", {{"reason", "重大"}}, "2023-03-02", "boss");
  for (const std::string& number : {registered, read, out, case_opened}) {
    const MatterRow row = amend(number, {{"category", "检举控告"}}, "2023-03-03");
    BOOST_TEST(!sees("teacher", row), number);
    // what was registered in error is voided wherever it stands, its number kept.
    must(row.name, "void", {{"reason", "重复录入"}}, "2023-03-04");
    BOOST_TEST(cites(unamended(row.name, {{"subject", "改"}}, "2023-03-05"), "R-387"));
  }
  // The counter-example: no accusation goes into the open; nor is an ended matter voided.
  const std::string secret = accusation("2024-05-06");
  BOOST_TEST(cites(unamended(secret, {{"category", "申诉求决"}}, "2024-05-07"), "R-383"));
  must(secret, "withdraw", {{"reason", "本人撤回"}}, "2024-05-07");
  BOOST_TEST(cites(refused(secret, "void", {{"reason", "重复"}}, "2024-05-08"), "R-387"));
}

BOOST_AUTO_TEST_CASE(r_387_r_383_parts_of_a_letter_have_their_own_category) {
  const std::string number = register_on("2023-03-01", misfiled())->name;
  const auto parts = split(number, {{"举报钱某", "检举控告"}, {"医药费", ""}, {"问政策", "咨询"}}, "2023-03-02");
  BOOST_TEST(parts.at(0).name == "〔2023〕组举字第0001号");
  BOOST_TEST(flag_in(parts[0].record, "restricted"));
  BOOST_TEST(!sees("teacher", parts[0]));
  BOOST_TEST(parts[1].name == "〔2023〕组信字第0002号");
  BOOST_TEST(sees("teacher", parts[1]));
  BOOST_TEST(text_in(parts[2].record, "category") == "咨询");
  // what is parted from an accusation says nothing of it.
  Intake mixed = misfiled();
  mixed.category = "检举控告";
  const std::string secret = register_on("2023-03-01", mixed)->name;
  const auto open = split(secret, {{"医药费", "申诉求决"}}, "2023-03-02");
  BOOST_TEST(!flag_in(open.at(0).record, "restricted"));
  BOOST_TEST(text_in(open[0].record, "summary").empty());
  BOOST_TEST(list_in(open[0].record, "parties").size() == 1U);
  BOOST_TEST(sees("teacher", open[0]));
  BOOST_TEST(!sees("teacher", matter(secret)));
}

BOOST_AUTO_TEST_CASE(r_321_r_305_r_317_a_closed_matter_keeps_the_category_that_its_steps_were_taken_by) {
  const std::string number = delivered();
  must(number, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-06-20");
  BOOST_TEST(cites(unamended(number, {{"category", "建议意见"}}, "2023-06-21"), "R-321"));  // 予以支持
  BOOST_TEST(cites(unamended(number, {{"category", "检举控告"}}, "2023-06-21"), "R-321"));
  BOOST_TEST(cites(unamended(number, {{"category", "咨询"}}, "2023-06-21"), "R-305"));  // sixty days were counted
  // A suggestion that was answered without acceptance is no claim.
  Intake suggestion = claim("2023-03-01");
  suggestion.category = "建议意见";
  const std::string other = handled("2023-03-01", suggestion);
  must(other, "reply", {{"result", "解释说明"}, {"opinion", "已说明"}}, "2023-03-10", "li");
  must(other, "deliver", {{"how", "直接送达"}, {"signer", "张三"}}, "2023-03-11");
  must(other, "close", {{"checklist", "原信"}, {"receiver", "reg"}}, "2023-03-12");
  BOOST_TEST(cites(unamended(other, {{"category", "申诉求决"}}, "2023-03-13"), "R-305"));
  // What nothing contradicts is corrected, also afterwards.
  BOOST_TEST(text_in(amend(other, {{"category", "咨询"}}, "2023-03-13").record, "category") == "咨询");
  const std::string filed = instructed("2023-03-01", misfiled());
  must(filed, "shelve", {{"reason", "内容空泛"}}, "2023-03-02");
  BOOST_TEST(amend(filed, {{"category", "检举控告"}}, "2023-03-03").name == "〔2023〕组举字第0001号");
}

BOOST_AUTO_TEST_CASE(r_345_r_347_r_348_people_are_corrected_and_found_by_what_is_right) {
  const std::string number = delivered();
  MatterRow row = amend(
      number, {{"from", "章三，某厂，职工"}, {"phone", "13900000000"}, {"address", "昆山市巴城镇1号"}, {"age", "61"}},
      "2023-06-13");
  BOOST_TEST(party(row, 0).name == "章三");
  BOOST_TEST(party(row, 0).unit == "某厂");
  BOOST_TEST(found(row, registry::PersonalKind::phone, "phone", "13900000000"));
  BOOST_TEST(!found(row, registry::PersonalKind::phone, "phone", "13812345678"));
  // The history says what was corrected, and no number in clear.
  const auto events = registry->book().events(row.matter).value();
  BOOST_TEST(text_in(events.back().fields, "from") == "章三，某厂，职工");
  BOOST_TEST(text_in(events.back().fields, "phone") == "139****0000");
  BOOST_TEST(text_in(events.back().fields, "address").find("1号") == std::string::npos);
  // A name alone leaves the rest; a second one makes it joint; each has its own number.
  row = amend(number, {{"from", "张叁"}, {"from.2", "李四"}, {"phone.2", "13700000000"}}, "2023-06-14");
  BOOST_TEST(party(row, 0).unit == "某厂");
  BOOST_TEST(text_in(row.record, "signature") == "联名");
  BOOST_TEST(number_in(row.record, "heads") == 2);
  BOOST_TEST(found(row, registry::PersonalKind::phone, "phone", "13700000000"));
  row = amend(number, {{"from.2", ""}}, "2023-06-15");
  BOOST_TEST(text_in(row.record, "signature") == "实名");
  BOOST_TEST(number_in(row.record, "heads") == 1);
  // nobody is told where nobody can be reached.
  row = amend(number, {{"phone", ""}, {"address", ""}}, "2023-06-15");
  BOOST_TEST(!flag_in(row.record, "addressable"));
  for (const Fields& wrong : std::vector<Fields>{{{"phone", "123"}},
                                                 {{"id", "320583194001010012"}},
                                                 {{"phone.2", "13700000000"}},
                                                 {{"from.3", "王"}},
                                                 {{"from", "，某厂"}}})
    BOOST_TEST(!unamended(number, wrong, "2023-06-16").empty());
  BOOST_TEST(cites(unamended(number, {{"heads", "0"}, {"signature", "匿名"}}, "2023-06-16"), "R-323"));
  BOOST_TEST(cites(unamended(number, {{"heads", "三"}}, "2023-06-16"), "R-322"));
}

BOOST_AUTO_TEST_CASE(r_343_the_deny_list_follows_the_name_of_the_accused) {
  Intake intake = claim("2023-03-01");
  intake.category = "检举控告";
  intake.parties.push_back({"被反映人", "王武", {}, {}, {}, {}, {}, {}, {}, {}, {}});
  const std::string number = handled("2023-03-01", intake);  // by li of 干部监督科
  BOOST_TEST(sees("li", matter(number)));
  must(number, "deny", {{"person", "wang"}, {"reason", "亲属"}}, "2023-03-02");
  const MatterRow row = amend(number, {{"accused", "李四，干部监督科"}}, "2023-03-03");
  for (const char* account : {"li", "head", "wang"})
    BOOST_TEST(!sees(account, row), account);  // denied before, and still
  BOOST_TEST(sees("boss", row));
}

BOOST_AUTO_TEST_CASE(r_330_r_313_r_373_days_and_flags_are_corrected_within_their_rules) {
  Intake intake = claim("2023-03-05");
  intake.assigner = "苏州市委组织部";
  intake.assigned_on = CivilDate::parse("2023-03-05").value();
  intake.assigned_due = CivilDate::parse("2023-04-05").value();
  const std::string number = handled("2023-03-05", intake);
  MatterRow row =
      amend(number, {{"opened", "2023-03-02"}, {"important", "是"}, {"assigned_due", "2023-04-20"}}, "2023-03-06");
  BOOST_TEST(text_in(row.record, "received") == "2023-03-02");
  BOOST_TEST(text_in(row.record, "handed_in") == "2023-03-05");
  BOOST_TEST(flag_in(row.record, "important"));
  const auto clocks = registry->clocks(row, CivilDate::parse("2023-03-06").value());
  BOOST_REQUIRE(clocks);
  BOOST_TEST(clock(*clocks, "R-303", "xf-2022")->nominal.to_string() == "2023-03-17");  // from the earlier day
  BOOST_TEST(std::any_of(clocks->begin(), clocks->end(),
                         [](const auto& each) { return each.nominal.to_string() == "2023-04-20"; }));
  row = amend(number, {{"opened", ""}, {"important", "否"}}, "2023-03-07");
  BOOST_TEST(text_in(row.record, "received") == "2023-03-05");
  BOOST_TEST(text_in(row.record, "handed_in").empty());
  BOOST_TEST(!flag_in(row.record, "important"));
  BOOST_TEST(cites(unamended(number, {{"opened", "2023-03-06"}}, "2023-03-07"), "R-330"));
  BOOST_TEST(cites(unamended(number, {{"assigned_due", "2023-03-04"}}, "2023-03-07"), "R-313"));
  BOOST_TEST(cites(unamended(handled("2023-03-01"), {{"assigned_due", "2023-04-04"}}, "2023-03-07"), "R-313"));
  BOOST_TEST(cites(unamended(number, {{"important", "大概"}}, "2023-03-07"), "R-373"));
  // What may not be corrected says what may.
  const std::string message = unamended(number, {{"state", "办结"}}, "2023-03-07");
  for (const char* field : {"state", "subject", "opened", "assigned_due", "from", "accused", "phone", "signature"})
    BOOST_TEST(message.find(field) != std::string::npos, field);
}

// What a correction changed is read from the events themselves, so that those of older programs say it too.
BOOST_AUTO_TEST_CASE(r_348_r_385_a_correction_is_told_with_what_stood_before) {
  Intake intake = claim("2023-03-01");
  intake.parties.push_back({"来信人", "李四", {}, {}, {}, "某厂", "职工", {}, {}, {}, {}});
  const std::string number = handled("2023-03-01", intake);
  amend(number,
        {{"from.2", "李思"},
         {"phone.2", "13700000000"},
         {"from.3", "王五"},
         {"opened", "2023-02-27"},
         {"important", "是"}},
        "2023-03-06");
  const auto events = registry->book().events(matter(number).matter);
  BOOST_REQUIRE(events);
  boost::json::object before;
  for (std::size_t i = 0; i + 1 < events->size(); ++i) merge_changes(before, (*events)[i].changes);
  std::string told;
  for (const registry::Correction& each : registry::corrections_of(before, events->back()))
    told += each.title + " " + each.before + "→" + each.after + ";";
  BOOST_TEST(told ==
             "人数 2→3;收到 2023-03-01→2023-02-27;交办公室 →2023-03-01;重要 →是;来信人（第2个） "
             "李四，某厂，职工→李思，某厂，职工;"
             "来信人（第3个） →王五;电话（第2个） →137****0000;");
  // Counter-example: a step that is no correction of the record has none.
  BOOST_TEST(registry::corrections_of({}, MatterEvent{}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
