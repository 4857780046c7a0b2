// What is written is valid by our own checks and by others', the same for the same dossiers, and there whole or not at
// all.
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "archive/exchange/bag_writer.hpp"
#include "archive/exchange/ocfl_writer.hpp"
#include "tests/archive/bag_fixture.hpp"
#include "tests/archive/ocfl_fixture.hpp"
#include "tests/support/crash_file_system.hpp"

using namespace anjuan;
using namespace anjuan::test;
using namespace anjuan::exchange;

namespace {

DossierEntry entry(const std::string& path, const std::string& bytes) {
  return {path, [bytes](ByteSink& sink) { return sink.write(as_bytes(bytes)); }, digest_of(bytes, "sha256")};
}
Dossier dossier(const std::string& id, std::vector<DossierEntry> entries) {
  return {"urn:anjuan:J021:" + id, "〔2026〕组信字第" + id + "号", "关于离休待遇\n第二行",
          "2026-11-24T06:03:04.123456Z", std::move(entries)};
}
std::vector<Dossier> two_dossiers() {
  return {dossier("m2", {entry("002 复函.pdf", "reply"), entry("001 来信 100%.txt", "letter"),
                         entry("003 来信.txt", "letter")}),
          dossier("m1", {entry("metadata.json", "{}\n"), entry("空.bin", "")})};
}
const PackageAbout k_about{"中共昆山市委组织部", "urn:anjuan:J021", "导出"};

template <class Writer>
Status write(std::shared_ptr<FileSystem> fs, const fs::path& target, const std::vector<Dossier>& dossiers) {
  TRY_ASSIGN(Writer writer, Writer::create(std::move(fs), target, k_about));
  for (const Dossier& one : dossiers) TRY(writer.add(one));
  TRY(writer.seal());
  return writer.finish();
}
template <class Writer>
fs::path written(const TempDir& dir, const char* name, const std::vector<Dossier>& dossiers = two_dossiers()) {
  const Status status = write<Writer>(posix_file_system(), dir / name, dossiers);
  BOOST_REQUIRE_MESSAGE(status, status.error().message);
  return dir / name;
}

std::map<std::string, std::string> tree(const fs::path& root) {
  std::map<std::string, std::string> files;
  for (const auto& found : fs::recursive_directory_iterator(root)) {
    if (found.is_regular_file()) files[found.path().lexically_relative(root).string()] = get_file(found.path());
  }
  return files;
}

bool is_there(const std::string& command) { return std::system((command + " >/dev/null 2>&1").c_str()) == 0; }

/// Every byte of every file changed in turn makes the package invalid, and the file is named.
template <class Check>
std::size_t check_changes(const fs::path& root, const Check& findings_of) {
  std::size_t files = 0;
  for (const auto& [path, bytes] : tree(root)) {
    if (bytes.empty()) continue;
    std::string changed = bytes;
    changed[changed.size() / 2] = static_cast<char>(changed[changed.size() / 2] ^ 1);
    put_file(root / path, changed);
    bool is_named = false;
    const std::vector<Finding> findings = findings_of();
    for (const Finding& finding : findings)
      is_named =
          is_named || finding.file.find(path) != std::string::npos || finding.message.find(path) != std::string::npos;
    BOOST_TEST(!findings.empty(), path);
    BOOST_TEST(is_named, path);
    put_file(root / path, bytes);
    ++files;
  }
  return files;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(package_writer)

BOOST_AUTO_TEST_CASE(a_written_bag_is_valid_and_holds_the_bytes) {
  const TempDir dir;
  const fs::path bag = written<BagWriter>(dir, "包");
  const Checked result = check_bag(bag);
  BOOST_TEST(result.findings.empty(), result.all());
  BOOST_TEST((result.summary.algorithms == std::vector<std::string>{"sha256", "sha512"}));
  BOOST_TEST(get_file(bag / "data/〔2026〕组信字第m2号/001 来信 100%.txt") == "letter");
  const std::string info = get_file(bag / "bag-info.txt");
  BOOST_TEST(info.find("Bagging-Date: 2026-11-24\n") != std::string::npos, info);
  BOOST_TEST(info.find("External-Description: 关于离休待遇 第二行\n") != std::string::npos, info);
  BOOST_TEST(get_file(bag / "manifest-sha256.txt").find("100%25.txt") != std::string::npos);  // §2.1.3
  BOOST_TEST(check_changes(bag, [&] { return check_bag(bag).findings; }) == 10U);
}

BOOST_AUTO_TEST_CASE(a_written_storage_root_is_valid_and_holds_the_bytes) {
  const TempDir dir;
  const fs::path root = written<OcflWriter>(dir, "根");
  const OcflChecked result = check_ocfl(root);
  BOOST_TEST(result.findings.empty(), result.all());
  BOOST_TEST(result.summary.is_root);
  BOOST_TEST(result.summary.objects == 2U);
  BOOST_TEST(result.summary.files == 4U);  // the letter stands once in its object
  const json::object inventory = json::parse(get_file(root / "m2/inventory.json")).as_object();
  BOOST_TEST(inventory.at("versions").at("v1").at("state").at(digest_of("letter", "sha512")).as_array().size() == 2U);
  BOOST_TEST(inventory.at("fixity").at("sha256").as_object().contains(digest_of("letter", "sha256")));
  BOOST_TEST(
      get_file(root / "目录.tsv").find("m1\t〔2026〕组信字第m1号\t关于离休待遇 第二行\t2\turn:anjuan:J021:m1\n") !=
      std::string::npos);
  // Other files of the root are nobody's to check (E087).
  for (const char* name : {"目录.tsv", "说明.txt", "ocfl_layout.json", "extensions"}) fs::remove_all(root / name);
  BOOST_TEST(check_changes(root, [&] { return check_ocfl(root).findings; }) == 14U);
}

BOOST_AUTO_TEST_CASE(the_same_dossiers_give_the_same_bytes_in_any_order) {
  const TempDir dir;
  std::vector<Dossier> turned = two_dossiers();
  std::reverse(turned.begin(), turned.end());
  for (Dossier& one : turned) std::reverse(one.entries.begin(), one.entries.end());
  BOOST_TEST((tree(written<BagWriter>(dir, "一")) == tree(written<BagWriter>(dir, "二", turned))));
  BOOST_TEST((tree(written<OcflWriter>(dir, "三")) == tree(written<OcflWriter>(dir, "四", turned))));
}

BOOST_AUTO_TEST_CASE(nothing_is_overwritten) {
  const TempDir dir;
  put_file(dir / "有/文件", "x");
  fs::create_directory(dir / "空");
  for (const char* name : {"有", "空"}) {
    for (const auto& writes : {write<BagWriter>, write<OcflWriter>}) {
      const Status refused = writes(posix_file_system(), dir / name, two_dossiers());
      BOOST_REQUIRE(!refused);
      BOOST_TEST((refused.error().code == ErrorCode::already_exists));
    }
  }
  BOOST_TEST(!write<BagWriter>(posix_file_system(), dir / "没有/包", two_dossiers()));
  BOOST_TEST(get_file(dir / "有/文件") == "x");
  BOOST_TEST(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()) == 2);
}

BOOST_AUTO_TEST_CASE(names_that_lead_out_or_collide_and_wrong_bytes_are_refused) {
  const TempDir dir;
  DossierEntry wrong = entry("a", "x");
  wrong.sha256 = digest_of("y", "sha256");
  DossierEntry failing = entry("a", "x");
  failing.read = [](ByteSink&) -> Status { return fail(ErrorCode::corrupt, "pack 3"); };
  const std::vector<std::vector<DossierEntry>> bad = {{entry("../a", "x")},
                                                      {entry("/a", "x")},
                                                      {entry("a//b", "x")},
                                                      {entry("a", "x"), entry("a", "y")},
                                                      {entry("a", "x"), entry("A", "y")},
                                                      {entry("a", "x"), entry("a/b", "y")},
                                                      {wrong},
                                                      {failing}};
  for (const auto& entries : bad) {
    BOOST_TEST(!write<BagWriter>(posix_file_system(), dir / "包", {dossier("m1", entries)}), entries.back().path);
    BOOST_TEST(!write<OcflWriter>(posix_file_system(), dir / "根", {dossier("m1", entries)}), entries.back().path);
  }
  Dossier no_uri = dossier("m1", {});
  no_uri.id = "m1";
  BOOST_TEST(!write<OcflWriter>(posix_file_system(), dir / "根", {no_uri}));
  BOOST_TEST(!write<OcflWriter>(posix_file_system(), dir / "根", {dossier("m1", {}), dossier("m1", {})}));
  BOOST_TEST(!write<BagWriter>(posix_file_system(), dir / "包", {}));
  BOOST_TEST(fs::is_empty(dir.path()));
}

// A disk that is full at any byte, and one whose sync fails at any place: nothing is left, and the reason is said.
BOOST_AUTO_TEST_CASE(a_full_disk_leaves_nothing) {
  for (const auto& writes : {write<BagWriter>, write<OcflWriter>}) {
    std::size_t refused = 0;
    for (std::uint64_t space = 0;; space += 97) {
      const auto disk = std::make_shared<CrashFileSystem>();
      BOOST_REQUIRE(disk->make_directories("/d"));
      disk->limit_space(space);
      const Status status = writes(disk, "/d/包", two_dossiers());
      if (status) break;
      BOOST_TEST((status.error().code == ErrorCode::no_space), status.error().message);
      BOOST_TEST(disk->list("/d")->empty());
      ++refused;
    }
    BOOST_TEST(refused > 10U);
  }
}

BOOST_AUTO_TEST_CASE(a_failed_sync_leaves_nothing) {
  std::size_t refused = 0;
  for (std::uint64_t n = 0;; ++n) {
    const auto disk = std::make_shared<CrashFileSystem>();
    BOOST_REQUIRE(disk->make_directories("/d"));
    disk->fail_sync_at(n);
    const Status status = write<OcflWriter>(disk, "/d/包", two_dossiers());
    if (status) break;
    const auto left = disk->list("/d");
    BOOST_REQUIRE(left);
    // Only the very last one, of the folder that the package stands in, comes after the package has its name.
    for (const std::string& name : *left) BOOST_TEST(name == "包");
    ++refused;
  }
  BOOST_TEST(refused > 20U);
}

BOOST_AUTO_TEST_CASE(names_are_portable_and_readable) {
  const std::map<std::string, std::string> names = {{"来信 关于离休待遇", "来信 关于离休待遇"},
                                                    {"a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j"},
                                                    {"", "_"},
                                                    {"...", "_"},
                                                    {" .隐.", "隐"},
                                                    {"con", "_con"},
                                                    {"LPT1.txt", "_LPT1.txt"},
                                                    {"line\nfeed", "line_feed"},
                                                    {"e\xCC\x81", "\xC3\xA9"},
                                                    {"\xE2\x80\xAE"
                                                     "fdp.exe",
                                                     "_fdp.exe"},
                                                    {"\xFF", "\xEF\xBF\xBD"}};
  for (const auto& [text, name] : names) BOOST_TEST(portable_name(text) == name);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "很";
  BOOST_TEST(portable_name(many).size() == 120U);
}

// bagit.py of the Library of Congress, where this machine has it.
BOOST_AUTO_TEST_CASE(another_validator_agrees) {
  const TempDir dir;
  const fs::path bag = written<BagWriter>(dir, "包");
  if (!is_there("python3 -c 'import bagit'")) {
    BOOST_TEST_MESSAGE("skipped: this machine has no python3 bagit");
    BOOST_TEST(check_bag(bag).summary.is_valid);
  } else {
    BOOST_TEST(is_there("python3 -m bagit --validate '" + bag.string() + "'"));
    put_file(bag / "data/〔2026〕组信字第m2号/002 复函.pdf", "Reply");
    BOOST_TEST(!is_there("python3 -m bagit --validate '" + bag.string() + "'"));
  }
}

// What everybody has: the manifests are in the form of coreutils.
BOOST_AUTO_TEST_CASE(sha512sum_checks_a_bag) {
  const TempDir dir;
  std::vector<Dossier> plain = {dossier("m1", {entry("001 来信.txt", "letter"), entry("metadata.json", "{}")})};
  const fs::path bag = written<BagWriter>(dir, "包", plain);
  const std::string check =
      "cd '" + bag.string() + "' && sha512sum -c --strict manifest-sha512.txt tagmanifest-sha512.txt";
  BOOST_TEST(is_there(check));
  put_file(bag / "data/〔2026〕组信字第m1号/001 来信.txt", "Letter");
  BOOST_TEST(!is_there(check));
}

BOOST_AUTO_TEST_SUITE_END()
