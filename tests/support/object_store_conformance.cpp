#include "tests/support/object_store_conformance.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/memory_book.hpp"

namespace anjuan::test {

PutResult put(PackSession& session, std::string_view bytes, std::uint64_t size_hint) {
  MemorySource source(as_bytes(bytes));
  return need(session.put(source, size_hint));
}

std::string get(PackStore& store, const PutResult& put) {
  MemorySink sink;
  need(store.read_object(put.id, put.location, sink));
  return std::string(as_text(sink.bytes()));
}

void commit(PackSession& session, MemoryBook& book, const std::vector<PutResult>& puts) {
  need(session.sync());
  book.promise(session, puts);
  session.keep();
}

namespace {

std::string read_all(File& file) {
  std::string text(need(file.size()) + 10, '\0');
  text.resize(need(file.read_at(0, std::as_writable_bytes(std::span(text)))));
  return text;
}

void check_files(FileSystem& fs, const Path& root) {
  const Path name = root / "a";
  BOOST_TEST(!need(fs.exists(name)));
  BOOST_TEST(code_of(fs.open(name, OpenMode::read)) == ErrorCode::not_found);
  BOOST_TEST(code_of(fs.open(name, OpenMode::read_write)) == ErrorCode::not_found);
  BOOST_TEST(code_of(fs.open(root / "none" / "a", OpenMode::create)) == ErrorCode::not_found);
  BOOST_TEST(code_of(fs.remove(name)) == ErrorCode::not_found);
  const auto file = need(fs.open(name, OpenMode::create_new));
  BOOST_TEST(code_of(fs.open(name, OpenMode::create_new)) == ErrorCode::already_exists);
  need(file->write_at(0, as_bytes("hello")));
  need(file->write_at(8, as_bytes("world")));
  BOOST_TEST(need(file->size()) == 13U);
  BOOST_TEST(read_all(*file) == std::string("hello\0\0\0world", 13));
  std::array<std::byte, 4> part;
  BOOST_TEST(need(file->read_at(11, part)) == 2U);
  BOOST_TEST(need(file->read_at(13, part)) == 0U);
  BOOST_TEST(need(file->read_at(99, part)) == 0U);
  need(file->truncate(4));
  need(file->truncate(6));
  need(file->sync());
  BOOST_TEST(read_all(*need(fs.open(name, OpenMode::create))) == std::string("hell\0\0", 6));
  file->forget_cached(0, 6);
  BOOST_TEST(read_all(*need(fs.open(name, OpenMode::read))) == std::string("hell\0\0", 6));
  BOOST_TEST(!need(fs.open(name, OpenMode::read))->write_at(0, as_bytes("x")).has_value());
}

void check_locks(FileSystem& fs, const Path& root) {
  auto first = need(fs.open(root / "a", OpenMode::read_write));
  const auto second = need(fs.open(root / "a", OpenMode::read_write));
  need(first->try_lock());
  need(first->try_lock());  // its own lock is no obstacle
  BOOST_TEST(code_of(second->try_lock()) == ErrorCode::busy);
  first.reset();
  need(second->try_lock());
}

void check_folders(FileSystem& fs, const Path& root) {
  need(fs.make_directories(root / "x" / "y" / "z"));
  need(fs.make_directories(root / "x" / "y" / "z"));
  BOOST_TEST(code_of(fs.make_directories(root / "a")) == ErrorCode::already_exists);
  BOOST_TEST(need(fs.exists(root / "x" / "y")));
  const auto kept = need(fs.open(root / "x" / "2", OpenMode::create));
  need(kept->write_at(0, as_bytes("two")));
  need(need(fs.open(root / "x" / "1", OpenMode::create))->write_at(0, as_bytes("one")));
  BOOST_TEST(need(fs.list(root / "x")) == (std::vector<std::string>{"1", "2", "y"}), boost::test_tools::per_element());
  BOOST_TEST(code_of(fs.list(root / "none")) == ErrorCode::not_found);
  need(fs.rename(root / "x" / "1", root / "x" / "2"));
  need(fs.sync_directory(root / "x"));
  BOOST_TEST(code_of(fs.sync_directory(root / "none")) == ErrorCode::not_found);
  BOOST_TEST(need(fs.list(root / "x")) == (std::vector<std::string>{"2", "y"}), boost::test_tools::per_element());
  BOOST_TEST(read_all(*need(fs.open(root / "x" / "2", OpenMode::read))) == "one");
  BOOST_TEST(read_all(*kept) == "two");  // an open file outlives its name
  BOOST_TEST(code_of(fs.rename(root / "none", root / "x" / "3")) == ErrorCode::not_found);
  need(fs.remove(root / "x" / "2"));
  BOOST_TEST(!need(fs.exists(root / "x" / "2")));
}

void check_put_and_read(PackStore& store, MemoryBook& book) {
  auto session = need(store.begin_session(book));
  BOOST_TEST(session->written().empty());
  const std::string large(3'000'000, 'L');
  const std::vector<PutResult> puts{put(*session, "first"), put(*session, ""), put(*session, large),
                                    put(*session, "last")};
  for (const PutResult& p : puts) BOOST_TEST(!p.duplicate);
  BOOST_TEST((puts[0].id == ObjectId::of(as_bytes("first"))));
  BOOST_TEST(puts[2].location.length == large.size());
  const PutResult again = put(*session, large);
  BOOST_TEST(again.duplicate);
  BOOST_TEST((again.location == puts[2].location));
  commit(*session, book, puts);
  BOOST_TEST(session->written().empty());
  BOOST_TEST(get(store, puts[0]) == "first");
  BOOST_TEST(get(store, puts[1]).empty());
  BOOST_TEST((get(store, puts[2]) == large));
  BOOST_TEST(get(store, puts[3]) == "last");
  BOOST_TEST(need(store.pack_size(1)) == book.promised[1].promised);
  const PutResult known = put(*session, "first");
  BOOST_TEST(known.duplicate);
  BOOST_TEST((known.location == puts[0].location));
}

void check_roll_back(PackStore& store, MemoryBook& book) {
  auto session = need(store.begin_session(book));
  const std::uint64_t before = need(store.pack_size(1));
  const std::string large(2'500'000, 'R');
  (void)put(*session, large);
  need(session->sync());
  BOOST_TEST(need(store.pack_size(1)) > before);
  need(session->roll_back());
  BOOST_TEST(need(store.pack_size(1)) == before);
  BOOST_TEST(session->written().empty());
  const PutResult once_more = put(*session, large);
  BOOST_TEST(!once_more.duplicate);
  commit(*session, book, {once_more});
  BOOST_TEST((get(store, once_more) == large));
}

void check_scan(PackStore& store, MemoryBook& book) {
  auto session = need(store.begin_session(book));
  const RecordLocation batch = need(session->append(RecordKind::journal_batch, as_bytes("batch")));
  const RecordLocation secret = need(session->append(RecordKind::private_payload, as_bytes("secret")));
  commit(*session, book, {});
  MemorySink sink;
  Record record{};
  need(store.read(batch, sink, &record));
  BOOST_TEST((record.kind == RecordKind::journal_batch));
  BOOST_TEST(as_text(sink.bytes()) == "batch");
  std::vector<std::string> seen;
  std::uint64_t end = 20;
  PackStore::ScanOptions options;
  options.wants_payload = [](RecordKind kind) { return kind == RecordKind::journal_batch; };
  need(store.scan(
      1, options,
      [&](const Record& r, ByteView payload) -> Status {
        BOOST_TEST(r.location.offset == end);
        end = r.end;
        seen.push_back(std::to_string(static_cast<int>(r.kind)) + ":" + std::to_string(r.location.length) + ":" +
                       std::string(as_text(payload)));
        return {};
      },
      [&](std::uint64_t offset, const Error& error) -> Status {
        BOOST_ERROR(std::to_string(offset) + ": " + error.message);
        return {};
      }));
  const std::vector<std::string> expected{"1:5:", "1:0:", "1:3000000:", "1:4:", "1:2500000:", "2:5:batch", "3:6:"};
  BOOST_TEST(seen == expected, boost::test_tools::per_element());
  BOOST_TEST(end == book.promised[1].promised);
  BOOST_TEST(end == secret.offset + 6 + 61);
}

}  // namespace

void check_file_system(FileSystem& fs, const Path& root) {
  check_files(fs, root);
  check_locks(fs, root);
  check_folders(fs, root);
}

void check_object_store(const std::shared_ptr<FileSystem>& fs, const Path& root) {
  const auto store = need(PackStore::open(fs, root / "packs"));
  BOOST_TEST(need(store->packs()).empty());
  MemoryBook book;
  check_put_and_read(*store, book);
  check_roll_back(*store, book);
  check_scan(*store, book);
  BOOST_TEST(need(store->packs()) == std::vector<PackNumber>{1}, boost::test_tools::per_element());
}

}  // namespace anjuan::test
