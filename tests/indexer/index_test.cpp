// The index writer: replace, remove, atomic cursor, one writer, and the same index whatever way it was made.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xapian.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>

#include "indexer/index/index_reader.hpp"
#include "indexer/index/index_writer.hpp"
#include "indexer/schema/index_schema.hpp"
#include "indexer/text/analyser.hpp"
#include "indexer/text/fold.hpp"
#include "tests/indexer/real_text.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan;
using test::TempDir;

namespace {

IndexDocument letter(const std::string& item, const std::string& body, const std::string& title = "") {
  IndexDocument document;
  document.item = item;
  document.matter = "m1";
  document.kind = "来信";
  document.date = "2019-04-25";
  document.title = title;
  document.sender = "王 小明";
  document.number = "昆信〔2019〕12号";
  document.media_type = "text/plain";
  document.scope_terms = {schema::scope_term(schema::k_scope_open)};
  document.body = body;
  return document;
}

std::unique_ptr<IndexWriter> writer(const TempDir& dir) { return IndexWriter::open(dir.path()).value(); }
std::unique_ptr<IndexReader> reader(const TempDir& dir) { return IndexReader::open(dir.path()).value(); }

std::map<std::string, std::string> everything(const TempDir& dir) {
  const auto index = reader(dir);
  std::map<std::string, std::string> out;
  BOOST_REQUIRE(index->for_each_item([&](std::string_view item) -> Status {
    out[std::string(item)] = index->describe(std::string(item)).value();
    return {};
  }));
  BOOST_TEST(index->documents().value() == out.size());
  return out;
}

// Items (by their id slot) that bear all these terms and none of those.
std::vector<std::string> having(const TempDir& dir, const std::vector<std::string>& all,
                                const std::vector<std::string>& none = {}) {
  const Xapian::Database database(schema::index_folder(dir.path()).string());
  Xapian::Enquire enquire(database);
  Xapian::Query query(Xapian::Query::OP_AND, all.begin(), all.end());
  if (!none.empty())
    query =
        Xapian::Query(Xapian::Query::OP_AND_NOT, query, Xapian::Query(Xapian::Query::OP_OR, none.begin(), none.end()));
  enquire.set_query(query);
  enquire.set_weighting_scheme(Xapian::BoolWeight());
  const Xapian::MSet found = enquire.get_mset(0, database.get_doccount());
  std::vector<std::string> items;
  for (auto hit = found.begin(); hit != found.end(); ++hit)
    items.push_back(hit.get_document().get_value(schema::slot_item));
  std::sort(items.begin(), items.end());
  return items;
}

using Items = std::vector<std::string>;

#define CHECK_ITEMS(actual, ...) BOOST_TEST((actual) == (Items{__VA_ARGS__}), boost::test_tools::per_element())

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_put_is_found_after_commit_by_every_sort_of_term) {
  const TempDir dir;
  const auto index = writer(dir);
  BOOST_TEST(!index->cursor().has_value());
  IndexDocument plain = letter("i1", "關於離休\n待遇的問題。Complaint ABC", "离休金");
  BOOST_REQUIRE(index->put(plain));
  IndexDocument other = letter("i2", "道路施工噪音");
  other.matter.clear();
  other.kind = "复函";
  other.date.clear();
  other.unreadable = true;
  other.scope_terms = {schema::scope_term("secret")};
  BOOST_REQUIRE(index->put(other));
  BOOST_TEST(reader(dir)->documents().value() == 0U);
  BOOST_REQUIRE(index->commit(41));
  BOOST_TEST(index->cursor().value() == 41U);
  BOOST_TEST(reader(dir)->cursor().value() == 41U);

  using schema::Place;
  const auto text = [](const char* gram) { return schema::gram_term(Place::text, gram); };
  CHECK_ITEMS(having(dir, {text("休待")}), "i1");              // over the line's end
  CHECK_ITEMS(having(dir, {text("离休"), text("ab")}), "i1");  // 離休 in the text
  CHECK_ITEMS(having(dir, {text("休金")}), "i1");              // title
  CHECK_ITEMS(having(dir, {text("休金")}, {schema::title_only_term("休金")}));
  CHECK_ITEMS(having(dir, {text("离休")}, {schema::title_only_term("离休")}), "i1");
  CHECK_ITEMS(having(dir, {text("金")}), "i1");
  CHECK_ITEMS(having(dir, {text("金")}, {schema::title_only_term("金")}));
  CHECK_ITEMS(having(dir, {text("。")}), "i1");
  CHECK_ITEMS(having(dir, {schema::gram_term(Place::title, "休金")}), "i1");
  CHECK_ITEMS(having(dir, {schema::gram_term(Place::title, "待遇")}));
  CHECK_ITEMS(having(dir, {schema::gram_term(Place::sender, "王小")}), "i1", "i2");
  CHECK_ITEMS(having(dir, {schema::gram_term(Place::number, "12"), schema::gram_term(Place::number, "〔")}), "i1",
              "i2");
  CHECK_ITEMS(having(dir, {schema::sender_term("王小明")}), "i1", "i2");
  CHECK_ITEMS(having(dir, {schema::sender_term("王小")}));
  CHECK_ITEMS(having(dir, {schema::number_term("昆信〔２０１９〕12号")}), "i1", "i2");
  CHECK_ITEMS(having(dir, {schema::kind_term("復函")}), "i2");
  CHECK_ITEMS(having(dir, {schema::kind_term("复函")}), "i2");
  CHECK_ITEMS(having(dir, {schema::matter_term("m1")}), "i1");
  CHECK_ITEMS(having(dir, {schema::media_type_term("text/plain")}), "i1", "i2");
  CHECK_ITEMS(having(dir, {"XSopen"}), "i1");
  CHECK_ITEMS(having(dir, {schema::scope_term("secret"), std::string(schema::k_unreadable_term)}), "i2");
  CHECK_ITEMS(having(dir, {schema::item_term("i2")}), "i2");
  CHECK_ITEMS(having(dir, {"complaint"}), "i1");
}

BOOST_AUTO_TEST_CASE(values_and_data_are_as_the_layout_says) {
  const TempDir dir;
  const auto index = writer(dir);
  BOOST_REQUIRE(index->put(letter("i1", "臺灣 ＡＢＣ", "乾 隆")));
  BOOST_REQUIRE(index->commit(0));
  const Xapian::Database database(schema::index_folder(dir.path()).string());
  const Xapian::Document document = database.get_document(1);
  BOOST_TEST(document.get_value(schema::slot_item) == "i1");
  BOOST_TEST(document.get_value(schema::slot_date) == "2019-04-25");
  BOOST_TEST(document.get_value(schema::slot_kind) == "来信");
  BOOST_TEST(document.get_value(schema::slot_matter) == "m1");
  const std::string data = document.get_data();
  const schema::DocumentText text = schema::decode_document_text(data).value();
  BOOST_TEST((text == schema::DocumentText{"干隆", "王小明", "昆信〔2019〕12号", "台湾abc"}));
  BOOST_TEST(database.get_metadata(std::string(schema::k_key_layout)) == schema::k_layout);
  BOOST_TEST(database.get_metadata(std::string(schema::k_key_analyser)) == analyser_id());
  BOOST_TEST(database.get_metadata(std::string(schema::k_key_cursor)) == "0");
  // A bound that the ranking relies on.
  for (auto term = document.termlist_begin(); term != document.termlist_end(); ++term) {
    BOOST_TEST(term.get_wdf() <= schema::k_impact_most);
  }
}

BOOST_AUTO_TEST_CASE(impact_stays_in_its_bounds_and_knows_length) {
  const TempDir dir;
  const auto index = writer(dir);
  std::string much, mixed;
  for (int i = 0; i < 2000; ++i) much += "信访";
  for (const std::string& text : test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "text", 50))
    mixed += text;
  BOOST_REQUIRE(index->put(letter("i1", much)));
  BOOST_REQUIRE(index->put(letter("i2", "信访")));
  BOOST_REQUIRE(index->put(letter("i3", mixed + "信访信访")));
  BOOST_REQUIRE(index->commit(1));
  const Xapian::Database database(schema::index_folder(dir.path()).string());
  std::vector<Xapian::termcount> weights;
  for (auto posting = database.postlist_begin("信访"); posting != database.postlist_end("信访"); ++posting)
    weights.push_back(posting.get_wdf());
  BOOST_REQUIRE(weights.size() == 3U);
  BOOST_TEST(weights[0] > 50U);
  BOOST_TEST(weights[0] <= schema::k_impact_most);
  // Three terms, as the segmenter leaves 信 and 访 over: 20 × (2.2 / (1.2 × (0.25 + 0.75 × 3 / 160) + 1) + 1) = 53.4.
  BOOST_TEST(weights[1] == 53U);
  BOOST_TEST(weights[2] >= 20U);
}

BOOST_AUTO_TEST_CASE(put_replaces_and_remove_takes_away) {
  const TempDir dir;
  const auto index = writer(dir);
  BOOST_REQUIRE(index->put(letter("i1", "离休待遇")));
  BOOST_REQUIRE(index->put(letter("i2", "离休待遇")));
  BOOST_REQUIRE(index->commit(1));
  BOOST_REQUIRE(index->put(letter("i1", "道路施工")));
  BOOST_REQUIRE(index->put(letter("i1", "噪音扰民")));  // twice before a commit: the last one counts
  BOOST_REQUIRE(index->remove("i2"));
  BOOST_REQUIRE(index->remove("never there"));
  CHECK_ITEMS(having(dir, {"离休"}), "i1", "i2");
  BOOST_REQUIRE(index->commit(2));
  CHECK_ITEMS(having(dir, {"离休"}));
  CHECK_ITEMS(having(dir, {"施工"}));
  CHECK_ITEMS(having(dir, {"噪音"}), "i1");
  BOOST_TEST(reader(dir)->documents().value() == 1U);
  BOOST_TEST((reader(dir)->describe("i2").error().code == ErrorCode::not_found));
}

BOOST_AUTO_TEST_CASE(what_is_not_committed_leaves_nothing) {
  const TempDir dir;
  {
    const auto index = writer(dir);
    BOOST_REQUIRE(index->put(letter("i1", "离休待遇")));
    BOOST_REQUIRE(index->commit(7));
    BOOST_REQUIRE(index->put(letter("i2", "道路施工")));
    BOOST_REQUIRE(index->remove("i1"));
  }  // closed without commit
  BOOST_TEST(reader(dir)->cursor().value() == 7U);
  CHECK_ITEMS(having(dir, {"XSopen"}), "i1");
  const auto again = writer(dir);
  BOOST_TEST(again->cursor().value() == 7U);
  BOOST_REQUIRE(again->put(letter("i2", "道路施工")));
  BOOST_REQUIRE(again->commit(8));
  CHECK_ITEMS(having(dir, {"XSopen"}), "i1", "i2");
}

BOOST_AUTO_TEST_CASE(a_killed_writer_leaves_the_last_commit) {
  const TempDir dir;
  for (int round = 0; round < 4; ++round) {
    const pid_t child = fork();
    BOOST_REQUIRE(child >= 0);
    if (child == 0) {
      // Xapian itself flushes after 10,000 changes, here after 300, in the middle of what is not committed.
      setenv("XAPIAN_FLUSH_THRESHOLD", "300", 1);
      auto opened = IndexWriter::open(dir.path());
      if (!opened) _exit(2);
      const std::string name = "i" + std::to_string(round);
      if (!(*opened)->put(letter(name, "离休待遇")) || !(*opened)->commit(static_cast<std::uint64_t>(round))) _exit(3);
      for (int i = 0; i < 1000; ++i) {
        if (!(*opened)->put(letter(name + "-" + std::to_string(i), "未提交的信件"))) _exit(4);
      }
      kill(getpid(), SIGKILL);
    }
    int status = 0;
    BOOST_REQUIRE(waitpid(child, &status, 0) == child);
    BOOST_REQUIRE(WIFSIGNALED(status));
    BOOST_TEST(reader(dir)->cursor().value() == static_cast<std::uint64_t>(round));
    BOOST_TEST(reader(dir)->documents().value() == static_cast<std::uint64_t>(round) + 1);
    CHECK_ITEMS(having(dir, {"提交"}));
  }
  BOOST_TEST(check_index_files(dir.path()).has_value());
}

BOOST_AUTO_TEST_CASE(a_second_writer_is_told_busy_and_a_reader_is_not) {
  const TempDir dir;
  const auto first = writer(dir);
  const auto second = IndexWriter::open(dir.path());
  BOOST_REQUIRE(!second.has_value());
  BOOST_TEST((second.error().code == ErrorCode::busy), second.error().message);
  const pid_t child = fork();
  if (child == 0) {
    const auto other = IndexWriter::open(dir.path());
    _exit(!other.has_value() && other.error().code == ErrorCode::busy ? 0 : 1);
  }
  int status = 0;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  BOOST_TEST(IndexReader::open(dir.path()).has_value());
}

BOOST_AUTO_TEST_CASE(another_analyser_or_layout_is_refused) {
  for (const std::string_view key : {schema::k_key_analyser, schema::k_key_layout}) {
    const TempDir dir;
    { BOOST_REQUIRE(writer(dir)->commit(3)); }
    {
      Xapian::WritableDatabase database(schema::live_shard(dir.path()).string(), Xapian::DB_OPEN);
      database.set_metadata(std::string(key), "another");
      database.commit();
    }
    const auto refused = IndexWriter::open(dir.path());
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().code == ErrorCode::unsupported));
    BOOST_TEST(refused.error().message.find("anjuan rebuild") != std::string::npos);
    const auto unread = IndexReader::open(dir.path());
    BOOST_TEST((!unread.has_value() && unread.error().code == ErrorCode::unsupported));

    const auto afresh = IndexWriter::open(dir.path(), {.start_afresh = true});
    BOOST_REQUIRE(afresh.has_value());
    BOOST_TEST(!(*afresh)->cursor().has_value());
    BOOST_TEST(reader(dir)->documents().value() == 0U);
  }
}

BOOST_AUTO_TEST_CASE(absent_and_damaged_indexes_say_so) {
  const TempDir dir;
  BOOST_TEST((IndexReader::open(dir.path()).error().code == ErrorCode::not_found));
  {
    const auto index = writer(dir);
    for (int i = 0; i < 50; ++i)
      BOOST_REQUIRE(index->put(letter("i" + std::to_string(i), "离休待遇" + std::to_string(i * 7919))));
    BOOST_REQUIRE(index->commit(1));
  }
  BOOST_TEST(check_index_files(dir.path()).has_value());
  std::fstream table(schema::live_shard(dir.path()) / "postlist.glass",
                     std::ios::in | std::ios::out | std::ios::binary);
  const auto size = std::filesystem::file_size(schema::live_shard(dir.path()) / "postlist.glass");
  for (std::uintmax_t i = 0; i < size; ++i) table.put('\x5a');
  table.close();
  const Status damaged = check_index_files(dir.path());
  BOOST_REQUIRE(!damaged.has_value());
  BOOST_TEST((damaged.error().code == ErrorCode::corrupt), damaged.error().message);

  std::ofstream(schema::live_shard(dir.path()) / "iamglass") << "not a version file";
  const auto opened = IndexWriter::open(dir.path());
  BOOST_REQUIRE(!opened.has_value());
  BOOST_TEST((opened.error().code == ErrorCode::corrupt || opened.error().code == ErrorCode::unsupported),
             opened.error().message);
  BOOST_TEST(IndexWriter::open(dir.path(), {.start_afresh = true}).has_value());
}

BOOST_AUTO_TEST_CASE(a_bad_document_is_refused_and_the_writer_goes_on) {
  const TempDir dir;
  const auto index = writer(dir);
  IndexDocument nobody = letter("i1", "离休");
  nobody.scope_terms.clear();
  IndexDocument nameless = letter("", "离休");
  IndexDocument undated = letter("i1", "离休");
  undated.date = "2019年4月";
  for (const IndexDocument& bad : {nobody, nameless, undated}) {
    BOOST_TEST((index->put(bad).error().code == ErrorCode::invalid_argument));
  }
  // Longer than any term may be, everywhere at once.
  std::string much;
  for (int i = 0; i < 500; ++i) much += "某某单位";
  IndexDocument wide = letter("i2", much, much);
  wide.sender = wide.number = wide.kind = much;
  wide.media_type = std::string(300, 'x');
  BOOST_TEST(index->put(wide).has_value());
  BOOST_TEST(index->put(letter("i3", std::string("\0\xff\xc0", 3))).has_value());
  BOOST_TEST(index->put(letter("i4", "")).has_value());
  BOOST_REQUIRE(index->commit(1));
  BOOST_TEST(reader(dir)->documents().value() == 3U);
  CHECK_ITEMS(having(dir, {schema::sender_term(much)}), "i2");
}

// I2: letters put in another order, with detours, in other batches give the same index.
BOOST_AUTO_TEST_CASE(an_index_kept_up_to_date_equals_a_rebuilt_one) {
  const auto texts = test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "text", 120);
  const auto titles = test::real_texts("letters/taidi2020_att4_replied.jsonl.zst", "subject", 120);
  if (texts.empty()) return;
  const auto item = [](std::size_t i) { return "i" + std::to_string(i); };
  const TempDir rebuilt, kept;
  {
    const auto index = writer(rebuilt);
    for (std::size_t i = 0; i < texts.size(); ++i) BOOST_REQUIRE(index->put(letter(item(i), texts[i], titles[i])));
    BOOST_REQUIRE(index->commit(1));
  }
  std::mt19937 random(11);
  std::vector<std::size_t> order(texts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), random);
  auto index = writer(kept);
  for (const std::size_t i : order) {
    BOOST_REQUIRE(index->put(letter(item(i), texts[random() % texts.size()], "先是别的")));
    BOOST_REQUIRE(index->put(letter("gone" + item(i), texts[i])));
    if (random() % 15 == 0) BOOST_REQUIRE(index->commit(i));
    if (random() % 40 == 0) {  // killed here, or stopped: what was not committed is put again below
      index.reset();
      index = writer(kept);
    }
  }
  std::shuffle(order.begin(), order.end(), random);
  for (const std::size_t i : order) {
    BOOST_REQUIRE(index->remove("gone" + item(i)));
    BOOST_REQUIRE(index->put(letter(item(i), texts[i], titles[i])));
    if (random() % 60 == 0) BOOST_REQUIRE(index->commit(1000 + i));
  }
  BOOST_REQUIRE(index->commit(1));
  BOOST_TEST((everything(kept) == everything(rebuilt)));
  BOOST_TEST(everything(kept).size() == texts.size());
}

BOOST_AUTO_TEST_CASE(document_text_round_trips_and_refuses_what_is_cut) {
  const schema::DocumentText text{"题名", "", "昆信〔2019〕12号", "正文"};
  const std::string data = schema::encode_document_text(text);
  BOOST_TEST((schema::decode_document_text(data).value() == text));
  const std::string long_title(300, 'x');
  const std::string long_data = schema::encode_document_text({long_title, "a", "b", ""});
  BOOST_TEST((schema::decode_document_text(long_data).value() == schema::DocumentText{long_title, "a", "b", ""}));
  for (std::size_t n = 0; n < long_data.size(); ++n) {
    BOOST_TEST(
        (schema::decode_document_text(std::string_view(long_data).substr(0, n)).error().code == ErrorCode::corrupt));
  }
  BOOST_TEST((schema::decode_document_text("\x02").error().code == ErrorCode::unsupported));
  BOOST_TEST(
      (schema::decode_document_text("\x01\xff\xff\xff\xff\xff\xff\xff\xff\x7f").error().code == ErrorCode::corrupt));
  BOOST_TEST(schema::contains(text, schema::Place::text, "题名"));
  BOOST_TEST(!schema::contains(text, schema::Place::text, "名正"));  // title and body are two texts
  BOOST_TEST(!schema::body_contains(text, "题名"));
  BOOST_TEST(schema::contains(text, schema::Place::number, "2019"));
  BOOST_TEST(!schema::contains(text, schema::Place::sender, "王"));
}

BOOST_AUTO_TEST_CASE(a_shard_whose_maker_was_killed_is_made_anew) {
  const TempDir dir;
  { BOOST_REQUIRE(IndexWriter::open(dir.path()).has_value()); }
  BOOST_REQUIRE(std::filesystem::remove(schema::live_shard(dir.path()) / "iamglass"));
  const auto again = IndexWriter::open(dir.path());
  BOOST_REQUIRE_MESSAGE(again.has_value(), (again ? std::string() : again.error().message));
  BOOST_TEST(!(*again)->cursor().has_value());
}
