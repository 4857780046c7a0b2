// A report on a terminal, as JSON (schemas/api/cli-json.md), and as the paper's layout.
#pragma once

#include <boost/json/object.hpp>

#include "archive/registry/registry.hpp"
#include "query/reports/report.hpp"
#include "tools/cli/output.hpp"

namespace anjuan::cli {

void print_report(Output& out, const reports::Report& report);
boost::json::object json_of(const reports::Report& report);
/// The request for the printing helper: every table a list with its head on each page, the formulas beneath.
std::string print_request(const reports::Report& report, const std::string& organ);

}  // namespace anjuan::cli
