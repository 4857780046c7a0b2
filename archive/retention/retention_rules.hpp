// Whether and for how long a closed petition matter is kept, as data (schemas/rules/retention.toml; R-201…R-210).
//
// Two facts drive most rows: an instruction that a person judged important, and a result. Immutable after parse(). Proof: tests/archive/retention_test.cpp.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/rule_rows.hpp"

namespace anjuan::retention {

/// What rows ask of a matter. By the words of the file: 重要批示 有结果 经过办理 立案 复查复核 立案或复查复核 一案一卷 一般存查.
struct MatterFacts {
  bool important_instruction = false;  ///< judged by a person, never by the existence of a 批示 (R-210)
  bool has_result = false;             ///< answered, or an outcome of its own
  bool handled = false;                ///< given to a section, sent on, or instructed
  bool case_opened = false;            ///< R-379
  bool reviewed = false;               ///< 复查 or 复核
  bool dossier = false;                ///< 一案一卷 (R-337): 立案, 复查复核, or marked important and handled
  bool plainly_shelved = false;        ///< 存查 without anybody having handled it (R-115)

  static MatterFacts of(const boost::json::object& record);
  /// nullopt: no such word.
  std::optional<bool> holds(std::string_view word) const;
};

/// All the conditions of a row; a leading 非 negates one.
bool all_hold(const std::vector<std::string>& conditions, const MatterFacts& facts);
/// For readers of rule rows: the first condition that is none, or empty.
std::string unknown_condition(const std::vector<std::string>& conditions);

struct Period {
  enum class Kind : std::uint8_t { permanent, years, not_kept } kind = Kind::permanent;
  int years = 0;  ///< of years

  /// 永久, 30年, 不归档; invalid_argument otherwise.
  static Result<Period> parse(std::string_view text);
  std::string name() const;
  /// Y, D30; empty when not kept.
  std::string code() const;
  /// the first day after the period, counted from 1 January after the filing year. Absent unless of years.
  std::optional<CivilDate> due(int filing_year) const;
  bool operator==(const Period&) const = default;
};

struct PeriodRow {
  std::string code, material, source;
  Period period;
  std::vector<std::string> conditions;
  registry::Validity validity;
  std::size_t line = 0;
};

struct Schedule {
  std::string name, state, approved_by, approved_on, source;
  bool is_approved() const { return state == "已批准"; }
};

class RetentionRules {
 public:
  /// invalid_argument names row, field and rule: no source, an unknown condition or period, a gap or an overlap in validity, days on which some matter
  /// would meet no row, not exactly one schedule in force, an approval without who and when.
  static Result<RetentionRules> parse(std::string_view toml);
  static Result<RetentionRules> builtin();

  /// The first row that fits on the day the matter was closed. invalid_argument before all rows.
  Result<const PeriodRow*> decide(const MatterFacts& facts, CivilDate closed) const;
  /// Whose rows these are, and whether somebody has approved them.
  const Schedule& schedule() const { return m_schedule; }
  const std::vector<PeriodRow>& rows() const { return m_rows; }
  /// only a period that some row of the schedule gives; invalid_argument lists them.
  Result<Period> choose(std::string_view text) const;

 private:
  Status check() const;
  Schedule m_schedule;
  std::vector<PeriodRow> m_rows;
};

}  // namespace anjuan::retention
