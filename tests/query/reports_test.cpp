// Books, lists and statistics against a count by hand over random lives; days gone by; masked cells; rounding (R-360… ).
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "query/access/principal.hpp"
#include "query/reports/masking.hpp"
#include "query/reports/reports.hpp"
#include "tests/query/report_histories.hpp"

using namespace anjuan;
using namespace anjuan::test;
using namespace anjuan::reports;
using registry::flag_in;
using registry::Intake;
using registry::list_in;
using registry::number_in;
using registry::Party;
using registry::text_in;

namespace {

CivilDate day(const std::string& text) { return CivilDate::parse(text).value(); }

template <class T>
T must_have(Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result, (result ? "" : result.error().message));
  return std::move(*result);
}

using Records = std::vector<const boost::json::object*>;

std::int64_t number_of(const Records& records, const std::function<bool(const boost::json::object&)>& wanted) {
  std::int64_t count = 0;
  for (const auto* record : records) count += text_in(*record, "state") != "作废" && wanted(*record) ? 1 : 0;
  return count;
}

Intake accusation(const std::string& on) {
  Intake intake;
  intake.category = "检举控告";
  intake.received = day(on);
  intake.subject = "选人用人问题";
  Party accused;
  accused.role = "被反映人";
  accused.name = "孙某";
  accused.unit = "巴城镇";
  intake.parties.push_back(accused);
  return intake;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reports_suite, Histories)

BOOST_AUTO_TEST_CASE(r_361_every_figure_is_what_a_count_by_hand_gives) {
  live(361, "2024-12-20", 60, Accusations::no);
  const Period period = *Period::days("2025-01-01", "2025-01-31");
  const std::string as_of = "2025-02-10";
  const Report report = must_have(statistics(*registry, office_scope(), period, day(as_of)));
  const Records records = this->records(period, as_of);
  BOOST_REQUIRE(records.size() > 15);
  const std::pair<const char*, const char*> axes[] = {{"按渠道", "channel"}, {"按类别", "category"}, {"按署名", "signature"}, {"按状态", "state"}};
  int figures = 0;
  for (const auto& [table_name, member] : axes) {
    for (const Table& table : report.tables) {
      if (table.name != table_name) continue;
      for (const auto& row : table.rows) {
        const std::string value = row.front().text;
        const auto is = [&, name = member](const boost::json::object& record) { return value == "合计" || text_in(record, name) == value; };
        const auto visits = number_of(records, [&](const auto& record) { return is(record) && text_in(record, "channel") == "走访"; });
        const auto all = number_of(records, is);
        std::int64_t persons = 0;
        for (const auto* record : records) {
          if (text_in(*record, "state") == "作废" || text_in(*record, "channel") != "走访" || !is(*record)) continue;
          persons += std::max<std::int64_t>(1, number_in(*record, "heads"));
        }
        BOOST_TEST(row[1].count.value() == all - visits, table.name + value);  // 件次
        BOOST_TEST(row[2].count.value() == visits, table.name + value);        // 批次
        BOOST_TEST(row[3].count.value() == persons, table.name + value);       // 人次
        BOOST_TEST(row[4].count.value() == all, table.name + value);
        BOOST_TEST(row[4].matters.size() == static_cast<std::size_t>(all));
        ++figures;
      }
    }
  }
  BOOST_TEST(figures > 15);
  const auto repeats = number_of(records, [](const auto& record) { return flag_in(record, "repeat"); });
  BOOST_TEST(cell(report, "按初重", "重复", "合计").count.value() == repeats);
  // A unit by another of its names is the same unit.
  const auto named = [](const boost::json::object& record, const std::string& name) {
    for (const auto& party : list_in(record, "parties")) {
      if (text_in(party.as_object(), "name") == name) return true;
    }
    return false;
  };
  const auto bacheng = number_of(records, [&](const auto& record) { return named(record, "巴城镇"); });
  BOOST_REQUIRE(bacheng > 0);
  BOOST_TEST(cell(report, "按被反映单位", "巴城镇党委", "合计").count.value() == bacheng);
  const auto letters_of_claim =
      number_of(records, [](const auto& record) { return text_in(record, "channel") == "书信" && text_in(record, "category") == "申诉求决"; });
  BOOST_TEST(cell(report, "渠道×类别", "书信", "申诉求决").count.value() == letters_of_claim);
}

BOOST_AUTO_TEST_CASE(r_361_the_way_of_handling_is_the_last_turn) {
  const std::string direct = handled("2025-03-03");
  const std::string shelved = register_on("2025-03-03", claim("2025-03-03"))->name;
  const std::string open = register_on("2025-03-03", claim("2025-03-03"))->name;
  must(shelved, "instruct", {{"text", "存"}}, "2025-03-04", "boss");
  const std::string sent = handled("2025-03-03");
  must(sent, "transfer", {{"organ", "市教育局"}, {"mode", "转送"}}, "2025-03-05");
  must(shelved, "shelve", {{"reason", "已另案处理"}}, "2025-03-06");
  const Period period = *Period::month("2025-03");
  const Report before = must_have(statistics(*registry, office_scope(), period, day("2025-03-05")));
  BOOST_TEST(cell(before, "按办理方式", "存查", "合计").count.value() == 0);  // it had not happened yet
  BOOST_TEST(cell(before, "按办理方式", "转送", "合计").count.value() == 1);
  // a visit answered on the spot was handled, though by no section, and waits for nothing.
  Intake coming = claim("2025-03-03");
  coming.channel = "走访";
  const std::string visit = register_on("2025-03-03", coming)->name;
  must(visit, "record", {{"kind", "接访"}, {"text", "来访人所述"}}, "2025-03-03");
  must(visit, "notify", {{"kind", "当场告知"}, {"text", "已当面说明政策"}}, "2025-03-03");
  must(visit, "close", {{"checklist", "接访记录"}, {"receiver", "reg"}}, "2025-03-03");
  const Report waiting = must_have(control_list(*registry, office_scope(), day("2025-03-06")));
  BOOST_TEST(spelled(waiting).find(visit) == std::string::npos);
  BOOST_TEST(spelled(waiting).find(open) != std::string::npos);
  const Report after = must_have(statistics(*registry, office_scope(), period, day("2025-03-06")));
  for (const char* way : {"直接办理", "当场答复", "转送", "存查", "未定"}) BOOST_TEST(cell(after, "按办理方式", way, "合计").count.value() == 1, way);
  BOOST_TEST((must_have(after.find("按办理方式/存查/合计"))->matters == std::vector<MatterId>{matter(shelved).matter}));
  BOOST_TEST((after.find("按办理方式/烧毁/合计").error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(r_361_the_same_days_of_the_year_before_stand_beside) {
  register_on("2024-02-29", claim("2024-02-29")).value();
  register_on("2024-03-01", claim("2024-03-01")).value();
  register_on("2025-02-03", claim("2025-02-03")).value();
  register_on("2025-02-28", claim("2025-02-28")).value();
  const Report report = must_have(statistics(*registry, office_scope(), *Period::month("2025-02"), day("2025-02-28")));
  BOOST_TEST(cell(report, "按渠道", "书信", "合计").count.value() == 2);
  BOOST_TEST(cell(report, "按渠道", "书信", "上年同期").count.value() == 1);  // the end of February is its end in a leap year, too
  BOOST_TEST(cell(report, "按渠道", "书信", "增减").text == "+1");
}

BOOST_AUTO_TEST_CASE(a_past_day_reads_as_it_did_on_that_day) {
  std::map<std::string, std::string> written;
  const Period period = *Period::year("2025");
  const auto spell = [&](const std::string& on) {
    return spelled(must_have(statistics(*registry, office_scope(), period, day(on)))) + spelled(must_have(control_list(*registry, office_scope(), day(on))));
  };
  live(7, "2025-01-01", 45, Accusations::yes, [&](const std::string& on) {
    if (day(on).day() % 5 == 0) written[on] = spell(on);
  });
  BOOST_REQUIRE(written.size() > 6);
  std::set<std::string> different;
  for (const auto& [on, text] : written) {
    BOOST_TEST(spell(on) == text, on);
    different.insert(text);
  }
  BOOST_TEST(different.size() == written.size());
}

BOOST_AUTO_TEST_CASE(r_374_nothing_without_handler_notice_answer_or_reason_is_missing_from_the_list) {
  live(374, "2025-01-01", 50, Accusations::yes);
  const std::string as_of = "2025-02-05";
  const Report report = must_have(control_list(*registry, office_scope(), day(as_of)));
  std::map<std::string, std::int64_t> expected;
  std::map<std::string, std::string> missing;
  for (const Lived& one : lived) {
    const auto* record = one.on(as_of);
    if (record == nullptr) continue;
    const std::string state = text_in(*record, "state");
    const bool open = registry->rules().moves.is_open(state), replied = !text_in(*record, "replied").empty(), anonymous = text_in(*record, "signature") == "匿名";
    std::string words;
    const auto add = [&](const std::string& word) {
      words += (words.empty() ? "" : "、") + word;
      ++expected[word];
    };
    if (open && state != "转出" && (text_in(*record, "section").empty() || text_in(*record, "handler").empty())) add("承办");
    if ((open || state == "不予受理") && flag_in(*record, "addressable") && text_in(*record, "noticed").empty() && !replied) add("告知");
    if (open && !anonymous && !replied) add("答复");
    const bool delivered = !text_in(*record, "delivered").empty();
    if (((state == "已答复" && replied) || state == "复查答复") && !anonymous && !delivered) add("送达");
    if (open ? anonymous && !replied : state != "作废" && !replied && text_in(*record, "closing_reason").empty()) add("理由");
    if (!words.empty()) missing[one.number] = words;
  }
  BOOST_REQUIRE(missing.size() > 5);
  BOOST_TEST(report.tables[0].rows.size() == missing.size());
  for (const auto& row : report.tables[0].rows) BOOST_TEST(row[6].text == missing[row[0].text], row[0].text);
  for (const char* word : {"承办", "告知", "答复", "送达", "理由"}) BOOST_TEST(cell(report, "合计", word, "件数").count.value() == expected[word], word);
}

BOOST_AUTO_TEST_CASE(r_374_an_answered_matter_leaves_the_list) {
  const std::string number = handled("2025-03-03");
  must(number, "notify", {{"kind", "受理告知"}}, "2025-03-10");
  must(number, "reply", {{"result", "予以支持"}, {"request", "求"}, {"facts", "实"}, {"opinion", "见"}, {"basis", "据"}}, "2025-04-01", "li");
  BOOST_TEST(must_have(control_list(*registry, office_scope(), day("2025-03-09"))).tables[0].rows.at(0).at(6).text == "告知、答复");
  BOOST_TEST(must_have(control_list(*registry, office_scope(), day("2025-03-31"))).tables[0].rows.at(0).at(6).text == "答复");
  // F-15: signed is not received, and posted is not either.
  BOOST_TEST(must_have(control_list(*registry, office_scope(), day("2025-04-01"))).tables[0].rows.at(0).at(6).text == "送达");
  must(number, "deliver", {{"how", "邮寄"}, {"tracking", "XA1"}}, "2025-04-02");
  BOOST_TEST(must_have(control_list(*registry, office_scope(), day("2025-04-02"))).tables[0].rows.at(0).at(6).text == "送达");
  const auto clock = [&](const char* on) {
    for (const auto& reading : must_have(registry->clocks(matter(number), day(on)))) {
      if (reading.clock == "deliver") return reading.state;
    }
    return registry::ClockState::not_owed;
  };
  BOOST_TEST((clock("2025-03-31") == registry::ClockState::not_owed));
  BOOST_TEST((clock("2025-04-16") == registry::ClockState::running));
  BOOST_TEST((clock("2025-04-17") == registry::ClockState::late));
  // The counter-example: signed for, nothing is owed any more.
  must(number, "deliver", {{"how", "邮寄"}, {"signer", "张三"}}, "2025-04-10");
  BOOST_TEST(must_have(control_list(*registry, office_scope(), day("2025-04-10"))).tables[0].rows.empty());
  BOOST_TEST((clock("2025-04-17") == registry::ClockState::met));
}

BOOST_AUTO_TEST_CASE(r_383_totals_are_never_issued_to_one_person) {
  const AccessScope person = must_have(scope_of(registry->book(), "boss"));
  const Period period = *Period::month("2025-03");
  BOOST_TEST((statistics(*registry, person, period, day("2025-03-31")).error().code == ErrorCode::denied));
  BOOST_TEST((cross_table(*registry, person, period, day("2025-03-31"), "渠道", "类别").error().code == ErrorCode::denied));
  BOOST_TEST(statistics(*registry, office_scope(), period, day("2025-03-31")).has_value());
}

BOOST_AUTO_TEST_CASE(r_343_a_hidden_matter_leaves_no_trace_in_a_list) {
  register_on("2025-03-03", claim("2025-03-03")).value();
  const AccessScope before = must_have(scope_of(registry->book(), "wang"));
  const std::string without = spelled(must_have(control_list(*registry, before, day("2025-03-31"))));
  register_on("2025-03-04", accusation("2025-03-04")).value();
  const AccessScope after = must_have(scope_of(registry->book(), "wang"));
  BOOST_TEST(spelled(must_have(control_list(*registry, after, day("2025-03-31")))) == without);
  BOOST_TEST(spelled(must_have(control_list(*registry, office_scope(), day("2025-03-31")))) != without);
}

BOOST_AUTO_TEST_CASE(r_383_a_cell_that_singles_out_an_accusation_is_masked_and_cannot_be_worked_out) {
  register_on("2025-03-03", accusation("2025-03-03")).value();
  for (int i = 0; i < 4; ++i) register_on("2025-03-04", claim("2025-03-04")).value();
  Intake question = claim("2025-03-05");
  question.category = "咨询";
  register_on("2025-03-05", question).value();
  const Report report = must_have(statistics(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  const Cell& one = cell(report, "按类别", "检举控告", "合计");
  BOOST_TEST(one.masked);
  BOOST_TEST(one.text == "*");
  BOOST_TEST(one.matters.empty());
  BOOST_TEST(cell(report, "按类别", "合计", "合计").count.value() == 6);
  // 6 − 4 − 1 would say it: the 咨询 is masked with it, and so small a sum takes the next one, too.
  BOOST_TEST(cell(report, "按类别", "咨询", "合计").masked);
  BOOST_TEST(cell(report, "按被反映单位", "巴城镇党委", "合计").masked);
  BOOST_TEST(cell(report, "按渠道", "书信", "合计").count.value() == 6);
  BOOST_TEST((report.find("按类别/检举控告/合计").error().code == ErrorCode::denied));
  // Three are no longer one.
  for (int i = 0; i < 2; ++i) register_on("2025-03-06", accusation("2025-03-06")).value();
  const Report more = must_have(statistics(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  BOOST_TEST(cell(more, "按类别", "检举控告", "合计").count.value() == 3);
  BOOST_TEST(cell(more, "按类别", "咨询", "合计").count.value() == 1);
}

BOOST_AUTO_TEST_CASE(r_383_the_mark_does_not_say_which_unit_is_accused) {
  register_on("2025-03-03", accusation("2025-03-03")).value();  // against 巴城镇党委
  Intake other = claim("2025-03-04");
  registry::Party unit;
  unit.role = "被反映单位";
  unit.name = "市教育局";
  other.parties.push_back(unit);
  register_on("2025-03-04", other).value();
  for (int i = 0; i < 4; ++i) register_on("2025-03-05", claim("2025-03-05")).value();
  const Report report = must_have(statistics(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  BOOST_TEST(cell(report, "按被反映单位", "巴城镇党委", "合计").masked);
  BOOST_TEST(cell(report, "按被反映单位", "市教育局", "合计").masked);
  // The counter-examples: a letter that names nobody, and three about one unit.
  BOOST_TEST(cell(report, "按渠道", "书信", "合计").count.value() == 6);
  for (int i = 0; i < 2; ++i) register_on("2025-03-06", other).value();
  other.parties.back().name = "市卫生局";
  for (int i = 0; i < 2; ++i) register_on("2025-03-06", other).value();
  const Report more = must_have(statistics(*registry, office_scope(), *Period::month("2025-03"), day("2025-03-31")));
  BOOST_TEST(cell(more, "按被反映单位", "市卫生局", "合计").masked);
  BOOST_TEST(cell(more, "按被反映单位", "市教育局", "合计").count.value() == 3);
}

BOOST_AUTO_TEST_CASE(r_383_no_line_of_a_random_grid_gives_a_masked_cell_away) {
  std::mt19937 random(383);
  int masked_cells = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t rows = 1 + random() % 5, columns = 1 + random() % 4;
    Grid grid(rows + 1, std::vector<Counted>(columns + 1));
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < columns; ++c) {
        const std::int64_t all = random() % 6, accused = random() % 3 == 0 ? std::min<std::int64_t>(all, random() % 3) : 0;
        for (Counted* cell : {&grid[r][c], &grid[rows][c], &grid[r][columns], &grid[rows][columns]}) cell->all += all, cell->accusations += accused;
      }
    }
    mask(grid);
    for (std::size_t r = 0; r <= rows; ++r) {
      int hidden = 0;
      for (std::size_t c = 0; c <= columns; ++c) {
        if (singles_out(grid[r][c])) BOOST_TEST(grid[r][c].masked);
        hidden += grid[r][c].masked ? 1 : 0;
      }
      masked_cells += hidden;
      if (grid[r][columns].masked) continue;
      BOOST_TEST(hidden != 1);
    }
    for (std::size_t c = 0; c <= columns; ++c) {
      int hidden = 0;
      for (std::size_t r = 0; r < rows; ++r) hidden += grid[r][c].masked ? 1 : 0;
      if (!grid[rows][c].masked) BOOST_TEST(hidden != 1);
    }
  }
  BOOST_TEST(masked_cells > 1000);
}

BOOST_AUTO_TEST_CASE(r_363_four_decimals_half_up_and_blank_for_nothing) {
  BOOST_TEST(four_decimals(1, 3) == "0.3333");
  BOOST_TEST(four_decimals(2, 3) == "0.6667");
  BOOST_TEST(four_decimals(1, 20000) == "0.0001");  // exactly half, up
  BOOST_TEST(four_decimals(1, 20001) == "0.0000");
  BOOST_TEST(four_decimals(3, 3) == "1.0000");
  BOOST_TEST(four_decimals(19999, 20000) == "1.0000");
  BOOST_TEST(four_decimals(100, 8) == "12.5000");
  BOOST_TEST(four_decimals(0, 7) == "0.0000");
  BOOST_TEST(four_decimals(0, 0) == "");
}

BOOST_AUTO_TEST_CASE(periods_are_days_that_exist) {
  BOOST_TEST((*Period::month("2024-02") == *Period::days("2024-02-01", "2024-02-29")));
  BOOST_TEST(!Period::month("2024-2"));
  BOOST_TEST(!Period::month("2024-13"));
  BOOST_TEST(!Period::year("24"));
  BOOST_TEST(!Period::days("2024-03-02", "2024-03-01"));
}

BOOST_AUTO_TEST_SUITE_END()
