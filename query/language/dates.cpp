#include "query/language/dates.hpp"

#include <fmt/core.h>

#include <optional>

#include "indexer/text/fold.hpp"

namespace anjuan::language {
namespace {

int days_in(int year, int month) {
  constexpr int k_days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : k_days[month - 1];
}

std::optional<int> number(std::string_view text, std::size_t& at, std::size_t least, std::size_t most) {
  int value = 0;
  std::size_t digits = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    if (++digits > most) return std::nullopt;
    value = value * 10 + (text[at] - '0');
  }
  if (digits < least) return std::nullopt;
  return value;
}

bool skip(std::string_view text, std::size_t& at, std::initializer_list<std::string_view> separators) {
  for (const std::string_view separator : separators) {
    if (!text.substr(at).starts_with(separator)) continue;
    at += separator.size();
    return true;
  }
  return false;
}

/// One date, whole: its first and last day. nullopt: not a date of the calendar.
std::optional<DateRange> parse_one(std::string_view text) {
  std::size_t at = 0;
  const auto year = number(text, at, 4, 4);
  if (!year || *year < 1) return std::nullopt;
  const bool after_year = skip(text, at, {"-", "/", "年"});
  if (at == text.size()) {
    if (after_year && !text.ends_with("年")) return std::nullopt;
    return DateRange{fmt::format("{:04}-01-01", *year), fmt::format("{:04}-12-31", *year)};
  }
  const auto month = number(text, at, 1, 2);
  if (!after_year || !month || *month < 1 || *month > 12) return std::nullopt;
  const bool after_month = skip(text, at, {"-", "/", "月"});
  if (at == text.size()) {
    if (after_month && !text.ends_with("月")) return std::nullopt;
    return DateRange{fmt::format("{:04}-{:02}-01", *year, *month),
                     fmt::format("{:04}-{:02}-{:02}", *year, *month, days_in(*year, *month))};
  }
  const auto day = number(text, at, 1, 2);
  if (!after_month || !day || *day < 1 || *day > days_in(*year, *month)) return std::nullopt;
  skip(text, at, {"日"});
  if (at != text.size()) return std::nullopt;
  const std::string date = fmt::format("{:04}-{:02}-{:02}", *year, *month, *day);
  return DateRange{date, date};
}

}  // namespace

Result<DateRange> parse_dates(std::string_view value) {
  const std::string text = fold(value);  // full-width digits and signs as people type them
  const std::size_t dots = text.find("..");
  const std::string_view from = std::string_view(text).substr(0, dots);
  const std::string_view to = dots == std::string::npos ? from : std::string_view(text).substr(dots + 2);
  DateRange range;
  if (from.empty() && to.empty())
    return fail(ErrorCode::invalid_argument, "日期范围两端都空着，至少写一端，如 2019.. 或 ..2021");
  for (const bool first : {true, false}) {
    const std::string_view part = first ? from : to;
    if (part.empty()) continue;
    const auto one = parse_one(part);
    if (!one) {
      return fail(ErrorCode::invalid_argument,
                  fmt::format("“{}”不是日期，请写成 2019、2019-04、2019-04-01 或 2019..2021", part));
    }
    (first ? range.first_day : range.last_day) = first ? one->first_day : one->last_day;
  }
  if (!range.first_day.empty() && !range.last_day.empty() && range.last_day < range.first_day) {
    return fail(ErrorCode::invalid_argument, "日期范围的终点早于起点");
  }
  return range;
}

}  // namespace anjuan::language
