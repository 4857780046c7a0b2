// The fold on which presence is decided: promise 4. For ever, as long as its id stands in an index:
// schemas/formats/fold.md.
//
// Each code point is folded by itself: NFKD, full case folding, traditional→simplified by character
// (schemas/dictionaries/fold-t2s.tsv); white space, line ends, controls and format characters vanish.
// Context-free, so fold(a + b) == fold(a) + fold(b): no cut of a text can fold into something its whole does not
// contain.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace anjuan {

/// Identity of fold and analyser, stored in an index: an index made by another one needs a rebuild.
extern const std::string_view k_fold_id;

/// Appends the fold of one code point to `out` (0 to 18 code points). Thread-safe, as everything here.
void fold_code_point(char32_t c, std::string& out);

/// `text` is UTF-8; ill-formed bytes fold as U+FFFD.
std::string fold(std::string_view text);

/// The fold for the segmenter only: runs of blanks and line ends stay as one ' ', except between two Han and at the
/// beginning. Width, case and script make no difference to it.
std::string fold_keeping_blanks(std::string_view text);

/// A fold that knows where each of its bytes came from.
struct FoldedText {
  std::string text;
  /// For each byte of `text`, the byte offset in the original of the code point it came from; one more at the end (the
  /// original's size).
  std::vector<std::uint32_t> origin;
};
FoldedText fold_with_origin(std::string_view text);

/// True for characters of which bigrams are made: letters and digits of every script, Han, kana. Of folded characters.
bool is_gram_character(char32_t c);
bool is_han(char32_t c);

}  // namespace anjuan
