// Filing a closed matter: its 档号 without a gap, what the archivist decides otherwise, and what is refused (R-101… ).
#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

#include "archive/registry/record.hpp"
#include "tests/support/filing_office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using filing::Filing;
using filing::FilingDecision;
using registry::list_in;
using registry::text_in;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

using Filed = FilingOffice;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(filing_suite, Filed)

BOOST_AUTO_TEST_CASE(r_131_r_138_a_matter_gets_the_next_code_of_its_class) {
  for (int i = 1; i <= 3; ++i) {
    const std::string number = closed();
    paper(number, "来信");
    const auto rows = file(number);
    BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
    BOOST_REQUIRE(rows->size() == 1U);
    BOOST_TEST(rows->front().code == "J021-WS·2025-D10-000" + std::to_string(i));
    const FilingRow found = filing->book().find(rows->front().code).value();
    BOOST_TEST((found.record == rows->front().record));
    BOOST_TEST(has(text_in(found.record, "title"), "批示，"));
    BOOST_TEST(!has(text_in(found.record, "title"), "boss"), text_in(found.record, "title"));
    BOOST_TEST(text_in(found.record, "due") == "2036-01-01");
    BOOST_TEST(text_in(found.record.at("period_row").as_object(), "code") == "XF-3");
    BOOST_TEST(!found.record.at("period_row").at("approved").as_bool());  // a draft says so
    BOOST_TEST(list_in(matter(number).record, "archival_codes").size() == 1U);
  }
  // Another class begins anew.
  const std::string other = closed();
  paper(other, "来信");
  FilingDecision decision;
  decision.period = "30年";
  decision.reason = "有查考价值";
  BOOST_TEST(file(other, decision)->front().code == "J021-WS·2025-D30-0001");
  BOOST_TEST(filing->gaps()->empty());
}

BOOST_AUTO_TEST_CASE(r_383_r_138_accusations_have_a_class_of_their_own_and_leave_no_gap_in_the_others) {
  const auto accusation = [&] {
    registry::Intake intake = claim("2025-02-03");
    intake.category = "检举控告";
    const std::string number = handled("2025-02-03", intake);
    must(number, "close", {{"reason", "查无实据"}, {"checklist", "来信"}, {"receiver", "reg"}}, "2025-03-01");
    paper(number, "来信");
    return number;
  };
  const auto plain = [&] {
    const std::string number = closed();
    paper(number, "来信");
    return file(number)->front().code;
  };
  BOOST_TEST(plain() == "J021-WS·2025-D10-0001");
  const auto filed = file(accusation());
  BOOST_REQUIRE_MESSAGE(filed, (filed ? "" : filed.error().message));
  BOOST_TEST(filed->front().code == "J021-WS·JB·2025·D10-0001");
  BOOST_TEST(registry::flag_in(filed->front().record, "restricted"));
  BOOST_TEST(plain() == "J021-WS·2025-D10-0002");  // no gap where the accusation stands
  BOOST_TEST(file(accusation())->front().code == "J021-WS·JB·2025·D10-0002");
  FilingDecision volume;
  volume.regime = "卷";
  volume.reason = "重要";
  BOOST_TEST(file(accusation(), volume)->front().code == "J021-ZY·JB·2025·D10-0001");
  BOOST_TEST(filing->gaps()->empty());
}

BOOST_AUTO_TEST_CASE(r_130_a_matter_is_filed_once) {
  const std::string number = closed();
  paper(number, "来信");
  const std::string code = file(number)->front().code;
  BOOST_TEST(has(refusal(number), code));
  BOOST_TEST(filing->book().of_matter(matter(number).matter)->size() == 1U);
}

BOOST_AUTO_TEST_CASE(r_119_an_open_matter_is_refused) { BOOST_TEST(has(refusal(handled("2025-02-03")), "R-119")); }

BOOST_AUTO_TEST_CASE(r_354_a_missing_letter_blocks_until_it_is_excused_by_name) {
  const std::string number = closed();
  BOOST_TEST(has(refusal(number), "R-354"));
  FilingDecision decision;
  decision.excused = {{"信访件原件或接访记录", ""}};
  BOOST_TEST(has(refusal(number, decision), "R-354"));
  decision.excused = {{"送达回证", "没有"}};
  BOOST_TEST(has(refusal(number, decision), "R-354"));
  decision.excused = {{"信访件原件或接访记录", "原件被上级调走，收条在卷"}};
  const auto rows = file(number, decision);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  BOOST_TEST(list_in(rows->front().record, "excused").size() == 1U);
  // What is there needs no excuse.
  const std::string whole = closed();
  paper(whole, "来信");
  BOOST_TEST(has(refusal(whole, decision), "不缺"));
}

BOOST_AUTO_TEST_CASE(r_204_a_change_needs_its_reason_and_stands_in_the_record) {
  const std::string number = closed();
  const ItemId letter = paper(number, "来信"), extra = paper(number, "其他材料");
  FilingDecision decision;
  decision.title = "张三反映待遇问题的来信";
  decision.leave_out = {extra};
  BOOST_TEST(has(refusal(number, decision), "--reason"));
  decision.reason = "题名不准；材料无关";
  const auto rows = file(number, decision);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  const auto& record = rows->front().record;
  BOOST_TEST(text_in(record, "title") == decision.title);
  BOOST_TEST(list_in(record, "papers").size() == 1U);
  BOOST_TEST(list_in(record, "changed").size() == 2U);
  BOOST_TEST(text_in(list_in(record, "changed")[0].as_object(), "reason") == decision.reason);
  BOOST_TEST(text_in(list_in(record, "papers")[0].as_object(), "item") == letter.value);
  FilingDecision nothing;
  nothing.period = "三年";
  nothing.reason = "x";
  const std::string other = closed();
  paper(other, "来信");
  BOOST_TEST(has(refusal(other, nothing), "R-201"));
  for (const char* none : {"99年", "5年", "不归档"}) {  // the code that it would get is for ever
    nothing.period = none;
    BOOST_TEST(has(refusal(other, nothing), "R-201"), none);
  }
}

BOOST_AUTO_TEST_CASE(r_137_r_138_an_old_code_is_kept_and_moves_its_series_on) {
  FilingDecision old;
  old.code = "J021-WS·2025-D10-0007";
  const std::string first = closed(), second = closed(), third = closed();
  for (const std::string& number : {first, second, third}) paper(number, "来信");
  BOOST_TEST(file(first, old)->front().code == old.code);
  BOOST_TEST(file(second)->front().code == "J021-WS·2025-D10-0008");
  BOOST_TEST(has(refusal(third, old), "R-130"));
  old.code = "J021-WS-2025-D10-1";
  BOOST_TEST(has(refusal(third, old), "R-131"));
  const auto gaps = filing->gaps();
  BOOST_REQUIRE(gaps && gaps->size() == 1U);
  BOOST_TEST(gaps->front().series == "J021-WS·2025-D10-");
  BOOST_TEST(gaps->front().missing.size() == 6U);
}

BOOST_AUTO_TEST_CASE(r_115_what_is_not_archived_needs_a_period_and_a_reason) {
  const std::string number = register_on("2025-02-03", claim("2025-02-03"))->name;
  must(number, "propose", {{"text", "存查"}}, "2025-02-03");
  must(number, "instruct", {{"text", "存查"}}, "2025-02-03", "boss");
  must(number, "shelve", {{"reason", "一般性来信"}}, "2025-02-04");
  paper(number, "来信");
  BOOST_TEST(has(refusal(number), "XF-4"));
  FilingDecision decision;
  decision.period = "10年";
  BOOST_TEST(has(refusal(number, decision), "--reason"));
  decision.reason = "反映的问题后来查实";
  const auto rows = file(number, decision);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  BOOST_TEST(list_in(rows->front().record, "papers").size() == 1U);
  BOOST_TEST(text_in(rows->front().record.at("period_row").as_object(), "code") == "自定");
}

BOOST_AUTO_TEST_CASE(r_133_r_146_r_350_a_large_case_takes_several_volumes) {
  const std::string number = closed();
  for (const std::uint32_t pages : {120U, 60U, 90U, 250U, 10U}) paper(number, "来信", pages);
  FilingDecision decision;
  decision.regime = "卷";
  decision.reason = "案情重大";
  const auto rows = file(number, decision);
  BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
  BOOST_REQUIRE(rows->size() == 4U);  // a paper is never torn apart, and 250 pages stand alone
  std::size_t papers = 0;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    const auto& record = (*rows)[i].record;
    BOOST_TEST((*rows)[i].code == "J021-ZY·XF·2025·D10-000" + std::to_string(i + 1));
    BOOST_TEST(has(text_in(record, "title"), "第" + std::to_string(i + 1) + "卷，共4卷"));
    papers += list_in(record, "papers").size();
    BOOST_TEST((registry::number_in(record, "pages") <= 200 || list_in(record, "papers").size() == 1U));
  }
  BOOST_TEST(papers == 5U);
  BOOST_TEST(list_in(matter(number).record, "archival_codes").size() == 4U);
  // As one 件 it is not divided.
  const std::string other = closed();
  for (int i = 0; i < 3; ++i) paper(other, "来信", 150);
  BOOST_TEST(file(other)->size() == 1U);
}

BOOST_AUTO_TEST_CASE(r_138_many_who_file_at_once_leave_no_gap_and_no_double) {
  std::vector<std::string> numbers;
  for (int i = 0; i < 24; ++i) {
    numbers.push_back(closed());
    paper(numbers.back(), "来信");
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      auto own = Archive::open(archive->root(), archive->options());
      if (!own) return;
      const auto office = registry::Registry::open(**own);
      if (!office) return;
      const auto mine = Filing::open(**own, **office);
      for (std::size_t i = static_cast<std::size_t>(t); mine && i < numbers.size(); i += 4) {
        auto transaction = (*own)->begin();
        if (!transaction || !transaction->lock()) return;
        const auto matter = (*office)->book().find(numbers[i]);
        if (!matter || !(*mine)->file(*transaction, *matter, {}, {}) || !transaction->commit()) return;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> codes;
  BOOST_REQUIRE(filing->book().each({}, [&](FilingRow&& row) -> Result<bool> { return codes.insert(row.code).second; }));
  BOOST_TEST(codes.size() == numbers.size());
  BOOST_TEST(*codes.rbegin() == "J021-WS·2025-D10-0024");
  BOOST_TEST(filing->gaps()->empty());
  BOOST_TEST(faults_of(*archive).empty());  // the journal alone says the same
}

BOOST_AUTO_TEST_SUITE_END()
