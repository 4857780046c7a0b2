// JSON that a stranger wrote, with everything he wrote: members in their order, and a key as often as it stands there.
// parse_json() of archive/base keeps the last of two equal keys, which is where OCFL's E096 and E097 would get lost.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::exchange {

struct JsonMember;

struct JsonTree {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;  ///< of a string
  std::vector<JsonTree> elements;
  std::vector<JsonMember> members;

  bool is(Kind which) const { return kind == which; }
  /// The first of the name, or nothing.
  const JsonTree* find(std::string_view key) const;
};

struct JsonMember {
  std::string key;
  JsonTree value;
};

/// RFC 8259, UTF-8 without BOM, at most 32 deep: invalid_argument with the offset of the fault.
Result<JsonTree> parse_json_tree(std::string_view text);

}  // namespace anjuan::exchange
