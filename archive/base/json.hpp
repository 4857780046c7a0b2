// JSON through Boost.JSON, and its canonical spelling (RFC 8785) in which journal payloads are digested.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "archive/base/result.hpp"

namespace anjuan {

/// RFC 8785: keys sorted by UTF-16 code units, no white space, minimal escapes.
/// Numbers must be integers within ±2^53 (the journal holds no others): invalid_argument otherwise, as for invalid UTF-8.
Result<std::string> canonical_json(const boost::json::value& value);

/// Strict parse: depth 32, no duplicate keys are checked for. invalid_argument with the offset of the fault.
Result<boost::json::value> parse_json(std::string_view text);

}  // namespace anjuan
