#include <fmt/core.h>

#include <algorithm>

#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"
#include "query/reports/counting.hpp"
#include "query/reports/reports.hpp"

namespace anjuan::reports {

namespace json = boost::json;
using registry::date_in;
using registry::list_in;
using registry::text_in;

namespace {

constexpr std::size_t k_most_complained = 10;

Table by_units(const char* name, const CountingContext& context, const Cases& cases, const Axis& axis, std::size_t most) {
  const Parted parted = part_by_units(context, cases, axis, {});
  Table table{name, {std::string(axis.name), "件次", "批次", "人次", "合计"}, {}};
  std::size_t listed = 0;
  for (std::size_t r = 0; r <= parted.rows.size(); ++r) {
    const bool total = r == parted.rows.size();
    if (!total && (parted.rows[r] == k_unnamed || listed == most)) continue;
    listed += total ? 0 : 1;
    const auto& cells = parted.cells[r];
    const auto& grid = parted.grid[r];
    table.rows.push_back({Cell::of(total ? "合计" : parted.rows[r]), cell_of(cells[0], grid[0].masked), cell_of(cells[1], grid[1].masked),
                          grid[1].masked ? Cell::hidden() : Cell::figure(persons_of(cells[1]), ids_of(cells[1])), cell_of(cells[2], grid[2].masked)});
  }
  return table;
}

/// What was done in the period, whenever the matter was registered: steps in a list of the record.
class Steps {
 public:
  Steps(const Snapshot& snapshot, const Period& period) : m_snapshot(snapshot), m_period(period) {}

  /// 项目 | 次数 | 件数.
  std::vector<Cell> row(const char* name, std::string_view list, std::string_view member = {}, std::string_view value = {}) const {
    std::int64_t times = 0;
    Cases cases;
    for (const Case& one : m_snapshot.all()) {
      std::int64_t here = 0;
      for (const json::value& step : list_in(one.record, list)) {
        const auto on = date_in(step.as_object(), "on");
        if (!on || *on < m_period.from || *on > m_period.to) continue;
        if (member.empty() || text_in(step.as_object(), member) == value) ++here;
      }
      if (here > 0) cases.push_back(&one);
      times += here;
    }
    if (singles_out(counted(cases))) return {Cell::of(name), Cell::hidden(), Cell::hidden()};
    return {Cell::of(name), Cell::figure(times, ids_of(cases)), cell_of(cases, false)};
  }

 private:
  const Snapshot& m_snapshot;
  const Period& m_period;
};

template <class Predicate>
std::vector<Cell> matters_row(const char* name, const Cases& cases, Predicate wanted) {
  Cases some;
  std::copy_if(cases.begin(), cases.end(), std::back_inserter(some), [&](const Case* one) { return wanted(one->record); });
  return {Cell::of(name), Cell::of(""), cell_of(some, singles_out(counted(some)))};
}

std::vector<std::string> formulas_of() {
  return {"《信访工作条例》第四十一条的内容；组织部门不是该条所称信访部门，报送与否由本机关定（R-362、R-315）",
          "一：按登记日期计入年度，作废的编号不计；来访另计人次（R-360）。一件反映几个单位的，在各单位都计一次；列最多的 " +
              std::to_string(k_most_complained) + " 个",
          "二、三、四的次数：当年办理的步数，不论何时登记；件数：涉及的事项",
          fmt::format("“{0}”：含检举控告件而不足 {1} 件的格子，及可由合计推出它的格子，不列数；按被反映单位的，不足 {1} 件的一律不列，有无检举控告都一样（R-383）", k_masked, k_small_cell)};
}

}  // namespace

Result<Report> yearly(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of) {
  TRY(require_whole_view(scope, "年度报告"));
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  const CountingContext context{snapshot, registry};
  const Cases cases = counted_in(snapshot, period);
  Report report{"yearly", "信访工作年度报告", period, as_of, formulas_of(), {}};
  TRY_ASSIGN(const Axis* channel, find_axis("渠道"));
  TRY_ASSIGN(const Axis* field, find_axis("受理范围"));
  TRY_ASSIGN(const Axis* unit, find_axis("被反映单位"));
  report.tables.push_back(by_units("一、信访事项", context, cases, *channel, channel->fixed(registry).size() + cases.size()));
  report.tables.push_back(by_units("一、涉及领域", context, cases, *field, field->fixed(registry).size() + cases.size()));
  report.tables.push_back(by_units("一、被反映较多的单位", context, cases, *unit, k_most_complained));
  const Steps steps(snapshot, period);
  report.tables.push_back({"二、转送、交办、督办", {"项目", "次数", "件数"},
                           {steps.row("转送", "transfers", "mode", "转送"), steps.row("交办", "transfers", "mode", "交办"),
                            steps.row("转请", "transfers", "mode", "转请"), steps.row("督办", "urgings", "kind", "督办"),
                            steps.row("催办", "urgings", "kind", "催办")}});
  const auto is_suggestion = [](const json::object& record) { return text_in(record, "category") == "建议意见"; };
  const auto is_adopted = [&](const json::object& record) { return is_suggestion(record) && text_in(record, "outcome") == "采纳"; };
  report.tables.push_back({"三、建议和采纳", {"项目", "次数", "件数"},
                           {matters_row("群众建议意见", cases, is_suggestion), matters_row("其中采纳", cases, is_adopted),
                            steps.row("追究责任（R-382）", "blames")}});
  const auto is_open = [&](const json::object& record) { return registry.rules().moves.is_open(text_in(record, "state")); };
  report.tables.push_back({"四、其他", {"项目", "次数", "件数"},
                           {steps.row("重大紧急上报", "escalations"), steps.row("延期", "extensions"), steps.row("复查、复核申请", "review_requests"),
                            steps.row("退回重办", "reworks"), steps.row("回访疏导", "follow_ups"), matters_row("当年登记而未办结", cases, is_open)}});
  return report;
}

}  // namespace anjuan::reports
