// Promise 4 end to end: what the real program imported and read is asked for by random runs of its raw text, and a scanner that shares no
// code with it (truth_scanner.py) says which items must come back: those, and no others.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

#include "archive/base/utf8.hpp"
#include "query/search/search.hpp"
#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

struct Text {
  std::string item;
  std::vector<std::string> characters;
};

std::vector<std::string> characters_of(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) append_utf8(out.emplace_back(), next_utf8(text, at));
  return out;
}

class Office {
 public:
  Office() : anjuan(m_dir / "archive") { anjuan.init(); }

  /// The rows of a JSONL file as letters of source `source`: their texts are the truth, by import id and kind.
  void import(const std::string& shared_path, const std::string& source, std::size_t rows) {
    std::filesystem::path file;
    if (!shared_data(shared_path, file)) return;
    const RunResult lines = run_program({"sh", "-c", "zstd -dc \"$0\" | head -n " + std::to_string(rows), file.string()});
    std::string letters;
    for (const boost::json::object& row : json_lines(lines.out)) {
      boost::json::object letter{{"id", text_of(row, "id")}, {"subject", text_of(row, "subject")}, {"time", "2019-01-02T03:04:05"},
                                 {"text", text_of(row, "text")}, {"source", source}};
      m_raw[source + ":" + text_of(row, "id") + " 来信"] = text_of(row, "text");
      if (const std::string reply = text_of(row, "reply"); !reply.empty()) {
        letter["reply"] = reply;
        letter["reply_time"] = "2019-01-03T03:04:05";
        m_raw[source + ":" + text_of(row, "id") + " 复函"] = reply;
      }
      letters += boost::json::serialize(letter) + "\n";
    }
    write_file(m_dir / (source + ".jsonl"), letters);
    const RunResult imported = anjuan.run({"import", (m_dir / (source + ".jsonl")).string(), "--json"}, {.timeout = std::chrono::minutes(15)});
    BOOST_REQUIRE_MESSAGE(imported.exit_code == 0, imported.err);
  }

  /// Scans and files: their truth is what was read from them.
  void ingest(const std::filesystem::path& folder) {
    const RunResult ingested = anjuan.run({"ingest", folder.string(), "--json"}, {.timeout = std::chrono::minutes(10)});
    BOOST_REQUIRE_MESSAGE(ingested.exit_code == 0, ingested.err);
    for (const boost::json::object& line : with_status(json_lines(ingested.out), "read")) {
      const RunResult text = anjuan.run({"item", "text", text_of(line, "item")});
      BOOST_REQUIRE_MESSAGE(text.exit_code == 0, text.err);
      texts.push_back({text_of(line, "item"), characters_of(text.out)});
    }
  }

  void open() {
    archive = std::move(Archive::open(anjuan.archive(), {nullptr, "cli:tester", utc_now}).value());
    auto changes = archive->changes_after(std::nullopt, 1'000'000).value();
    std::size_t matched = 0;
    const std::vector<Item> items = archive->items(changes.items).value();
    for (const Item& item : items) {
      const auto raw = m_raw.find(item.matter_name + " " + item.kind);
      if (raw == m_raw.end()) continue;
      texts.push_back({item.item.value, characters_of(raw->second)});
      ++matched;
    }
    BOOST_TEST(matched == m_raw.size());
    searcher = std::move(Searcher::open(*archive).value());
  }

  std::set<std::string> found(const std::string& run) {
    const auto query = parse_query(quoted(run));
    BOOST_REQUIRE_MESSAGE(query.has_value(), run + ": " + (query ? "" : query.error().message));
    SearchOptions options;
    options.limit = 1'000'000;
    options.snippets = false;
    const auto hits = searcher->search(*query, office_scope(), options);
    BOOST_REQUIRE_MESSAGE(hits.has_value(), (hits ? "" : hits.error().message));
    std::set<std::string> ids;
    for (const Hit& hit : hits->hits) ids.insert(hit.item.item.value);
    BOOST_TEST(searcher->count(*query, office_scope()).value() == ids.size(), run);
    return ids;
  }

  /// In a pair of quotes that the run does not hold itself; empty when there is none.
  static std::string quoted(const std::string& run) {
    for (const auto& [open, close] : {std::pair{"\"", "\""}, std::pair{"“", "”"}, std::pair{"「", "」"}}) {
      if (run.find(open) == std::string::npos && run.find(close) == std::string::npos) return open + run + close;
    }
    return {};
  }

  std::vector<boost::json::object> truth(const std::vector<std::string>& runs) {
    std::string lines;
    for (const Text& text : texts) {
      std::string whole;
      for (const std::string& c : text.characters) whole += c;
      lines += boost::json::serialize(boost::json::object{{"id", text.item}, {"text", whole}}) + "\n";
    }
    write_file(m_dir / "texts.jsonl", lines);
    lines.clear();
    for (const std::string& run : runs) lines += boost::json::serialize(boost::json::string(run)) + "\n";
    write_file(m_dir / "runs.txt", lines);
    const RunResult scanned = run_program({"python3", (source_dir() / "tests/scenarios/truth_scanner.py").string(), (m_dir / "texts.jsonl").string(),
                                           (m_dir / "runs.txt").string()}, {.timeout = std::chrono::minutes(10)});
    BOOST_REQUIRE_MESSAGE(scanned.exit_code == 0, scanned.err);
    return json_lines(scanned.out);
  }

 private:
  TempDir m_dir;
  std::map<std::string, std::string> m_raw;

 public:
  Anjuan anjuan;
  std::vector<Text> texts;
  std::unique_ptr<Archive> archive;
  std::unique_ptr<Searcher> searcher;
};

/// Runs of 1 to 12 characters from anywhere in the raw texts, line ends included.
std::vector<std::string> random_runs(const std::vector<Text>& texts, std::size_t count, std::mt19937_64& random) {
  std::vector<std::string> runs;
  while (runs.size() < count) {
    const Text& text = texts[random() % texts.size()];
    if (text.characters.empty()) continue;
    const std::size_t begin = random() % text.characters.size();
    const std::size_t length = std::min<std::size_t>(1 + random() % 12, text.characters.size() - begin);
    std::string run;
    for (std::size_t i = begin; i < begin + length; ++i) run += text.characters[i];
    if (run.find_first_not_of(" \t\r\n") != std::string::npos && !Office::quoted(run).empty()) runs.push_back(run);
  }
  return runs;
}

void compare(Office& office, std::size_t count, std::uint64_t seed) {
  office.open();
  if (office.texts.empty()) return;
  std::mt19937_64 random(seed);
  const std::vector<std::string> runs = random_runs(office.texts, count, random);
  const std::vector<boost::json::object> truth = office.truth(runs);
  BOOST_REQUIRE(truth.size() == runs.size());
  std::size_t hits = 0, over_line_ends = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::set<std::string> expected;
    for (const boost::json::value& id : truth[i].at("ids").as_array()) expected.emplace(id.as_string());
    if (expected.empty()) continue;  // blanks of a kind that is no ASCII blank: nothing to ask for
    const std::set<std::string> found = office.found(runs[i]);
    BOOST_TEST((found == expected), "run «" << runs[i] << "»: found " << found.size() << ", true " << expected.size());
    hits += expected.size();
    over_line_ends += runs[i].find('\n') != std::string::npos;
  }
  BOOST_TEST(hits >= count);
  BOOST_TEST_MESSAGE(runs.size() << " runs, " << hits << " hits, " << over_line_ends << " over a line end, " << office.texts.size() << " texts");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(differential)

BOOST_AUTO_TEST_CASE(letters_and_traditional_text) {
  Office office;
  office.import("letters/taidi2020_att4_replied.jsonl.zst", "letters", 400);
  office.import("retrieval/drcd_trad/corpus.jsonl.zst", "trad", 300);
  compare(office, 500, 20261124);
}

BOOST_AUTO_TEST_CASE(text_that_was_read_from_paper_over_line_and_page_ends) {
  Office office;
  office.ingest(source_dir() / "tests/data/samples/papers");
  std::filesystem::path scans;
  if (shared_data("docs/images_zh", scans)) {
    // Two of them: reading all costs minutes and adds nothing to what is shown.
    TempDir some;
    std::size_t taken = 0;
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::directory_iterator(scans)) all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    for (const auto& file : all) {
      if (std::filesystem::file_size(file) < 400'000 && taken++ < 2) std::filesystem::copy(file, some / file.filename());
    }
    office.ingest(some.path());
  }
  std::filesystem::path pdf;
  if (shared_data("docs/pdf_zh_text/NexusArchive__dat-92-2022.pdf", pdf)) office.ingest(pdf);
  compare(office, 400, 7);
}

BOOST_AUTO_TEST_SUITE_END()
