// What an accusation asks of whoever has just registered or corrected it.
#pragma once

#include <boost/json/object.hpp>

#include "tools/cli/context.hpp"

namespace anjuan::cli {

/// On standard error, each with the command to copy; and with `out` as its members `escalate` and `deny_questions`.
/// Questions are kept from an account that may not see the matter, or that they are about.
Status tell_accused(Context& context, const MatterRow& matter, boost::json::object* out);

}  // namespace anjuan::cli
