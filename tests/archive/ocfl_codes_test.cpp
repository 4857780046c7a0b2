// Every code of OCFL 1.1 (§ validation codes) that a program can decide has a fixture that triggers it, and it alone.
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/archive/ocfl_cases.hpp"

using namespace anjuan::test;

namespace {

using SpoilRoot = std::function<void(RootMaker&)>;

struct RootCase {
  const char* code;
  SpoilRoot spoil;
  const char* spec = "1.1";
};
const std::vector<RootCase> k_roots = {
    {"E037", [](RootMaker& r) { r.object("b", "urn:example:a"); }},
    {"E069", [](RootMaker& r) { fs::remove(r.root / "0=ocfl_1.1"); }},
    {"E070",
     [](RootMaker& r) { put_file(r.root / "ocfl_layout.json", R"({"extension":"0002-flat-direct-storage-layout"})"); }},
    {"E070", [](RootMaker& r) { put_file(r.root / "ocfl_layout.json", "flat"); }},
    {"E071", [](RootMaker& r) { put_file(r.root / "ocfl_layout.json", R"({"extension":"flat","description":"x"})"); }},
    {"E072",
     [](RootMaker& r) {
       r.object("x/b", "urn:example:b"), fs::remove_all(r.root / "a"), put_file(r.root / "x/note.txt", "x");
     }},
    {"E073", [](RootMaker& r) { fs::create_directory(r.root / "空"); }},
    {"E075", [](RootMaker& r) { fs::remove(r.root / "0=ocfl_1.1"), fs::create_directory(r.root / "0=ocfl_1.1"); }},
    {"E076", [](RootMaker& r) { put_file(r.root / "0=ocfl_1.0", "ocfl_1.0\n"); }},
    {"E077", [](RootMaker& r) { fs::rename(r.root / "0=ocfl_1.1", r.root / "ocfl_1.1"); }},
    {"E078", [](RootMaker& r) { fs::rename(r.root / "0=ocfl_1.1", r.root / "1=ocfl_1.1"); }},
    {"E079", [](RootMaker& r) { fs::rename(r.root / "0=ocfl_1.1", r.root / "0=ocfl_7.0"); }},
    {"E080", [](RootMaker& r) { put_file(r.root / "0=ocfl_1.1", "ocfl_1.1\r\n"); }},
    {"E081", [](RootMaker&) {}, "1.0"},
    {"E082", [](RootMaker& r) { put_file(r.root / "0=ocfl_object_1.1", "ocfl_object_1.1\n"); }},
    {"E085",
     [](RootMaker& r) {
       fs::remove_all(r.root / "a"), r.object("x/b", "urn:example:b"), put_file(r.root / "x/stray/note.txt", "x");
     }},
    {"E088", [](RootMaker& r) { put_file(r.root / "notes/note.txt", "x"); }},
    {"E090", [](RootMaker& r) { fs::create_symlink("/etc", r.root / "link"); }},
    {"E112", [](RootMaker& r) { put_file(r.root / "extensions/note.txt", "x"); }},
    {"W014",
     [](RootMaker& r) {
       fs::remove_all(r.root / "a"), r.object("x/b", "urn:example:b").object("y/z/c", "urn:example:c");
     }},
    {"W015", [](RootMaker& r) { r.object("x/b", "urn:example:b"); }},
    {"W016", [](RootMaker& r) { put_file(r.root / "extensions/of-our-own/config.json", "{}"); }},
};

/// What no program can see, or what another code says already: not given out.
const std::map<std::string, const char*> k_not_given = {
    {"E022", "a duty of validators: W002's fixture shows that other folders are passed over"},
    {"E026", "says of writers what E056 says of the block"},
    {"E027", "a duty of clients: which algorithms they know"},
    {"E028", "a duty of clients: fixity by an algorithm not known here is passed over"},
    {"E062", "when a digest was computed cannot be seen; what comes of it is E060"},
    {"E074", "whether two roots depend on each other cannot be seen from one"},
    {"E083", "where the mapping fails, two objects have one id: E037"},
    {"E084", "says what E072 says"},
    {"E087", "a duty of validators: other_files_in_a_root_are_ignored shows it"},
    {"W012", "whether a file records actions is for people to say"},
};

void check_case(const OcflCase& which) {
  const TempDir dir;
  ObjectMaker object(dir / "对象", which.style);
  if (which.single.empty()) {
    make_good(object);
  } else {
    // {{"", ""}} asks for a version of nothing.
    object.version(which.single.begin()->first.empty() ? ObjectMaker::Files() : which.single);
  }
  which.spoil(object);
  const OcflChecked result = check_ocfl(object.root);
  const bool is_error = which.code[0] == 'E';
  const std::set<std::string> expected = {which.code};
  BOOST_TEST((is_error ? result.errors == expected : result.errors.empty() && result.warnings == expected),
             which.code << " got:\n"
                        << result.all());
  BOOST_TEST(result.summary.is_valid == !is_error, which.code);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ocfl_codes)

BOOST_AUTO_TEST_CASE(good_objects_are_valid_without_a_warning) {
  for (const char* spec : {"1.0", "1.1"}) {
    const TempDir dir;
    ObjectMaker object(dir / "对象", {spec});
    make_good(object);
    object.version({}).version({{"深/a.txt", "a"}, {"空", ""}});
    object.inventory["fixity"] = {{"md5", {{"0cc175b9c0f1b6a831c399e269772661", {"v1/content/a.txt"}}}},
                                  {"blake2b-160", json::object()}};
    object.save().file("logs/anything.txt", "x");
    const OcflChecked result = check_ocfl(object.root);
    BOOST_TEST(result.findings.empty(), result.all());
    BOOST_TEST(result.summary.version == spec);
    BOOST_TEST(result.summary.files == 4U);
  }
}

BOOST_AUTO_TEST_CASE(each_code_of_declarations_and_folders) {
  for (const OcflCase& which : folder_cases()) check_case(which);
}
BOOST_AUTO_TEST_CASE(each_code_of_inventories) {
  for (const OcflCase& which : inventory_cases()) check_case(which);
}
BOOST_AUTO_TEST_CASE(each_code_of_sidecars_and_bytes) {
  for (const OcflCase& which : content_cases()) check_case(which);
}

BOOST_AUTO_TEST_CASE(each_code_of_storage_roots) {
  for (const RootCase& which : k_roots) {
    const TempDir dir;
    RootMaker root(dir / "根", which.spec);
    root.object("a", "urn:example:a");
    which.spoil(root);
    const OcflChecked result = check_ocfl(root.root);
    const std::set<std::string> expected = {which.code};
    const bool is_error = which.code[0] == 'E';
    BOOST_TEST((is_error ? result.errors == expected : result.errors.empty() && result.warnings == expected),
               which.code << " got:\n"
                          << result.all());
  }
}

BOOST_AUTO_TEST_CASE(other_files_in_a_root_are_ignored) {  // E087
  const TempDir dir;
  RootMaker root(dir / "根");
  root.object("a", "urn:example:a");
  for (const char* name : {"ocfl_1.1.md", "说明.txt", "目录.tsv"}) put_file(root.root / name, "x");
  put_file(root.root / "ocfl_layout.json", R"({"extension":"0006-flat-omit-prefix-storage-layout","description":"x"})");
  BOOST_TEST(check_ocfl(root.root).findings.empty(), check_ocfl(root.root).all());
  BOOST_TEST(check_ocfl(root.root).summary.objects == 1U);
}

// Bytes changed, taken away and doubled at chance: whatever comes of it is a finding.
BOOST_AUTO_TEST_CASE(mutated_inventories_are_findings_and_nothing_worse) {
  const TempDir dir;
  ObjectMaker object(dir / "对象");
  object.version({{"a.txt", "a"}, {"b.txt", "b"}}).version({{"a.txt", "a2"}});
  const std::string good = json::serialize(object.inventory);
  std::mt19937 random(20261124);
  std::size_t faulty = 0;
  for (int round = 0; round < 400; ++round) {
    std::string text = good;
    for (int change = 0; change < 3; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = static_cast<char>(random() % 256);
          break;
        case 1:
          text.erase(at, 1 + random() % 20);
          break;
        default:
          text.insert(at, text.substr(random() % text.size(), 1 + random() % 20));
      }
    }
    object.write(text);
    const OcflChecked result = check_ocfl(object.root);
    faulty += result.summary.is_valid ? 0 : 1;
    for (const auto& finding : result.findings) BOOST_REQUIRE(!finding.message.empty());
  }
  BOOST_TEST(faulty > 300U);
}

// The codes of the specification: none is left without a fixture or a reason.
BOOST_AUTO_TEST_CASE(every_code_has_a_fixture_or_a_reason) {
  std::set<std::string> given;
  for (const auto* cases : {&folder_cases(), &inventory_cases(), &content_cases()}) {
    for (const OcflCase& which : *cases) given.insert(which.code);
  }
  for (const RootCase& which : k_roots) given.insert(which.code);
  std::set<std::string> all;
  const std::set<int> no_errors = {65, 68, 86, 91, 109},
                      no_warnings = {6};  // numbers that the specification leaves out
  const auto code = [](char kind, int number) {
    std::string digits = std::to_string(number);
    digits.insert(0, 3 - digits.size(), '0');
    return std::string(1, kind) + digits;
  };
  for (int i = 1; i <= 112; ++i) {
    if (!no_errors.contains(i)) all.insert(code('E', i));
  }
  for (int i = 1; i <= 16; ++i) {
    if (!no_warnings.contains(i)) all.insert(code('W', i));
  }
  BOOST_TEST(all.size() == 122U);
  for (const std::string& one : all) BOOST_TEST(given.contains(one) != k_not_given.contains(one), one);
  for (const std::string& one : given) BOOST_TEST(all.contains(one), one);
}

BOOST_AUTO_TEST_SUITE_END()
