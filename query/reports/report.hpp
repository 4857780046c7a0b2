// What every book, list and statistic of the office looks like before it is shown: tables of cells, each figure with the matters behind it (R-338, R-360…R-363).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/records.hpp"

namespace anjuan::reports {

/// Inclusive days of registration. The register's numbers are gapless by it, so that a period once over only changes by what is recorded as having happened in it.
struct Period {
  CivilDate from, to;

  /// "2026-03", "2026", or two days; invalid_argument names the text and what is wrong with it.
  static Result<Period> month(std::string_view text);
  static Result<Period> year(std::string_view text);
  static Result<Period> days(std::string_view from, std::string_view to);
  /// The same days a year earlier; the end of a month stays the end of a month.
  Period year_before() const;
  std::string to_string() const;  ///< 2026-03-01 至 2026-03-31
  bool operator==(const Period&) const = default;
};

/// The same day a year earlier; the last day of a month stays the last.
CivilDate year_before(CivilDate day);

struct Cell {
  std::string text;                    ///< as shown; empty: blank
  std::optional<std::int64_t> count;   ///< of a figure that can be counted
  std::vector<MatterId> matters;       ///< behind the figure
  bool masked = false;                 ///< R-383: neither figure nor matters are given; `text` is k_masked

  static Cell of(std::string text) { return {std::move(text), std::nullopt, {}, false}; }
  static Cell figure(std::int64_t count, std::vector<MatterId> matters) { return {std::to_string(count), count, std::move(matters), false}; }
  static Cell hidden();
};

/// What stands in a masked cell.
inline constexpr std::string_view k_masked = "*";

struct Table {
  std::string name;                       ///< unique in its report
  std::vector<std::string> columns;
  std::vector<std::vector<Cell>> rows;    ///< as many cells as columns; the first names the row
  std::map<std::string, std::string> cover = {};  ///< of a catalogue that is bound: what its cover says (F-7, R-125), by the fields of schemas/forms/catalogue-cover
};

struct Report {
  std::string name, title;
  std::optional<Period> period;
  CivilDate as_of;
  std::vector<std::string> formulas;      ///< how the figures come about, a sentence each: printed on the sheet
  std::vector<Table> tables;

  /// A figure by "TABLE/ROW/COLUMN"; a report of one table needs no TABLE, a row's name may do for its first figure. not_found lists what there is;
  /// denied for a masked cell.
  Result<const Cell*> find(std::string_view where) const;
};

/// `numerator` ÷ `denominator`, four decimals, half up; blank for a zero denominator. Both ≥ 0, up to 10¹³.
std::string four_decimals(std::int64_t numerator, std::int64_t denominator);

}  // namespace anjuan::reports
