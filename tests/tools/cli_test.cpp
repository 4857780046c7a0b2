// The everyday commands through the real program, on the sample documents and small files made here.
#include <signal.h>

#include <boost/test/unit_test.hpp>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace fs = std::filesystem;

namespace {

struct NewArchive {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  NewArchive() { anjuan.init(); }
};

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
std::size_t lines_in(const std::string& text) { return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

BOOST_AUTO_TEST_CASE(help_is_chinese_and_every_command_has_examples) {
  const std::string program = (bin_dir() / "anjuan").string();
  const RunResult help = run_program({program, "--help"});
  BOOST_TEST(help.exit_code == 0);
  BOOST_TEST(has(help.out, "信访档案"));
  for (const char* name : {"init", "ingest", "import", "search", "item", "page", "get", "index", "rebuild", "verify", "status"}) {
    BOOST_TEST(has(help.out, name));
    const RunResult one = run_program({program, name, "--help"});
    BOOST_TEST(one.exit_code == 0);
    BOOST_TEST(has(one.out, "用法"));
  }
  BOOST_TEST(has(run_program({program, "item", "show", "--help"}).out, "例"));
}

BOOST_AUTO_TEST_CASE(wrong_use_is_exit_2_with_one_line) {
  const std::string program = (bin_dir() / "anjuan").string();
  const std::vector<std::vector<std::string>> wrong = {
      {program}, {program, "搜索"}, {program, "search"}, {program, "init", "x"}, {program, "search", "a", "--limit", "many"}, {program, "page", "i", "0", "-o", "x"}};
  for (const auto& command : wrong) {
    const RunResult result = run_program(command);
    BOOST_TEST(result.exit_code == 2, command.back());
    BOOST_TEST(result.out.empty());
    BOOST_TEST(lines_in(result.err) == 1U, result.err);
    BOOST_TEST(has(result.err, "anjuan: "));
  }
}

BOOST_AUTO_TEST_CASE(an_archive_is_needed_and_made_once) {
  const TempDir dir;
  const RunResult none = Anjuan(dir / "none").run({"status"});
  BOOST_TEST(none.exit_code == 10);
  BOOST_TEST(has(none.err, "anjuan init"));
  const NewArchive made;
  const RunResult again = run_program({(bin_dir() / "anjuan").string(), "init", made.anjuan.archive().string(), "--fonds-code", "J021", "--fonds-name", "x"});
  BOOST_TEST(again.exit_code == 1);
  BOOST_TEST(lines_in(again.err) == 1U);
}

BOOST_AUTO_TEST_CASE(the_archive_is_found_by_environment_and_current_folder) {
  const NewArchive made;
  const std::string program = (bin_dir() / "anjuan").string();
  RunOptions environment;
  environment.environment["ANJUAN_ARCHIVE"] = made.anjuan.archive().string();
  BOOST_TEST(run_program({program, "status"}, environment).exit_code == 0);
  RunOptions folder;
  folder.environment["ANJUAN_ARCHIVE"] = "";
  folder.directory = made.anjuan.archive();
  BOOST_TEST(run_program({program, "status", "--json"}, folder).exit_code == 0);
  BOOST_TEST(run_program({program, "status", "--archive", made.anjuan.archive().string()}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(a_new_archive_finds_nothing_and_is_whole) {
  const NewArchive made;
  const RunResult search = made.anjuan.run({"search", "离休"});
  BOOST_TEST(search.exit_code == 0);
  BOOST_TEST(has(search.out, "没有找到"));
  BOOST_TEST(made.anjuan.run({"search", "--count", "离休"}).out == "0\n");
  BOOST_TEST(made.anjuan.run({"verify"}).exit_code == 0);
  const auto status = json_lines(made.anjuan.run({"status", "--json"}).out).at(0);
  BOOST_TEST(text_of(status.at("fonds").as_object(), "code") == "J021");
  BOOST_TEST(text_of(status.at("journal").as_object(), "root").size() == 64U);
}

BOOST_AUTO_TEST_CASE(a_query_that_cannot_be_parsed_says_where) {
  const NewArchive made;
  const RunResult result = made.anjuan.run({"search", "(离休 待遇"});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(has(result.err, "^"));
  BOOST_TEST(lines_in(result.err) == 3U, result.err);
}

BOOST_AUTO_TEST_CASE(a_letter_goes_in_and_comes_out) {
  const NewArchive made;
  const fs::path letter = made.dir / "来信.txt";
  write_file(letter, "尊敬的领导：离休待遇至今没有落实。");
  const RunResult ingest = made.anjuan.run({"ingest", letter.string(), "--kind", "来信", "--json"});
  BOOST_TEST(ingest.exit_code == 0, ingest.err);
  const auto lines = json_lines(ingest.out);
  const auto stored = with_status(lines, "stored");
  const auto read = with_status(lines, "read");
  BOOST_REQUIRE(stored.size() == 1U && read.size() == 1U);
  const std::string item = text_of(stored[0], "item");
  BOOST_TEST(text_of(stored[0], "path") == letter.string());
  BOOST_TEST(text_of(read[0], "path") == letter.string());
  BOOST_TEST(text_of(read[0], "item") == item);
  BOOST_TEST(number_of(read[0], "pages") == 1U);
  BOOST_TEST(lines.back().contains("summary"));

  const auto again = json_lines(made.anjuan.run({"ingest", letter.string(), "--json"}).out);
  BOOST_REQUIRE(with_status(again, "duplicate").size() == 1U);
  BOOST_TEST(text_of(with_status(again, "duplicate")[0], "item") == item);
  BOOST_TEST(with_status(again, "read").empty());

  const auto found = json_lines(made.anjuan.run({"search", "離休待遇", "--json"}).out).at(0);
  BOOST_REQUIRE(number_of(found, "total") == 1U);
  const auto& hit = found.at("hits").as_array().at(0).as_object();
  BOOST_TEST(text_of(hit, "item") == item);
  BOOST_TEST(text_of(hit, "kind") == "来信");
  BOOST_TEST(text_of(hit, "source") == letter.string());
  const auto& page = hit.at("pages").as_array().at(0).as_object();
  BOOST_TEST(has(text_of(page, "snippet"), "离休待遇"));
  const auto& box = page.at("boxes").as_array().at(0).as_array();
  for (const auto& value : box) BOOST_TEST((value.to_number<double>() > 0 && value.to_number<double>() < 1));

  const RunResult text = made.anjuan.run({"item", "text", item});
  BOOST_TEST(has(text.out, "离休待遇"));
  BOOST_TEST(made.anjuan.run({"item", "text", item, "--page", "2"}).exit_code == 10);
  const fs::path copy = made.dir / "copy";
  BOOST_TEST(made.anjuan.run({"get", item, "-o", copy.string()}).exit_code == 0);
  BOOST_TEST(read_file(copy) == read_file(letter));
  BOOST_TEST(made.anjuan.run({"get", text_of(stored[0], "digest"), "-o", "-"}).out == read_file(letter));
  const fs::path png = made.dir / "page.png";
  const RunResult drawn = made.anjuan.run({"page", item, "1", "-o", png.string(), "--mark", "离休待遇", "--json"});
  BOOST_TEST(drawn.exit_code == 0, drawn.err);
  BOOST_TEST(number_of(json_lines(drawn.out).at(0), "marks") >= 1U);
  BOOST_TEST(read_file(png).substr(0, 8) == "\x89PNG\r\n\x1a\n");
  BOOST_TEST(made.anjuan.run({"page", item, "9", "-o", png.string()}).exit_code == 10);
  BOOST_TEST(made.anjuan.run({"verify"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_exit_10) {
  const NewArchive made;
  const fs::path out = made.dir / "out";
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"item", "show", "izzzzzzzzzzzzzzzz"}, {"item", "text", "izzzzzzzzzzzzzzzz"}, {"get", "izzzzzzzzzzzzzzzz", "-o", out.string()},
           {"get", "sha256-" + std::string(64, '0'), "-o", out.string()}, {"page", "izzzzzzzzzzzzzzzz", "1", "-o", out.string()}}) {
    const RunResult result = made.anjuan.run(command);
    BOOST_TEST(result.exit_code == 10, command[0] + ": " + result.err);
    BOOST_TEST(lines_in(result.err) == 1U);
  }
  BOOST_TEST(!fs::exists(out));
  write_file(made.dir / "x.txt", "x");
  BOOST_TEST(made.anjuan.run({"ingest", (made.dir / "x.txt").string(), "--matter", "没有这件事"}).exit_code == 10);
  BOOST_TEST(made.anjuan.run({"import", (made.dir / "missing.jsonl").string()}).exit_code == 10);
}

BOOST_AUTO_TEST_CASE(letters_are_imported_once) {
  const NewArchive made;
  const fs::path file = source_dir() / "tests/data/samples/letters.jsonl";
  const RunResult first = made.anjuan.run({"import", file.string(), "--json"});
  BOOST_TEST(first.exit_code == 0, first.err);
  const auto lines = json_lines(first.out);
  BOOST_TEST(with_status(lines, "stored").size() == 10U);
  BOOST_TEST(with_status(lines, "read").size() == 10U);
  const auto again = json_lines(made.anjuan.run({"import", file.string(), "--json"}).out);
  BOOST_TEST(with_status(again, "stored").empty());
  BOOST_TEST(with_status(again, "duplicate").size() == 10U);
  const auto status = json_lines(made.anjuan.run({"status", "--json"}).out).at(0);
  BOOST_TEST(number_of(status, "matters") == 6U);
  BOOST_TEST(number_of(status.at("items").as_object(), "total") == 10U);
  const auto found = json_lines(made.anjuan.run({"search", "--json", "末班车 类别:复函"}).out).at(0);
  BOOST_REQUIRE(number_of(found, "total") == 1U);
  const auto& hit = found.at("hits").as_array().at(0).as_object();
  BOOST_TEST(text_of(hit, "title") == "复函：公交18路末班车太早");
  BOOST_TEST(text_of(hit, "source") == "青禾网上信访:1");
  BOOST_TEST(text_of(hit, "date") == "2024-02-20");
  // A letter that got its reply later, in a later edition of the file.
  write_file(made.dir / "later.jsonl", R"({"id":"5","source":"青禾网上信访","subject":"幼儿园收费不透明","text":"改过的正文","reply":"已责令退费。","reply_time":"2024-10-01"})");
  const auto later = json_lines(made.anjuan.run({"import", (made.dir / "later.jsonl").string(), "--json"}).out);
  BOOST_TEST(with_status(later, "stored").size() == 1U);
  BOOST_REQUIRE(with_status(later, "duplicate").size() == 1U);
  BOOST_TEST(has(text_of(with_status(later, "duplicate")[0], "reason"), "不同"));
  BOOST_TEST(number_of(json_lines(made.anjuan.run({"status", "--json"}).out).at(0), "matters") == 6U);
}

BOOST_AUTO_TEST_CASE(bad_rows_are_named_and_the_rest_is_taken) {
  const NewArchive made;
  const fs::path file = made.dir / "rows.jsonl";
  write_file(file, "{\"id\":\"1\",\"text\":\"一\"}\n不是 JSON\n\n{\"id\":\"3\"}\n{\"text\":\"没有编号\"}\n{\"id\":\"5\",\"text\":\"五\",\"time\":\"昨天\"}\n");
  const RunResult check = made.anjuan.run({"import", "--dry-run", file.string(), "--json"});
  BOOST_TEST(check.exit_code == 1);
  const auto refused = with_status(json_lines(check.out), "refused");
  BOOST_REQUIRE(refused.size() == 3U);
  BOOST_TEST(text_of(refused[0], "path").ends_with("rows.jsonl:2"));
  BOOST_TEST(text_of(refused[1], "path").ends_with("rows.jsonl:4"));
  BOOST_TEST(text_of(refused[2], "path").ends_with("rows.jsonl:6"));
  BOOST_TEST(number_of(json_lines(made.anjuan.run({"status", "--json"}).out).at(0), "matters") == 0U);
  const RunResult import = made.anjuan.run({"import", file.string(), "--json"});
  BOOST_TEST(import.exit_code == 1);
  BOOST_TEST(with_status(json_lines(import.out), "stored").size() == 2U);
  BOOST_TEST(with_status(json_lines(made.anjuan.run({"import", file.string(), "--json"}).out), "duplicate").size() == 2U);
}

BOOST_AUTO_TEST_CASE(ingest_into_a_matter_and_deferred) {
  const NewArchive made;
  write_file(made.dir / "one.jsonl", R"({"id":"1","source":"s","text":"来信正文"})");
  BOOST_TEST(made.anjuan.run({"import", "--defer", (made.dir / "one.jsonl").string()}).exit_code == 0);
  write_file(made.dir / "slip.txt", "领导批示：请速办");
  const auto lines = json_lines(made.anjuan.run({"ingest", "--defer", "--matter", "s:1", "--json", (made.dir / "slip.txt").string()}).out);
  BOOST_REQUIRE(with_status(lines, "stored").size() == 1U);
  BOOST_TEST(with_status(lines, "read").empty());
  // The same bytes outside the matter are another item.
  BOOST_TEST(with_status(json_lines(made.anjuan.run({"ingest", "--defer", "--json", (made.dir / "slip.txt").string()}).out), "stored").size() == 1U);
  BOOST_TEST(made.anjuan.run({"search", "批示"}).exit_code == 10);
  const RunResult index = made.anjuan.run({"index", "--json"});
  BOOST_TEST(index.exit_code == 0, index.err);
  BOOST_TEST(with_status(json_lines(index.out), "read").size() == 3U);
  BOOST_TEST(made.anjuan.run({"search", "--count", "批示"}).out == "2\n");
  BOOST_TEST(made.anjuan.run({"search", "--count", "批示 事项:s:1"}).out == "1\n");
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_goes_on_where_it_stopped) {
  const NewArchive made;
  fs::create_directory(made.dir / "in");
  constexpr std::size_t k_files = 3000;
  for (std::size_t i = 0; i < k_files; ++i) write_file(made.dir / ("in/" + std::to_string(i) + ".txt"), "第" + std::to_string(i) + "封来信");
  std::size_t stored = 0;
  {
    RunningProgram running(made.anjuan.command({"ingest", "--json", (made.dir / "in").string()}));
    auto line = running.next_line(std::chrono::seconds(30));
    BOOST_REQUIRE(line.has_value());
    running.signal(SIGINT);
    bool summed_up = false;
    for (; line; line = running.next_line(std::chrono::seconds(30))) {
      stored += line->find("\"stored\"") != std::string::npos && line->find("summary") == std::string::npos;
      summed_up = summed_up || line->find("\"interrupted\":true") != std::string::npos;
    }
    BOOST_TEST(running.wait() == 130);
    BOOST_TEST(summed_up);
  }
  BOOST_TEST(stored > 0U);
  BOOST_TEST(stored < k_files);
  const auto rest = json_lines(made.anjuan.run({"ingest", "--defer", "--json", (made.dir / "in").string()}).out);
  BOOST_TEST(with_status(rest, "duplicate").size() >= stored);
  BOOST_TEST(with_status(rest, "duplicate").size() + with_status(rest, "stored").size() == k_files);
  BOOST_TEST(made.anjuan.run({"verify"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(a_reader_that_goes_away_is_no_crash) {
  const NewArchive made;
  write_file(made.dir / "x.txt", "来信");
  const std::string line = "'" + (bin_dir() / "anjuan").string() + "' --archive '" + made.anjuan.archive().string() + "' ingest --json '" +
                           (made.dir / "x.txt").string() + "' | true; echo ${PIPESTATUS[0]}";
  const RunResult result = run_program({"bash", "-c", line});
  const int code = std::atoi(result.out.c_str());
  BOOST_TEST((code == 0 || code == 1), result.out + result.err);
  BOOST_TEST(made.anjuan.run({"verify"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(rebuild_gives_the_same_answers) {
  const NewArchive made;
  BOOST_TEST(made.anjuan.run({"import", (source_dir() / "tests/data/samples/letters.jsonl").string()}).exit_code == 0);
  const auto answers = [&] {
    auto found = json_lines(made.anjuan.run({"search", "--json", "离休"}).out).at(0);
    found.erase("took_ms");
    return boost::json::serialize(found);
  };
  const std::string before = answers();
  const std::string root = text_of(json_lines(made.anjuan.run({"status", "--json"}).out).at(0).at("journal").as_object(), "root");
  fs::remove_all(made.anjuan.archive() / "index");
  for (const auto& entry : fs::directory_iterator(made.anjuan.archive())) {
    if (entry.path().filename().string().starts_with("catalog.db")) fs::remove(entry.path());
  }
  BOOST_TEST(made.anjuan.run({"search", "离休"}).exit_code == 20);
  const RunResult rebuilt = made.anjuan.run({"rebuild", "--json"});
  BOOST_TEST(rebuilt.exit_code == 0, rebuilt.err + rebuilt.out);
  BOOST_TEST(answers() == before);
  BOOST_TEST(text_of(json_lines(made.anjuan.run({"status", "--json"}).out).at(0).at("journal").as_object(), "root") == root);
  BOOST_TEST(made.anjuan.run({"verify"}).exit_code == 0);
}
