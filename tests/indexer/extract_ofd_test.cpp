// OFD: characters where the page says they stand.
#include <boost/test/unit_test.hpp>

#include "indexer/extract/ofd.hpp"
#include "tests/indexer/extraction.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

std::string ofd_of(const std::string& content, const std::string& document_extra = {}, const std::vector<ZipMember>& more = {}) {
  const std::string ns = " xmlns:ofd=\"http://www.ofdspec.org/2016\"";
  std::vector<ZipMember> members = {
      {"OFD.xml", "<ofd:OFD" + ns + "><ofd:DocBody><ofd:DocInfo><ofd:Title>题名</ofd:Title></ofd:DocInfo><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"},
      {"Doc_0/Document.xml", "<ofd:Document" + ns + "><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 200 100</ofd:PhysicalBox></ofd:PageArea>" + document_extra +
                                 "</ofd:CommonData><ofd:Pages><ofd:Page ID=\"1\" BaseLoc=\"Pages/Page_0/Content.xml\"/></ofd:Pages></ofd:Document>"},
      {"Doc_0/Pages/Page_0/Content.xml", "<ofd:Page" + ns + ">" + content + "</ofd:Page>"},
  };
  members.insert(members.end(), more.begin(), more.end());
  return zip_of(members);
}

std::string layer(const std::string& objects) { return "<ofd:Content><ofd:Layer>" + objects + "</ofd:Layer></ofd:Content>"; }
std::string text_object(const std::string& attributes, const std::string& code) { return "<ofd:TextObject Boundary=\"20 10 100 20\" Size=\"5\" " + attributes + ">" + code + "</ofd:TextObject>"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(ofd)

BOOST_AUTO_TEST_CASE(deltas) {
  BOOST_TEST((extract::ofd_deltas("g 3 1.5 2", 10) == std::vector<double>{1.5, 1.5, 1.5, 2}));
  BOOST_TEST((extract::ofd_deltas("5 5 g 1000000000 1", 4) == std::vector<double>{5, 5, 1, 1}));
  BOOST_TEST((extract::ofd_deltas("g -5 1 2", 4) == std::vector<double>{2}));
  BOOST_TEST(extract::ofd_deltas("g", 4).empty());
  BOOST_TEST(extract::ofd_deltas("x 1", 4).empty());
}

BOOST_AUTO_TEST_CASE(every_character_has_its_edges) {
  const Extraction got = extract_bytes(ofd_of(layer(text_object("", "<ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"g 2 5 10\">信访事项</ofd:TextCode>"))), "a.ofd");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.media_type == "application/ofd");
  BOOST_TEST(got.sink.title == "题名");
  BOOST_REQUIRE_EQUAL(got.sink.pages.size(), 1U);
  const TextPage& page = got.sink.pages[0];
  BOOST_TEST(page.width_pt == 200 * 72 / 25.4, boost::test_tools::tolerance(1e-6));
  BOOST_TEST((page.source == TextSource::layer));
  BOOST_REQUIRE_EQUAL(page.lines.size(), 1U);
  BOOST_TEST(page.lines[0].text == "信访事 项");  // a gap of a whole character reads as a blank
  // x 20, 25, 30 mm of 200; the blank from 35; the last from 40 to 45.
  BOOST_TEST((page.lines[0].edges == std::vector<std::int32_t>{1000, 1250, 1500, 1750, 2000, 2250}));
  BOOST_TEST(page.lines[0].box.x == 1000);
  BOOST_TEST(page.lines[0].box.w == 1250);
  BOOST_TEST(page.lines[0].box.y == 1070);  // baseline at 15 mm of 100, ascent .86 of 5 mm
  BOOST_TEST(page.lines[0].box.h == 500);
}

BOOST_AUTO_TEST_CASE(jumps_begin_new_lines_and_neighbours_join) {
  const Extraction got = extract_bytes(
      ofd_of(layer(text_object("", "<ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"5 -5 5\" DeltaY=\"0 6 0\">上行下行</ofd:TextCode>") +
                   "<ofd:TextObject Boundary=\"20 60 5 5\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"5\">20</ofd:TextCode></ofd:TextObject>"
                   "<ofd:TextObject Boundary=\"25 60 5 5\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"5\">24年</ofd:TextCode></ofd:TextObject>"
                   "<ofd:TextObject Boundary=\"25 60 5 5\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"30\">别处</ofd:TextCode></ofd:TextObject>")),
      "a.ofd");
  BOOST_TEST(got.text() == "上行\n下行\n2024年\n别处\n");
}

BOOST_AUTO_TEST_CASE(vertical_turned_and_scaled_text) {
  const Extraction vertical = extract_bytes(ofd_of(layer(text_object("", "<ofd:TextCode X=\"0\" Y=\"5\" DeltaY=\"g 2 5\">竖排字</ofd:TextCode>"))), "a.ofd");
  BOOST_REQUIRE_EQUAL(vertical.sink.pages.at(0).lines.size(), 1U);
  BOOST_TEST(vertical.sink.pages[0].lines[0].text == "竖排字");
  BOOST_TEST(vertical.sink.pages[0].lines[0].vertical);
  BOOST_TEST((vertical.sink.pages[0].lines[0].edges == std::vector<std::int32_t>{1070, 1570, 2070, 2570}));
  // Twice as large by its matrix.
  const Extraction scaled = extract_bytes(ofd_of(layer(text_object("CTM=\"2 0 0 2 0 0\"", "<ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"5\">大字</ofd:TextCode>"))), "a.ofd");
  BOOST_TEST((scaled.sink.pages.at(0).lines.at(0).edges == std::vector<std::int32_t>{1000, 1500, 2000}));
  BOOST_TEST(scaled.sink.pages[0].lines[0].box.h == 1000);
}

BOOST_AUTO_TEST_CASE(templates_and_annotations_belong_to_the_page) {
  const std::string page = "<ofd:Page xmlns:ofd=\"o\">";
  const Extraction got = extract_bytes(
      ofd_of("<ofd:Template TemplateID=\"9\" ZOrder=\"Background\"/>" + layer(text_object("", "<ofd:TextCode X=\"0\" Y=\"5\">正文</ofd:TextCode>")),
             "<ofd:TemplatePage ID=\"9\" BaseLoc=\"Tpls/Tpl_0/Content.xml\"/>",
             {{"Doc_0/Tpls/Tpl_0/Content.xml", page + layer("<ofd:TextObject Boundary=\"20 50 50 5\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"5\">套打表头</ofd:TextCode></ofd:TextObject>") + "</ofd:Page>"}}),
      "a.ofd");
  BOOST_TEST(got.text() == "套打表头\n正文\n");
}

BOOST_AUTO_TEST_CASE(real_pages) {
  std::filesystem::path file;
  if (!shared_data("docs/ofd/ofdrw__hello.ofd", file)) return;
  const Extraction essay = extract_file(file);
  BOOST_REQUIRE_MESSAGE(essay.status, essay.reason());
  BOOST_TEST(essay.sink.pages.size() == 2U);
  BOOST_TEST(essay.contains("中国一向是所谓“闭关主义”，自己不去，别人也不许来。自\n从给枪炮打破了大门之后，又碰了一串钉子"));
  if (!shared_data("docs/ofd/ofdrw__发票示例.ofd", file)) return;
  const Extraction invoice = extract_file(file);
  BOOST_REQUIRE_MESSAGE(invoice.status, invoice.reason());
  for (const char* run : {"电子发票（增值税专用发票）", "24112000000048542163", "海南麒麟云服科技有限公司", "¥4197.17", "购买方信息", "肆仟肆佰肆拾玖圆整"}) BOOST_TEST(invoice.contains(run), run);
  for (const TextPage& page : invoice.sink.pages) {
    for (const TextLine& line : page.lines) {
      std::size_t characters = 0;
      for (const char c : line.text) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
      BOOST_TEST(line.edges.size() == characters + 1, line.text);
      BOOST_TEST(std::is_sorted(line.edges.begin(), line.edges.end()));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_page_is_drawn_with_its_text_in_place) {
  const std::string bytes = ofd_of(layer(text_object("", "<ofd:TextCode X=\"0\" Y=\"5\" DeltaX=\"5\">信访</ofd:TextCode>") +
                                         "<ofd:PathObject Boundary=\"100 60 50 20\" Fill=\"true\" Stroke=\"false\"><ofd:FillColor Value=\"255 0 0\"/><ofd:AbbreviatedData>M 0 0 L 50 0 L 50 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject>"));
  const auto image = render_bytes(bytes, 1, 127);  // 5 pixels a millimetre
  BOOST_REQUIRE(image.has_value());
  BOOST_TEST(image->width == 1000U);
  BOOST_TEST(image->height == 500U);
  const auto pixel = [&](std::size_t x, std::size_t y) { return &image->rgb[3 * (y * image->width + x)]; };
  BOOST_TEST((pixel(600, 350)[0] == std::byte{255} && pixel(600, 350)[1] == std::byte{0}));
  std::size_t inside = 0, outside = 0;
  for (std::size_t y = 0; y < 290; ++y) {
    for (std::size_t x = 0; x < 1000; ++x) {
      const bool dark = pixel(x, y)[0] < std::byte{128};
      (x >= 98 && x < 152 && y >= 50 && y < 80 ? inside : outside) += dark;
    }
  }
  BOOST_TEST(inside > 50U);
  BOOST_TEST(outside == 0U);
  BOOST_TEST(!render_bytes(bytes, 2, 100).has_value());
}

BOOST_AUTO_TEST_CASE(broken_packages) {
  BOOST_TEST((extract_bytes(zip_of({{"OFD.xml", "<ofd:OFD"}}), "a.ofd").status.error().code == ErrorCode::corrupt));
  BOOST_TEST((extract_bytes(zip_of({{"OFD.xml", "<a/>"}}), "a.ofd").status.error().code == ErrorCode::corrupt));
  const Extraction nan = extract_bytes(ofd_of(layer("<ofd:TextObject Boundary=\"nan inf 1e999 0\" CTM=\"0 0 0 0 0 0\" Size=\"-1\"><ofd:TextCode X=\"1e300\" Y=\"nan\" DeltaX=\"g 9 1e300\">坏的数</ofd:TextCode></ofd:TextObject>")), "a.ofd");
  BOOST_TEST(nan.status.has_value());
  BOOST_TEST(render_bytes(ofd_of(layer("<ofd:PathObject CTM=\"0 0 0 0 0 0\"><ofd:AbbreviatedData>A 1 2 M B 1 Q L</ofd:AbbreviatedData></ofd:PathObject>")), 1, 50).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
