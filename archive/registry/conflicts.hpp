// who may have nothing to do with a matter because it is about him. Compared by the same forms of
// names by which an accusation is hidden (party.hpp), so that nobody handles what he must not see.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "archive/registry/people.hpp"

namespace anjuan::registry {

/// A unit and those above it; empty: there is no such unit.
Result<std::vector<Unit>> unit_and_above(MatterBook& book, const std::string& unit);

/// Whether the person stands among those complained of.
bool is_accused(const boost::json::object& record, const Account& account);
/// the unit complained of itself; in an accusation also one below it, and the unit of a person complained of:
/// the same whom intake hides it from.
Result<bool> is_accused_unit(MatterBook& book, const boost::json::object& record, const Unit& unit);

/// why the person takes no part in the matter: declared (recuse) or derived. Empty: there is no conflict.
Result<std::string> conflict_of(MatterBook& book, const boost::json::object& record, const Account& account);
/// the same as a refusal of what is no step (correcting, splitting, reading numbers). `who`: an account
/// or a name that nobody registered, which is in no conflict.
Status check_no_conflict(MatterBook& book, const boost::json::object& record, const std::string& who);

/// whether `target`, as typed, is whom the accusation is about or belongs to: 王五, 王五同志（组织科）, his
/// unit, 办公室 when it is accused.
Result<bool> is_concerned(MatterBook& book, const boost::json::object& record, const std::string& target);

}  // namespace anjuan::registry
