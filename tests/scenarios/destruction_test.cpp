// From capture to nothing: a letter is read and indexed, destroyed, and no file of the archive has its bytes, its text or its terms any more,
// while everything else verifies. Then what is left of runs that died.
#include <signal.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <random>
#include <thread>

#include "indexer/text/fold.hpp"
#include "tests/scenarios/run_program.hpp"
#include "tests/support/archive_fixture.hpp"
#include "tests/support/files_under.hpp"
#include "tests/support/temp_dir.hpp"
#include "tools/flows/indexing.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

const std::string k_phrase = "饕餮貔貅魑魅魍魉，繁體之舉報，ＡＢＣ其人于一九八七年侵吞公款";

std::string letter() {
  std::string text = "关于某事的来信\n\n";
  for (int i = 0; i < 40; ++i) text += "其" + std::to_string(i) + "：" + k_phrase + "。\n";
  return text;
}

class Silent final : public flows::Observer {
 public:
  void event(const flows::ItemEvent& /*event*/) override {}
};

struct Office {
  TempDir dir;
  Anjuan anjuan{dir / "a"};

  Office() {
    anjuan.init();
    std::filesystem::create_directory(dir / "in");
    write_file(dir / "in/doomed.txt", letter());
    for (int i = 0; i < 30; ++i) write_file(dir / ("in/" + std::to_string(i) + ".txt"), "反映离休待遇问题之" + std::to_string(i) + "。" + std::string(3000, 'x'));
    const RunResult ingest = anjuan.run({"ingest", (dir / "in").string()});
    BOOST_REQUIRE_MESSAGE(ingest.exit_code == 0, ingest.err);
    std::filesystem::remove_all(dir / "in");
  }
  std::unique_ptr<Archive> open() const { return Archive::open(anjuan.archive(), {nullptr, "cli:tester", utc_now}).value(); }
  Item doomed() const {
    const auto archive = open();
    const auto changes = archive->changes_after(std::nullopt, 100).value();
    const std::vector<Item> items = archive->items(changes.items).value();
    for (const Item& item : items) {
      if (item.file_name == "doomed.txt") return item;
    }
    BOOST_FAIL("the letter is not there");
    return {};
  }
  void destroy(const Item& item) const {
    const auto archive = open();
    Transaction transaction = archive->begin().value();
    BOOST_REQUIRE(transaction.lock().has_value());
    const auto plan = transaction.destroy({{item.item}, std::nullopt, "i0000000000000000"});
    BOOST_REQUIRE(plan.has_value() && plan->is_complete());
    BOOST_REQUIRE(transaction.commit().has_value());
  }
  std::set<std::string> files_with(std::string_view bytes) const { return test::files_with(dir.path(), bytes); }
  void check(const std::string& when) const {
    const RunResult verify = anjuan.run({"verify"});
    BOOST_TEST(verify.exit_code == 0, when + ": " + verify.out + verify.err);
    BOOST_TEST(anjuan.run({"search", "--count", "离休待遇"}).out == "30\n", when);
  }
};

/// What must be nowhere: pieces of the stored bytes, of the stored text, and a term that no other item has.
std::vector<std::string> traces(const Office& office, const Item& item) {
  const auto archive = office.open();
  std::vector<std::string> found{k_phrase, fold(k_phrase), "饕餮"};
  for (const ObjectId& object : {item.object, item.text.value()}) {
    MemorySink sink;
    BOOST_REQUIRE(archive->read_object(object, sink).has_value());
    const std::string bytes(as_text(sink.bytes()));
    for (std::size_t at = 0; at + 64 <= bytes.size(); at += bytes.size() / 5 + 1) found.push_back(bytes.substr(at, 64));
  }
  // Texts begin alike, with what their format says of itself: a piece that another item has too is no trace of this one.
  const auto changes = archive->changes_after(std::nullopt, 100).value();
  const std::vector<Item> items = archive->items(changes.items).value();
  for (const Item& other : items) {
    if (other.item == item.item) continue;
    const std::string text = test::text_of(*archive, other.text.value());
    std::erase_if(found, [&](const std::string& piece) { return text.find(piece) != std::string::npos; });
  }
  BOOST_REQUIRE(found.size() >= 10U);
  return found;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(no_file_of_the_archive_has_a_trace_of_a_destroyed_letter_R222, Office) {
  const Item item = doomed();
  const std::vector<std::string> all = traces(*this, item);
  BOOST_TEST(!files_with(k_phrase).empty());
  BOOST_TEST(files_with("饕餮").size() > 1U);  // original, and terms of the index
  BOOST_TEST(anjuan.run({"search", "--count", "饕餮"}).out == "1\n");
  destroy(item);
  // No hit from this moment on, although index and packs still have it.
  BOOST_TEST(anjuan.run({"search", "饕餮"}).out.find(item.item.value) == std::string::npos);
  BOOST_TEST(anjuan.run({"get", item.item.value, "-o", "-"}).exit_code == 10);
  BOOST_TEST(anjuan.run({"item", "text", item.item.value}).exit_code == 10);
  check("destroyed");
  const auto dry = json_lines(anjuan.run({"gc", "--dry-run", "--json"}).out).at(0);
  BOOST_TEST(dry.at("purge_was_pending").as_bool());
  BOOST_TEST(number_of(dry.at("destroyed").as_object(), "records") == 2U);
  BOOST_TEST(!files_with(k_phrase).empty());
  {
    const auto archive = open();
    const auto lock = archive->lock_for_capture();
    BOOST_REQUIRE(lock.has_value());
    BOOST_REQUIRE(archive->purge({}).has_value());
    Silent silent;
    flows::Summary summary;
    const Status index = flows::purge_index(*archive, nullptr, silent, summary);
    BOOST_REQUIRE_MESSAGE(index.has_value(), (index ? "" : index.error().message));
  }
  for (const std::string& trace : all) {
    for (const std::string& file : files_with(trace)) BOOST_ERROR("a trace is left in " + file);
  }
  check("purged");
  BOOST_TEST(anjuan.run({"search", "--count", "饕餮"}).out == "0\n");
  const RunResult show = anjuan.run({"item", "show", item.item.value});
  BOOST_TEST(show.exit_code == 0);
  BOOST_TEST(show.out.find("已销毁") != std::string::npos);
  BOOST_TEST(anjuan.run({"rebuild"}).exit_code == 0);
  check("rebuilt");
  for (const std::string& trace : all) BOOST_TEST(files_with(trace).empty());
}

BOOST_FIXTURE_TEST_CASE(a_purge_killed_at_any_moment_is_finished_by_gc_R222, Office) {
  const Item item = doomed();
  const std::vector<std::string> all = traces(*this, item);
  destroy(item);
  std::mt19937 random(20261124);
  int kills = 0;
  std::filesystem::copy(anjuan.archive(), dir / "kept", std::filesystem::copy_options::recursive);
  for (int attempt = 0; attempt < 60 && kills < 20; ++attempt) {
    RunningProgram running(anjuan.command({"gc"}));
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution<int>(1'000, 60'000)(random)));
    running.signal(SIGKILL);
    if (running.wait() == 128 + SIGKILL) {
      ++kills;
      if (kills % 3 == 0) check("killed");
    }
    if (attempt % 4 != 3) continue;
    const RunResult gc = anjuan.run({"gc"});
    BOOST_TEST(gc.exit_code == 0, gc.err);
    check("finished");
    for (const std::string& trace : all) {
      for (const std::string& file : test::files_with(anjuan.archive(), trace)) BOOST_ERROR("a trace is left in " + file);
    }
    std::filesystem::remove_all(anjuan.archive());
    std::filesystem::copy(dir / "kept", anjuan.archive(), std::filesystem::copy_options::recursive);
  }
  BOOST_TEST(kills >= 8);
}

BOOST_FIXTURE_TEST_CASE(destroyed_bytes_that_no_purge_knows_of_are_a_fault_and_gc_takes_them_out_R222, Office) {
  const Item item = doomed();
  const std::filesystem::path packs = anjuan.archive() / "packs";
  destroy(item);
  {
    // As after a restore of packs and catalogue from different backups: the mark is lost, the bytes are not.
    const auto archive = open();
    BOOST_TEST(archive->purge_pending().value());
  }
  const RunResult forget = run_program({"python3", "-c", "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('DELETE FROM pack_purge'); c.commit()",
                                        (anjuan.archive() / "catalog.db").string()});
  BOOST_REQUIRE_MESSAGE(forget.exit_code == 0, forget.err);
  const RunResult verify = anjuan.run({"verify"});
  BOOST_TEST(verify.exit_code == 20);
  BOOST_TEST(verify.out.find("anjuan gc") != std::string::npos);
  BOOST_TEST(anjuan.run({"gc"}).exit_code == 0);
  check("collected");
  BOOST_TEST(files_with(k_phrase).empty());
}

BOOST_FIXTURE_TEST_CASE(what_no_entry_names_goes_after_its_grace, Office) {
  // A run that died left its object before others that count; the catalogue made from the packs alone takes it between them.
  const Item item = doomed();
  const RunResult orphan = run_program({"python3", "-c",
                                        "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]);"
                                        "c.execute('UPDATE item SET text = NULL, state = 2 WHERE item = ?', (sys.argv[2],));"
                                        "c.execute('DELETE FROM object WHERE digest = ?', (bytes.fromhex(sys.argv[3]),)); c.commit()",
                                        (anjuan.archive() / "catalog.db").string(), item.item.value, to_hex(item.text->digest())});
  BOOST_REQUIRE_MESSAGE(orphan.exit_code == 0, orphan.err);
  const auto young = json_lines(anjuan.run({"gc", "--json"}).out).at(0).at("orphans").as_object();
  BOOST_TEST(number_of(young, "records") == 0U);
  BOOST_TEST(number_of(young, "young") == 1U);
  const auto old = json_lines(anjuan.run({"gc", "--grace", "0", "--json"}).out).at(0);
  BOOST_TEST(number_of(old.at("orphans").as_object(), "records") == 1U);
  BOOST_TEST(number_of(old, "freed") > 0U);
  BOOST_TEST(anjuan.run({"search", "--count", "离休待遇"}).out == "30\n");
  BOOST_TEST(number_of(json_lines(anjuan.run({"gc", "--grace", "0", "--json"}).out).at(0).at("orphans").as_object(), "records") == 0U);
  BOOST_TEST(anjuan.run({"gc", "--grace", "soon"}).exit_code == 2);
}
