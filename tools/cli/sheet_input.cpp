#include "tools/cli/sheet_input.hpp"

#include "tools/flows/names.hpp"

namespace anjuan::cli {

void declare_sheet(Arguments& arguments, std::string& sheet) { arguments.option("--sheet", sheet, "工作簿里工作表的名字（缺省第一张可见的）"); }

Result<std::optional<std::vector<flows::SheetRow>>> read_sheet(Context& context, const std::string& file, const std::string& sheet) {
  const std::string shown = flows::shown_name(file).text;
  auto workbook = flows::is_workbook(file);
  if (!workbook) return fail_in(shown, std::move(workbook).error());
  if (*workbook) {
    Worker worker(default_helper(), WorkerLimits{});
    auto rows = flows::read_workbook(worker, file, sheet, context.cancel());
    if (rows) return std::move(*rows);
    context.advise(std::string(flows::workbook_remedy(rows.error().code)));
    return fail_in(shown, std::move(rows).error());
  }
  if (!sheet.empty()) return fail(ErrorCode::invalid_argument, shown + "：不是工作簿，没有 --sheet 可选");
  return std::nullopt;
}

Result<std::vector<flows::SheetRow>> read_csv(const std::string& file) {
  const std::string shown = flows::shown_name(file).text;
  auto text = flows::read_text_file(file);
  if (!text) return fail_in(shown, std::move(text).error());
  auto rows = flows::parse_csv(*text);
  if (!rows) return fail_in(shown, std::move(rows).error());
  return std::move(*rows);
}

}  // namespace anjuan::cli
