#include "indexer/index/document_terms.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "indexer/schema/index_schema.hpp"
#include "indexer/text/fold.hpp"

namespace anjuan {

namespace {

using schema::Place;

// A word of the title counts as two of the body. More than that made ranking worse.
constexpr std::uint32_t k_title_weight = 2;

bool has_term(const std::vector<TermCount>& sorted, std::string_view term) {
  const auto found = std::lower_bound(sorted.begin(), sorted.end(), term,
                                      [](const TermCount& each, std::string_view key) { return each.term < key; });
  return found != sorted.end() && found->term == term;
}

// Words, bigrams and single characters of title and body together, with their impact as wdf. Equal terms of two sorts
// (a word of three letters and nothing else can be both) are added up.
void add_ranking_terms(Xapian::Document& out, const std::vector<TermCount>& title, const std::vector<TermCount>& body) {
  std::vector<TermCount> all;
  all.reserve(title.size() + body.size());
  for (const TermCount& each : title) all.push_back({each.term, each.count * k_title_weight});
  all.insert(all.end(), body.begin(), body.end());
  std::sort(all.begin(), all.end(), [](const TermCount& a, const TermCount& b) { return a.term < b.term; });
  std::uint64_t length = 0;
  for (const TermCount& each : all) length += each.count;
  for (std::size_t i = 0; i < all.size();) {
    std::uint64_t count = 0;
    const std::size_t first = i;
    for (; i < all.size() && all[i].term == all[first].term; ++i) count += all[i].count;
    out.add_term(all[first].term, impact(count, length));
  }
}

// Presence of every gram in a field of its own.
void add_grams(Xapian::Document& out, Place place, std::string_view folded) {
  for (const std::string& bigram : Analyser::exact_terms(folded).bigrams)
    out.add_boolean_term(gram_term(place, bigram));
  for (const std::string& character : Analyser::characters(folded)) out.add_boolean_term(gram_term(place, character));
}

// Characters of title and body, and the marks of what stands in the title alone.
void add_text_presence(Xapian::Document& out, std::string_view title, std::string_view body,
                       const std::vector<TermCount>& body_terms) {
  const std::vector<std::string> in_body = Analyser::characters(body);
  for (const std::string& character : in_body) out.add_boolean_term(gram_term(Place::text, character));
  for (const std::string& character : Analyser::characters(title)) {
    if (std::binary_search(in_body.begin(), in_body.end(), character)) continue;
    out.add_boolean_term(gram_term(Place::text, character));
    out.add_boolean_term(schema::title_only_term(character));
  }
  for (const std::string& bigram : Analyser::exact_terms(title).bigrams) {
    if (!has_term(body_terms, bigram)) out.add_boolean_term(schema::title_only_term(bigram));
  }
}

void add_filters(Xapian::Document& out, const IndexDocument& document) {
  out.add_boolean_term(schema::item_term(document.item));
  out.add_value(schema::slot_item, document.item);
  if (!document.matter.empty()) {
    out.add_boolean_term(schema::matter_term(document.matter));
    out.add_value(schema::slot_matter, document.matter);
  }
  if (!document.kind.empty()) {
    out.add_boolean_term(schema::kind_term(document.kind));
    out.add_value(schema::slot_kind, document.kind);
  }
  if (!document.date.empty()) out.add_value(schema::slot_date, document.date);
  if (!document.media_type.empty()) out.add_boolean_term(schema::media_type_term(document.media_type));
  if (!document.sender.empty()) out.add_boolean_term(schema::sender_term(document.sender));
  if (!document.number.empty()) out.add_boolean_term(schema::number_term(document.number));
  for (const std::string& term : document.scope_terms) out.add_boolean_term(term);
  if (document.unreadable) out.add_boolean_term(std::string(schema::k_unreadable_term));
}

}  // namespace

std::uint32_t impact(std::uint64_t count, std::uint64_t length) {
  constexpr double k_k1 = 1.2, k_b = 0.75, k_average_length = 160, k_delta = 1;
  const double norm = k_k1 * (1 - k_b + k_b * static_cast<double>(length) / k_average_length);
  const auto tf = static_cast<double>(count);
  return static_cast<std::uint32_t>(std::lround(schema::k_impact_scale * ((k_k1 + 1) * tf / (norm + tf) + k_delta)));
}

Xapian::Document make_document(const IndexDocument& document, Analyser& analyser) {
  const std::string title = fold(document.title), sender = fold(document.sender), number = fold(document.number);
  const std::string body = fold(document.body);
  const std::vector<TermCount> body_terms = analyser.ranking_terms(document.body);
  Xapian::Document out;
  add_ranking_terms(out, analyser.ranking_terms(document.title), body_terms);
  add_text_presence(out, title, body, body_terms);
  add_grams(out, Place::title, title);
  add_grams(out, Place::sender, sender);
  add_grams(out, Place::number, number);
  add_filters(out, document);
  out.set_data(schema::encode_document_text({title, sender, number, body}));
  return out;
}

}  // namespace anjuan
