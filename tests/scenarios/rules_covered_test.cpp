// Every rule of the registry (DOMAIN R-301…R-389 without those of the dossier) is held by a test and by a
// counter-example, or declared with a reason: the table tests/data/rules/registry-rules.tsv, read against the tests'
// own sources.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan::test;
namespace fs = std::filesystem;

namespace {

/// The numbers that DOMAIN §3 gives out; R-350 to R-355 bind the dossier (archive/filing).
constexpr std::pair<int, int> k_ranges[] = {{301, 318}, {320, 326}, {330, 348}, {360, 363}, {370, 389}};

/// A test case's source from the comment above it to the brace that ends it.
using Cases = std::map<std::string, std::string>;

std::vector<std::string> lines_of(const fs::path& file) {
  std::ifstream in(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Cases test_cases() {
  static const std::regex k_case(R"(BOOST_\w*TEST_CASE\((\w+).*)");
  Cases cases;
  for (const auto& entry : fs::recursive_directory_iterator(source_dir() / "tests")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::vector<std::string> lines = lines_of(entry.path());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch found;
      if (!std::regex_match(lines[i], found, k_case)) continue;
      std::size_t first = i;
      while (first > 0 && lines[first - 1].starts_with("//")) --first;
      std::string& source = cases[found[1]];
      for (std::size_t at = first; at < lines.size(); ++at) {
        source += lines[at] + "\n";
        if (at >= i && (lines[at].starts_with("}") || lines[at].ends_with("; }"))) break;
      }
    }
  }
  return cases;
}

struct Row {
  std::string rule, how, where, counter_example, reason;
};

std::vector<Row> table() {
  std::vector<Row> rows;
  const auto lines = lines_of(source_dir() / "tests/data/rules/registry-rules.tsv");
  BOOST_REQUIRE(lines.size() > 1);
  BOOST_TEST(lines[0] == "rule\thow\twhere\tcounter-example\treason");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    std::istringstream in(lines[i]);
    Row row;
    for (std::string* const cell : {&row.rule, &row.how, &row.where, &row.counter_example, &row.reason})
      std::getline(in, *cell, '\t');
    BOOST_TEST(std::count(lines[i].begin(), lines[i].end(), '\t') == 4, lines[i]);
    rows.push_back(std::move(row));
  }
  return rows;
}

bool is_cited(const std::string& source, const std::string& rule) {
  return std::regex_search(source, std::regex("(^|[^A-Za-z0-9])[Rr][-_]?" + rule.substr(2) + "([^0-9]|$)"));
}

/// A counter-example shows something refused, denied, late or not there; a case that only shows what works is none.
bool refuses(const std::string& source) {
  static const std::regex k_refusal(
      R"(refused|unregistered|unamended|unsplit|(TEST|REQUIRE)\(!|\.error\(\)|error_of\(|exit_code == (1|2|10|12)\b)"
      R"(|not_owed|lapsed|::late|逾期|不适用|[Cc]ounter-example)");
  return std::regex_search(source, k_refusal);
}

void check_cases(const Cases& cases, const Row& row, const std::string& names, bool counter_example) {
  std::istringstream in(names);
  std::size_t count = 0;
  for (std::string name; in >> name; ++count) {
    const auto found = cases.find(name);
    if (found == cases.end()) {
      BOOST_ERROR(row.rule << ": " << name << " is no test case");
      continue;
    }
    BOOST_TEST(is_cited(found->second, row.rule), row.rule << " is not cited by " << name);
    if (counter_example) BOOST_TEST(refuses(found->second), row.rule << ": " << name << " refuses nothing");
  }
  BOOST_TEST(count > 0U, row.rule << (counter_example ? " has no counter-example" : " has no test"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rules_covered)

BOOST_AUTO_TEST_CASE(every_rule_of_the_registry_has_its_row) {
  std::map<std::string, int> seen;
  for (const Row& row : table()) ++seen[row.rule];
  std::size_t wanted = 0;
  for (const auto& [first, last] : k_ranges) {
    for (int rule = first; rule <= last; ++rule, ++wanted)
      BOOST_TEST(seen["R-" + std::to_string(rule)] == 1,
                 "R-" << rule << " stands " << seen["R-" + std::to_string(rule)] << " times");
  }
  BOOST_TEST(seen.size() == wanted);
}

BOOST_AUTO_TEST_CASE(every_rule_is_held_with_a_counter_example_or_declared) {
  const Cases cases = test_cases();
  BOOST_REQUIRE(cases.size() > 200U);
  std::size_t held = 0;
  for (const Row& row : table()) {
    if (row.how == "test") {
      ++held;
      check_cases(cases, row, row.where, false);
      check_cases(cases, row, row.counter_example, true);
      continue;
    }
    BOOST_TEST((row.how == "undecidable" || row.how == "elsewhere"), row.rule << ": " << row.how);
    BOOST_TEST((row.where.empty() && row.counter_example.empty()), row.rule << " is declared, and names tests");
    BOOST_TEST(row.reason.size() > 30U, row.rule << " is declared without a reason");
  }
  BOOST_TEST(held > 60U);
}

// The check itself: what it must not take for a citation or for a counter-example.
BOOST_AUTO_TEST_CASE(a_number_is_no_citation_and_a_success_no_counter_example) {
  for (const char* cited : {"// R-304: five days", "TEST_CASE(r_304_x)", "TEST_CASE(r304_x)", "cites(m, \"R-304\")"})
    BOOST_TEST(is_cited(cited, "R-304"), cited);
  for (const char* other : {"304 days", "R-3041", "colour_304", "R-305"}) BOOST_TEST(!is_cited(other, "R-304"), other);
  BOOST_TEST(refuses("BOOST_TEST(cites(refused(number, \"close\"), \"R-334\"));"));
  BOOST_TEST(!refuses("must(number, \"close\", closing);\nBOOST_TEST(state(number) == \"办结\");"));
}

BOOST_AUTO_TEST_SUITE_END()
