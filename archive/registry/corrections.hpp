// The fields by which `matter amend` corrects a matter (schemas/formats/matter.md, “Corrections”), and what it changed.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "archive/catalog/matter_book.hpp"

namespace anjuan::registry {

/// from, phone.2, accused, heads, signature …; a number after the point counts the parties of that role, or the
/// petitioners, from 1.
bool is_people_field(const std::string& member);
/// Those of a party, for a message.
std::string party_fields();
/// The value as the history may keep it: numbers and addresses are masked.
std::string masked_field(const std::string& member, const std::string& value);
/// “电话（第2个）”.
std::string title_of_people(const std::string& member);
/// What stood in such a field of the record, as history may show it: numbers and addresses are masked. Empty:
/// nothing.
std::string people_value(const boost::json::object& record, const std::string& member);
/// What stands there once it was corrected to what was asked: a name alone leaves unit and post.
std::string people_value_after(const boost::json::object& record, const std::string& member, const std::string& asked);

struct Correction {
  std::string field;          ///< as asked for: category, phone.2; or what followed from it: number
  std::string title;          ///< for people
  std::string before, after;  ///< empty: nothing stood or stands there
};
/// What an event of move `amend` changed in the record that stood before it. Needs nothing that older entries do not
/// hold.
std::vector<Correction> corrections_of(const boost::json::object& before, const MatterEvent& event);
/// The title of a member of the record that may be corrected; empty for any other.
std::string title_of_member(std::string_view member);

}  // namespace anjuan::registry
