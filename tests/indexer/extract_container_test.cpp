// Containers: names byte for byte, members refused with a reason, limits, damage. Archives of other kinds are real files.
#include <archive.h>
#include <archive_entry.h>

#include <boost/test/unit_test.hpp>

#include "archive/base/utf8.hpp"
#include "indexer/extract/member_name.hpp"
#include "tests/indexer/extraction.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan;
using namespace anjuan::test;

namespace {

const std::string k_gbk_name = "\xD0\xC5\xB7\xC3\xB2\xC4\xC1\xCF/\xC0\xB4\xD0\xC5.txt";  // 信访材料/来信.txt

std::string raw_of(const CollectedMember& member) { return std::string(as_text(member.member.raw_name)); }

/// Archives as other programs write them, by libarchive's own writer.
class TarWriter {
 public:
  TarWriter(bool pax, bool bzip2) : m_archive(archive_write_new()) {
    pax ? archive_write_set_format_pax(m_archive) : archive_write_set_format_gnutar(m_archive);
    if (bzip2) archive_write_add_filter_bzip2(m_archive);
    m_bytes.resize(32u << 20);
    archive_write_open_memory(m_archive, m_bytes.data(), m_bytes.size(), &m_used);
  }
  ~TarWriter() { archive_write_free(m_archive); }
  TarWriter(const TarWriter&) = delete;
  void add(const std::string& name, unsigned type, const std::string& bytes, const std::string& target = {}, bool hard = false) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_filetype(entry, type);
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    if (!target.empty()) hard ? archive_entry_set_hardlink(entry, target.c_str()) : archive_entry_set_symlink(entry, target.c_str());
    archive_write_header(m_archive, entry);
    archive_write_data(m_archive, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  std::string finish() {
    archive_write_close(m_archive);
    return m_bytes.substr(0, m_used);
  }

 private:
  struct ::archive* m_archive;
  std::string m_bytes;
  std::size_t m_used = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(of_a_zip_keep_their_bytes) {
  const std::string nfd = "e\xCC\x81t\xC3\xA9\xE3\x82\xAB\xE3\x82\x99.txt";  // one é in two code points, one in one; ガ in two
  const std::string illegal = "\xFF\xFE\x01 bad.txt";
  const std::string zip = zip_of({{k_gbk_name, "一"}, {nfd, "二", 0x800}, {illegal, "三"}, {"plain.txt", "四"}});
  const Extraction got = extract_bytes(zip, "a.zip");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 4U);
  BOOST_TEST(raw_of(got.sink.members[0]) == k_gbk_name);
  BOOST_TEST(got.sink.members[0].member.name == "信访材料/来信.txt");
  BOOST_TEST(got.sink.members[0].member.name_charset == "GB18030");
  BOOST_TEST(raw_of(got.sink.members[1]) == nfd);
  BOOST_TEST(got.sink.members[1].member.name == "\xC3\xA9t\xC3\xA9\xE3\x82\xAC.txt");
  BOOST_TEST(raw_of(got.sink.members[2]) == illegal);
  BOOST_TEST(got.sink.members[2].member.name == "%FF%FE_ bad.txt");
  BOOST_TEST(got.sink.members[2].member.name_charset == "bytes");
  BOOST_TEST(got.sink.members[3].bytes == "四");
  BOOST_TEST(got.contains("信访材料/来信.txt"));
}

BOOST_AUTO_TEST_CASE(of_a_tar_keep_their_bytes) {
  const std::string nfd = "ca\xCC\x80.txt";
  for (const bool pax : {false, true}) {
    TarWriter tar(pax, false);
    tar.add(nfd, AE_IFREG, "x");
    const Extraction got = extract_bytes(tar.finish(), "a.tar");
    BOOST_REQUIRE_MESSAGE(got.status, got.reason());
    BOOST_REQUIRE_EQUAL(got.sink.members.size(), 1U);
    BOOST_TEST(raw_of(got.sink.members[0]) == nfd);
    BOOST_TEST(got.sink.members[0].member.name == "c\xC3\xA0.txt");
  }
  TarWriter gnu(false, false);
  gnu.add(k_gbk_name, AE_IFREG, "x");
  const Extraction got = extract_bytes(gnu.finish(), "a.tar");
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 1U);
  BOOST_TEST(raw_of(got.sink.members[0]) == k_gbk_name);
  BOOST_TEST(got.sink.members[0].member.name == "信访材料/来信.txt");
}

BOOST_AUTO_TEST_CASE(are_shown_safely) {
  using extract::safe_name;
  BOOST_TEST(safe_name("../../etc/passwd") == "etc/passwd");
  BOOST_TEST(safe_name("/absolute/信.txt") == "absolute/信.txt");
  BOOST_TEST(safe_name("C:\\Windows\\信.txt") == "Windows/信.txt");
  BOOST_TEST(safe_name("a\nb\x1b.txt") == "a_b_.txt");
  BOOST_TEST(safe_name("gpj.\xE2\x80\xAE" "exe") == "gpj._exe");  // right-to-left override
  BOOST_TEST(safe_name("..") == "无名");
  BOOST_TEST(safe_name("") == "无名");
  for (int a = 1; a < 256; ++a) {
    for (int b = 1; b < 256; b += 3) {
      const std::string raw{static_cast<char>(a), static_cast<char>(b), static_cast<char>(a)};
      extract::NameDecoder decoder;
      const extract::DecodedName name = decoder.decode(raw);
      BOOST_REQUIRE(is_utf8(name.name) && !name.name.empty() && !name.charset.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(in_big5_are_told_from_gbk) {
  extract::NameDecoder decoder;
  const extract::DecodedName big5 = decoder.decode("\xA5\xC1\xB2\xB3\xB3\xAF\xB1\xA1\xAE\xD1.doc");  // 民眾陳情書
  BOOST_TEST(big5.name == "民眾陳情書.doc");
  BOOST_TEST(big5.charset == "Big5");
  extract::NameDecoder other;
  BOOST_TEST(other.decode("\xC9\xCF\xB7\xC3.doc").name == "上访.doc");
}

BOOST_AUTO_TEST_CASE(real_files) {
  std::filesystem::path file;
  if (!shared_data("docs/archives/tika__gbk.zip", file)) return;
  const Extraction gbk = extract_file(file);
  BOOST_REQUIRE(gbk.status);
  BOOST_TEST(gbk.member("审计压缩包文件检索测试/集团邮件审计系统2021年自动巡检需求文档_V4.0.doc") != nullptr);
  if (!shared_data("docs/archives/Text-Mining__作品测试结果.zip", file)) return;
  const Extraction utf8 = extract_file(file);
  BOOST_REQUIRE(utf8.status);
  const CollectedMember* table = utf8.member("作品测试结果/附件2（测试结果）.xlsx");
  BOOST_REQUIRE(table != nullptr);
  BOOST_TEST(table->bytes.size() == 53496U);
  // A member comes back as an input of its own.
  const Extraction inner = extract_bytes(table->bytes, "附件2（测试结果）.xlsx");
  BOOST_TEST(inner.media_type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  BOOST_TEST(inner.status.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(members)

BOOST_AUTO_TEST_CASE(that_are_no_files_are_refused_with_a_reason) {
  TarWriter tar(false, false);
  tar.add("../../escape.txt", AE_IFREG, "climbs");
  tar.add("link", AE_IFLNK, "", "/etc/passwd");
  tar.add("hard", AE_IFREG, "", "../../escape.txt", true);
  tar.add("pipe", AE_IFIFO, "");
  tar.add("folder/", AE_IFDIR, "");
  tar.add("last.txt", AE_IFREG, "still here");
  const Extraction got = extract_bytes(tar.finish(), "a.tar");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 5U);
  BOOST_TEST(raw_of(got.sink.members[0]) == "../../escape.txt");
  BOOST_TEST(got.sink.members[0].member.name == "escape.txt");
  BOOST_TEST(got.sink.members[0].bytes == "climbs");
  BOOST_TEST(got.sink.members[1].member.refused == "符号链接，未收");
  BOOST_TEST(!got.sink.members[2].member.refused.empty());
  BOOST_TEST(!got.sink.members[3].member.refused.empty());
  BOOST_TEST(got.sink.members[4].bytes == "still here");
  BOOST_TEST(got.contains("符号链接，未收"));
}

BOOST_AUTO_TEST_CASE(symbolic_link_in_a_zip) {
  const Extraction got = extract_bytes(zip_of({{"link", "/etc/passwd", 0, 0120777}, {"信.txt", "正文", 0x800, 0100644}}), "a.zip");
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 2U);
  BOOST_TEST(got.sink.members[0].member.refused == "符号链接，未收");
  BOOST_TEST(got.sink.members[0].bytes.empty());
  BOOST_TEST(got.sink.members[1].bytes == "正文");
}

BOOST_AUTO_TEST_CASE(encrypted_ones_are_named) {
  const Extraction some = extract_bytes(zip_of({{"open.txt", "open"}, {"shut.txt", std::string(40, 'x'), 1}}), "a.zip");
  BOOST_REQUIRE_EQUAL(some.sink.members.size(), 2U);
  BOOST_TEST(some.sink.members[0].bytes == "open");
  BOOST_TEST(some.sink.members[1].member.refused == "已加密");
  BOOST_TEST(some.status.has_value());
  const Extraction all = extract_bytes(zip_of({{"shut.txt", std::string(40, 'x'), 1}}), "a.zip");
  BOOST_REQUIRE(!all.status);
  BOOST_TEST((all.status.error().code == ErrorCode::denied));
  std::filesystem::path file;
  if (!shared_data("docs/archives/libarchive__test_read_format_rar5_encrypted.rar", file)) return;
  BOOST_TEST(extract_file(file).reason() == "已加密，需要口令");
}

BOOST_AUTO_TEST_CASE(of_a_gzip_is_one_named_like_it) {
  std::filesystem::path file;
  if (!shared_data("docs/archives/libarchive__test_archive_string_conversion.txt.Z", file)) return;
  const Extraction got = extract_file(file);
  BOOST_REQUIRE_MESSAGE(got.status, got.reason());
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 1U);
  BOOST_TEST(got.sink.members[0].member.name == "libarchive__test_archive_string_conversion.txt");
  BOOST_TEST(got.sink.members[0].bytes.size() == 363470U);
  // Unpacks to itself: one level, the caller counts them.
  if (!shared_data("docs/archives/tika__quine.gz", file)) return;
  const Extraction quine = extract_file(file);
  BOOST_REQUIRE_MESSAGE(quine.status, quine.reason());
  BOOST_TEST(quine.sink.members.size() == 1U);
}

BOOST_AUTO_TEST_CASE(of_every_kind_of_container) {
  for (const char* name : {"7zip_lzma1_2.7z", "rar5_stored.rar", "rar_compress_normal.rar", "cab_1.cab", "lha_header2.lzh", "cpio_bin_le.cpio",
                           "zip_zip64a.zip", "rar5_unicode.rar", "warc.warc", "xar_large_mode.xar", "ar.ar", "zip_sfx", "rar5_multiple_files_solid.rar"}) {
    std::filesystem::path file;
    if (!shared_data(std::string("docs/archives/libarchive__test_read_format_") + name, file)) return;
    const Extraction got = extract_file(file);
    BOOST_TEST_CONTEXT(name) {
      BOOST_TEST(got.status.has_value(), got.reason());
      BOOST_TEST(!got.sink.members.empty());
      BOOST_TEST(got.sink.pages.size() >= 1U);
    }
  }
}

BOOST_AUTO_TEST_CASE(volumes_say_which_they_are) {
  std::filesystem::path file;
  if (!shared_data("docs/archives/libarchive__test_read_format_rar5_multiarchive.part03.rar", file)) return;
  const Extraction got = extract_file(file);
  BOOST_TEST(got.reason().find("第 3 卷") != std::string::npos, got.reason());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(limits)

BOOST_AUTO_TEST_CASE(bombs_are_stopped_and_what_came_before_stays) {
  TarWriter tar(false, true);
  tar.add("letter.txt", AE_IFREG, "before the bomb");
  const std::string zeros(80u << 20, '\0');
  tar.add("bomb.bin", AE_IFREG, zeros);
  const std::string bytes = tar.finish();
  BOOST_TEST(bytes.size() < 4096U);
  const Extraction got = extract_bytes(bytes, "bomb.tar.bz2");
  BOOST_REQUIRE(!got.status);
  BOOST_TEST((got.status.error().code == ErrorCode::resource_exhausted));
  BOOST_REQUIRE(got.member("letter.txt") != nullptr);
  BOOST_TEST(got.member("letter.txt")->bytes == "before the bomb");
  BOOST_TEST(got.sink.member_total < (70u << 20));
}

BOOST_AUTO_TEST_CASE(of_bytes_and_members) {
  extract::Limits limits;
  limits.member_bytes = 10;
  const std::string zip = zip_of({{"a", "12345678"}, {"b", "12345678"}});
  const Extraction bytes = extract_bytes(zip, "a.zip", limits);
  BOOST_REQUIRE(!bytes.status);
  BOOST_TEST((bytes.status.error().code == ErrorCode::resource_exhausted));
  BOOST_REQUIRE_EQUAL(bytes.sink.members.size(), 2U);
  BOOST_TEST(bytes.sink.members[0].bytes == "12345678");
  BOOST_TEST(!bytes.sink.members[1].member.refused.empty());
  limits = {};
  limits.members = 1;
  const Extraction members = extract_bytes(zip, "a.zip", limits);
  BOOST_REQUIRE(!members.status);
  BOOST_TEST((members.status.error().code == ErrorCode::resource_exhausted));
  BOOST_TEST(members.sink.members.size() == 1U);
}

BOOST_AUTO_TEST_CASE(damage_is_reported_behind_what_is_whole) {
  std::string zip = zip_of({{"first.txt", "whole"}, {"second.txt", std::string(3000, 'x')}});
  zip[zip.find("xxxx") + 100] = 'y';  // the checksum of the second no longer fits
  const Extraction got = extract_bytes(zip, "a.zip");
  BOOST_REQUIRE(!got.status);
  BOOST_TEST((got.status.error().code == ErrorCode::corrupt));
  BOOST_REQUIRE_EQUAL(got.sink.members.size(), 2U);
  BOOST_TEST(got.sink.members[0].bytes == "whole");
  BOOST_TEST(!got.sink.members[1].member.refused.empty());
  BOOST_TEST(got.sink.members[1].bytes.empty());  // no half documents
  BOOST_TEST(got.contains("second.txt"));
  const Extraction cut = extract_bytes(std::string_view(zip).substr(0, 1500), "a.zip");
  BOOST_REQUIRE(!cut.status);
  BOOST_REQUIRE(cut.member("first.txt") != nullptr);
  BOOST_TEST(cut.member("first.txt")->bytes == "whole");
}

BOOST_AUTO_TEST_CASE(text_is_no_archive) {
  BOOST_TEST(extract_bytes("#mtree\n./a type=file size=1\n./b type=dir\n", "a.txt").media_type.starts_with("text/plain"));
  BOOST_TEST(extract_bytes("begin 644 a.txt\n#86)C\n`\nend\n", "a.txt").media_type.starts_with("text/plain"));
  BOOST_TEST(extract_bytes("关于反映某某小区噪音扰民问题的来信\n", "a.zip").media_type.starts_with("text/plain"));
}

BOOST_AUTO_TEST_SUITE_END()
