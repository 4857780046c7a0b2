#include "archive/registry/people.hpp"

#include <algorithm>

#include "archive/catalog/payloads.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

const std::vector<std::string> k_roles = {"办公室", "领导", "科室", "举报", "审计", "档案", "管理"};
const std::vector<std::string> k_unit_kinds = {"科室", "下级", "上级", "其他"};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : "、") + word;
  return text;
}

json::array json_of(const std::vector<std::string>& words) {
  json::array array;
  for (const std::string& word : words) array.emplace_back(json::string(word));
  return array;
}

std::vector<std::string> words_in(const json::object& record, std::string_view name) {
  std::vector<std::string> words;
  for (const json::value& word : list_in(record, name)) {
    if (word.is_string()) words.emplace_back(word.get_string());
  }
  return words;
}

void put(json::object& record, std::string_view name, const std::string& value) {
  if (!value.empty()) record.emplace(name, value);
}

Status check_id(std::string_view what, const std::string& id) {
  if (id.empty() || id.size() > 64 || id.find_first_of(" \t\n|,，") != std::string::npos) {
    return fail(ErrorCode::invalid_argument, std::string(what) + "“" + id + "”不能为空，也不能有空格、逗号或“|”");
  }
  return {};
}

}  // namespace

bool is_role(std::string_view role) { return std::find(k_roles.begin(), k_roles.end(), role) != k_roles.end(); }

bool Account::has_role(std::string_view role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

bool Account::serves_on(CivilDate day) const {
  const std::string text = day.to_string();
  return (since.empty() || since <= text) && (until.empty() || text <= until);
}

json::object json_of(const Account& account) {
  json::object record{{"name", account.name}};
  if (!account.aliases.empty()) record.emplace("aliases", json_of(account.aliases));
  put(record, "unit", account.unit);
  if (account.head) record.emplace("head", true);
  if (!account.roles.empty()) record.emplace("roles", json_of(account.roles));
  put(record, "since", account.since);
  put(record, "until", account.until);
  return record;
}

json::object json_of(const Unit& unit) {
  json::object record{{"name", unit.name}, {"kind", unit.kind}};
  if (!unit.aliases.empty()) record.emplace("aliases", json_of(unit.aliases));
  put(record, "parent", unit.parent);
  return record;
}

Account account_from(const StoredRecord& stored) {
  const json::object& record = stored.record;
  return {stored.id,          text_in(record, "name"), words_in(record, "aliases"), text_in(record, "unit"),
          flag_in(record, "head"), words_in(record, "roles"), text_in(record, "since"),  text_in(record, "until")};
}

Unit unit_from(const StoredRecord& stored) {
  return {stored.id, text_in(stored.record, "name"), words_in(stored.record, "aliases"), text_in(stored.record, "kind"), text_in(stored.record, "parent")};
}

Status add_account(MatterBook& book, Transaction& transaction, const Account& account) {
  TRY(check_id("账号", account.account));
  if (account.name.empty()) return fail(ErrorCode::invalid_argument, "账号 " + account.account + " 缺姓名（--name）");
  for (const std::string& role : account.roles) {
    if (!is_role(role)) {
      return fail(ErrorCode::invalid_argument, "没有“" + role + "”这个角色：可用 " + joined(k_roles));
    }
  }
  for (const std::string& day : {account.since, account.until}) {
    if (!day.empty()) TRY(CivilDate::parse(day));
  }
  // Both are YYYY-MM-DD by now, whose order is that of the days.
  if (!account.since.empty() && !account.until.empty() && account.until < account.since) {
    return fail(ErrorCode::invalid_argument, "账号 " + account.account + "：任职止于 " + account.until + "（--until），早于起始 " +
                                                 account.since + "（--since）（R-373）");
  }
  Account stored = account;
  if (!account.unit.empty()) {
    TRY_ASSIGN(const Unit unit, find_unit(book, account.unit));
    stored.unit = unit.unit;
  }
  transaction.record({action::k_account_set, account.account, {}, {{"account", account.account}, {"record", json_of(stored)}}, "account:" + account.account});
  return {};
}

Status add_unit(MatterBook& book, Transaction& transaction, const Unit& unit) {
  TRY(check_id("单位代码", unit.unit));
  if (unit.name.empty()) return fail(ErrorCode::invalid_argument, "单位 " + unit.unit + " 缺名称（--name）");
  if (std::find(k_unit_kinds.begin(), k_unit_kinds.end(), unit.kind) == k_unit_kinds.end()) {
    return fail(ErrorCode::invalid_argument, "没有“" + unit.kind + "”这种单位：可用 " + joined(k_unit_kinds));
  }
  if (!unit.parent.empty()) TRY(find_unit(book, unit.parent));
  // A step names its unit by this name: two that bear it could not be told apart.
  TRY_ASSIGN(const std::vector<StoredRecord> all, book.units());
  for (const StoredRecord& stored : all) {
    const Unit other = unit_from(stored);
    if (other.unit != unit.unit && other.name == unit.name) {
      return fail(ErrorCode::already_exists, "名称“" + unit.name + "”已经是 " + other.unit + " 的：换一个名称，或者更改 " +
                                                 other.unit + "（R-373）");
    }
  }
  transaction.record({action::k_unit_set, unit.unit, {}, {{"unit", unit.unit}, {"record", json_of(unit)}}, {}});
  return {};
}

Result<Account> find_person(MatterBook& book, const std::string& name) {
  TRY_ASSIGN(const auto exact, book.account(name));
  if (exact) return account_from(*exact);
  std::vector<Account> named;
  TRY_ASSIGN(const std::vector<StoredRecord> all, book.accounts());
  for (const StoredRecord& stored : all) {
    Account account = account_from(stored);
    if (account.name == name) named.push_back(std::move(account));
  }
  if (named.size() == 1) return named.front();
  if (named.empty()) return fail(ErrorCode::not_found, "没有“" + name + "”这个人：先用 anjuan user add 登记");
  std::string accounts;
  for (const Account& account : named) accounts += (accounts.empty() ? "" : "、") + account.account;
  return fail(ErrorCode::invalid_argument, "有 " + std::to_string(named.size()) + " 个“" + name + "”，请写账号：" + accounts);
}

Result<std::optional<Unit>> headed_section(MatterBook& book, const Account& account) {
  if (!account.head || account.unit.empty()) return std::nullopt;
  TRY_ASSIGN(Unit unit, find_unit(book, account.unit));
  if (unit.kind != "科室") return std::nullopt;
  return unit;
}

Result<Account> find_serving(MatterBook& book, const std::string& name, CivilDate on, const std::string& what) {
  TRY_ASSIGN(Account account, find_person(book, name));
  if (!account.serves_on(on)) return fail(ErrorCode::invalid_argument, account.name + " 在 " + on.to_string() + " 不在任，不能" + what + "（R-373）");
  return account;
}

Result<Account> find_leader(MatterBook& book, const std::string& name, CivilDate on, const std::string& what, const std::string& rule) {
  if (name.empty()) return fail(ErrorCode::invalid_argument, what + "要写批准人（" + rule + "）");
  TRY_ASSIGN(Account account, find_serving(book, name, on, what));
  if (!account.has_role("领导")) return fail(ErrorCode::invalid_argument, account.name + " 不是领导，不能" + what + "（" + rule + "）");
  return account;
}

Result<Unit> find_unit(MatterBook& book, const std::string& name) {
  TRY_ASSIGN(const auto found, book.unit(name));
  if (found) return unit_from(*found);
  return fail(ErrorCode::not_found, "没有“" + name + "”这个单位：先用 anjuan unit add 登记");
}

}  // namespace anjuan::registry
