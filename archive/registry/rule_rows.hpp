// Rows of a rule file (schemas/rules) as plain values: every reader of rules says the same things about a wrong row, by row, field and rule.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "archive/base/civil_date.hpp"

namespace anjuan::registry {

/// One [[table]] of a rule file. A TOML date is kept as its text, so that 2022-05-01 may stand with or without quotes.
struct RuleRow {
  using Value = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;
  std::string table;
  std::size_t line = 0;  ///< of its [[header]]
  std::vector<std::pair<std::string, Value>> fields;
};

/// All rows in the order of the file. invalid_argument: no TOML, a value of another type, or a key outside a [[table]].
/// `file` is the name the messages use.
Result<std::vector<RuleRow>> parse_rule_rows(std::string_view file, std::string_view toml);

/// Takes the fields of one row. The first failure is kept and every later call is harmless; done() returns it, or refuses a field that nobody took.
class RowReader {
 public:
  RowReader(std::string_view file, const RuleRow& row);

  /// How the row is named from here on, beside its line (“R-303 xf-2022”).
  void name(std::string name) { m_name = std::move(name); }

  std::string text(std::string_view field);           ///< must stand and not be empty
  std::string optional_text(std::string_view field);  ///< "" when absent
  std::int64_t integer(std::string_view field, std::int64_t least, std::int64_t most);
  std::optional<std::int64_t> optional_integer(std::string_view field, std::int64_t least, std::int64_t most);
  bool flag(std::string_view field);  ///< false when absent
  CivilDate date(std::string_view field);
  std::optional<CivilDate> optional_date(std::string_view field);
  std::vector<std::string> texts(std::string_view field);  ///< empty when absent

  bool failed() const { return !m_status.has_value(); }
  /// Records a failure of this field in the reader's words; returned so that `return reader.wrong(…)` works too.
  tl::unexpected<Error> wrong(std::string_view field, std::string_view what);
  Status done();

 private:
  template <class T>
  const T* take(std::string_view field, bool required, std::string_view shape);

  std::string_view m_file;
  const RuleRow& m_row;
  std::string m_name;
  std::vector<bool> m_taken;
  Status m_status;
};

/// From when until when (inclusive) a row is in force; an absent end means: until further notice.
struct Validity {
  CivilDate from;
  std::optional<CivilDate> to;
  bool holds(CivilDate day) const { return from <= day && (!to || day <= *to); }
};

/// The fields valid_from and valid_to; refuses an end before its beginning.
Validity read_validity(RowReader& reader);

/// One row's validity under the key whose versions must follow one another without gap or overlap.
struct ValiditySpan {
  std::string rule;  ///< R-nnn, for the message
  std::string key;
  std::size_t line = 0;
  Validity validity;
};
/// invalid_argument names both rows and the days that are missing or doubled.
Status check_validity(std::string_view file, std::vector<ValiditySpan> spans);

}  // namespace anjuan::registry
