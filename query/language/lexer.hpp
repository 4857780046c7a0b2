// Query text → tokens. Internal to query/language.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"
#include "query/language/query.hpp"

namespace anjuan::language {

struct Token {
  enum class Type : std::uint8_t { open, close, op_and, op_or, op_not, field, part, end };
  Type type = Type::end;
  Field field = Field::any;  ///< field
  std::string text;          ///< part: without quotes; operators, brackets and fields: as typed
  bool quoted = false;
  std::size_t begin = 0, end = 0;  ///< bytes of the query text
};

/// The whole query as tokens, ended by Type::end; or invalid_argument as parse_query() promises. `text` is well-formed
/// UTF-8.
Result<std::vector<Token>> tokens_of(std::string_view text);

/// An error of the query text at a byte: column, reason, and the query with a caret below it.
tl::unexpected<Error> query_error(std::string_view query, std::size_t at, std::string_view why);

std::string_view shown_name(Field field);

}  // namespace anjuan::language
