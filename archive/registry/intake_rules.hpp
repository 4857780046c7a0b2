// What may be chosen when a matter is registered, as data (schemas/rules/intake.toml): channels, categories, signatures and
// the eight scopes with their default lead sections; and the sheets that go round and are scanned again.
//
// A value is given by its code, its name or an alias, in any width and with any blanks; what is kept is the name. Immutable after parse().
// Proof: tests/archive/numbers_test.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/rule_rows.hpp"

namespace anjuan::registry {

struct IntakeChoice {
  std::string code;
  std::string name;  ///< what a matter's record holds
  std::vector<std::string> aliases;
  std::string counted;       ///< of a channel: 件次 or 批次 (R-360)
  std::string lead_section;  ///< of a scope (R-372)
  std::string source;
  Validity validity;
  std::size_t line = 0;
};

class IntakeRules {
 public:
  /// invalid_argument names the row, the field and the rule: an unknown table or field, a code, name or alias that two rows valid on one day share, a gap or
  /// an overlap between the rows of one name, a table without rows.
  static Result<IntakeRules> parse(std::string_view toml);
  /// The compiled-in intake.toml.
  static Result<IntakeRules> builtin();

  /// invalid_argument for anything else lists what may be said on that day.
  Result<const IntakeChoice*> channel(std::string_view typed, CivilDate on) const { return find(m_channels, typed, on); }
  Result<const IntakeChoice*> category(std::string_view typed, CivilDate on) const { return find(m_categories, typed, on); }
  Result<const IntakeChoice*> signature(std::string_view typed, CivilDate on) const { return find(m_signatures, typed, on); }
  Result<const IntakeChoice*> scope(std::string_view typed, CivilDate on) const { return find(m_scopes, typed, on); }

  /// the sheet of which each scan is a version, when the kind of an item is one of its names.
  const IntakeChoice* sheet(std::string_view kind, CivilDate on) const;

  /// In the order of the file, of every time: for lists, forms and completions.
  const std::vector<IntakeChoice>& channels() const { return m_channels.rows; }
  const std::vector<IntakeChoice>& categories() const { return m_categories.rows; }
  const std::vector<IntakeChoice>& signatures() const { return m_signatures.rows; }
  const std::vector<IntakeChoice>& scopes() const { return m_scopes.rows; }

 private:
  struct Table {
    std::string_view name;   ///< of the TOML table
    std::string_view title;  ///< for people
    std::string_view rule;
    std::vector<IntakeChoice> rows;
  };
  static const IntakeChoice* row_of(const Table& table, std::string_view typed, CivilDate on);
  static Result<const IntakeChoice*> find(const Table& table, std::string_view typed, CivilDate on);
  static Status check(const Table& table);
  Table* table(std::string_view name);

  Table m_channels{"channel", "渠道", "R-322", {}};
  Table m_categories{"category", "类别", "R-321", {}};
  Table m_signatures{"signature", "署名情况", "R-323", {}};
  Table m_scopes{"scope", "受理范围", "R-339", {}};
  Table m_sheets{"sheet", "流转的单据", "R-385", {}};
};

}  // namespace anjuan::registry
