#include "query/search/index_reader.hpp"

#include <fmt/core.h>
#include <xapian.h>

#include <algorithm>
#include <set>

#include "archive/base/utf8.hpp"
#include "query/search/guard.hpp"
#include "query/search/plan.hpp"

namespace anjuan::detail {
namespace {

// A reader's revision lives until the writer has committed twice; a writer that is faster than this many searches is
// not met.
constexpr int k_attempts = 10;

/// Asks the folded text whether a candidate of the terms matches. Xapian calls it before it counts or ranks a document.
class Checker final : public Xapian::MatchDecider {
 public:
  explicit Checker(const Clause& clause) : m_clause(clause), m_reads_values(reads_values(clause)) {}

  bool operator()(const Xapian::Document& document) const override {
    const std::string data = document.get_data();
    DocumentFacts facts;
    auto text = schema::decode_document_text(data);
    if (!text) {
      if (m_status) m_status = fail(text.error());
      return false;
    }
    facts.text = *text;
    if (m_reads_values) {
      facts.kind = document.get_value(schema::slot_kind);
      facts.matter = document.get_value(schema::slot_matter);
      facts.date = document.get_value(schema::slot_date);
    }
    return matches(m_clause, facts);
  }
  /// A document that could not be read is not silently absent.
  const Status& status() const { return m_status; }

 private:
  const Clause& m_clause;
  bool m_reads_values;
  mutable Status m_status;
};

Status check_identity(const Xapian::Database& db) {
  const std::string layout = db.get_metadata(std::string(schema::k_key_layout));
  const std::string analyser = db.get_metadata(std::string(schema::k_key_analyser));
  if (layout == schema::k_layout && analyser == analyser_id()) return {};
  if (layout.empty() && analyser.empty() && db.get_doccount() == 0)
    return {};  // just made; nothing can be missed in it
  return fail(
      ErrorCode::unsupported,
      fmt::format("full-text index: made by layout {} and analyser {}, this program has {} and {}: run anjuan rebuild",
                  layout, analyser, schema::k_layout, analyser_id()));
}

}  // namespace

struct IndexReader::Impl {
  Xapian::Database db;
  Tuning tuning;

  /// `f` on a revision of the index that stays readable while it runs: on a newer one when the writer overtook it.
  template <class F>
  auto read(F&& f) -> decltype(f()) {
    return guarded([&]() -> decltype(f()) {
      for (int attempt = 1;; ++attempt) {
        try {
          return f();
        } catch (const Xapian::DatabaseModifiedError&) {
          if (attempt == k_attempts) throw;
          db.reopen();
        }
      }
    });
  }
};

IndexReader::IndexReader(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
IndexReader::~IndexReader() = default;

Result<std::unique_ptr<IndexReader>> IndexReader::open(const std::filesystem::path& folder) {
  return open(folder, Tuning());
}

Result<std::unique_ptr<IndexReader>> IndexReader::open(const std::filesystem::path& folder, const Tuning& tuning) {
  std::error_code ignored;
  if (!std::filesystem::exists(folder, ignored)) {
    return fail(ErrorCode::not_found, "full-text index: there is none yet: run anjuan index");
  }
  auto impl = std::make_unique<Impl>();
  impl->tuning = tuning;
  TRY(guarded([&]() -> Status {
    impl->db = Xapian::Database(folder.string());
    return {};
  }));
  TRY(impl->read([&]() -> Status { return check_identity(impl->db); }));
  return std::unique_ptr<IndexReader>(new IndexReader(std::move(impl)));
}

Result<FoundPage> IndexReader::search(const Clause& clause, const AccessScope& scope, std::uint32_t offset,
                                      std::uint32_t limit) {
  return m_impl->read([&]() -> Result<FoundPage> {
    const Frequencies frequencies(m_impl->db, scope);
    const bool whole = frequencies.are_whole();
    const Plan planned = plan(clause, scope, frequencies);
    const bool checked = planned.needs_check && m_impl->tuning.check;
    const Checker checker(clause);
    Xapian::Enquire enquire(m_impl->db);
    using Bounds = ImpactWeight::Bounds;
    enquire.set_weighting_scheme(ImpactWeight(planned.has_branches ? Bounds::loose : Bounds::tight,
                                                whole ? ImpactWeight::Idf::counted : ImpactWeight::Idf::given));
    enquire.set_docid_order(Xapian::Enquire::ASCENDING);  // breaks ties
    enquire.set_query(planned.query);
    // How many documents share some word with a question is of no use to anybody.
    const Xapian::doccount counted = planned.ranked_question && whole ? 0
                                     : checked                        ? m_impl->tuning.counted_by_text
                                                                      : m_impl->tuning.counted;
    const Xapian::doccount upto = std::max(counted, offset + limit);
    const Xapian::MSet mset = enquire.get_mset(offset, limit, whole ? counted : upto + 1, nullptr, checked ? &checker : nullptr);
    TRY(checker.status());
    FoundPage page;
    if (whole) {
      page.total_is_exact = mset.get_matches_lower_bound() == mset.get_matches_upper_bound();
      page.total = page.total_is_exact ? mset.get_matches_lower_bound() : mset.get_matches_estimated();
    } else {
      // Xapian's estimates come from frequencies over all documents, hidden ones too. An account is told the number up to a
      // limit, and beyond it the limit: min(matches, limit + 1) is what the lower bound surely reaches.
      page.total_is_exact = mset.get_matches_lower_bound() <= upto;
      page.total = page.total_is_exact ? mset.get_matches_lower_bound() : upto;
    }
    for (auto hit = mset.begin(); hit != mset.end(); ++hit) {
      page.found.push_back({ItemId{hit.get_document().get_value(schema::slot_item)}, hit.get_weight()});
    }
    return page;
  });
}

Result<std::uint64_t> IndexReader::count(const Clause& clause, const AccessScope& scope) {
  return m_impl->read([&]() -> Result<std::uint64_t> {
    const Plan planned = plan(clause, scope, Frequencies(m_impl->db, scope));
    const bool checked = planned.needs_check && m_impl->tuning.check;
    const Checker checker(clause);
    Xapian::Enquire enquire(m_impl->db);
    enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_query(planned.query);
    const Xapian::doccount all = m_impl->db.get_doccount();
    const Xapian::MSet mset = enquire.get_mset(0, 0, all, nullptr, checked ? &checker : nullptr);
    TRY(checker.status());
    if (mset.get_matches_lower_bound() != mset.get_matches_upper_bound()) {
      return fail(ErrorCode::internal, "full-text index: counted all matches and still got bounds");
    }
    return std::uint64_t{mset.get_matches_estimated()};
  });
}

namespace {

void add_needles(const Clause& clause, const Frequencies& frequencies, IndexReader::Needles& out) {
  using Type = Clause::Type;
  using Where = Clause::Where;
  if (clause.type == Type::all_of || clause.type == Type::any_of) {
    for (const Clause& child : clause.children) add_needles(child, frequencies, out);
  } else if (clause.type == Type::run) {
    if (clause.where == Where::text_or_title || clause.where == Where::body)
      out.text.push_back({clause.folded, 1, true});
    if (clause.where == Where::text_or_title || clause.where == Where::title) out.title.push_back(clause.folded);
  } else if (clause.type == Type::question) {
    const std::vector<TermCount> terms = asked_terms(clause, frequencies);
    const auto short_term = [](const TermCount& term) {
      std::size_t at = 0;
      next_utf8(term.term, at);
      return at == term.term.size();
    };
    // Single characters are everywhere; they are marked only where a question has nothing longer.
    const bool only_short = std::all_of(terms.begin(), terms.end(), short_term);
    for (const TermCount& term : terms) {
      if (!only_short && short_term(term)) continue;
      out.text.push_back({term.term, frequencies.idf(term.term), false});
      out.title.push_back(term.term);
    }
  }
}

}  // namespace

Result<IndexReader::Needles> IndexReader::needles(const Clause& clause, const AccessScope& scope) {
  return m_impl->read([&]() -> Result<Needles> {
    Needles out;
    add_needles(clause, Frequencies(m_impl->db, scope), out);
    return out;
  });
}

Status IndexReader::reopen() {
  return guarded([&]() -> Status {
    m_impl->db.reopen();
    return check_identity(m_impl->db);
  });
}

}  // namespace anjuan::detail
