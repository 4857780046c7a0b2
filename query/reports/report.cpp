#include "query/reports/report.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace anjuan::reports {

namespace {

bool is_last_of_month(CivilDate day) { return day.plus_days(1).month() != day.month(); }

CivilDate last_of_month(CivilDate first) { return first.plus_months(1).plus_days(-1); }

std::vector<std::string> parts_of(std::string_view where) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t slash = where.find('/');
    parts.emplace_back(where.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    where.remove_prefix(slash + 1);
  }
}

}  // namespace

Result<Period> Period::month(std::string_view text) {
  const auto first = CivilDate::parse(std::string(text) + "-01");
  if (text.size() != 7 || !first) return fail(ErrorCode::invalid_argument, "月份“" + std::string(text) + "”应写作 2026-03");
  return Period{*first, last_of_month(*first)};
}

Result<Period> Period::year(std::string_view text) {
  const auto first = CivilDate::parse(std::string(text) + "-01-01");
  if (text.size() != 4 || !first) return fail(ErrorCode::invalid_argument, "年份“" + std::string(text) + "”应写作 2026");
  return Period{*first, first->plus_months(12).plus_days(-1)};
}

Result<Period> Period::days(std::string_view from, std::string_view to) {
  TRY_ASSIGN(const CivilDate first, CivilDate::parse(from));
  TRY_ASSIGN(const CivilDate last, CivilDate::parse(to));
  if (last < first) return fail(ErrorCode::invalid_argument, "起讫日期颠倒：" + first.to_string() + " 至 " + last.to_string());
  return Period{first, last};
}

CivilDate year_before(CivilDate day) {
  if (is_last_of_month(day)) return day.plus_days(1).plus_months(-12).plus_days(-1);
  return day.plus_months(-12);
}

Period Period::year_before() const { return {from.plus_months(-12), reports::year_before(to)}; }

std::string Period::to_string() const { return from.to_string() + " 至 " + to.to_string(); }

Cell Cell::hidden() { return {std::string(k_masked), std::nullopt, {}, true}; }

Result<const Cell*> Report::find(std::string_view where) const {
  const std::vector<std::string> parts = parts_of(where);
  const bool named_table = parts.size() == 3;
  const std::string& row_name = parts[named_table ? 1 : 0];
  const std::string column = parts.size() > 1 ? parts.back() : std::string();
  std::string known;
  for (const Table& table : tables) {
    if (named_table && table.name != parts[0]) continue;
    for (const auto& row : table.rows) {
      if (row.front().text != row_name) continue;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const bool wanted = column.empty() ? row[i].count || row[i].masked || !row[i].matters.empty() : table.columns[i] == column;
        if (!wanted) continue;
        if (row[i].masked) return fail(ErrorCode::denied, "“" + std::string(where) + "”是隐去的小格，不列事项（R-383）");
        if (row[i].matters.empty() && row[i].count.value_or(0) != 0) {
          return fail(ErrorCode::invalid_argument, "“" + std::string(where) + "”是由别的数算出来的，没有直接的事项");
        }
        return &row[i];
      }
    }
    for (const std::string& title_of_column : table.columns) known += (known.empty() ? "" : "、") + title_of_column;
  }
  return fail(ErrorCode::not_found, "没有“" + std::string(where) + "”这个数：写作 表/行/列，列有 " + known);
}

std::string four_decimals(std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) return {};
  const std::int64_t whole = numerator / denominator;
  const std::int64_t rest = numerator % denominator;  // first the whole, so that the product below stays in range
  const std::int64_t scaled = (rest * 20000 + denominator) / (2 * denominator);
  return fmt::format("{}.{:04}", whole + scaled / 10000, scaled % 10000);
}

}  // namespace anjuan::reports
