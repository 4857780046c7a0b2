#include <sys/resource.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "archive/journal/batch.hpp"
#include "archive/store/pack_store.hpp"
#include "tests/support/crash_file_system.hpp"
#include "tests/support/memory_book.hpp"
#include "tests/support/object_store_conformance.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

BOOST_AUTO_TEST_CASE(conforms_on_disk) {
  const TempDir folder;
  check_object_store(posix_file_system(), folder.path());
}

BOOST_AUTO_TEST_CASE(conforms_in_memory) { check_object_store(std::make_shared<CrashFileSystem>(), "/"); }

static std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The hexadecimal lines (offset, bytes, remark) of the first ```hex block of a document.
static std::string hex_block(const std::string& document) {
  std::istringstream lines(document.substr(document.find("```hex\n") + 7));
  std::string hex;
  for (std::string line; std::getline(lines, line) && line != "```";) {
    const std::string bytes = line.substr(5, 16 * 3);
    std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(hex), [](char c) { return c != ' '; });
  }
  return hex;
}

BOOST_AUTO_TEST_CASE(the_documented_example) {
  const TempDir folder;
  const auto store = need(PackStore::open(posix_file_system(), folder / "packs", {.own_pack_over = 0}));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  commit(*session, book, {put(*session, "abc", 1)});
  const std::string bytes = file_bytes(folder / "packs" / "00000001.pack");
  BOOST_TEST(to_hex(as_bytes(bytes)) == hex_block(file_bytes(source_dir() / "schemas/formats/pack.md")));
}

namespace {

/// `length` bytes that never repeat (a 64-bit counter), fed in uneven pieces, without holding them.
class CountingSource final : public ByteSource {
 public:
  CountingSource(std::uint64_t length, std::uint64_t fails_at = UINT64_MAX) : m_length(length), m_fails_at(fails_at) {}
  Result<std::size_t> read(std::span<std::byte> buffer) override {
    if (m_at >= m_fails_at) return fail(ErrorCode::io, "the scanner was unplugged");
    const std::size_t n = std::min<std::uint64_t>({buffer.size(), m_length - m_at, 100'003});
    for (std::size_t i = 0; i < n; ++i, ++m_at) {
      buffer[i] = static_cast<std::byte>((m_at / 8 * 0x9E3779B97F4A7C15U) >> (m_at % 8 * 8));
    }
    return n;
  }

 private:
  std::uint64_t m_at = 0;
  const std::uint64_t m_length, m_fails_at;
};

/// Compares what arrives with a source.
class ComparingSink final : public ByteSink {
 public:
  explicit ComparingSink(ByteSource& source) : m_source(source) {}
  Status write(ByteView bytes) override {
    m_buffer.resize(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
      TRY_ASSIGN(const std::size_t n, m_source.read(std::span(m_buffer).subspan(at)));
      if (n == 0) return fail(ErrorCode::internal, "more than was put");
      at += n;
    }
    m_total += bytes.size();
    return std::equal(bytes.begin(), bytes.end(), m_buffer.begin()) ? Status()
                                                                    : fail(ErrorCode::internal, "other bytes");
  }
  std::uint64_t total() const { return m_total; }

 private:
  ByteSource& m_source;
  Bytes m_buffer;
  std::uint64_t m_total = 0;
};

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

std::size_t bad_records(PackStore& store, PackNumber pack) {
  std::size_t bad = 0;
  need(store.scan(
      pack, {}, [](const Record&, ByteView) -> Status { return {}; },
      [&](std::uint64_t, const Error& error) -> Status {
        BOOST_TEST_MESSAGE(error.message);
        ++bad;
        return {};
      }));
  return bad;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_large_stream_needs_no_more_memory_than_a_small_one) {
  const TempDir folder;
  const auto store = need(PackStore::open(posix_file_system(), folder / "packs"));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  constexpr std::uint64_t k_length = 300'000'001;
  CountingSource small(5'000'000), large(k_length);
  (void)need(session->put(small));
  need(session->sync());
  const std::uint64_t before = peak_memory();
  const PutResult put = need(session->put(large));
  commit(*session, book, {put});
  CountingSource expected(k_length);
  ComparingSink sink(expected);
  need(store->read_object(put.id, put.location, sink));
  BOOST_TEST(sink.total() == k_length);
  BOOST_TEST(bad_records(*store, 1) == 0U);
  BOOST_TEST(peak_memory() - before < 8U << 20);
}

BOOST_AUTO_TEST_CASE(a_source_that_fails_leaves_nothing) {
  const auto fs = std::make_shared<CrashFileSystem>();
  const auto store = need(PackStore::open(fs, "/packs"));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  const PutResult first = put(*session, "before");
  for (const std::uint64_t fails_at : {0U, 1U, 300'000U, 3'000'000U}) {
    CountingSource source(4'000'000, fails_at);
    BOOST_TEST(code_of(session->put(source)) == ErrorCode::io);
    CountingSource own(4'000'000, fails_at);
    BOOST_TEST(code_of(session->put(own, 100 << 20)) == ErrorCode::io);
  }
  const PutResult last = put(*session, "after");
  commit(*session, book, {first, last});
  BOOST_TEST(last.location.offset == first.location.offset + 6 + 61);
  BOOST_TEST(get(*store, first) == "before");
  BOOST_TEST(get(*store, last) == "after");
  BOOST_TEST(bad_records(*store, 1) == 0U);
}

BOOST_AUTO_TEST_CASE(two_sessions_write_two_packs) {
  const TempDir folder;
  const auto fs = posix_file_system();
  const auto store = need(PackStore::open(fs, folder / "packs"));
  const auto other_process = need(PackStore::open(fs, folder / "packs"));
  MemoryBook book;
  auto a = need(store->begin_session(book));
  const PutResult from_a = put(*a, "from a");
  need(a->sync());
  auto b = need(other_process->begin_session(book));
  BOOST_TEST(need(store->pack_size(1)) > 0U);  // not cut: a holds it
  const PutResult from_b = put(*b, "from b");
  commit(*b, book, {from_b});
  commit(*a, book, {from_a});
  BOOST_TEST(from_a.location.pack == 1U);
  BOOST_TEST(from_b.location.pack == 2U);
  BOOST_TEST(get(*other_process, from_a) == "from a");
  BOOST_TEST(get(*store, from_b) == "from b");
  a.reset();
  b.reset();
  const auto next = need(store->begin_session(book));
  BOOST_TEST(put(*next, "goes on in pack 1").location.pack == 1U);
}

namespace {

/// Lets something happen right after a new file was made, as another process may.
class InterruptedFileSystem final : public FileSystem {
 public:
  explicit InterruptedFileSystem(std::shared_ptr<FileSystem> fs) : m_fs(std::move(fs)) {}
  std::function<void()> after_create_new;

  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override {
    auto file = m_fs->open(path, mode);
    if (mode == OpenMode::create_new && after_create_new) std::exchange(after_create_new, nullptr)();
    return file;
  }
  Result<bool> exists(const Path& path) override { return m_fs->exists(path); }
  Result<std::chrono::system_clock::time_point> modified(const Path& path) override { return m_fs->modified(path); }
  Status remove(const Path& path) override { return m_fs->remove(path); }
  Status rename(const Path& from, const Path& to) override { return m_fs->rename(from, to); }
  Status make_directories(const Path& path) override { return m_fs->make_directories(path); }
  Result<std::vector<std::string>> list(const Path& folder) override { return m_fs->list(folder); }
  Status sync_directory(const Path& folder) override { return m_fs->sync_directory(folder); }
  std::string sqlite_vfs() override { return m_fs->sqlite_vfs(); }

 private:
  const std::shared_ptr<FileSystem> m_fs;
};

}  // namespace

// A new pack is not locked at birth. Another writer may find it, use it and even be done with it before its maker has
// the lock.
BOOST_AUTO_TEST_CASE(a_new_pack_belongs_to_who_locks_it_first) {
  for (const bool other_is_done : {false, true}) {
    const auto fs = std::make_shared<InterruptedFileSystem>(std::make_shared<CrashFileSystem>());
    const auto store = need(PackStore::open(fs, "/packs"));
    MemoryBook book;
    const auto session = need(store->begin_session(book));
    std::unique_ptr<PackSession> other;
    PutResult theirs{ObjectId::of({}), {}};
    fs->after_create_new = [&] {
      other = need(store->begin_session(book));
      theirs = put(*other, "theirs");
      commit(*other, book, {theirs});
      if (other_is_done) other.reset();
    };
    const PutResult ours = put(*session, "ours");
    commit(*session, book, {ours});
    BOOST_TEST(theirs.location.pack == 1U);
    BOOST_TEST(ours.location.pack == 2U);
    BOOST_TEST(get(*store, theirs) == "theirs");
    BOOST_TEST(get(*store, ours) == "ours");
  }
}

BOOST_AUTO_TEST_CASE(a_full_pack_is_sealed_also_by_another_session) {
  const auto fs = std::make_shared<CrashFileSystem>();
  const PackLimits limits{.seal_at = 5000};
  MemoryBook book;
  std::vector<PutResult> puts;
  for (int i = 0; i < 20; ++i) {
    const auto store = need(PackStore::open(fs, "/packs", limits));
    const auto session = need(store->begin_session(book));
    const PutResult p = put(*session, std::string(700, static_cast<char>('a' + i)));
    commit(*session, book, {p});
    puts.push_back(p);
  }
  const auto store = need(PackStore::open(fs, "/packs", limits));
  BOOST_TEST(need(store->packs()) == (std::vector<PackNumber>{1, 2, 3}), boost::test_tools::per_element());
  for (const PackNumber pack : {1U, 2U, 3U}) {
    BOOST_TEST(bad_records(*store, pack) == 0U);
    BOOST_TEST(book.promised[pack].sealed == (pack < 3));
    BOOST_TEST(need(store->is_sealed(pack)) == (pack < 3));
    BOOST_TEST(book.promised[pack].promised == need(store->pack_size(pack)));
  }
  for (std::size_t i = 0; i < puts.size(); ++i)
    BOOST_TEST(get(*store, puts[i]) == std::string(700, static_cast<char>('a' + i)));
}

BOOST_AUTO_TEST_CASE(rolling_back_undoes_a_footer_too) {
  const auto fs = std::make_shared<CrashFileSystem>();
  const auto store = need(PackStore::open(fs, "/packs", {.seal_at = 1000}));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  const PutResult kept = put(*session, std::string(600, 'k'));
  commit(*session, book, {kept});
  const Bytes before = fs->bytes("/packs/00000001.pack");
  for (int round = 0; round < 3; ++round) {
    for (char c = 'a'; c < 'f'; ++c) (void)put(*session, std::string(600, c));
    need(session->sync());
    BOOST_TEST(session->written().size() == 3U);
    BOOST_TEST(need(store->is_sealed(1)));
    need(session->roll_back());
    BOOST_TEST((fs->bytes("/packs/00000001.pack") == before));
    BOOST_TEST(need(store->packs()).size() == 3U);  // empty files are used again
    BOOST_TEST(need(store->pack_size(3)) == 0U);
  }
  const PutResult next = put(*session, "next");
  commit(*session, book, {next});
  BOOST_TEST(next.location.pack == 1U);
  BOOST_TEST(bad_records(*store, 1) == 0U);
}

BOOST_AUTO_TEST_CASE(a_large_object_has_a_sealed_pack_of_its_own) {
  const auto fs = std::make_shared<CrashFileSystem>();
  const auto store = need(PackStore::open(fs, "/packs", {.own_pack_over = 1000}));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  const PutResult small = put(*session, "small", 5);
  const PutResult large = put(*session, std::string(2000, 'L'), 2000);
  BOOST_TEST(put(*session, std::string(2000, 'L'), 2000).duplicate);
  (void)need(session->append(RecordKind::journal_batch, as_bytes("batch")));
  need(session->sync());
  BOOST_TEST(session->written().size() == 2U);
  book.promise(*session, {small, large});
  session->keep();
  BOOST_TEST(small.location.pack == 1U);
  BOOST_TEST(large.location.pack == 2U);
  BOOST_TEST(book.promised[2].sealed);
  BOOST_TEST(get(*store, large) == std::string(2000, 'L'));
  BOOST_TEST(put(*session, std::string(2000, 'L'), 2000).duplicate);
  BOOST_TEST(put(*session, std::string(2000, 'M'), 2000).location.pack == 3U);
  BOOST_TEST(put(*session, "more").location.pack == 1U);
}

BOOST_AUTO_TEST_CASE(a_full_disk_loses_nothing_and_is_no_end) {
  const std::string large(2'500'000, 'x');
  for (std::uint64_t space = 0; space < 2'700'000; space += 150'001) {
    const auto fs = std::make_shared<CrashFileSystem>();
    const auto store = need(PackStore::open(fs, "/packs"));
    MemoryBook book;
    const auto session = need(store->begin_session(book));
    const PutResult kept = put(*session, "kept");
    commit(*session, book, {kept});
    fs->limit_space(space);
    MemorySource source(as_bytes(large));
    const auto result = session->put(source);
    const Status synced = result ? session->sync() : Status(fail(result.error()));
    BOOST_TEST(synced.has_value() == (space > 2'500'800));
    if (!synced) BOOST_TEST(synced.error().code == ErrorCode::no_space);
    need(session->roll_back());
    BOOST_TEST(get(*store, kept) == "kept");
    BOOST_TEST(need(store->pack_size(1)) == book.promised[1].promised);
    fs->limit_space(std::nullopt);
    const PutResult again = put(*session, large);
    commit(*session, book, {again});
    BOOST_TEST((get(*store, again) == large));
    BOOST_TEST(bad_records(*store, 1) == 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_failed_sync_ends_the_process) {
  const ThrowOnSyncFailure end;
  for (const std::uint64_t nth : {0U, 1U}) {  // the pack, its folder
    const auto fs = std::make_shared<CrashFileSystem>();
    const auto store = need(PackStore::open(fs, "/packs"));
    MemoryBook book;
    const auto session = need(store->begin_session(book));
    (void)put(*session, "x");
    fs->fail_sync_at(nth);
    BOOST_CHECK_THROW((void)session->sync(), ProcessEnded);
  }
}

BOOST_AUTO_TEST_CASE(records_that_may_not_be_appended) {
  const auto store = need(PackStore::open(std::make_shared<CrashFileSystem>(), "/packs"));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  for (const int kind : {0, 255}) {
    BOOST_TEST(code_of(session->append(static_cast<RecordKind>(kind), {})) == ErrorCode::invalid_argument);
  }
  MemorySink sink;
  BOOST_TEST(code_of(store->read({9, 20, 1}, sink)) == ErrorCode::not_found);
}

/// Runs the stand-alone reader; returns exit code and standard output.
static std::pair<int, std::string> read_pack(const std::string& arguments) {
  const std::string command = "python3 '" + (source_dir() / "tools/read_pack.py").string() + "' " + arguments + " 2>&1";
  FILE* const pipe = popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4096> buffer;
  while (const std::size_t n = std::fread(buffer.data(), 1, buffer.size(), pipe)) out.append(buffer.data(), n);
  return {WEXITSTATUS(pclose(pipe)), out};
}

BOOST_AUTO_TEST_CASE(the_stand_alone_reader_reads_what_we_write) {
  const TempDir folder;
  const auto store = need(PackStore::open(posix_file_system(), folder / "packs", {.seal_at = 300'000}));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  const std::string scan(300'000, 's');
  const std::string letter = "尊敬的领导：您好！";
  const PutResult first = put(*session, letter);
  const Bytes batch = need(encode_batch({.previous = sha256({}), .root = sha256({})}));
  (void)need(session->append(RecordKind::journal_batch, batch));
  (void)need(session->append(RecordKind::private_payload, as_bytes("secret")));
  const PutResult second = put(*session, scan);
  (void)put(*session, "in pack 2");
  commit(*session, book, {});
  const std::string pack = "'" + (folder / "packs" / "00000001.pack").string() + "'";
  const auto [code, list] = read_pack("--extract '" + (folder / "out").string() + "' " + pack);
  BOOST_TEST(code == 0, list);
  BOOST_TEST(std::count(list.begin(), list.end(), '\n') == 5);
  BOOST_TEST(list.find(first.id.to_string()) != std::string::npos);
  BOOST_TEST(list.find("footer") != std::string::npos);
  BOOST_TEST(file_bytes(folder / "out" / first.id.to_string()) == letter);
  BOOST_TEST((file_bytes(folder / "out" / second.id.to_string()) == scan));
  BOOST_TEST(read_pack("--journal " + pack).second.find("\"anjuan_batch\":1") != std::string::npos);

  const std::string bytes = file_bytes(folder / "packs" / "00000001.pack");
  for (const std::size_t at : {std::size_t{3}, std::size_t{12}, first.location.offset + 2, first.location.offset + 20,
                               bytes.size() - 300, bytes.size() - 80, bytes.size() - 1}) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    std::ofstream(folder / "packs" / "00000001.pack", std::ios::binary) << damaged;
    const auto [exit, out] = read_pack("--fast " + pack);
    BOOST_TEST(exit == 1, at << ": " << out);
    BOOST_TEST(out.find("offset") != std::string::npos, out);
  }
}

}  // namespace anjuan::test
