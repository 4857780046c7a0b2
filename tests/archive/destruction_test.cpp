// Destruction: what goes, what stays and why, and that the bytes leave the packs.
#include <boost/test/unit_test.hpp>
#include <map>
#include <random>
#include <set>

#include "tests/support/archive_fixture.hpp"
#include "tests/support/files_under.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

const std::string k_list = "i0000000000000000";

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
    archive = Archive::open(root, options).value();
  }
  ItemId add(std::string_view bytes, std::optional<ItemId> parent = {}, std::string_view text = {}) {
    Transaction transaction = archive->begin().value();
    NewItem item;
    item.title = "件";
    item.parent = std::move(parent);
    const ItemId id = capture(transaction, bytes, item).value();
    BOOST_REQUIRE(transaction.commit().has_value());
    if (!text.empty()) read(id, text);
    return id;
  }
  void read(const ItemId& id, std::string_view text) {
    Transaction transaction = archive->begin().value();
    MemorySource source(as_bytes(text));
    const PutResult put = transaction.put(source).value();
    transaction.record_read({id, put.id, "text/plain", 1, {"test 1"}});
    BOOST_REQUIRE(transaction.commit().has_value());
  }
  Result<DestructionPlan> destroy(const std::vector<ItemId>& items) {
    TRY_ASSIGN(Transaction transaction, archive->begin());
    TRY(transaction.lock());
    TRY_ASSIGN(const DestructionPlan plan, transaction.destroy({items, std::nullopt, k_list}));
    TRY(transaction.commit());
    return plan;
  }
  PurgeResult purge() {
    const auto result = archive->purge({});
    BOOST_REQUIRE_MESSAGE(result.has_value(), (result ? "" : result.error().message));
    return *result;
  }
  void check_whole() {
    for (const Finding& fault : faults_of(*archive)) BOOST_ERROR(fault.subject + ": " + fault.message);
  }
  /// Live and rebuilt say the same.
  void check_rebuilt() {
    const std::string before = archive->logical_dump().value();
    archive.reset();
    const Status rebuilt = Archive::rebuild(root, options, [](const Finding& finding) {
      if (finding.severity == Severity::fault) BOOST_ERROR(finding.subject + ": " + finding.message);
    });
    BOOST_REQUIRE(rebuilt.has_value());
    open();
    BOOST_TEST(archive->logical_dump().value() == before);
  }
  std::set<std::string> files_with(std::string_view bytes) { return test::files_with(dir.path(), bytes); }
};

ObjectFate fate(const DestructionPlan& plan, std::size_t item = 0, std::size_t object = 0) { return plan.items.at(item).objects.at(object).fate; }

std::string ids(const std::vector<ItemId>& items) {
  std::string text;
  for (const ItemId& item : items) text += item.value + " ";
  return text;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(destruction, Fixture)

BOOST_AUTO_TEST_CASE(bytes_and_text_leave_every_file_and_the_entry_stays_R222) {
  const ItemId kept = add("留下来的那一件，内容是另外的话", {}, "留下来的文字");
  const ItemId gone = add("这是将要销毁的信件的原文，一个字也不能留下", {}, "这是它读出来的文字，也不能留下");
  const ItemId after = add("后来的一件");
  BOOST_TEST(!files_with("将要销毁的信件的原文").empty());
  const DestructionPlan plan = destroy({gone}).value();
  BOOST_TEST(plan.is_complete());
  BOOST_TEST(plan.items.at(0).objects.size() == 2U);
  const Item item = archive->item(gone.value).value();
  BOOST_TEST((item.state == ItemState::destroyed));
  BOOST_TEST(item.reason.find(k_list) != std::string::npos);
  BOOST_TEST(item.title == "件");
  BOOST_TEST(!item.text.has_value());
  MemorySink sink;
  BOOST_TEST((archive->read_object(item.object, sink).error().code == ErrorCode::not_found));
  check_whole();
  BOOST_TEST(archive->purge_pending().value());
  BOOST_TEST(!files_with("将要销毁的信件的原文").empty());

  BOOST_TEST(purge().packs > 0U);
  BOOST_TEST(!archive->purge_pending().value());
  BOOST_TEST(files_with("将要销毁的信件的原文").empty());
  BOOST_TEST(files_with("它读出来的文字").empty());
  BOOST_TEST(text_of(*archive, archive->item(kept.value)->object) == "留下来的那一件，内容是另外的话");
  BOOST_TEST(text_of(*archive, archive->item(after.value)->object) == "后来的一件");
  check_whole();
  check_rebuilt();
  check_whole();
  BOOST_TEST((archive->item(gone.value)->state == ItemState::destroyed));
  BOOST_TEST(purge().packs == 0U);
}

BOOST_AUTO_TEST_CASE(an_object_shared_with_a_live_item_stays_and_is_named_R222) {
  const ItemId first = add("同样的内容");
  const ItemId second = add("同样的内容");
  const DestructionPlan plan = archive->plan_destruction({first}).value();
  BOOST_TEST((fate(plan) == ObjectFate::shared));
  BOOST_TEST(ids(plan.items.at(0).objects.at(0).needed_by) == second.value + " ");
  BOOST_TEST(!plan.is_complete());
  BOOST_TEST(destroy({first}).has_value());
  purge();
  BOOST_TEST(text_of(*archive, archive->item(second.value)->object) == "同样的内容");
  check_whole();
  // With its last user it goes.
  BOOST_TEST((fate(destroy({second}).value()) == ObjectFate::goes));
  purge();
  BOOST_TEST(files_with("同样的内容").empty());
  check_whole();
  check_rebuilt();
}

BOOST_AUTO_TEST_CASE(what_a_container_still_holds_stays_until_the_container_goes_R222) {
  const ItemId container = add("压缩包：里面有举报信一封");
  const ItemId member = add("举报信一封", container, "举报信文字");
  const ItemId other = add("另一封", container);
  DestructionPlan plan = destroy({member}).value();
  BOOST_TEST((fate(plan) == ObjectFate::held));
  BOOST_TEST(ids(plan.items.at(0).objects.at(0).needed_by) == container.value + " ");
  BOOST_TEST((fate(plan, 0, 1) == ObjectFate::goes));  // its text is nowhere else
  purge();
  check_whole();
  BOOST_TEST(files_with("举报信文字").empty());
  BOOST_TEST(!files_with("举报信一封").empty());
  plan = archive->plan_destruction({container}).value();
  BOOST_TEST(ids(plan.items.at(0).members) == other.value + " ");
  BOOST_TEST(plan.items.at(0).objects.size() == 2U);
  BOOST_TEST(plan.is_complete());
  BOOST_TEST(destroy({container}).has_value());
  purge();
  BOOST_TEST(files_with("举报信一封").empty());
  BOOST_TEST(text_of(*archive, archive->item(other.value)->object) == "另一封");
  check_whole();
  check_rebuilt();
}

BOOST_AUTO_TEST_CASE(bytes_that_come_again_after_their_destruction_are_a_new_item) {
  const ItemId gone = add("去而复来");
  BOOST_TEST(destroy({gone}).has_value());
  const ItemId again = add("去而复来");  // before the purge
  BOOST_TEST((again != gone));
  check_whole();
  purge();
  BOOST_TEST(text_of(*archive, archive->item(again.value)->object) == "去而复来");
  check_whole();
  check_rebuilt();
  BOOST_TEST(destroy({again}).has_value());
  purge();
  BOOST_TEST(files_with("去而复来").empty());
  const ItemId third = add("去而复来");  // after it
  BOOST_TEST(text_of(*archive, archive->item(third.value)->object) == "去而复来");
  check_whole();
  check_rebuilt();
}

BOOST_AUTO_TEST_CASE(a_destroyed_item_is_no_duplicate_of_a_new_one) {
  const ItemId gone = add("再次送来的一份");
  const ObjectId object = archive->item(gone.value)->object;
  BOOST_TEST(destroy({gone}).has_value());
  Transaction transaction = archive->begin().value();
  BOOST_TEST(!transaction.find_item(object, std::nullopt, std::nullopt).value().has_value());
}

BOOST_AUTO_TEST_CASE(a_text_that_arrives_after_the_destruction_goes_too) {
  const ItemId gone = add("正在读取的一件");
  BOOST_TEST(destroy({gone}).has_value());
  read(gone, "迟到的文字");
  BOOST_TEST((archive->item(gone.value)->state == ItemState::destroyed));
  purge();
  BOOST_TEST(files_with("迟到的文字").empty());
  check_whole();
  check_rebuilt();
}

BOOST_AUTO_TEST_CASE(a_capture_that_met_the_bytes_before_they_were_destroyed_is_refused) {
  const ItemId gone = add("同时送来的一份");
  Transaction capturing = archive->begin().value();
  BOOST_REQUIRE(capture(capturing, "同时送来的一份").has_value());  // a duplicate: nothing of it was written
  BOOST_TEST(destroy({gone}).has_value());
  const Status committed = capturing.commit();
  BOOST_REQUIRE(!committed.has_value());
  BOOST_TEST((committed.error().code == ErrorCode::busy));
  check_whole();
}

BOOST_AUTO_TEST_CASE(orders_that_make_no_sense_are_refused_and_leave_no_trace) {
  const ItemId item = add("一件");
  const std::uint64_t entries = archive->status()->entries;
  {
    Transaction transaction = archive->begin().value();
    BOOST_TEST(!transaction.destroy({{item}, std::nullopt, k_list}).has_value());  // not locked
    BOOST_REQUIRE(transaction.lock().has_value());
    BOOST_TEST(!transaction.destroy({{item}, std::nullopt, ""}).has_value());
    BOOST_TEST(!transaction.destroy({{}, std::nullopt, k_list}).has_value());
    BOOST_TEST(!transaction.destroy({{item}, std::nullopt, item.value}).has_value());
    BOOST_TEST((transaction.destroy({{item, {"i7777777777777777"}}, std::nullopt, k_list}).error().code == ErrorCode::not_found));
    BOOST_TEST(transaction.entries() == 0U);
  }
  BOOST_TEST(archive->status()->entries == entries);
  BOOST_TEST(destroy({item}).has_value());
  BOOST_TEST(!destroy({item}).has_value());
}

BOOST_AUTO_TEST_CASE(without_the_keys_nobody_can_tell_what_is_needed_and_nothing_is_purged) {
  const ItemId gone = add("要销毁的");
  add("密钥丢了就看不见的一件");
  BOOST_TEST(destroy({gone}).has_value());
  archive.reset();
  std::filesystem::remove_all(root.string() + ".keys");
  BOOST_REQUIRE(Archive::rebuild(root, options, [](const Finding&) {}).has_value());
  open();
  const auto purged = archive->purge({});
  BOOST_REQUIRE(!purged.has_value());
  BOOST_TEST((purged.error().code == ErrorCode::corrupt));
  BOOST_TEST(!files_with("密钥丢了就看不见的一件").empty());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// What was added, in the plainest terms, and the fates from them.
struct Model {
  struct Entry {
    ItemId id;
    std::string bytes, text;
    std::optional<std::size_t> parent;
    bool is_live = true;
  };
  std::vector<Entry> items;

  std::set<std::string> users(const std::string& bytes, const std::set<std::size_t>& going) const {
    std::set<std::string> found;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].is_live && !going.contains(i) && (items[i].bytes == bytes || items[i].text == bytes)) found.insert(items[i].id.value);
    }
    return found;
  }
  /// Everything that has `bytes` inside it, at any depth.
  std::set<std::string> containers(const std::string& bytes) const {
    std::set<std::string> inside{bytes};
    for (bool grown = true; grown;) {
      grown = false;
      for (const Entry& entry : items) {
        if (entry.parent && inside.contains(entry.bytes)) grown = inside.insert(items[*entry.parent].bytes).second || grown;
      }
    }
    inside.erase(bytes);
    return inside;
  }
  ObjectFate fate(const std::string& bytes, const std::set<std::size_t>& going) const {
    if (!users(bytes, going).empty()) return ObjectFate::shared;
    for (const std::string& container : containers(bytes)) {
      if (!users(container, going).empty()) return ObjectFate::held;
    }
    return ObjectFate::goes;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(no_shared_object_is_ever_destroyed_in_random_archives_R222) {
  std::mt19937 random(20261124);
  const auto pick = [&random](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  std::map<ObjectFate, int> met;
  for (int round = 0; round < 25; ++round) {
    Fixture f;
    Model model;
    const auto bytes_of = [](std::size_t i) { return "〔原件第" + std::to_string(i) + "种〕"; };
    for (int step = 0; step < 4; ++step) {
      for (int i = 0; i < 5; ++i) {
        Model::Entry entry{{}, bytes_of(pick(9)), pick(2) == 0 ? bytes_of(6 + pick(6)) : "", std::nullopt, true};
        if (!model.items.empty() && pick(2) == 0) entry.parent = pick(model.items.size());
        entry.id = f.add(entry.bytes, entry.parent ? std::optional(model.items[*entry.parent].id) : std::nullopt, entry.text);
        model.items.push_back(entry);
      }
      std::set<std::size_t> going;
      std::vector<ItemId> order;
      for (std::size_t i = 0; i < model.items.size(); ++i) {
        if (model.items[i].is_live && pick(3) == 0 && going.insert(i).second) order.push_back(model.items[i].id);
      }
      if (order.empty()) continue;
      const DestructionPlan plan = f.destroy(order).value();
      std::size_t at = 0;
      for (const std::size_t i : going) {
        const PlannedItem& planned = plan.items.at(at++);
        BOOST_TEST((planned.objects.at(0).fate == model.fate(model.items[i].bytes, going)));
        for (const PlannedObject& object : planned.objects) {
          ++met[object.fate];
          BOOST_TEST(object.needed_by.empty() == (object.fate == ObjectFate::goes));
        }
      }
      for (const std::size_t i : going) model.items[i].is_live = false;
      if (pick(2) == 0) f.purge();
      for (const Model::Entry& entry : model.items) {
        if (!entry.is_live) continue;
        const Item item = f.archive->item(entry.id.value).value();
        BOOST_TEST(text_of(*f.archive, item.object) == entry.bytes);
        if (!entry.text.empty()) BOOST_TEST(text_of(*f.archive, item.text.value()) == entry.text);
      }
      f.check_whole();
    }
    f.purge();
    f.check_whole();
    for (std::size_t i = 0; i < 12; ++i) {
      const bool kept = model.fate(bytes_of(i), {}) != ObjectFate::goes;
      if (!kept) BOOST_TEST(f.files_with(bytes_of(i)).empty());
    }
    f.check_rebuilt();
    f.check_whole();
  }
  for (const ObjectFate fate : {ObjectFate::goes, ObjectFate::shared, ObjectFate::held}) BOOST_TEST(met[fate] > 20);
}
