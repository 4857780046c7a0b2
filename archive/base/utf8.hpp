// Strict UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace anjuan {

/// True when `text` is well-formed UTF-8 (no surrogates, no overlong forms, at most U+10FFFF).
bool is_utf8(std::string_view text);

/// Every ill-formed sequence replaced by U+FFFD: for names and messages that are only shown.
std::string to_shown_utf8(std::string_view text);

/// Appends one code point.
void append_utf8(std::string& out, char32_t c);

/// Reads the code point at `at` and advances it; U+FFFD for an ill-formed byte (advances by one).
char32_t next_utf8(std::string_view text, std::size_t& at);

}  // namespace anjuan
