// Promise 4, and the rules for NOT, OR and the scope: random query trees over real and made-up documents against a
// scanner that knows only folded strings. The last case shows that it would notice a search without its check.
#include <algorithm>
#include <random>
#include <set>

#include "archive/base/utf8.hpp"
#include "indexer/schema/index_schema.hpp"
#include "indexer/text/fold.hpp"
#include "query/search/index_reader.hpp"
#include "tests/query/corpus.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan;
using detail::IndexReader;

namespace {

struct Document {
  std::string item, matter, kind, date;
  std::string title, sender, number, body;  // folded
};

std::vector<std::string> characters_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) append_utf8(out.emplace_back(), next_utf8(text, at));
  return out;
}

const std::string& fold_once(const std::string& text) {
  static std::map<std::string, std::string> known;
  const auto [place, added] = known.try_emplace(text);
  if (added) place->second = fold(text);
  return place->second;
}

/// The truth: no terms, no plan, only the tree on the strings.
bool truth(const QueryNode& node, const Document& document) {
  const auto of_child = [&](const QueryNode& child) { return truth(child, document); };
  const auto in = [&](const std::string& text) { return text.find(fold_once(node.text)) != std::string::npos; };
  switch (node.type) {
    case QueryNode::Type::all_of:
      return std::all_of(node.children.begin(), node.children.end(), of_child);
    case QueryNode::Type::any_of:
      return std::any_of(node.children.begin(), node.children.end(), of_child);
    case QueryNode::Type::none_of:
      return !of_child(node.children[0]);
    case QueryNode::Type::date_range:
      return !document.date.empty() && (node.first_day.empty() || node.first_day <= document.date) &&
             (node.last_day.empty() || document.date <= node.last_day);
    default:
      break;
  }
  switch (node.field) {
    case Field::any:
      return in(document.title) || in(document.body);
    case Field::text:
      return in(document.body);
    case Field::title:
      return in(document.title);
    case Field::sender:
      return in(document.sender);
    case Field::number:
      return in(document.number);
    case Field::kind:
      return fold_once(document.kind) == fold_once(node.text);
    case Field::matter:
      return document.matter == node.text;
    case Field::date:
      break;
  }
  return false;
}

class Corpus {
 public:
  Corpus() : m_random(20261124) {
    std::vector<IndexDocument> all = test::made_up(700, m_random);
    for (IndexDocument& letter : test::letters("taidi2020_att4_replied", 1300)) all.push_back(std::move(letter));
    for (const IndexDocument& d : all) {
      documents.push_back(
          {d.item, d.matter, d.kind, d.date, fold(d.title), fold(d.sender), fold(d.number), fold(d.body)});
    }
    m_originals = all;
    const Status indexed = test::index_all(m_dir.path(), all);
    BOOST_REQUIRE_MESSAGE(indexed.has_value(), (indexed ? std::string() : indexed.error().message));
  }

  std::unique_ptr<IndexReader> open(const IndexReader::Tuning& tuning = IndexReader::Tuning()) {
    auto reader = IndexReader::open(schema::index_folder(m_dir.path()), tuning);
    BOOST_REQUIRE_MESSAGE(reader.has_value(), (reader ? std::string() : reader.error().message));
    return std::move(*reader);
  }

  std::size_t any(std::size_t n) { return m_random() % n; }

  QueryNode tree(int depth) {
    if (depth == 0 || any(4) == 0) return leaf();
    QueryNode node;
    const std::size_t kind = any(10);
    node.type = kind < 4 ? QueryNode::Type::all_of : kind < 7 ? QueryNode::Type::any_of : QueryNode::Type::none_of;
    const std::size_t children = node.type == QueryNode::Type::none_of ? 1 : 2 + any(2);
    for (std::size_t i = 0; i < children; ++i) node.children.push_back(tree(depth - 1));
    return node;
  }

  AccessScope scope() {
    AccessScope out = office_scope();
    for (auto n = any(3) == 0 ? any(200) : 0; n > 0; --n)
      out.denied.push_back({documents[any(documents.size())].matter});
    return out;
  }

  /// One or two characters of a document, in text or title: nothing that needs a check.
  QueryNode short_run() {
    const auto characters = characters_of(documents[any(documents.size())].body);
    QueryNode node;
    node.text = "甲";
    if (!characters.empty()) node.text = characters[any(characters.size())];
    if (any(3) == 0 && characters.size() > 1) {
      const std::size_t at = any(characters.size() - 1);
      node.text = characters[at] + characters[at + 1];
    }
    return node;
  }

  std::vector<Document> documents;

 private:
  QueryNode leaf() {
    QueryNode node;
    const IndexDocument& of = m_originals[any(m_originals.size())];
    constexpr Field k_fields[] = {Field::any,   Field::any,    Field::any,    Field::any,  Field::text,   Field::text,
                                  Field::title, Field::sender, Field::number, Field::kind, Field::matter, Field::date};
    node.field = k_fields[any(std::size(k_fields))];
    switch (node.field) {
      case Field::any:
        node.text = run(any(5) == 0 ? of.title : of.body);
        break;
      case Field::text:
        node.text = run(any(5) == 0 ? of.title : of.body);
        break;
      case Field::title:
        node.text = run(any(5) == 0 ? of.body : of.title);
        break;
      case Field::sender:
        node.text = run(of.sender);
        break;
      case Field::number:
        node.text = run(of.number);
        break;
      case Field::kind:
        node.text = any(2) == 0 ? "来信" : "复函";
        break;
      case Field::matter:
        node.text = of.matter.empty() ? "mnone" : of.matter;
        break;
      case Field::date:
        node.type = QueryNode::Type::date_range;
        if (any(4) != 0) node.first_day = "201" + std::to_string(any(10)) + "-05-01";
        if (node.first_day.empty() || any(3) == 0) node.last_day = "2019-0" + std::to_string(1 + any(9)) + "-28";
        break;
    }
    return node;
  }

  /// 1–6 characters that stand in `text`, or now and then do so only apart.
  std::string run(const std::string& text) {
    const std::vector<std::string> characters = characters_of(text);
    for (int attempt = 0; attempt < 20 && !characters.empty(); ++attempt) {
      const std::size_t length = 1 + any(6), from = any(characters.size());
      std::string out;
      for (std::size_t i = from; i < std::min(characters.size(), from + length); ++i) out += characters[i];
      if (any(6) == 0) out += characters[any(characters.size())];
      if (!fold(out).empty()) return out;
    }
    return "甲";
  }

  std::mt19937 m_random;
  test::TempDir m_dir;
  std::vector<IndexDocument> m_originals;
};

Corpus& corpus() {
  static Corpus one;
  return one;
}

Result<std::optional<MatterId>> no_matter(const std::string&) { return std::optional<MatterId>(); }

std::set<std::string> truth_of(const QueryNode& node, const AccessScope& scope) {
  std::set<std::string> out;
  for (const Document& document : corpus().documents) {
    const bool denied = !document.matter.empty() && std::find(scope.denied.begin(), scope.denied.end(),
                                                              MatterId{document.matter}) != scope.denied.end();
    if (!denied && !scope.readable.empty() && truth(node, document)) out.insert(document.item);
  }
  return out;
}

std::string shown(const QueryNode& node) {
  Query query;
  query.root = node;
  return explain(query);
}

struct Tally {
  int wrong = 0, with_hits = 0, exact_totals = 0;
  std::string first;
};

Tally run_trees(IndexReader& reader, int rounds) {
  Tally tally;
  Analyser analyser;
  const auto everything = static_cast<std::uint32_t>(corpus().documents.size());
  for (int round = 0; round < rounds; ++round) {
    const QueryNode node = corpus().tree(round % 4);
    const AccessScope scope = corpus().scope();
    const std::set<std::string> wanted = truth_of(node, scope);
    const auto clause = detail::prepare(node, analyser, no_matter);
    BOOST_REQUIRE_MESSAGE(clause.has_value(), shown(node));
    const auto page = reader.search(*clause, scope, 0, everything);
    BOOST_REQUIRE_MESSAGE(page.has_value(), shown(node));
    const auto count = reader.count(*clause, scope);
    BOOST_REQUIRE_MESSAGE(count.has_value(), shown(node));
    std::set<std::string> found;
    for (const auto& hit : page->found) found.insert(hit.item.value);
    const bool right = found == wanted && found.size() == page->found.size() && *count == wanted.size() &&
                       page->total_is_exact && page->total == wanted.size();
    // A small page is a part of the whole list; its total says whether it is exact, and then is.
    const std::size_t first = corpus().any(30);
    const auto few = reader.search(*clause, scope, static_cast<std::uint32_t>(first), 5);
    BOOST_REQUIRE(few.has_value());
    bool paged = few->found.size() == std::min<std::size_t>(5, wanted.size() > first ? wanted.size() - first : 0);
    for (std::size_t i = 0; paged && i < few->found.size(); ++i)
      paged = few->found[i].item == page->found[i + first].item;
    if (few->total_is_exact) {
      ++tally.exact_totals;
      paged = paged && few->total == wanted.size();
    }
    if (!right || !paged) {
      ++tally.wrong;
      if (tally.first.empty()) {
        tally.first = shown(node) + ": " + std::to_string(found.size()) + " found, " + std::to_string(*count) +
                      " counted, " + std::to_string(wanted.size()) + " true" + (paged ? "" : ", pages differ");
      }
    }
    if (!wanted.empty()) ++tally.with_hits;
  }
  return tally;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(differential)

BOOST_AUTO_TEST_CASE(random_trees_find_exactly_what_a_scan_finds) {
  const auto reader = corpus().open();
  const Tally tally = run_trees(*reader, 700);
  BOOST_TEST(tally.wrong == 0, tally.first);
  BOOST_TEST(tally.with_hits > 400);  // not by finding nothing
  BOOST_TEST(tally.exact_totals > 400);
}

BOOST_AUTO_TEST_CASE(pages_are_parts_of_one_list_however_little_is_counted) {
  const auto reader = corpus().open({.counted = 0, .counted_by_text = 0});
  const Tally tally = run_trees(*reader, 500);
  BOOST_TEST(tally.wrong == 0, tally.first);
  BOOST_TEST(tally.with_hits > 300);
}

BOOST_AUTO_TEST_CASE(no_page_misses_what_a_branch_would_have_pruned) {
  // Thousands of the shapes in which Xapian's pruning was seen to drop a document, each with and without pruning.
  const auto counting = corpus().open();  // counts all of this corpus, so that nothing is pruned
  const auto pruning = corpus().open({.counted = 0, .counted_by_text = 0});
  Analyser analyser;
  int different = 0;
  for (int round = 0; round < 4000; ++round) {
    QueryNode node;
    node.type = round % 2 == 0 ? QueryNode::Type::any_of : QueryNode::Type::all_of;
    for (auto n = 2 + corpus().any(2); n > 0; --n) node.children.push_back(corpus().short_run());
    const auto clause = detail::prepare(node, analyser, no_matter);
    BOOST_REQUIRE(clause.has_value());
    const auto limit = static_cast<std::uint32_t>(1 + corpus().any(20));
    const auto all = counting->search(*clause, office_scope(), 0, limit);
    const auto few = pruning->search(*clause, office_scope(), 0, limit);
    BOOST_REQUIRE((all.has_value() && few.has_value()));
    bool same = all->found.size() == few->found.size();
    for (std::size_t i = 0; same && i < all->found.size(); ++i) same = all->found[i].item == few->found[i].item;
    different += same ? 0 : 1;
  }
  BOOST_TEST(different == 0);
}

BOOST_AUTO_TEST_CASE(every_run_of_a_text_finds_it) {
  // Promise 4 for its own sake: runs of 1–12 characters from each document, quoted.
  const auto reader = corpus().open();
  Analyser analyser;
  int runs = 0;
  for (std::size_t i = 0; i < corpus().documents.size(); i += 7) {
    const Document& document = corpus().documents[i];
    const auto characters = characters_of(document.body);
    if (characters.empty()) continue;
    QueryNode node;
    node.field = Field::text;
    node.quoted = true;
    const std::size_t from = corpus().any(characters.size());
    for (std::size_t at = from; at < std::min(characters.size(), from + 1 + corpus().any(12)); ++at)
      node.text += characters[at];
    const auto clause = detail::prepare(node, analyser, no_matter);
    BOOST_REQUIRE(clause.has_value());
    const auto page = reader->search(*clause, office_scope(), 0, 100000);
    BOOST_REQUIRE(page.has_value());
    std::set<std::string> found;
    for (const auto& hit : page->found) found.insert(hit.item.value);
    BOOST_TEST(found.contains(document.item), node.text);
    BOOST_TEST((found == truth_of(node, office_scope())), node.text);
    ++runs;
  }
  BOOST_TEST(runs > 80);
}

BOOST_AUTO_TEST_CASE(an_empty_scope_reads_nothing_and_denied_matters_are_absent) {
  const auto reader = corpus().open();
  Analyser analyser;
  QueryNode node;
  node.type = QueryNode::Type::none_of;
  QueryNode kind;
  kind.field = Field::kind;
  kind.text = "没有这一类";
  node.children.push_back(kind);
  const auto clause = detail::prepare(node, analyser, no_matter);
  BOOST_REQUIRE(clause.has_value());
  const std::size_t all = corpus().documents.size();
  BOOST_TEST(reader->count(*clause, office_scope()).value() == all);
  const AccessScope nothing{"nobody", {}, {}};
  BOOST_TEST(reader->count(*clause, nothing).value() == 0u);
  BOOST_TEST(reader->search(*clause, nothing, 0, 10).value().found.empty());
  const AccessScope foreign{"other", {schema::scope_term("secret")}, {}};
  BOOST_TEST(reader->count(*clause, foreign).value() == 0u);
  AccessScope denying = office_scope();
  std::size_t left = all;
  const std::string matter = std::find_if(corpus().documents.begin(), corpus().documents.end(), [](const Document& d) {
                               return !d.matter.empty();
                             })->matter;
  for (const Document& document : corpus().documents) left -= document.matter == matter ? 1 : 0;
  BOOST_REQUIRE(left < all);
  denying.denied.push_back({matter});
  BOOST_TEST(reader->count(*clause, denying).value() == left);
  const auto page = reader->search(*clause, denying, 0, static_cast<std::uint32_t>(all));
  BOOST_TEST(page.value().found.size() == left);
  BOOST_TEST(page.value().total == left);
}

BOOST_AUTO_TEST_CASE(without_the_check_this_test_would_fail) {
  const auto reader = corpus().open({.check = false});
  const Tally tally = run_trees(*reader, 200);
  BOOST_TEST(tally.wrong > 15);
}

BOOST_AUTO_TEST_SUITE_END()
