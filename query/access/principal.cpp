#include "query/access/principal.hpp"

#include <algorithm>
#include <set>

#include "archive/registry/people.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan {

using registry::Account;
using registry::Unit;
using registry::typed_form;

namespace {

/// The units an account belongs to: its own and those above it.
Result<std::vector<Unit>> units_of(MatterBook& book, const Account& account) {
  std::vector<Unit> units;
  std::string next = account.unit;
  while (!next.empty() && units.size() < 16) {
    TRY_ASSIGN(const auto stored, book.unit(next));
    if (!stored) break;
    units.push_back(registry::unit_from(*stored));
    next = units.back().parent;
  }
  return units;
}

std::vector<std::pair<std::string, std::string>> deny_keys(const Account& account, const std::vector<Unit>& units) {
  std::vector<std::pair<std::string, std::string>> keys{{"deny", "person:" + typed_form(account.account)}, {"deny", "name:" + typed_form(account.name)}};
  for (const std::string& alias : account.aliases) keys.emplace_back("deny", "name:" + typed_form(alias));
  for (const Unit& unit : units) {
    keys.emplace_back("deny", "unit:" + typed_form(unit.name));
    keys.emplace_back("deny", "unit:" + typed_form(unit.unit));
    for (const std::string& alias : unit.aliases) keys.emplace_back("deny", "unit:" + typed_form(alias));
  }
  return keys;
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
  TRY_ASSIGN(const std::vector<Unit> units, units_of(book, account));
  AccessScope scope = office_scope();
  scope.name = "account:" + account.account;
  std::set<MatterId> denied;
  TRY_ASSIGN(const std::vector<PartyHit> hits, book.parties_with(deny_keys(account, units), 0));
  for (const PartyHit& hit : hits) denied.insert(hit.matter);
  const bool sees_accusations = account.has_role("办公室") || account.has_role("领导") || account.has_role("举报") || account.has_role("审计");
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

Status require_whole_view(const AccessScope& scope, std::string_view what) {
  if (scope.name == office_scope().name) return {};
  return fail(ErrorCode::denied, std::string(what) + "涉及全部档案，须以办公室的身份查看");
}

}  // namespace anjuan
