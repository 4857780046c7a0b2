// What the record of a 件 or volume says of its papers to a reader: the rows of its 卷内文件目录 (F-3, R-124, R-151)
// and its 起止日期. Pure. Proof: tests/tools/volume_forms_test.cpp, tests/query/catalogues_test.cpp.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "archive/filing/filing_rules.hpp"

namespace anjuan::filing {

struct ContentsRow {
  std::string serial, document, responsible, title, date, pages;
};

/// In the order of the papers. R-151: the first page of each, of the last its first and last. What is not known is
/// empty. `fonds_name`: who is responsible for what the organ itself wrote.
std::vector<ContentsRow> contents_of(const boost::json::object& record, const FilingRules& rules,
                                     const std::string& fonds_name);

struct DaySpan {
  std::string first, last;
};
/// Of its dated papers; of what has none the day it was filed under.
DaySpan days_of(const boost::json::object& record);

/// 2025-03-01 as 20250301.
std::string compact_day(std::string day);

}  // namespace anjuan::filing
