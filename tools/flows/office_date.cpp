#include "tools/flows/office_date.hpp"

#include <cstdio>

#include "archive/base/utf8.hpp"

namespace anjuan::flows {

namespace {

// Serials of spreadsheets count from 1899-12-30. These are 1949-10-01 to 2149-…: outside, a bare number is no date of an office's ledger.
constexpr long k_first_serial = 18172, k_last_serial = 91'000;
constexpr int k_serial_epoch_to_1970 = 25'569;

/// Runs of digits, and whether what parts and follows them is what people write in a date.
struct Parts {
  std::string digits[3];
  int count = 0;
  bool separated = false;
};

bool is_separator(char32_t c) {
  switch (c) {
    case U'.': case U'-': case U'/': case U'、': case U'．': case U'－': case U'—': case U'／': case U'。': case U'年': case U'月': return true;
    default: return false;
  }
}

/// False: something in it belongs to no date. What follows the day (日, 号, a time) is not looked at beyond its first sign.
bool take_apart(std::string_view text, Parts& parts) {
  bool in_digits = false;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = next_utf8(text, at);
    if (c >= U'０' && c <= U'９') c = c - U'０' + U'0';
    const bool blank = c == U' ' || c == U'\u3000' || c == U'\t';
    if (c >= U'0' && c <= U'9') {
      if (!in_digits && parts.count == 3) return false;
      if (!in_digits) ++parts.count;
      in_digits = true;
      parts.digits[parts.count - 1].push_back(static_cast<char>(c));
      continue;
    }
    if (parts.count == 3 && (c == U'日' || c == U'号' || c == U'T' || blank)) return true;
    if (blank && parts.count == 0) continue;
    if (blank && !in_digits) continue;
    if (!blank && (!is_separator(c) || !in_digits)) return false;
    // "43529 00:00:00" has a time after a serial, "2019 3 5" has blanks for points: both are settled by what was read so far.
    parts.separated = parts.separated || !blank;
    in_digits = false;
  }
  return parts.count > 0;
}

tl::unexpected<Error> no_date(std::string_view text, const char* why) {
  return fail(ErrorCode::invalid_argument, "“" + std::string(text.substr(0, 40)) + "”" + why);
}

Result<CivilDate> civil(std::string_view text, int year, int month, int day) {
  char spelled[16];
  std::snprintf(spelled, sizeof spelled, "%04d-%02d-%02d", year % 10000, month % 100, day % 100);
  auto date = CivilDate::parse(spelled);
  if (!date) return no_date(text, "没有这一天");
  return *date;
}

}  // namespace

Result<CivilDate> read_office_date(std::string_view text) {
  Parts parts;
  if (!take_apart(text, parts)) return no_date(text, "不是日期（可写 2019-03-05、2019.3.5、2019年3月5日、20190305）");
  const std::string& first = parts.digits[0];
  if (parts.count == 1 && first.size() == 8) {
    return civil(text, std::stoi(first.substr(0, 4)), std::stoi(first.substr(4, 2)), std::stoi(first.substr(6, 2)));
  }
  if (parts.count == 1 && first.size() == 5 && !parts.separated) {
    const long serial = std::stol(first);
    if (serial >= k_first_serial && serial <= k_last_serial) {
      return CivilDate(std::chrono::sys_days(std::chrono::days(serial - k_serial_epoch_to_1970)));
    }
  }
  if (parts.count < 3) return no_date(text, "不是完整的日期，要有年月日");
  if (first.size() != 4) return no_date(text, "的年份要写四位");
  if (parts.digits[1].size() > 2 || parts.digits[2].size() > 2) return no_date(text, "没有这一天");
  return civil(text, std::stoi(first), std::stoi(parts.digits[1]), std::stoi(parts.digits[2]));
}

}  // namespace anjuan::flows
