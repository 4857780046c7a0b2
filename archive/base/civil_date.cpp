#include "archive/base/civil_date.hpp"

#include <charconv>
#include <cstdio>

namespace anjuan {

using std::chrono::sys_days;
using std::chrono::year_month_day;

namespace {

bool number_of(std::string_view text, int& value) {
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

year_month_day parts(sys_days days) { return year_month_day(days); }

}  // namespace

Result<CivilDate> CivilDate::parse(std::string_view text) {
  int year = 0, month = 0, day = 0;
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-' && number_of(text.substr(0, 4), year) &&
                      number_of(text.substr(5, 2), month) && number_of(text.substr(8, 2), day);
  const year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day))};
  if (!shaped || year < 1000) return fail(ErrorCode::invalid_argument, "日期“" + std::string(text) + "”应写作 YYYY-MM-DD");
  if (!date.ok()) return fail(ErrorCode::invalid_argument, "没有“" + std::string(text) + "”这一天");
  return CivilDate(sys_days(date));
}

Result<CivilDate> CivilDate::of_journal_time(std::string_view utc) {
  int hour = 0;
  if (utc.size() < 13 || utc[10] != 'T' || !number_of(utc.substr(11, 2), hour) || hour > 23) {
    return fail(ErrorCode::invalid_argument, "“" + std::string(utc) + "”不是流水的时间");
  }
  TRY_ASSIGN(const CivilDate date, parse(utc.substr(0, 10)));
  return hour >= 16 ? date.plus_days(1) : date;
}

std::string CivilDate::to_string() const {
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", year(), month(), day());
  return text;
}

int CivilDate::year() const { return static_cast<int>(parts(m_days).year()); }
unsigned CivilDate::month() const { return static_cast<unsigned>(parts(m_days).month()); }
unsigned CivilDate::day() const { return static_cast<unsigned>(parts(m_days).day()); }

CivilDate CivilDate::plus_months(int months) const {
  const year_month_day date = parts(m_days) + std::chrono::months(months);
  if (date.ok()) return CivilDate(sys_days(date));
  return CivilDate(sys_days(date.year() / date.month() / std::chrono::last));
}

}  // namespace anjuan
