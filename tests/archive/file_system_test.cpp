#include <sqlite3.h>

#include <boost/test/unit_test.hpp>
#include <set>

#include "archive/store/sqlite_vfs.hpp"
#include "tests/support/crash_file_system.hpp"
#include "tests/support/object_store_conformance.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

using Survival = CrashFileSystem::Survival;

BOOST_AUTO_TEST_CASE(the_real_file_system_conforms) {
  const TempDir folder;
  check_file_system(*posix_file_system(), folder.path());
}

BOOST_AUTO_TEST_CASE(the_crash_double_conforms) {
  CrashFileSystem fs;
  need(fs.make_directories("/root"));
  check_file_system(fs, "/root");
}

BOOST_AUTO_TEST_CASE(the_real_file_system_tells_what_went_wrong) {
  const TempDir folder;
  const auto fs = posix_file_system();
  BOOST_TEST(code_of(fs->open(folder.path(), OpenMode::read_write)) == ErrorCode::invalid_argument);
  const auto full = need(fs->open("/dev/full", OpenMode::read_write));
  BOOST_TEST(code_of(full->write_at(0, as_bytes("x"))) == ErrorCode::no_space);
}

static void write(FileSystem& fs, const Path& path, std::string_view text, bool sync) {
  const auto file = need(fs.open(path, OpenMode::create));
  need(file->write_at(0, as_bytes(text)));
  if (sync) need(file->sync());
}

BOOST_AUTO_TEST_CASE(the_crash_double_forgets_what_was_not_synced) {
  CrashFileSystem fs;
  need(fs.make_directories("/d"));
  write(fs, "/d/named", "old", true);
  need(fs.sync_directory("/d"));
  write(fs, "/d/nameless", "synced, but not its folder", true);
  write(fs, "/d/named", "new, not synced", false);
  need(fs.rename("/d/named", "/d/renamed"));
  fs.reboot(Survival::nothing);
  BOOST_TEST(need(fs.list("/d")) == std::vector<std::string>{"named"}, boost::test_tools::per_element());
  BOOST_TEST(as_text(fs.bytes("/d/named")) == "old");
  need(fs.remove("/d/named"));
  fs.reboot(Survival::nothing);
  BOOST_TEST(need(fs.exists("/d/named")));
  need(fs.remove("/d/named"));
  need(fs.sync_directory("/d"));
  fs.reboot(Survival::nothing);
  BOOST_TEST(need(fs.list("/d")).empty());
}

BOOST_AUTO_TEST_CASE(the_crash_double_tears_writes_by_sectors) {
  std::set<std::string> outcomes;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    CrashFileSystem fs(seed);
    write(fs, "/f", std::string(1024, 'a'), true);
    need(fs.sync_directory("/"));
    write(fs, "/f", std::string(1536, 'b'), false);
    fs.reboot();
    const Bytes bytes = fs.bytes("/f");
    std::string shape;
    for (std::size_t at = 0; at < bytes.size(); at += 512) {
      const std::string sector(as_text(ByteView(bytes).subspan(at, 512)));
      BOOST_TEST(sector == std::string(512, sector[0]));
      shape += sector[0] == '\0' ? '0' : sector[0];
    }
    outcomes.insert(shape);
  }
  for (const char* shape : {"aa", "ab", "ba", "bb", "aab", "aba0", "bbb", "aa0"}) {
    const std::string wanted = std::string(shape) == "aba0" ? "ab0" : shape;
    BOOST_TEST(outcomes.contains(wanted), wanted);
  }
}

BOOST_AUTO_TEST_CASE(the_crash_double_injects_faults) {
  CrashFileSystem fs;
  const auto file = need(fs.open("/f", OpenMode::create));
  need(fs.sync_directory("/"));
  const std::uint64_t calls = fs.calls();
  need(file->write_at(0, as_bytes("lost")));
  fs.fail_sync_at(0);
  BOOST_TEST(code_of(file->sync()) == ErrorCode::io);
  need(file->sync());  // Linux: the pages are clean now
  BOOST_TEST(fs.calls() == calls + 3);
  fs.limit_space(10);
  BOOST_TEST(code_of(file->write_at(4, as_bytes("1234567"))) == ErrorCode::no_space);
  BOOST_TEST(need(file->size()) == 10U);
  fs.limit_space(std::nullopt);
  need(file->try_lock());
  fs.lose_power_at(1);
  need(file->truncate(3));
  BOOST_TEST(code_of(file->sync()) == ErrorCode::io);
  BOOST_TEST(fs.power_lost());
  BOOST_TEST(code_of(fs.list("/")) == ErrorCode::io);
  fs.reboot(Survival::nothing);
  BOOST_TEST(fs.bytes("/f").empty());
  BOOST_TEST(code_of(file->size()) == ErrorCode::io);
  need(need(fs.open("/f", OpenMode::read))->try_lock());
}

BOOST_AUTO_TEST_CASE(ignored_syncs_are_no_syncs) {
  CrashFileSystem fs;
  fs.ignore_syncs(true);
  write(fs, "/f", "x", true);
  need(fs.sync_directory("/"));
  fs.reboot(Survival::nothing);
  BOOST_TEST(!need(fs.exists("/f")));
}

namespace {

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close(db); }
};
using Connection = std::unique_ptr<sqlite3, CloseDatabase>;

Connection connect(FileSystem& fs, const std::string& path) {
  sqlite3* db = nullptr;
  const int code =
      sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, fs.sqlite_vfs().c_str());
  Connection connection(db);
  return code == SQLITE_OK ? std::move(connection) : nullptr;
}

bool run(sqlite3* db, const std::string& sql) {
  return sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::string first_value(sqlite3* db, const char* sql) {
  std::string value = "no row";
  const auto take = [](void* out, int, char** values, char**) {
    *static_cast<std::string*>(out) = values[0] != nullptr ? values[0] : "null";
    return 0;
  };
  if (sqlite3_exec(db, sql, take, &value, nullptr) != SQLITE_OK) return std::string("error: ") + sqlite3_errmsg(db);
  return value;
}

constexpr const char* k_wal = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL";
constexpr const char* k_rollback = "PRAGMA synchronous=EXTRA";

/// Commits rows 1, 2, … until the power goes; returns how many commits were acknowledged.
int commit_rows(CrashFileSystem& fs, const char* setup, int rows) {
  const Connection db = connect(fs, "/db/a.db");
  if (!db || !run(db.get(), setup) ||
      !run(db.get(), "CREATE TABLE IF NOT EXISTS t(n INTEGER PRIMARY KEY, filler TEXT)"))
    return 0;
  for (int n = 1; n <= rows; ++n) {
    if (!run(db.get(), "INSERT INTO t VALUES(" + std::to_string(n) + ", hex(randomblob(1500)))")) return n - 1;
  }
  run(db.get(), "PRAGMA wal_checkpoint(TRUNCATE)");
  return rows;
}

struct SqlSweep {
  int points = 0, lost = 0, damaged = 0, acknowledged = 0;
};

/// The power goes at every call of a handful of commits; afterwards exactly the acknowledged rows, or one more, must be
/// there.
SqlSweep sweep(const char* setup, bool ignore_syncs) {
  SqlSweep result;
  for (std::uint64_t at = 0;; ++at) {
    CrashFileSystem fs(static_cast<std::uint32_t>(at));
    need(fs.make_directories("/db"));
    fs.ignore_syncs(ignore_syncs);
    fs.lose_power_at(at);
    const int acknowledged = commit_rows(fs, setup, 4);
    if (!fs.power_lost()) return result;
    ++result.points;
    result.acknowledged += acknowledged;
    fs.reboot();
    const Connection db = connect(fs, "/db/a.db");
    run(db.get(), setup);  // a WAL database opens only with its locking mode set first
    const std::string integrity = first_value(db.get(), "PRAGMA integrity_check");
    if (integrity != "ok") ++result.damaged;
    const std::string count = first_value(db.get(), "SELECT count(*) FROM t");
    const bool kept =
        acknowledged == 0 || count == std::to_string(acknowledged) || count == std::to_string(acknowledged + 1);
    if (!kept) ++result.lost;
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(sqlite_works_on_a_file_system) {
  const TempDir folder;
  const SqliteVfs vfs("on-disk", *posix_file_system());
  sqlite3* opened = nullptr;
  BOOST_REQUIRE(sqlite3_open_v2((folder / "a.db").c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                "on-disk") == SQLITE_OK);
  const Connection db(opened);
  BOOST_TEST(run(db.get(), "PRAGMA temp_store=FILE; CREATE TABLE t(a, b UNIQUE); PRAGMA cache_size=10"));
  BOOST_TEST(run(db.get(),
                 "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<20000) INSERT INTO t SELECT x, "
                 "hex(randomblob(20)) FROM c"));
  BOOST_TEST(first_value(db.get(), "SELECT count(*) FROM (SELECT DISTINCT b FROM t ORDER BY b DESC)") == "20000");
  BOOST_TEST(run(db.get(), "VACUUM"));
  BOOST_TEST(first_value(db.get(), "PRAGMA integrity_check") == "ok");
}

BOOST_AUTO_TEST_CASE(sqlite_locks_between_connections) {
  CrashFileSystem fs;
  const Connection a = connect(fs, "/a.db");
  const Connection b = connect(fs, "/a.db");
  BOOST_TEST(run(a.get(), "CREATE TABLE t(n)"));
  BOOST_TEST(first_value(b.get(), "SELECT count(*) FROM t") == "0");
  BOOST_TEST(run(a.get(), "BEGIN IMMEDIATE; INSERT INTO t VALUES(1)"));
  BOOST_TEST(!run(b.get(), "BEGIN IMMEDIATE"));
  BOOST_TEST(first_value(b.get(), "SELECT count(*) FROM t") == "0");
  BOOST_TEST(run(b.get(), "BEGIN; SELECT * FROM t"));
  BOOST_TEST(!run(a.get(), "COMMIT"));  // a reader is in the way
  BOOST_TEST(run(b.get(), "COMMIT"));
  BOOST_TEST(run(a.get(), "COMMIT"));
  BOOST_TEST(first_value(b.get(), "SELECT count(*) FROM t") == "1");
}

BOOST_AUTO_TEST_CASE(sqlite_survives_power_loss_at_every_call) {
  for (const char* setup : {k_wal, k_rollback}) {
    const SqlSweep result = sweep(setup, false);
    BOOST_TEST(result.lost == 0, setup);
    BOOST_TEST(result.damaged == 0, setup);
    BOOST_TEST(result.points >= 20, setup << ": " << result.points);
    BOOST_TEST(result.acknowledged >= 20, setup << ": " << result.acknowledged);
  }
}

BOOST_AUTO_TEST_CASE(the_sweep_notices_missing_syncs) {
  BOOST_TEST(sweep(k_wal, true).lost > 0);
  BOOST_TEST(sweep(k_rollback, true).lost > 0);
}

}  // namespace anjuan::test
