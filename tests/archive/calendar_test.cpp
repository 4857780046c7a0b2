// which days are worked, and what a file of holidays may not say.
#include <boost/test/unit_test.hpp>

#include "archive/registry/calendar.hpp"

using namespace anjuan;
using registry::Calendar;

namespace {

CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }

const Calendar& builtin() {
  static const Calendar k_calendar = Calendar::builtin().value();
  return k_calendar;
}

std::string rolled(std::string_view text) { return builtin().roll(day(text)).to_string(); }

std::string refusal(std::string_view toml) {
  const auto calendar = Calendar::parse(toml);
  BOOST_REQUIRE(!calendar.has_value());
  BOOST_TEST((calendar.error().code == ErrorCode::invalid_argument));
  return calendar.error().message;
}

bool says(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

const std::string k_2023 = "[[year]]\nyear = 2023\nsource = \"s\"\nholidays = [\"元旦 2023-01-01..2023-01-02\"]\n";

}  // namespace

BOOST_AUTO_TEST_SUITE(calendar)

// R-311, the last days of the vectors in DOMAIN: Saturday 2022-05-14 → Monday; Spring Festival 2024 → a make-up working Sunday.
BOOST_AUTO_TEST_CASE(r311_a_last_day_off_rolls_to_the_next_working_day) {
  BOOST_TEST(rolled("2022-05-14") == "2022-05-16");
  BOOST_TEST(rolled("2023-03-16") == "2023-03-16");
  BOOST_TEST(rolled("2024-02-10") == "2024-02-18");
  // National Day 2023: 29 September (Friday) … 6 October, then a worked Saturday.
  BOOST_TEST(rolled("2023-09-29") == "2023-10-07");
  // 2020: the prolonged Spring Festival ends on 2 February; 1 February is no longer worked.
  BOOST_TEST(rolled("2020-01-31") == "2020-02-03");
  BOOST_TEST(rolled("2020-02-01") == "2020-02-03");
  // 2015: Victory Day; 5 September is a plain Saturday, 6 September a worked Sunday.
  BOOST_TEST(rolled("2015-09-03") == "2015-09-06");
  // 2019: Labour Day was lengthened in March; Sunday 5 May is worked.
  BOOST_TEST(rolled("2019-05-02") == "2019-05-05");
}

// Counter-example to R-311: a make-up working weekend does not roll, and the same weekend a week later does.
BOOST_AUTO_TEST_CASE(r311_a_makeup_working_day_does_not_roll) {
  BOOST_TEST(rolled("2024-02-18") == "2024-02-18");
  BOOST_TEST(rolled("2024-02-25") == "2024-02-26");
  BOOST_TEST(rolled("2011-12-31") == "2011-12-31");
  BOOST_TEST(rolled("2005-12-31") == "2005-12-31");
}

// 5 working days, the first day not counted.
BOOST_AUTO_TEST_CASE(r304_working_days_skip_holidays_and_count_makeup_days) {
  // Wed 2024-02-07: Thu 8, Fri 9, (10–17 holiday), Sun 18, Mon 19, Tue 20.
  BOOST_TEST(builtin().add_workdays(day("2024-02-07"), 5).to_string() == "2024-02-20");
  // Mon 2023-03-06: 7, 8, 9, 10, 13.
  BOOST_TEST(builtin().add_workdays(day("2023-03-06"), 5).to_string() == "2023-03-13");
  BOOST_TEST(builtin().add_workdays(day("2023-03-05"), 0).to_string() == "2023-03-05");
}

BOOST_AUTO_TEST_CASE(a_day_explains_itself) {
  BOOST_TEST(builtin().why(day("2024-02-10")) == "2024-02-10（星期六，春节假期）");
  BOOST_TEST(builtin().why(day("2024-02-18")) == "2024-02-18（星期日，春节调休上班）");
  BOOST_TEST(builtin().why(day("2024-02-24")) == "2024-02-24（星期六）");
}

// DESIGN §6: days beyond the data count as Monday–Friday, and the calendar says where its data end.
BOOST_AUTO_TEST_CASE(days_beyond_the_data_count_as_monday_to_friday) {
  BOOST_TEST(builtin().covered_from().to_string() == "2005-01-01");
  BOOST_TEST(builtin().covered_until().to_string() == "2026-12-31");
  BOOST_TEST(!builtin().covers(day("2027-01-01")));
  BOOST_TEST(builtin().is_workday(day("2027-01-01")));
  BOOST_TEST(!builtin().is_holiday(day("2027-01-01")));
  BOOST_TEST(rolled("2027-01-02") == "2027-01-04");
  BOOST_TEST(rolled("2004-12-26") == "2004-12-27");
}

// How many days off and weekend days worked the notices of 2008–2026 name, counted in the texts of the notices (weekends inside a holiday
// that only some notices name are left out of the count by taking working days lost and won).
BOOST_AUTO_TEST_CASE(every_year_gives_as_many_working_days_as_its_notices) {
  // Weekdays off minus weekend days worked = statutory days that fall or are moved on a weekday. 1999 text: 10 days, 2007: 11, 2024: 13; a year
  // can differ by what its New Year takes from the neighbours, Victory Day 2015 (+1) and the 2020 prolongation (31 January off, 1 February not worked: +2).
  const std::pair<int, int> net[] = {{2009, 11}, {2010, 11}, {2013, 11}, {2014, 11}, {2015, 12}, {2016, 11}, {2017, 11},
                                     {2020, 13}, {2021, 11}, {2024, 11}, {2025, 13}, {2026, 13}};
  for (const auto& [year, expected] : net) {
    int difference = 0;
    for (CivilDate d = day(std::to_string(year) + "-01-01"); d.year() == year; d = d.plus_days(1)) {
      const bool weekend = d.weekday() == 0 || d.weekday() == 6;
      if (!weekend && !builtin().is_workday(d)) ++difference;
      if (weekend && builtin().is_workday(d)) --difference;
    }
    BOOST_TEST(difference == expected, year << ": " << difference);
  }
}

BOOST_AUTO_TEST_CASE(a_bad_file_is_refused_by_row_and_field) {
  BOOST_TEST(Calendar::parse(k_2023).has_value());
  BOOST_TEST(says(refusal(k_2023 + k_2023), "第 5 行（2023年）的 year：2023 年重复"));
  BOOST_TEST(says(refusal(k_2023 + "[[year]]\nyear = 2025\nsource = \"s\"\nholidays = [\"元旦 2025-01-01\"]\n"), "缺少 2024 年"));
  BOOST_TEST(says(refusal(k_2023 + "workdays = [\"元旦 2023-01-01\"]\n"), "workdays：2023-01-01 已列为元旦假期"));
  BOOST_TEST(says(refusal(k_2023 + "workdays = [\"春节 2023-01-30\"]\n"), "2023-01-30 是星期一，本来就是工作日"));
  BOOST_TEST(says(refusal(k_2023 + "workdays = [\"春节 2023-02-29\"]\n"), "没有“2023-02-29”这一天"));
  BOOST_TEST(says(refusal(k_2023 + "workdays = [\"春节 2024-02-04\"]\n"), "不在 2023 年"));
  BOOST_TEST(says(refusal(k_2023 + "workday = [\"春节 2023-01-28\"]\n"), "workday：没有这一项规则"));
  BOOST_TEST(says(refusal("[[year]]\nyear = 2023\nholidays = [\"元旦 2023-01-01\"]\n"), "source：缺少"));
  BOOST_TEST(says(refusal("[[year]]\nyear = 2023\nsource = \"s\"\nholidays = [\"元旦 2023-01-03..2023-01-01\"]\n"), "止日早于起日"));
  BOOST_TEST(says(refusal("[[year]]\nyear = 2023\nsource = \"s\"\nholidays = [\"2023-01-03\"]\n"), "应写作"));
  BOOST_TEST(says(refusal("[[year]]\nyear = \"2023\"\nsource = \"s\"\n"), "year：应当是整数"));
  BOOST_TEST(says(refusal("year = 2023\n"), "不是 [[year]]"));
  BOOST_TEST(says(refusal("[[year]\n"), "不是正确的 TOML"));
  BOOST_TEST(says(refusal(""), "没有任何一年"));
}

BOOST_AUTO_TEST_SUITE_END()
