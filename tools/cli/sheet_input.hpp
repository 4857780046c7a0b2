// The tables that register --rows and import --ledger are given: sheets of workbooks and CSV files.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/cli/command.hpp"
#include "tools/flows/sheet.hpp"

namespace anjuan::cli {

/// --sheet, of both commands.
void declare_sheet(Arguments& arguments, std::string& sheet);
/// The rows of a sheet, with the file's name and a remedy in an error. nullopt: the file is no workbook.
Result<std::optional<std::vector<flows::SheetRow>>> read_sheet(Context& context, const std::string& file, const std::string& sheet);
/// The rows of a CSV file, with its name in an error.
Result<std::vector<flows::SheetRow>> read_csv(const std::string& file);

}  // namespace anjuan::cli
