// What people type, in one form for comparing: full width or half, with blanks or without.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

namespace anjuan::registry {

/// NFKC without any white space, control or ignorable character: “离（退） 休” becomes “离(退)休”, “１３８” becomes “138”. Thread-safe.
std::string typed_form(std::string_view text);

std::u32string code_points(std::string_view text);
std::string utf8_of(std::u32string_view text);

/// typed_form in simplified script and lower case without punctuation: equal for spellings that no reader takes for two names.
std::u32string compared_form(std::string_view text);

/// Takes control characters out of every text in it, at any depth; line ends and tabs stay. They come from sheets and terminals, nobody sees them, and a terminal obeys them.
void without_controls(boost::json::object& object);

}  // namespace anjuan::registry
