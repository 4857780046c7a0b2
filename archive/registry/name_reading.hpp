// How a Chinese name sounds: Mandarin without tones, ü as v, one syllable a character.
//
// Readings are tables of schemas/dictionaries: the usual one of each character (what ICU's Han-Latin says), then surnames and characters of given names that
// have others. Rejected: ICU's transliterator itself, which takes 0.3 s to load and 35 µs a character; the tables take 2 ms, once, and 1 µs a name.
// Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace anjuan::registry {

/// The surname's length in characters: 2 for a compound one (欧阳) when a given name follows, else 1; 0 for a name that begins with no Han character, or has more
/// than 4, as transcribed ones (买买提·阿不都). `folded`: compared_form().
std::size_t surname_size(std::u32string_view folded);

/// All readings of a name, the usual one first, at most 16: “zeng guo fan”. What is not Han stands for itself.
std::vector<std::string> name_readings(std::u32string_view folded);

/// A reading as people mishear it: zh ch sh as z c s, -ng as -n, l- as n-: two names that sound alike to a tired ear have one.
std::string near_reading(std::string_view reading);

/// “zgf”
std::string initials_of(std::string_view reading);

}  // namespace anjuan::registry
