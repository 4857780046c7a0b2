#include <sqlite3.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "tests/support/archive_fixture.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

struct Fixture {
  TempDir dir;
  Path root = dir / "archive";
  ArchiveOptions options{nullptr, "cli:tester", utc_now};
  std::unique_ptr<Archive> archive;

  Fixture() {
    BOOST_REQUIRE(Archive::create(root, k_fonds, options).has_value());
    open();
  }
  void open() {
    archive.reset();
    auto opened = Archive::open(root, options);
    BOOST_REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().message));
    archive = std::move(*opened);
  }
  ItemId add(std::string_view text, NewItem item = {}) {
    Transaction transaction = archive->begin().value();
    const ItemId id = capture(transaction, text, item).value();
    BOOST_REQUIRE(transaction.commit().has_value());
    return id;
  }
  /// A bit of everything, in several commits.
  void fill() {
    Transaction transaction = archive->begin().value();
    const MatterId matter = new_matter_id();
    transaction.open_matter({matter, "信:1", "letters", "1"});
    NewItem letter;
    letter.kind = "来信";
    letter.title = "关于离休待遇的来信";
    letter.sender = "王某";
    letter.date = "2019-04-25";
    letter.matter = matter;
    letter.import_source = "letters";
    letter.import_row = "1";
    const ItemId first = capture(transaction, "反映离休待遇问题。", letter).value();
    BOOST_REQUIRE(transaction.commit().has_value());
    NewItem member;
    member.parent = first;
    member.raw_name = to_bytes("\xB8\xBD\xBC\xFE.txt");
    member.name_charset = "GB18030";
    const ItemId second = capture(transaction, "附件", member).value();
    MemorySource text(as_bytes("text of first"));
    const PutResult put = transaction.put(text).value();
    transaction.record_read({first, put.id, "text/plain", 2, {"a 1", "b 2"}});
    transaction.record_unreadable({second, "application/pdf", "需要口令"});
    BOOST_REQUIRE(transaction.commit().has_value());
    transaction.record_sm3({{put.id, sm3(as_bytes("text of first"))}});
    transaction.record_content_read({first, "text", 1});
    BOOST_REQUIRE(transaction.commit().has_value());
  }
  void damage(const Path& file, std::uintmax_t at) const {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const char c = static_cast<char>(stream.get());
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(static_cast<char>(c ^ 1));
  }
  Path first_pack() const { return std::filesystem::directory_iterator(root / "packs")->path(); }
  Status rebuild(std::vector<Finding>* findings = nullptr) {
    archive.reset();
    return Archive::rebuild(root, options, [&](const Finding& finding) {
      if (findings != nullptr) findings->push_back(finding);
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(catalog)

BOOST_FIXTURE_TEST_CASE(what_was_added_is_found_after_reopening, Fixture) {
  NewItem given;
  given.kind = "来信";
  given.title = "题名";
  given.date = "2020-01-02";
  given.source = "/a/b.txt";
  const ItemId id = add("反映问题", given);
  open();
  const Item item = archive->item(id.value).value();
  BOOST_TEST(item.title == "题名");
  BOOST_TEST(item.kind == "来信");
  BOOST_TEST(item.bytes == std::string("反映问题").size());
  BOOST_TEST((item.state == ItemState::stored));
  BOOST_TEST(text_of(*archive, item.object) == "反映问题");
  BOOST_TEST((archive->item(id.value.substr(0, 8)).value().item == id), "a unique prefix is enough");
  BOOST_TEST((archive->item("izzzzzzzz").error().code == ErrorCode::not_found));
  BOOST_TEST((archive->item("i'%").error().code == ErrorCode::not_found));
}

BOOST_FIXTURE_TEST_CASE(status_knows_the_tree, Fixture) {
  const ArchiveStatus empty = archive->status().value();
  BOOST_TEST(empty.entries == 1U);
  BOOST_TEST(empty.fonds.code == "J021");
  fill();
  const ArchiveStatus status = archive->status().value();
  BOOST_TEST(status.entries == 8U);
  BOOST_TEST(status.items == 2U);
  BOOST_TEST(status.items_read == 1U);
  BOOST_TEST(status.items_unreadable == 1U);
  BOOST_TEST(status.objects == 3U);
  BOOST_TEST(status.sm3_missing == 2U);
  BOOST_TEST((status.root != empty.root));
}

BOOST_FIXTURE_TEST_CASE(entries_know_their_time, Fixture) {
  const ArchiveStatus status = archive->status().value();
  for (Sequence entry = 0; entry <= status.last; ++entry) BOOST_TEST(archive->entry_time(entry).value().ends_with("Z"));
  const auto none = archive->entry_time(status.last + 1);
  BOOST_REQUIRE(!none);
  BOOST_TEST((none.error().code == ErrorCode::not_found));
}

BOOST_FIXTURE_TEST_CASE(nothing_is_visible_before_commit, Fixture) {
  {
    Transaction transaction = archive->begin().value();
    (void)capture(transaction, "一封没有提交的信").value();
  }
  BOOST_TEST(archive->status().value().items == 0U);
  BOOST_TEST(archive->status().value().objects == 0U);
  BOOST_TEST(faults_of(*archive).empty());
}

BOOST_FIXTURE_TEST_CASE(the_same_bytes_are_one_object, Fixture) {
  Transaction transaction = archive->begin().value();
  const ItemId id = capture(transaction, "同一封信").value();
  BOOST_TEST((transaction.find_item(ObjectId::of(as_bytes("同一封信")), {}, {}).value() == id), "within the transaction");
  BOOST_REQUIRE(transaction.commit().has_value());
  BOOST_TEST((transaction.find_item(ObjectId::of(as_bytes("同一封信")), {}, {}).value() == id), "in the catalog");
  BOOST_TEST(!transaction.find_item(ObjectId::of(as_bytes("同一封信")), MatterId{"m1"}, {}).value().has_value());
  NewItem other;
  other.matter = new_matter_id();
  transaction.open_matter({*other.matter, "另一件事", "", ""});
  (void)capture(transaction, "同一封信", other).value();
  BOOST_REQUIRE(transaction.commit().has_value());
  BOOST_TEST(archive->status().value().items == 2U);
  BOOST_TEST(archive->status().value().objects == 1U);
  BOOST_TEST((archive->matter_by_name("另一件事").value() == other.matter));
}

BOOST_FIXTURE_TEST_CASE(changes_name_each_item_once_at_its_last_change, Fixture) {
  fill();
  const auto all = archive->changes_after(std::nullopt, 100).value();
  BOOST_TEST(all.items.size() == 2U);
  BOOST_TEST(!all.more);
  BOOST_TEST(all.upto == archive->status().value().last);
  BOOST_TEST(archive->changes_after(all.upto, 100).value().items.empty());
  const auto one = archive->changes_after(std::nullopt, 1).value();
  BOOST_TEST(one.items.size() == 1U);
  BOOST_TEST(one.more);
  const auto rest = archive->changes_after(one.upto, 100).value();
  BOOST_TEST(rest.items.size() == 1U);
  BOOST_TEST((rest.items[0] != one.items[0]));
}

BOOST_FIXTURE_TEST_CASE(rebuild_gives_equal_tables, Fixture) {
  fill();
  const std::string before = archive->logical_dump().value();
  BOOST_TEST(before.find("离休待遇") != std::string::npos);
  for (const bool lose_catalog : {false, true}) {
    archive.reset();
    if (lose_catalog) {
      for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(root.string() + "/catalog.db" + suffix);
      BOOST_TEST((Archive::open(root, options).error().code == ErrorCode::corrupt));
    }
    std::vector<Finding> findings;
    const Status status = rebuild(&findings);
    BOOST_REQUIRE_MESSAGE(status.has_value(), (status ? "" : status.error().message));
    open();
    BOOST_TEST(archive->logical_dump().value() == before);
    BOOST_TEST(faults_of(*archive).empty());
    for (const Finding& finding : findings) BOOST_TEST((finding.severity == Severity::note), finding.message);
  }
  add("之后还能再收");
  BOOST_TEST(faults_of(*archive).empty());
}

BOOST_FIXTURE_TEST_CASE(verify_finds_each_kind_of_lie, Fixture) {
  fill();
  BOOST_TEST(faults_of(*archive).empty());
  VerifyOptions sample;
  sample.sample = 0.5;
  BOOST_TEST(faults_of(*archive, sample).empty());
  const Path catalog_file = root / "catalog.db";
  const auto forge = [&](const std::string& sql) {
    archive.reset();
    sqlite3* db = nullptr;
    BOOST_REQUIRE(sqlite3_open(catalog_file.c_str(), &db) == SQLITE_OK);
    BOOST_REQUIRE_MESSAGE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sqlite3_errmsg(db));
    sqlite3_close(db);
    open();
  };
  for (const auto& [change, undo] : std::vector<std::pair<std::string, std::string>>{
           {"UPDATE item SET title = '改了' WHERE added = (SELECT min(added) FROM item)", "UPDATE item SET title = '关于离休待遇的来信' WHERE added = (SELECT min(added) FROM item)"},
           {"UPDATE entry SET actor = 'x' WHERE seq = 3", "UPDATE entry SET actor = 'cli:tester' WHERE seq = 3"},
           {"UPDATE object SET length = length + 1", "UPDATE object SET length = length - 1"},
           {"UPDATE tree SET hash = zeroblob(32) WHERE position = 0", ""}}) {
    forge(change);
    BOOST_TEST(!faults_of(*archive).empty(), change);
    if (undo.empty()) continue;
    forge(undo);
    BOOST_TEST(faults_of(*archive).empty(), undo);
  }
}

BOOST_FIXTURE_TEST_CASE(a_damaged_pack_is_found_and_never_cut, Fixture) {
  fill();
  const std::uintmax_t size = std::filesystem::file_size(first_pack());
  const auto item = archive->changes_after(std::nullopt, 10).value().items.at(0);
  damage(first_pack(), 60);
  open();
  BOOST_TEST(!faults_of(*archive).empty());
  add("仍可收件");
  BOOST_TEST(std::filesystem::file_size(first_pack()) > size);
  BOOST_TEST((archive->item(item.value).has_value()));
}

BOOST_FIXTURE_TEST_CASE(without_its_key_a_payload_stays_closed, Fixture) {
  const ItemId id = add("秘密", NewItem{});
  archive.reset();
  std::filesystem::remove_all(root.string() + ".keys");
  std::vector<Finding> findings;
  BOOST_TEST(rebuild(&findings).has_value());
  open();
  BOOST_TEST((archive->item(id.value).error().code == ErrorCode::not_found));
  BOOST_TEST(archive->status().value().entries == 2U);
  bool named = false;
  for (const Finding& finding : findings) named |= finding.severity == Severity::fault && finding.subject == "entry 1";
  BOOST_TEST(named);
}

BOOST_FIXTURE_TEST_CASE(one_process_captures, Fixture) {
  const auto lock = archive->lock_for_capture().value();
  const auto second = Archive::open(root, options).value();
  BOOST_TEST((second->lock_for_capture().error().code == ErrorCode::busy));
  BOOST_TEST((Archive::rebuild(root, options, [](const Finding&) {}).error().code == ErrorCode::busy));
}

BOOST_FIXTURE_TEST_CASE(two_writers_interleave_without_loss, Fixture) {
  auto second = Archive::open(root, options).value();
  Transaction a = archive->begin().value();
  Transaction b = second->begin().value();
  for (int i = 0; i < 5; ++i) {
    (void)capture(a, "甲 " + std::to_string(i)).value();
    BOOST_REQUIRE(a.commit().has_value());
    b.record_content_read({ItemId{"i0"}, "text", 1});
    BOOST_REQUIRE(b.commit().has_value());
  }
  BOOST_TEST(archive->status().value().entries == 11U);
  BOOST_TEST(archive->status().value().packs == 2U);
  BOOST_TEST(faults_of(*archive).empty());
  const std::string before = archive->logical_dump().value();
  second.reset();
  {
    const Transaction gone_a = std::move(a);
    const Transaction gone_b = std::move(b);
  }
  std::filesystem::remove(root / "catalog.db");
  BOOST_REQUIRE(rebuild().has_value());
  open();
  BOOST_TEST(archive->logical_dump().value() == before);
}

BOOST_AUTO_TEST_CASE(other_folders_and_newer_formats_are_refused) {
  TempDir dir;
  const ArchiveOptions options;
  BOOST_TEST((Archive::open(dir / "none", options).error().code == ErrorCode::not_found));
  std::ofstream(dir / "something.txt") << "x";
  BOOST_TEST((Archive::create(dir.path(), k_fonds, options).error().code == ErrorCode::already_exists));
  const Path root = dir / "archive";
  BOOST_REQUIRE(Archive::create(root, k_fonds, options).has_value());
  BOOST_TEST((Archive::create(root, k_fonds, options).error().code == ErrorCode::already_exists));
  std::ofstream(root / "anjuan.json") << "{\"format\":2}";
  BOOST_TEST((Archive::open(root, options).error().code == ErrorCode::unsupported));
  std::ofstream(root / "anjuan.json") << "{}";
  BOOST_TEST((Archive::open(root, options).error().code == ErrorCode::corrupt));
}

BOOST_AUTO_TEST_CASE(a_half_made_archive_is_finished_by_the_next_create) {
  TempDir dir;
  const Path root = dir / "archive";
  BOOST_REQUIRE(Archive::create(root, k_fonds, {}).has_value());
  std::filesystem::remove(root / "anjuan.json");
  BOOST_TEST((Archive::open(root, {}).error().code == ErrorCode::not_found));
  BOOST_REQUIRE(Archive::create(root, k_fonds, {}).has_value());
  BOOST_TEST(Archive::open(root, {}).value()->status().value().entries == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
