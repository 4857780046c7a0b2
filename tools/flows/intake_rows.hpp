// A registration as one row of JSON or CSV (schemas/api/cli-json.md, "A registration"): the command line, files of rows and old ledgers all come this way.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>
#include <vector>

#include "archive/registry/intake.hpp"

namespace anjuan::flows {

/// invalid_argument names the member. Members are the English names or the Chinese titles of the register (收信日期, 来信人, …).
Result<registry::Intake> intake_from(const boost::json::object& row);

/// English name of a column's title; empty when it is not known.
std::string_view intake_member(std::string_view title);

}  // namespace anjuan::flows
