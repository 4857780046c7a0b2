// The same formats through the real helper: the sandbox must not take away what their libraries need, and old office files take the way
// around it.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <map>

#include "indexer/worker/worker.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

class Members final : public MemberReceiver {
 public:
  Status member(const ExtractedMember& member, ByteSource& bytes) override {
    std::string content;
    std::byte buffer[4096];
    for (;;) {
      TRY_ASSIGN(const std::size_t n, bytes.read(buffer));
      if (n == 0) break;
      content += as_text({buffer, n});
    }
    found[member.name] = member.refused.empty() ? content : "refused: " + member.refused;
    return {};
  }
  std::map<std::string, std::string> found;
};

struct Read {
  ExtractOutcome outcome;
  Members members;
  std::string text() const {
    std::string out;
    for (const TextPage& page : outcome.text.pages) out += plain_text(page);
    return out;
  }
};

Worker make_worker() { return Worker((bin_dir() / "anjuan-extract").string(), WorkerLimits{}); }

Read read(Worker& worker, const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  Read out;
  auto outcome = worker.extract([&](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, path.filename().string(), out.members);
  BOOST_REQUIRE_MESSAGE(outcome.has_value(), (outcome ? std::string() : outcome.error().message));
  out.outcome = std::move(*outcome);
  return out;
}

bool has_libreoffice() { return std::filesystem::exists("/usr/lib/libreoffice/program/soffice.bin") && std::filesystem::exists("/usr/bin/bwrap"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(in_the_sandbox)

BOOST_AUTO_TEST_CASE(every_family_reads) {
  const std::map<std::string, std::string> expected = {
      {"archives/tika__gbk.zip", "集团邮件审计系统2021年自动巡检需求文档"},
      {"archives/libarchive__test_read_format_rar5_unicode.rar", "字节"},
      {"archives/libarchive__test_read_format_7zip_lzma2.7z", "file"},
      {"email/paperless-ngx__simple_text.eml", "Simple Text Mail"},
      {"email/tika__testRFC822_i18nheaders", "Keld J\xC3\xB8rn Simonsen"},
      {"email/tika__testMSG_att_msg.msg", "Test email with 1 msg attachment"},
      {"ofd/ofdrw__发票示例.ofd", "海南麒麟云服科技有限公司"},
      {"office_zh/Text-Mining__热点问题表_.xls", "A市丽发新城小区居民"},
      {"office_zh/MinerU__pptx_01.pptx", "Second slide title"},
      {"office_zh/tika__testODT_svgTitleInStyledSpan.odt", "國立雲林科技大學"},
  };
  Worker worker = make_worker();
  for (const auto& [name, run] : expected) {
    std::filesystem::path file;
    if (!shared_data("docs/" + name, file)) return;
    const Read got = read(worker, file);
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(got.outcome.readable, got.outcome.reason);
      BOOST_TEST(got.text().find(run) != std::string::npos, got.text());
    }
  }
}

BOOST_AUTO_TEST_CASE(members_come_out_of_it) {
  std::filesystem::path file;
  if (!shared_data("docs/archives/Text-Mining__作品测试结果.zip", file)) return;
  Worker worker = make_worker();
  const Read got = read(worker, file);
  BOOST_TEST(got.members.found.size() == 3U);
  BOOST_TEST(got.members.found.at("作品测试结果/附件2（测试结果）.xlsx").size() == 53496U);
}

BOOST_AUTO_TEST_CASE(what_brings_libarchive_down_costs_one_input) {
  Worker worker = make_worker();
  for (const char* name : {"libarchive__test_read_format_cab_lzx_oob.cab", "libarchive__test_read_format_rar_newsub_huge.rar"}) {
    std::filesystem::path file;
    if (!shared_data(std::string("docs/archives/") + name, file)) return;
    const Read got = read(worker, file);
    BOOST_TEST(!got.outcome.readable);
    BOOST_TEST(!got.outcome.reason.empty());
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(old_office_files)

BOOST_AUTO_TEST_CASE(are_converted_or_say_what_is_missing) {
  const std::map<std::string, std::string> expected = {
      {"office_other/tika__testWORD.doc", "Sample Word Document"},
      {"office_other/tika__testRTFBoldItalic.rtf", "italic"},
      {"office_zh/tika__testWPSAttachment.ppt", ""},
  };
  Worker worker = make_worker();
  for (const auto& [name, run] : expected) {
    std::filesystem::path file;
    if (!shared_data("docs/" + name, file)) return;
    const Read got = read(worker, file);
    BOOST_TEST_CONTEXT(name) {
      if (has_libreoffice()) {
        BOOST_TEST(got.outcome.readable, got.outcome.reason);
        BOOST_TEST(got.text().find(run) != std::string::npos, got.text());
      } else {
        BOOST_TEST(!got.outcome.readable);
        BOOST_TEST(got.outcome.reason == "需要 LibreOffice（未安装），原件已保存");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(with_a_password_say_so_either_way) {
  Worker worker = make_worker();
  for (const char* name : {"tika__password.xls", "tika__testEXCEL_protected_passtika.xls", "tika__testPPT_protected_passtika.ppt", "tika__testWORD_protected_passtika.docx"}) {
    std::filesystem::path file;
    if (!shared_data(std::string("docs/office_protected/") + name, file)) return;
    const Read got = read(worker, file);
    BOOST_TEST(!got.outcome.readable);
    BOOST_TEST(got.outcome.reason == "文件已加密，需要口令", name << ": " << got.outcome.reason);
  }
}

BOOST_AUTO_TEST_SUITE_END()
