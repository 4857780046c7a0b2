// The administrative divisions at the head of an address or of a unit's name: 江苏省 苏州市 昆山市.
#pragma once

#include <string_view>
#include <vector>

namespace anjuan::registry {

/// Their lengths in characters, as far as they stand: province, city, county. By the form of names, without a list of places: lists go out of date, and an old
/// paper names places that no list has any more. `text` is in simplified script without blanks.
std::vector<std::size_t> divisions_of(std::u32string_view text);

}  // namespace anjuan::registry
