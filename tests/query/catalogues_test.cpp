// The catalogues and indexes of what was filed (R-122, R-340, R-401…R-403), each with what must not stand in it.
#include "query/reports/catalogues.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include "archive/registry/record.hpp"
#include "query/access/principal.hpp"
#include "tests/support/filing_office.hpp"

using namespace anjuan;
using namespace anjuan::test;
using reports::CatalogueRequest;
using reports::NameOrder;
using reports::NameSorter;
using reports::Report;
using reports::Table;

namespace {

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::vector<std::string> sorted(NameOrder order, std::vector<std::string> names) {
  const auto sorter = NameSorter::open(order);
  BOOST_REQUIRE(sorter);
  std::sort(names.begin(), names.end(),
            [&](const std::string& a, const std::string& b) { return sorter->precedes(a, b); });
  return names;
}

std::vector<std::string> column(const Table& table, const std::string& title) {
  const auto at =
      static_cast<std::size_t>(std::find(table.columns.begin(), table.columns.end(), title) - table.columns.begin());
  BOOST_REQUIRE(at < table.columns.size());
  std::vector<std::string> texts;
  for (const auto& row : table.rows) texts.push_back(row[at].text);
  return texts;
}

struct Catalogues : FilingOffice {
  AccessScope scope = office_scope();

  Result<Report> make(const std::string& kind, const CatalogueRequest& asked = {}) {
    CatalogueRequest request = asked;
    request.fonds_name = "组织部";
    return reports::catalogue(kind, {*registry, filing->book(), scope, filing->codes(), filing->rules()}, request,
                              CivilDate::parse("2026-11-24").value());
  }
  Report made(const std::string& kind, const CatalogueRequest& asked = {}) {
    auto report = make(kind, asked);
    BOOST_REQUIRE_MESSAGE(report, kind + ": " + (report ? "" : report.error().message));
    return *report;
  }
  /// A suggestion of this person, closed; `scope_name`: 受理范围.
  std::string closed_of(const std::string& name, const std::string& accused = "") {
    registry::Intake suggestion = claim("2025-02-03");
    suggestion.category = "建议意见";
    suggestion.parties.front().name = name;
    if (!accused.empty()) {
      registry::Party party;
      party.role = "被反映人", party.name = accused;
      suggestion.parties.push_back(party);
    }
    const std::string number = handled("2025-02-03", suggestion);
    must(number, "close", {{"reason", "已当面说明"}, {"checklist", "来信"}, {"receiver", "reg"}}, "2025-02-03");
    paper(number, "领导批示", 1);
    paper(number, "来信", 3);
    return number;
  }
  FilingRow piece(const std::string& number) {
    auto rows = file(number);
    BOOST_REQUIRE_MESSAGE(rows, (rows ? "" : rows.error().message));
    return rows->front();
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(name_order)

BOOST_AUTO_TEST_CASE(r_403_pinyin_reads_surnames_as_people_bear_them) {
  // 曾 is zēng and 解 is xiè as surnames; ICU alone has them under céng and jiě.
  const std::vector<std::string> expected = {"陈静", "冀平", "欧阳丽华", "吴敏", "解六", "余力", "曾五", "张三"};
  std::vector<std::string> shuffled = {"曾五", "解六", "张三", "余力", "欧阳丽华", "陈静", "冀平", "吴敏"};
  BOOST_TEST(sorted(NameOrder::pinyin, shuffled) == expected, boost::test_tools::per_element());
  // The shorter name first; one sound, then the tone: 张 zhāng before 章 zhāng by stroke, 帐 is no surname.
  BOOST_TEST(
      sorted(NameOrder::pinyin, {"张三丰", "张三", "张三"}) == (std::vector<std::string>{"张三", "张三", "张三丰"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(r_403_stroke_order_counts_strokes) {
  BOOST_TEST(sorted(NameOrder::stroke, {"曾五", "丁一", "王五", "张三", "卜二"}) ==
                 (std::vector<std::string>{"丁一", "卜二", "王五", "张三", "曾五"}),
             boost::test_tools::per_element());
  BOOST_TEST(reports::name_order_of("笔画").has_value());
  BOOST_TEST(!reports::name_order_of("部首").has_value());
}

BOOST_AUTO_TEST_CASE(the_order_is_total_and_numbers_go_by_their_value) {
  const auto sorter = NameSorter::open(NameOrder::pinyin);
  BOOST_REQUIRE(sorter);
  const std::vector<std::string> texts = {"张三", "張三", "章三", "Zhang", "", "张", "曾", "层", "123", "张三 "};
  for (const std::string& a : texts) {
    for (const std::string& b : texts) {
      BOOST_TEST((sorter->precedes(a, b) || sorter->precedes(b, a)) == (a != b), a << " and " << b);
      for (const std::string& c : texts)
        BOOST_TEST((!sorter->precedes(a, b) || !sorter->precedes(b, c) || sorter->precedes(a, c)),
                   a << ", " << b << ", " << c);
    }
  }
  BOOST_TEST(sorter->precedes_as_text("组信复〔2025〕9号", "组信复〔2025〕10号"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(catalogues, Catalogues)

BOOST_AUTO_TEST_CASE(r_401_r_402_volumes_and_what_lies_in_them) {
  const std::string first = closed_of("张三"), second = closed_of("李四");
  const FilingRow row = volume(first);
  piece(second);
  const Report list = made("案卷目录");
  BOOST_REQUIRE(list.tables.size() == 1U);
  BOOST_TEST(list.tables[0].name == "J021-ZY·XF·2025·D10");
  BOOST_TEST(list.tables[0].columns ==
                 (std::vector<std::string>{"案卷号", "案卷题名", "起止日期", "页数", "保管期限", "备注"}),
             boost::test_tools::per_element());
  BOOST_TEST(column(list.tables[0], "案卷号") == std::vector<std::string>{"0001"},
             boost::test_tools::per_element());  // a 件 is none
  BOOST_TEST(column(list.tables[0], "页数") == std::vector<std::string>{"4"}, boost::test_tools::per_element());
  BOOST_TEST(column(list.tables[0], "起止日期").front() == "20250201—20250202");
  BOOST_TEST(list.tables[0].cover.at("目录名称") == "案卷目录");
  const Report full = made("全引目录");
  BOOST_REQUIRE(full.tables.size() == 1U);
  BOOST_TEST(column(full.tables[0], "案卷号") == (std::vector<std::string>{"0001", "0001", "0001"}),
             boost::test_tools::per_element());
  BOOST_TEST(column(full.tables[0], "题名").front() == registry::text_in(row.record, "title"));
  BOOST_TEST(column(full.tables[0], "页号") == (std::vector<std::string>{"4页", "1", "2—4"}),
             boost::test_tools::per_element());
  BOOST_TEST(column(full.tables[0], "责任者") == (std::vector<std::string>{"", "组织部", "张三"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(r_125_each_part_of_the_catalogue_has_its_cover) {
  piece(closed_of("张三"));
  const Report list = made("归档文件目录");
  BOOST_REQUIRE(list.tables.size() == 1U);
  const std::map<std::string, std::string> expected = {
      {"全宗号", "J021"}, {"全宗名称", "组织部"}, {"年度", "2025"}, {"保管期限", "10年"}};
  for (const auto& [name, value] : expected) BOOST_TEST(list.tables[0].cover.at(name) == value);
  BOOST_TEST(made("人名索引").tables[0].cover.empty());  // counter-example: an index is not bound by year and period
}

BOOST_AUTO_TEST_CASE(r_403_r_340_who_wrote_and_who_was_complained_of_stand_apart) {
  const FilingRow one = piece(closed_of("曾五")), two = piece(closed_of("陈静", "钱老师")),
                  three = piece(closed_of("曾五"));
  const Report wrote = made("人名索引");
  BOOST_REQUIRE(wrote.tables.size() == 1U);
  BOOST_TEST(column(wrote.tables[0], "姓名") == (std::vector<std::string>{"陈静", "曾五"}),
             boost::test_tools::per_element());
  BOOST_TEST(column(wrote.tables[0], "档号[页号]").back() ==
             one.code + "[2]；" + three.code + "[2]");  // the letter begins on page 2
  const Report accused = made("被反映人索引");
  BOOST_TEST(column(accused.tables[0], "姓名") == std::vector<std::string>{"钱老师"}, boost::test_tools::per_element());
  BOOST_TEST(column(accused.tables[0], "档号[页号]").front() == two.code + "[2]");
  scope.accusations = false;
  const auto denied = make("被反映人索引");
  BOOST_REQUIRE(!denied);
  BOOST_TEST((denied.error().code == ErrorCode::denied));
  BOOST_TEST(made("人名索引").tables[0].rows.size() == 2U);
}

BOOST_AUTO_TEST_CASE(r_340_what_lies_outside_the_scope_is_as_if_absent_from_every_catalogue) {
  const std::string number = closed_of("张三", "钱老师");
  const FilingRow row = volume(number);
  scope.denied = {*row.matter};
  for (const std::string_view kind : reports::catalogue_kinds()) {
    const Report report = made(std::string(kind));
    for (const Table& table : report.tables) BOOST_TEST(table.rows.empty(), kind);
  }
}

BOOST_AUTO_TEST_CASE(r_403_documents_and_topics_lead_to_their_codes) {
  const FilingRow one = piece(closed_of("张三")), two = piece(closed_of("李四"));
  BOOST_TEST(made("文号索引").tables[0].rows.empty());  // nothing was issued
  const Report topics = made("专题目录");
  BOOST_REQUIRE(topics.tables.size() == 1U);
  BOOST_TEST(column(topics.tables[0], "档号") == (std::vector<std::string>{one.code, two.code}),
             boost::test_tools::per_element());
  CatalogueRequest asked;
  asked.topic = "张三";
  BOOST_TEST(column(made("专题目录", asked).tables[0], "档号") == std::vector<std::string>{one.code},
             boost::test_tools::per_element());
  asked.topic = "没有这个词";
  BOOST_TEST(made("专题目录", asked).tables.empty());
  BOOST_TEST(!make("文号索引", asked).has_value());
  const auto unknown = make("字号索引");
  BOOST_REQUIRE(!unknown);
  BOOST_TEST(has(unknown.error().message, "全引目录"));
}

BOOST_AUTO_TEST_SUITE_END()
