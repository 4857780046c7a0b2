// Folded text → terms, the same for index and query (FINDINGS §4, design A). Terms carry no positions.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace anjuan {

/// Stored in the index's metadata; names fold, segmenter and weights. Another id needs a rebuild.
std::string analyser_id();

struct TermCount {
  std::string term;  ///< without any field prefix, at most 200 bytes
  std::uint32_t count;
};

/// One per thread: holds ICU's break iterator.
class Analyser {
 public:
  Analyser();
  ~Analyser();
  Analyser(Analyser&&) noexcept;

  /// For ranking: words of ICU on the text (two-character words are left to the bigrams, which are the same term),
  /// every bigram of adjacent gram characters of the fold, and single Han characters that ICU leaves over. Sorted by
  /// term, counted. A term of two characters is always a bigram of fold(text).
  std::vector<TermCount> ranking_terms(std::string_view text);

  /// Every distinct folded character of the text, sorted: the terms that find runs of one character, and parts without
  /// a bigram.
  static std::vector<std::string> characters(std::string_view folded);

  /// Terms that every text containing the run `folded` must have: bigrams among its ranking_terms(), characters among
  /// its characters(). Both sorted, without repeats.
  struct ExactTerms {
    std::vector<std::string> bigrams;
    std::vector<std::string>
        characters;            ///< those that no bigram covers; without punctuation where there is any bigram
    bool needs_check = false;  ///< false when one term alone decides (one character, or one bigram)
  };
  static ExactTerms exact_terms(std::string_view folded);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan
