// Books, rates and the yearly report: columns, who may see them, formulas against counts by hand, and the workbook (R-331, R-338, R-362, R-363, R-381…R-383).
#include <boost/test/unit_test.hpp>
#include <numeric>

#include "archive/registry/matter_clocks.hpp"
#include "query/access/principal.hpp"
#include "query/reports/reports.hpp"
#include "query/reports/xlsx.hpp"
#include "tests/query/report_histories.hpp"

using namespace anjuan;
using namespace anjuan::test;
using namespace anjuan::reports;
using registry::ClockState;
using registry::flag_in;
using registry::Intake;
using registry::list_in;
using registry::Party;
using registry::text_in;

namespace {

const Office::Fields k_opinion = {{"result", "予以支持"}, {"request", "求"}, {"facts", "实"}, {"opinion", "见"}, {"basis", "据"}};

CivilDate day(const std::string& text) { return CivilDate::parse(text).value(); }

template <class T>
T must_have(Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
  return std::move(*result);
}

Intake accusation(const std::string& on, const std::string& channel = "书信") {
  Intake intake;
  intake.channel = channel;
  intake.category = "检举控告";
  intake.received = day(on);
  intake.subject = "选人用人问题";
  Party accused;
  accused.role = "被反映人";
  accused.name = "孙某";
  intake.parties.push_back(accused);
  return intake;
}

std::vector<std::string> numbers(const Report& report) {
  std::vector<std::string> numbers;
  for (const auto& row : report.tables.at(0).rows) numbers.push_back(row[0].text);
  return numbers;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(report_books, Histories)

BOOST_AUTO_TEST_CASE(r_331_r_383_each_matter_stands_in_its_book) {
  const std::string letter = register_on("2025-03-03", claim("2025-03-03"))->name;
  Intake visit = claim("2025-03-04");
  visit.channel = "走访";
  visit.heads = 6;
  visit.signature = "联名";
  visit.visit_time = "09:30";
  const std::string visitor = register_on("2025-03-04", visit)->name;
  const std::string accused = register_on("2025-03-05", accusation("2025-03-05", "走访"))->name;
  register_on("2025-04-01", claim("2025-04-01")).value();
  const Period march = *Period::month("2025-03");
  const Report book = must_have(register_book(*registry, office_scope(), march, day("2025-04-02")));
  BOOST_TEST((numbers(book) == std::vector<std::string>{letter, visitor}));
  const Report visits = must_have(visit_book(*registry, office_scope(), march, day("2025-04-02")));
  BOOST_TEST((numbers(visits) == std::vector<std::string>{visitor}));
  BOOST_TEST(cell(visits, "来访登记簿", visitor, "人数").text == "6");
  BOOST_TEST(cell(visits, "来访登记簿", visitor, "集体访").text == "是");
  BOOST_TEST(cell(visits, "来访登记簿", visitor, "日期时间").text == "2025-03-04 09:30");
  // in the book a number is masked.
  BOOST_TEST(cell(visits, "来访登记簿", visitor, "电话").text.find("13812345678") == std::string::npos);
  BOOST_TEST(!cell(visits, "来访登记簿", visitor, "电话").text.empty());
  const Report restricted = must_have(restricted_book(*registry, office_scope(), march, day("2025-04-02")));
  BOOST_TEST((numbers(restricted) == std::vector<std::string>{accused}));
  // The restricted book is for nobody alone, not even for a leader.
  BOOST_TEST((restricted_book(*registry, must_have(scope_of(registry->book(), "boss")), march, day("2025-04-02")).error().code == ErrorCode::denied));
}

BOOST_AUTO_TEST_CASE(r_385_typed_instructions_are_marked_in_the_book) {
  const std::string number = handled("2025-03-03");
  const Report book = must_have(register_book(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  BOOST_TEST(cell(book, "登记簿", number, "领导批示").text == "赵部长：请干部监督科阅处（录入件）");
  BOOST_TEST(cell(book, "登记簿", number, "承办").text == "干部监督科 李四");
}

BOOST_AUTO_TEST_CASE(r_338_the_ledger_tells_the_term_that_alarms_first_on_that_day) {
  const std::string number = handled("2025-03-03");
  const Period march = *Period::month("2025-03");
  BOOST_TEST(cell(must_have(ledger(*registry, office_scope(), march, day("2025-03-05"))), "台账", number, "到期").text == "2025-03-18");
  must(number, "notify", {{"kind", "受理告知"}}, "2025-03-10");
  BOOST_TEST(cell(must_have(ledger(*registry, office_scope(), march, day("2025-03-10"))), "台账", number, "到期").text == "2025-05-09");
  BOOST_TEST(cell(must_have(ledger(*registry, office_scope(), march, day("2025-03-09"))), "台账", number, "到期").text == "2025-03-18");
  BOOST_TEST(cell(must_have(ledger(*registry, office_scope(), march, day("2025-08-01"))), "台账", number, "期限情况").text == "逾期");
}

BOOST_AUTO_TEST_CASE(r_363_rates_are_what_their_formulas_say) {
  live(363, "2025-01-01", 70, Accusations::no);
  const Period period = *Period::month("2025-01");
  const CivilDate as_of = day("2025-03-11");
  const Report report = must_have(rates(*registry, office_scope(), period, as_of));
  std::int64_t due = 0, in_time = 0, first = 0, repeated = 0, replied = 0, published = 0, answered_days = 0, answered = 0;
  std::int64_t asked = 0, content = 0, rated = 0;
  for (const Lived& one : lived) {
    const auto* record = one.on("2025-03-11");
    if (one.registered > "2025-01-31" || record == nullptr || text_in(*record, "state") == "作废") continue;
    const auto clocks = must_have(registry->clocks({one.matter, one.number, *record}, as_of));
    if (const auto* notice = clock(clocks, "R-303", "xf-2022")) {
      const bool over = notice->state == ClockState::met || notice->state == ClockState::met_late || notice->state == ClockState::late;
      due += over ? 1 : 0;
      in_time += notice->state == ClockState::met ? 1 : 0;
    }
    const bool again = flag_in(*record, "repeat");
    first += again ? 0 : 1;
    repeated += again ? 1 : 0;
    const std::string reply = text_in(*record, "replied");
    replied += reply.empty() ? 0 : 1;
    for (const auto& delivery : list_in(*record, "deliveries")) {
      if (!reply.empty() && text_in(delivery.as_object(), "how") == "公告") {
        ++published;
        break;
      }
    }
    if (!again && !reply.empty()) {
      ++answered;
      answered_days += day(reply).days_since(day(text_in(*record, "received")));
    }
    std::string said;
    for (const auto& call : list_in(*record, "follow_ups")) said = text_in(call.as_object(), "satisfied");
    asked += said.empty() ? 0 : 1;
    content += said == "满意" ? 1 : 0;
    rated += said.empty() ? 0 : 1;
  }
  BOOST_REQUIRE(due > 3);
  BOOST_REQUIRE(asked > 0);
  const auto is = [&](const char* row, std::int64_t numerator, std::int64_t denominator) {
    BOOST_TEST(cell(report, "指标", row, "分子").count.value() == numerator, row);
    BOOST_TEST(cell(report, "指标", row, "分母").count.value() == denominator, row);
    BOOST_TEST(cell(report, "指标", row, "值").text == four_decimals(numerator, denominator), row);
  };
  is("按期受理告知率", in_time, due);
  is("重复信访率", repeated, first + repeated);  // U-7: the default formula
  is("公开回复率", published, replied);
  is("初次信访平均答复周期（天）", answered_days, answered);
  BOOST_TEST(cell(report, "指标", "参评满意率", "值").text == four_decimals(content * rated, asked * asked));
  // Every rate says how it came about, on the sheet.
  const std::string notes = std::accumulate(report.formulas.begin(), report.formulas.end(), std::string());
  for (const char* name : {"按期受理告知率＝", "按期办结率＝", "联系率＝", "公开回复率＝", "参评满意率＝", "重复信访率＝"}) BOOST_TEST(notes.find(name) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(r_363_a_late_notice_counts_against_and_an_undue_one_not_at_all) {
  const std::string early = register_on("2025-03-03", claim("2025-03-03"))->name;
  const std::string late = register_on("2025-03-03", claim("2025-03-03"))->name;
  register_on("2025-03-25", claim("2025-03-25")).value();
  must(early, "notify", {{"kind", "受理告知"}}, "2025-03-18");
  must(late, "notify", {{"kind", "受理告知"}}, "2025-03-19");
  const Period march = *Period::month("2025-03");
  const Report report = must_have(rates(*registry, office_scope(), march, day("2025-03-31")));
  BOOST_TEST(cell(report, "指标", "按期受理告知率", "值").text == "0.5000");
  BOOST_TEST(cell(report, "指标", "按期办结率", "值").text == "");  // nothing due: blank, not 0
  BOOST_TEST(cell(must_have(rates(*registry, office_scope(), march, day("2025-03-18"))), "指标", "按期受理告知率", "值").text == "1.0000");
  BOOST_TEST((rates(*registry, must_have(scope_of(registry->book(), "boss")), march, day("2025-03-31")).error().code == ErrorCode::denied));
}

BOOST_AUTO_TEST_CASE(r_363_r_381_satisfaction_is_a_product_over_the_last_answers) {
  const auto said = [&](std::initializer_list<const char*> answers) {
    const std::string number = register_on("2025-03-03", claim("2025-03-03"))->name;
    for (const char* answer : answers) must(number, "follow-up", {{"kind", "回访"}, {"text", "回访"}, {"satisfied", answer}}, "2025-03-10");
  };
  said({"满意"});
  said({"不满意", "基本满意"});
  said({"不满意"});
  said({"未评"});
  const Report report = must_have(rates(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  BOOST_TEST(cell(report, "指标", "参评满意率", "值").text == "0.5625");  // 3/4 × 3/4
}

BOOST_AUTO_TEST_CASE(r_383_a_rate_over_a_single_accusation_is_masked) {
  register_on("2025-03-03", accusation("2025-03-03")).value();
  const Report report = must_have(rates(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  BOOST_TEST(cell(report, "指标", "重复信访率", "值").text == "*");
  for (int i = 0; i < 3; ++i) register_on("2025-03-04", claim("2025-03-04")).value();
  const Report more = must_have(rates(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  BOOST_TEST(cell(more, "指标", "重复信访率", "值").text == "0.0000");
}

BOOST_AUTO_TEST_CASE(r_362_the_yearly_report_counts_what_was_done_in_the_year) {
  const std::string old = handled("2024-12-20");
  must(old, "urge", {{"kind", "督办"}, {"text", "抓紧"}}, "2025-01-05", "boss");
  must(old, "urge", {{"kind", "督办"}, {"text", "再催"}}, "2025-02-05", "boss");
  const std::string sent = handled("2025-03-03");
  must(sent, "transfer", {{"organ", "市教育局"}, {"mode", "转送"}}, "2025-03-05");
  Intake idea = claim("2025-04-01");
  idea.category = "建议意见";
  const std::string adopted = handled("2025-04-01", idea);
  must(adopted, "reply", {{"result", "采纳"}, {"opinion", "采纳"}}, "2025-04-10", "li");
  const Report report = must_have(yearly(*registry, office_scope(), *Period::year("2025"), day("2025-12-31")));
  const char* work = "二、转送、交办、督办";
  BOOST_TEST(cell(report, work, "督办", "次数").count.value() == 2);
  BOOST_TEST(cell(report, work, "督办", "件数").count.value() == 1);
  BOOST_TEST(cell(report, work, "转送", "件数").count.value() == 1);
  BOOST_TEST(cell(report, work, "交办", "件数").count.value() == 0);
  BOOST_TEST(cell(report, "一、信访事项", "书信", "合计").count.value() == 2);  // the old one belongs to the year before
  BOOST_TEST(cell(report, "三、建议和采纳", "其中采纳", "件数").count.value() == 1);
  BOOST_TEST(cell(report, "四、其他", "当年登记而未办结", "件数").count.value() == 2);
  BOOST_TEST((yearly(*registry, must_have(scope_of(registry->book(), "boss")), *Period::year("2025"), day("2025-12-31")).error().code == ErrorCode::denied));
}

BOOST_AUTO_TEST_CASE(a_past_day_reads_as_it_did_in_books_and_rates) {
  std::vector<std::pair<std::string, std::string>> written;
  const Period period = *Period::year("2025");
  const auto spell = [&](const std::string& on) {
    std::string text;
    for (const auto make : {register_book, visit_book, restricted_book, ledger, yearly, rates}) text += spelled(must_have(make(*registry, office_scope(), period, day(on))));
    return text;
  };
  live(12, "2025-01-01", 30, Accusations::yes, [&](const std::string& on) {
    if (day(on).day() % 6 == 0) written.emplace_back(on, spell(on));
  });
  BOOST_REQUIRE(written.size() == 5);
  for (const auto& [on, text] : written) BOOST_TEST(spell(on) == text, on);
}

BOOST_AUTO_TEST_CASE(a_workbook_is_a_zip_with_a_sheet_for_each_table) {
  Intake intake = claim("2025-03-03");
  intake.subject = "=1+1";
  register_on("2025-03-03", intake).value();
  const Report report = must_have(statistics(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  const Bytes bytes = must_have(xlsx_of(report));
  const std::string_view text = as_text(bytes);
  BOOST_TEST(text.substr(0, 2) == "PK");
  for (std::size_t i = 1; i <= report.tables.size(); ++i) BOOST_TEST(text.find("xl/worksheets/sheet" + std::to_string(i) + ".xml") != std::string_view::npos);
  BOOST_TEST(text.find("xl/worksheets/sheet" + std::to_string(report.tables.size() + 1) + ".xml") == std::string_view::npos);
  BOOST_TEST(must_have(xlsx_of(must_have(register_book(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31"))))).size() > 1000);
}

BOOST_AUTO_TEST_SUITE_END()
