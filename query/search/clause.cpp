#include "query/search/clause.hpp"

#include <algorithm>
#include <cstring>

#include "indexer/text/fold.hpp"

namespace anjuan::detail {
namespace {

enum class Above : std::uint8_t { conjunction, other };

Result<Clause> leaf(const QueryNode& node, Analyser& analyser, const MatterByName& matter_by_name) {
  Clause clause;
  clause.folded = fold(node.text);
  switch (node.field) {
    case Field::any:
      clause.where = Clause::Where::text_or_title;
      break;
    case Field::text:
      clause.where = Clause::Where::body;
      break;
    case Field::title:
      clause.where = Clause::Where::title;
      break;
    case Field::sender:
      clause.where = Clause::Where::sender;
      break;
    case Field::number:
      clause.where = Clause::Where::number;
      break;
    case Field::kind:
      clause.type = Clause::Type::whole_kind;
      return clause;
    case Field::matter: {
      clause.type = Clause::Type::matter;
      TRY_ASSIGN(const auto named, matter_by_name(node.text));
      if (named) clause.matters.push_back(named->value);
      if (!named || named->value != node.text) clause.matters.push_back(node.text);  // people also paste ids
      return clause;
    }
    case Field::date:
      return fail(ErrorCode::invalid_argument, "query: a date is no run of characters");
  }
  // The parser refuses these; an empty run would stand in every text.
  if (clause.folded.empty()) return fail(ErrorCode::invalid_argument, "查询里有一部分没有可查的字");
  if (node.type == QueryNode::Type::question) {
    clause.type = Clause::Type::question;
    clause.terms = analyser.ranking_terms(node.text);
  }
  clause.grams = Analyser::exact_terms(clause.folded);
  return clause;
}

Result<Clause> prepare_below(const QueryNode& node, Above above, Analyser& analyser,
                             const MatterByName& matter_by_name) {
  using Type = QueryNode::Type;
  Clause clause;
  switch (node.type) {
    case Type::all_of:
      clause.type = Clause::Type::all_of;
      break;
    case Type::any_of:
      clause.type = Clause::Type::any_of;
      break;
    case Type::none_of:
      clause.type = Clause::Type::none_of;
      break;
    case Type::date_range:
      clause.type = Clause::Type::days;
      clause.first_day = node.first_day;
      clause.last_day = node.last_day;
      return clause;
    case Type::question:
      if (above != Above::conjunction)
        return fail(ErrorCode::invalid_argument, "query: a question stands below OR or NOT");
      return leaf(node, analyser, matter_by_name);
    case Type::exact:
      return leaf(node, analyser, matter_by_name);
  }
  if (node.children.empty() || (node.type == Type::none_of && node.children.size() != 1)) {
    return fail(ErrorCode::invalid_argument, "query: an operator has the wrong number of parts");
  }
  const bool conjunction = node.type == Type::all_of && above == Above::conjunction;
  for (const QueryNode& child : node.children) {
    TRY_ASSIGN(Clause below,
               prepare_below(child, conjunction ? Above::conjunction : Above::other, analyser, matter_by_name));
    clause.children.push_back(std::move(below));
  }
  return clause;
}

bool run_matches(const Clause& clause, const schema::DocumentText& text) {
  switch (clause.where) {
    case Clause::Where::text_or_title:
      return holds(text.title, clause.folded) || holds(text.body, clause.folded);
    case Clause::Where::body:
      return holds(text.body, clause.folded);
    case Clause::Where::title:
      return holds(text.title, clause.folded);
    case Clause::Where::sender:
      return holds(text.sender, clause.folded);
    case Clause::Where::number:
      return holds(text.number, clause.folded);
  }
  return false;
}

}  // namespace

Result<Clause> prepare(const QueryNode& node, Analyser& analyser, const MatterByName& matter_by_name) {
  return prepare_below(node, Above::conjunction, analyser, matter_by_name);
}

bool holds(std::string_view text, std::string_view folded) {
  // Not std::string_view::find: it looks for the first byte alone, which in Chinese stands in every third place.
  return memmem(text.data(), text.size(), folded.data(), folded.size()) != nullptr;
}

bool matches(const Clause& clause, const DocumentFacts& document) {
  const auto child_matches = [&](const Clause& child) { return matches(child, document); };
  switch (clause.type) {
    case Clause::Type::all_of:
      return std::all_of(clause.children.begin(), clause.children.end(), child_matches);
    case Clause::Type::any_of:
      return std::any_of(clause.children.begin(), clause.children.end(), child_matches);
    case Clause::Type::none_of:
      return !child_matches(clause.children.front());
    case Clause::Type::run:
      return run_matches(clause, document.text);
    case Clause::Type::whole_kind:
      return fold(document.kind) == clause.folded;
    case Clause::Type::matter:
      return !document.matter.empty() &&
             std::find(clause.matters.begin(), clause.matters.end(), document.matter) != clause.matters.end();
    case Clause::Type::days:
      return !document.date.empty() && (clause.first_day.empty() || document.date >= clause.first_day) &&
             (clause.last_day.empty() || document.date <= clause.last_day);
    case Clause::Type::question:
      return true;
  }
  return false;
}

bool reads_values(const Clause& clause) {
  const Clause::Type type = clause.type;
  return type == Clause::Type::whole_kind || type == Clause::Type::matter || type == Clause::Type::days ||
         std::any_of(clause.children.begin(), clause.children.end(), reads_values);
}

}  // namespace anjuan::detail
