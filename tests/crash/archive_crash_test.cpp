// Power is lost at every file-system call of a capture, on the crash double. What was acknowledged must be there after the reboot,
// what was not must have left nothing, and the archive must verify clean and go on.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/archive_fixture.hpp"
#include "tests/support/crash_file_system.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

struct Acknowledged {
  bool created = false;
  std::vector<std::pair<ItemId, std::string>> items;
};

ArchiveOptions options_on(const std::shared_ptr<CrashFileSystem>& fs) {
  int tick = 0;
  return {fs, "cli:tester", [tick]() mutable {
            char text[40];
            std::snprintf(text, sizeof text, "2026-11-24T06:00:%02d.%06dZ", tick / 1000 % 60, tick % 1000);
            ++tick;
            return std::string(text);
          }};
}

/// init, then put and ingest in group commits, then an import of matters with letter and reply. Stops at the first error.
void work(const std::shared_ptr<CrashFileSystem>& fs, Acknowledged& acknowledged) {
  if (!Archive::create("/archive", k_fonds, options_on(fs))) return;
  acknowledged.created = true;
  auto opened = Archive::open("/archive", options_on(fs));
  if (!opened) return;
  Archive& archive = **opened;
  auto transaction = archive.begin();
  if (!transaction) return;
  for (int group = 0; group < 3; ++group) {
    std::vector<std::pair<ItemId, std::string>> pending;
    for (int i = 0; i < 3; ++i) {
      // Over one sector and over one frame, so that torn writes have something to tear.
      std::string text = "第 " + std::to_string(group * 3 + i) + " 件：" + std::string(static_cast<std::size_t>(700 * (i + 1)), 'x');
      NewItem item;
      if (group == 2) {
        const MatterId matter = new_matter_id();
        transaction->open_matter({matter, "信:" + std::to_string(i), "letters", std::to_string(i)});
        item.matter = matter;
        item.import_source = "letters";
        item.import_row = std::to_string(i);
      }
      const auto id = capture(*transaction, text, item);
      if (!id) return;
      pending.emplace_back(*id, text);
    }
    if (!transaction->commit()) return;
    acknowledged.items.insert(acknowledged.items.end(), pending.begin(), pending.end());
  }
}

void check_after_reboot(const std::shared_ptr<CrashFileSystem>& fs, const Acknowledged& acknowledged, std::set<std::string>& problems) {
  auto opened = Archive::open("/archive", options_on(fs));
  if (!opened) {
    if (acknowledged.created) problems.insert("archive lost: " + opened.error().message);
    // A half-made archive is finished by doing the same again.
    if (!acknowledged.created && !Archive::create("/archive", k_fonds, options_on(fs))) problems.insert("create cannot be repeated");
    return;
  }
  Archive& archive = **opened;
  for (const auto& [id, text] : acknowledged.items) {
    const auto item = archive.item(id.value);
    if (!item) {
      problems.insert("acknowledged item lost");
    } else if (text_of(archive, item->object) != text) {
      problems.insert("acknowledged bytes lost: " + text_of(archive, item->object).substr(0, 80));
    }
  }
  for (const Finding& fault : faults_of(archive)) problems.insert("verify: " + fault.subject + ": " + fault.message);
  auto transaction = archive.begin();
  const auto next = capture(*transaction, "重启之后的一件");
  if (!next) problems.insert("cannot go on: " + next.error().message);
  if (Status status = transaction->commit(); !status) problems.insert("cannot go on: " + status.error().message);
  for (const Finding& fault : faults_of(archive)) problems.insert("verify after going on: " + fault.subject + ": " + fault.message);
  const std::string before = archive.logical_dump().value_or("");
  {
    const Transaction gone = std::move(*transaction);
  }
  opened->reset();
  if (Status status = Archive::rebuild("/archive", options_on(fs), [](const Finding&) {}); !status) {
    problems.insert("rebuild: " + status.error().message);
    return;
  }
  const auto rebuilt = Archive::open("/archive", options_on(fs));
  if (!rebuilt || (*rebuilt)->logical_dump().value_or("?") != before) problems.insert("rebuild gives other tables");
}

struct Sweep {
  int points = 0, acknowledged = 0;
  std::set<std::string> problems;
};

Sweep sweep(bool ignore_syncs, int step, std::uint64_t seeds) {
  Sweep result;
  for (int at = 0;; at += step) {
    bool crashed = false;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      auto fs = std::make_shared<CrashFileSystem>(static_cast<std::uint32_t>(seed));
      fs->ignore_syncs(ignore_syncs);
      fs->lose_power_at(at);
      Acknowledged acknowledged;
      try {
        work(fs, acknowledged);
      } catch (const ProcessEnded&) {  // thrown by the sync failure handler in place of ending the process
      }
      crashed = fs->power_lost();
      fs->reboot();
      ++result.points;
      result.acknowledged += !acknowledged.items.empty();
      check_after_reboot(fs, acknowledged, result.problems);
    }
    if (!crashed) return result;
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(archive_crash)

BOOST_FIXTURE_TEST_CASE(nothing_acknowledged_is_lost_at_any_call, ThrowOnSyncFailure) {
  const Sweep result = sweep(false, 1, 2);
  for (const std::string& problem : result.problems) BOOST_ERROR(problem);
  BOOST_TEST(result.points >= 100);
  BOOST_TEST(result.acknowledged >= 20);
  BOOST_TEST_MESSAGE("power lost at " << result.points << " points, " << result.acknowledged << " with acknowledged items");
}

BOOST_FIXTURE_TEST_CASE(the_sweep_notices_when_syncs_are_taken_out, ThrowOnSyncFailure) {
  const Sweep result = sweep(true, 3, 1);
  BOOST_TEST(!result.problems.empty());
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_loses_nothing_acknowledged, ThrowOnSyncFailure) {
  int full = 0;
  std::set<std::string> problems;
  for (std::uint64_t limit = 20'000; limit < 500'000; limit += 4'000) {
    auto fs = std::make_shared<CrashFileSystem>(1);
    fs->limit_space(limit);
    Acknowledged acknowledged;
    try {
      work(fs, acknowledged);
    } catch (const ProcessEnded&) {  // full where a sync failed: the program would end there
    }
    full += acknowledged.items.size() < 9;
    fs->limit_space(std::nullopt);
    check_after_reboot(fs, acknowledged, problems);
  }
  for (const std::string& problem : problems) BOOST_ERROR(problem);
  BOOST_TEST(full >= 10);
}

BOOST_AUTO_TEST_SUITE_END()
