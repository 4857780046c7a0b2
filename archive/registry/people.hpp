// The small registry of people and units: who may be a handler, who heads a section, who is complained of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/matter_book.hpp"

namespace anjuan::registry {

struct Account {
  std::string account;               ///< name to log in with
  std::string name;                  ///< 姓名
  std::vector<std::string> aliases;  ///< other spellings of the name
  std::string unit;                  ///< id of the section or unit; empty: none
  bool head = false;                 ///< of that section
  std::vector<std::string> roles;    ///< 办公室 领导 科室 举报 审计 档案 管理
  std::string since, until;          ///< days; empty: always

  bool has_role(std::string_view role) const;
  /// since … until, both days included.
  bool serves_on(CivilDate day) const;
};

struct Unit {
  std::string unit;  ///< short id, as typed
  std::string name;
  std::vector<std::string> aliases;
  std::string kind;  ///< 科室 (own sections) | 下级 | 上级 | 其他
  std::string parent;
};

bool is_role(std::string_view role);

boost::json::object json_of(const Account& account);
boost::json::object json_of(const Unit& unit);
Account account_from(const StoredRecord& stored);
Unit unit_from(const StoredRecord& stored);

/// invalid_argument: bad name, unknown unit, role or kind.
Status add_account(MatterBook& book, Transaction& transaction, const Account& account);
Status add_unit(MatterBook& book, Transaction& transaction, const Unit& unit);

/// By account, else by 姓名 when only one has it; invalid_argument (ambiguous: the accounts are named), not_found.
Result<Account> find_person(MatterBook& book, const std::string& name);
/// The own section (科室) that the account heads; none for others: the head of another organ decides nothing here.
Result<std::optional<Unit>> headed_section(MatterBook& book, const Account& account);
/// The same, in office on that day; `what` he would do, for the refusal: invalid_argument.
Result<Account> find_serving(MatterBook& book, const std::string& name, CivilDate on, const std::string& what);
/// The same, a leader (role 领导): who approves what was filed and what becomes of it. `rule`: by which.
Result<Account> find_leader(MatterBook& book, const std::string& name, CivilDate on, const std::string& what, const std::string& rule);
/// By id or name; not_found tells how to add it.
Result<Unit> find_unit(MatterBook& book, const std::string& name);

}  // namespace anjuan::registry
