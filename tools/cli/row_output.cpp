#include "tools/cli/row_output.hpp"

#include <fmt/core.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "tools/cli/accused_output.hpp"
#include "tools/cli/repeat_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;

namespace {

void tell_json(Context& context, const flows::RowEvent& event, bool named) {
  json::object line{{"row", event.row}, {"status", flows::to_string(event.status)}};
  if (named && event.matter) line["matter"] = event.matter->value;
  if (named && !event.number.empty()) line["number"] = event.number;
  if (!event.reason.empty()) line["reason"] = event.reason;
  context.out.json_line(line);
}

void tell_line(Context& context, const flows::RowEvent& event, bool named, bool dry_run) {
  switch (event.status) {
    case flows::RowStatus::registered: return context.out.line(fmt::format("第 {} 行：{} {}", event.row, dry_run ? "会登记为" : "已登记", event.number));
    case flows::RowStatus::duplicate: return context.out.line(fmt::format("第 {} 行：登记过{}{}", event.row, named ? " " : "", named ? event.number : ""));
    case flows::RowStatus::refused: return context.out.line(fmt::format("第 {} 行：拒收，{}", event.row, event.reason));
  }
}

// The rows are in, whatever is found out about one of them: what fails here is said, and stops nothing.
void tell_accusation(Context& context, const MatterId& matter) {
  const Status told = [&]() -> Status {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const auto row, registry->book().by_id(matter));
    return row ? tell_accused(context, *row, nullptr) : Status();
  }();
  if (!told) context.note(told.error().message);
}

}  // namespace

flows::RowTeller row_teller(Context& context, flows::DryRun dry_run) {
  return [&context, dry_run](const flows::RowEvent& event) {
    bool named = event.matter.has_value();
    if (named && event.status == flows::RowStatus::duplicate) {
      const auto may = context.may_name(event.matter->value);
      named = may && *may;
    }
    if (context.json) tell_json(context, event, named);
    else tell_line(context, event, named, dry_run == flows::DryRun::yes);
    if (event.status == flows::RowStatus::registered && event.matter) tell_accusation(context, *event.matter);
  };
}

ExitCode print_row_summary(Context& context, const flows::RowSummary& summary, flows::DryRun dry_run) {
  if (context.json) {
    json::object totals{{"rows", summary.rows}, {"registered", summary.registered}, {"duplicate", summary.duplicate}, {"refused", summary.refused}};
    json::array missing;
    for (const std::string& number : summary.missing) missing.emplace_back(json::string(number));
    if (!missing.empty()) totals["missing"] = std::move(missing);
    context.out.json_line(json::object{{"summary", std::move(totals)}});
  } else {
    context.out.line(fmt::format("{} 行：{} {}，登记过 {}，拒收 {}", summary.rows, dry_run == flows::DryRun::yes ? "会登记" : "已登记", summary.registered,
                                 summary.duplicate, summary.refused));
    for (const std::string& number : summary.missing) context.out.line("缺号 " + number + "（R-330）");
  }
  if (summary.interrupted) return ExitCode::interrupted;
  return summary.refused > 0 ? ExitCode::some_refused : ExitCode::done;
}

Result<ExitCode> register_rows_of(Context& context, flows::RegisterRowsOptions options) {
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(Archive* const archive, context.archive());
  options.cancel = context.cancel();
  options.earlier = [&context](const std::string& name) { return earlier_number(context, name); };
  flows::RowSummary summary;
  TRY(flows::register_rows(*archive, *registry, options, row_teller(context, options.dry_run), summary));
  return print_row_summary(context, summary, options.dry_run);
}

}  // namespace anjuan::cli
