// The fields by which `matter amend` corrects people (schemas/formats/matter.md, “Corrections”).
#pragma once

#include <string>

namespace anjuan::registry {

/// from, phone.2, accused, heads, signature …; a number after the point counts the parties of that role, or the
/// petitioners, from 1.
bool is_people_field(const std::string& member);
/// Those of a party, for a message.
std::string party_fields();
/// The value as the history may keep it: numbers and addresses are masked.
std::string masked_field(const std::string& member, const std::string& value);

}  // namespace anjuan::registry
