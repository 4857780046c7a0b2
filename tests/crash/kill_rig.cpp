#include "tests/crash/kill_rig.hpp"

#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <set>
#include <thread>

namespace anjuan::test {

using Clock = std::chrono::steady_clock;

namespace {

struct Said {
  std::set<std::string> stored, read;  ///< items, as acknowledged; `read` also holds what was found unreadable
  std::size_t acknowledgements = 0;
};

void take(const std::string& line, Said& said) {
  boost::json::error_code error;
  const boost::json::value value = boost::json::parse(line, error);
  // A line that was cut by the kill was not said.
  if (error || !value.is_object()) return;
  const std::string status = text_of(value.get_object(), "status");
  const std::string item = text_of(value.get_object(), "item");
  if (status == "stored") said.stored.insert(item);
  if (status == "read" || status == "unreadable") said.read.insert(item);
  if (status == "stored" || status == "read" || status == "unreadable") ++said.acknowledgements;
}

/// Seconds from the first acknowledgement to the end of a run that nobody kills.
double undisturbed(const KillPlan& plan) {
  const TempDir dir;
  const Anjuan anjuan(dir / "a");
  anjuan.init();
  RunningProgram running(anjuan.command(plan.command));
  Said said;
  auto began = Clock::now();
  while (const auto line = running.next_line(std::chrono::minutes(1))) {
    const std::size_t before = said.acknowledgements;
    take(*line, said);
    if (before == 0 && said.acknowledgements > 0) began = Clock::now();
  }
  BOOST_REQUIRE(running.wait() == 0);
  BOOST_REQUIRE(said.stored.size() == plan.items);
  return std::chrono::duration<double>(Clock::now() - began).count();
}

/// One run that is killed. False when it came to its end before.
bool kill_one(const Anjuan& anjuan, const KillPlan& plan, double seconds, std::mt19937& random, Said& said) {
  RunningProgram running(anjuan.command(plan.command));
  const std::size_t before = said.acknowledgements;
  while (said.acknowledgements == before) {
    const auto line = running.next_line(std::chrono::minutes(1));
    if (!line) return false;
    take(*line, said);
  }
  const auto moment = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                         std::chrono::duration<double>(std::uniform_real_distribution<double>(0, seconds)(random)));
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(moment - Clock::now());
    if (left.count() <= 0) break;
    const auto line = running.next_line(left);
    if (line) {
      take(*line, said);
      if (line->find("\"summary\"") != std::string::npos) return false;
    }
  }
  running.signal(SIGKILL);
  // What it had said before it died still stands in the pipe.
  while (const auto line = running.next_line(std::chrono::seconds(10))) {
    take(*line, said);
    if (line->find("\"summary\"") != std::string::npos) return false;
  }
  return running.wait() == 128 + SIGKILL;
}

void check(const Anjuan& anjuan) {
  const RunResult verify = anjuan.run({"verify"});
  BOOST_TEST(verify.exit_code == 0, verify.out + verify.err);
}

/// Lets the command run to its end: nothing that was said may be said anew, and all of it must be there.
void finish(const Anjuan& anjuan, const KillPlan& plan, const Said& said) {
  const RunResult rest = anjuan.run(plan.command);
  BOOST_TEST(rest.exit_code == 0, rest.err);
  std::set<std::string> there, now_stored, now_read;
  for (const auto& line : json_lines(rest.out)) {
    const std::string status = text_of(line, "status");
    const std::string item = text_of(line, "item");
    if (status == "duplicate" || status == "stored") there.insert(item);
    if (status == "stored") now_stored.insert(item);
    if (status == "read" || status == "unreadable") now_read.insert(item);
  }
  for (const std::string& item : said.stored) {
    BOOST_TEST(!now_stored.contains(item));
    // A member of a container that is read already is not met again: then the archive itself is asked.
    if (!there.contains(item)) BOOST_TEST(anjuan.run({"item", "show", item}).exit_code == 0, "lost: " + item);
  }
  for (const std::string& item : said.read) BOOST_TEST(!now_read.contains(item), "read twice: " + item);
  const auto status = json_lines(anjuan.run({"status", "--json"}).out).at(0);
  BOOST_TEST(number_of(status.at("items").as_object(), "total") == plan.items);
  if (!plan.query.empty()) BOOST_TEST(anjuan.run({"search", "--count", plan.query}).out == std::to_string(plan.found) + "\n");
  check(anjuan);
}

}  // namespace

std::size_t kill_again_and_again(const KillPlan& plan, std::mt19937& random) {
  const double seconds = undisturbed(plan);
  BOOST_TEST_MESSAGE("undisturbed: " << seconds << " s after the first acknowledgement");
  std::size_t kills = 0;
  std::size_t acknowledgements = 0;
  for (std::size_t attempt = 0; kills < plan.kills && attempt < plan.kills * 4; ++attempt) {
    const TempDir dir;
    const Anjuan anjuan(dir / "a");
    anjuan.init();
    Said said;
    for (unsigned i = 0; i < plan.in_a_row && kills < plan.kills; ++i) {
      if (!kill_one(anjuan, plan, seconds, random, said)) break;
      ++kills;
      check(anjuan);
    }
    BOOST_TEST(said.acknowledgements > 0U);
    acknowledgements += said.acknowledgements;
    finish(anjuan, plan, said);
  }
  BOOST_TEST_MESSAGE(kills << " kills, " << acknowledgements << " acknowledgements before them");
  return kills;
}

}  // namespace anjuan::test
