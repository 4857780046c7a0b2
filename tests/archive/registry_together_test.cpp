// Several processes at one registry: numbers without hole or double, and one matter moved once, whoever
// comes first.
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <functional>
#include <set>

#include "tests/archive/registry_rules.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Intake;
using registry::text_in;

namespace {

/// An archive of the office that other processes open: none is open here while they run, since SQLite forbids to carry
/// a connection over a fork.
struct SharedOffice : RuleOffice {
  SharedOffice() : root(dir / "archive") {}

  void leave() {
    registry.reset();
    archive.reset();
  }
  void come_back() {
    auto opened = Archive::open(root, options());
    BOOST_REQUIRE(opened);
    archive = std::move(*opened);
    auto open = registry::Registry::open(*archive);
    BOOST_REQUIRE(open);
    registry = std::move(*open);
  }
  ArchiveOptions options() {
    ArchiveOptions options;
    options.actor = "reg";
    options.clock = [this] { return today + "T02:00:00.000000Z"; };
    return options;
  }

  /// Runs `work` in a process of its own; it exits 0 when `work` says so.
  pid_t start(const std::function<bool(SharedOffice&)>& work) {
    const pid_t child = fork();
    if (child != 0) return child;
    auto opened = Archive::open(root, options());
    if (!opened) _exit(3);
    archive = std::move(*opened);
    auto open = registry::Registry::open(*archive);
    if (!open) _exit(4);
    registry = std::move(*open);
    const bool done = work(*this);
    leave();
    _exit(done ? 0 : 1);
  }
  static int status_of(pid_t child) {
    int status = 0;
    BOOST_REQUIRE(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
  }

  std::vector<std::string> numbers() {
    std::vector<std::string> all;
    BOOST_REQUIRE(registry->book().each({}, [&](MatterRow&& row) -> Result<bool> {
      all.push_back(row.name);
      return true;
    }));
    return all;
  }
  Path root;
};

std::string number_of(int serial) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%04d", serial);
  return "〔2023〕组信字第" + std::string(digits) + "号";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(registry_together, SharedOffice)

BOOST_AUTO_TEST_CASE(r_330_r_346_two_processes_number_without_hole_or_double) {
  leave();
  const auto morning = [](SharedOffice& office) {
    for (int i = 0; i < 200; ++i) {
      if (!office.register_on("2023-03-01", office.claim("2023-03-01"))) return false;
    }
    return true;
  };
  const pid_t one = start(morning), two = start(morning);
  BOOST_TEST(status_of(one) == 0);
  BOOST_TEST(status_of(two) == 0);
  come_back();
  const std::vector<std::string> all = numbers();
  BOOST_TEST(all.size() == 400u);
  const std::set<std::string> distinct(all.begin(), all.end());
  for (int serial = 1; serial <= 400; ++serial)
    BOOST_TEST(distinct.contains(number_of(serial)), serial << " is missing");
  BOOST_TEST(registry->book().last_serial("组信", 2023).value() == 400);
  BOOST_TEST(faults_of(*archive).empty());
}

BOOST_AUTO_TEST_CASE(r_320_of_two_people_at_one_matter_one_wins) {
  std::vector<std::string> matters;
  for (int i = 0; i < 25; ++i) matters.push_back(register_on("2023-03-01", claim("2023-03-01"))->name);
  leave();
  const auto decide = [&](const std::string& move, const std::string& file) {
    return [&matters, move, file](SharedOffice& office) {
      std::ofstream out(office.dir / file);
      for (const std::string& number : matters) {
        const auto result = office.step(number, move, {{"reason", "理由"}}, "2023-03-02");
        out << (result ? "won" : result.error().message) << "\n";
      }
      return out.good();
    };
  };
  const pid_t one = start(decide("void", "one")), two = start(decide("withdraw", "two"));
  BOOST_TEST(status_of(one) == 0);
  BOOST_TEST(status_of(two) == 0);
  come_back();
  std::ifstream first(dir / "one"), second(dir / "two");
  for (const std::string& number : matters) {
    std::string void_said, withdraw_said;
    BOOST_REQUIRE(std::getline(first, void_said));
    BOOST_REQUIRE(std::getline(second, withdraw_said));
    BOOST_TEST((void_said == "won") != (withdraw_said == "won"), number << ": " << void_said << " / " << withdraw_said);
    const std::string state_now = state(number);
    BOOST_TEST(state_now == (void_said == "won" ? "作废" : "撤回"));
    // The other is told where the matter stands.
    BOOST_TEST(cites(void_said == "won" ? withdraw_said : void_said, "现为“" + state_now + "”"));
    BOOST_TEST(registry->book().events(matter(number).matter)->size() == 2u);
  }
}

BOOST_AUTO_TEST_CASE(r_346_what_was_not_committed_takes_no_number) {
  {
    auto transaction = archive->begin();
    BOOST_REQUIRE(transaction);
    BOOST_REQUIRE(transaction->lock());
    for (int i = 1; i <= 3; ++i) {
      const auto matter = registry->register_matter(*transaction, claim("2023-03-01"),
                                                    {CivilDate::parse("2023-03-01").value(), {}, {}});
      BOOST_REQUIRE(matter);
      BOOST_TEST(matter->name == number_of(i));
    }
  }
  BOOST_TEST(numbers().empty());
  BOOST_TEST(register_on("2023-03-01", claim("2023-03-01"))->name == number_of(1));
  // Nor does a process that is killed while it holds the lock.
  leave();
  int ready[2];
  BOOST_REQUIRE(pipe(ready) == 0);
  const pid_t killed = start([&](SharedOffice& office) {
    auto transaction = office.archive->begin();
    if (!transaction || !transaction->lock()) return false;
    if (!office.registry->register_matter(*transaction, office.claim("2023-03-01"),
                                          {CivilDate::parse("2023-03-01").value(), {}, {}}))
      return false;
    if (write(ready[1], "x", 1) != 1) return false;
    pause();
    return false;
  });
  char byte = 0;
  BOOST_REQUIRE(read(ready[0], &byte, 1) == 1);
  BOOST_REQUIRE(kill(killed, SIGKILL) == 0);
  BOOST_TEST(status_of(killed) == 100 + SIGKILL);
  close(ready[0]);
  close(ready[1]);
  come_back();
  BOOST_TEST(register_on("2023-03-01", claim("2023-03-01"))->name == number_of(2));
  BOOST_TEST(faults_of(*archive).empty());
}

BOOST_AUTO_TEST_SUITE_END()
