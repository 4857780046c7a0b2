// Which column of an old ledger is which member of a registration, and what its words mean (schemas/api/cli-json.md, "A ledger").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::flows {

class LedgerMap {
 public:
  /// The titles of intake_rows.hpp and those of the end of a matter: 承办科室, 承办人, 答复日期, 办结日期, 处理结果, 复函文号, 登记日期.
  static LedgerMap defaults();
  /// Rows [[column]] title, member; [[value]] member, written, means; [[default]] member, value; [[number]] other_years; each beside the defaults. invalid_argument
  /// names line and field.
  static Result<LedgerMap> parse(std::string_view toml);

  /// Member of a column; "" when no row speaks of it, "ignore" (序号 and what the map says so of).
  std::string member(std::string_view title) const;
  /// What a cell means, and what an empty one stands for.
  std::string value(const std::string& member, const std::string& written) const;
  /// Members that empty cells have a value for.
  const std::map<std::string, std::string>& fallbacks() const { return m_defaults; }
  /// what stands where the name should is no name (匿名, 群众, 佚名, …).
  bool is_nameless(std::string_view petitioner) const;
  /// numbers of a year that is not that of the registration are meant.
  bool other_years() const { return m_other_years; }

 private:
  Status check_member(const std::string& member) const;
  std::map<std::string, std::string, std::less<>> m_columns;
  std::map<std::pair<std::string, std::string>, std::string> m_values;
  std::map<std::string, std::string> m_defaults;
  bool m_other_years = false;
};

/// A member that a ledger knows beyond a registration's.
bool is_ending(std::string_view member);

}  // namespace anjuan::flows
