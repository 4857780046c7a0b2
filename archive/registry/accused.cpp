#include "archive/registry/accused.hpp"

#include <algorithm>
#include <set>

#include "archive/registry/conflicts.hpp"
#include "archive/registry/names.hpp"
#include "archive/registry/party.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

constexpr std::string_view k_office = "办公室";

/// What the accusation is hidden by, of everybody it accuses.
std::set<std::string> denials_in(const json::object& record) {
  std::set<std::string> denials;
  for (const json::value& party : list_in(record, "parties")) {
    if (!text_in(party.get_object(), "role").starts_with("被反映")) continue;
    for (const json::value& pair : list_in(party.get_object(), "keys")) {
      const json::array& key = pair.get_array();
      if (key.at(0).get_string() == "deny") denials.emplace(key.at(1).get_string());
    }
  }
  return denials;
}

bool meet(const std::set<std::string>& denials, const std::vector<std::string>& forms) {
  return std::any_of(forms.begin(), forms.end(), [&](const std::string& form) { return denials.contains(form); });
}

/// 办公室 first, then the organs above it.
Result<std::vector<Unit>> office_and_above(MatterBook& book) { return unit_and_above(book, std::string(k_office)); }

Result<std::vector<Account>> all_accounts(MatterBook& book) {
  TRY_ASSIGN(const std::vector<StoredRecord> stored, book.accounts());
  std::vector<Account> accounts;
  for (const StoredRecord& one : stored) accounts.push_back(account_from(one));
  return accounts;
}

std::string latin_letters(std::string_view text, bool& latin) {
  std::string letters;
  latin = true;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z')
      letters.push_back(static_cast<char>(c - 'A' + 'a'));
    else if (c >= 'a' && c <= 'z')
      letters.push_back(c);
    else if (static_cast<unsigned char>(c) >= 0x80)
      latin = false;
  }
  return letters;
}

/// “liu jian guo” is written Liu Jianguo or Jianguo Liu, ü as u or v.
bool is_written_in_latin(const std::string& written, const std::string& reading) {
  bool latin = true;
  const std::string letters = latin_letters(written, latin);
  if (!latin || letters.empty()) return false;
  const auto same = [&](std::string form) {
    std::erase(form, ' ');
    if (form == letters) return true;
    std::replace(form.begin(), form.end(), 'v', 'u');
    return form == letters;
  };
  if (same(reading)) return true;
  for (std::size_t at = reading.find(' '); at != std::string::npos; at = reading.find(' ', at + 1)) {
    if (same(reading.substr(at) + reading.substr(0, at))) return true;  // the surname last; it may have two syllables
  }
  return false;
}

std::string likeness(const std::string& written, const NameKeys& accused, const NameKeys& known) {
  const NameMatch match = similarity(accused, known);
  if (match.level == NameLevel::near || match.level == NameLevel::sound_alike) return match.reason;
  const bool latin = std::any_of(known.pinyin.begin(), known.pinyin.end(),
                                 [&](const std::string& reading) { return is_written_in_latin(written, reading); });
  return latin ? "“" + written + "”可能是“" + known.exact + "”的拼音" : std::string();
}

}  // namespace

Result<bool> heads_office(MatterBook& book, const Account& account) {
  if (!account.head || account.unit.empty()) return false;
  TRY_ASSIGN(const auto unit, book.unit(account.unit));
  return unit && unit_from(*unit).name == k_office;
}

Result<bool> is_of_office(MatterBook& book, const Account& account) {
  if (account.has_role(k_office)) return true;
  if (account.unit.empty()) return false;
  TRY_ASSIGN(const auto unit, book.unit(account.unit));
  return unit && unit_from(*unit).name == k_office;
}

Result<bool> is_office_or_above(MatterBook& book, const std::string& unit) {
  if (unit == k_office) return true;  // also where nobody registered it
  TRY_ASSIGN(const std::vector<Unit> units, office_and_above(book));
  return std::any_of(units.begin(), units.end(),
                     [&](const Unit& each) { return each.name == unit || each.unit == unit; });
}

Result<std::string> concerned_by(MatterBook& book, const json::object& record, const std::string& typist,
                                 const std::string& organ) {
  std::string concerned;
  if (!is_accusation(record) || date_in(record, "handed_over") || record.contains("closed")) return concerned;
  const std::set<std::string> denials = denials_in(record);
  const auto add = [&](const std::string& whom) { concerned += (concerned.empty() ? "" : "、") + whom; };
  TRY_ASSIGN(const std::vector<Account> accounts, all_accounts(book));
  for (const Account& account : accounts) {
    if (!meet(denials, denied_person(account.name, account.aliases))) continue;
    TRY_ASSIGN(const bool is_head, heads_office(book, account));
    TRY_ASSIGN(const bool of_office, is_of_office(book, account));
    if (account.account == text_in(record, "registrar"))
      add("登记人" + account.name);
    else if (account.account == typist)
      add("录入人" + account.name);
    else if (is_head || of_office)
      add((is_head ? "办公室负责人" : "办公室的") + account.name);
  }
  TRY_ASSIGN(const std::vector<Unit> units, office_and_above(book));
  bool named = false;
  for (const Unit& unit : units) {
    if (!meet(denials, asked_unit(unit.name, unit.aliases))) continue;
    const bool office = unit.name == k_office;
    add(office ? unit.name : "本机关（" + unit.name + "）");
    named = named || !office;
  }
  if (!named && !organ.empty() && meet(denials, asked_unit(organ, {}))) add("本机关（" + organ + "）");
  return concerned;
}

Result<std::vector<NameQuestion>> name_questions(MatterBook& book, const json::object& record) {
  std::vector<NameQuestion> questions;
  if (!is_accusation(record)) return questions;
  const std::set<std::string> denials = denials_in(record);
  TRY_ASSIGN(const std::vector<Account> accounts, all_accounts(book));
  for (const json::value& value : list_in(record, "parties")) {
    const json::object& party = value.get_object();
    if (text_in(party, "role") != "被反映人") continue;
    std::vector<std::string> aliases;
    for (const json::value& alias : list_in(party, "aliases")) aliases.emplace_back(alias.get_string());
    const std::string written = text_in(party, "name");
    const NameKeys accused = name_keys(written, aliases);
    for (const Account& account : accounts) {
      if (meet(denials, denied_person(account.name, account.aliases))) continue;  // hidden already
      const std::string reason = likeness(written, accused, name_keys(account.name, account.aliases));
      if (!reason.empty()) questions.push_back({written, account.account, account.name, reason});
    }
  }
  return questions;
}

}  // namespace anjuan::registry
