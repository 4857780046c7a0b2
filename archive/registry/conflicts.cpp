#include "archive/registry/conflicts.hpp"

#include <algorithm>

#include "archive/registry/accused.hpp"
#include "archive/registry/citation.hpp"
#include "archive/registry/names.hpp"
#include "archive/registry/party.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

using Forms = std::vector<std::string>;

bool meet(const Forms& denied, const Forms& asked) {
  return std::any_of(asked.begin(), asked.end(), [&](const std::string& form) {
    return std::find(denied.begin(), denied.end(), form) != denied.end();
  });
}

void add(Forms& forms, const Forms& more) { forms.insert(forms.end(), more.begin(), more.end()); }

/// Not from the stored keys: only an accusation has those, and a conflict is one in every matter.
Forms accused_persons(const json::object& record) {
  Forms forms;
  for (const json::value& value : list_in(record, "parties")) {
    if (!value.is_object() || text_in(value.get_object(), "role") != "被反映人") continue;
    std::vector<std::string> aliases;
    for (const json::value& alias : list_in(value.get_object(), "aliases")) {
      if (alias.is_string()) aliases.emplace_back(alias.get_string());
    }
    add(forms, denied_person(text_in(value.get_object(), "name"), aliases));
  }
  return forms;
}

Forms accused_units(const json::object& record) {
  Forms forms;
  for (const json::value& value : list_in(record, "parties")) {
    if (!value.is_object()) continue;
    const json::object& party = value.get_object();
    const std::string role = text_in(party, "role"), own = text_in(party, "unit");
    if (role == "被反映单位") {
      std::vector<std::string> aliases;
      for (const json::value& alias : list_in(party, "aliases")) {
        if (alias.is_string()) aliases.emplace_back(alias.get_string());
      }
      add(forms, denied_unit(text_in(party, "name"), aliases));
    } else if (role == "被反映人" && !own.empty() && is_accusation(record)) {
      add(forms, denied_unit(own, {}));
    }
  }
  return forms;
}

Forms asked_by(const Unit& unit) {
  Forms forms = asked_unit(unit.name, unit.aliases);
  forms.push_back("unit:" + typed_form(unit.unit));
  return forms;
}

bool is_recused(const json::object& record, const std::string& account) {
  const json::array& list = list_in(record, "recusals");
  return std::any_of(list.begin(), list.end(), [&](const json::value& one) {
    return one.is_object() && text_in(one.get_object(), "person") == account;
  });
}

/// What stands between commas and brackets, blanks taken away: 王五同志（组织科） is a man and his section.
std::vector<std::string> pieces_of(const std::string& text) {
  std::vector<std::string> pieces{text, {}};
  for (const char32_t c : code_points(typed_form(text))) {
    if (std::u32string_view(U",，、;；()（）[]【】").find(c) != std::u32string_view::npos) {
      pieces.emplace_back();
    } else {
      pieces.back() += utf8_of(std::u32string(1, c));
    }
  }
  std::erase_if(pieces, [](const std::string& piece) { return piece.empty(); });
  return pieces;
}

/// 市纪委王五: his name stands in it, whatever else does. Not so a unit's: 驻教育局纪检组 is not that bureau.
bool names_accused(const json::object& record, const std::string& target) {
  const std::string form = utf8_of(compared_form(target));
  for (const std::string& accused : accused_persons(record)) {
    const std::string name = accused.substr(accused.find(':') + 1);
    if (code_points(name).size() > 1 && form.find(name) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

Result<std::vector<Unit>> unit_and_above(MatterBook& book, const std::string& unit) {
  std::vector<Unit> units;
  for (std::string next = unit; !next.empty() && units.size() < 16; next = units.back().parent) {
    TRY_ASSIGN(const auto stored, book.unit(next));
    if (!stored) break;
    units.push_back(unit_from(*stored));
  }
  return units;
}

bool is_accused(const json::object& record, const Account& account) {
  return meet(accused_persons(record), denied_person(account.name, account.aliases));
}

Result<bool> is_accused_unit(MatterBook& book, const json::object& record, const Unit& unit) {
  const Forms accused = accused_units(record);
  if (meet(accused, asked_by(unit))) return true;
  if (accused.empty() || !is_accusation(record)) return false;
  TRY_ASSIGN(const std::vector<Unit> above, unit_and_above(book, unit.parent));
  return std::any_of(above.begin(), above.end(), [&](const Unit& each) { return meet(accused, asked_by(each)); });
}

Result<std::string> conflict_of(MatterBook& book, const json::object& record, const Account& account) {
  if (is_recused(record, account.account)) return account.name + " 已回避此事，不再办理，也不代人录入";
  if (is_accused(record, account)) return account.name + " 是被反映人，应当回避";
  if (account.has_role("办公室") && is_accusation(record) && meet(accused_units(record), asked_unit("办公室", {})))
    return account.name + " 在办公室工作，办公室是被反映单位或被反映人所在单位，应当回避";
  TRY_ASSIGN(const std::vector<Unit> units, unit_and_above(book, account.unit));
  if (units.empty()) return std::string();
  TRY_ASSIGN(const bool of_accused, is_accused_unit(book, record, units.front()));
  if (of_accused) return account.name + " 所在单位是被反映单位或被反映人所在单位，应当回避";
  return std::string();
}

Status check_no_conflict(MatterBook& book, const json::object& record, const std::string& who) {
  TRY_ASSIGN(const auto stored, book.account(who));
  if (!stored) return {};
  TRY_ASSIGN(const std::string conflict, conflict_of(book, record, account_from(*stored)));
  if (conflict.empty()) return {};
  return fail(ErrorCode::denied,
              with_rules(text_in(record, "number") + "：" + conflict + "；请由他人经办，或改交他人（hand-over）",
                         "R-325、R-340"));
}

Result<bool> is_concerned(MatterBook& book, const json::object& record, const std::string& target) {
  if (names_accused(record, target)) return true;
  TRY_ASSIGN(const std::vector<StoredRecord> accounts, book.accounts());
  TRY_ASSIGN(const std::vector<StoredRecord> units, book.units());
  const Forms accused = accused_units(record);
  for (const std::string& piece : pieces_of(target)) {
    if (meet(accused, asked_unit(piece, {}))) return true;
    const Forms person = denied_person(piece, {}), unit = denied_unit(piece, {});
    for (const StoredRecord& stored : accounts) {
      const Account account = account_from(stored);
      if (account.account != piece && !meet(denied_person(account.name, account.aliases), person)) continue;
      TRY_ASSIGN(const std::string conflict, conflict_of(book, record, account));
      if (!conflict.empty()) return true;
    }
    for (const StoredRecord& stored : units) {
      const Unit each = unit_from(stored);
      if (!meet(unit, asked_by(each))) continue;
      TRY_ASSIGN(const bool is_it, is_accused_unit(book, record, each));
      if (is_it) return true;
    }
  }
  return false;
}

}  // namespace anjuan::registry
