#include "archive/registry/calendar.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "archive/registry/rule_files.hpp"
#include "archive/registry/rule_rows.hpp"

namespace anjuan::registry {

namespace {

constexpr std::string_view k_file = "holidays.toml";

bool is_weekend(CivilDate day) { return day.weekday() == 0 || day.weekday() == 6; }

CivilDate january(int year) {
  return CivilDate(std::chrono::sys_days(std::chrono::year(year) / std::chrono::January / 1));
}

/// “春节 2024-02-10..2024-02-17” or “元旦 2024-01-01”.
struct NamedDays {
  std::string name;
  CivilDate first, last;
};

Result<NamedDays> named_days(const std::string& text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos || blank == 0) {
    return fail(ErrorCode::invalid_argument, "“" + text + "”应写作“春节 2024-02-10..2024-02-17”：名称、空格、日期或起止日期");
  }
  const std::string days = text.substr(blank + 1);
  const std::size_t dots = days.find("..");
  TRY_ASSIGN(const CivilDate first, CivilDate::parse(days.substr(0, dots)));
  CivilDate last = first;
  if (dots != std::string::npos) {
    TRY_ASSIGN(last, CivilDate::parse(days.substr(dots + 2)));
  }
  if (last < first) return fail(ErrorCode::invalid_argument, "“" + text + "”的止日早于起日");
  return NamedDays{text.substr(0, blank), first, last};
}

}  // namespace

/// Fills a calendar row by row; years must come one after the other, which makes a gap and a doubled year the same check.
class CalendarBuilder {
 public:
  Status add(const RuleRow& row) {
    RowReader reader(k_file, row);
    if (row.table != "year") return reader.wrong(row.table, "这里只有 [[year]] 形式的行");
    const int year = static_cast<int>(reader.integer("year", 1949, 2999));
    reader.name(std::to_string(year) + "年");
    if (reader.text("source").empty()) return reader.done();
    reader.texts("amended_by");
    const auto holidays = reader.texts("holidays");
    const auto workdays = reader.texts("workdays");
    TRY(reader.done());
    TRY(begin(year, reader));
    for (const std::string& text : holidays) TRY(mark(reader, "holidays", text, Calendar::Kind::holiday));
    for (const std::string& text : workdays) TRY(mark(reader, "workdays", text, Calendar::Kind::workday));
    if (holidays.empty()) return reader.wrong("holidays", "一年不会没有法定节假日");
    return {};
  }

  Result<Calendar> finish() {
    if (m_calendar.m_days.empty()) return fail(ErrorCode::invalid_argument, std::string(k_file) + "：没有任何一年的节假日");
    return std::move(m_calendar);
  }

 private:
  Status begin(int year, RowReader& reader) {
    if (m_year == 0) m_calendar.m_first = january(year);
    if (m_year != 0 && year <= m_year) {
      return reader.wrong("year", std::to_string(year) + " 年重复，或排在 " + std::to_string(m_year) + " 年之后");
    }
    if (m_year != 0 && year != m_year + 1) {
      return reader.wrong("year", "缺少 " + std::to_string(m_year + 1) + " 年，年份之间不能有空档");
    }
    m_year = year;
    m_calendar.m_days.resize(static_cast<std::size_t>(january(year + 1).days_since(m_calendar.m_first)));
    return {};
  }

  Status mark(RowReader& reader, std::string_view field, const std::string& text, Calendar::Kind kind) {
    const auto days = named_days(text);
    if (!days) return reader.wrong(field, days.error().message);
    // A notice reaches back into December (New Year 2019 began on 2018-12-30), never further and never forward.
    const CivilDate earliest = std::max(m_calendar.m_first, january(m_year).plus_days(-31));
    if (days->first < earliest || days->last.year() > m_year) {
      return reader.wrong(field, "“" + text + "”不在 " + std::to_string(m_year) + " 年（或上年12月）之内");
    }
    for (CivilDate day = days->first; day <= days->last; day = day.plus_days(1)) {
      Calendar::Day& slot = m_calendar.m_days[static_cast<std::size_t>(day.days_since(m_calendar.m_first))];
      if (slot.kind != Calendar::Kind::plain) {
        return reader.wrong(field, day.to_string() + " 已列为" + m_calendar.m_names[slot.name] +
                                       (slot.kind == Calendar::Kind::holiday ? "假期" : "调休上班") + "，同一天不能列两次");
      }
      if (kind == Calendar::Kind::workday && !is_weekend(day)) {
        return reader.wrong(field, day.to_string() + " 是" + std::string(weekday_name(day)) + "，本来就是工作日");
      }
      slot = {kind, name_index(days->name)};
    }
    return {};
  }

  std::uint8_t name_index(const std::string& name) {
    auto& names = m_calendar.m_names;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::uint8_t>(found - names.begin());
    names.push_back(name);
    return static_cast<std::uint8_t>(names.size() - 1);
  }

  Calendar m_calendar;
  int m_year = 0;
};

Result<Calendar> Calendar::parse(std::string_view toml) {
  TRY_ASSIGN(const std::vector<RuleRow> rows, parse_rule_rows(k_file, toml));
  CalendarBuilder builder;
  for (const RuleRow& row : rows) TRY(builder.add(row));
  return builder.finish();
}

Result<Calendar> Calendar::builtin() {
  TRY_ASSIGN(const std::string_view text, rule_text("holidays"));
  return parse(text);
}

Calendar::Day Calendar::at(CivilDate day) const {
  const int index = day.days_since(m_first);
  if (index < 0 || static_cast<std::size_t>(index) >= m_days.size()) return {};
  return m_days[static_cast<std::size_t>(index)];
}

bool Calendar::is_holiday(CivilDate day) const { return at(day).kind == Kind::holiday; }

bool Calendar::is_workday(CivilDate day) const {
  const Kind kind = at(day).kind;
  return kind == Kind::plain ? !is_weekend(day) : kind == Kind::workday;
}

CivilDate Calendar::roll(CivilDate day) const {
  while (!is_workday(day)) day = day.plus_days(1);
  return day;
}

CivilDate Calendar::add_workdays(CivilDate from, int n) const {
  CivilDate day = from;
  for (int left = n; left > 0;) {
    day = day.plus_days(1);
    if (is_workday(day)) --left;
  }
  return day;
}

std::string Calendar::why(CivilDate day) const {
  const Day kind = at(day);
  std::string text = day.to_string() + "（" + std::string(weekday_name(day));
  if (kind.kind == Kind::holiday) text += "，" + m_names[kind.name] + "假期";
  if (kind.kind == Kind::workday) text += "，" + m_names[kind.name] + "调休上班";
  return text + "）";
}

std::string_view weekday_name(CivilDate day) {
  static constexpr std::array<std::string_view, 7> k_names = {"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"};
  return k_names[day.weekday()];
}

}  // namespace anjuan::registry
