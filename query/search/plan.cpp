#include "query/search/plan.hpp"

#include <algorithm>

#include "archive/base/utf8.hpp"

namespace anjuan::detail {
namespace {

using Xapian::Query;

constexpr double k_common = 0.1;               // share of the documents above which a single character says nothing
constexpr std::size_t k_question_terms = 256;  // a longer question than any sentence is cut to its most telling terms
constexpr std::size_t k_longest_filter = 200;  // bytes of a filter term's value that schema keeps

bool is_one_character(const std::string& term) {
  std::size_t at = 0;
  if (!term.empty()) next_utf8(term, at);
  return at == term.size();
}

Query join(Query::op op, const std::vector<Query>& parts) {
  return parts.size() == 1 ? parts.front() : Query(op, parts.begin(), parts.end());
}

/// A set of documents as the terms can say it: (plus, or everything) AND NOT minus. `exact`: it is the set that was
/// meant, otherwise a superset of it.
struct Set {
  std::optional<Query> plus, minus;
  bool exact = true;
};

Query query_of(const Set& set) {
  Query query = set.plus ? *set.plus : Query::MatchAll;
  return set.minus ? Query(Query::OP_AND_NOT, query, *set.minus) : query;
}

Set intersection(const std::vector<Set>& sets) {
  Set out;
  std::vector<Query> plus, minus;
  for (const Set& set : sets) {
    if (set.plus) plus.push_back(*set.plus);
    if (set.minus) minus.push_back(*set.minus);
    out.exact = out.exact && set.exact;
  }
  if (!plus.empty()) out.plus = join(Query::OP_AND, plus);
  if (!minus.empty()) out.minus = join(Query::OP_OR, minus);
  return out;
}

Set union_of(const std::vector<Set>& sets) {
  Set out;
  std::vector<Query> parts;
  bool everything = false;
  for (const Set& set : sets) {
    everything = everything || (!set.plus && !set.minus);
    parts.push_back(query_of(set));
    out.exact = out.exact && set.exact;
  }
  if (!everything) out.plus = join(Query::OP_OR, parts);
  return out;
}

class Planner {
 public:
  explicit Planner(const Frequencies& frequencies) : m_frequencies(frequencies) {}

  /// The documents of the clause, or of its negation. Negation is carried down to the leaves (De Morgan), because the
  /// complement of a superset is none: a leaf that its terms do not decide can take nothing away, only the check can.
  Set set_of(const Clause& clause, bool negated) {
    switch (clause.type) {
      case Clause::Type::none_of:
        return set_of(clause.children.front(), !negated);
      case Clause::Type::all_of:
      case Clause::Type::any_of: {
        std::vector<Set> sets;
        for (const Clause& child : clause.children) sets.push_back(set_of(child, negated));
        return (clause.type == Clause::Type::all_of) != negated ? intersection(sets) : union_of(sets);
      }
      default:
        break;
    }
    Set leaf = leaf_set(clause);
    if (!negated) return leaf;
    Set out;
    out.exact = leaf.exact;
    if (leaf.exact) out.minus = std::move(leaf.plus);
    return out;
  }

 private:
  Set leaf_set(const Clause& clause) const {
    switch (clause.type) {
      case Clause::Type::whole_kind:
        return {weighed(schema::kind_term(clause.folded)), std::nullopt, clause.folded.size() <= k_longest_filter};
      case Clause::Type::matter: {
        std::vector<Query> ids;
        for (const std::string& id : clause.matters) ids.push_back(weighed(schema::matter_term(id)));
        const bool exact = std::all_of(clause.matters.begin(), clause.matters.end(),
                                       [](const std::string& id) { return id.size() <= k_longest_filter; });
        return {ids.empty() ? Query::MatchNothing : join(Query::OP_OR, ids), std::nullopt, exact};
      }
      case Clause::Type::days: {
        // From "0", not from the beginning: an item without a date has the empty value.
        const std::string first = clause.first_day.empty() ? "0" : clause.first_day;
        Query range = clause.last_day.empty() ? Query(Query::OP_VALUE_GE, schema::slot_date, first)
                                              : Query(Query::OP_VALUE_RANGE, schema::slot_date, first, clause.last_day);
        return {std::move(range), std::nullopt, true};
      }
      case Clause::Type::question:
        return question_set(clause);
      default:
        return run_set(clause);
    }
  }

  /// A term with its weight. Only the whole office's counts are Xapian's own.
  Query weighed(const std::string& term) const {
    if (m_frequencies.are_whole()) return Query(term);
    return Query(Query::OP_SCALE_WEIGHT, Query(term), m_frequencies.idf(term));
  }

  Query gram_query(const Clause& clause, const std::string& gram, bool character) const {
    using schema::Place;
    switch (clause.where) {
      case Clause::Where::title:
        return weighed(schema::gram_term(Place::title, gram));
      case Clause::Where::sender:
        return weighed(schema::gram_term(Place::sender, gram));
      case Clause::Where::number:
        return weighed(schema::gram_term(Place::number, gram));
      case Clause::Where::text_or_title:
      case Clause::Where::body:
        break;
    }
    Query query = weighed(schema::gram_term(Place::text, gram));
    // The term of a character only says that it is there; where it is a word by itself, that ranks.
    if (character) query = Query(Query::OP_AND_MAYBE, query, weighed(gram));
    if (clause.where == Clause::Where::body)
      query = Query(Query::OP_AND_NOT, query, Query(schema::title_only_term(gram)));
    return query;
  }

  Set run_set(const Clause& clause) const {
    std::vector<Query> grams;
    for (const std::string& gram : clause.grams.bigrams) grams.push_back(gram_query(clause, gram, false));
    for (const std::string& gram : clause.grams.characters) grams.push_back(gram_query(clause, gram, true));
    if (grams.empty()) return {std::nullopt, std::nullopt, false};  // no term speaks for it: the check alone decides
    return {join(Query::OP_AND, grams), std::nullopt, !clause.grams.needs_check};
  }

  Set question_set(const Clause& clause) const {
    std::vector<Query> terms;
    for (const TermCount& term : asked_terms(clause, m_frequencies)) {
      const Query query = weighed(term.term);
      terms.push_back(term.count == 1 ? query : Query(Query::OP_SCALE_WEIGHT, query, term.count));
    }
    // The whole run counts once more, so that a document which says exactly this comes first.
    if (clause.grams.bigrams.size() > 1 && clause.grams.bigrams.size() <= k_question_terms / 4) {
      terms.push_back(*run_set(clause).plus);
    }
    return {terms.empty() ? Query::MatchNothing : join(Query::OP_OR, terms), std::nullopt, true};
  }

  const Frequencies& m_frequencies;
};

bool has_branches(const Clause& clause) {
  return clause.type == Clause::Type::any_of || clause.type == Clause::Type::none_of ||
         !clause.grams.characters.empty() || std::any_of(clause.children.begin(), clause.children.end(), has_branches);
}

bool has_question(const Clause& clause) {
  return clause.type == Clause::Type::question ||
         std::any_of(clause.children.begin(), clause.children.end(), has_question);
}

}  // namespace

std::vector<TermCount> asked_terms(const Clause& question, const Frequencies& frequencies) {
  struct Weighed {
    const TermCount* term;
    double documents;
  };
  std::vector<Weighed> weighed;
  const double all = frequencies.documents();
  for (const TermCount& term : question.terms) {
    const double documents = frequencies.with_term(term.term);
    if (documents > 0) weighed.push_back({&term, documents});
  }
  const auto common = [all](const Weighed& w) {
    return is_one_character(w.term->term) && w.documents > k_common * all;
  };
  if (!std::all_of(weighed.begin(), weighed.end(), common)) std::erase_if(weighed, common);
  if (weighed.size() > k_question_terms) {
    std::stable_sort(weighed.begin(), weighed.end(),
                     [](const Weighed& a, const Weighed& b) { return a.documents < b.documents; });
    weighed.resize(k_question_terms);
  }
  std::vector<TermCount> out;
  for (const Weighed& w : weighed) out.push_back(*w.term);
  return out;
}

Plan plan(const Clause& clause, const AccessScope& scope, const Frequencies& frequencies) {
  Plan out;
  const Set set = Planner(frequencies).set_of(clause, false);
  out.needs_check = !set.exact;
  out.ranked_question = has_question(clause);
  out.has_branches = !out.ranked_question && has_branches(clause);
  std::vector<Query> readable, denied;
  for (const std::string& term : scope.readable) readable.emplace_back(term);
  for (const MatterId& matter : scope.denied) denied.emplace_back(schema::matter_term(matter.value));
  if (readable.empty()) {
    out.query = Query::MatchNothing;
    return out;
  }
  out.query = Query(Query::OP_FILTER, query_of(set), join(Query::OP_OR, readable));
  if (!denied.empty()) out.query = Query(Query::OP_AND_NOT, out.query, join(Query::OP_OR, denied));
  return out;
}

ImpactWeight::ImpactWeight(Bounds bounds, Idf idf) : m_bounds(bounds), m_idf(idf) {
  need_stat(WDF);
  need_stat(WDF_MAX);
  need_stat(COLLECTION_SIZE);
  need_stat(TERMFREQ);
}

ImpactWeight* ImpactWeight::clone() const { return new ImpactWeight(m_bounds, m_idf); }  // Xapian takes it over

void ImpactWeight::init(double factor) {
  const double weight =
      m_idf == Idf::given ? 1 : idf(static_cast<double>(get_collection_size()), static_cast<double>(get_termfreq()));
  m_per_wdf = factor * weight / schema::k_impact_scale;
}

double ImpactWeight::get_sumpart(Xapian::termcount wdf, Xapian::termcount, Xapian::termcount) const {
  return m_per_wdf * wdf;
}

double ImpactWeight::get_maxpart() const {
  constexpr double k_beyond_any_score = 1e6;
  if (m_bounds == Bounds::loose) return k_beyond_any_score;
  return m_per_wdf * std::min<Xapian::termcount>(schema::k_impact_most, get_wdf_upper_bound());
}

}  // namespace anjuan::detail
