// Power is lost at every file-system call of a destruction and its purge, on the crash double: nothing live is lost, nothing that was
// destroyed comes back, and whoever comes next finishes it, also from packs alone. And a disk that fills meanwhile.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/archive_fixture.hpp"
#include "tests/support/crash_file_system.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

const Path k_root = "/archive";
const std::string k_secret = "决不能留下的一句话。", k_secret_text = "读出的文字也不能留下。";

ArchiveOptions options_on(const std::shared_ptr<CrashFileSystem>& fs) {
  return {fs, "cli:tester", [] { return std::string("2026-11-24T06:00:00.000000Z"); }};
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += std::to_string(i) + text;
  return all;
}

struct World {
  std::shared_ptr<CrashFileSystem> fs;
  std::vector<std::pair<ItemId, std::string>> kept;
  std::vector<ItemId> gone;
  bool is_destroyed = false;  ///< acknowledged
  bool is_purged = false;
};

Status read_as(Transaction& transaction, const ItemId& item, const std::string& text) {
  MemorySource source(as_bytes(text));
  TRY_ASSIGN(const PutResult put, transaction.put(source));
  transaction.record_read({item, put.id, "text/plain", 1, {}});
  return {};
}

/// Under a title that gives nothing of it away: titles stay in the catalogue.
Result<ItemId> capture_untitled(Transaction& transaction, const std::string& text) {
  NewItem item;
  item.title = "一件";
  return capture(transaction, text, item);
}

Status keep_one(Transaction& transaction, World& world, int i) {
  const std::string text = repeated("留下的第" + std::to_string(i) + "件", 60);
  TRY_ASSIGN(const ItemId item, capture_untitled(transaction, text));
  world.kept.emplace_back(item, text);
  return {};
}

/// Two packs, one of them held by a writer of its own while the other was made, with live and doomed objects in both.
Status fill(World& world) {
  TRY(Archive::create(k_root, k_fonds, options_on(world.fs)));
  TRY_ASSIGN(const auto archive, Archive::open(k_root, options_on(world.fs)));
  TRY_ASSIGN(Transaction first, archive->begin());
  TRY(keep_one(first, world, 0));
  TRY_ASSIGN(const ItemId gone, capture_untitled(first, repeated(k_secret, 120)));
  world.gone.push_back(gone);
  TRY(keep_one(first, world, 1));
  TRY(first.commit());
  TRY_ASSIGN(Transaction second, archive->begin());
  TRY(read_as(second, gone, repeated(k_secret_text, 50)));
  TRY(keep_one(second, world, 2));
  TRY_ASSIGN(const ItemId other, capture_untitled(second, repeated(k_secret, 3)));
  world.gone.push_back(other);
  TRY(second.commit());
  return archive->status().has_value() ? Status() : Status(fail(ErrorCode::io, "status"));
}

Status destroy(World& world) {
  TRY_ASSIGN(const auto archive, Archive::open(k_root, options_on(world.fs)));
  {
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    TRY_ASSIGN(const DestructionPlan plan, transaction.destroy({world.gone, std::nullopt, "i0000000000000000"}));
    TRY(transaction.commit());
    world.is_destroyed = true;
  }
  TRY_ASSIGN(const PurgeResult purged, archive->purge({}));
  world.is_purged = purged.packs == 2;
  return {};
}

/// Files that still have the bytes.
void search(CrashFileSystem& fs, const Path& path, std::set<std::string>& found) {
  if (const auto names = fs.list(path)) {
    for (const std::string& name : *names) search(fs, path / name, found);
    return;
  }
  const Bytes bytes = fs.bytes(path);
  const std::string_view text = as_text(bytes);
  for (const std::string& secret : {k_secret, k_secret_text}) {
    if (text.find(secret) != std::string_view::npos) found.insert(path.string());
  }
}

std::uint64_t bytes_under(CrashFileSystem& fs, const Path& path) {
  const auto names = fs.list(path);
  if (!names) return fs.bytes(path).size();
  std::uint64_t bytes = 0;
  for (const std::string& name : *names) bytes += bytes_under(fs, path / name);
  return bytes;
}

using Problems = std::set<std::string>;

void note(Problems& problems, const std::string& what, const Status& status) {
  if (!status) problems.insert(what + ": " + status.error().message);
}

void check_content(Archive& archive, const World& world, const std::string& when, Problems& problems) {
  for (const auto& [id, text] : world.kept) {
    const auto item = archive.item(id.value);
    if (!item || text_of(archive, item->object) != text) problems.insert(when + ": a live item is lost");
  }
  for (const ItemId& id : world.gone) {
    const auto item = archive.item(id.value);
    if (!item) {
      problems.insert(when + ": the entry of an item is lost");
    } else if (world.is_destroyed && (item->state != ItemState::destroyed || text_of(archive, item->object).find("没有这个对象") == std::string::npos)) {
      problems.insert(when + ": a destroyed item came back");
    }
  }
  for (const Finding& fault : faults_of(archive)) problems.insert(when + ": verify: " + fault.subject + ": " + fault.message);
}

enum class Way { purge, rebuild, rebuild_from_packs };

void rebuild(const World& world, Way way, Problems& problems) {
  if (way == Way::rebuild_from_packs) {
    for (const char* name : {"catalog.db", "catalog.db-wal", "catalog.db-shm"}) (void)world.fs->remove(k_root / name);
  }
  const Status rebuilt = Archive::rebuild(k_root, options_on(world.fs), [&](const Finding& finding) {
    if (finding.severity == Severity::fault) problems.insert("rebuild: " + finding.subject + ": " + finding.message);
  });
  note(problems, "rebuild", rebuilt);
}

/// The next ones to come: purge, a new item, all of it from the packs again.
void finish(const World& world, Problems& problems) {
  std::string before;
  {
    const auto archive = Archive::open(k_root, options_on(world.fs));
    if (!archive) return void(problems.insert("open: " + archive.error().message));
    check_content(**archive, world, "before", problems);
    const auto purged = (*archive)->purge({});
    if (!purged) return void(problems.insert("purge: " + purged.error().message));
    check_content(**archive, world, "after", problems);
    if ((*archive)->purge_pending().value_or(true)) problems.insert("the purge never ends");
    std::set<std::string> found;
    search(*world.fs, k_root, found);
    search(*world.fs, "/archive.keys", found);
    if (world.is_destroyed) {
      for (const std::string& file : found) problems.insert("traces in " + file);
    }
    auto transaction = (*archive)->begin();
    const auto next = capture_untitled(*transaction, "之后的一件");
    if (!next) problems.insert("cannot go on: " + next.error().message);
    note(problems, "cannot go on", transaction->commit());
    check_content(**archive, world, "going on", problems);
    before = (*archive)->logical_dump().value_or("");
  }
  rebuild(world, Way::rebuild_from_packs, problems);
  const auto rebuilt = Archive::open(k_root, options_on(world.fs));
  if (!rebuilt) return void(problems.insert("open the rebuilt: " + rebuilt.error().message));
  if ((*rebuilt)->logical_dump().value_or("?") != before) problems.insert("rebuild gives other tables");
  check_content(**rebuilt, world, "rebuilt", problems);
}

struct Sweep {
  int points = 0, destroyed = 0, half_done = 0;
  Problems problems;
};

Sweep sweep(bool ignore_syncs, int step, std::uint32_t seeds) {
  Sweep result;
  for (int at = 0;; at += step) {
    bool crashed = false;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
      World world{std::make_shared<CrashFileSystem>(seed), {}, {}};
      const Status filled = fill(world);
    BOOST_REQUIRE_MESSAGE(filled.has_value(), (filled ? "" : filled.error().message));
      world.fs->ignore_syncs(ignore_syncs);
      world.fs->lose_power_at(static_cast<std::uint64_t>(at));
      try {
        (void)destroy(world);
      } catch (const ProcessEnded&) {  // thrown by the sync failure handler in place of ending the process
      }
      crashed = world.fs->power_lost();
      world.fs->reboot();
      world.fs->ignore_syncs(false);
      ++result.points;
      result.destroyed += world.is_destroyed;
      result.half_done += world.is_destroyed && !world.is_purged;
      const Way way = static_cast<Way>((at / step + static_cast<int>(seed)) % 3);
      if (way != Way::purge) rebuild(world, way, result.problems);
      finish(world, result.problems);
    }
    if (!crashed) return result;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(purge_crash)

BOOST_FIXTURE_TEST_CASE(nothing_live_is_lost_and_nothing_destroyed_comes_back_at_any_call_R222, ThrowOnSyncFailure) {
  const Sweep result = sweep(false, 1, 3);
  for (const std::string& problem : result.problems) BOOST_ERROR(problem);
  BOOST_TEST(result.points >= 100);
  BOOST_TEST(result.half_done >= 60);
  BOOST_TEST_MESSAGE("power lost at " << result.points << " points, " << result.destroyed << " after the destruction, " << result.half_done << " within the purge");
}

BOOST_FIXTURE_TEST_CASE(the_sweep_notices_when_syncs_are_taken_out, ThrowOnSyncFailure) {
  const Sweep result = sweep(true, 3, 1);
  BOOST_TEST(!result.problems.empty());
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_leaves_the_old_packs_and_says_so_R222, ThrowOnSyncFailure) {
  int full = 0;
  Problems problems;
  for (std::uint64_t room = 0; room < 400'000; room += 4'000) {
    World world{std::make_shared<CrashFileSystem>(1), {}, {}};
    const Status filled = fill(world);
    BOOST_REQUIRE_MESSAGE(filled.has_value(), (filled ? "" : filled.error().message));
    const std::uint64_t used = bytes_under(*world.fs, "/");
    world.fs->limit_space(used + room);
    Status status;
    try {
      status = destroy(world);
    } catch (const ProcessEnded&) {
      status = fail(ErrorCode::no_space, "");
    }
    if (!status) {
      ++full;
      if (status.error().code != ErrorCode::no_space) problems.insert("wrong reason: " + status.error().message);
      const auto archive = Archive::open(k_root, options_on(world.fs));
      if (archive) check_content(**archive, world, "full", problems);
    }
    world.fs->limit_space(std::nullopt);
    finish(world, problems);
  }
  for (const std::string& problem : problems) BOOST_ERROR(problem);
  BOOST_TEST(full >= 10);
}

BOOST_AUTO_TEST_SUITE_END()
