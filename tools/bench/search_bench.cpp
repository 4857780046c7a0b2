// Asks our index and a peer's the same questions, warm, in one thread, and says what each cost and what came back:
//   anjuan-bench-search ARCHIVE QUERIES PASSES [PEER_DATABASE]
// QUERIES: lines of number, kind (keyword, phrase, question) and text, parted by tabs. Standard output: one JSON object a line.
// tools/bench/search.py makes the queries and judges the answers.
#include <fmt/core.h>
#include <time.h>
#include <xapian.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <memory>

#include "archive/catalog/archive.hpp"
#include "query/access/access_scope.hpp"
#include "query/language/query.hpp"
#include "query/search/search.hpp"

namespace {

using anjuan::Result;

constexpr std::uint32_t k_top = 10;
constexpr std::uint32_t k_all = 1'000'000;

struct Asked {
  std::int64_t number = 0;
  std::string kind, text;
};

struct Answer {
  std::uint64_t total = 0;
  bool total_is_exact = false;
  std::vector<std::string> names;  ///< source:row of each hit, as import named it
};

/// One who answers. Parsing the query is part of answering.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;
  virtual Result<Answer> ask(const Asked& asked, std::uint32_t limit) = 0;
};

class Ours final : public Engine {
 public:
  Ours(anjuan::Searcher& searcher, bool snippets) : m_searcher(searcher), m_snippets(snippets) {}
  std::string name() const override { return m_snippets ? "anjuan with snippets" : "anjuan"; }

  Result<Answer> ask(const Asked& asked, std::uint32_t limit) override {
    TRY_ASSIGN(const anjuan::Query query, anjuan::parse_query(asked.kind == "phrase" ? "\"" + asked.text + "\"" : asked.text));
    anjuan::SearchOptions options;
    options.limit = limit;
    options.snippets = m_snippets;
    TRY_ASSIGN(const anjuan::Hits hits, m_searcher.search(query, m_scope, options));
    Answer answer;
    answer.total = hits.total;
    answer.total_is_exact = hits.total_is_exact;
    for (const anjuan::Hit& hit : hits.hits) answer.names.push_back(hit.item.source + (hit.item.kind == "复函" ? "#复函" : ""));
    return answer;
  }

 private:
  anjuan::Searcher& m_searcher;
  bool m_snippets;
  anjuan::AccessScope m_scope = anjuan::office_scope();
};

/// Xapian as omega and recoll use it for Chinese: its own n-grams with positions, its own query parser, BM25.
class Peer final : public Engine {
 public:
  explicit Peer(const std::string& folder) : m_database(folder), m_enquire(m_database) { m_parser.set_database(m_database); }
  std::string name() const override { return "xapian n-grams"; }

  Result<Answer> ask(const Asked& asked, std::uint32_t limit) override {
    try {
      const std::string text = asked.kind == "phrase" ? "\"" + asked.text + "\"" : asked.text;
      m_enquire.set_query(m_parser.parse_query(text, Xapian::QueryParser::FLAG_DEFAULT | Xapian::QueryParser::FLAG_CJK_NGRAM));
      const Xapian::MSet found = m_enquire.get_mset(0, std::min<Xapian::doccount>(limit, m_database.get_doccount()));
      Answer answer;
      answer.total = found.get_matches_estimated();
      answer.total_is_exact = found.get_matches_lower_bound() == found.get_matches_upper_bound();
      for (auto hit = found.begin(); hit != found.end(); ++hit) answer.names.push_back(name_in(hit.get_document().get_data()));
      return answer;
    } catch (const Xapian::Error& error) {
      return anjuan::fail(anjuan::ErrorCode::internal, error.get_description());
    }
  }

 private:
  /// scriptindex keeps fields as lines "name=value".
  static std::string name_in(const std::string& data) {
    if (!data.starts_with("id=")) return data;
    return data.substr(3, data.find('\n') - 3);
  }
  Xapian::Database m_database;
  Xapian::Enquire m_enquire;
  Xapian::QueryParser m_parser;
};

double thread_cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

Result<std::vector<Asked>> read_queries(const char* file) {
  std::ifstream in(file);
  if (!in) return anjuan::fail(anjuan::ErrorCode::not_found, std::string(file) + " cannot be read");
  std::vector<Asked> queries;
  for (std::string line; std::getline(in, line);) {
    const std::size_t first = line.find('\t');
    const std::size_t second = first == std::string::npos ? first : line.find('\t', first + 1);
    if (second == std::string::npos) return anjuan::fail(anjuan::ErrorCode::invalid_argument, "not a query line: " + line);
    queries.push_back({std::atoll(line.c_str()), line.substr(first + 1, second - first - 1), line.substr(second + 1)});
  }
  return queries;
}

boost::json::array names_of(const Answer& answer) { return boost::json::array(answer.names.begin(), answer.names.end()); }

class Bench {
 public:
  explicit Bench(std::vector<Asked> queries) : m_queries(std::move(queries)) {}
  void add(std::unique_ptr<Engine> engine) {
    m_engines.push_back(std::move(engine));
    m_times.emplace_back(m_queries.size());
  }

  anjuan::Status run(int passes) {
    TRY(pass(false));  // warms caches and is not counted
    for (int i = 0; i < passes; ++i) TRY(pass(true));
    return print();
  }

 private:
  /// Every engine in turn, so that all share the machine's good and bad moments.
  anjuan::Status pass(bool counted) {
    for (std::size_t e = 0; e < m_engines.size(); ++e) {
      for (std::size_t q = 0; q < m_queries.size(); ++q) {
        const double begun = thread_cpu_us();
        TRY(m_engines[e]->ask(m_queries[q], k_top));
        if (counted) m_times[e][q].push_back(thread_cpu_us() - begun);
      }
    }
    return {};
  }

  anjuan::Status print() {
    for (std::size_t e = 0; e < m_engines.size(); ++e) {
      const std::string name = m_engines[e]->name();
      for (std::size_t q = 0; q < m_queries.size(); ++q) {
        std::vector<double>& times = m_times[e][q];
        std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2), times.end());
        TRY_ASSIGN(const Answer top, m_engines[e]->ask(m_queries[q], k_top));
        boost::json::object record{{"engine", name}, {"query", m_queries[q].number}, {"cpu_us", times[times.size() / 2]},
                                   {"total", top.total}, {"total_is_exact", top.total_is_exact}, {"top", names_of(top)}};
        if (m_queries[q].kind != "question" && name != "anjuan with snippets") {
          TRY_ASSIGN(const Answer all, m_engines[e]->ask(m_queries[q], k_all));
          record["all"] = names_of(all);
        }
        fmt::print("{}\n", boost::json::serialize(record));
      }
    }
    return {};
  }

  std::vector<Asked> m_queries;
  std::vector<std::unique_ptr<Engine>> m_engines;
  std::vector<std::vector<std::vector<double>>> m_times;
};

anjuan::Status run(const char* folder, const char* queries, int passes, const char* peer) {
  anjuan::ArchiveOptions options;
  options.actor = "bench";
  TRY_ASSIGN(const auto archive, anjuan::Archive::open(folder, options));
  TRY_ASSIGN(const auto searcher, anjuan::Searcher::open(*archive));
  TRY_ASSIGN(std::vector<Asked> asked, read_queries(queries));
  Bench bench(std::move(asked));
  bench.add(std::make_unique<Ours>(*searcher, false));
  if (peer != nullptr) {
    try {
      bench.add(std::make_unique<Peer>(peer));
    } catch (const Xapian::Error& error) {
      return anjuan::fail(anjuan::ErrorCode::io, error.get_description());
    }
  }
  bench.add(std::make_unique<Ours>(*searcher, true));
  return bench.run(passes);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc > 5 || std::atoi(argv[3]) < 1) {
    fmt::print(stderr, "usage: anjuan-bench-search ARCHIVE QUERIES PASSES [PEER_DATABASE]\n");
    return 2;
  }
  if (const auto status = run(argv[1], argv[2], std::atoi(argv[3]), argc == 5 ? argv[4] : nullptr); !status) {
    fmt::print(stderr, "anjuan-bench-search: {}\n", status.error().message);
    return 1;
  }
  return 0;
}
