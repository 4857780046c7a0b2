// Rows of the register and old ledgers into an office (R-330, R-338, R-346, R-387), and letters with their replies as closed matters.
#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>

#include "tests/support/office.hpp"
#include "tools/flows/import.hpp"
#include "tools/flows/ledger.hpp"
#include "tools/flows/office_date.hpp"
#include "tools/flows/register_rows.hpp"
#include "tools/flows/sheet.hpp"

using namespace anjuan;
using namespace anjuan::flows;
using anjuan::registry::list_in;
using anjuan::registry::text_in;
using anjuan::test::Office;

namespace {

struct Told {
  std::vector<RowEvent> rows;
  RowSummary summary;
  Status status;

  const RowEvent& row(std::uint64_t number) const {
    for (const RowEvent& event : rows) {
      if (event.row == number) return event;
    }
    BOOST_FAIL("nothing was told of row " << number);
    return rows.front();
  }
  bool refused_for(std::uint64_t number, std::string_view why, std::string_view rule) const {
    const RowEvent& event = row(number);
    const bool named = event.status == RowStatus::refused && event.reason.find(why) != std::string::npos && event.reason.find(rule) != std::string::npos;
    if (!named) BOOST_TEST_MESSAGE("row " << number << ": " << to_string(event.status) << " " << event.reason);
    return named;
  }
};

void write(const Path& path, std::string_view content) { std::ofstream(path, std::ios::binary) << content; }

Told register_file(Office& office, const std::string& name, std::string_view content, DryRun dry_run = DryRun::no) {
  write(office.dir / name, content);
  RegisterRowsOptions options;
  options.file = office.dir / name;
  options.dry_run = dry_run;
  if (name.ends_with(".csv")) {
    const auto text = read_text_file(options.file);
    BOOST_REQUIRE(text.has_value());
    auto rows = parse_csv(*text);
    BOOST_REQUIRE(rows.has_value());
    options.sheet = std::move(*rows);
  }
  Told told;
  told.status = register_rows(*office.archive, *office.registry, options, [&](const RowEvent& event) { told.rows.push_back(event); }, told.summary);
  return told;
}

Told import_text(Office& office, std::string_view csv, DryRun dry_run = DryRun::no, std::string_view map = "") {
  Told told;
  const auto rows = parse_csv(csv);
  BOOST_REQUIRE(rows.has_value());
  LedgerOptions options;
  options.name = "台账.csv";
  options.dry_run = dry_run;
  auto parsed = LedgerMap::parse(map);
  BOOST_REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().message));
  options.map = *parsed;
  told.status = import_ledger(*office.archive, *office.registry, *rows, options, [&](const RowEvent& event) { told.rows.push_back(event); }, told.summary);
  return told;
}

std::string number_of(int year, int serial) {
  char text[64];
  std::snprintf(text, sizeof text, "〔%d〕组信字第%04d号", year, serial);
  return text;
}

std::string dump(Office& office) {
  auto text = office.archive->logical_dump();
  BOOST_REQUIRE(text.has_value());
  return *text;
}

constexpr std::string_view k_titles = "编号,收信日期,信访人,渠道,类别,内容摘要,承办科室,承办人,答复日期,处理结果,办结日期\n";

/// A ledger as offices keep it: 300 rows, dates in every spelling, and eight rows that cannot be true.
std::string ledger_of_300() {
  static constexpr const char* k_spellings[] = {"2019.3.5", "2019年3月5日", "20190305", "2019/03/05", "43529", "2019-03-05 00:00:00", "２０１９．３．５"};
  std::string csv(k_titles);
  int serial = 0;
  for (int i = 1; i <= 300; ++i) {
    ++serial;
    if (i == 100) ++serial;  // number 100 is missing
    std::string number = number_of(2019, serial);
    std::string received = k_spellings[i % 7], section = "干部监督科", handler = i % 2 == 0 ? "李四" : "早已调离的孙某", closed = "2019年4月20日";
    if (i == 17) received = "2019.2.30";
    if (i == 18) closed = "2019.13.1";
    if (i == 33) section = "宣传科";
    if (i == 50) number = number_of(2019, 49);
    if (i == 60) closed = "2019-03-01";
    if (i == 70) number = "";
    if (i == 80) received = "19.3.5";
    if (i == 90) closed = "";
    csv += number + "," + received + ",\"来信人" + std::to_string(i) + "\",来信,申诉,\"要求落实,待遇\n第" + std::to_string(i) + "件\"," + section + "," + handler +
           (i == 90 ? "," : ",2019.4.10") + ",解释说明," + closed + "\n";
  }
  return csv;
}

struct CountingObserver final : Observer {
  void event(const ItemEvent& event) override {
    if (!event.reason.empty()) reasons.push_back(event.reason);
  }
  std::vector<std::string> reasons;
};

Summary import_letters_of(Office& office, const std::string& lines, std::vector<std::string>* reasons = nullptr) {
  write(office.dir / "letters.jsonl", lines);
  ImportOptions options;
  options.file = office.dir / "letters.jsonl";
  CountingObserver observer;
  Summary summary;
  const Status status = import_letters(office.archive.get(), office.registry.get(), options, observer, summary);
  BOOST_REQUIRE_MESSAGE(status, (status ? "" : status.error().message));
  if (reasons != nullptr) *reasons = observer.reasons;
  return summary;
}

}  // namespace

BOOST_AUTO_TEST_CASE(dates_are_read_as_offices_write_them) {
  for (const char* text : {"2019.3.5", "2019-03-05", "2019/3/5", "2019年3月5日", "2019年03月05号", "20190305", "43529", "２０１９．３．５", " 2019-03-05 08:30",
                           "2019-03-05T08:30:00", "2019、3、5"}) {
    const auto date = read_office_date(text);
    BOOST_REQUIRE_MESSAGE(date, text);
    BOOST_TEST(date->to_string() == "2019-03-05", text);
  }
  for (const char* text : {"2019.2.30", "2019.13.1", "20190230", "19.3.5", "2019年3月", "3月5日", "不详", "", "123", "2019.3.5.6", "99999", "2019.003.5"}) {
    BOOST_TEST(!read_office_date(text).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(csv_cells_hold_commas_breaks_and_quotes) {
  const auto rows = parse_csv("甲,乙\r\n\"a,\"\"b\"\"\nc\", d \r\n\r\n,\r\n末行,");
  BOOST_REQUIRE(rows.has_value());
  BOOST_REQUIRE(rows->size() == 3U);
  BOOST_TEST((*rows)[1].cells[0] == "a,\"b\"\nc");
  BOOST_TEST((*rows)[1].cells[1] == "d");
  BOOST_TEST((*rows)[2].number == 5U);
  BOOST_TEST(!parse_csv("甲\n\"没有结束").has_value());
}

BOOST_AUTO_TEST_CASE(rows_are_registered_once_and_without_a_gap) {  // R-330, R-346
  Office office;
  const std::string rows =
      R"({"received":"2026-03-02","from":"张三","address":"昆山市玉山镇1号","summary":"要求落实待遇"})"
      "\n"
      R"({"received":"2026.3.2","from":"李甲","summary":"第二件","source":"窗口","row":"A-7"})"
      "\n"
      R"({"received":"2026-02-30","from":"王甲","summary":"没有这一天"})"
      "\n"
      R"({"received":"2026-03-02","from":"王甲","channel":"飞鸽"})"
      "\n"
      R"({"received":"2027-03-02","from":"王甲"})"
      "\n"
      R"({"收信日期":20260303,"来信人":"赵甲、钱乙","人数":2,"摘要":"第三件"})"
      "\nnot json\n";
  const Told dry = register_file(office, "dry.jsonl", rows, DryRun::yes);
  BOOST_TEST(dry.summary.registered == 3U);
  BOOST_TEST(dry.summary.refused == 4U);
  BOOST_TEST(!office.registry->book().find(number_of(2026, 1)).has_value());

  const Told told = register_file(office, "rows.jsonl", rows);
  BOOST_REQUIRE_MESSAGE(told.status, (told.status ? "" : told.status.error().message));
  BOOST_TEST(told.row(1).number == number_of(2026, 1));
  BOOST_TEST(told.row(2).number == number_of(2026, 2));
  BOOST_TEST(told.refused_for(3, "received", "F-10"));
  BOOST_TEST(told.refused_for(4, "飞鸽", "R-322"));
  BOOST_TEST(told.refused_for(5, "还没有到", "R-330"));
  BOOST_TEST(told.row(6).number == number_of(2026, 3));
  BOOST_TEST(told.refused_for(7, "JSON", "F-10"));
  BOOST_TEST(text_in(office.matter(number_of(2026, 3)).record, "signature") == "联名");

  const std::string before = dump(office);
  const Told again = register_file(office, "copy.jsonl", rows);
  BOOST_TEST(again.summary.duplicate == 3U, "a copy under another name holds the same rows");
  BOOST_TEST((again.row(2).status == RowStatus::duplicate));
  BOOST_TEST(again.row(6).number == number_of(2026, 3));
  BOOST_TEST(dump(office) == before);
}

BOOST_AUTO_TEST_CASE(csv_of_an_office_computer_is_registered) {
  Office office;
  // 收信日期,来信人,摘要 / 2026-03-02,张三,落实待遇 in GB18030, as a spreadsheet saves it.
  const std::string gb = "\xCA\xD5\xD0\xC5\xC8\xD5\xC6\xDA,\xC0\xB4\xD0\xC5\xC8\xCB,\xD5\xAA\xD2\xAA\r\n2026-03-02,\xD5\xC5\xC8\xFD,\xC2\xE4\xCA\xB5\xB4\xFD\xD3\xF6\r\n";
  const Told told = register_file(office, "今天.csv", gb);
  BOOST_REQUIRE_MESSAGE(told.status, (told.status ? "" : told.status.error().message));
  BOOST_TEST(told.row(2).number == number_of(2026, 1));
  BOOST_TEST(text_in(office.matter(number_of(2026, 1)).record, "summary") == "落实待遇");

  const Told unknown = register_file(office, "bad.csv", "收信日期,星座\n2026-03-02,白羊\n");
  BOOST_REQUIRE(!unknown.status);
  BOOST_TEST(unknown.status.error().message.find("星座") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_ledger_becomes_closed_matters_and_bad_rows_are_named) {  // R-338, R-346
  Office office;
  const std::string csv = ledger_of_300();
  const std::string empty = dump(office);
  const Told dry = import_text(office, csv, DryRun::yes);
  BOOST_TEST(dump(office) == empty, "a dry run left something behind");

  const Told told = import_text(office, csv);
  BOOST_REQUIRE_MESSAGE(told.status, (told.status ? "" : told.status.error().message));
  BOOST_TEST(told.summary.rows == 300U);
  BOOST_TEST(told.summary.refused == 8U);
  BOOST_TEST(told.summary.registered == 292U);
  BOOST_TEST(dry.summary.refused == told.summary.refused);
  for (const RowEvent& event : told.rows) {
    if (event.status == RowStatus::refused) BOOST_TEST(dry.row(event.row).reason == event.reason);
  }
  // Row 1 holds the titles.
  BOOST_TEST(told.refused_for(18, "收信日期：", "没有这一天"));
  BOOST_TEST(told.refused_for(19, "办结日期：", "R-330"));
  BOOST_TEST(told.refused_for(34, "宣传科", "R-373"));
  BOOST_TEST(told.refused_for(51, "已经用过", "R-346"));
  BOOST_TEST(told.refused_for(61, "早于收到之日", "R-330"));
  BOOST_TEST(told.refused_for(71, "编号：", "R-346"));
  BOOST_TEST(told.refused_for(81, "四位", "F-10"));
  BOOST_TEST(told.refused_for(91, "处理结果", "R-333"));

  const MatterRow first = office.matter(number_of(2019, 1));
  BOOST_TEST(text_in(first.record, "state") == "办结");
  BOOST_TEST(text_in(first.record, "closed") == "2019-04-20");
  BOOST_TEST(text_in(first.record, "outcome") == "解释说明");
  BOOST_TEST(text_in(first.record, "channel") == "书信");
  BOOST_TEST(text_in(first.record, "handler_name") == "早已调离的孙某");
  BOOST_TEST(text_in(first.record, "alarm").empty());
  BOOST_TEST(text_in(office.matter(number_of(2019, 2)).record, "handler") == "li");
}

BOOST_AUTO_TEST_CASE(a_ledger_is_taken_once_and_its_series_goes_on) {  // R-346: gapless after the old numbers
  Office office;
  const std::string csv = ledger_of_300();
  const Told told = import_text(office, csv);
  // 100 stands nowhere; the numbers of refused rows are missing too, until those rows are put right.
  const std::vector<std::string>& missing = told.summary.missing;
  BOOST_TEST((std::find(missing.begin(), missing.end(), number_of(2019, 100)) != missing.end()));
  BOOST_TEST((std::find(missing.begin(), missing.end(), number_of(2019, 101)) == missing.end()));

  const std::string before = dump(office);
  const Told again = import_text(office, csv);
  BOOST_TEST(again.summary.registered == 0U);
  BOOST_TEST(again.summary.duplicate == 292U);
  BOOST_TEST(dump(office) == before);

  BOOST_TEST(office.registry->book().last_serial("组信", 2019).value() == 301);
  const auto rest = register_file(office, "late.jsonl", R"({"received":"2026-03-02","from":"张三"})");
  BOOST_TEST(rest.row(1).number == number_of(2026, 1), "another year, another series of serials");
}

BOOST_AUTO_TEST_CASE(what_stands_for_a_name_is_none) {  // R-323
  Office office;
  std::string csv(k_titles);
  int serial = 0;
  for (const char* from : {"匿名", "群众", "佚名", "无名", "匿 名", "张三"}) {
    csv += number_of(2019, ++serial) + ",2019.3.5," + from + ",来信,申诉,要求,干部监督科,李四,2019.4.10,解释说明,2019.4.20\n";
  }
  const Told told = import_text(office, csv);
  BOOST_TEST(told.summary.registered == 6U);
  for (int nameless = 1; nameless <= 5; ++nameless) {
    const MatterRow matter = office.matter(number_of(2019, nameless));
    BOOST_TEST(text_in(matter.record, "signature") == "匿名", nameless);
    BOOST_TEST(list_in(matter.record, "parties").empty());
  }
  BOOST_TEST(text_in(office.matter(number_of(2019, 6)).record, "signature") == "实名");
  BOOST_TEST(import_text(office, csv).summary.duplicate == 6U);
}

BOOST_AUTO_TEST_CASE(a_number_is_of_the_year_of_its_registration) {  // R-346, R-330
  Office office;
  const std::string rest = ",2019.4.5,张三,来信,申诉,要求,干部监督科,李四,2019.4.10,解释说明,2019.4.20\n";
  const std::string csv = std::string(k_titles) + number_of(2018, 8) + rest + number_of(2019, 1) + rest + number_of(2019, 3) + rest;
  const Told told = import_text(office, csv);
  BOOST_TEST(told.refused_for(2, "2018 年的", "R-346"));
  BOOST_TEST(told.summary.registered == 2U);
  // Gaps of the book of 2019 only: of 2018 this is no book.
  BOOST_TEST((told.summary.missing == std::vector<std::string>{number_of(2019, 2)}));
  const Told meant = import_text(office, csv, DryRun::no, "[[number]]\nother_years = true\n");
  BOOST_TEST(meant.row(2).number == number_of(2018, 8));
  BOOST_TEST((meant.summary.missing == std::vector<std::string>{number_of(2019, 2)}));
}

BOOST_AUTO_TEST_CASE(a_row_that_was_cut_off_is_refused) {  // F-10
  Office office;
  const Told told = register_file(office, "cut.csv", "收信日期,来信人,电话,摘要\n2026-03-02,张三,\n2026-03-02,李甲,,第二件\n2026-03-02,王甲,,第三件,多出\n2026-03-02,赵甲,,第四件,\n");
  BOOST_TEST(told.refused_for(2, "有 3 格", "F-10"));
  BOOST_TEST(told.row(3).number == number_of(2026, 1));
  BOOST_TEST(told.refused_for(4, "有 5 格", "F-10"));
  BOOST_TEST(told.row(5).number == number_of(2026, 2));
}

BOOST_AUTO_TEST_CASE(history_can_be_read_as_of_a_past_day) {  // R-338: events, not a last state alone
  Office office;
  const std::string number = number_of(2019, 1);
  const Told told = import_text(office, std::string(k_titles) + number + ",2019.3.5,张三,来信,申诉,要求,干部监督科,李四,2019.4.10,解释说明,2019.4.20\n");
  BOOST_REQUIRE_MESSAGE(told.row(2).status == RowStatus::registered, told.row(2).reason);
  const MatterRow matter = office.matter(number);
  const auto events = office.registry->book().events(matter.matter);
  BOOST_REQUIRE(events.has_value());
  BOOST_REQUIRE(events->size() == 3U);
  for (const MatterEvent& event : *events) {
    BOOST_TEST(event.move == "import");
    BOOST_TEST(text_in(event.fields, "row") == "2");
    BOOST_TEST(text_in(event.fields, "source") == "台账.csv");
  }
  const auto state_on = [&](const char* day) { return text_in(registry::record_as_of(*events, CivilDate::parse(day).value()), "state"); };
  BOOST_TEST(state_on("2019-03-04").empty());
  BOOST_TEST(state_on("2019-04-09") == "办理");
  BOOST_TEST(state_on("2019-04-10") == "已答复");
  BOOST_TEST(state_on("2019-04-20") == "办结");
  const auto clocks = office.registry->clocks(matter, std::nullopt);
  BOOST_REQUIRE(clocks.has_value());
  for (const registry::ClockReading& clock : *clocks) BOOST_TEST((clock.state != registry::ClockState::running), clock.rule);
}

BOOST_AUTO_TEST_CASE(an_open_row_goes_on_where_it_stands) {  // R-374: what the ledger leaves open is on the control list
  Office office;
  const std::string number = number_of(2026, 7);
  const Told told = import_text(office, std::string(k_titles) + number + ",2026.11.2,张三,来信,申诉,要求,干部监督科,李四,,,\n");
  BOOST_REQUIRE_MESSAGE(told.row(2).status == RowStatus::registered, told.row(2).reason);
  BOOST_TEST(office.state(number) == "办理");
  BOOST_TEST(!text_in(office.matter(number).record, "alarm").empty());
  const auto next = register_file(office, "next.jsonl", R"({"received":"2026-11-20","from":"张三"})");
  BOOST_TEST(next.row(1).number == number_of(2026, 8));
}

BOOST_AUTO_TEST_CASE(a_map_names_columns_and_words) {
  Office office;
  const std::string csv = "登记号,来件时间,群众姓名,性质,结果,备考\n信2019-17,2019.3.5,张三,举报类,存查,x\n信2019-18,2019.3.6,李甲,求决,已转有关单位,y\n";
  const Told unknown = import_text(office, csv);
  BOOST_REQUIRE(!unknown.status);
  BOOST_TEST(unknown.status.error().message.find("登记号") != std::string::npos);
  const std::string map = R"(
[[column]]
title = "登记号"
member = "number"
[[column]]
title = "来件时间"
member = "received"
[[column]]
title = "群众姓名"
member = "from"
[[column]]
title = "性质"
member = "category"
[[column]]
title = "结果"
member = "outcome"
[[column]]
title = "备考"
member = "ignore"
[[value]]
member = "category"
written = ["举报类"]
means = "检举控告"
[[default]]
member = "closed"
value = "2019-12-31"
)";
  const Told told = import_text(office, csv, DryRun::no, map);
  BOOST_REQUIRE_MESSAGE(told.status, (told.status ? "" : told.status.error().message));
  BOOST_REQUIRE_MESSAGE(told.row(2).status == RowStatus::registered, told.row(2).reason);
  const MatterRow first = office.matter("信2019-17");
  BOOST_TEST(text_in(first.record, "state") == "存查");
  BOOST_TEST(registry::flag_in(first.record, "restricted"), "R-383");
  const MatterRow second = office.matter("信2019-18");
  BOOST_TEST(text_in(second.record, "outcome") == "其他");
  BOOST_TEST(text_in(second.record, "closing_reason") == "已转有关单位");
  BOOST_TEST(text_in(second.record, "closed") == "2019-12-31");
  for (const char* bad : {"[[column]]\ntitle = \"x\"\nmember = \"星座\"\n", "[[other]]\nmember = \"from\"\n", "[[value]]\nmember = \"from\"\n"}) {
    BOOST_TEST(!LedgerMap::parse(bad).has_value(), bad);
  }
}

BOOST_AUTO_TEST_CASE(letters_with_replies_are_closed_matters_without_numbers) {  // R-338, R-387
  Office office;
  const std::string lines =
      R"({"id":7,"source":"s","user":"A1","subject":"路灯","time":"2019-05-01","text":"路灯不亮","reply":"已修","reply_time":"2019-05-09","label":"咨询"})"
      "\n"
      R"({"id":8,"source":"s","user":"A2","time":"2019-05-01","text":"没有答复"})"
      "\n"
      R"({"id":9,"source":"s","user":"","time":"2019-05-09","text":"日期颠倒","reply":"好","reply_time":"2019-05-01"})"
      "\n";
  std::vector<std::string> reasons;
  import_letters_of(office, lines, &reasons);
  BOOST_REQUIRE(reasons.size() == 1U);
  BOOST_TEST(reasons[0].find("答复日期早于来信日期") != std::string::npos);
  const MatterRow closed = office.matter("7");
  BOOST_TEST(closed.name == "s:7");
  BOOST_TEST(text_in(closed.record, "state") == "办结");
  BOOST_TEST(text_in(closed.record, "channel") == "信息网络");
  BOOST_TEST(text_in(closed.record, "category") == "咨询");
  BOOST_TEST(text_in(closed.record, "received") == "2019-05-01");
  BOOST_TEST(text_in(closed.record, "closed") == "2019-05-09");
  BOOST_TEST(text_in(closed.record, "number").empty());
  BOOST_TEST(office.matter("s:8").record.empty());
  BOOST_TEST(office.matter("s:9").record.empty());
  BOOST_TEST(office.registry->book().last_serial("组信", 2019).value() == 0);
  const std::string before = dump(office);
  import_letters_of(office, lines);
  BOOST_TEST(dump(office) == before);
}

BOOST_AUTO_TEST_CASE(letters_archived_before_the_registry_are_registered_once) {
  Office office;
  const std::string line = R"({"id":7,"source":"s","user":"A1","subject":"路灯","time":"2019-05-01","text":"路灯不亮","reply":"已修","reply_time":"2019-05-09"})";
  {
    // As an import left it that knew no registry: the matter and its two texts.
    auto transaction = office.archive->begin();
    BOOST_REQUIRE(transaction.has_value());
    const MatterId matter = new_matter_id();
    transaction->open_matter({matter, "s:7", "s", "7"});
    for (const auto& [text, row, kind] : {std::tuple("路灯不亮", "7", "来信"), std::tuple("已修", "7#复函", "复函")}) {
      MemorySource bytes(as_bytes(std::string_view(text)));
      const auto put = transaction->put(bytes);
      BOOST_REQUIRE(put.has_value());
      NewItem item;
      item.item = new_item_id();
      item.object = put->id;
      item.kind = kind;
      item.matter = matter;
      item.import_source = "s";
      item.import_row = row;
      transaction->add_item(item);
    }
    BOOST_REQUIRE(transaction->commit());
  }
  BOOST_TEST(office.matter("s:7").record.empty());
  const Summary summary = import_letters_of(office, line + "\n" + line + "\n");
  BOOST_TEST(summary.stored == 0U);
  BOOST_TEST(summary.duplicate == 4U);
  BOOST_TEST(office.state("s:7") == "办结");
  BOOST_TEST(office.registry->book().events(office.matter("s:7").matter).value().size() == 2U);
}
