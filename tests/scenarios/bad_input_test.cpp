// Hostile and broken input: each file gives one clear line with its name and the reason, nothing stops the run, and nothing that was stored
// before is lost. What must stop a run (full disk, another writer, a newer format) stops it with its exit code.
#include <signal.h>
#include <unistd.h>

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

/// The last word on a path: refused, read or unreadable; "" when there is none.
struct Fate {
  std::string status, reason;
};
std::map<std::string, Fate> fates(const std::vector<boost::json::object>& lines) {
  std::map<std::string, Fate> out;
  for (const auto& line : lines) {
    if (!line.contains("status")) continue;
    const std::string path = text_of(line, "path");
    out[path.substr(path.find("bad/") == std::string::npos ? 0 : path.find("bad/") + 4)] = {text_of(line, "status"), text_of(line, "reason")};
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_bad_file_has_its_line_and_its_reason) {
  const NewArchive made;
  const fs::path bad = made.dir / "bad";
  fs::create_directory(bad);
  const RunResult prepared = run_program({"python3", (source_dir() / "tests/scenarios/make_bad_input.py").string(), bad.string()},
                                         {.timeout = std::chrono::minutes(5)});
  BOOST_REQUIRE_MESSAGE(prepared.exit_code == 0, prepared.err);
  fs::create_symlink("/etc/passwd", bad / "link");
  RunOptions patient;
  patient.timeout = std::chrono::minutes(5);
  const RunResult ingest = made.anjuan.run({"ingest", "--json", bad.string()}, patient);
  BOOST_TEST(!ingest.timed_out);
  BOOST_TEST(ingest.exit_code == 1, ingest.err);
  const auto lines = json_lines(ingest.out);
  const auto fate = fates(lines);
  for (const auto& [path, end] : fate) BOOST_TEST_MESSAGE(path << ": " << end.status << " " << end.reason);
  const auto expect = [&](const std::string& path, const std::string& status) {
    const auto found = fate.find(path);
    BOOST_REQUIRE_MESSAGE(found != fate.end(), "no line for " << path);
    BOOST_TEST(found->second.status == status, path + ": " + found->second.status + " " + found->second.reason);
    if (status != "read") BOOST_TEST(!found->second.reason.empty(), path + " has no reason");
    BOOST_TEST(!has(found->second.reason, "\n"));
  };
  for (const char* path : {"empty.txt", "link", "links.tar!/密码", "encrypted.zip!/机密.txt"}) expect(path, "refused");
  for (const char* path : {"corrupt.pdf", "truncated.png", "damaged.zip", "random.bin", "bomb.zip", "pixels.png"}) expect(path, "unreadable");
  for (const char* path : {"mislabelled.pdf", "mislabelled.txt", "mislabelled.txt!/里面.txt", "links.tar!/正文.txt", "来信.txt"}) expect(path, "read");
  BOOST_TEST(has(fate.at("bomb.zip").reason, "压缩"), fate.at("bomb.zip").reason);
  // Whatever became of the others, nothing is left without an end.
  for (const auto& [path, end] : fate) {
    BOOST_TEST((end.status == "read" || end.status == "duplicate" || (!end.reason.empty() && end.status != "stored")), path + " ended as " + end.status);
  }
  std::size_t too_deep = 0;
  for (const auto& [path, end] : fate) too_deep += path.starts_with("nested.zip") && end.status == "refused" && has(end.reason, "嵌套");
  BOOST_TEST(too_deep == 1U);
  BOOST_TEST(!fs::exists(made.dir / "逃逸.txt"));
  BOOST_TEST(!fs::exists("/etc/绝对.txt"));
  const RunResult verify = made.anjuan.run({"verify"});
  BOOST_TEST(verify.exit_code == 0, verify.out);
  // Once more: nothing new, and the same refusals.
  const auto again = json_lines(made.anjuan.run({"ingest", "--defer", "--json", bad.string()}).out);
  BOOST_TEST(with_status(again, "stored").empty());
}

BOOST_AUTO_TEST_CASE(names_of_members_round_trip_byte_by_byte) {
  const NewArchive made;
  const RunResult ingest = made.anjuan.run({"ingest", "--json", (source_dir() / "tests/data/samples/papers/08-历史来信.zip").string()});
  BOOST_TEST(ingest.exit_code == 0);
  bool met = false;
  for (const auto& line : with_status(json_lines(ingest.out), "stored")) {
    if (!text_of(line, "path").ends_with("!/一九八七年来信/答复.txt")) continue;
    met = true;
    const auto shown = json_lines(made.anjuan.run({"item", "show", text_of(line, "item"), "--json"}).out).at(0);
    const auto& item = shown.at("items").as_array().at(0).as_object();
    BOOST_TEST(text_of(item, "raw_name_hex") == "d2bbbec5b0cbc6dfc4eac0b4d0c52fb4f0b8b42e747874");
    BOOST_TEST(text_of(item, "name_charset").starts_with("GB"));
    BOOST_TEST(!text_of(item, "parent").empty());
  }
  BOOST_TEST(met);
}

BOOST_AUTO_TEST_CASE(a_folder_without_rights_is_refused_and_the_rest_taken) {
  const NewArchive made;
  fs::create_directories(made.dir / "in/closed");
  write_file(made.dir / "in/closed/a.txt", "关着的");
  write_file(made.dir / "in/locked.txt", "锁着的");
  write_file(made.dir / "in/open.txt", "开着的");
  fs::permissions(made.dir / "in/closed", fs::perms::none);
  fs::permissions(made.dir / "in/locked.txt", fs::perms::none);
  std::vector<std::string> command = made.anjuan.command({"ingest", "--json", (made.dir / "in").string()});
  if (::geteuid() == 0) {
    // Rights do not bind root: the command runs as somebody else, to whom the archive is given.
    const RunResult given = run_program({"chown", "-R", "65534:65534", made.dir.path().string()});
    const RunResult works = run_program({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", (bin_dir() / "anjuan").string(), "--version"});
    if (given.exit_code != 0 || works.exit_code != 0) {
      BOOST_TEST_MESSAGE("skipped: cannot run as another user: " << given.err << works.err);
      return;
    }
    const std::vector<std::string> as_nobody = {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    command.insert(command.begin(), as_nobody.begin(), as_nobody.end());
  }
  const RunResult ingest = run_program(command);
  BOOST_TEST(ingest.exit_code == 1, ingest.err);
  const auto lines = json_lines(ingest.out);
  const auto refused = with_status(lines, "refused");
  BOOST_REQUIRE(refused.size() == 2U);
  for (const auto& line : refused) BOOST_TEST(has(text_of(line, "reason"), "权限"), text_of(line, "reason"));
  BOOST_TEST(with_status(lines, "read").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_full_disk_stops_cleanly_and_loses_nothing) {
  const TempDir dir;
  fs::create_directory(dir / "in");
  std::string noise(64 << 10, '\0');
  for (int i = 0; i < 400; ++i) {
    for (std::size_t j = 0; j < noise.size(); j += 7) noise[j] = static_cast<char>(i * 131 + static_cast<int>(j));
    write_file(dir / ("in/" + std::to_string(1000 + i)), std::to_string(i) + noise);
  }
  fs::create_directory(dir / "small");
  // A disk of its own in a name space of its own: mounted by nobody else, gone with the process.
  const std::string script = R"(set -u
mount -t tmpfs -o size=24m none "$1/small" || exit 99
anjuan="$2"
"$anjuan" init "$1/small/a" --fonds-code J021 --fonds-name x >/dev/null || exit 98
"$anjuan" --archive "$1/small/a" ingest --defer --json "$1/in" > "$1/first"; echo "first $?"
df --output=avail "$1/small" | tail -1 >&2
"$anjuan" --archive "$1/small/a" verify > "$1/verify"; echo "verify $?"
mount -o remount,size=120m "$1/small" || exit 97
"$anjuan" --archive "$1/small/a" ingest --defer --json "$1/in" > "$1/second"; echo "second $?"
"$anjuan" --archive "$1/small/a" verify > "$1/verify2"; echo "verify2 $?"
)";
  const RunResult result =
      run_program({"unshare", "-rm", "bash", "-c", script, "bash", dir.path().string(), (bin_dir() / "anjuan").string()});
  if (result.exit_code == 99 || has(result.err, "unshare")) {
    BOOST_TEST_MESSAGE("skipped: this system does not permit a small tmpfs: " << result.err);
    return;
  }
  BOOST_TEST_MESSAGE(result.out << result.err);
  BOOST_TEST(has(result.out, "first 13\n"), result.err);
  BOOST_TEST(has(result.out, "verify 0\n"), read_file(dir / "verify"));
  BOOST_TEST(has(result.out, "second 0\n"), result.err);
  BOOST_TEST(has(result.out, "verify2 0\n"), read_file(dir / "verify2"));
  BOOST_TEST(has(result.err, "anjuan: "));
  const auto stored = with_status(json_lines(read_file(dir / "first")), "stored");
  BOOST_TEST(stored.size() > 10U);
  BOOST_TEST(stored.size() < 400U);
  // What was acknowledged before the disk was full is there, under the same id.
  std::map<std::string, std::string> duplicates;
  for (const auto& line : with_status(json_lines(read_file(dir / "second")), "duplicate")) duplicates[text_of(line, "path")] = text_of(line, "item");
  for (const auto& line : stored) BOOST_TEST(duplicates[text_of(line, "path")] == text_of(line, "item"));
}

BOOST_AUTO_TEST_CASE(a_second_writer_is_told_busy_and_readers_go_on) {
  const NewArchive made;
  fs::create_directory(made.dir / "in");
  for (int i = 0; i < 2000; ++i) write_file(made.dir / ("in/" + std::to_string(i)), "来信" + std::to_string(i));
  RunningProgram first(made.anjuan.command({"ingest", "--json", (made.dir / "in").string()}));
  BOOST_REQUIRE(first.next_line(std::chrono::seconds(30)).has_value());
  first.signal(SIGSTOP);
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"ingest", (made.dir / "in/1").string()}, {"index"}, {"rebuild"},
                                             {"import", (source_dir() / "tests/data/samples/letters.jsonl").string()}}) {
    RunOptions options;
    options.timeout = std::chrono::seconds(20);
    const RunResult second = made.anjuan.run(command, options);
    BOOST_TEST(second.exit_code == 11, command[0] + ": " + second.err);
    BOOST_TEST(lines_in(second.err) == 1U, second.err);
  }
  first.signal(SIGCONT);
  BOOST_TEST(made.anjuan.run({"status"}).exit_code == 0);
  first.signal(SIGINT);
  while (first.next_line(std::chrono::seconds(30))) {
  }
  BOOST_TEST(first.wait() == 130);
  BOOST_TEST(made.anjuan.run({"verify"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(a_newer_archive_is_left_alone) {
  const NewArchive made;
  write_file(made.dir / "x.txt", "来信");
  BOOST_TEST(made.anjuan.run({"ingest", (made.dir / "x.txt").string()}).exit_code == 0);
  const fs::path marker = made.anjuan.archive() / "anjuan.json";
  std::string text = read_file(marker);
  const std::size_t format = text.find("\"format\":");
  BOOST_REQUIRE_MESSAGE(format != std::string::npos, text);
  text.insert(text.find_first_of("0123456789", format), "9");
  write_file(marker, text);
  const std::string before = read_file(made.anjuan.archive() / "packs/00000001.pack");
  for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
           {"ingest", (made.dir / "x.txt").string()}, {"search", "来信"}, {"verify"}, {"rebuild"}, {"status"}, {"index"}}) {
    const RunResult result = made.anjuan.run(command);
    BOOST_TEST(result.exit_code == 14, command[0] + ": " + result.err);
    BOOST_TEST(lines_in(result.err) == 1U, result.err);
  }
  BOOST_TEST((read_file(made.anjuan.archive() / "packs/00000001.pack") == before));
}

BOOST_AUTO_TEST_CASE(damage_is_named_and_never_delivered) {
  const NewArchive made;
  const std::string marker = "唯一的一句话在这里";
  write_file(made.dir / "good.txt", "完好的来信");
  write_file(made.dir / "bad.txt", marker);
  const auto lines = json_lines(made.anjuan.run({"ingest", "--json", (made.dir / "bad.txt").string(), (made.dir / "good.txt").string()}).out);
  const auto stored = with_status(lines, "stored");
  BOOST_REQUIRE(stored.size() == 2U);
  const fs::path pack = made.anjuan.archive() / "packs/00000001.pack";
  std::string bytes = read_file(pack);
  const std::size_t at = bytes.find(marker);
  BOOST_REQUIRE(at != std::string::npos);
  bytes[at + 3] ^= 1;
  write_file(pack, bytes);
  const RunResult verify = made.anjuan.run({"verify", "--json"});
  BOOST_TEST(verify.exit_code == 20);
  BOOST_TEST(has(verify.out, text_of(stored[0], "digest")), verify.out);
  BOOST_TEST(!has(verify.out, text_of(stored[1], "digest")), verify.out);
  const fs::path out = made.dir / "out";
  BOOST_TEST(made.anjuan.run({"get", text_of(stored[0], "item"), "-o", out.string()}).exit_code == 20);
  BOOST_TEST(!fs::exists(out));
  const RunResult piped = made.anjuan.run({"get", text_of(stored[0], "item"), "-o", "-"});
  BOOST_TEST(piped.exit_code == 20);
  BOOST_TEST(piped.out.empty());
  BOOST_TEST(made.anjuan.run({"get", text_of(stored[1], "item"), "-o", out.string()}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(without_the_helper_nothing_is_lost) {
  const NewArchive made;
  write_file(made.dir / "x.txt", "离休待遇");
  RunOptions broken;
  broken.environment["ANJUAN_EXTRACT"] = "/nonexistent/anjuan-extract";
  const RunResult ingest = made.anjuan.run({"ingest", "--json", (made.dir / "x.txt").string()}, broken);
  BOOST_TEST(ingest.exit_code != 0);
  BOOST_TEST(lines_in(ingest.err) == 1U, ingest.err);
  BOOST_TEST(with_status(json_lines(ingest.out), "stored").size() == 1U);
  BOOST_TEST(made.anjuan.run({"index"}).exit_code == 0);
  BOOST_TEST(made.anjuan.run({"search", "--count", "离休待遇"}).out == "1\n");
}

BOOST_AUTO_TEST_CASE(a_damaged_letters_file_keeps_what_came_before) {
  const NewArchive made;
  std::string rows;
  for (int i = 0; i < 5000; ++i) rows += "{\"id\":\"" + std::to_string(i) + "\",\"text\":\"第" + std::to_string(i * 7919) + "封\"}\n";
  write_file(made.dir / "rows.jsonl", rows);
  BOOST_REQUIRE(run_program({"zstd", "-q", (made.dir / "rows.jsonl").string()}).exit_code == 0);
  const std::string whole = read_file(made.dir / "rows.jsonl.zst");
  write_file(made.dir / "cut.jsonl.zst", whole.substr(0, whole.size() * 2 / 3));
  const RunResult cut = made.anjuan.run({"import", "--defer", "--json", (made.dir / "cut.jsonl.zst").string()});
  BOOST_TEST(cut.exit_code == 20);
  BOOST_TEST(lines_in(cut.err) == 1U, cut.err);
  BOOST_TEST(has(cut.err, "cut.jsonl.zst"));
}
