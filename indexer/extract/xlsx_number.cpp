#include "indexer/extract/xlsx_number.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>

#include "archive/base/civil_date.hpp"

namespace anjuan::extract {

using std::chrono::sys_days;
using namespace std::chrono_literals;

namespace {

constexpr double k_days_to_year_10000 = 2958466;
constexpr std::int64_t k_seconds_a_day = 86400;
/// A double is sure of 15 digits; spreadsheets show no more.
constexpr std::size_t k_sure_digits = 15;
constexpr int k_longest_shift = 30;

bool is_letter(char c, char lower) { return c == lower || c == lower - 'a' + 'A'; }

/// Goes over a format code once: literals, brackets and what is left.
class FormatReader {
 public:
  explicit FormatReader(std::string_view code) : m_code(code) {}

  NumberFormat read() {
    while (m_at < m_code.size()) step();
    // "mm:ss" has minutes, "m月" and "yyyy/m" have a month.
    if (m_m && !m_format.time && !m_format.elapsed) m_format.date = true;
    m_format.lettered = m_plain && m_placeholders && !m_format.date && !m_format.time && !m_format.elapsed;
    return m_format;
  }

 private:
  void step() {
    const char c = m_code[m_at++];
    switch (c) {
      case '\\': return literal(next_character());
      case '_': next_character(); return;  // room as wide as that character
      case '*': next_character(); return;
      case '"': return quoted();
      case '[': return bracketed();
      case ';': m_first_section = false; return;
      case ' ': case '-': case '+': case '(': case ')': case '/': case ':': return literal(m_code.substr(m_at - 1, 1));
      default: break;
    }
    if (static_cast<unsigned char>(c) >= 0x80) {
      --m_at;
      return literal(next_character());
    }
    if (is_letter(c, 'y') || is_letter(c, 'd')) m_format.date = true;
    if (is_letter(c, 'h') || is_letter(c, 's')) m_format.time = true;
    if (is_letter(c, 'm')) m_m = true;
    placeholder(c);
  }

  void placeholder(char c) {
    if (!m_first_section) return;
    const bool general = c == 'G' && m_code.substr(m_at, 6) == "eneral";
    if (general) m_at += 6;
    // A second run of placeholders, a point, a percent sign: more than a number with words around it.
    if ((!general && c != '0' && c != '#') || (m_placeholders && m_after)) m_plain = false;
    m_placeholders = true;
    if (c == '0') ++m_format.digits;
  }

  std::string_view next_character() {
    const std::size_t start = m_at;
    if (m_at < m_code.size()) ++m_at;
    while (m_at < m_code.size() && (static_cast<unsigned char>(m_code[m_at]) & 0xC0) == 0x80) ++m_at;
    return m_code.substr(start, m_at - start);
  }

  void literal(std::string_view text) {
    if (!m_first_section) return;
    m_after = m_placeholders;
    (m_after ? m_format.after : m_format.before) += text;
  }

  void quoted() {
    const std::size_t end = std::min(m_code.find('"', m_at), m_code.size());
    literal(m_code.substr(m_at, end - m_at));
    m_at = std::min(end + 1, m_code.size());
  }

  void bracketed() {
    const std::size_t end = std::min(m_code.find(']', m_at), m_code.size());
    const std::string_view inside = m_code.substr(m_at, end - m_at);
    const bool duration = !inside.empty() && std::all_of(inside.begin(), inside.end(), [](char c) { return is_letter(c, 'h') || is_letter(c, 'm') || is_letter(c, 's'); });
    if (duration) m_format.elapsed = true;
    m_plain = false;  // a colour, a condition, other numerals
    m_at = std::min(end + 1, m_code.size());
  }

  std::string_view m_code;
  std::size_t m_at = 0;
  NumberFormat m_format;
  bool m_first_section = true, m_plain = true, m_placeholders = false, m_after = false, m_m = false;
};

std::string time_of_day(std::int64_t seconds) { return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60); }

std::string day_of(std::int64_t days, DateSystem system) {
  if (system == DateSystem::from_1904) return CivilDate(sys_days(1904y / 1 / 1) + std::chrono::days(days)).to_string();
  // Spreadsheets count a 29 February 1900 that never was, and show a day 0. Neither is made another day: who reads the cell as a date refuses it.
  if (days == 0) return "1900-01-00";
  if (days == 60) return "1900-02-29";
  return CivilDate(sys_days(1899y / 12 / 31) + std::chrono::days(days < 60 ? days : days - 1)).to_string();
}

std::string shown_date(double serial, const NumberFormat& format, DateSystem system) {
  if (format.date && !format.time) return day_of(static_cast<std::int64_t>(std::floor(serial)), system);
  const auto seconds = static_cast<std::int64_t>(std::llround(serial * k_seconds_a_day));
  if (format.elapsed) return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  const std::int64_t days = seconds / k_seconds_a_day, rest = seconds % k_seconds_a_day;
  if (days == 0 && (!format.date || rest != 0)) return time_of_day(rest);
  return day_of(days, system) + (rest == 0 ? std::string() : " " + time_of_day(rest));
}

/// "1.5E+17" written out. Beyond all sense it stays as it is.
std::string without_exponent(std::string text) {
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  const int exponent = std::stoi(text.substr(e + 1));
  if (std::abs(exponent) > k_longest_shift) return text;
  const std::string sign = text.starts_with('-') ? "-" : "";
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return sign + digits + std::string(whole - digits.size(), '0');
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number == 0 ? 0 : number;  // no "-0"
}

}  // namespace

NumberFormat parse_number_format(std::string_view code) { return FormatReader(code).read(); }

NumberFormat built_in_number_format(int id) {
  NumberFormat format;
  format.elapsed = id == 46;
  format.time = (id >= 18 && id <= 22) || (id >= 32 && id <= 35) || id == 45 || id == 47 || id == 55 || id == 56;
  format.date = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 57 || id == 58;
  return format;
}

std::string shown_number(std::string_view written, const NumberFormat& format, DateSystem system) {
  const auto number = number_in(written);
  if (!number) return std::string(written);
  if ((format.date || format.time || format.elapsed) && *number >= 0 && *number < k_days_to_year_10000) return shown_date(*number, format, system);
  // Other programs than spreadsheets write more digits than a double holds: an identity number, say. They stay.
  if (written.size() > k_sure_digits && std::all_of(written.begin(), written.end(), [](char c) { return c >= '0' && c <= '9'; })) return std::string(written);
  const std::string shown = without_exponent(fmt::format("{:.15g}", *number));  // as it is shown: the file may say 1.5627407932000001
  const bool whole = *number >= 0 && shown.find_first_not_of("0123456789") == std::string::npos;
  if (!format.lettered || !whole) return shown;
  const auto missing = static_cast<std::size_t>(format.digits) > shown.size() ? static_cast<std::size_t>(format.digits) - shown.size() : 0;
  return format.before + std::string(missing, '0') + shown + format.after;
}

}  // namespace anjuan::extract
