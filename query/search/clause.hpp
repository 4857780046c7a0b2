// A query made ready: every run folded, its terms known, names resolved. Decides what matches, on the text itself;
// knows no Xapian. Internal to query/search.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/catalog/records.hpp"
#include "indexer/schema/index_schema.hpp"
#include "indexer/text/analyser.hpp"
#include "query/language/query.hpp"

namespace anjuan::detail {

/// The matter of that name, if there is one (DESIGN §6: SOURCE:ID until the registry exists).
using MatterByName = std::function<Result<std::optional<MatterId>>(const std::string&)>;

struct Clause {
  enum class Type : std::uint8_t { all_of, any_of, none_of, run, whole_kind, matter, days, question };
  /// Of run. `text_or_title` and `body` are looked for in the same terms (schema::Place::text).
  enum class Where : std::uint8_t { text_or_title, body, title, sender, number };
  Type type = Type::run;
  Where where = Where::text_or_title;
  std::string folded;                ///< run, whole_kind
  Analyser::ExactTerms grams;        ///< run
  std::vector<TermCount> terms;      ///< question: its ranking terms
  std::vector<std::string> matters;  ///< matter: ids, any of which; may be empty (nothing matches)
  std::string first_day, last_day;   ///< days
  std::vector<Clause> children;
};

/// invalid_argument for trees that parse_query() does not make: a question below OR or NOT, a NOT of other than one
/// part.
Result<Clause> prepare(const QueryNode& node, Analyser& analyser, const MatterByName& matter_by_name);

/// What is known of one document.
struct DocumentFacts {
  schema::DocumentText text;
  std::string kind, matter, date;  ///< as the value slots hold them
};

/// Whether the document matches, whole tree, whatever terms brought it here. A question is taken as answered by its
/// terms.
bool matches(const Clause& clause, const DocumentFacts& document);

/// The tree holds a part that reads DocumentFacts::kind, matter or date.
bool reads_values(const Clause& clause);

/// `folded` stands in `text`.
bool holds(std::string_view text, std::string_view folded);

}  // namespace anjuan::detail
