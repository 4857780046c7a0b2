// Numbers of a workbook as people see them in its cells: by the cell's number format, as far as a register needs it.
#pragma once

#include <string>
#include <string_view>

namespace anjuan::extract {

/// The first day of the workbook's serial days.
enum class DateSystem { from_1900, from_1904 };

/// What a format code says. Separators of thousands, decimals, currency and colours are left out: they are dress, not value.
struct NumberFormat {
  bool date = false;     ///< shows a year, month or day
  bool time = false;     ///< shows hours, minutes or seconds of a day
  bool elapsed = false;  ///< "[h]:mm": a duration, which may pass a day
  /// For whole numbers: 17 under "〔2019〕"0000"号" is a number of a letter, 〔2019〕0017号.
  bool lettered = false;
  std::string before, after;
  int digits = 0;
};

NumberFormat parse_number_format(std::string_view code);
/// Of the formats without a code, by their number; as a Chinese edition shows them.
NumberFormat built_in_number_format(int id);

/// `written` is the value as the file has it. A day is YYYY-MM-DD whatever the format's order, a number has neither an exponent nor a ".0".
std::string shown_number(std::string_view written, const NumberFormat& format, DateSystem system);

}  // namespace anjuan::extract
