#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "archive/registry/record.hpp"
#include "query/reports/reports.hpp"
#include "tools/cli/command.hpp"
#include "tools/cli/matter_output.hpp"
#include "tools/cli/report_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using reports::Period;
using reports::Report;

namespace {

using Make = Result<Report> (*)(registry::Registry&, const AccessScope&, const Period&, CivilDate);

struct Kind {
  std::string_view name, help;
  Make make;
  bool has_period = true;
  bool whole = false;   ///< official totals and the restricted book (R-383)
  bool crosses = false; ///< takes two axes
};

Result<Report> control(registry::Registry& registry, const AccessScope& scope, const Period&, CivilDate as_of) {
  return reports::control_list(registry, scope, as_of);
}

constexpr Kind k_kinds[] = {
    {"report control", "控制清单：没有承办、告知、答复或理由的事项（R-374）", control, false},
    {"report register", "信访问题处理登记簿（R-331）", reports::register_book},
    {"report visits", "人民来访登记簿（R-331）", reports::visit_book},
    {"report restricted", "检举控告专册（R-383）", reports::restricted_book, true, true},
    {"report ledger", "信访工作台账（R-338）", reports::ledger},
    {"report statistics", "月度、年度统计报表，附上年同期（R-360、R-361）", reports::statistics, true, true, true},
    {"report yearly", "《信访工作条例》第四十一条年度报告（R-362）", reports::yearly, true, true},
    {"report rates", "按期率、周期、重复率、满意率（R-363）", reports::rates, true, true},
};

class ReportCommand final : public Command {
 public:
  explicit ReportCommand(const Kind& kind) : m_kind(kind) {
    const std::string command = "  anjuan " + std::string(kind.name);
    m_examples = kind.has_period ? command + " --month 2026-03\n" + command + " --year 2026 --as-of 2026-12-31 --xlsx 表.xlsx" : command + " --as-of 2026-03-31";
    if (kind.crosses) m_examples += "\n" + command + " --year 2026 --rows 被反映单位 --columns 类别\n" + command + " --month 2026-03 --list 按渠道/书信/件次";
  }
  std::string_view name() const override { return m_kind.name; }
  std::string_view help() const override { return m_kind.help; }
  std::string_view group() const override { return "簿册和统计"; }
  std::string_view examples() const override { return m_examples; }
  Reach reach() const override { return m_kind.whole ? Reach::whole : Reach::scope; }

  void declare(Arguments& arguments) override {
    if (m_kind.has_period) {
      arguments.option("--from", m_from, "登记日期自 YYYY-MM-DD");
      arguments.option("--to", m_to, "登记日期至 YYYY-MM-DD");
      arguments.option("--month", m_month, "一个月，如 2026-03");
      arguments.option("--year", m_year, "一年，如 2026（缺省为今年）");
    }
    if (m_kind.crosses) {
      arguments.option("--rows", m_rows, "两项交叉的行：渠道、类别、初重、署名、被反映单位、办理方式、状态、受理范围、承办科室");
      arguments.option("--columns", m_columns, "两项交叉的列");
    }
    arguments.option("--as-of", m_as_of, "按某日为止发生的情况 YYYY-MM-DD（缺省为今天）");
    arguments.option("--list", m_list, "列出一个数背后的事项：表/行/列");
    arguments.option("--xlsx", m_xlsx, "写成 XLSX 文件");
    arguments.option("--pdf", m_pdf, "写成 PDF 文件");
  }

  Result<ExitCode> run(Context& context) override {
    TRY_ASSIGN(const Report report, make(context));
    if (!m_list.empty()) return list(context, report);
    TRY(deliver(context, report, {m_xlsx, m_pdf}));
    return ExitCode::done;
  }

 private:
  Result<Report> make(Context& context) {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const AccessScope scope, context.scope());
    CivilDate as_of = registry->today();
    if (!m_as_of.empty()) {
      TRY_ASSIGN(as_of, CivilDate::parse(m_as_of));
      if (as_of > registry->today()) return fail(ErrorCode::invalid_argument, "--as-of " + m_as_of + " 还没有到");
    }
    TRY_ASSIGN(const Period period, this->period(as_of));
    if (m_rows.empty() != m_columns.empty()) return fail(ErrorCode::invalid_argument, "--rows 和 --columns 要一起给");
    if (!m_rows.empty()) return reports::cross_table(*registry, scope, period, as_of, m_rows, m_columns);
    return m_kind.make(*registry, scope, period, as_of);
  }

  Result<Period> period(CivilDate as_of) const {
    const int given = (m_month.empty() ? 0 : 1) + (m_year.empty() ? 0 : 1) + (m_from.empty() && m_to.empty() ? 0 : 1);
    if (given > 1) return fail(ErrorCode::invalid_argument, "--month、--year、--from --to 只能用一种");
    if (!m_month.empty()) return Period::month(m_month);
    if (!m_year.empty()) return Period::year(m_year);
    if (!m_from.empty() && m_to.empty()) return Period::days(m_from, as_of.to_string());
    if (!m_to.empty() && m_from.empty()) return fail(ErrorCode::invalid_argument, "--to 要和 --from 一起给");
    if (given == 1) return Period::days(m_from, m_to);
    return Period::year(as_of.to_string().substr(0, 4));
  }

  Result<ExitCode> list(Context& context, const Report& report) {
    TRY_ASSIGN(registry::Registry* const registry, context.registry());
    TRY_ASSIGN(const reports::Cell* cell, report.find(m_list));
    json::array matters;
    for (const MatterId& id : cell->matters) {
      TRY_ASSIGN(const auto events, registry->book().events(id));
      TRY_ASSIGN(auto row, registry->book().by_id(id));
      if (!row) continue;
      row->record = registry::record_as_of(events, report.as_of);
      if (context.json) {
        matters.push_back(json_of(*row));
      } else {
        context.out.line(line_of(*row));
      }
    }
    if (context.json) {
      context.out.json_line(json::object{{"report", report.name}, {"figure", m_list}, {"text", cell->text}, {"matters", std::move(matters)}});
    } else {
      context.out.line("共 " + std::to_string(cell->matters.size()) + " 件");
    }
    return ExitCode::done;
  }

  const Kind& m_kind;
  std::string m_examples, m_from, m_to, m_month, m_year, m_as_of, m_rows, m_columns, m_list, m_xlsx, m_pdf;
};

}  // namespace

std::vector<CommandPtr> make_report_commands() {
  std::vector<CommandPtr> commands;
  for (const Kind& kind : k_kinds) commands.push_back(std::make_unique<ReportCommand>(kind));
  return commands;
}

}  // namespace anjuan::cli
