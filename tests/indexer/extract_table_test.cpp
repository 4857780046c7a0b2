// Sheets of workbooks as rows of text: what people see in the cells, and every workbook that must not pass for a whole one.
#include <boost/test/unit_test.hpp>

#include "tests/indexer/extraction.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

struct Book {
  std::string properties, strings = "<si><t>编号</t></si>", styles, merges;
  std::string sheets = R"(<sheet name="登记簿" sheetId="1" r:id="rId1"/>)";
  std::vector<ZipMember> more;

  std::string with(const std::string& rows) const {
    std::vector<ZipMember> members = {
        {"[Content_Types].xml", content_types()},
        {"_rels/.rels", relations(relation("r", "officeDocument", "xl/workbook.xml"))},
        {"xl/workbook.xml", "<workbook xmlns:r=\"r\">" + properties + "<sheets>" + sheets + "</sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels", relations(relation("rId1", "worksheet", "worksheets/sheet1.xml") + relation("rId2", "worksheet", "worksheets/sheet2.xml") +
                                                 relation("rId3", "sharedStrings", "sharedStrings.xml") + relation("rId4", "styles", "styles.xml"))},
        {"xl/sharedStrings.xml", "<sst>" + strings + "</sst>"},
        {"xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData>" + merges + "</worksheet>"}};
    members.insert(members.end(), more.begin(), more.end());
    return zip_of(members);
  }
};

/// A format for each code, style 1 the first.
std::string styles_of(const std::vector<std::string>& codes) {
  std::string formats, cells = "<xf numFmtId=\"0\"/>";
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const std::string id = std::to_string(170 + i);
    formats += "<numFmt numFmtId=\"" + id + "\" formatCode=\"" + codes[i] + "\"/>";
    cells += "<xf numFmtId=\"" + id + "\"/>";
  }
  return "<numFmts>" + formats + "</numFmts><cellXfs>" + cells + "</cellXfs>";
}

std::string value(const std::string& number, std::size_t style = 0) { return "<c s=\"" + std::to_string(style) + "\"><v>" + number + "</v></c>"; }

/// The first row's cells, joined by '|'.
std::string first_row(const std::string& book) {
  const TableRead read = read_table(book);
  BOOST_REQUIRE_MESSAGE(read.status, (read.status ? "" : read.status.error().message));
  BOOST_REQUIRE(!read.rows.empty());
  std::string out;
  for (const std::string& cell : read.rows[0].cells) out += (out.empty() ? "" : "|") + cell;
  return out;
}

/// Code and a part of the message.
bool fails_with(const TableRead& read, ErrorCode code, std::string_view part) {
  if (read.status) return false;
  const bool as_said = read.status.error().code == code && read.status.error().message.find(part) != std::string::npos;
  if (!as_said) BOOST_TEST_MESSAGE(to_string(read.status.error().code) << ": " << read.status.error().message);
  return as_said;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tables)

BOOST_AUTO_TEST_CASE(rows_have_the_numbers_and_columns_of_the_sheet) {
  Book book;
  book.strings = "<si><t>编号</t></si><si><r><t>张</t></r><r><t>三</t></r><rPh sb=\"0\" eb=\"1\"><t>zhang</t></rPh></si><si><t xml:space=\"preserve\"> 两行&#10;字_x000D_&#10;尾_x4E00_ </t></si>";
  const TableRead read = read_table(book.with(R"(<row r="2"><c r="B2" t="s"><v>0</v></c><c r="D2" t="s"><v>1</v></c><c r="E2"/></row><row r="3"><c r="A3" s="1"/></row>)"
                                              R"(<row r="7"><c r="AA7" t="s"><v>2</v></c></row><row><c t="inlineStr"><is><t>内嵌</t><rPh><t>注音</t></rPh></is></c><c t="b"><v>0</v></c></row>)"
                                              R"(<row r="9"><c r="A9" t="str"><f>A1&amp;"x"</f><v>甲x</v></c><c r="B9" t="e"><v>#N/A</v></c><c r="C9"><f>1+1</f></c></row>)"));
  BOOST_REQUIRE_MESSAGE(read.status, (read.status ? "" : read.status.error().message));
  BOOST_TEST(read.sheet == "登记簿");
  BOOST_REQUIRE(read.rows.size() == 4U);
  BOOST_TEST((read.rows[0] == TableRow{2, {"", "编号", "", "张三"}}));
  BOOST_TEST(read.rows[1].number == 7U);
  BOOST_REQUIRE(read.rows[1].cells.size() == 27U);
  BOOST_TEST(read.rows[1].cells[26] == " 两行\n字\n尾一 ");
  BOOST_TEST((read.rows[2] == TableRow{8, {"内嵌", "FALSE"}}));
  BOOST_TEST((read.rows[3] == TableRow{9, {"甲x", "#N/A"}}), "a formula without a result shows nothing");
}

BOOST_AUTO_TEST_CASE(numbers_are_written_out) {
  Book book;
  book.styles = styles_of({"0000", "&quot;〔2019〕&quot;0000&quot;号&quot;", "0_ ", "#,##0.00", "0.00E+00", "General&quot;件&quot;", "[DBNum1]0"});
  const std::string row = value("13812345678") + value("5.0") + value("1.5627407932000001") + value("3.20583199001011E+17") + value("320583199001011234") + value("1E-5") +
                          value("-0") + value("1.5e15") + value("-2.5") + value("17", 1) + value("12345", 1) + value("17.5", 1) + value("17", 2) + value("17", 3) + value("1234.5", 4) +
                          value("17", 5) + value("3", 6) + value("3", 7);
  BOOST_TEST(first_row(book.with("<row>" + row + "</row>")) ==
             "13812345678|5|1.5627407932|320583199001011000|320583199001011234|0.00001|0|1500000000000000|-2.5|0017|12345|17.5|〔2019〕0017号|17|1234.5|17|3件|3");
}

BOOST_AUTO_TEST_CASE(days_are_days_in_both_systems) {
  Book book;
  book.styles = styles_of({"yyyy/m/d;@", "[$-804]yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;", "yyyy-mm-dd hh:mm", "h:mm AM/PM", "[h]:mm", "mmm", "&quot;day &quot;0", "[Red]0.00", "mm:ss"});
  const std::string row = value("43529", 1) + value("43529.75", 1) + value("43529", 2) + value("43529.75", 3) + value("43529", 3) + value("0.75", 4) + value("1.5", 5) + value("43529", 6) +
                          value("5", 7) + value("43529", 8) + value("0.5", 9) + value("-3", 1) + value("2958465", 1);
  BOOST_TEST(first_row(book.with("<row>" + row + "</row>")) ==
             "2019-03-05|2019-03-05|2019-03-05|2019-03-05 18:00:00|2019-03-05|18:00:00|36:00:00|2019-03-05|day 5|43529|12:00:00|-3|9999-12-31");
  // The day that never was, and those before it.
  BOOST_TEST(first_row(book.with("<row>" + value("0", 1) + value("1", 1) + value("59", 1) + value("60", 1) + value("61", 1) + "</row>")) ==
             "1900-01-00|1900-01-01|1900-02-28|1900-02-29|1900-03-01");
  for (const char* written : {"1", "true"}) {
    book.properties = std::string("<workbookPr date1904=\"") + written + "\"/>";
    BOOST_TEST(first_row(book.with("<row>" + value("42067", 1) + value("0", 1) + value("60", 1) + "</row>")) == "2019-03-05|1904-01-01|1904-03-01");
  }
  BOOST_TEST(first_row(book.with(R"(<row><c t="d"><v>2019-03-05T00:00:00Z</v></c><c t="d"><v>2019-03-05T08:30:00</v></c><c t="d"><v>2019-03-05</v></c></row>)")) ==
             "2019-03-05|2019-03-05 08:30:00|2019-03-05");
}

BOOST_AUTO_TEST_CASE(of_merged_cells_only_the_first_is_seen) {
  Book book;
  book.merges = R"(<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="B2:B4"/><mergeCell ref="broken"/></mergeCells>)";
  const TableRead read = read_table(book.with("<row>" + value("1") + value("2") + value("3") + value("4") + "</row><row>" + value("5") + value("6") + "</row><row>" + value("7") +
                                              value("8") + value("9") + "</row><row r=\"5\">" + value("10") + value("11") + "</row>"));
  BOOST_REQUIRE(read.status);
  BOOST_REQUIRE(read.rows.size() == 4U);
  BOOST_TEST((read.rows[0] == TableRow{1, {"1", "", "", "4"}}));
  BOOST_TEST((read.rows[1] == TableRow{2, {"5", "6"}}));
  BOOST_TEST((read.rows[2] == TableRow{3, {"7", "", "9"}}));
  BOOST_TEST((read.rows[3] == TableRow{5, {"10", "11"}}));
}

BOOST_AUTO_TEST_CASE(the_first_visible_sheet_or_the_one_named) {
  Book book;
  book.sheets = R"(<sheet name="参数" sheetId="2" state="hidden" r:id="rId2"/><sheet name="登记簿" sheetId="1" r:id="rId1"/>)";
  book.more = {{"xl/worksheets/sheet2.xml", "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>"}};
  const std::string bytes = book.with("<row>" + value("1") + "</row>");
  BOOST_TEST(read_table(bytes).sheet == "登记簿");
  BOOST_TEST(read_table(bytes, "参数").rows.at(0).cells.at(0) == "2");
  const TableRead absent = read_table(bytes, "2018年");
  BOOST_TEST(fails_with(absent, ErrorCode::not_found, "“2018年”"));
  BOOST_TEST(fails_with(absent, ErrorCode::not_found, "“参数”（隐藏）、“登记簿”"));
  BOOST_TEST(fails_with(read_table(book.with("<row><c s=\"1\"/></row>")), ErrorCode::invalid_argument, "“登记簿”是空的"));
  book.sheets = R"(<sheet name="参数" sheetId="2" state="veryHidden" r:id="rId2"/>)";
  BOOST_TEST(fails_with(read_table(book.with("")), ErrorCode::not_found, "隐藏"));
}

BOOST_AUTO_TEST_CASE(what_is_not_whole_is_refused) {
  const Book book;
  const std::string row = "<row>" + value("1") + "</row>", whole = book.with(row);
  BOOST_TEST(read_table(whole).status.has_value());
  BOOST_TEST(fails_with(read_table(book.with("<row><c t=\"s\"><v>7</v></c></row>")), ErrorCode::corrupt, "共享字符串 7"));
  BOOST_TEST(fails_with(read_table(book.with("<row r=\"2\"/><row r=\"2\"/>")), ErrorCode::corrupt, "行号"));
  BOOST_TEST(fails_with(read_table(book.with("<row r=\"1048577\"/>")), ErrorCode::corrupt, "行号"));
  for (const char* reference : {"A2", "XFE1", "1", "A", "a1", "A0"}) {
    BOOST_TEST(fails_with(read_table(book.with(std::string("<row r=\"1\"><c r=\"") + reference + "\"><v>1</v></c></row>")), ErrorCode::corrupt, "位置不对"), reference);
  }
  BOOST_TEST(fails_with(read_table(book.with("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>")), ErrorCode::corrupt, "位置不对"));
  BOOST_TEST(fails_with(read_table(book.with("<row><c>")), ErrorCode::corrupt, "XML"));
  Book unreadable = book;
  unreadable.styles = "<cellXfs>";
  BOOST_TEST(fails_with(read_table(unreadable.with(row)), ErrorCode::corrupt, "styles"), "dates would pass for numbers");
  Book no_sheet = book;
  no_sheet.sheets = R"(<sheet name="登记簿" sheetId="1" r:id="rId2"/>)";
  BOOST_TEST(fails_with(read_table(no_sheet.with(row)), ErrorCode::corrupt, "sheet2.xml"));
  BOOST_TEST(fails_with(read_table(zip_of({{"word/document.xml", "<w/>"}})), ErrorCode::unsupported, "不是"));
  BOOST_TEST(fails_with(read_table("<html><body><table><tr><td>编号</td></tr></table></body></html>"), ErrorCode::unsupported, "text/html"));
  // Torn or spoilt anywhere, it gives all of its rows or none.
  for (std::size_t size = 1; size < whole.size(); size += 97) {
    const TableRead torn = read_table(std::string_view(whole).substr(0, size));
    BOOST_TEST((!torn.status || torn.rows.size() == 1U), size);
  }
}

BOOST_AUTO_TEST_CASE(real_sheets) {
  std::filesystem::path file;
  if (!shared_data("docs/office_zh/Text-Mining__热点问题表_.xls", file)) return;
  const TableRead read = read_table(bytes_of(file));
  BOOST_REQUIRE_MESSAGE(read.status, (read.status ? "" : read.status.error().message));
  BOOST_TEST(read.sheet == "Sheet1");
  BOOST_REQUIRE(read.rows.size() > 3U);
  BOOST_TEST(read.rows[0].number == 1U);
  BOOST_TEST(read.rows[0].cells[0] == "热度排名");
  if (!shared_data("docs/office_zh/tika__testWPSAttachment.xlsx", file)) return;
  BOOST_TEST(fails_with(read_table(bytes_of(file)), ErrorCode::invalid_argument, "“Sheet1”、“Sheet2”、“Sheet3”"));
  if (!shared_data("docs/office_protected/tika__password.xls", file)) return;
  BOOST_TEST(fails_with(read_table(bytes_of(file)), ErrorCode::denied, "口令"));
}

BOOST_AUTO_TEST_SUITE_END()
