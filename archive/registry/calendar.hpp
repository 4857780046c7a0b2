// Working days of the People's Republic of China, as the yearly notices of 国务院办公厅 set them (schemas/rules/holidays.toml).
//
// a last day that is a day off rolls to the next working day. A day off is one that a notice names, or a plain Saturday or Sunday; a
// make-up working day (调休上班) is a working day. Days outside the data count as Monday–Friday (DESIGN §6): covers() tells which, so that a
// clock can say so. A value type, immutable after parse(); is_holiday and is_workday take constant time.
// Proof: tests/archive/calendar_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/civil_date.hpp"

namespace anjuan::registry {

class Calendar {
 public:
  /// Refused with row and field (invalid_argument): a year missing between others or given twice, a day that does not exist, a day named twice or
  /// as both holiday and working day, a make-up working day that is no weekend, a day that is not of its notice's year, an unknown field.
  static Result<Calendar> parse(std::string_view toml);
  /// The compiled-in holidays.toml.
  static Result<Calendar> builtin();

  bool is_holiday(CivilDate day) const;  ///< named as a day off by a notice
  bool is_workday(CivilDate day) const;
  /// The day itself when it is a working day, else the next one.
  CivilDate roll(CivilDate day) const;
  /// The n-th working day after `from`, which is not counted (R-304: 工作日); `from` itself for n = 0.
  CivilDate add_workdays(CivilDate from, int n) const;

  CivilDate covered_from() const { return m_first; }
  CivilDate covered_until() const { return m_first.plus_days(static_cast<int>(m_days.size()) - 1); }
  bool covers(CivilDate day) const { return covered_from() <= day && day <= covered_until(); }

  /// What kind of day it is, for people: “2024-02-10（星期六，春节假期）”, “2024-02-18（星期日，春节调休上班）”, “2024-02-24（星期六）”.
  std::string why(CivilDate day) const;

 private:
  friend class CalendarBuilder;
  enum class Kind : std::uint8_t { plain, holiday, workday };
  struct Day {
    Kind kind = Kind::plain;
    std::uint8_t name = 0;  ///< index in m_names
  };
  Day at(CivilDate day) const;

  CivilDate m_first;
  std::vector<Day> m_days;
  std::vector<std::string> m_names;
};

/// 星期一 … 星期日
std::string_view weekday_name(CivilDate day);

}  // namespace anjuan::registry
