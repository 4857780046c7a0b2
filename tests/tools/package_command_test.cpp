// Packages through the real program: exit codes, one line a reason, one JSON document.
#include <boost/test/unit_test.hpp>
#include <map>
#include <set>

#include "tests/archive/bag_fixture.hpp"
#include "tests/archive/ocfl_fixture.hpp"
#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan::test;

namespace {
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// An office with a matter of three originals and an accusation of one of its people.
struct Office {
  TempDir dir;
  Anjuan anjuan{dir / "档案"};
  std::string number, accusation;
  Office() {
    anjuan.init();
    must({"user", "add", "liu", "--name", "刘建国", "--role", "领导"});
    write_file(dir / "来信.txt", "要求落实离休待遇");
    write_file(dir / "附件.bin", std::string("\0\x01二进制", 11));
    number =
        enter({"--from", "张三", "--address", "玉山镇", "--category", "申诉求决", "--summary", "要求落实离休待遇"});
    must({"ingest", (dir / "来信.txt").string(), (dir / "附件.bin").string(), "--kind", "来信", "--matter", number,
          "--defer"});
    accusation = enter({"--category", "检举控告", "--accused", "刘建国", "--summary", "用人问题"});
  }
  std::string enter(std::vector<std::string> more) const {
    const std::vector<std::string> first{"register",   "--json", "--defer",   "--received",
                                         "2026-03-02", "--on",   "2026-03-02"};
    more.insert(more.begin(), first.begin(), first.end());
    return text_of(json_lines(must(more)).at(0), "number");
  }
  std::string must(const std::vector<std::string>& arguments) const {
    const RunResult result = anjuan.run(arguments);
    BOOST_REQUIRE_MESSAGE(result.exit_code == 0, arguments.at(0) << ": " << result.err);
    return result.out;
  }
  std::uint64_t entries() const {
    return number_of(json_lines(must({"status", "--json"})).at(0).at("journal").as_object(), "entries");
  }
  json::array items() const {
    return json_lines(must({"matter", "show", number, "--json"})).at(0).at("items").as_array();
  }
};

/// Relative path and content of every file.
std::map<std::string, std::string> tree(const fs::path& root) {
  std::map<std::string, std::string> files;
  for (const auto& found : fs::recursive_directory_iterator(root)) {
    if (found.is_regular_file()) files[found.path().lexically_relative(root).string()] = read_file(found.path());
  }
  return files;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(package_command)

BOOST_AUTO_TEST_CASE(bag_validate_says_valid_or_every_reason) {
  BagMaker bag;
  make_basic(bag);
  const Anjuan anjuan(bag.root().parent_path() / "没有档案");  // it needs none
  const RunResult good = anjuan.run({"bag", "validate", bag.root().string()});
  BOOST_TEST(good.exit_code == 0, good.err);
  BOOST_TEST(has(good.out, "有效：BagIt 1.0，载荷 1 个文件"), good.out);

  bag.file("data/hello.txt", "hellO\n").file("data/多\x1b出.txt", "x");
  const RunResult bad = anjuan.run({"bag", "validate", bag.root().string()});
  BOOST_TEST(bad.exit_code == 1);
  BOOST_TEST(has(bad.out, "错误  data/hello.txt：sha256 摘要不符"), bad.out);
  BOOST_TEST(has(bad.out, "错误  data/多 出.txt：不在任何载荷清单里（RFC 8493 §3）"), bad.out);
  BOOST_TEST(has(bad.out, "无效，3 处错误"), bad.out);

  const auto lines = json_lines(anjuan.run({"bag", "validate", bag.root().string(), "--json"}).out);
  BOOST_REQUIRE(lines.size() == 1U);
  BOOST_TEST(!lines[0].at("valid").as_bool());
  BOOST_TEST(number_of(lines[0], "errors") == 3U);
  BOOST_TEST(lines[0].at("findings").as_array().size() == 3U);

  BOOST_TEST(anjuan.run({"bag", "validate", (bag.root() / "没有").string()}).exit_code == 10);
  BOOST_TEST(anjuan.run({"bag", "validate", (bag.root() / "bagit.txt").string()}).exit_code == 2);
  BOOST_TEST(anjuan.run({"bag", "validate"}).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(ocfl_validate_says_valid_or_every_reason) {
  const TempDir dir;
  RootMaker root(dir / "根");
  root.object("a", "urn:example:a");
  const Anjuan anjuan(dir / "没有档案");
  const RunResult good = anjuan.run({"ocfl", "validate", root.root.string()});
  BOOST_TEST(good.exit_code == 0, good.err);
  BOOST_TEST(has(good.out, "有效：OCFL 1.1，存储根，1 个对象，1 个文件"), good.out);
  BOOST_TEST(has(anjuan.run({"ocfl", "validate", (root.root / "a").string()}).out, "有效：OCFL 1.1，一个对象"));

  put_file(root.root / "a/v1/content/a.txt", "A");
  const RunResult bad = anjuan.run({"ocfl", "validate", root.root.string()});
  BOOST_TEST(bad.exit_code == 1);
  BOOST_TEST(has(bad.out, "错误  a/v1/content/a.txt：a/inventory.json 写的 sha512"), bad.out);
  BOOST_TEST(has(bad.out, "（E092）"), bad.out);
  const auto lines = json_lines(anjuan.run({"ocfl", "validate", root.root.string(), "--json"}).out);
  BOOST_REQUIRE(lines.size() == 1U);
  BOOST_TEST(lines[0].at("findings").as_array().at(0).at("code").as_string() == "E092");
  BOOST_TEST(anjuan.run({"ocfl", "validate", (dir / "没有").string()}).exit_code == 10);
  BOOST_TEST(anjuan.run({"ocfl", "validate"}).exit_code == 2);
}

BOOST_FIXTURE_TEST_CASE(ocfl_export_is_valid_and_needs_nothing_of_ours, Office) {
  const std::string root = (dir / "出口").string();
  const auto said = json_lines(must({"package", "export", "--ocfl", number, "-o", root, "--json"})).at(0);
  BOOST_TEST(number_of(said, "matters") == 1U);
  BOOST_TEST(must({"ocfl", "validate", root}).starts_with("有效：OCFL 1.1，存储根，1 个对象"),
             must({"ocfl", "validate", root}));
  const std::string object = text_of(json_lines(must({"matter", "show", number, "--json"})).at(0), "matter");
  const auto files = tree(fs::path(root) / object / "v1/content");
  const json::array originals = items();
  BOOST_REQUIRE(files.size() == originals.size() + 2);
  BOOST_TEST(has(read_file(dir / "出口/目录.tsv"), object + "\t" + number));
  // The originals byte for byte, under the digests that the archive knows them by.
  std::set<std::string> digests;
  for (const auto& [path, bytes] : files) digests.insert("sha256-" + anjuan::exchange::digest_of(bytes, "sha256"));
  for (const json::value& item : originals) BOOST_TEST(digests.contains(std::string(item.at("digest").as_string())));
  BOOST_TEST(files.contains("001 登记摘要 " + number + ".txt"), must({"ocfl", "validate", root, "--json"}));
  BOOST_TEST(files.contains("002 来信 来信.txt"), must({"ocfl", "validate", root, "--json"}));
  const json::object metadata = json::parse(files.at("metadata.json")).as_object();
  json::object shown = json_lines(must({"matter", "show", number, "--json"})).at(0);
  for (const char* member : {"number", "state", "subject", "summary", "parties", "items", "category", "received"}) {
    BOOST_TEST(metadata.contains(member) == shown.contains(member), member);
    if (shown.contains(member)) BOOST_TEST((metadata.at(member) == shown.at(member)), member);
  }
  BOOST_TEST(json::parse(files.at("history.json")).at("events").as_array().size() == 1U);
}

BOOST_FIXTURE_TEST_CASE(the_same_matter_gives_the_same_bytes_and_one_changed_is_named, Office) {
  for (const char* format : {"--bagit", "--ocfl"}) {
    const std::string one = (dir / (std::string("一") + format)).string(),
                      two = (dir / (std::string("二") + format)).string();
    must({"package", "export", format, number, accusation, "-o", one});
    // Asked for in another order and twice.
    must({"package", "export", format, accusation, number, number, "-o", two});
    BOOST_TEST((tree(one) == tree(two)), format);
    const std::string noun = format == std::string("--bagit") ? "bag" : "ocfl";
    must({noun, "validate", one});
    for (const auto& [path, bytes] : tree(one)) {
      if (path.find("附件") == std::string::npos) continue;
      write_file(fs::path(one) / path, "别的");
      const RunResult changed = anjuan.run({noun, "validate", one});
      BOOST_TEST(changed.exit_code == 1);
      BOOST_TEST(has(changed.out, "错误  " + path), changed.out);
    }
  }
}

// R-422: what is packed was read; a refused package was not.
BOOST_FIXTURE_TEST_CASE(r_422_exports_are_journalled_as_reads, Office) {
  const std::uint64_t before = entries();
  must({"package", "export", "--bagit", number, "-o", (dir / "包").string()});
  BOOST_TEST(entries() == before + 1 + items().size());
  const RunResult again = anjuan.run({"package", "export", "--bagit", number, "-o", (dir / "包").string()});
  BOOST_TEST(again.exit_code == 1);
  BOOST_TEST(has(again.err, "已经存在"), again.err);
  BOOST_TEST(entries() == before + 1 + items().size());
  BOOST_TEST(must({"bag", "validate", (dir / "包").string()}).starts_with("有效"));
  must({"verify"});
}

// R-340, R-343: what whoever asks may not see is as if absent, and nothing is left of the others either.
BOOST_FIXTURE_TEST_CASE(r_340_r_343_a_hidden_matter_is_not_exported, Office) {
  const std::string target = (dir / "包").string();
  const RunResult hidden = anjuan.run({"package", "export", "--ocfl", number, accusation, "-o", target, "--as", "liu"});
  BOOST_TEST(hidden.exit_code == 10);
  const std::string absent_number = "〔2026〕组信字第0999号";
  const RunResult absent =
      anjuan.run({"package", "export", "--ocfl", number, absent_number, "-o", target, "--as", "liu"});
  BOOST_TEST(absent.exit_code == 10);
  std::string expected = absent.err;
  expected.replace(expected.find(absent_number), absent_number.size(), accusation);
  BOOST_TEST(hidden.err == expected);
  BOOST_TEST(!fs::exists(target));
  BOOST_TEST(anjuan.run({"package", "export", "--ocfl", number, "-o", target, "--as", "liu"}).exit_code == 0);
  BOOST_TEST(!has(read_file(fs::path(target) / "目录.tsv"), accusation));
}

// An original that is not what it was: named, and no package without it.
BOOST_FIXTURE_TEST_CASE(a_damaged_original_is_named_and_nothing_is_left, Office) {
  std::size_t damaged = 0;
  for (const auto& pack : fs::directory_iterator(anjuan.archive() / "packs")) {
    std::string bytes = read_file(pack.path());
    const std::size_t at = bytes.find("二进");
    if (at == std::string::npos) continue;
    bytes[at] ^= 1;
    write_file(pack.path(), bytes);
    ++damaged;
  }
  BOOST_REQUIRE(damaged == 1U);
  for (const char* format : {"--bagit", "--ocfl"}) {
    const RunResult result = anjuan.run({"package", "export", format, number, "-o", (dir / "包").string()});
    BOOST_TEST(result.exit_code == 20);
    BOOST_TEST(has(result.err, "附件.bin"), result.err);
    for (const auto& left : fs::directory_iterator(dir.path()))
      BOOST_TEST(!left.path().filename().string().starts_with("包"));
  }
}

BOOST_FIXTURE_TEST_CASE(usage_is_told, Office) {
  const std::string target = (dir / "包").string();
  BOOST_TEST(anjuan.run({"package", "export", number, "-o", target}).exit_code == 2);
  BOOST_TEST(anjuan.run({"package", "export", "--bagit", "--ocfl", number, "-o", target}).exit_code == 2);
  BOOST_TEST(anjuan.run({"package", "export", "--bagit", "-o", target}).exit_code == 2);
  BOOST_TEST(anjuan.run({"package", "export", "--bagit", number}).exit_code == 2);
  BOOST_TEST(anjuan.run({"package", "export", "--bagit", number, "-o", (dir / "没有/包").string()}).exit_code == 10);
  BOOST_TEST(!fs::exists(target));
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_leaves_no_package, Office) {
  write_file(dir / "大.bin", std::string(3U << 20, 'x'));
  must({"ingest", (dir / "大.bin").string(), "--matter", number, "--defer"});
  fs::create_directory(dir / "小");
  const std::string script = R"(mount -t tmpfs -o size=1m none "$1" || exit 99
"$2" --archive "$3" package export --ocfl "$4" -o "$1/出口"; echo "export $?"; ls -A "$1"; echo end)";
  const RunResult result = run_program({"unshare", "-rm", "bash", "-c", script, "bash", (dir / "小").string(),
                                        (bin_dir() / "anjuan").string(), anjuan.archive().string(), number});
  if (result.exit_code == 99 || has(result.err, "unshare")) {
    BOOST_TEST_MESSAGE("skipped: this system does not permit a small tmpfs: " << result.err);
    return;
  }
  BOOST_TEST(result.out == "export 13\nend\n", result.out << result.err);
}

BOOST_AUTO_TEST_SUITE_END()
