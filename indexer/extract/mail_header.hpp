// Header fields of mails: encoded words (RFC 2047), parameters (RFC 2231 and what senders write instead). Own code, because charsets are
// decoded by ICU (no converter files inside the sandbox) and because a file name's bytes must survive.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "archive/base/bytes.hpp"

namespace anjuan::extract {

/// Unfolds and decodes a header value to UTF-8. A character cut between two encoded words is put together again.
std::string decode_header(std::string_view raw);

struct HeaderParameter {
  std::string raw;      ///< as it stands in the header, quotation marks and folding removed, continuations joined
  std::string decoded;  ///< UTF-8
};
/// Parameter `name` of a header like Content-Disposition ("attachment; filename*=gb2312''%D0%C5.doc").
std::optional<HeaderParameter> header_parameter(std::string_view raw_value, std::string_view name);

Bytes decode_base64(std::string_view text);

}  // namespace anjuan::extract
