// A party as its matter's record holds it (schemas/formats/matter.md): numbers sealed, keys to find it again.
#pragma once

#include <boost/json/array.hpp>

#include "archive/registry/intake.hpp"
#include "archive/registry/personal.hpp"

namespace anjuan::registry {

/// Under which keys of kind “deny” a person or a unit is hidden from, and asks what is hidden from it: every spelling and every name that is known of it
/// (traditional script, 曾用名, short forms of a unit). A unit without its place may be any of that name: rather one matter hidden too many than one told.
std::vector<std::string> denied_person(const std::string& name, const std::vector<std::string>& aliases);
std::vector<std::string> denied_unit(const std::string& name, const std::vector<std::string>& aliases);
/// What an account of such a unit asks for; differs from denied_unit() in how a missing place is met.
std::vector<std::string> asked_unit(const std::string& name, const std::vector<std::string>& aliases);

/// "张三，某局，局长": name, unit, post.
Party party_from_text(const std::string& role, const std::string& text);
/// What a record holds of a party, with its sealed values opened. corrupt: they do not open.
Result<Party> party_from(const boost::json::object& record, const PersonalVault& vault);

/// `accusation`: those complained of, and the units they work in, get the keys by which the matter is hidden from them.
/// invalid_argument: a number that cannot be one.
Result<boost::json::array> parties_of(const std::vector<Party>& parties, bool accusation, Irregular irregular, const PersonalVault& vault);

}  // namespace anjuan::registry
