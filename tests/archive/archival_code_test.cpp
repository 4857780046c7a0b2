// 档号: what the grammars of DOMAIN §1.3 write and read (R-130…R-138).
#include "archive/filing/archival_code.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace anjuan;
using filing::CodeParts;
using filing::CodeRules;
using filing::CodeTemplate;

namespace {

CodeRules builtin() {
  auto rules = CodeRules::builtin();
  BOOST_REQUIRE_MESSAGE(rules, (rules ? "" : rules.error().message));
  return std::move(*rules);
}

CodeTemplate code(std::string_view text) {
  auto parsed = CodeTemplate::parse(text);
  BOOST_REQUIRE_MESSAGE(parsed, (parsed ? "" : parsed.error().message));
  return std::move(*parsed);
}

std::string refused(std::string_view text) {
  const auto parsed = CodeTemplate::parse(text);
  BOOST_REQUIRE(!parsed);
  return parsed.error().message;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archival_code)

BOOST_AUTO_TEST_CASE(r_131_r_132_r_133_r_134_the_samples_of_the_standards_are_read) {
  const CodeRules rules = builtin();
  const struct {
    const char *code, *grammar;
  } k_samples[] = {{"J021-WS·2025-D30-0001", "A"},          {"Z109-WS·2011-Y-BGS-0001", "A机构"}, {"J021-WS·JB·2025·D30-0001", "B检举"}, {"J021-ZY·JB·2025·D30-0001", "C检举"}, {"Z008-WS·2019·Y-0037", "B"},
                   {"J021-ZY·XF·2024·Y-0001", "C"},         {"J021-001-012-003", "D"}};
  for (const auto& sample : k_samples) {
    const auto read = rules.read(sample.code);
    BOOST_REQUIRE_MESSAGE(read, sample.code);
    BOOST_TEST(read->row->grammar == sample.grammar, sample.code);
    BOOST_TEST(read->row->code.format(read->parts).value() == sample.code);
  }
}

BOOST_AUTO_TEST_CASE(r_135_r_136_r_137_what_is_outside_every_grammar_is_refused) {
  const CodeRules rules = builtin();
  for (const char* wrong : {"J21-WS·2025-D30-0001", "J021-WS·25-D30-0001", "J021-WS·2025-D-0001", "J021-WS·2025-D030-0001", "J021-WS·2025-C-0001", "J021-WS·2025-D30-001",
                            "J021-WS·2025-D30-0000", "J021-WS·2025-D30-00012", "J021-WS.2025-D30-0001", "J021-WS·2025-D30-0001 ", ""}) {
    BOOST_TEST(!rules.read(wrong), wrong);
  }
}

BOOST_AUTO_TEST_CASE(r_131_every_part_of_a_code_is_asked_for) {
  const CodeTemplate form = code("{全宗}-WS·{年度}-{期限}-{件:4}");
  const CodeParts whole = {{"全宗", "J021"}, {"年度", "2025"}, {"期限", "D30"}, {"件", "12"}};
  BOOST_TEST(form.format(whole).value() == "J021-WS·2025-D30-0012");
  for (const auto& [name, value] : whole) {
    CodeParts less = whole;
    less.erase(name);
    const auto written = form.format(less);
    BOOST_REQUIRE(!written);
    BOOST_TEST(written.error().message.find(name) != std::string::npos);
  }
  for (const auto& [name, value] : CodeParts{{"全宗", "j021"}, {"年度", "20255"}, {"期限", "D"}, {"件", "0"}}) {
    CodeParts wrong = whole;
    wrong[name] = value;
    BOOST_TEST(!form.format(wrong), name);
  }
}

BOOST_AUTO_TEST_CASE(r_138_the_serial_runs_in_everything_before_it) {
  const CodeTemplate form = code("{全宗}-WS·{年度}-{期限}-{机构}-{件:4}");
  CodeParts parts = {{"全宗", "J021"}, {"年度", "2025"}, {"期限", "Y"}, {"机构", "BGS"}};
  BOOST_TEST(form.series(parts).value() == "J021-WS·2025-Y-BGS-");
  parts["机构"] = "GBK";
  BOOST_TEST(form.series(parts).value() == "J021-WS·2025-Y-GBK-");
  parts["件"] = "12345";  // beyond its width
  BOOST_TEST(form.format(parts).value() == "J021-WS·2025-Y-GBK-12345");
}

BOOST_AUTO_TEST_CASE(r_130_what_is_written_is_read_again) {
  const CodeRules rules = builtin();
  std::mt19937 random(7);
  const char* const k_periods[] = {"Y", "D30", "D10", "D5"};
  for (int i = 0; i < 2000; ++i) {
    for (const auto& row : rules.rows()) {
      const CodeParts parts = {{"全宗", "J" + std::to_string(100 + random() % 900)}, {"年度", std::to_string(1949 + random() % 90)},
                               {"期限", k_periods[random() % 4]}, {"机构", "BGS"}, {"目录", std::to_string(1 + random() % 999)},
                               {"卷", std::to_string(1 + random() % 20000)}, {"件", std::to_string(1 + random() % 20000)}};
      const auto text = row.code.format(parts);
      BOOST_REQUIRE(text);
      const auto read = rules.read(*text);
      BOOST_REQUIRE_MESSAGE(read, *text);
      BOOST_TEST(read->row->grammar == row.grammar, *text);
      for (const auto& [name, value] : read->parts) BOOST_TEST(parts.at(name) == value, *text);
    }
  }
}

BOOST_AUTO_TEST_CASE(r_130_templates_that_cannot_be_read_are_refused) {
  BOOST_TEST(refused("{全宗}-{年度}").find("流水号") != std::string::npos);
  BOOST_TEST(refused("{全宗}{件:4}").find("没有分隔") != std::string::npos);
  BOOST_TEST(refused("{全宗}-{全宗}-{件:4}").find("两次") != std::string::npos);
  BOOST_TEST(refused("{页}-{件:4}").find("没有") != std::string::npos);
  BOOST_TEST(refused("{件}").find("宽度") != std::string::npos);
  BOOST_TEST(refused("{件:9}").find("宽度") != std::string::npos);
  BOOST_TEST(refused("{件:4").find("}") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(r_101_rows_that_leave_or_double_a_day_or_a_reading_are_refused) {
  const auto row = [](const std::string& grammar, const std::string& text, const std::string& from, const std::string& more = "") {
    return "[[code]]\ngrammar = \"" + grammar + "\"\ntitle = \"t\"\nregime = \"件\"\ntemplate = \"" + text + "\"\nsource = \"S\"\nvalid_from = \"" + from + "\"\n" + more;
  };
  const std::string a = "{全宗}-WS·{年度}-{期限}-{件:4}";
  BOOST_TEST(CodeRules::parse(row("A", a, "2016-01-01")).has_value());
  BOOST_TEST(!CodeRules::parse(row("A", a, "2016-01-01") + row("A", a, "2020-01-01")).has_value());
  BOOST_TEST(!CodeRules::parse(row("A", a, "2016-01-01", "valid_to = \"2019-12-31\"\n") + row("B", "{全宗}-WS·{年度}·{期限}-{件:4}", "2020-02-01")).has_value());
  BOOST_TEST(!CodeRules::parse(row("A", a, "2016-01-01", "valid_to = \"2019-12-31\"\n") + row("B", a, "2020-01-01")).has_value());  // one reading of two grammars
  BOOST_TEST(CodeRules::parse(row("A", a, "2016-01-01", "valid_to = \"2019-12-31\"\n") + row("B", "{全宗}-WS·{年度}·{期限}-{件:4}", "2020-01-01")).has_value());
  BOOST_TEST(!CodeRules::parse(row("A", "{全宗}-ZY·{年度}-{期限}-{卷:4}", "2016-01-01")).has_value());
  const auto rules = CodeRules::parse(row("A", a, "2016-01-01"));
  BOOST_TEST(!rules->choose("件", false, CivilDate::parse("2015-12-31").value()).has_value());
  BOOST_TEST(!rules->choose("卷", false, CivilDate::parse("2016-12-31").value()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
