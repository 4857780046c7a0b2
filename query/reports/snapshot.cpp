#include "query/reports/snapshot.hpp"

#include <algorithm>

#include "archive/registry/people.hpp"
#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"

namespace anjuan::reports {

namespace json = boost::json;
using registry::date_in;
using registry::flag_in;
using registry::list_in;
using registry::number_in;
using registry::text_in;

Status Snapshot::read_names(MatterBook& book) {
  TRY_ASSIGN(const auto accounts, book.accounts());
  for (const StoredRecord& stored : accounts) {
    const registry::Account account = registry::account_from(stored);
    m_people[account.account] = account.name;
  }
  TRY_ASSIGN(const auto units, book.units());
  for (const StoredRecord& stored : units) {
    const registry::Unit unit = registry::unit_from(stored);
    m_units[unit.name] = unit.name;
    for (const std::string& alias : unit.aliases) m_units.emplace(alias, unit.name);
  }
  return {};
}

Result<Snapshot> Snapshot::take(registry::Registry& registry, const AccessScope& scope, CivilDate as_of) {
  Snapshot snapshot;
  snapshot.m_as_of = as_of;
  TRY(snapshot.read_names(registry.book()));
  std::vector<MatterRow> rows;
  TRY(registry.book().each({}, [&](MatterRow&& row) -> Result<bool> {
    if (may_see(scope, row.matter)) rows.push_back(std::move(row));
    return true;
  }));
  // Nothing can be dated later than today: on that day the record as it stands is the record of the day, and no history need be read.
  const bool past = as_of < registry.today();
  for (MatterRow& row : rows) {
    if (past) {
      TRY_ASSIGN(const auto events, registry.book().events(row.matter));
      row.record = registry::record_on(row.record, events, as_of);
    }
    const auto registered = date_in(row.record, "registered");
    if (!registered || *registered > as_of) continue;
    TRY(hide_links(registry.book(), scope, row.record));
    const bool accusation = registry::is_accusation(row.record) || flag_in(row.record, "restricted");
    snapshot.m_cases.push_back({row.matter, text_in(row.record, "number"), std::move(row.record), *registered, accusation});
  }
  std::stable_sort(snapshot.m_cases.begin(), snapshot.m_cases.end(),
                   [](const Case& a, const Case& b) { return std::tie(a.registered, a.number) < std::tie(b.registered, b.number); });
  return snapshot;
}

Cases Snapshot::in(const Period& period) const {
  Cases cases;
  for (const Case& one : m_cases) {
    if (one.registered >= period.from && one.registered <= period.to) cases.push_back(&one);
  }
  return cases;
}

std::string Snapshot::person(const std::string& account) const {
  const auto found = m_people.find(account);
  return found == m_people.end() ? account : found->second;
}

std::string Snapshot::unit(const std::string& name) const {
  const auto found = m_units.find(name);
  return found == m_units.end() ? name : found->second;
}

std::vector<MatterId> ids_of(const Cases& cases) {
  std::vector<MatterId> ids;
  ids.reserve(cases.size());
  for (const Case* one : cases) ids.push_back(one->matter);
  return ids;
}

std::string party_names(const json::object& record, std::initializer_list<std::string_view> roles) {
  std::vector<std::string> names;
  for (const json::value& value : list_in(record, "parties")) {
    if (!value.is_object() || std::find(roles.begin(), roles.end(), text_in(value.get_object(), "role")) == roles.end()) continue;
    const std::string name = text_in(value.get_object(), "name");
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : "、") + name;
  return text;
}

std::string petitioners(const json::object& record) {
  std::string names = party_names(record, {"来信人", "代表"});
  if (names.empty()) return "匿名";
  std::int64_t named = 0;
  for (const json::value& value : list_in(record, "parties")) {
    const std::string role = value.is_object() ? text_in(value.get_object(), "role") : std::string();
    if (role == "来信人" || role == "代表") ++named;
  }
  const std::int64_t heads = number_in(record, "heads");
  return heads > named ? names + "等" + std::to_string(heads) + "人" : names;
}

std::string of_petitioner(const json::object& record, std::string_view member) {
  for (const json::value& value : list_in(record, "parties")) {
    if (!value.is_object()) continue;
    const json::object& party = value.get_object();
    const std::string role = text_in(party, "role");
    if (role != "来信人" && role != "代表") continue;
    const json::value* found = party.if_contains(member);
    if (found == nullptr) return {};
    return found->is_object() ? text_in(found->get_object(), "mask") : text_in(party, member);
  }
  return {};
}

std::vector<std::string> complained_units(const Snapshot& snapshot, const json::object& record) {
  std::vector<std::string> units;
  for (const json::value& value : list_in(record, "parties")) {
    if (!value.is_object()) continue;
    const json::object& party = value.get_object();
    const std::string role = text_in(party, "role");
    std::string name;
    if (role == "被反映单位") name = text_in(party, "name");
    if (role == "被反映人") name = text_in(party, "unit");
    name = snapshot.unit(name);
    if (!name.empty() && std::find(units.begin(), units.end(), name) == units.end()) units.push_back(name);
  }
  return units;
}

}  // namespace anjuan::reports
