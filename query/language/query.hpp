// Query text → tree, with the place of every error. Knows nothing of Xapian.
//
//   离休 待遇            parts between blanks are AND-ed
//   "离休待遇"  “…” 「…」  verbatim: exactly this run, in the text only (never in OCR alternatives)
//   A OR B, A 或 B       NOT B, 非 B, -B       A AND B, A 与 B, A 并且 B      ( )  （ ）      NOT binds before AND, AND
//   before OR 题名:… 来信人:… 文号:… 类别:… 事项:… 正文:…   日期:2019..2021  日期:2019-04  日期:2019-04-01..2019-06-30
//   日期:2019.. (also title: sender: number: kind: matter: text: date:)      题名:(A 或 B) A part of up to 6 characters
//   is exact too (in text or title), as is one without Han or kana (a number, a word); a longer part is a ranked
//   question, unless operators, brackets or fields make the query boolean: there every part is exact, whatever its
//   length.
//
// 与 并且 或 非 AND OR NOT are operators only when they stand alone between blanks, brackets or quotes: 或者 and 非法
// are text. A bracket inside a field's value belongs to it (文号:昆信(2019)3号). A query that only says NOT means
// everything within the scope but that. Limits: 10,000 bytes, 200 parts, 40 levels.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan {

enum class Field : std::uint8_t { any, text, title, sender, number, kind, matter, date };

struct QueryNode {
  enum class Type : std::uint8_t { all_of, any_of, none_of, exact, question, date_range };
  Type type = Type::exact;
  Field field = Field::any;  ///< of exact: any = text or title; a quoted part without a field has Field::text
  std::string text;          ///< exact, question: as typed, without quotes
  bool quoted = false;
  std::string first_day, last_day;  ///< date_range: YYYY-MM-DD, inclusive; empty: open
  std::size_t begin = 0, end = 0;   ///< bytes of the query text
  std::vector<QueryNode> children;  ///< all_of, any_of; none_of has one
};

struct Query {
  std::string text;  ///< as typed
  QueryNode root;
  bool boolean = false;
};

/// invalid_argument: one line in Chinese that says where (column, 1-based, in characters) and why, with the query and a
/// caret below it on two further lines.
Result<Query> parse_query(std::string_view text);

/// The parse as people can read it: ("离休" AND 待遇) AND NOT 题名:复函 …, stable, for --json's "parsed".
std::string explain(const Query& query);

}  // namespace anjuan
