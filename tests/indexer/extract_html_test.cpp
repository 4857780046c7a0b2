// HTML: the text a browser shows, in paragraphs and rows, from any charset.
#include <boost/test/unit_test.hpp>

#include "indexer/extract/html.hpp"
#include "tests/indexer/extraction.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

std::string lines_of(std::string_view html) {
  std::string out;
  const auto document = extract::read_html(html);
  if (!document) return document.error().message;
  for (const extract::Paragraph& paragraph : document->paragraphs) out += paragraph.text + "\n";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(html)

BOOST_AUTO_TEST_CASE(blocks_rows_and_hidden_parts) {
  BOOST_TEST(lines_of("<html><head><title>题</title><style>p{}</style></head><body><script>alert(1)</script><h1>标题</h1><p>第一<b>段</b></p>第二段<br>第三段"
                      "<div style='display: none'>看不见</div><p hidden>也看不见</p></body></html>") == "标题\n第一段\n第二段\n第三段\n");
  BOOST_TEST(lines_of("<table><tr><td>姓名</td><td>张三</td></tr><tr><td>电话</td><td>12345</td></tr></table>") == "姓名\t张三\n电话\t12345\n");
  // A table around tables only arranges the page.
  BOOST_TEST(lines_of("<table><tr><td><p>左栏</p></td><td><table><tr><td>a</td><td>b</td></tr></table></td></tr></table>") == "左栏\na\tb\n");
  BOOST_TEST(lines_of("<pre>一\n  二</pre><blockquote>引文</blockquote>") == "一\n二\n引文\n");
  BOOST_TEST(lines_of("没有标记的<p>残缺 &nbsp; 网页 &lt;x&gt;") == "没有标记的\n残缺 \xC2\xA0 网页 <x>\n");
}

BOOST_AUTO_TEST_CASE(charset_by_what_the_page_says_and_by_its_bytes) {
  const std::string gbk = "\xB9\xD8\xD3\xDA\xD4\xEB\xD2\xF4\xC8\xC5\xC3\xF1";  // 关于噪音扰民
  for (const std::string& head : {std::string("<meta charset=gb2312>"), std::string("<meta charset=utf-8>"), std::string()}) {
    const Extraction got = extract_bytes("<html><head>" + head + "</head><body><p>" + gbk + "</p></body></html>", "a.html");
    BOOST_REQUIRE_MESSAGE(got.status, got.reason());
    BOOST_TEST(got.media_type.starts_with("text/html"));
    BOOST_TEST(got.contains("关于噪音扰民"), head);
  }
  const Extraction wrong = extract_bytes("<html><meta charset=gb2312><body>其实是 UTF-8 的网页</body></html>", "a.html");
  BOOST_TEST(wrong.contains("其实是 UTF-8 的网页"));
  const Extraction big5 = extract_bytes("<html><meta charset=big5><title>\xAD\xB7</title><body>\xA5\xC1\xB2\xB3\xB3\xAF\xB1\xA1</body></html>", "a.html");
  BOOST_TEST(big5.contains("民眾陳情"));
}

BOOST_AUTO_TEST_CASE(depth_does_not_matter) {
  std::string deep;
  for (int i = 0; i < 30'000; ++i) deep += "<div>";
  BOOST_TEST(lines_of(deep + "底") == "底\n");
}

BOOST_AUTO_TEST_SUITE_END()
