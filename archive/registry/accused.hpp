// What whoever registers or corrects an accusation must be told at once: that those who would handle it are themselves
// accused, and that somebody here may be the one it names. Decides nothing: names that only sound alike
// are questions for a person, hidden by `deny` when he says so.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "archive/registry/people.hpp"

namespace anjuan::registry {

/// “登记人周文员”, “办公室”, “本机关（…）”: whom of those who must hand it over first an accusation concerns.
/// `typist`: the account that types, or any other name; `organ`: the office's own organ by name. Empty: none of them,
/// it is no accusation, or it was handed over or closed.
Result<std::string> concerned_by(MatterBook& book, const boost::json::object& record, const std::string& typist,
                                 const std::string& organ);

/// the head of the office where letters are registered; that office, or an organ above it.
Result<bool> heads_office(MatterBook& book, const Account& account);
/// bears the role 办公室 or belongs to that unit: such an accusation concerns 办公室, whoever heads it.
Result<bool> is_of_office(MatterBook& book, const Account& account);
Result<bool> is_office_or_above(MatterBook& book, const std::string& unit);

struct NameQuestion {
  std::string party;          ///< as the letter has it
  std::string account, name;  ///< whose name sounds like it
  std::string reason;
};
/// accounts that an accusation is not hidden from although their names sound like one that it accuses, in
/// Chinese or in Latin letters (Liu Jianguo).
Result<std::vector<NameQuestion>> name_questions(MatterBook& book, const boost::json::object& record);

}  // namespace anjuan::registry
