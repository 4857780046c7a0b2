// A report on a terminal, as JSON (schemas/api/cli-json.md), and as the paper's layout.
#pragma once

#include <boost/json/object.hpp>

#include "archive/registry/registry.hpp"
#include "query/reports/report.hpp"
#include "tools/cli/context.hpp"
#include "tools/cli/output.hpp"

namespace anjuan::cli {

void print_report(Output& out, const reports::Report& report);
boost::json::object json_of(const reports::Report& report);
/// Files to write beside; empty: none.
struct ReportFiles {
  std::string xlsx, pdf;
};
/// Writes the files, and tells the report as JSON, or as text where no file was asked for.
Status deliver(Context& context, const reports::Report& report, const ReportFiles& files);
/// The request for the printing helper: every table a list with its head on each page, the formulas beneath; tables that are bound each behind their cover.
Result<std::string> print_request(const reports::Report& report, const std::string& organ);

}  // namespace anjuan::cli
