// Petition numbers as templates: which series a matter is numbered in, how a number is written, and what a written number says.
//
// Serials run from 1 in each (series, year of registration) and are allotted elsewhere, under the write lock; this part is pure. Numbers of two series are
// never alike, so a number means one matter. Immutable after parse(). Data: schemas/rules/numbers.toml. Proof: tests/archive/numbers_test.cpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/rule_rows.hpp"

namespace anjuan::registry {

class IntakeRules;

/// Literal text with one four-digit year and one serial in it.
struct NumberTemplate {
  std::string series;  ///< id: with the year of registration the key of the serials
  std::string title;
  std::string text;    ///< as in the file
  std::string before, between, after;
  bool year_first = true;
  int width = 4;           ///< of the serial at least
  bool restricted = false; ///< R-383: its gaps and totals are for those only who may see its matters
};

struct ParsedNumber {
  int year = 0;
  std::int64_t serial = 0;
  bool operator==(const ParsedNumber&) const = default;
};

/// invalid_argument: not exactly one {year} and one {serial:N} (N 1…9), or anything else in braces.
Result<NumberTemplate> parse_template(std::string_view text);
/// 〔2023〕组信字第0017号. The serial is at least 1; it grows beyond its width.
std::string format(const NumberTemplate& number, int year, std::int64_t serial);
/// Exactly what format() writes, one spelling only: parse(t, format(t, y, n)) == {y, n}.
std::optional<ParsedNumber> parse(const NumberTemplate& number, std::string_view text);
/// As people type it: any width, brackets of any kind, with blanks, the serial without its zeros (“[2023]组信字第17号”). Format the answer to get the spelling.
std::optional<ParsedNumber> parse_typed(const NumberTemplate& number, std::string_view text);

class NumberRules {
 public:
  /// invalid_argument names row, field and rule: a bad template, a channel or category that the intake rules lack, a gap or an overlap in validity of one
  /// series, two rows equally fit for a matter on one day, days without a series for everything else or without a
  /// restricted one for accusations, series whose numbers could be mistaken.
  static Result<NumberRules> parse(std::string_view toml, const IntakeRules& intake);
  /// The compiled-in numbers.toml.
  static Result<NumberRules> builtin(const IntakeRules& intake);

  /// Channel and category by name, as the record holds them; `registered` decides the version. The narrowest row wins: category before channel before
  /// neither. invalid_argument on a day before all series.
  Result<NumberTemplate> choose(std::string_view channel, std::string_view category, CivilDate registered) const;

  struct Found {
    NumberTemplate number;
    ParsedNumber parts;
  };
  /// The series that a number, written or typed, belongs to, of whatever time.
  std::optional<Found> recognise(std::string_view text) const;
  /// Every series once, by id, with the newest template.
  std::vector<NumberTemplate> series() const;

 private:
  struct Row {
    NumberTemplate number;
    std::vector<std::string> channels, categories;
    Validity validity;
    std::size_t line = 0;

    int narrowness() const { return (categories.empty() ? 0 : 2) + (channels.empty() ? 0 : 1); }
    bool fits(std::string_view channel, std::string_view category) const;
  };
  static Result<Row> row_of(const RuleRow& row, const IntakeRules& intake);
  static bool rivals(const Row& a, const Row& b);
  Status check() const;
  static Status check_pair(const Row& row, const Row& other);
  Status check_always(const std::string& title, std::string_view rule, const std::function<bool(const Row&)>& counts) const;

  std::vector<Row> m_rows;
};

}  // namespace anjuan::registry
