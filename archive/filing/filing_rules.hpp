// What becomes a 件 or a 案卷, which papers stand in it and in which order, as data (schemas/rules/filing.toml; R-101… …R-354).
// Immutable after parse(). Proof: tests/archive/arrangement_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/rule_rows.hpp"
#include "archive/retention/retention_rules.hpp"

namespace anjuan::filing {

struct PartRule {
  std::string role;                ///< 处理（答复）意见书, 信访件原件, …
  std::vector<std::string> kinds;  ///< kinds of items; empty: every other
  std::int64_t rank = 0;           ///< R-352
  std::string group;               ///< R-351: 办结汇总 案件处理 交办或来信来访 其他
  std::string need;                ///< R-354: 来信来访 (one of the parts that say so), 答复 (of what was answered); empty: not mandatory
  std::string drop;                ///< why it is left out (R-115); empty: it stands
  bool unless_handled = false;     ///< …but stands in a matter that was handled (R-116)
  std::string responsible;         ///< 责任者 in the 卷内文件目录: 来信人, 本机关; empty: stays blank
  std::string source;
};

struct RegimeRule {
  std::string name;                     ///< 件 or 卷
  std::vector<std::string> conditions;  ///< of MatterFacts
  std::string source;
  registry::Validity validity;
  std::size_t line = 0;
};

/// which boxes there are, and how thick paper is taken to be.
struct BoxRule {
  std::vector<int> spines;           ///< mm, ascending
  std::int64_t pages_per_sheet = 1;  ///< faces bearing writing on a sheet
  std::int64_t sheet = 0;            ///< µm
  std::int64_t piece = 0;            ///< µm more for each 件
  std::int64_t spare = 0;            ///< µm of the spine that hold no paper: walls and air
  std::string source;
  registry::Validity validity;
  std::size_t line = 0;
};

class FilingRules {
 public:
  /// invalid_argument names row, field and rule: an unknown condition, a kind of two parts, no part for every other kind, no regime without
  /// conditions, days with no or two box rules, spines that do not ascend.
  static Result<FilingRules> parse(std::string_view toml);
  static Result<FilingRules> builtin();

  /// The first that fits on the day of closing; invalid_argument before all rows.
  Result<const RegimeRule*> regime(const retention::MatterFacts& facts, CivilDate closed) const;
  const PartRule& part(std::string_view kind) const;
  /// invalid_argument before all rows.
  Result<const BoxRule*> box(CivilDate on) const;
  const std::vector<PartRule>& parts() const { return m_parts; }

 private:
  Status check() const;
  std::vector<RegimeRule> m_regimes;
  std::vector<PartRule> m_parts;
  std::vector<BoxRule> m_boxes;
  std::size_t m_other = 0;
};

}  // namespace anjuan::filing
