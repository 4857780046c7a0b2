// What schemas/rules/moves.toml may not say. The other rule files: clock_rules_test.cpp, calendar_test.cpp,
// numbers_test.cpp; whether every rule has its test: tests/scenarios/rules_covered_test.cpp.
#include <boost/test/unit_test.hpp>

#include "archive/registry/move_rules.hpp"

using namespace anjuan;
using registry::MoveRules;

namespace {

const std::string k_head = "[states]\nopen = [\"登记\", \"办理\"]\nclosed = [\"办结\"]\n";

/// A whole row with one line of it replaced or, by an empty one, left out.
std::string row(const std::string& member = {}, const std::string& line = {}, const std::string& name = "close") {
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"name", "name = \"" + name + "\""},
      {"title", "title = \"办结\""},
      {"group", "group = \"办结\""},
      {"from", "from = [\"办理\"]"},
      {"to", "to = \"办结\""},
      {"fields",
       "fields = [{ name = \"how\", title = \"方式\", kind = \"choice\", values = [\"甲\", \"乙\"], need = true }]"},
      {"set", ""},
      {"guards", ""},
      {"rules", "rules = [\"R-374\"]"},
      {"source", "source = \"s\""},
      {"valid_from", "valid_from = \"2005-05-01\""},
      {"valid_to", ""},
      {"more", ""}};
  std::string text = "[[move]]\n";
  for (const auto& [key, standard] : lines) text += (key == member ? line : standard) + "\n";
  return text;
}

std::string refusal(const std::string& toml) {
  const auto rules = MoveRules::parse(toml);
  BOOST_REQUIRE_MESSAGE(!rules, "not refused: " + toml);
  BOOST_TEST((rules.error().code == ErrorCode::invalid_argument));
  return rules.error().message;
}
std::string refused_row(const std::string& member, const std::string& line) {
  return refusal(k_head + row(member, line));
}
bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(move_rules_file)

// Only the states, names and conditions that there are.
BOOST_AUTO_TEST_CASE(a_wrong_row_is_refused_by_row_and_field) {
  BOOST_TEST(says(refused_row("from", "from = [\"办里\"]"), "步骤第 1 行（close） 的 from：没有“办里”这个状态"));
  BOOST_TEST(says(refused_row("to", "to = \"结案\""), "to：没有“结案”这个状态"));
  BOOST_TEST(says(refused_row("to", "to = { \"登记\" = \"办结\" }"), "to：从“办理”出发没有写到哪里"));
  BOOST_TEST(says(refused_row("to", "to = { \"how=甲\" = \"办结\" }"), "to：从“办理”出发没有写到哪里"));
  BOOST_TEST(
      says(refused_row("to", "to = { \"how=丙\" = \"办结\", \"*\" = \"=\" }"), "既不是状态，也不是这一步的某个选择"));
  BOOST_TEST(says(refused_row("to", ""), "to：缺"));
  BOOST_TEST(says(refused_row("guards", "guards = [\"no_such_guard\"]"), "guards：没有“no_such_guard”这个条件"));
  BOOST_TEST(says(refused_row("set", "set = { outcome = \"$result\" }"), "set：这一步没有内容“result”"));
  BOOST_TEST(says(refused_row("set", "set = { closed = \"@today\" }"), "set：不认得“@today”"));
  BOOST_TEST(says(refused_row("fields", "fields = [{ name = \"how\", title = \"方式\", kind = \"colour\" }]"),
                  "kind：没有“colour”这种内容"));
  BOOST_TEST(says(refused_row("fields", "fields = [{ name = \"how\", title = \"方式\", kind = \"choice\" }]"),
                  "values：choice"));
  BOOST_TEST(
      says(refused_row("fields", "fields = [{ name = \"how\", title = \"方式\", kind = \"text\", must = true }]"),
           "must：没有这个项目"));
  BOOST_TEST(says(refused_row("rules", "rules = []"), "rules：缺"));
  BOOST_TEST(says(refused_row("rules", "rules = [\"第374条\"]"), "rules：“第374条”不是规则号"));
  BOOST_TEST(says(refused_row("source", ""), "source：缺"));
  BOOST_TEST(says(refused_row("more", "gurads = []"), "gurads：没有这个项目"));
  BOOST_TEST(says(refused_row("valid_from", "valid_from = \"2005-02-30\""), "valid_from："));
  BOOST_TEST(says(refused_row("valid_to", "valid_to = \"2005-04-30\""), "valid_to：早于 valid_from"));
  BOOST_TEST(says(refusal("[states\n"), "第 1 行"));
  BOOST_TEST(says(refusal(row()), "要有 [states] 和 [[move]]"));
}

BOOST_AUTO_TEST_CASE(a_gap_or_an_overlap_in_validity_is_refused) {
  const std::string first = row("valid_to", "valid_to = \"2022-04-30\"");
  const std::string overlap = refusal(k_head + first + row("valid_from", "valid_from = \"2022-04-30\""));
  BOOST_TEST(says(overlap, "步骤 close 的两行在 2022-04-30 都有效"));
  BOOST_TEST(says(overlap, "R-374"));
  const std::string gap = refusal(k_head + row("valid_from", "valid_from = \"2022-05-03\"") + first);
  BOOST_TEST(says(gap, "自 2022-05-01 至 2022-05-02 没有行有效"));
  BOOST_TEST(says(gap, "R-374"));
  BOOST_TEST(says(refusal(k_head + row() + row()), "重叠"));
}

BOOST_AUTO_TEST_CASE(a_step_has_its_rule_only_while_it_is_valid) {
  const auto rules = MoveRules::defaults();
  BOOST_REQUIRE_MESSAGE(rules, (rules ? "" : rules.error().message));
  const auto early = rules->find("object", CivilDate::parse("2022-04-30").value());
  BOOST_REQUIRE(!early);
  BOOST_TEST(says(early.error().message, "R-304"));
  BOOST_TEST(rules->find("object", CivilDate::parse("2022-05-01").value()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
