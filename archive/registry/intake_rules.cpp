#include "archive/registry/intake_rules.hpp"

#include <algorithm>

#include "archive/registry/rule_files.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

constexpr std::string_view k_file = "intake.toml";

std::vector<std::string> spellings(const IntakeChoice& choice) {
  std::vector<std::string> all = {typed_form(choice.code), typed_form(choice.name)};
  for (const std::string& alias : choice.aliases) all.push_back(typed_form(alias));
  return all;
}

bool overlap(const Validity& a, const Validity& b) {
  return (!a.to || b.from <= *a.to) && (!b.to || a.from <= *b.to);
}

Result<IntakeChoice> choice_of(const RuleRow& row) {
  RowReader reader(k_file, row);
  IntakeChoice choice;
  choice.line = row.line;
  choice.code = reader.text("code");
  choice.name = reader.text("name");
  reader.name(choice.name);
  choice.aliases = reader.texts("aliases");
  if (row.table == "channel") {
    choice.counted = reader.text("counted");
    if (choice.counted != "件次" && choice.counted != "批次") reader.wrong("counted", "只能是 件次 或 批次（R-360）");
  }
  if (row.table == "scope") choice.lead_section = reader.text("lead_section");
  choice.source = reader.text("source");
  choice.validity = read_validity(reader);
  TRY(reader.done());
  return choice;
}

}  // namespace

Result<IntakeRules> IntakeRules::parse(std::string_view toml) {
  TRY_ASSIGN(const std::vector<RuleRow> rows, parse_rule_rows(k_file, toml));
  IntakeRules rules;
  for (const RuleRow& row : rows) {
    Table* table = rules.table(row.table);
    if (table == nullptr) {
      return RowReader(k_file, row).wrong(row.table, "这里只有 [[channel]]、[[category]]、[[signature]]、[[scope]] 和 [[sheet]] 形式的行");
    }
    TRY_ASSIGN(IntakeChoice choice, choice_of(row));
    table->rows.push_back(std::move(choice));
  }
  for (const Table* table : {&rules.m_channels, &rules.m_categories, &rules.m_signatures, &rules.m_scopes, &rules.m_sheets}) TRY(check(*table));
  return rules;
}

Result<IntakeRules> IntakeRules::builtin() {
  TRY_ASSIGN(const std::string_view text, rule_text("intake"));
  return parse(text);
}

IntakeRules::Table* IntakeRules::table(std::string_view name) {
  for (Table* table : {&m_channels, &m_categories, &m_signatures, &m_scopes, &m_sheets}) {
    if (table->name == name) return table;
  }
  return nullptr;
}

Status IntakeRules::check(const Table& table) {
  const bool needs_rows = table.name != "sheet";  // an office without such sheets has no rows
  if (table.rows.empty() && needs_rows) {
    return fail(ErrorCode::invalid_argument, std::string(k_file) + "：没有一行 [[" + std::string(table.name) + "]]，" + std::string(table.title) + "（" +
                                                 std::string(table.rule) + "）无从选择");
  }
  std::vector<ValiditySpan> spans;
  for (const IntakeChoice& row : table.rows) spans.push_back({std::string(table.rule), std::string(table.title) + " " + row.name, row.line, row.validity});
  TRY(check_validity(k_file, std::move(spans)));
  for (auto row = table.rows.begin(); row != table.rows.end(); ++row) {
    for (auto other = table.rows.begin(); other != row; ++other) {
      if (!overlap(row->validity, other->validity)) continue;
      const std::vector<std::string> taken = spellings(*other);
      for (const std::string& spelling : spellings(*row)) {
        if (std::find(taken.begin(), taken.end(), spelling) == taken.end()) continue;
        return fail(ErrorCode::invalid_argument, std::string(k_file) + " 第 " + std::to_string(row->line) + " 行（" + row->name + "）的 code、name 或 aliases：“" +
                                                     spelling + "”第 " + std::to_string(other->line) + " 行（" + other->name + "）已用（" +
                                                     std::string(table.rule) + "）");
      }
    }
  }
  return {};
}

const IntakeChoice* IntakeRules::row_of(const Table& table, std::string_view typed, CivilDate on) {
  const std::string form = typed_form(typed);
  for (const IntakeChoice& row : table.rows) {
    if (!row.validity.holds(on)) continue;
    const std::vector<std::string> all = spellings(row);
    if (std::find(all.begin(), all.end(), form) != all.end()) return &row;
  }
  return nullptr;
}

const IntakeChoice* IntakeRules::sheet(std::string_view kind, CivilDate on) const { return row_of(m_sheets, kind, on); }

Result<const IntakeChoice*> IntakeRules::find(const Table& table, std::string_view typed, CivilDate on) {
  if (const IntakeChoice* row = row_of(table, typed, on)) return row;
  std::string allowed;
  for (const IntakeChoice& row : table.rows) {
    if (row.validity.holds(on)) allowed += (allowed.empty() ? "" : "、") + row.code + " " + row.name;
  }
  return fail(ErrorCode::invalid_argument, std::string(table.title) + "没有“" + std::string(typed) + "”，" + on.to_string() + " 可以填：" +
                                               (allowed.empty() ? "（当天没有有效的行）" : allowed) + "（" + std::string(table.rule) + "）");
}

}  // namespace anjuan::registry
