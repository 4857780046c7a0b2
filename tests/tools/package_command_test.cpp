// Packages through the real program: exit codes, one line a reason, one JSON document.
#include <boost/test/unit_test.hpp>

#include "tests/archive/bag_fixture.hpp"
#include "tests/archive/ocfl_fixture.hpp"
#include "tests/scenarios/run_program.hpp"

using namespace anjuan::test;

namespace {
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
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

BOOST_AUTO_TEST_SUITE_END()
