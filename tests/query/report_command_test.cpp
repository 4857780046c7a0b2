// `anjuan report` through the real program: text, JSON, the matters behind a figure, a workbook and a paper.
#include <boost/test/unit_test.hpp>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

struct Registered {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  Registered() {
    anjuan.init();
    for (const char* category : {"申诉求决", "申诉求决", "申诉求决", "检举控告"}) {
      const RunResult result = anjuan.run({"register", "--channel", "书信", "--category", category, "--from", "张三", "--received", "2025-03-03", "--on", "2025-03-04",
                                           "--summary", "要求落实待遇"});
      BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    }
  }
  boost::json::object json(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
    return json_lines(result.out).at(0);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(report_command, Registered)

BOOST_AUTO_TEST_CASE(r_360_the_month_as_text_and_json) {
  const RunResult text = anjuan.run({"report", "statistics", "--month", "2025-03"});
  BOOST_TEST(text.exit_code == 0, text.err);
  BOOST_TEST(has(text.out, "按渠道"));
  BOOST_TEST(has(text.out, "期间 2025-03-01 至 2025-03-31"));
  BOOST_TEST(has(text.out, "注：按登记日期计入期间"));
  const auto report = json({"report", "statistics", "--month", "2025-03"});
  const auto& letters = report.at("tables").at(0).at("rows").at(0);
  BOOST_TEST(letters.at(0).at("text").as_string() == "书信");
  BOOST_TEST(letters.at(1).at("count").as_int64() == 4);
  BOOST_TEST(letters.at(1).at("matters").as_array().size() == 4U);
}

BOOST_AUTO_TEST_CASE(every_figure_lists_its_matters_and_a_masked_one_none) {
  const auto listed = json({"report", "statistics", "--month", "2025-03", "--list", "按渠道/书信/件次"});
  BOOST_TEST(listed.at("matters").as_array().size() == 4U);
  const RunResult masked = anjuan.run({"report", "statistics", "--month", "2025-03", "--list", "按类别/检举控告/件次"});
  BOOST_TEST(masked.exit_code == 12);
  BOOST_TEST(masked.out.empty());
  BOOST_TEST(anjuan.run({"report", "statistics", "--month", "2025-03", "--list", "按类别/没有/件次"}).exit_code == 10);
}

BOOST_AUTO_TEST_CASE(r_374_the_control_list_is_empty_before_the_day) {
  BOOST_TEST(json({"report", "control", "--as-of", "2025-03-03"}).at("tables").at(0).at("rows").as_array().empty());
  BOOST_TEST(json({"report", "control", "--as-of", "2025-03-04"}).at("tables").at(0).at("rows").as_array().size() == 4U);
}

BOOST_AUTO_TEST_CASE(wrong_words_are_refused_with_their_remedy) {
  for (const auto& [words, said] : std::vector<std::pair<std::vector<std::string>, const char*>>{
           {{"--month", "2025-3"}, "2026-03"}, {{"--month", "2025-03", "--year", "2025"}, "只能用一种"}, {{"--to", "2025-03-31"}, "--from"},
           {{"--as-of", "9999-01-01"}, "还没有到"}, {{"--rows", "渠道"}, "一起给"}, {{"--rows", "渠道", "--columns", "天气"}, "类别"}}) {
    std::vector<std::string> command{"report", "statistics"};
    command.insert(command.end(), words.begin(), words.end());
    const RunResult result = anjuan.run(command);
    BOOST_TEST(result.exit_code == 2, words[0]);
    BOOST_TEST(has(result.err, said), result.err);
  }
}

BOOST_AUTO_TEST_CASE(r_338_r_361_reports_and_divisions_that_are_none_are_refused) {
  const RunResult book = anjuan.run({"report", "日记", "--month", "2025-03"});
  BOOST_TEST(book.exit_code == 2);
  BOOST_TEST(book.out.empty());
  const RunResult division = anjuan.run({"report", "statistics", "--month", "2025-03", "--rows", "天气", "--columns", "类别"});
  BOOST_TEST(division.exit_code == 2);
  BOOST_TEST(has(division.err, "R-361"), division.err);
}

BOOST_AUTO_TEST_CASE(r_383_totals_and_the_restricted_book_are_denied_to_one_person) {
  BOOST_REQUIRE(anjuan.run({"user", "add", "boss", "--name", "赵部长", "--role", "领导"}).exit_code == 0);
  for (const char* kind : {"statistics", "yearly", "rates", "restricted"}) {
    const RunResult result = anjuan.run({"report", kind, "--month", "2025-03", "--as", "boss"});
    BOOST_TEST(result.exit_code == 12, kind);
    BOOST_TEST(result.out.empty(), kind);
  }
  for (const char* kind : {"control", "register", "visits", "ledger"}) BOOST_TEST(anjuan.run({"report", kind, "--as", "boss"}).exit_code == 0, kind);
}

BOOST_AUTO_TEST_CASE(files_are_a_workbook_and_a_paper) {
  for (const char* kind : {"control", "register", "visits", "restricted", "ledger", "statistics", "yearly", "rates"}) {
    const std::string book = (dir / "表.xlsx").string(), paper = (dir / "表.pdf").string();
    std::vector<std::string> command{"report", kind, "--xlsx", book, "--pdf", paper};
    if (std::string(kind) != "control") command.insert(command.end(), {"--year", "2025"});
    const RunResult result = anjuan.run(command);
    BOOST_TEST(result.exit_code == 0, result.err);
    BOOST_TEST(result.out.empty());
    BOOST_TEST(read_file(book).substr(0, 2) == "PK", kind);
    BOOST_TEST(read_file(paper).substr(0, 5) == "%PDF-", kind);
  }
}

BOOST_AUTO_TEST_SUITE_END()
