// Ledgers and files of rows kept as workbooks, through the real program and its helper: made here by libxlsxwriter, as spreadsheets write them.
#include <xlsxwriter.h>

#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace fs = std::filesystem;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
std::size_t lines_in(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

class Workbook {
 public:
  explicit Workbook(const fs::path& path) : m_path(path), m_book(workbook_new(path.c_str())), m_day(workbook_add_format(m_book)), m_number(workbook_add_format(m_book)) {
    format_set_num_format(m_day, "yyyy\"年\"m\"月\"d\"日\"");
    format_set_num_format(m_number, "\"〔2019〕组信字第\"0000\"号\"");
  }
  ~Workbook() { close(); }
  Workbook(const Workbook&) = delete;

  lxw_worksheet* sheet(const char* name) { return m_sheet = workbook_add_worksheet(m_book, name); }
  void text(lxw_row_t row, lxw_col_t column, const char* value) { worksheet_write_string(m_sheet, row, column, value, nullptr); }
  void texts(lxw_row_t row, const std::vector<const char*>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) text(row, static_cast<lxw_col_t>(i), values[i]);
  }
  void day(lxw_row_t row, lxw_col_t column, int year, int month, int day) {
    lxw_datetime value{year, month, day, 0, 0, 0};
    worksheet_write_datetime(m_sheet, row, column, &value, m_day);
  }
  void serial(lxw_row_t row, lxw_col_t column, double value) { worksheet_write_number(m_sheet, row, column, value, m_number); }
  void number(lxw_row_t row, lxw_col_t column, double value) { worksheet_write_number(m_sheet, row, column, value, nullptr); }
  fs::path close() {
    if (m_book != nullptr) BOOST_REQUIRE(workbook_close(std::exchange(m_book, nullptr)) == LXW_NO_ERROR);
    return m_path;
  }

 private:
  fs::path m_path;
  lxw_workbook* m_book;
  lxw_worksheet* m_sheet = nullptr;
  lxw_format *m_day, *m_number;
};

struct NewArchive {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  NewArchive() { anjuan.init(); }

  RunResult import(const fs::path& file, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"import", "--ledger", file.string(), "--json", "--defer"};
    words.insert(words.end(), more.begin(), more.end());
    return anjuan.run(words);
  }
};

/// An .xls as the spreadsheets of the nineties wrote it: an OLE file with one stream, named Workbook ([MS-CFB] 2).
std::string old_workbook() {
  constexpr std::size_t k_sector = 512, k_stream_sectors = 8;
  std::string file((3 + k_stream_sectors) * k_sector, '\0');
  const auto put = [&](std::size_t at, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) file[at + static_cast<std::size_t>(i)] = static_cast<char>(value >> (8 * i) & 0xFF);
  };
  constexpr std::uint32_t k_free = 0xFFFFFFFF, k_end = 0xFFFFFFFE, k_fat = 0xFFFFFFFD;
  file.replace(0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
  put(24, 0x3E, 2), put(26, 3, 2), put(28, 0xFFFE, 2), put(30, 9, 2), put(32, 6, 2);
  put(44, 1, 4), put(48, 1, 4), put(56, 4096, 4), put(60, k_end, 4), put(68, k_end, 4), put(76, 0, 4);
  for (std::size_t at = 80; at < k_sector; at += 4) put(at, k_free, 4);
  for (std::size_t i = 0; i < k_sector / 4; ++i) put(k_sector + 4 * i, k_free, 4);
  put(k_sector, k_fat, 4), put(k_sector + 4, k_end, 4);
  for (std::uint32_t i = 0; i < k_stream_sectors; ++i) put(k_sector + 4 * (2 + i), i + 1 == k_stream_sectors ? k_end : 3 + i, 4);
  const auto entry = [&](std::size_t index, std::string_view name, int type, std::uint32_t child, std::uint32_t start, std::uint32_t size) {
    const std::size_t at = 2 * k_sector + 128 * index;
    for (std::size_t i = 0; i < name.size(); ++i) file[at + 2 * i] = name[i];
    put(at + 64, static_cast<std::uint32_t>(2 * name.size() + 2), 2), put(at + 66, static_cast<std::uint32_t>(type), 1), put(at + 67, 1, 1);
    put(at + 68, k_free, 4), put(at + 72, k_free, 4), put(at + 76, child, 4), put(at + 116, start, 4), put(at + 120, size, 4);
  };
  entry(0, "Root Entry", 5, 1, k_end, 0);
  entry(1, "Workbook", 2, k_free, 2, k_stream_sectors * k_sector);
  return file;
}

boost::json::object summary_of(const RunResult& result) {
  const auto lines = json_lines(result.out);
  BOOST_REQUIRE_MESSAGE(!lines.empty(), result.err);
  return lines.back().at("summary").as_object();
}

constexpr const char* k_map = R"([[column]]
title = "登记号"
member = "number"
[[column]]
title = "来件时间"
member = "received"
[[column]]
title = "联系方式"
member = "phone"
[[column]]
title = "备注"
member = "ignore"
[[value]]
member = "category"
written = ["举报"]
means = "检举控告"
)";

/// As an office keeps it: a cover sheet that is hidden, dates in date cells, numbers that a format completes, a blank row, remarks merged over two rows.
fs::path ledger_in(const fs::path& path) {
  Workbook book(path);
  worksheet_hide(book.sheet("参数"));
  book.text(0, 0, "不要读这一张");
  lxw_worksheet* const sheet = book.sheet("2019年");
  worksheet_activate(sheet);
  worksheet_set_first_sheet(sheet);
  book.texts(0, {"登记号", "来件时间", "信访人", "类别", "内容摘要", "联系方式", "处理结果", "办结日期", "备注"});
  for (int i = 1; i <= 3; ++i) {
    const auto row = static_cast<lxw_row_t>(i == 3 ? 4 : i);  // row 4 of the sheet is blank
    book.serial(row, 0, i);
    book.day(row, 1, 2019, 3, 4 + i);
    book.text(row, 2, ("来信人" + std::to_string(i)).c_str());
    book.text(row, 3, i == 2 ? "举报" : "申诉求决");
    book.text(row, 4, "要求落实,待遇\n请答复");
    book.number(row, 5, 13800000000.0 + i);
    book.text(row, 6, "存查");
    book.day(row, 7, 2019, 4, 20);
  }
  worksheet_merge_range(sheet, 1, 8, 2, 8, "两件同一人", nullptr);
  // The fourth was closed before it came.
  book.serial(5, 0, 4);
  book.day(5, 1, 2019, 3, 8);
  book.texts(6, {"", "不详", "来信人五"});
  return book.close();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_ledger_kept_as_a_workbook_is_imported_once) {  // R-330, R-338, R-346
  const NewArchive made;
  const fs::path ledger = ledger_in(made.dir / "台账.xlsx");
  write_file(made.dir / "列对照.toml", k_map);
  const std::vector<std::string> map = {"--map", (made.dir / "列对照.toml").string()};
  const std::string before = made.anjuan.run({"status", "--json"}).out;
  const RunResult dry = made.import(ledger, {"--map", (made.dir / "列对照.toml").string(), "--dry-run"});
  BOOST_TEST(dry.exit_code == 1, dry.err);
  BOOST_TEST(made.anjuan.run({"status", "--json"}).out == before, "a dry run left something behind");

  const RunResult first = made.import(ledger, map);
  BOOST_TEST(first.exit_code == 1, first.err);
  BOOST_TEST((summary_of(first) == summary_of(dry)));
  const auto lines = json_lines(first.out);
  BOOST_TEST(number_of(summary_of(first), "registered") == 4U, first.out);
  BOOST_TEST(number_of(summary_of(first), "refused") == 1U);
  BOOST_TEST(number_of(lines.at(2), "row") == 5U, "the blank row counts");
  BOOST_TEST(text_of(lines.at(0), "number") == "〔2019〕组信字第0001号");
  BOOST_TEST(number_of(lines.at(4), "row") == 7U);
  const auto shown = json_lines(made.anjuan.run({"matter", "show", "〔2019〕组信字第0002号", "--json"}).out).at(0);
  const std::string matter = boost::json::serialize(shown);
  BOOST_TEST(has(matter, "2019-03-06"), matter);
  BOOST_TEST(has(matter, "2019-04-20"));
  BOOST_TEST(has(matter, "检举控告"));
  BOOST_TEST(has(matter, "138****0002"), matter);
  BOOST_TEST(has(matter, "要求落实,待遇\\n请答复"));

  const RunResult again = made.import(ledger, map);
  BOOST_TEST(number_of(summary_of(again), "registered") == 0U);
  BOOST_TEST(number_of(summary_of(again), "duplicate") == 4U);
  // The same rows as CSV, in another order of columns, are the same rows; and the other way round.
  write_file(made.dir / "副本.csv",
             "信访人,登记号,来件时间,类别,内容摘要,联系方式,处理结果,办结日期\n"
             "来信人1,〔2019〕组信字第0001号,2019-03-05,申诉求决,\"要求落实,待遇\n请答复\",13800000001,存查,2019-04-20\n"
             "来信人2,〔2019〕组信字第0002号,2019-03-06,举报,\"要求落实,待遇\n请答复\",13800000002,存查,2019-04-20\n"
             "来信人6,〔2019〕组信字第0006号,2019-03-06,申诉求决,新的,,存查,2019-04-20\n");
  const RunResult copy = made.import(made.dir / "副本.csv", map);
  BOOST_TEST(number_of(summary_of(copy), "duplicate") == 2U, copy.out);
  BOOST_TEST(number_of(summary_of(copy), "registered") == 1U);
  Workbook last(made.dir / "六.xlsx");
  last.sheet("六");
  last.texts(0, {"登记号", "来件时间", "信访人", "类别", "内容摘要", "处理结果", "办结日期"});
  last.serial(1, 0, 6);
  last.day(1, 1, 2019, 3, 6);
  last.text(1, 2, " 来信人6　");
  last.text(1, 3, "申诉求决");
  last.text(1, 4, "新的");
  last.text(1, 5, "存查");
  last.day(1, 6, 2019, 4, 20);
  BOOST_TEST(number_of(summary_of(made.import(last.close(), map)), "duplicate") == 1U);
  BOOST_TEST(made.anjuan.run({"verify"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(rows_of_today_may_be_a_workbook) {  // R-330
  const NewArchive made;
  Workbook book(made.dir / "今天.xlsx");
  book.sheet("说明");
  book.texts(0, {"先填第二张"});
  book.sheet("来信");
  book.texts(0, {"收信日期", "来信人", "摘要", "人数"});
  for (int i = 1; i <= 2; ++i) {
    const auto row = static_cast<lxw_row_t>(i);
    book.day(row, 0, 2026, 1, i);
    book.text(row, 1, ("来信人" + std::to_string(i)).c_str());
    book.text(row, 2, "要求落实待遇");
    book.number(row, 3, 1);
  }
  book.texts(3, {"2026-02-30", "来信人三", "没有这一天"});
  const std::string file = book.close().string();
  const RunResult wrong = made.anjuan.run({"register", "--rows", file, "--defer"});
  BOOST_TEST(wrong.exit_code == 2);
  BOOST_TEST(has(wrong.err, "先填第二张"), wrong.err);
  const std::vector<std::string> command = {"register", "--rows", file, "--sheet", "来信", "--json", "--defer"};
  const RunResult told = made.anjuan.run(command);
  BOOST_TEST(told.exit_code == 1, told.err);
  BOOST_TEST(number_of(summary_of(told), "registered") == 2U, told.out);
  BOOST_TEST(text_of(with_status(json_lines(told.out), "refused").at(0), "reason").find("没有这一天") != std::string::npos);
  BOOST_TEST(number_of(summary_of(made.anjuan.run(command)), "duplicate") == 2U);
  write_file(made.dir / "副本.csv", "收信日期,来信人,摘要,人数\n2026-01-01,来信人1,要求落实待遇,1\n");
  BOOST_TEST(number_of(summary_of(made.anjuan.run({"register", "--rows", (made.dir / "副本.csv").string(), "--json", "--defer"})), "duplicate") == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_one_line_with_a_remedy) {
  const NewArchive made;
  const fs::path whole = ledger_in(made.dir / "台账.xlsx");
  const auto refused = [&](const fs::path& file, int code, std::string_view what, std::string_view remedy, std::vector<std::string> more = {}) {
    for (const bool ledger : {true, false}) {
      std::vector<std::string> words = ledger ? std::vector<std::string>{"import", "--ledger", file.string()} : std::vector<std::string>{"register", "--rows", file.string()};
      words.insert(words.end(), more.begin(), more.end());
      const RunResult result = made.anjuan.run(words);
      BOOST_TEST(result.exit_code == code, result.err);
      BOOST_TEST(result.out.empty());
      BOOST_TEST(lines_in(result.err) == 1U, result.err);
      BOOST_TEST(has(result.err, what), result.err);
      BOOST_TEST(has(result.err, remedy), result.err);
    }
  };
  refused(whole, 10, "没有工作表“2018年”，有：“参数”（隐藏）、“2019年”", "--sheet", {"--sheet", "2018年"});
  Workbook empty(made.dir / "空.xlsx");
  empty.sheet("封面");
  empty.sheet("来信");
  empty.text(0, 0, "收信日期");
  refused(empty.close(), 2, "工作表“封面”是空的，有：“封面”、“来信”", "--sheet");

  const std::string bytes = read_file(whole);
  write_file(made.dir / "半截.xlsx", bytes.substr(0, bytes.size() / 2));
  refused(made.dir / "半截.xlsx", 20, "已损坏", "修复");
  // A workbook's members are checked by their sums: a spoilt byte is noticed before it becomes a wrong digit.
  std::string spoilt = bytes;
  spoilt[bytes.find("xl/worksheets/sheet2.xml") + 200] ^= 0x20;
  write_file(made.dir / "坏.xlsx", spoilt);
  refused(made.dir / "坏.xlsx", 20, "已损坏", "修复");
  write_file(made.dir / "旧式.xls", old_workbook());
  refused(made.dir / "旧式.xls", 14, "是旧式工作簿（.xls）", "另存为 .xlsx");
  write_file(made.dir / "网页.xls", "<html><body><table><tr><td>登记号</td></tr></table></body></html>");
  refused(made.dir / "网页.xls", 14, "text/html", "另存为 .xlsx");
  write_file(made.dir / "空白.xlsx", "");
  refused(made.dir / "空白.xlsx", 2, "空文件", "核对");
  refused(made.dir / "没有.xlsx", 10, "没有.xlsx", "核对");
  write_file(made.dir / "台账.csv", "编号,收信日期\n");
  refused(made.dir / "台账.csv", 2, "不是工作簿", "", {"--sheet", "2019年"});
  RunOptions none;
  none.environment["ANJUAN_EXTRACT"] = "/nonexistent/anjuan-extract";
  const RunResult without = made.anjuan.run({"import", "--ledger", whole.string()}, none);
  BOOST_TEST(without.exit_code == 1, without.err);
  BOOST_TEST(has(without.err, "anjuan-extract"), without.err);
  BOOST_TEST(made.anjuan.run({"import", "x.jsonl", "--sheet", "a"}).exit_code == 2);
  BOOST_TEST(made.anjuan.run({"register", "--received", "2026-01-01", "--sheet", "a"}).exit_code == 2);
  fs::path shared;
  if (!shared_data("docs/office_protected/tika__password.xls", shared)) return;
  refused(shared, 12, "口令", "去掉口令");
}

BOOST_AUTO_TEST_CASE(a_real_workbook_is_read) {
  fs::path file;
  if (!shared_data("docs/office_zh/Text-Mining__热点问题表_.xls", file)) return;  // .xlsx inside, whatever it calls itself
  const NewArchive made;
  write_file(made.dir / "列对照.toml",
             "[[column]]\ntitle = \"热度排名\"\nmember = \"ignore\"\n[[column]]\ntitle = \"问题ID\"\nmember = \"external\"\n[[column]]\ntitle = \"热度指数\"\nmember = \"ignore\"\n"
             "[[column]]\ntitle = \"时间范围\"\nmember = \"ignore\"\n[[column]]\ntitle = \"地点/人群\"\nmember = \"from\"\n[[column]]\ntitle = \"问题描述\"\nmember = \"summary\"\n"
             "[[default]]\nmember = \"received\"\nvalue = \"2019-12-31\"\n");
  const RunResult told = made.import(file, {"--map", (made.dir / "列对照.toml").string()});
  BOOST_TEST(told.exit_code == 0, told.err + told.out);
  BOOST_TEST(number_of(summary_of(told), "registered") == 5U, told.out);
}
