#include "archive/registry/move_rules.hpp"

#include <algorithm>
#include <set>

#include <toml++/toml.h>

#include "archive/registry/guards.hpp"
#include "archive/registry/move_row.hpp"
#include "archive/registry/people.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/rule_files.hpp"

namespace anjuan::registry {

namespace {

const std::vector<std::pair<std::string_view, FieldKind>> k_kinds = {
    {"text", FieldKind::text},       {"date", FieldKind::date},   {"days", FieldKind::days}, {"choice", FieldKind::choice}, {"person", FieldKind::person},
    {"section", FieldKind::section}, {"sections", FieldKind::sections}, {"organ", FieldKind::organ}, {"item", FieldKind::item}, {"flag", FieldKind::flag},     {"matter", FieldKind::matter}};

Result<FieldRule> parse_field(const std::string& where, const toml::table& table) {
  MoveRow row(where, table);
  FieldRule field;
  field.name = row.text("name");
  field.title = row.text("title");
  field.needed = row.flag("need");
  field.values = row.texts("values");
  if (table.contains("item_kind")) field.item_kind = row.text("item_kind");
  const std::string kind = row.text("kind");
  const auto known = std::find_if(k_kinds.begin(), k_kinds.end(), [&](const auto& pair) { return pair.first == kind; });
  if (known == k_kinds.end()) {
    row.wrong("kind", "没有“" + kind + "”这种内容");
  } else {
    field.kind = known->second;
  }
  if ((field.kind == FieldKind::choice) == field.values.empty()) row.wrong("values", "choice 且只有 choice 要列出可选的值");
  if ((field.kind == FieldKind::item) == field.item_kind.empty()) row.wrong("item_kind", "item 且只有 item 要写明材料的种类");
  TRY(row.status());
  return field;
}

}  // namespace

bool MoveRule::possible_in(const std::string& state) const { return std::find(from.begin(), from.end(), state) != from.end(); }

const FieldRule* MoveRule::field(const std::string& field_name) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const FieldRule& field) { return field.name == field_name; });
  return found == fields.end() ? nullptr : &*found;
}

std::string MoveRule::cited() const {
  std::string text;
  for (const std::string& rule : rules) text += (text.empty() ? "" : "、") + rule;
  return text;
}

const std::vector<std::string>& MoveRules::roles_of(const std::string& group) const {
  static const std::vector<std::string> k_nobody;
  const auto found = m_rights.find(group);
  return found == m_rights.end() ? k_nobody : found->second;
}

std::string MoveRules::states() const {
  std::string all;
  for (const auto* list : {&m_open, &m_closed}) {
    for (const std::string& state : *list) all += (all.empty() ? "" : "、") + state;
  }
  return all;
}
bool MoveRules::is_for_own_matters(const std::string& role) const { return std::find(m_own_roles.begin(), m_own_roles.end(), role) != m_own_roles.end(); }

bool MoveRules::is_open(const std::string& state) const { return std::find(m_open.begin(), m_open.end(), state) != m_open.end(); }
bool MoveRules::is_closed(const std::string& state) const { return std::find(m_closed.begin(), m_closed.end(), state) != m_closed.end(); }

namespace {

struct States {
  const std::vector<std::string>&open, &closed;
  bool known(const std::string& state) const {
    return std::find(open.begin(), open.end(), state) != open.end() || std::find(closed.begin(), closed.end(), state) != closed.end();
  }
};

std::vector<std::string> written_out(MoveRow& row, const States& states) {
  std::vector<std::string> from;
  for (const std::string& state : row.texts("from", true)) {
    if (state == "办理中" || state == "任何") {
      from.insert(from.end(), states.open.begin(), states.open.end());
      // under a voided number nothing acts any more.
      if (state == "任何")
        std::copy_if(states.closed.begin(), states.closed.end(), std::back_inserter(from),
                     [](const std::string& closed) { return closed != k_void; });
    } else {
      if (!states.known(state)) row.wrong("from", "没有“" + state + "”这个状态");
      from.push_back(state);
    }
  }
  return from;
}

/// Whether a step from this state always has a target: by the state, by every value of a choice that must be given, or by "*".
bool has_target(const MoveRule& move, const std::string& state) {
  const auto keyed = [&](const std::string& key) {
    return std::any_of(move.to.begin(), move.to.end(), [&](const auto& target) { return target.first == key; });
  };
  if (keyed("*") || keyed(state)) return true;
  return std::any_of(move.fields.begin(), move.fields.end(), [&](const FieldRule& field) {
    return field.needed && field.kind == FieldKind::choice &&
           std::all_of(field.values.begin(), field.values.end(), [&](const std::string& value) { return keyed(field.name + "=" + value); });
  });
}

void check_targets(MoveRow& row, const MoveRule& move, const States& states) {
  for (const std::string& state : move.from) {
    if (!has_target(move, state)) row.wrong("to", "从“" + state + "”出发没有写到哪里");
  }
  for (const auto& [when, target] : move.to) {
    if (target != "=" && !states.known(target)) row.wrong("to", "没有“" + target + "”这个状态");
    const std::size_t equals = when.find('=');
    const FieldRule* field = equals == std::string::npos ? nullptr : move.field(when.substr(0, equals));
    const bool by_value = field != nullptr && std::find(field->values.begin(), field->values.end(), when.substr(equals + 1)) != field->values.end();
    if (when != "*" && !by_value && !states.known(when)) row.wrong("to", "“" + when + "”既不是状态，也不是这一步的某个选择");
  }
}

/// R-320 or F-12.
bool is_rule(std::string_view name) {
  const std::size_t digits = name.starts_with("R-") ? 3 : 2;
  if (!name.starts_with("R-") && !name.starts_with("F-")) return false;
  return name.size() == 2 + digits && name.find_first_not_of("0123456789", 2) == std::string_view::npos;
}

void check_values(MoveRow& row, const MoveRule& move) {
  for (const auto& [member, value] : move.set) {
    if (value.starts_with('$') && move.field(value.substr(1)) == nullptr) row.wrong("set", "这一步没有内容“" + value.substr(1) + "”");
    if (value.starts_with('@') && value != "@on" && value != "@by") row.wrong("set", "不认得“" + value + "”");
  }
  for (const std::string& guard : move.guards) {
    if (!is_guard(guard)) row.wrong("guards", "没有“" + guard + "”这个条件");
  }
  const bool approved = std::find(move.guards.begin(), move.guards.end(), "approval") != move.guards.end();
  if (approved == move.approvers.empty()) row.wrong("approvers", "与条件 approval 要一起写");
  for (const std::string& approver : move.approvers) {
    if (approver != k_section_head && !is_role(approver)) row.wrong("approvers", "没有“" + approver + "”这个角色");
  }
  const FieldRule* self = move.self.empty() ? nullptr : move.field(move.self);
  if (!move.self.empty() && (self == nullptr || self->kind != FieldKind::person)) row.wrong("self", "这一步没有人员内容“" + move.self + "”");
  for (const std::string& field : move.head) {
    if (move.field(field) == nullptr) row.wrong("head", "这一步没有内容“" + field + "”");
  }
  if (move.rules.empty()) row.wrong("rules", "缺");
  for (const std::string& rule : move.rules) {
    if (!is_rule(rule)) row.wrong("rules", "“" + rule + "”不是规则号（R-320、F-12）");
  }
  if (move.valid_to && *move.valid_to < move.valid_from) row.wrong("valid_to", "早于 valid_from");
}

Result<MoveRule> parse_move(std::size_t index, const toml::table& table, const States& states) {
  const auto name = table["name"].value_exact<std::string>();
  MoveRow row("步骤第 " + std::to_string(index + 1) + " 行（" + name.value_or("?") + "）", table);
  MoveRule move;
  move.name = row.text("name");
  move.title = row.text("title");
  move.group = row.text("group");
  move.from = written_out(row, states);
  move.to = row.pairs("to", true);
  if (const toml::array* fields = row.rows("fields")) {
    for (const toml::node& field : *fields) {
      if (!field.is_table()) return fail(ErrorCode::invalid_argument, "步骤 " + move.name + " 的 fields 应全为表");
      TRY_ASSIGN(FieldRule parsed, parse_field("步骤 " + move.name + " 的内容第 " + std::to_string(move.fields.size() + 1) + " 项", *field.as_table()));
      move.fields.push_back(std::move(parsed));
    }
  }
  move.set = row.pairs("set", false);
  move.append = row.text("append", false);
  move.clear = row.texts("clear");
  move.after = row.texts("after");
  move.guards = row.texts("guards");
  move.approvers = row.texts("approvers");
  move.self = row.text("self", false);
  move.head = row.texts("head");
  move.rules = row.texts("rules", true);
  move.source = row.text("source");
  move.valid_from = row.date("valid_from", true).value_or(CivilDate());
  move.valid_to = row.date("valid_to", false);
  check_targets(row, move, states);
  check_values(row, move);
  TRY(row.status());
  return move;
}

/// The rows of one step follow one another: no day has two, and none between them has no rule to cite.
Status check_succession(const std::vector<MoveRule>& moves) {
  std::map<std::string, std::vector<const MoveRule*>> by_name;
  for (const MoveRule& move : moves) by_name[move.name].push_back(&move);
  for (auto& [name, rows] : by_name) {
    std::sort(rows.begin(), rows.end(), [](const MoveRule* a, const MoveRule* b) { return a->valid_from < b->valid_from; });
    for (std::size_t i = 1; i < rows.size(); ++i) {
      const std::optional<CivilDate>& end = rows[i - 1]->valid_to;
      const CivilDate begin = rows[i]->valid_from;
      const std::string cited = "（" + rows[i]->cited() + "）";
      if (!end || begin <= *end) {
        return fail(ErrorCode::invalid_argument, "步骤 " + name + " 的两行在 " + begin.to_string() + " 都有效（valid_from、valid_to 重叠）" + cited);
      }
      if (end->plus_days(1) < begin) {
        return fail(ErrorCode::invalid_argument, "步骤 " + name + " 自 " + end->plus_days(1).to_string() + " 至 " + begin.plus_days(-1).to_string() +
                                                     " 没有行有效（valid_from、valid_to 有空档）" + cited);
      }
    }
  }
  return {};
}

}  // namespace

/// Commands that are no steps of the handling: registering with its corrections, and filing.
constexpr std::string_view k_groups_of_commands[] = {"登记", "归档"};

struct MoveRules::Parser {
  // Without the table no account may enter anything: only the whole office works by such rules.
  static Status parse_rights(const toml::table* table, MoveRules& rules) {
    if (table == nullptr) return {};
    MoveRow row("步骤规则的 rights", *table);
    for (const auto& [group, roles] : *table) {
      const std::string name(group.str());
      const bool used = std::find(std::begin(k_groups_of_commands), std::end(k_groups_of_commands), name) != std::end(k_groups_of_commands) ||
                        std::any_of(rules.m_moves.begin(), rules.m_moves.end(), [&](const MoveRule& move) { return move.group == name; });
      if (!used) row.wrong(name, "没有这一组步骤");
      rules.m_rights[name] = row.texts(name, true);
      for (const std::string& role : rules.m_rights[name]) {
        if (!is_role(role)) row.wrong(name, "没有“" + role + "”这个角色");
      }
    }
    for (const MoveRule& move : rules.m_moves) {
      if (rules.roles_of(move.group).empty()) row.wrong(move.group, "缺：没有人可以录入“" + move.title + "”");
    }
    return row.status();
  }

  static Status parse_own_matters(const toml::table* table, MoveRules& rules) {
    if (table == nullptr) return {};
    MoveRow row("步骤规则的 own_matters", *table);
    rules.m_own_roles = row.texts("roles", true);
    for (const std::string& role : rules.m_own_roles) {
      if (!is_role(role)) row.wrong("roles", "没有“" + role + "”这个角色");
    }
    return row.status();
  }

  static Result<MoveRules> run(const toml::table& table) {
    MoveRules rules;
    MoveRow top("步骤规则", table);
    const toml::table* states = top.table("states");
    const toml::array* moves = top.rows("move");
    const toml::table* rights = top.table("rights");
    const toml::table* own_matters = top.table("own_matters");
    TRY(top.status());
    if (states == nullptr || moves == nullptr) return fail(ErrorCode::invalid_argument, "步骤规则：要有 [states] 和 [[move]]");
    MoveRow state_row("步骤规则的 states", *states);
    rules.m_open = state_row.texts("open", true);
    rules.m_closed = state_row.texts("closed", true);
    TRY(state_row.status());
    const States known{rules.m_open, rules.m_closed};
    for (const toml::node& node : *moves) {
      if (!node.is_table()) return fail(ErrorCode::invalid_argument, "步骤规则：move 应全为表");
      TRY_ASSIGN(MoveRule move, parse_move(rules.m_moves.size(), *node.as_table(), known));
      rules.m_moves.push_back(std::move(move));
    }
    TRY(check_succession(rules.m_moves));
    TRY(parse_rights(rights, rules));
    TRY(parse_own_matters(own_matters, rules));
    return rules;
  }
};

Result<MoveRules> MoveRules::parse(std::string_view toml) {
  // toml++ as Debian builds it throws.
  try {
    return Parser::run(toml::parse(toml));
  } catch (const toml::parse_error& error) {
    return fail(ErrorCode::invalid_argument, "步骤规则第 " + std::to_string(error.source().begin.line) + " 行：" + std::string(error.description()));
  }
}

Result<MoveRules> MoveRules::defaults() {
  TRY_ASSIGN(const std::string_view text, rule_text("moves"));
  return parse(text);
}

Result<const MoveRule*> MoveRules::find(const std::string& name, CivilDate on) const {
  const MoveRule* other = nullptr;
  for (const MoveRule& move : m_moves) {
    if (move.name != name) continue;
    if (move.valid_from <= on && (!move.valid_to || on <= *move.valid_to)) return &move;
    other = &move;
  }
  if (other != nullptr) {
    return fail(ErrorCode::invalid_argument, "“" + other->title + "”在 " + on.to_string() + " 还没有或不再有规则依据（" + other->cited() + "，自 " +
                                                 other->valid_from.to_string() + " 起）");
  }
  return fail(ErrorCode::not_found, "没有“" + name + "”这一步");
}

}  // namespace anjuan::registry
