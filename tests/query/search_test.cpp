// The searcher over an index and its ports, and over a real archive: hits, pages, titles, scopes, names of matters, a
// writer that overtakes.
#include <fmt/core.h>
#include <xapian.h>

#include <algorithm>

#include "indexer/schema/index_schema.hpp"
#include "query/search/searcher.hpp"
#include "tests/query/corpus.hpp"
#include "tests/support/archive_fixture.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan;

namespace {

PositionedText text_of_lines(const std::vector<std::vector<std::string>>& pages) {
  PositionedText text;
  text.media_type = "text/plain";
  for (const auto& lines : pages) {
    TextPage& page = text.pages.emplace_back();
    page.width_pt = 595;
    page.height_pt = 842;
    page.source = TextSource::layout;
    for (const std::string& line : lines) {
      page.lines.push_back(
          {line, {1000, 1000 * static_cast<std::int32_t>(page.lines.size() + 1), 5000, 200}, false, {}, {}});
    }
  }
  return text;
}

/// A few items with their texts, indexed, and a searcher over them that has no archive.
struct Office {
  struct Record {
    Item item;
    PositionedText text;
  };

  void add(const std::string& id, const std::string& title, const std::vector<std::vector<std::string>>& pages,
           const std::string& matter = "", const std::string& kind = "来信", const std::string& date = "2019-04-01") {
    Record& record = records[id];
    record.item.item = {id};
    record.item.title = title;
    record.item.kind = kind;
    record.item.date = date;
    if (!matter.empty()) record.item.matter = MatterId{matter};
    record.item.text = ObjectId::of(as_bytes(id));
    record.text = text_of_lines(pages);
    IndexDocument document;
    document.item = id;
    document.title = title;
    document.matter = matter;
    document.kind = kind;
    document.date = date;
    document.scope_terms = {schema::scope_term(schema::k_scope_open)};
    for (const TextPage& page : record.text.pages) document.body += plain_text(page);
    documents.push_back(document);
  }

  std::unique_ptr<Searcher> open() {
    const Status indexed = test::index_all(dir.path(), documents);
    BOOST_REQUIRE(indexed.has_value());
    detail::SearchPorts ports;
    ports.items = [this](const std::vector<ItemId>& ids) -> Result<std::vector<Item>> {
      std::vector<Item> out;
      for (const ItemId& id : ids) {
        if (records.contains(id.value)) out.push_back(records[id.value].item);
      }
      return out;
    };
    ports.matter_by_name = [](const std::string& name) -> Result<std::optional<MatterId>> {
      if (name == "att4:2549") return MatterId{"m1"};
      return std::optional<MatterId>();
    };
    ports.text = [this](const Item& item) -> Result<PositionedText> {
      if (rotten == item.item.value) return fail(ErrorCode::corrupt, "object is not what was written");
      return records[item.item.value].text;
    };
    auto searcher = detail::open_searcher(schema::index_folder(dir.path()), std::move(ports));
    BOOST_REQUIRE(searcher.has_value());
    return std::move(*searcher);
  }

  test::TempDir dir;
  std::map<std::string, Record> records;
  std::vector<IndexDocument> documents;
  std::string rotten;
};

template <class T>
std::string why(const Result<T>& result) {
  return result ? std::string() : result.error().message;
}

Query query(std::string_view text) {
  auto parsed = parse_query(text);
  BOOST_REQUIRE_MESSAGE(parsed.has_value(), std::string(text));
  return std::move(*parsed);
}

std::string found(Searcher& searcher, std::string_view text, const AccessScope& scope = office_scope()) {
  const auto hits = searcher.search(query(text), scope, SearchOptions{});
  BOOST_REQUIRE_MESSAGE(hits.has_value(), why(hits));
  std::vector<std::string> ids;
  for (const Hit& hit : hits->hits) ids.push_back(hit.item.item.value);
  std::sort(ids.begin(), ids.end());
  BOOST_TEST(searcher.count(query(text), scope).value() >= ids.size());
  std::string out;
  for (const std::string& id : ids) out += (out.empty() ? "" : " ") + id;
  return out;
}

std::string shown(const PageHit& hit) {
  std::string out;
  for (const SnippetRun& run : hit.snippet) out += run.marked ? "[" + run.text + "]" : run.text;
  return out;
}

struct SmallOffice : Office {
  SmallOffice() {
    add("i1", "离休干部待遇的来信", {{"关于离休干", "部待遇落实的请求"}, {"请予答复"}}, "m1");
    add("i2", "关于待遇的复函", {{"经研究，离休的干部不变。"}}, "m1", "复函", "2019-05-20");
    add("i3", "小区物业", {{"小区物业管理收费过高，"}, {}, {"物业不作为"}}, "m2", "来信", "");
    add("i4", "扫描件", {}, "", "其他", "2020-01-01");
    records["i4"].item.text.reset();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(search)

BOOST_AUTO_TEST_CASE(hits_have_pages_snippets_and_boxes) {
  SmallOffice office;
  const auto searcher = office.open();
  const auto hits = searcher->search(query("离休干部"), office_scope(), SearchOptions{});
  BOOST_REQUIRE(hits.has_value());
  BOOST_REQUIRE(hits->hits.size() == 1u);
  BOOST_TEST(hits->total == 1u);
  BOOST_TEST(hits->total_is_exact);
  const Hit& hit = hits->hits[0];
  BOOST_TEST(hit.item.item.value == "i1");
  BOOST_TEST(hit.title_matched);
  BOOST_TEST(hit.score > 0);
  BOOST_REQUIRE(hit.pages.size() == 1u);
  BOOST_TEST(hit.pages[0].page == 1u);
  BOOST_TEST(shown(hit.pages[0]) == "关于[离休干部]待遇落实的请求");
  BOOST_TEST(hit.pages[0].boxes.size() == 2u);
}

BOOST_AUTO_TEST_CASE(runs_over_line_and_page_ends_are_found_and_parts_are_not_mixed) {
  SmallOffice office;
  const auto searcher = office.open();
  BOOST_TEST(found(*searcher, "“离休干部”") == "i1");    // over a line end
  BOOST_TEST(found(*searcher, "“过高，物业”") == "i3");  // over an empty page
  BOOST_TEST(found(*searcher, "“部待遇的”") == "");      // in the title only
  BOOST_TEST(found(*searcher, "题名:部待遇的") == "i1");
  BOOST_TEST(found(*searcher, "部待遇的") == "i1");
  BOOST_TEST(found(*searcher, "“来信关于”") == "");  // title and text do not touch
  BOOST_TEST(found(*searcher, "離休 －干部待遇") == "i2");
}

BOOST_AUTO_TEST_CASE(fields_dates_and_matters) {
  SmallOffice office;
  const auto searcher = office.open();
  BOOST_TEST(found(*searcher, "类别:复函") == "i2");
  BOOST_TEST(found(*searcher, "日期:2019") == "i1 i2");
  BOOST_TEST(found(*searcher, "日期:..2019-04-01") == "i1");  // an item without a date has none, not the smallest
  BOOST_TEST(found(*searcher, "日期:2019-05..") == "i2 i4");
  BOOST_TEST(found(*searcher, "NOT 日期:2019") == "i3 i4");
  BOOST_TEST(found(*searcher, "事项:att4:2549") == "i1 i2");
  BOOST_TEST(found(*searcher, "事项:m2") == "i3");
  BOOST_TEST(found(*searcher, "事项:att4:1") == "");
  BOOST_TEST(found(*searcher, "-事项:att4:2549 -题名:物业") == "i4");
  BOOST_TEST(found(*searcher, "离休 -(事项:att4:2549 类别:复函)") == "i1");
}

BOOST_AUTO_TEST_CASE(only_what_is_wanted_is_marked) {
  SmallOffice office;
  const auto searcher = office.open();
  const auto hits = searcher->search(query("离休 -离休干部"), office_scope(), SearchOptions{});
  BOOST_REQUIRE(hits->hits.size() == 1u);
  BOOST_TEST(shown(hits->hits[0].pages.at(0)) == "经研究，[离休]的干部不变。");
  const auto title_only = searcher->search(query("题名:扫描"), office_scope(), SearchOptions{});
  BOOST_REQUIRE(title_only->hits.size() == 1u);
  BOOST_TEST(title_only->hits[0].title_matched);
  BOOST_TEST(title_only->hits[0].pages.empty());
  const auto fields = searcher->search(query("类别:来信"), office_scope(), SearchOptions{});
  BOOST_REQUIRE(fields->hits.size() == 2u);
  BOOST_TEST(!fields->hits[0].title_matched);
  BOOST_TEST(fields->hits[0].pages.empty());
}

BOOST_AUTO_TEST_CASE(a_question_finds_the_nearest_first) {
  SmallOffice office;
  const auto searcher = office.open();
  const auto hits = searcher->search(query("物业管理收费太高怎么办"), office_scope(), SearchOptions{});
  BOOST_REQUIRE(!hits->hits.empty());
  BOOST_TEST(hits->hits[0].item.item.value == "i3");
  BOOST_REQUIRE(!hits->hits[0].pages.empty());
  BOOST_TEST(shown(hits->hits[0].pages[0]).find("[物业管理收费") != std::string::npos);
  // With parts beside it: those decide what is in.
  BOOST_TEST(found(*searcher, "离休 物业管理收费太高怎么办的事请予答复待遇") == "i1 i2");
}

BOOST_AUTO_TEST_CASE(a_denied_matter_is_as_if_absent) {
  SmallOffice office;
  const auto searcher = office.open();
  AccessScope scope = office_scope();
  scope.denied.push_back({"m1"});
  BOOST_TEST(found(*searcher, "离休", scope) == "");
  BOOST_TEST(searcher->count(query("离休"), scope).value() == 0u);
  BOOST_TEST(searcher->search(query("离休 OR 物业"), scope, SearchOptions{})->total == 1u);
  BOOST_TEST(found(*searcher, "NOT 类别:没有", scope) == "i3 i4");
  BOOST_TEST(found(*searcher, "事项:att4:2549", scope) == "");
  const auto hidden = searcher->places(query("离休"), scope, {"i1"});
  const auto absent = searcher->places(query("离休"), scope, {"i9"});
  BOOST_REQUIRE(!hidden.has_value());
  BOOST_REQUIRE(!absent.has_value());
  BOOST_TEST((hidden.error().code == ErrorCode::not_found && absent.error().code == ErrorCode::not_found));
  BOOST_TEST(hidden.error().message.substr(0, hidden.error().message.size() - 2) ==
             absent.error().message.substr(0, absent.error().message.size() - 2));
  BOOST_TEST(!may_see(scope, office.records["i1"].item));
  BOOST_TEST(may_see(scope, office.records["i3"].item));
  BOOST_TEST(!may_see(AccessScope{}, office.records["i3"].item));
}

BOOST_AUTO_TEST_CASE(the_catalog_has_the_last_word_while_the_index_lags) {
  SmallOffice office;
  const auto searcher = office.open();
  AccessScope scope = office_scope();
  scope.denied.push_back({"m9"});
  office.records["i2"].item.matter = MatterId{"m9"};  // moved, not indexed yet
  office.records.erase("i3");
  const auto hits = searcher->search(query("离休 OR 物业"), scope, SearchOptions{});
  BOOST_REQUIRE(hits->hits.size() == 1u);
  BOOST_TEST(hits->hits[0].item.item.value == "i1");
  BOOST_TEST(hits->total == 1u);
}

BOOST_AUTO_TEST_CASE(a_rotten_text_costs_its_own_pages_only) {
  SmallOffice office;
  const auto searcher = office.open();
  office.rotten = "i1";
  const auto hits = searcher->search(query("离休"), office_scope(), SearchOptions{});
  BOOST_REQUIRE(hits->hits.size() == 2u);
  for (const Hit& hit : hits->hits) {
    BOOST_TEST(hit.pages.empty() == (hit.item.item.value == "i1"));
    BOOST_TEST(hit.fault.empty() == (hit.item.item.value != "i1"));
  }
  BOOST_TEST(!searcher->places(query("离休"), office_scope(), {"i1"}).has_value());
}

BOOST_AUTO_TEST_CASE(places_are_in_page_order_and_complete) {
  SmallOffice office;
  const auto searcher = office.open();
  const auto places = searcher->places(query("物业 或 作为"), office_scope(), {"i3"});
  BOOST_REQUIRE(places.has_value());
  BOOST_REQUIRE(places->size() == 2u);
  BOOST_TEST(places->at(0).page == 1u);
  BOOST_TEST(places->at(1).page == 3u);
  BOOST_TEST(places->at(1).boxes.size() == 2u);
  BOOST_TEST(searcher->places(query("类别:来信"), office_scope(), {"i3"})->empty());
  BOOST_TEST(searcher->places(query("扫描"), office_scope(), {"i4"})->empty());
}

BOOST_AUTO_TEST_CASE(options_limit_and_leave_out) {
  Office office;
  for (int i = 0; i < 25; ++i)
    office.add(fmt::format("i{:02}", i), "同样的题名", {{"同样的文字"}, {"同样的文字"}, {"同样"}, {"同样"}});
  const auto searcher = office.open();
  std::vector<std::string> ids;
  for (std::uint32_t offset = 0; offset < 30; offset += 10) {
    SearchOptions options;
    options.offset = offset;
    options.pages_per_hit = 2;
    const auto hits = searcher->search(query("同样"), office_scope(), options);
    BOOST_TEST(hits->total == 25u);
    BOOST_TEST(hits->hits.size() == (offset == 20 ? 5u : 10u));
    for (const Hit& hit : hits->hits) {
      ids.push_back(hit.item.item.value);
      BOOST_TEST(hit.pages.size() == 2u);
    }
  }
  BOOST_TEST(std::is_sorted(ids.begin(), ids.end()));  // equal scores: in the order of the index, none twice
  BOOST_TEST(std::set<std::string>(ids.begin(), ids.end()).size() == 25u);
  SearchOptions bare;
  bare.snippets = false;
  BOOST_TEST(searcher->search(query("同样"), office_scope(), bare)->hits.at(0).pages.empty());
  SearchOptions beyond;
  beyond.offset = 4000000000U;
  BOOST_TEST(searcher->search(query("同样"), office_scope(), beyond)->hits.empty());
}

BOOST_AUTO_TEST_CASE(a_writer_that_overtakes_the_reader_is_no_error) {
  Office office;
  for (int i = 0; i < 300; ++i) office.add(fmt::format("i{}", i), "题名", {{fmt::format("文字{}离休的干部", i)}});
  const auto searcher = office.open();
  const auto writer = IndexWriter::open(office.dir.path());
  BOOST_REQUIRE(writer.has_value());
  for (std::uint64_t commit = 1; commit <= 6; ++commit) {
    // Everything replaced, so that no block of the reader's revision is left.
    for (IndexDocument document : office.documents) {
      document.body += fmt::format("第{}次修改", commit);
      BOOST_REQUIRE((*writer)->put(document).has_value());
    }
    BOOST_REQUIRE((*writer)->commit(1000 + commit).has_value());
    if (commit % 3 != 0) continue;
    const auto count = searcher->count(query("离休的干部"), office_scope());
    BOOST_REQUIRE_MESSAGE(count.has_value(), why(count));
    BOOST_TEST(*count == 300u);
    const auto hits = searcher->search(query("离休的干部"), office_scope(), SearchOptions{});
    BOOST_REQUIRE_MESSAGE(hits.has_value(), why(hits));
  }
  BOOST_REQUIRE(searcher->reopen().has_value());
  BOOST_TEST(searcher->count(query("第6次修改"), office_scope()).value() == 300u);
  BOOST_TEST(searcher->count(query("第5次修改"), office_scope()).value() == 0u);
}

BOOST_AUTO_TEST_CASE(a_missing_or_foreign_index_is_named) {
  test::TempDir dir;
  const auto none = detail::IndexReader::open(schema::index_folder(dir.path()));
  BOOST_REQUIRE(!none.has_value());
  BOOST_TEST((none.error().code == ErrorCode::not_found));
  std::filesystem::create_directories(schema::index_folder(dir.path()));
  {
    Xapian::WritableDatabase other(schema::live_shard(dir.path()).string(), Xapian::DB_CREATE_OR_OPEN);
    other.set_metadata(std::string(schema::k_key_layout), std::string(schema::k_layout));
    other.set_metadata(std::string(schema::k_key_analyser), "another analyser");
    other.commit();
  }
  const auto foreign = detail::IndexReader::open(schema::live_shard(dir.path()));
  BOOST_REQUIRE(!foreign.has_value());
  BOOST_TEST((foreign.error().code == ErrorCode::unsupported));
  BOOST_TEST(foreign.error().message.find("anjuan rebuild") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(trees_that_the_parser_does_not_make_are_refused) {
  SmallOffice office;
  const auto searcher = office.open();
  Query odd = query("离休 或 干部");
  odd.root.children[0].type = QueryNode::Type::question;
  BOOST_TEST((searcher->search(odd, office_scope(), SearchOptions{}).error().code == ErrorCode::invalid_argument));
  odd = query("离休");
  odd.root.text = " ";
  BOOST_TEST((searcher->count(odd, office_scope()).error().code == ErrorCode::invalid_argument));
  odd = query("-离休");
  odd.root.children.clear();
  BOOST_TEST((searcher->count(odd, office_scope()).error().code == ErrorCode::invalid_argument));
}

BOOST_AUTO_TEST_CASE(an_archive_is_searched_from_object_to_box) {
  test::TempDir dir;
  const auto root = dir / "archive";
  BOOST_REQUIRE(Archive::create(root, test::k_fonds, ArchiveOptions{}).has_value());
  auto archive = Archive::open(root, ArchiveOptions{});
  BOOST_REQUIRE(archive.has_value());
  BOOST_TEST((Searcher::open(**archive).error().code == ErrorCode::not_found));

  const PositionedText text = text_of_lines({{"无关的一页"}, {"关于離休干", "部待遇的请求"}});
  ItemId id;
  {
    auto transaction = (*archive)->begin();
    BOOST_REQUIRE(transaction.has_value());
    NewItem item;
    item.title = "来信一封";
    item.kind = "来信";
    id = test::capture(*transaction, "original", item).value();
    const Bytes bytes = encode(text).value();
    MemorySource source(bytes);
    const auto put = transaction->put(source, bytes.size());
    BOOST_REQUIRE(put.has_value());
    transaction->record_read({id, put->id, "text/plain", 2, {"test 1"}});
    BOOST_REQUIRE(transaction->commit().has_value());
  }
  IndexDocument document;
  document.item = id.value;
  document.title = "来信一封";
  document.kind = "来信";
  document.scope_terms = {schema::scope_term(schema::k_scope_open)};
  for (const TextPage& page : text.pages) document.body += plain_text(page);
  BOOST_REQUIRE(test::index_all(root, {document}).has_value());

  auto searcher = Searcher::open(**archive);
  BOOST_REQUIRE_MESSAGE(searcher.has_value(), why(searcher));
  const auto hits = (*searcher)->search(query("“离休干部待遇”"), office_scope(), SearchOptions{});
  BOOST_REQUIRE_MESSAGE(hits.has_value(), why(hits));
  BOOST_REQUIRE(hits->hits.size() == 1u);
  BOOST_TEST(hits->hits[0].item.item.value == id.value);
  BOOST_TEST(hits->hits[0].fault == "");
  BOOST_REQUIRE(hits->hits[0].pages.size() == 1u);
  BOOST_TEST(hits->hits[0].pages[0].page == 2u);
  BOOST_TEST(shown(hits->hits[0].pages[0]) == "关于[離休干部待遇]的请求");
  BOOST_TEST(hits->hits[0].pages[0].boxes.size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
