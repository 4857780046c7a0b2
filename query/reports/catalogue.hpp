// 归档文件目录 and the list of volumes, as reports (F-6, R-122…R-125).
#pragma once

#include "archive/catalog/filing_book.hpp"
#include "query/access/access_scope.hpp"
#include "query/reports/report.hpp"

namespace anjuan::reports {

/// What was filed and is within the scope, in the order of 档号: one table for each class (year, period). The serial column counts what is listed. Each table has a cover of its
/// own: bound by year and period.
Result<Report> filing_catalogue(FilingBook& book, const AccessScope& scope, const FilingFilter& filter, const std::string& fonds_name, CivilDate as_of);

}  // namespace anjuan::reports
