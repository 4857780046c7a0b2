// How a message names the rules that it stands on: “…（R-306、R-316）”.
#pragma once

#include <string>
#include <string_view>

namespace anjuan::registry {

/// `message` with `rules` (“R-306、R-316”) in brackets at its end. Rules that it cites there already are named once,
/// before the others.
std::string with_rules(std::string message, std::string_view rules);

}  // namespace anjuan::registry
