// Who did what was done to something filed, and when: the account that journals it, the name as signed.
#pragma once

#include <string>

#include "archive/registry/registry.hpp"

namespace anjuan::filing {

struct Signer {
  CivilDate on;
  std::string by;    ///< account, or empty: who types
  std::string name;  ///< as signed
};

/// invalid_argument: a day that has not come; nobody or several of that name.
Result<Signer> signer_of(Archive& archive, registry::Registry& registry, const registry::Act& act);

}  // namespace anjuan::filing
