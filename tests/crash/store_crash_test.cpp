// Power lost, process killed, sync failed, disk full: at every call that the store makes. What was promised must be
// there afterwards, bit by bit (I1, I2), and the store must go on. The promises themselves (SQL's part) stand in a
// MemoryBook that never forgets.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/crash_file_system.hpp"
#include "tests/support/memory_book.hpp"
#include "tests/support/object_store_conformance.hpp"

namespace anjuan::test {

namespace {

using Survival = CrashFileSystem::Survival;

const Path k_folder = "/archive/packs";
constexpr PackLimits k_limits{.seal_at = 6000, .own_pack_over = 4000};

std::string text_of(int n) {
  return "object " + std::to_string(n) +
         std::string(static_cast<std::size_t>(n * 397 % 2500), static_cast<char>('a' + n % 26));
}

struct World {
  explicit World(std::uint32_t seed) : fs(std::make_shared<CrashFileSystem>(seed)) {}
  std::shared_ptr<CrashFileSystem> fs;
  MemoryBook book;
  std::set<ObjectId> acknowledged;
};

/// One commit of the objects [from, to) and a batch that speaks of them.
Status commit_objects(World& world, PackSession& session, int from, int to) {
  std::vector<PutResult> puts;
  for (int n = from; n < to; ++n) {
    const std::string text = n % 7 == 6 ? std::string(5000, static_cast<char>('A' + n)) : text_of(n);
    MemorySource source(as_bytes(text));
    TRY_ASSIGN(const PutResult p, session.put(source, text.size()));
    puts.push_back(p);
  }
  TRY_ASSIGN([[maybe_unused]] const auto batch,
             session.append(RecordKind::journal_batch, as_bytes("batch " + std::to_string(from))));
  TRY(session.sync());
  world.book.promise(session, puts);
  session.keep();
  for (const PutResult& p : puts) world.acknowledged.insert(p.id);
  return {};
}

/// What a capturing process does: three commits, one that is given up, and one more, over several packs.
Status capture(World& world, int first) {
  TRY_ASSIGN(const auto store, PackStore::open(world.fs, k_folder, k_limits));
  TRY_ASSIGN(const auto session, store->begin_session(world.book));
  for (int n = first; n < first + 9; n += 3) TRY(commit_objects(world, *session, n, n + 3));
  const std::string given_up(3000, '-');
  MemorySource source(as_bytes(given_up));
  TRY_ASSIGN([[maybe_unused]] const auto put, session->put(source));
  TRY(session->roll_back());
  return commit_objects(world, *session, first + 9, first + 11);
}

/// capture() in a process that may end.
void run(World& world, int first) {
  try {
    (void)capture(world, first);
  } catch (const ProcessEnded&) {
    // The test's stand-in for _exit(1).
  }
}

/// Every acknowledged object is there and right; a writer can begin. Returns what is wrong.
std::vector<std::string> faults(World& world) {
  std::vector<std::string> found;
  const auto store = PackStore::open(world.fs, k_folder, k_limits);
  if (!store) return {store.error().message};
  if (const auto session = (*store)->begin_session(world.book); !session) found.push_back(session.error().message);
  for (const auto& [id, location] : world.book.objects) {
    MemorySink sink;
    const Status read = (*store)->read_object(id, location, sink);
    if (!read) found.push_back(read.error().message);
    if (read && ObjectId::of(sink.bytes()) != id) found.push_back("I1 is broken");
  }
  for (const auto& [number, state] : world.book.promised) {
    const auto sealed = (*store)->is_sealed(number);
    if (!sealed || *sealed != state.sealed)
      found.push_back("pack " + std::to_string(number) + ": sealed differs from the promise");
    const Status scanned = (*store)->scan(
        number, {.end = state.promised}, [](const Record&, ByteView) -> Status { return {}; },
        [&](std::uint64_t, const Error& error) -> Status {
          found.push_back(error.message);
          return {};
        });
    if (!scanned) found.push_back(scanned.error().message);
  }
  return found;
}

void require_no_faults(World& world, const std::string& when) {
  for (const std::string& fault : faults(world)) BOOST_ERROR(when + ": " + fault);
}

struct Sweep {
  std::uint64_t points = 0, acknowledged = 0, faulty = 0;
};

Sweep power_sweep(bool ignore_syncs, std::uint32_t seeds) {
  Sweep sweep;
  for (std::uint32_t seed = 0; seed < seeds; ++seed) {
    for (std::uint64_t at = 0;; ++at) {
      World world(seed * 1000 + static_cast<std::uint32_t>(at));
      world.fs->ignore_syncs(ignore_syncs);
      world.fs->lose_power_at(at);
      run(world, 0);
      if (!world.fs->power_lost()) break;
      ++sweep.points;
      sweep.acknowledged += world.acknowledged.size();
      world.fs->reboot();
      if (ignore_syncs) {
        sweep.faulty += faults(world).empty() ? 0 : 1;
        continue;
      }
      require_no_faults(world, "power lost at call " + std::to_string(at) + ", seed " + std::to_string(seed));
      // The same command again finishes the work, and that too survives.
      run(world, 0);
      BOOST_REQUIRE(world.acknowledged.size() == 11U);
      world.fs->reboot(Survival::nothing);
      require_no_faults(world, "second power loss, after call " + std::to_string(at));
    }
  }
  return sweep;
}

}  // namespace

BOOST_AUTO_TEST_CASE(power_loss_at_every_call) {
  const ThrowOnSyncFailure end;
  const Sweep sweep = power_sweep(false, 6);
  BOOST_TEST_MESSAGE(sweep.points << " points, " << sweep.acknowledged << " acknowledged objects");
  BOOST_TEST(sweep.points >= 6 * 20U);
  BOOST_TEST(sweep.acknowledged >= 6 * 50U);
}

// A sweep that passes with syncs that do nothing proves nothing.
BOOST_AUTO_TEST_CASE(the_sweep_notices_missing_syncs) {
  const ThrowOnSyncFailure end;
  const Sweep sweep = power_sweep(true, 2);
  BOOST_TEST(sweep.acknowledged > 0U);
  BOOST_TEST(sweep.faulty * 3 > sweep.points);
}

// A killed process leaves its writes in the machine's memory, and names and files that nobody synced. The next one
// builds on them.
BOOST_AUTO_TEST_CASE(kill_at_every_call_then_power_loss) {
  const ThrowOnSyncFailure end;
  std::uint64_t points = 0;
  for (std::uint64_t at = 0;; ++at, ++points) {
    World world(static_cast<std::uint32_t>(at));
    world.fs->lose_power_at(at);
    run(world, 0);
    if (!world.fs->power_lost()) break;
    world.fs->restart();
    require_no_faults(world, "killed at call " + std::to_string(at));
    run(world, 20);
    BOOST_REQUIRE(world.acknowledged.size() >= 11U);
    world.fs->reboot(Survival::nothing);
    require_no_faults(world, "killed at call " + std::to_string(at) + ", then the power went");
  }
  BOOST_TEST(points >= 20U);
}

BOOST_AUTO_TEST_CASE(every_sync_fails_once) {
  const ThrowOnSyncFailure end;
  std::uint64_t ended = 0;
  for (std::uint64_t nth = 0; nth < 200; ++nth) {
    World world(static_cast<std::uint32_t>(nth));
    world.fs->fail_sync_at(nth);
    run(world, 0);
    if (world.acknowledged.size() == 11U) break;
    ++ended;
    // The process is gone; Linux believes those pages clean and would never write them.
    world.fs->restart();
    world.fs->reboot(Survival::everything);
    require_no_faults(world, "sync " + std::to_string(nth) + " failed");
  }
  BOOST_TEST(ended >= 9U);
}

BOOST_AUTO_TEST_CASE(the_disk_fills_up_at_every_length) {
  const ThrowOnSyncFailure end;
  std::size_t refused = 0;
  for (std::uint64_t space = 0;; space += 97) {
    World world(static_cast<std::uint32_t>(space));
    world.fs->limit_space(space);
    const Status captured = capture(world, 0);
    if (captured) break;
    ++refused;
    BOOST_TEST(captured.error().code == ErrorCode::no_space, captured.error().message);
    require_no_faults(world, "disk of " + std::to_string(space) + " bytes");
    world.fs->limit_space(std::nullopt);
    run(world, 0);
    BOOST_TEST(world.acknowledged.size() == 11U);
    world.fs->reboot(Survival::nothing);
    require_no_faults(world, "disk of " + std::to_string(space) + " bytes, enlarged");
  }
  BOOST_TEST(refused >= 100U);
}

}  // namespace anjuan::test
