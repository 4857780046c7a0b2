// A party as its matter's record holds it (schemas/formats/matter.md): numbers sealed, keys to find it again.
#pragma once

#include <boost/json/array.hpp>

#include "archive/registry/intake.hpp"
#include "archive/registry/personal.hpp"

namespace anjuan::registry {

/// `accusation`: those complained of, and the units they work in, get the keys by which the matter is hidden from them.
/// invalid_argument: a number that cannot be one.
Result<boost::json::array> parties_of(const std::vector<Party>& parties, bool accusation, Irregular irregular, const PersonalVault& vault);

}  // namespace anjuan::registry
