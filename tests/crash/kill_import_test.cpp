// kill -9 of `import`, with reading and index: each letter once only, however often the import is cut short.
#include <boost/test/unit_test.hpp>

#include "tests/crash/kill_rig.hpp"

using namespace anjuan::test;

BOOST_AUTO_TEST_CASE(while_importing_reading_and_indexing) {
  const TempDir dir;
  std::string rows;
  for (int i = 0; i < 90; ++i) {
    const std::string number = std::to_string(i);
    rows += "{\"id\":\"" + number + "\",\"source\":\"市长信箱\",\"subject\":\"第" + number + "件\",\"text\":\"反映离休待遇问题之" + number + "\",\"reply\":\"" +
            (i % 3 == 0 ? "答复离休待遇问题之" + number : "") + "\"}\n";
  }
  write_file(dir / "letters.jsonl", rows);
  KillPlan plan;
  plan.command = {"import", "--json", (dir / "letters.jsonl").string()};
  plan.items = 120;
  plan.query = "离休待遇";
  plan.found = 120;
  plan.kills = 24;
  std::mt19937 random(20261103);
  BOOST_TEST(kill_again_and_again(plan, random) == plan.kills);
}
