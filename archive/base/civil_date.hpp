// A civil date in Asia/Shanghai, as offices write it: no time of day, no zone arithmetic.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "archive/base/result.hpp"

namespace anjuan {

/// Proleptic Gregorian, 1000-01-01 … 9999-12-31. Ordered; a default one is 1970-01-01.
class CivilDate {
 public:
  constexpr CivilDate() = default;
  constexpr explicit CivilDate(std::chrono::sys_days days) : m_days(days) {}

  /// Exactly YYYY-MM-DD and a day that exists: invalid_argument otherwise, the text is named.
  static Result<CivilDate> parse(std::string_view text);
  /// The day in Asia/Shanghai (UTC+8 without summer time since 1992) of a journal time (clock.hpp); invalid_argument.
  static Result<CivilDate> of_journal_time(std::string_view utc);

  std::string to_string() const;          ///< 2023-03-01
  int year() const;
  unsigned month() const;
  unsigned day() const;
  /// 0 = Sunday … 6 = Saturday.
  unsigned weekday() const { return std::chrono::weekday(m_days).c_encoding(); }

  constexpr CivilDate plus_days(int days) const { return CivilDate(m_days + std::chrono::days(days)); }
  /// month arithmetic; a day that the month lacks becomes its last (31 December + 2 months = end of February).
  CivilDate plus_months(int months) const;
  /// Days from `other` to this one.
  constexpr int days_since(CivilDate other) const { return static_cast<int>((m_days - other.m_days).count()); }

  constexpr auto operator<=>(const CivilDate&) const = default;

 private:
  std::chrono::sys_days m_days{};
};

}  // namespace anjuan
