#include "indexer/text/analyser.hpp"

#include <fmt/core.h>
#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "archive/base/utf8.hpp"
#include "indexer/text/fold.hpp"

namespace anjuan {

namespace {

constexpr std::size_t k_longest_term = 200;
// The segmenter sees a text in pieces, so that its memory (some 20 bytes a character) does not grow with the text: cut
// at the first character that is no part of a word after the lower bound, anywhere at the upper one.
constexpr std::size_t k_piece_least = 32 << 10;
constexpr std::size_t k_piece_most = 128 << 10;

std::size_t piece_end(std::string_view text, std::size_t from) {
  if (text.size() - from <= k_piece_most) return text.size();
  std::size_t at = from + k_piece_least;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
  while (at < from + k_piece_most) {
    if (!is_gram_character(next_utf8(text, at))) break;
  }
  return at;
}

// A bigram as one number, so that counting them sorts numbers and not strings.
constexpr std::uint64_t bigram_of(char32_t first, char32_t second) {
  return static_cast<std::uint64_t>(first) << 32 | second;
}

std::string spell(std::uint64_t bigram) {
  std::string term;
  append_utf8(term, static_cast<char32_t>(bigram >> 32));
  append_utf8(term, static_cast<char32_t>(bigram));
  return term;
}

std::vector<std::uint64_t> sorted_bigrams(std::string_view folded) {
  std::vector<std::uint64_t> bigrams;
  bigrams.reserve(folded.size() / 3);
  char32_t before = 0;
  for (std::size_t at = 0; at < folded.size();) {
    const char32_t c = next_utf8(folded, at);
    const char32_t gram = is_gram_character(c) ? c : 0;
    if (before != 0 && gram != 0) bigrams.push_back(bigram_of(before, gram));
    before = gram;
  }
  std::sort(bigrams.begin(), bigrams.end());
  return bigrams;
}

template <class T, class Spell>
void append_counted(const std::vector<T>& sorted, std::vector<TermCount>& out, Spell spelled) {
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i + 1;
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    out.push_back({spelled(sorted[i]), static_cast<std::uint32_t>(end - i)});
    i = end;
  }
}

std::string cut_to_term(std::string word) {
  if (word.size() > k_longest_term) {
    std::size_t end = k_longest_term;
    while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0U) == 0x80U) --end;
    word.resize(end);
  }
  return word;
}

}  // namespace

std::string analyser_id() {
  // The words of ICU's dictionary and the character classes change with its version: they are part of the identity.
  return fmt::format("{};unicode {};icu {} zh word;bigram;character;impact 20,1.2,0.75,160,title 2", k_fold_id,
                     U_UNICODE_VERSION, U_ICU_VERSION);
}

struct Analyser::Impl {
  std::unique_ptr<icu::BreakIterator> words;  // null when ICU has no data: ranking then stands on bigrams alone
  icu::UnicodeString piece;

  // Words of one piece of fold_keeping_blanks(), in order.
  void append_words(std::string_view text, std::vector<std::string>& out) {
    piece = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    words->setText(piece);
    std::int32_t begin = words->first();
    for (std::int32_t end = words->next(); end != icu::BreakIterator::DONE; begin = end, end = words->next()) {
      const auto first = static_cast<char32_t>(piece.char32At(begin));
      if (words->getRuleStatus() < UBRK_WORD_NONE_LIMIT && !is_han(first)) continue;
      const std::int32_t length = piece.countChar32(begin, end - begin);
      if (length == 2)
        continue;  // its bigram says the same; what is no bigram (a letter and a stop) is no word worth having
      std::string word;
      piece.tempSubStringBetween(begin, end).toUTF8String(word);
      out.push_back(cut_to_term(std::move(word)));
    }
  }
};

Analyser::Analyser() : m_impl(std::make_unique<Impl>()) {
  UErrorCode error = U_ZERO_ERROR;
  m_impl->words.reset(icu::BreakIterator::createWordInstance(icu::Locale("zh"), error));
  if (U_FAILURE(error)) m_impl->words.reset();
}
Analyser::~Analyser() = default;
Analyser::Analyser(Analyser&&) noexcept = default;

std::vector<TermCount> Analyser::ranking_terms(std::string_view text) {
  std::vector<std::string> words;
  if (m_impl->words != nullptr) {
    const std::string seen = fold_keeping_blanks(text);
    for (std::size_t at = 0; at < seen.size();) {
      const std::size_t end = piece_end(seen, at);
      m_impl->append_words(std::string_view(seen).substr(at, end - at), words);
      at = end;
    }
    std::sort(words.begin(), words.end());
  }
  std::vector<TermCount> terms;
  append_counted(words, terms, [](const std::string& word) { return word; });
  append_counted(sorted_bigrams(fold(text)), terms, spell);
  std::sort(terms.begin(), terms.end(), [](const TermCount& a, const TermCount& b) { return a.term < b.term; });
  return terms;
}

std::vector<std::string> Analyser::characters(std::string_view folded) {
  std::vector<char32_t> all;
  // Distinct ones by blocks, so that a long text does not need four bytes for each of its characters.
  const auto make_distinct = [&] {
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
  };
  std::size_t limit = 4096;
  for (std::size_t at = 0; at < folded.size();) {
    all.push_back(next_utf8(folded, at));
    if (all.size() < limit) continue;
    make_distinct();
    limit = std::max<std::size_t>(4096, 2 * all.size());
  }
  make_distinct();
  std::vector<std::string> out;
  out.reserve(all.size());
  for (const char32_t c : all) append_utf8(out.emplace_back(), c);
  return out;
}

Analyser::ExactTerms Analyser::exact_terms(std::string_view folded) {
  std::vector<char32_t> run;
  for (std::size_t at = 0; at < folded.size();) run.push_back(next_utf8(folded, at));
  std::vector<bool> covered(run.size(), false);
  ExactTerms out;
  for (std::size_t i = 0; i + 1 < run.size(); ++i) {
    if (!is_gram_character(run[i]) || !is_gram_character(run[i + 1])) continue;
    covered[i] = covered[i + 1] = true;
    out.bigrams.push_back(spell(bigram_of(run[i], run[i + 1])));
  }
  for (std::size_t i = 0; i < run.size(); ++i) {
    // Punctuation stands in nearly every text: beside a bigram it only makes the search longer.
    if (covered[i] || (!out.bigrams.empty() && !is_gram_character(run[i]))) continue;
    append_utf8(out.characters.emplace_back(), run[i]);
  }
  for (auto* terms : {&out.bigrams, &out.characters}) {
    std::sort(terms->begin(), terms->end());
    terms->erase(std::unique(terms->begin(), terms->end()), terms->end());
  }
  // One character is its term, two are their bigram. Anything longer can have its terms apart from each other ("aaa"
  // has one).
  out.needs_check = run.size() > 2 || (run.size() == 2 && out.bigrams.empty());
  return out;
}

}  // namespace anjuan
