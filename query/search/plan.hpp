// Clause → Xapian. Internal to query/search.
#pragma once

#include <xapian.h>

#include "query/access/access_scope.hpp"
#include "query/search/clause.hpp"
#include "query/search/frequencies.hpp"

namespace anjuan::detail {

struct Plan {
  Xapian::Query query;       ///< every matching document within the scope, and more when needs_check
  bool needs_check = false;  ///< the terms alone do not decide: ask matches() of each document
  bool ranked_question = false;
  bool has_branches = false;  ///< an OR or AND_MAYBE that is no question's: see ImpactWeight::Bounds
};

/// The scope is part of the tree that Xapian gets: readable AND NOT denied, outermost, whatever the clause is.
/// May throw Xapian::Error: reads term frequencies.
Plan plan(const Clause& clause, const AccessScope& scope, const Frequencies& frequencies);

/// The terms of a question that are asked for: without single characters that stand in more than a tenth of the
/// documents (FINDINGS §4), unless nothing else is left, and the most telling ones of a very long question.
std::vector<TermCount> asked_terms(const Clause& question, const Frequencies& frequencies);

/// wdf × idf. The impact of a term in its document is in its wdf already, so that no document length is read.
class ImpactWeight final : public Xapian::Weight {
 public:
  /// Xapian 1.4.22 drops a document now and then where it turns an OR or AND_MAYBE into an AND because one branch alone
  /// can no longer reach the best page (1 query of 1,000 in our measurement). `loose` claims that any branch can, so
  /// that it never does: exact and boolean queries are right on every page. A question is fast only with `tight`, and
  /// its order is a guess anyhow.
  enum class Bounds : std::uint8_t { tight, loose };
  /// `given`: the plan scaled every term by its idf (Frequencies), what Xapian counts over all documents is left out.
  enum class Idf : std::uint8_t { counted, given };
  ImpactWeight(Bounds bounds, Idf idf);
  ImpactWeight* clone() const override;
  void init(double factor) override;
  double get_sumpart(Xapian::termcount wdf, Xapian::termcount, Xapian::termcount) const override;
  double get_maxpart() const override;
  double get_sumextra(Xapian::termcount, Xapian::termcount) const override { return 0; }
  double get_maxextra() const override { return 0; }

 private:
  Bounds m_bounds;
  Idf m_idf;
  double m_per_wdf = 0;
};

}  // namespace anjuan::detail
