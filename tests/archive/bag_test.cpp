// RFC 8493 section by section, and what hostile bags try.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <random>

#include "archive/exchange/bag_paths.hpp"
#include "archive/exchange/folder.hpp"
#include "archive/exchange/tag_text.hpp"
#include "tests/archive/bag_fixture.hpp"

using namespace anjuan;
using namespace anjuan::test;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(bag)

BOOST_AUTO_TEST_CASE(digests_are_those_of_the_standards) {
  BOOST_TEST(exchange::digest_of("", "md5") == "d41d8cd98f00b204e9800998ecf8427e");           // RFC 1321
  BOOST_TEST(exchange::digest_of("", "sha1") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");  // FIPS 180-4
  BOOST_TEST(exchange::digest_of("abc", "sha256") ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  BOOST_TEST(exchange::digest_of("", "sha512").starts_with("cf83e1357eefb8bdf1542850d66d8007d620e405"));  // OCFL §3.4
  BOOST_TEST(
      exchange::digest_of("", "blake2b-512").starts_with("786a02f742015903c6c6fd852552d272912f4740"));  // OCFL §3.4
  BOOST_TEST(!exchange::is_known_digest("crc32"));
}

BOOST_AUTO_TEST_CASE(a_good_bag_is_valid_without_a_warning) {
  BagMaker bag;
  make_basic(bag);
  const Checked result = check_bag(bag.root());
  BOOST_TEST(result.summary.is_valid);
  BOOST_TEST(result.findings.empty(), result.all());
  BOOST_TEST(result.summary.version == "1.0");
  BOOST_TEST(result.summary.files == 1U);
  BOOST_TEST(result.summary.bytes == 6U);
}

BOOST_AUTO_TEST_CASE(no_folder_is_no_bag) {
  const TempDir dir;
  const auto none = exchange::validate_bag(dir / "没有", [](const exchange::Finding&) {});
  BOOST_REQUIRE(!none);
  BOOST_TEST((none.error().code == ErrorCode::not_found));
  std::ofstream(dir / "文件") << "x";
  const auto file = exchange::validate_bag(dir / "文件", [](const exchange::Finding&) {});
  BOOST_REQUIRE(!file);
  BOOST_TEST((file.error().code == ErrorCode::invalid_argument));
}

// §2.1.1: exactly two lines, in this order, with these labels.
BOOST_AUTO_TEST_CASE(s_2_1_1_the_declaration_is_exactly_two_lines) {
  const std::string encoding = "Tag-File-Character-Encoding: UTF-8\n";
  for (const std::string& text :
       {std::string(), "BagIt-Version: 1.0\n" + encoding + "x\n", encoding + "BagIt-Version: 1.0\n",
        "bagit-version: 1.0\n" + encoding, "BagIt-Version: 1\n" + encoding, "BagIt-Version: 2.0\n" + encoding,
        "BagIt-Version: 1.0 \n" + encoding, std::string("BagIt-Version: 1.0\nTag-File-Character-Encoding: none-such\n"),
        std::string("BagIt-Version: 1.0\nTag-File-Character-Encoding: \n"), std::string("BagIt\0-Version", 14),
        std::string("\xFF\xFE") + "BagIt", std::string("\n\n")}) {
    BagMaker bag;
    make_basic(bag);
    bag.file("bagit.txt", text);
    BOOST_TEST(check_bag(bag.root()).fault("2.1.1", "bagit.txt"), text);
  }
  BagMaker bag;
  make_basic(bag);
  bag.file("bagit.txt", "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: utf-8").tag_manifest();
  BOOST_TEST(check_bag(bag.root()).findings.empty());
}

BOOST_AUTO_TEST_CASE(s_2_1_2_and_2_1_3_payload_folder_and_manifest_are_required) {
  BagMaker no_data;
  no_data.file("manifest-md5.txt", "");
  BOOST_TEST(check_bag(no_data.root()).fault("2.1.2", "data"));
  BagMaker data_is_a_file;
  data_is_a_file.file("data", "x").file("manifest-md5.txt", "");
  BOOST_TEST(check_bag(data_is_a_file.root()).fault("2.1.2", "data"));
  BagMaker no_manifest;
  no_manifest.file("data/a", "a");
  BOOST_TEST(check_bag(no_manifest.root()).fault("2.1.3", ""));
  BagMaker empty;
  fs::create_directory(empty.root() / "data");
  empty.file("manifest-sha256.txt", "");
  BOOST_TEST(check_bag(empty.root()).summary.is_valid);  // a payload of nothing is complete
}

// §3: in 1.0 every payload file is in every manifest; in 0.97 one is enough.
BOOST_AUTO_TEST_CASE(s_3_every_file_in_every_manifest_since_1_0) {
  for (const std::string version : {"0.97", "1.0"}) {
    BagMaker bag(version);
    bag.file("data/a", "a").manifest("sha512").file("data/b", "b").manifest("sha256");
    const Checked result = check_bag(bag.root());
    BOOST_TEST(result.summary.is_valid == (version == "0.97"), result.all());
    if (version == "1.0") BOOST_TEST(result.fault("3", "data/b", "manifest-sha512.txt"));
  }
}

BOOST_AUTO_TEST_CASE(s_2_4_all_algorithms_are_checked_and_one_must_be_known) {
  BagMaker bag;
  bag.file("data/a", "a").manifest("md5").manifest("sha1").manifest("sha256").manifest("sha512");
  bag.file("manifest-sha512.txt", exchange::digest_of("other", "sha512") + "  data/a\n");
  const Checked result = check_bag(bag.root());
  BOOST_TEST(result.fault("3", "data/a", "sha512 摘要不符"), result.all());
  BOOST_TEST(result.findings.size() == 1U);

  BagMaker unknown;
  unknown.file("data/a", "a").manifest("sha256").file("manifest-sm3.txt", std::string(64, '0') + "  data/a\n");
  BOOST_TEST(check_bag(unknown.root()).summary.is_valid);
  BOOST_TEST(check_bag(unknown.root()).warns("2.4", "manifest-sm3.txt"));
  unknown.remove("manifest-sha256.txt");
  BOOST_TEST(check_bag(unknown.root()).fault("2.4", ""));

  BagMaker twice;
  twice.file("data/a", "a").manifest("sha256").file("manifest-SHA256.txt", twice.text("manifest-sha256.txt"));
  BOOST_TEST(check_bag(twice.root()).fault("2.1.3", "manifest-sha256.txt"));
}

BOOST_AUTO_TEST_CASE(s_2_4_upper_case_digests_are_the_same_and_short_ones_are_none) {
  BagMaker bag;
  bag.file("data/a", "a");
  std::string upper = exchange::digest_of("a", "sha256");
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  bag.file("manifest-sha256.txt", upper + "\t data/a\n");
  BOOST_TEST(check_bag(bag.root()).findings.empty());
  for (const std::string& digest : {upper.substr(1), upper + "0", "x" + upper.substr(1), std::string()}) {
    bag.file("manifest-sha256.txt", digest + " data/a\n");
    BOOST_TEST(!check_bag(bag.root()).summary.is_valid, digest);
  }
}

BOOST_AUTO_TEST_CASE(s_2_1_3_names_with_line_ends_and_percent_are_encoded) {
  BagMaker bag;
  bag.file("data/a\nb", "1")
      .file("data/a\rb", "2")
      .file("data/100%0A", "3")
      .file("data/%", "4")
      .manifest()
      .tag_manifest();
  BOOST_TEST(bag.text("manifest-sha256.txt").find("data/100%250A") != std::string::npos);
  BOOST_TEST(check_bag(bag.root()).findings.empty(), check_bag(bag.root()).all());
  bool stray = false;
  for (const std::string path : {"data/a\n\r%%0D", "data/中文", "%"}) {
    BOOST_TEST(exchange::decoded_bag_path(exchange::encoded_bag_path(path), &stray) == path);
  }
  BOOST_TEST(!stray);
  // 1.0 would write %25; the name is understood all the same.
  bag.file("manifest-sha256.txt", "")
      .remove("data/a\nb")
      .remove("data/a\rb")
      .remove("data/%")
      .remove("tagmanifest-sha256.txt");
  bag.file("data/100%", "3")
      .remove("data/100%0A")
      .append("manifest-sha256.txt", BagMaker::line("sha256", "3", "data/100%"));
  BOOST_TEST(check_bag(bag.root()).summary.is_valid);
  BOOST_TEST(check_bag(bag.root()).warns("2.1.3", "manifest-sha256.txt", "%25"));
}

BOOST_AUTO_TEST_CASE(s_2_1_3_only_payload_stands_in_payload_manifests_and_only_once) {
  BagMaker bag;
  bag.file("data/a", "a").manifest();
  bag.append("manifest-sha256.txt", BagMaker::line("sha256", bag.text("bagit.txt"), "bagit.txt"));
  BOOST_TEST(check_bag(bag.root()).fault("2.1.3", "manifest-sha256.txt", "bagit.txt"));
  bag.manifest().append("manifest-sha256.txt", BagMaker::line("sha256", "a", "data/a"));
  BOOST_TEST(check_bag(bag.root()).fault("2.1.3", "manifest-sha256.txt", "重复"));
  bag.manifest().append("manifest-sha256.txt", "garbage\n");
  BOOST_TEST(check_bag(bag.root()).fault("2.1.3", "manifest-sha256.txt", "第 2 行"));
}

BOOST_AUTO_TEST_CASE(s_2_2_1_tag_manifests_list_payload_manifests_and_no_tag_manifest) {
  BagMaker bag;
  make_basic(bag);
  bag.file("meta/more.xml", "<a/>").tag_manifest();
  BOOST_TEST(check_bag(bag.root()).findings.empty());
  bag.file("meta/more.xml", "<b/>");
  BOOST_TEST(check_bag(bag.root()).fault("3", "meta/more.xml", "摘要不符"));
  bag.remove("meta/more.xml");
  BOOST_TEST(check_bag(bag.root()).fault("3", "meta/more.xml", "文件没有"));
  bag.file("tagmanifest-sha256.txt", BagMaker::line("sha256", bag.text("bagit.txt"), "bagit.txt"));
  BOOST_TEST(check_bag(bag.root()).fault("2.2.1", "tagmanifest-sha256.txt", "manifest-sha256.txt"));
  bag.tag_manifest().append("tagmanifest-sha256.txt", BagMaker::line("sha256", "x", "tagmanifest-md5.txt"));
  BOOST_TEST(check_bag(bag.root()).fault("2.2.1", "tagmanifest-sha256.txt", "tagmanifest-md5.txt"));
  bag.tag_manifest().append("tagmanifest-sha256.txt", BagMaker::line("sha256", "hello\n", "data/hello.txt"));
  BOOST_TEST(check_bag(bag.root()).fault("2.2.1", "tagmanifest-sha256.txt", "data/hello.txt"));
  bag.tag_manifest().append("tagmanifest-sha256.txt", BagMaker::line("sha256", "x", "../outside"));
  BOOST_TEST(check_bag(bag.root()).fault("5.1", "tagmanifest-sha256.txt"));
}

BOOST_AUTO_TEST_CASE(s_2_2_2_bag_info_is_labels_and_folded_values) {
  const auto with = [](const std::string& info) {
    BagMaker bag;
    bag.file("data/a", "abc").manifest().file("bag-info.txt", info);
    return check_bag(bag.root());
  };
  BOOST_TEST(with("Source-Organization: 信访办\r\nExternal-Description: 一\r\n\t二\r\nPayload-Oxum: 3.1\r\n")
                 .findings.empty());
  BOOST_TEST(with("Payload-Oxum:\n 3.1\n").summary.is_valid == false);  // 1.0: one blank after the colon
  BOOST_TEST(with("payload-oxum: \n 3.1\n").summary.is_valid);          // folded
  for (const char* bad :
       {"Payload-Oxum: 4.1\n", "Payload-Oxum: 3.2\n", "Payload-Oxum: 3\n", "Payload-Oxum: 3.1.1\n",
        "Payload-Oxum: 3.1\nPayload-Oxum: 3.1\n", "Payload-Oxum: 99999999999999999999.1\n", "no colon\n",
        " continued\n", ": value\n", "Label : value\n", "Label:value\n", "Contact-Name: \xFF\n"}) {
    BOOST_TEST(with(bad).fault("2.2.2", "bag-info.txt"), bad);
  }
  BOOST_TEST(with("Payload-Oxum: 4.1\n").fault("2.2.2", "bag-info.txt", "实为 3.1"));
}

BOOST_AUTO_TEST_CASE(s_2_2_3_fetched_files_are_there_with_their_length) {
  const auto with = [](const std::string& fetch) {
    BagMaker bag;
    bag.file("data/a", "abc").manifest().file("fetch.txt", fetch);
    return check_bag(bag.root());
  };
  BOOST_TEST(
      with("https://example.org/a 3 data/a\nhttps://example.org/b - data/b\n").fault("2.2.3", "fetch.txt", "data/b"));
  BOOST_TEST(with("https://example.org/a 3 data/a\n").findings.empty());
  BOOST_TEST(with("https://example.org/a - data/a\n").findings.empty());
  BOOST_TEST(with("https://example.org/a 4 data/a\n").fault("2.2.3", "data/a", "4 字节"));
  for (const char* bad : {"https://example.org/a x data/a\n", "relative 3 data/a\n", "https://example.org/a 3\n",
                          "garbage\n", "https://example.org/b 3 bagit.txt\n", "a: - data/a\na:b - data/a\n"}) {
    BOOST_TEST(with(bad).fault("2.2.3", "fetch.txt"), bad);
  }
}

// §5.1, §6.1: what would lead out of the bag here or elsewhere.
BOOST_AUTO_TEST_CASE(s_5_1_unsafe_paths_are_named) {
  for (const char* path :
       {"", "/etc/passwd", "~", "~x/y", "data/../x", "..", "data\\..\\..\\x", "\\x", "c:\\x", "C:x", "%TEMP%\\x"}) {
    BOOST_TEST(!exchange::unsafe_path_reason(path).empty(), path);
  }
  BOOST_TEST(!exchange::unsafe_path_reason(std::string_view("data/a\0b", 8)).empty());
  for (const char* path : {"data/a", "data/..a", "data/a..", "data/...", "data/~a", "data/a:b", "data/100%"}) {
    BOOST_TEST(exchange::unsafe_path_reason(path).empty(), path);
  }
}

BOOST_AUTO_TEST_CASE(s_5_1_links_out_of_the_bag_are_refused_and_links_within_are_read) {
  BagMaker bag;
  bag.file("data/a", "abc");
  fs::create_symlink("a", bag.root() / "data/inside");
  bag.file("manifest-sha256.txt",
           BagMaker::line("sha256", "abc", "data/a") + BagMaker::line("sha256", "abc", "data/inside"));
  BOOST_TEST(check_bag(bag.root()).summary.is_valid, check_bag(bag.root()).all());
  BOOST_TEST(check_bag(bag.root()).warns("6.1", "data/inside"));
  std::ofstream(bag.root().parent_path() / "secret") << "abc";
  for (const fs::path& target : {fs::path("../../secret"), bag.root().parent_path() / "secret", fs::path("nowhere"),
                                 fs::path("inside"), fs::path(".."), fs::path("/dev/zero")}) {
    fs::remove(bag.root() / "data/inside");
    fs::create_symlink(target, bag.root() / "data/inside");
    BOOST_TEST(check_bag(bag.root()).fault("5.1", "data/inside"), target);
  }
  fs::remove(bag.root() / "data/inside");
  fs::create_directory_symlink("/etc", bag.root() / "data/inside");
  BOOST_TEST(check_bag(bag.root()).fault("5.1", "data/inside"));
  bag.remove("bagit.txt");
  fs::create_symlink("/etc/hostname", bag.root() / "bagit.txt");
  BOOST_TEST(check_bag(bag.root()).fault("2.1.1", "bagit.txt"));
}

BOOST_AUTO_TEST_CASE(a_pipe_in_the_payload_is_named_and_not_waited_for) {
  BagMaker bag;
  bag.file("data/a", "abc").manifest();
  BOOST_REQUIRE(::mkfifo((bag.root() / "data/pipe").c_str(), 0600) == 0);
  BOOST_TEST(check_bag(bag.root()).fault("3", "data/pipe"));
  bag.remove("manifest-sha256.txt");
  BOOST_REQUIRE(::mkfifo((bag.root() / "manifest-sha256.txt").c_str(), 0600) == 0);
  BOOST_TEST(check_bag(bag.root()).fault("2.1.3", "manifest-sha256.txt"));
}

BOOST_AUTO_TEST_CASE(hostile_manifests_are_findings_and_nothing_worse) {
  const std::string huge(3U << 20, 'a');
  for (const std::string& text :
       {huge, huge + "  data/a\n", std::string(1U << 14, '\n'), std::string(1000, '\0'), std::string("\xFF\xFE\xFD\n"),
        std::string("\r\r\r"), "0 " + huge, std::string("a\0b data/a\n", 11)}) {
    BagMaker bag;
    bag.file("data/a", "abc").file("manifest-sha256.txt", text).file("bag-info.txt", text).file("fetch.txt", text);
    bag.file("tagmanifest-sha256.txt", text);
    BOOST_TEST(!check_bag(bag.root()).summary.is_valid);
  }
}

// Bytes changed, taken away and doubled at chance in each tag file: whatever comes of it is a finding.
BOOST_AUTO_TEST_CASE(mutated_tag_files_are_findings_and_nothing_worse) {
  BagMaker bag;
  make_basic(bag);
  bag.file("fetch.txt", "https://example.org/hello 6 data/hello.txt\n").tag_manifest();
  std::mt19937 random(20261124);
  for (const char* name : {"bagit.txt", "bag-info.txt", "fetch.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}) {
    const std::string good = bag.text(name);
    std::size_t faulty = 0;
    for (int round = 0; round < 100; ++round) {
      std::string text = good;
      const std::size_t at = random() % text.size();
      switch (round % 3) {
        case 0:
          text[at] = static_cast<char>(text[at] + 1 + random() % 255);
          break;
        case 1:
          text.erase(at, 1 + random() % 10);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), 1 + random() % 10));
      }
      bag.file(name, text);
      const Checked result = check_bag(bag.root());
      faulty += result.summary.is_valid ? 0 : 1;
      for (const auto& finding : result.findings) BOOST_REQUIRE(!finding.message.empty());
    }
    BOOST_TEST(faulty > 80U, name);
    bag.file(name, good);
  }
  BOOST_TEST(check_bag(bag.root()).findings.empty());
}

BOOST_AUTO_TEST_CASE(a_tree_deeper_than_a_path_can_be_is_named) {
  BagMaker bag;
  bag.file("data/a", "abc").manifest();
  const fs::path here = fs::current_path();
  fs::current_path(bag.root() / "data");
  for (int i = 0; i < 150; ++i) {
    fs::create_directory("深");
    fs::current_path("深");
  }
  fs::current_path(here);
  const Checked result = check_bag(bag.root());
  BOOST_TEST(!result.summary.is_valid);
  BOOST_TEST(result.all().find("嵌套超过") != std::string::npos, result.all());
}

BOOST_AUTO_TEST_CASE(unreadable_folders_and_files_are_named) {
  if (::geteuid() == 0) {
    BOOST_TEST_MESSAGE("skipped: root may read everything");
    BOOST_TEST(true);
    return;
  }
  BagMaker bag;
  bag.file("data/a", "abc").file("data/x/b", "b").manifest();
  fs::permissions(bag.root() / "data/a", fs::perms::none);
  fs::permissions(bag.root() / "data/x", fs::perms::none);
  const Checked result = check_bag(bag.root());
  fs::permissions(bag.root() / "data/x", fs::perms::owner_all);
  BOOST_TEST(result.fault("3", "data/a"), result.all());
  BOOST_TEST(result.fault("3", "data/x"), result.all());
}

BOOST_AUTO_TEST_CASE(lines_end_in_any_way_and_begin_anywhere_in_the_buffer) {
  std::string text = "\xEF\xBB\xBF";
  for (int i = 0; i < 3000; ++i) text += "行" + std::to_string(i) + (i % 3 == 0 ? "\n" : i % 3 == 1 ? "\r\n" : "\r");
  text += "\n\r\n末";
  auto lines = exchange::TagText::open(std::make_unique<MemorySource>(as_bytes(text)), "UTF-8");
  BOOST_REQUIRE(lines);
  std::vector<std::string> read;
  for (;;) {
    const auto line = lines->next();
    BOOST_REQUIRE(line);
    if (!*line) break;
    read.push_back((*line)->text);
    BOOST_TEST((*line)->number == read.size());
  }
  BOOST_TEST(lines->had_bom());
  BOOST_REQUIRE(read.size() == 3002U);
  for (int i = 0; i < 3000; ++i) BOOST_REQUIRE(read[static_cast<std::size_t>(i)] == "行" + std::to_string(i));
  BOOST_TEST(read[3001] == "末");
}

BOOST_AUTO_TEST_SUITE_END()
