// The office's books, lists and statistics (R-331, R-338, R-360… ), each as of a day and with the matters behind every figure.
//
// Lists and books show what the scope may see, as if the rest did not exist. Official totals and the restricted book belong to the whole office: denied to
// a scope of one person. The same archive, period and day give the same report, whenever it is asked for.
// Proof: tests/query/reports_test.cpp (counts against a model, past days against reports made on them).
#pragma once

#include <string_view>
#include <vector>

#include "archive/registry/registry.hpp"
#include "query/access/access_scope.hpp"
#include "query/reports/report.hpp"

namespace anjuan::reports {

/// 件件有着落（R-374）: matters without handler, notice, answer or reason on that day.
Result<Report> control_list(registry::Registry& registry, const AccessScope& scope, CivilDate as_of);

/// 信访问题处理登记簿（R-331, columns of F-10）, accusations apart.
Result<Report> register_book(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of);
/// 人民来访登记簿（R-331, F-11）, accusations apart.
Result<Report> visit_book(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of);
/// 检举控告专册（R-383）.
Result<Report> restricted_book(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of);
/// 台账（R-338）: how far each matter is, and its next term; accusations apart.
Result<Report> ledger(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of);

/// 统计报表（ ）: a table for each axis, then channel × category; beside each total that of the same days a year earlier.
Result<Report> statistics(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of);
/// Two axes against each other; invalid_argument lists the axes there are.
Result<Report> cross_table(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of, std::string_view rows,
                           std::string_view columns);
/// 年度报告 of 信访工作条例 Art. 41.
Result<Report> yearly(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of);
/// 按期率、周期、重复率、满意率（R-363, U-7）.
Result<Report> rates(registry::Registry& registry, const AccessScope& scope, const Period& period, CivilDate as_of);

/// Names of the axes of R-361: 渠道, 类别, …
std::vector<std::string_view> axis_names();

}  // namespace anjuan::reports
