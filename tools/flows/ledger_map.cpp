#include "tools/flows/ledger_map.hpp"

#include <algorithm>

#include "archive/registry/rule_rows.hpp"
#include "archive/registry/typed_text.hpp"
#include "tools/flows/intake_rows.hpp"

namespace anjuan::flows {

using registry::RowReader;
using registry::RuleRow;

namespace {

constexpr std::string_view k_file = "列对照";
constexpr std::string_view k_nameless[] = {"匿名", "群众", "佚名", "无名", "无名氏", "匿名信", "匿名者", "匿名群众", "不署名", "未署名"};
constexpr std::string_view k_endings[] = {"registered", "section", "handler", "replied", "closed", "outcome", "document", "ignore"};

const std::map<std::string_view, std::string_view>& endings() {
  static const std::map<std::string_view, std::string_view> k_titles = {
      {"登记日期", "registered"}, {"承办科室", "section"}, {"承办部门", "section"}, {"责任科室", "section"}, {"承办人", "handler"},
      {"经办人", "handler"},      {"答复日期", "replied"}, {"回复日期", "replied"}, {"复函日期", "replied"}, {"办结日期", "closed"},
      {"结案日期", "closed"},     {"处理结果", "outcome"}, {"办理结果", "outcome"}, {"处理情况", "outcome"}, {"复函文号", "document"},
      {"答复文号", "document"},   {"序号", "ignore"}};
  return k_titles;
}

}  // namespace

bool is_ending(std::string_view member) { return std::find(std::begin(k_endings), std::end(k_endings), member) != std::end(k_endings); }

LedgerMap LedgerMap::defaults() {
  LedgerMap map;
  for (const auto& [title, member] : endings()) map.m_columns.emplace(title, member);
  return map;
}

Status LedgerMap::check_member(const std::string& member) const {
  if (is_ending(member) || intake_member(member) == member) return {};
  return fail(ErrorCode::invalid_argument, "没有“" + member + "”这一项：各项的名字见 schemas/api/cli-json.md");
}

Result<LedgerMap> LedgerMap::parse(std::string_view toml) {
  LedgerMap map = defaults();
  TRY_ASSIGN(const std::vector<RuleRow> rows, registry::parse_rule_rows(k_file, toml));
  for (const RuleRow& row : rows) {
    RowReader reader(k_file, row);
    if (row.table == "number") {
      map.m_other_years = reader.flag("other_years");
      TRY(reader.done());
      continue;
    }
    const std::string member = reader.text("member");
    if (row.table == "column") {
      map.m_columns[reader.text("title")] = member;
    } else if (row.table == "value") {
      const std::string means = reader.text("means");
      for (const std::string& written : reader.texts("written")) map.m_values[{member, written}] = means;
    } else if (row.table == "default") {
      map.m_defaults[member] = reader.text("value");
    } else {
      return reader.wrong(row.table, "没有这种表：可用 column、value、default、number");
    }
    if (!reader.failed()) {
      if (const Status known = map.check_member(member); !known) return reader.wrong("member", known.error().message);
    }
    TRY(reader.done());
  }
  return map;
}

std::string LedgerMap::member(std::string_view title) const {
  if (const auto found = m_columns.find(title); found != m_columns.end()) return found->second;
  return std::string(intake_member(title));
}

bool LedgerMap::is_nameless(std::string_view petitioner) const {
  const std::string form = registry::typed_form(petitioner);
  return std::any_of(std::begin(k_nameless), std::end(k_nameless), [&](std::string_view word) { return form == registry::typed_form(word); });
}

std::string LedgerMap::value(const std::string& member, const std::string& written) const {
  const auto found = m_values.find({member, written});
  return found == m_values.end() ? written : found->second;
}

}  // namespace anjuan::flows
