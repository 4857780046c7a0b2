// Mail: heads and names as their senders meant them, the text once, every attachment.
#include <boost/test/unit_test.hpp>

#include "indexer/extract/mail_header.hpp"
#include "tests/indexer/extraction.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;
using namespace anjuan::test;
using extract::decode_header;
using extract::header_parameter;

BOOST_AUTO_TEST_SUITE(headers)

BOOST_AUTO_TEST_CASE(encoded_words) {
  BOOST_TEST(decode_header("=?gb2312?B?1MvTqtfT?=") == "运营子");
  BOOST_TEST(decode_header("=?GBK?Q?=B9=D8=D3=DA?= plain =?utf-8?B?5p2l5L+h?=") == "关于 plain 来信");
  // A character of which one byte stands in each word.
  BOOST_TEST(decode_header("=?gb2312?Q?=B9=D8=D3?=\r\n =?gb2312?Q?=DA?=") == "关于");
  BOOST_TEST(decode_header("\xB9\xD8\xD3\xDA\xD4\xEB\xD2\xF4\xC8\xC5\xC3\xF1") == "关于噪音扰民");  // bytes without any declaration
  BOOST_TEST(decode_header("=?utf-8?q?a_b?=") == "a b");
  BOOST_TEST(decode_header("=?broken?B?x") == "=?broken?B?x");
  BOOST_TEST(decode_header("=?iso-8859-1?Q?Keld_J=F8rn?=") == "Keld J\xC3\xB8rn");
}

BOOST_AUTO_TEST_CASE(parameters) {
  BOOST_TEST(header_parameter("attachment; filename*=gb2312''%B9%D8%D3%DA.doc", "filename")->decoded == "关于.doc");
  BOOST_TEST(header_parameter("attachment; filename*0*=utf-8''%E5%85%B3; filename*1*=%E4%BA%8E; filename*2=.doc", "filename")->decoded == "关于.doc");
  BOOST_TEST(header_parameter("attachment; filename=\"=?GBK?B?udjT2g==?=.doc\"", "filename")->decoded == "关于.doc");
  BOOST_TEST(header_parameter("attachment; filename=\"\xB9\xD8\xD3\xDA\xD4\xEB\xD2\xF4.doc\"", "filename")->decoded == "关于噪音.doc");
  BOOST_TEST(header_parameter("attachment; filename=\"\xB9\xD8\xD3\xDA\xD4\xEB\xD2\xF4.doc\"", "filename")->raw == "\xB9\xD8\xD3\xDA\xD4\xEB\xD2\xF4.doc");
  BOOST_TEST(header_parameter("attachment; filename=\"a;b.doc\"; x=y", "filename")->decoded == "a;b.doc");
  BOOST_TEST(!header_parameter("attachment", "filename").has_value());
  for (const char* broken : {";", "a;=", "a; filename", "a; filename=", "a; filename=\"", "a; filename*=", "a; filename*0*='", "a; filename*=%"}) {
    BOOST_TEST_CONTEXT(broken) { header_parameter(broken, "filename"); }
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(messages)

BOOST_AUTO_TEST_CASE(of_chinese_senders) {
  const std::string mail =
      "From: =?gb2312?B?1MvTqtfT?= <a@example.cn>\r\nTo: b@example.cn\r\nSubject: =?GBK?B?udjT2tTr0vTIxcPx?=\r\nDate: Fri, 1 May 2020 08:00:00 +0800\r\n"
      "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/alternative; boundary=y\r\n\r\n"
      "--y\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n1f3OxNTatMs=\r\n"
      "--y\r\nContent-Type: text/html; charset=gb2312\r\n\r\n<p>\xCD\xF8\xD2\xB3\xB0\xE6</p>\r\n--y--\r\n"
      "--x\r\nContent-Type: application/msword; name=\"=?GBK?B?udjT2g==?=.doc\"\r\nContent-Disposition: attachment; filename*=GBK''%B9%D8%D3%DA.doc\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n"
      "--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@example.cn\r\nSubject: =?utf-8?B?5p2l5L+h?=\r\n\r\ninner\r\n--x--\r\n";
  const Extraction got = extract_bytes(mail, "a.eml");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.media_type == "message/rfc822");
  BOOST_TEST(got.sink.title == "关于噪音扰民");
  BOOST_TEST(got.contains("主题：关于噪音扰民\n发件人：运营子 <a@example.cn>\n收件人：b@example.cn\n日期：2020-05-01 08:00:00 +0800\n正文在此"));
  BOOST_TEST(!got.contains("网页版"));  // the same once more
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 2U);
  BOOST_TEST(got.sink.members[0].member.name == "关于.doc");
  BOOST_TEST(got.sink.members[0].bytes == "hello");
  BOOST_TEST(got.sink.members[1].member.name == "来信.eml");
  const Extraction inner = extract_bytes(got.sink.members[1].bytes, "来信.eml");
  BOOST_TEST(inner.media_type == "message/rfc822");
  BOOST_TEST(inner.contains("inner"));
}

BOOST_AUTO_TEST_CASE(only_html_and_saved_web_pages) {
  const Extraction got = extract_bytes(
      "From: a@example.cn\nTo: b@example.cn\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html; charset=utf-8\n\n"
      "<p>只有网页</p><img src=cid:1>\n--x\nContent-Type: image/png\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\nAAAA\n--x--\n",
      "a.mht");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.contains("只有网页"));
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 1U);
  BOOST_TEST(got.sink.members[0].member.name == "附件1.png");
}

BOOST_AUTO_TEST_CASE(nesting_ends) {
  std::string mail = "From: a@b.cn\nTo: c@d.cn\nSubject: deep\nMIME-Version: 1.0\n";
  for (int i = 0; i < 300; ++i) mail += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n";
  mail += "Content-Type: text/plain\n\nat the bottom\n";
  const Extraction got = extract_bytes(mail, "a.eml");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 1U);
  BOOST_TEST(got.sink.members[0].member.refused == "嵌套太深，未展开");
}

BOOST_AUTO_TEST_CASE(cut_in_the_middle_still_gives_its_head) {
  const std::string mail = "From: a@b.cn\nTo: c@d.cn\nSubject: cut\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nfirst part";
  for (std::size_t size = 40; size <= mail.size(); size += 7) {
    const Extraction got = extract_bytes(std::string_view(mail).substr(0, size), "a.eml");
    BOOST_TEST((got.status.has_value() || !got.reason().empty()));
  }
  BOOST_TEST(extract_bytes(mail, "a.eml").contains("first part"));
}

BOOST_AUTO_TEST_CASE(mailboxes_hold_messages) {
  const Extraction got = extract_bytes("From a@b.cn Mon Jan  1 00:00:00 2024\nFrom: a@b.cn\nTo: c\nSubject: one\n\nfirst\n\nFrom x@b.cn Mon Jan  1 00:00:00 2024\nFrom: x@b.cn\nTo: y\nSubject: two\n\nsecond\n", "inbox");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 2U);
  BOOST_TEST(got.sink.members[1].member.name == "00002 two.eml");
  BOOST_TEST(got.sink.members[1].bytes.starts_with("From: x@b.cn"));
}

BOOST_AUTO_TEST_CASE(real_outlook_message_with_a_message_inside) {
  std::filesystem::path file;
  if (!shared_data("docs/email/tika__testMSG_att_msg.msg", file)) return;
  const Extraction got = extract_file(file);
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_TEST(got.contains("Test email with 1 msg attachment, 1 pdf"));
  BOOST_REQUIRE(got.member("Test Attachment.msg") != nullptr);
  BOOST_REQUIRE(got.member("smbprn.00009008.KdcPjl.pdf") != nullptr);
  BOOST_TEST(got.member("smbprn.00009008.KdcPjl.pdf")->bytes.starts_with("%PDF"));
  const Extraction inner = extract_bytes(got.member("Test Attachment.msg")->bytes, "Test Attachment.msg");
  BOOST_TEST(inner.media_type == "application/vnd.ms-outlook");
  BOOST_REQUIRE_MESSAGE(inner.status, inner.reason());
  BOOST_TEST(inner.contains("主题："));
}

BOOST_AUTO_TEST_CASE(real_mail_with_a_picture) {
  std::filesystem::path file;
  if (!shared_data("docs/email/tika__testEmailWithPNGAtt.eml", file)) return;
  const Extraction got = extract_file(file);
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 1U);
  BOOST_TEST(got.sink.members[0].bytes.starts_with("\x89PNG"));
}

BOOST_AUTO_TEST_SUITE_END()
