// Power is lost at every file-system call of registrations and steps, on the crash double: what
// was acknowledged is there after the reboot with its number and its state, numbers have no hole, what was not
// acknowledged left nothing, and a rebuild gives the same tables.
#include <boost/test/unit_test.hpp>
#include <set>

#include "archive/registry/registry.hpp"
#include "tests/support/archive_fixture.hpp"
#include "tests/support/crash_file_system.hpp"

using namespace anjuan;
using namespace anjuan::test;
using registry::Intake;
using registry::Registry;
using registry::text_in;

namespace {

struct Acknowledged {
  bool created = false;
  std::map<std::string, std::string> states;  ///< by number
};

ArchiveOptions options_on(const std::shared_ptr<CrashFileSystem>& fs) {
  return {fs, "reg", [] { return std::string("2026-11-24T02:00:00.000000Z"); }};
}

Result<std::string> register_one(Archive& archive, Registry& registry) {
  TRY_ASSIGN(Transaction transaction, archive.begin());
  TRY(transaction.lock());
  Intake intake;
  intake.category = "建议意见";
  TRY_ASSIGN(intake.received, CivilDate::parse("2026-11-20"));
  intake.subject = "建议";
  registry::Party party;
  party.role = "来信人";
  party.name = "张三";
  party.phone = "13812345678";
  intake.parties.push_back(party);
  TRY_ASSIGN(const MatterRow matter, registry.register_matter(transaction, intake, {}));
  TRY(transaction.commit());
  return matter.name;
}

Status step(Archive& archive, Registry& registry, const std::string& number, const std::string& move,
            const std::map<std::string, std::string>& fields) {
  TRY_ASSIGN(Transaction transaction, archive.begin());
  TRY(transaction.lock());
  TRY(registry.move(transaction, number, {move, fields, {}}));
  return transaction.commit();
}

/// Three letters, each proposed, the second voided. Stops at the first error.
Status work(const std::shared_ptr<CrashFileSystem>& fs, Acknowledged& acknowledged) {
  TRY(Archive::create("/archive", k_fonds, options_on(fs)));
  acknowledged.created = true;
  TRY_ASSIGN(auto archive, Archive::open("/archive", options_on(fs)));
  TRY_ASSIGN(auto registry, Registry::open(*archive));
  for (int i = 0; i < 3; ++i) {
    TRY_ASSIGN(const std::string number, register_one(*archive, *registry));
    acknowledged.states[number] = "登记";
    TRY(step(*archive, *registry, number, "propose", {{"text", "拟转组织科"}}));
    acknowledged.states[number] = "拟办";
    if (i != 1) continue;
    TRY(step(*archive, *registry, number, "void", {{"reason", "重复录入"}}));
    acknowledged.states[number] = "作废";
  }
  return {};
}

std::string number_of(std::size_t serial) { return "〔2026〕组信字第000" + std::to_string(serial) + "号"; }

/// How far a state is along the way of work().
int rank(const std::string& state) { return state == "登记" ? 1 : state == "拟办" ? 2 : state == "作废" ? 3 : 0; }

void check_matters(Archive& archive, Registry& registry, const Acknowledged& acknowledged,
                   std::set<std::string>& problems) {
  std::map<std::string, std::string> found;
  const Status read = registry.book().each({}, [&](MatterRow&& row) -> Result<bool> {
    found[row.name] = text_in(row.record, "state");
    const auto events = registry.book().events(row.matter);
    // One event for each state behind it: no step is half there.
    if (!events || events->size() != static_cast<std::size_t>(rank(found[row.name])))
      problems.insert(row.name + ": the history does not give its state");
    return true;
  });
  if (!read) problems.insert("each: " + read.error().message);
  for (const auto& [number, state] : acknowledged.states) {
    if (!found.contains(number)) problems.insert("acknowledged number lost");
    // One step more may have become durable without having been acknowledged; one less may not.
    else if (rank(found[number]) < rank(state) || rank(found[number]) > rank(state) + 1)
      problems.insert("acknowledged step lost: " + found[number]);
  }
  if (found.size() > acknowledged.states.size() + 1) problems.insert("more matters than were ever begun");
  for (std::size_t serial = 1; serial <= found.size(); ++serial) {
    if (!found.contains(number_of(serial))) problems.insert("a hole at " + number_of(serial));
  }
  for (const Finding& fault : faults_of(archive)) problems.insert("verify: " + fault.subject + ": " + fault.message);
}

void check_after_reboot(const std::shared_ptr<CrashFileSystem>& fs, const Acknowledged& acknowledged,
                        std::set<std::string>& problems) {
  auto opened = Archive::open("/archive", options_on(fs));
  if (!opened) {
    if (acknowledged.created) problems.insert("archive lost: " + opened.error().message);
    return;
  }
  Archive& archive = **opened;
  auto registry = Registry::open(archive);
  if (!registry) {
    problems.insert("registry lost: " + registry.error().message);
    return;
  }
  check_matters(archive, **registry, acknowledged, problems);
  const auto before = archive.status();
  const auto next = register_one(archive, **registry);
  if (!next)
    problems.insert("cannot go on: " + next.error().message);
  else if (before && *next != number_of(before->matters + 1))
    problems.insert("the next number is " + *next);
  const std::string dump = archive.logical_dump().value_or("");
  registry->reset();
  opened->reset();
  if (const Status rebuilt = Archive::rebuild("/archive", options_on(fs), [](const Finding&) {}); !rebuilt) {
    problems.insert("rebuild: " + rebuilt.error().message);
    return;
  }
  const auto again = Archive::open("/archive", options_on(fs));
  if (!again || (*again)->logical_dump().value_or("?") != dump) problems.insert("rebuild gives other tables");
}

struct Sweep {
  int points = 0, acknowledged = 0;
  std::set<std::string> problems;
};

Sweep sweep(bool ignore_syncs, int every) {
  Sweep result;
  for (int at = 0;; at += every) {
    auto fs = std::make_shared<CrashFileSystem>(static_cast<std::uint32_t>(at + 1));
    fs->ignore_syncs(ignore_syncs);
    fs->lose_power_at(static_cast<std::uint64_t>(at));
    Acknowledged acknowledged;
    bool done = false;
    try {
      done = work(fs, acknowledged).has_value();
    } catch (const ProcessEnded&) {  // thrown by the sync failure handler in place of ending the process
    }
    const bool crashed = fs->power_lost();
    if (!crashed && !done) result.problems.insert("the work fails without any loss of power");
    fs->reboot();
    ++result.points;
    result.acknowledged += !acknowledged.states.empty();
    check_after_reboot(fs, acknowledged, result.problems);
    if (!crashed) return result;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(registry_crash)

BOOST_FIXTURE_TEST_CASE(r_346_acknowledged_numbers_and_steps_survive_at_any_call, ThrowOnSyncFailure) {
  const Sweep result = sweep(false, 1);
  for (const std::string& problem : result.problems) BOOST_ERROR(problem);
  BOOST_TEST(result.points >= 50);
  BOOST_TEST(result.acknowledged >= 20);
  BOOST_TEST_MESSAGE("power lost at " << result.points << " points, " << result.acknowledged
                                      << " with acknowledged numbers");
}

BOOST_FIXTURE_TEST_CASE(the_sweep_notices_when_syncs_are_taken_out, ThrowOnSyncFailure) {
  const Sweep result = sweep(true, 5);
  BOOST_TEST(!result.problems.empty());
}

BOOST_AUTO_TEST_SUITE_END()
