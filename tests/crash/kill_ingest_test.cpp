// kill -9 of `ingest`: capture alone, and capture with reading, members and index.
#include <boost/test/unit_test.hpp>

#include "tests/crash/kill_rig.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan::test;

BOOST_AUTO_TEST_CASE(while_capturing) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "in");
  // Several group commits, some objects of several frames.
  for (int i = 0; i < 1500; ++i) {
    write_file(dir / ("in/" + std::to_string(i)), std::string(i % 100 == 0 ? 300'000 : 50, 'x') + std::to_string(i));
  }
  KillPlan plan;
  plan.command = {"ingest", "--defer", "--json", (dir / "in").string()};
  plan.items = 1500;
  plan.kills = 90;
  std::mt19937 random(20261101);
  BOOST_TEST(kill_again_and_again(plan, random) == plan.kills);
}

BOOST_AUTO_TEST_CASE(while_reading_and_indexing) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "in");
  for (int i = 0; i < 60; ++i) write_file(dir / ("in/" + std::to_string(i) + ".txt"), "关于一九八七年落实政策的第" + std::to_string(i) + "封来信");
  std::filesystem::copy_file(source_dir() / "tests/data/samples/papers/08-历史来信.zip", dir / "in/一九八七年.zip");
  KillPlan plan;
  plan.command = {"ingest", "--json", (dir / "in").string()};
  plan.items = 63;
  plan.query = "一九八七年";
  plan.found = 62;  // all but the reply in the archive, which does not name the year
  plan.kills = 40;
  std::mt19937 random(20261102);
  BOOST_TEST(kill_again_and_again(plan, random) == plan.kills);
}
