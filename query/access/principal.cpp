#include "query/access/principal.hpp"

#include <algorithm>
#include <set>

#include "archive/registry/conflicts.hpp"
#include "archive/registry/party.hpp"
#include "archive/registry/people.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/sections.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan {

using registry::Account;
using registry::Unit;
using registry::typed_form;

namespace {

/// The units an account belongs to: its own and those above it.
Result<std::vector<Unit>> units_of(MatterBook& book, const Account& account) {
  return registry::unit_and_above(book, account.unit);
}

std::vector<std::pair<std::string, std::string>> deny_keys(const Account& account, const std::vector<Unit>& units) {
  std::vector<std::pair<std::string, std::string>> keys{{"deny", "person:" + typed_form(account.account)}};
  for (const std::string& form : registry::denied_person(account.name, account.aliases)) keys.emplace_back("deny", form);
  for (const Unit& unit : units) {
    keys.emplace_back("deny", "unit:" + typed_form(unit.unit));
    for (const std::string& form : registry::asked_unit(unit.name, unit.aliases)) keys.emplace_back("deny", form);
  }
  return keys;
}

/// first another leader, 纪检 or the superior has it, and only then it is hidden from whoever registered it and, when it concerns 办公室, from 办公室. They
/// have read the letter; what they may do with it is for the steps to say.
Result<bool> awaits_hand_over(MatterBook& book, const PartyHit& hit, const Account& account, const std::vector<Unit>& units) {
  if (hit.role == "隐去") return false;  // `deny` has asked for the hand-over itself
  TRY_ASSIGN(const auto row, book.by_id(hit.matter));
  if (!row || registry::date_in(row->record, "handed_over")) return false;
  const bool registered_it = registry::text_in(row->record, "registrar") == account.account;
  const bool by_name = hit.key.starts_with("name:") || hit.key.starts_with("person:");
  return registered_it || (!by_name && !units.empty() && units.front().name == "办公室");
}

bool handles(const boost::json::object& record, const Account& account, const std::vector<Unit>& units) {
  if (registry::text_in(record, "handler") == account.account) return true;
  const std::string section = registry::text_in(record, "section");
  return !section.empty() && !units.empty() && units.front().name == section;
}

}  // namespace

Result<AccessScope> scope_of(MatterBook& book, const std::string& name) {
  TRY_ASSIGN(const auto stored, book.account(name));
  if (!stored) return fail(ErrorCode::denied, "没有账号“" + name + "”");
  const Account account = registry::account_from(*stored);
  if (!account.serves_on(book.today())) {
    const std::string term = (account.since.empty() ? std::string() : "自 " + account.since) + (account.until.empty() ? std::string() : "至 " + account.until);
    return fail(ErrorCode::denied, "账号 " + account.account + "（" + account.name + "）任期" + term + "，今天不在任，不能使用（R-373）");
  }
  TRY_ASSIGN(const std::vector<Unit> units, units_of(book, account));
  AccessScope scope = office_scope();
  scope.name = "account:" + account.account;
  std::set<MatterId> denied;
  TRY_ASSIGN(const std::vector<PartyHit> hits, book.parties_with(deny_keys(account, units), 0));
  for (const PartyHit& hit : hits) {
    TRY_ASSIGN(const bool waits, awaits_hand_over(book, hit, account, units));
    if (!waits) denied.insert(hit.matter);
  }
  const bool sees_accusations = account.has_role("办公室") || account.has_role("领导") || account.has_role("举报") || account.has_role("审计");
  scope.accusations = sees_accusations;
  if (!sees_accusations) {
    TRY_ASSIGN(const std::vector<MatterId> restricted, book.restricted());
    for (const MatterId& matter : restricted) {
      if (denied.contains(matter)) continue;
      TRY_ASSIGN(const auto row, book.by_id(matter));
      if (!row || !handles(row->record, account, units)) denied.insert(matter);
    }
  }
  scope.denied.assign(denied.begin(), denied.end());
  return scope;
}

bool may_see(const AccessScope& scope, const MatterId& matter) {
  return !scope.readable.empty() && std::find(scope.denied.begin(), scope.denied.end(), matter) == scope.denied.end();
}

Result<bool> may_name(MatterBook& book, const AccessScope& scope, const std::string& matter) {
  TRY_ASSIGN(const std::vector<MatterRow> found, book.find_all(matter));
  return std::none_of(found.begin(), found.end(), [&](const MatterRow& row) { return !may_see(scope, row.matter); });
}

Status hide_links(MatterBook& book, const AccessScope& scope, boost::json::object& record) {
  if (scope.denied.empty()) return {};
  // The order of what is left must not tell either.
  const auto take_away = [&](std::string_view member) {
    if (const auto found = record.find(member); found != record.end()) record.stable_erase(found);
  };
  for (const char* member : {"merged_into", "repeat_of", "split_from", "into"}) {
    const std::string other = registry::text_in(record, member);
    if (other.empty()) continue;
    TRY_ASSIGN(const bool known, may_name(book, scope, other));
    if (known) continue;
    take_away(member);
    if (std::string_view(member) != "repeat_of") continue;
    take_away("repeat_verdict");
    take_away("judged");
    record["repeat"] = false;
  }
  for (const char* member : {"split_into", "into"}) {
    boost::json::value* const list = record.if_contains(member);
    if (list == nullptr || !list->is_array()) continue;
    boost::json::array shown;
    for (const boost::json::value& other : list->get_array()) {
      TRY_ASSIGN(const bool known, may_name(book, scope, std::string(other.get_string())));
      if (known) shown.push_back(other);
    }
    *list = std::move(shown);
  }
  return {};
}

Status require_right(MatterBook& book, const std::string& name, const registry::MoveRules& rules, const std::string& group) {
  TRY_ASSIGN(const auto stored, book.account(name));
  if (!stored) return fail(ErrorCode::denied, "没有账号“" + name + "”");
  const Account account = registry::account_from(*stored);
  std::string needed;
  for (const std::string& role : rules.roles_of(group)) {
    if (account.has_role(role)) return {};
    needed += (needed.empty() ? "" : "、") + role;
  }
  return fail(ErrorCode::denied, "“" + group + "”的步骤由" + needed + "录入，账号 " + account.account + "（" + account.name + "）没有这个角色");
}

Status require_part(MatterBook& book, const std::string& name, const registry::MoveRules& rules, const std::string& group, const boost::json::object& record) {
  TRY_ASSIGN(const auto stored, book.account(name));
  if (!stored) return fail(ErrorCode::denied, "没有账号“" + name + "”");
  const Account account = registry::account_from(*stored);
  for (const std::string& role : rules.roles_of(group)) {
    if (account.has_role(role) && !rules.is_for_own_matters(role)) return {};
  }
  TRY_ASSIGN(const std::vector<Unit> units, units_of(book, account));
  if (handles(record, account, units)) return {};
  if (!units.empty() && !registry::section_part(record, units.front().name).empty()) return {};
  return fail(ErrorCode::denied, registry::text_in(record, "number") + " 不由账号 " + account.account + "（" + account.name +
                                     "）或其科室承办，也不由其科室牵头、会办，不能录入（R-372、R-373）");
}

Result<bool> enters_as_head(MatterBook& book, const std::string& name, const registry::MoveRules& rules,
                            const registry::MoveRule& move) {
  TRY_ASSIGN(const auto stored, book.account(name));
  if (!stored || move.head.empty()) return false;
  const Account account = registry::account_from(*stored);
  const auto& roles = rules.roles_of(move.group);
  if (std::any_of(roles.begin(), roles.end(), [&](const std::string& role) { return account.has_role(role); }))
    return false;
  const bool handles_matters = std::any_of(account.roles.begin(), account.roles.end(),
                                           [&](const std::string& role) { return rules.is_for_own_matters(role); });
  TRY_ASSIGN(const auto section, registry::headed_section(book, account));
  return handles_matters && section.has_value();
}

Status require_headed(MatterBook& book, const std::string& name, const registry::MoveRule& move,
                      const std::vector<std::string>& given, const boost::json::object& record) {
  TRY_ASSIGN(const Account account, registry::find_person(book, name));
  TRY_ASSIGN(const auto section, registry::headed_section(book, account));
  const std::string number = registry::text_in(record, "number"), state = registry::text_in(record, "state");
  if (!section || registry::section_part(record, section->name) != "承办") {
    return fail(ErrorCode::denied, number + " 不在" + (section ? section->name : account.name + "的科室") +
                                       "承办，科室负责人只给本科室承办的事项定承办人；分到科室由办公室（R-373）");
  }
  const auto allowed = [&](const std::string& field) {
    return std::find(move.head.begin(), move.head.end(), field) != move.head.end();
  };
  std::string may;
  for (const std::string& field : move.head) may += (may.empty() ? "--" : "、--") + field;
  if (!std::all_of(given.begin(), given.end(), allowed)) {
    return fail(ErrorCode::denied, "科室负责人" + account.name + "“" + move.title + "”时只写 " + may +
                                       "；承办、会办科室由办公室定（R-373）");
  }
  const bool stays = std::any_of(move.to.begin(), move.to.end(),
                                 [&](const auto& target) { return target.second == "=" || target.second == state; });
  if (!stays)
    return fail(ErrorCode::denied,
                number + " 现为“" + state + "”，先由办公室分办到科室，再由科室负责人定承办人（R-373）");
  return {};
}

Status require_accusations(const AccessScope& scope, std::string_view what) {
  if (scope.accusations) return {};
  return fail(ErrorCode::denied, std::string(what) + "只给看得到检举控告的人：办公室、领导、举报、审计（R-340、R-403）");
}

Status require_whole_view(const AccessScope& scope, std::string_view what) {
  if (scope.name == office_scope().name) return {};
  return fail(ErrorCode::denied, std::string(what) + "涉及全部档案，以整个办公室的范围出具，不以个人账号（--as）出具（R-383）");
}

}  // namespace anjuan
