// 档号 by the grammars of R-130…R-138, as templates: how one is written, what a written one says, and which series its serial belongs to.
//
// A code is set once and never changed. Serials run from 1 in everything that stands before them, the lowest class, without a gap; they are
// allotted elsewhere, under the write lock: this part is pure. Data: schemas/rules/codes.toml. Proof: tests/archive/archival_code_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/rule_rows.hpp"

namespace anjuan::filing {

/// What stands in the places of a template, by their names: 全宗 J021, 年度 2025, 期限 D30, 机构, 门类, 类别, 目录; serials (卷, 件) as plain numbers.
using CodeParts = std::map<std::string, std::string, std::less<>>;

class CodeTemplate {
 public:
  /// invalid_argument: an unknown place, a place twice, no serial, or two places that nothing parts.
  static Result<CodeTemplate> parse(std::string_view text);

  /// invalid_argument names the part that is missing or outside its form (R-135, R-136: 全宗 four of A–Z and 0–9, 年度 four digits, 期限 Y or D and years).
  Result<std::string> format(const CodeParts& parts) const;
  /// Exactly what format() writes: read(format(p)) == p.
  std::optional<CodeParts> read(std::string_view code) const;
  /// Everything before the last serial: the series that it runs in. Parts as for format(), without that serial.
  Result<std::string> series(CodeParts parts) const;
  /// The place of the last serial: 件 or 卷.
  const std::string& serial() const { return m_places.back().name; }
  const std::string& text() const { return m_text; }

 private:
  struct Place {
    std::string before;  ///< literal text in front of it
    std::string name;
    int width = 0;       ///< of a serial; 0: no serial
  };
  Result<std::string> written(const Place& place, const CodeParts& parts) const;
  std::vector<Place> m_places;
  std::string m_text, m_after;
};

struct CodeRow {
  std::string grammar, title, regime, source;
  bool restricted = false; ///< for accusations alone: a class of its own, whose numbers nobody else sees (R-383)
  std::string class_name;  ///< 类目名称, the first-level class (R-150); empty: not known of old codes
  CodeTemplate code;
  registry::Validity validity;
  std::size_t line = 0;
};

class CodeRules {
 public:
  /// invalid_argument names row, field and rule: a bad template, two rows of one regime on one day, days without one, two grammars that read one code.
  static Result<CodeRules> parse(std::string_view toml);
  static Result<CodeRules> builtin();

  /// The template by which new codes of a regime (件, 卷) are made on that day, of an accusation those of its own class when there is one.
  Result<const CodeRow*> choose(std::string_view regime, bool restricted, CivilDate on) const;
  struct Read {
    const CodeRow* row;
    CodeParts parts;
    std::string series;  ///< everything before the last serial: the lowest class
    std::string serial;  ///< as written: 0001
  };
  /// The grammar of a code, of whatever time: legacy codes are kept as they are and found. nullopt: outside all grammars.
  std::optional<Read> read(std::string_view code) const;
  const std::vector<CodeRow>& rows() const { return m_rows; }

 private:
  std::vector<CodeRow> m_rows;
};

}  // namespace anjuan::filing
