// Dates as offices write them in old ledgers: 2019.3.5, 2019年3月5日, 2019/03/05, 20190305, 43529 (a spreadsheet's serial), in any width.
#pragma once

#include <string_view>

#include "archive/base/civil_date.hpp"

namespace anjuan::flows {

/// A time of day after the date is allowed and dropped. invalid_argument quotes the text: no such day, or no date at all. Two-digit years are refused, since
/// 19.3.5 may be any of three days.
Result<CivilDate> read_office_date(std::string_view text);

}  // namespace anjuan::flows
