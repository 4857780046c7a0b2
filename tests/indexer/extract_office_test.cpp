// Office packages: what a reader of the document would read, and nothing that was deleted.
#include <boost/test/unit_test.hpp>

#include "tests/indexer/extraction.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

std::string docx_of(const std::string& body, const std::vector<ZipMember>& more = {}) {
  std::vector<ZipMember> members = {
      {"[Content_Types].xml", content_types()},
      {"_rels/.rels", relations(relation("rId1", "officeDocument", "word/document.xml"))},
      {"word/document.xml", R"(<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="m" xmlns:wps="s" xmlns:v="v"><w:body>)" +
                                body + "</w:body></w:document>"},
  };
  members.insert(members.end(), more.begin(), more.end());
  return zip_of(members);
}

std::string run(const std::string& text) { return "<w:r><w:t xml:space=\"preserve\">" + text + "</w:t></w:r>"; }
std::string paragraph(const std::string& inner) { return "<w:p>" + inner + "</w:p>"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(docx)

BOOST_AUTO_TEST_CASE(keeps_what_stands_and_drops_what_was_deleted) {
  const Extraction got = extract_bytes(
      docx_of(paragraph(run("关于反映") + "<w:del><w:r><w:delText>已删去的话</w:delText></w:r></w:del><w:ins>" + run("新增的话") + "</w:ins>" + run("的来信")) +
              paragraph("<w:moveFrom>" + run("移走的话") + "</w:moveFrom>" + run("甲") + "<w:r><w:tab/><w:t>乙</w:t></w:r>") +
              paragraph(run("第一行") + "<w:r><w:br/></w:r>" + run("第二行")) +
              paragraph("<w:r><w:fldChar/><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r>" + run("域后"))),
      "来信.docx");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.contains("关于反映新增的话的来信"));
  BOOST_TEST(!got.contains("已删去"));
  BOOST_TEST(!got.contains("移走"));
  BOOST_TEST(!got.contains("MERGEFORMAT"));
  BOOST_TEST(got.contains("第一行\n第二行"));
  BOOST_TEST(got.contains("甲\t乙"));
}

BOOST_AUTO_TEST_CASE(reads_tables_text_boxes_notes_and_headers) {
  const std::string box = "<w:txbxContent>" + paragraph(run("文本框里的字")) + "</w:txbxContent>";
  const std::string w = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
  const Extraction got = extract_bytes(
      docx_of("<w:tbl><w:tr><w:tc>" + paragraph(run("来信人")) + "</w:tc><w:tc>" + paragraph(run("张三")) + "</w:tc></w:tr></w:tbl>" +
                  paragraph(run("正文前半") + "<w:r><mc:AlternateContent><mc:Choice>" + box + "</mc:Choice><mc:Fallback>" + box + "</mc:Fallback></mc:AlternateContent></w:r>" + run("正文后半")),
              {{"word/_rels/document.xml.rels", relations(relation("r1", "header", "header1.xml") + relation("r2", "header", "header2.xml") +
                                                          relation("r3", "footnotes", "footnotes.xml") + relation("r4", "footer", "/word/footer1.xml"))},
               {"word/header1.xml", "<w:hdr " + w + ">" + paragraph(run("信访局文件")) + "</w:hdr>"},
               {"word/header2.xml", "<w:hdr " + w + ">" + paragraph(run("信访局文件")) + "</w:hdr>"},
               {"word/footnotes.xml", "<w:footnotes " + w + "><w:footnote w:type=\"separator\">" + paragraph(run("分隔")) + "</w:footnote><w:footnote>" + paragraph(run("脚注内容")) + "</w:footnote></w:footnotes>"},
               {"word/footer1.xml", "<w:ftr " + w + ">" + paragraph(run("页脚内容")) + "</w:ftr>"},
               {"docProps/core.xml", "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>标题在此</dc:title></cp:coreProperties>"}}),
      "a.docx");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  const std::string text = got.text();
  BOOST_TEST(got.contains("来信人\t张三"));
  BOOST_TEST(got.contains("正文前半正文后半"));
  BOOST_TEST(text.find("文本框里的字") != std::string::npos);
  BOOST_TEST(text.find("文本框里的字") == text.rfind("文本框里的字"));  // not once more from the fallback
  BOOST_TEST(text.find("信访局文件") == text.rfind("信访局文件"));
  BOOST_TEST(got.contains("脚注内容"));
  BOOST_TEST(!got.contains("分隔"));
  BOOST_TEST(got.contains("页脚内容"));
  BOOST_TEST(got.sink.title == "标题在此");
}

BOOST_AUTO_TEST_CASE(pages_are_drawn_as_they_are_read) {
  const std::string bytes = docx_of(paragraph(run("关于反映噪音扰民的来信")));
  const Extraction got = extract_bytes(bytes, "a.docx");
  BOOST_REQUIRE_EQUAL(got.sink.pages.size(), 1U);
  BOOST_REQUIRE_EQUAL(got.sink.pages[0].lines.size(), 1U);
  const TextLine& line = got.sink.pages[0].lines[0];
  BOOST_REQUIRE_EQUAL(line.edges.size(), 12U);
  const auto image = render_bytes(bytes, 1, 100);
  BOOST_REQUIRE(image.has_value());
  // Ink inside the box of the line, none above it.
  const auto ink = [&](std::int32_t from, std::int32_t to) {
    std::size_t dark = 0;
    for (std::size_t y = image->height * static_cast<std::size_t>(from) / 10000; y < image->height * static_cast<std::size_t>(to) / 10000; ++y) {
      for (std::size_t x = 0; x < image->width; ++x) dark += image->rgb[3 * (y * image->width + x)] < std::byte{128};
    }
    return dark;
  };
  BOOST_TEST(ink(line.box.y, line.box.y + line.box.h) > 100U);
  BOOST_TEST(ink(0, line.box.y) == 0U);
  BOOST_TEST(!render_bytes(bytes, 2, 100).has_value());
}

BOOST_AUTO_TEST_CASE(deep_or_torn_xml_is_an_error) {
  std::string deep;
  for (int i = 0; i < 60'000; ++i) deep += "<w:sdt>";
  const Extraction nested = extract_bytes(docx_of(deep), "a.docx");
  BOOST_REQUIRE(!nested.status);
  std::string closed = deep;
  for (int i = 0; i < 60'000; ++i) closed += "</w:sdt>";
  const Extraction closed_nested = extract_bytes(docx_of(closed), "a.docx");
  BOOST_REQUIRE(!closed_nested.status);
  BOOST_TEST((closed_nested.status.error().code == ErrorCode::resource_exhausted));
  const std::string whole = docx_of(paragraph(run(std::string(5000, 'x'))));
  const Extraction torn = extract_bytes(std::string_view(whole).substr(0, 3000), "a.docx");
  BOOST_REQUIRE(!torn.status);
  BOOST_TEST((torn.status.error().code == ErrorCode::corrupt), torn.reason());
  // A million laughs: entities of a document type are not expanded.
  const Extraction laughs = extract_bytes(docx_of(paragraph(run("&lol;&lol;"))), "a.docx");
  BOOST_TEST(laughs.status.has_value());
}

BOOST_AUTO_TEST_CASE(protected_documents_are_denied) {
  for (const char* name : {"tika__protected_normal_case.docx", "tika__testWORD_protected_passtika.docx"}) {
    std::filesystem::path file;
    if (!shared_data(std::string("docs/office_protected/") + name, file)) return;
    const Extraction got = extract_file(file);
    BOOST_REQUIRE(!got.status);
    BOOST_TEST((got.status.error().code == ErrorCode::denied));
    BOOST_TEST(got.reason().find("口令") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sheets_and_slides)

BOOST_AUTO_TEST_CASE(xlsx_shows_cells_as_excel_does) {
  const std::string sheet =
      R"(<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>内嵌</t><rPh><t>注音</t></rPh></is></c></row>)"
      R"(<row><c s="1"><v>43952</v></c><c><v>13812345678</v></c><c><v>1.5627407932000001</v></c><c s="2"><v>44197.5</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>)";
  const Extraction got = extract_bytes(
      zip_of({{"[Content_Types].xml", content_types()},
              {"_rels/.rels", relations(relation("r", "officeDocument", "xl/workbook.xml"))},
              {"xl/workbook.xml", R"(<workbook xmlns:r="r"><sheets><sheet name="登记表" sheetId="1" r:id="rId1"/></sheets></workbook>)"},
              {"xl/_rels/workbook.xml.rels", relations(relation("rId1", "worksheet", "worksheets/sheet1.xml") + relation("rId2", "sharedStrings", "sharedStrings.xml"))},
              {"xl/sharedStrings.xml", "<sst><si><r><t>共</t></r><r><t>享</t></r></si></sst>"},
              {"xl/styles.xml", R"(<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot; h:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>)"},
              {"xl/worksheets/sheet1.xml", sheet}}),
      "a.xlsx");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.contains("登记表\n"));
  BOOST_TEST(got.contains("共享\t内嵌\n"));
  BOOST_TEST(got.contains("2020-05-01\t13812345678\t1.5627407932\t2021-01-01 12:00:00\tTRUE"));
}

BOOST_AUTO_TEST_CASE(real_sheet_whatever_its_name) {
  std::filesystem::path file;
  if (!shared_data("docs/office_zh/Text-Mining__热点问题表_.xls", file)) return;
  const Extraction got = extract_file(file);
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.contains("A市丽发新城小区居民"));
  BOOST_TEST(got.contains("2017/06/08至2019/11/27"));
}

BOOST_AUTO_TEST_CASE(real_slides_in_order_with_notes) {
  std::filesystem::path file;
  if (!shared_data("docs/office_zh/MinerU__pptx_01.pptx", file)) return;
  const Extraction got = extract_file(file);
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  const std::string text = got.text();
  BOOST_TEST(text.find("Test Table Slide") < text.find("Second slide title"));
  BOOST_TEST(got.contains("Some notes on the second slide."));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(odf)

BOOST_AUTO_TEST_CASE(real_text_in_traditional_characters) {
  std::filesystem::path file;
  if (!shared_data("docs/office_zh/tika__testODT_svgTitleInStyledSpan.odt", file)) return;
  const Extraction got = extract_file(file);
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.contains("國立雲林科技大學國際課程活動甄選"));
  BOOST_TEST(got.sink.title == "身 分 証 影 印 本");
}

BOOST_AUTO_TEST_CASE(blanks_notes_and_tables) {
  const std::string content =
      R"(<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b"><office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>删去</text:p></text:deletion></text:changed-region></text:tracked-changes>)"
      R"(<text:h>标题</text:h><text:p>前<text:s text:c="3"/>后<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注文</text:p></text:note-body></text:note>完</text:p>)"
      R"(<table:table><table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1000000"><text:p>乙</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>)";
  const Extraction got = extract_bytes(zip_of({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", content}}), "a.odt");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.contains("前   后完"));
  BOOST_TEST(got.contains("注文"));
  BOOST_TEST(!got.contains("删去"));
  BOOST_TEST(got.contains("甲\t乙\n"));
}

BOOST_AUTO_TEST_CASE(encrypted_ones_are_denied) {
  const Extraction got = extract_bytes(zip_of({{"mimetype", "application/vnd.oasis.opendocument.text"},
                                               {"META-INF/manifest.xml", "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"},
                                               {"content.xml", "\x01\x02garbage"}}),
                                       "a.odt");
  BOOST_REQUIRE(!got.status);
  BOOST_TEST((got.status.error().code == ErrorCode::denied));
}

BOOST_AUTO_TEST_SUITE_END()
