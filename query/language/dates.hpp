// The value of 日期: → first and last day. Internal to query/language.
#pragma once

#include <string>
#include <string_view>

#include "archive/base/result.hpp"

namespace anjuan::language {

struct DateRange {
  std::string first_day, last_day;  ///< YYYY-MM-DD, inclusive; empty: open
};

/// 2019, 2019-04, 2019-4-1, 2019/4/1, 2019年4月1日, and ranges of them: A..B, A.., ..B. The error's message is the
/// reason only.
Result<DateRange> parse_dates(std::string_view value);

}  // namespace anjuan::language
