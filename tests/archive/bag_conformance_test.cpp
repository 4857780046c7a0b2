// The cases of LibraryOfCongress/bagit-conformance-suite, rebuilt: each under its own name there. A case of "warning"
// must be valid and warn. Linux-only and windows-only cases are one here: a path is refused wherever it would be
// unsafe.
#include <boost/test/unit_test.hpp>
#include <functional>

#include "tests/archive/bag_fixture.hpp"

using namespace anjuan::test;

namespace {

struct Case {
  const char* name;
  const char* version;
  std::function<void(BagMaker&)> make;
  const char* section = "";  ///< of the finding that must be there
  const char* file = "";
};

const std::string k_hello = "hello\n";

/// Hello in data/, and another line in the manifest that names `path`.
void make_listing(BagMaker& bag, const std::string& path) {
  bag.file("data/hello.txt", k_hello).manifest("md5");
  bag.append("manifest-md5.txt", BagMaker::line("md5", "x", path));
}
void make_fetching(BagMaker& bag, const std::string& path) {
  bag.file("data/hello.txt", k_hello).manifest("md5");
  bag.file("fetch.txt", "http://localhost/foo 25 " + path + "\n");
}
std::string utf16(const std::string& ascii) {
  std::string out = "\xFE\xFF";
  for (const char c : ascii) out += std::string(1, '\0') + c;
  return out;
}
void make_in_encoding(BagMaker& bag, const std::string& encoding,
                      const std::function<std::string(const std::string&)>& encode, const std::string& encoded = "") {
  bag.file("bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: " + encoding + "\n");
  bag.file("data/hello.txt", k_hello)
      .file("bag-info.txt", encode("Organization-Address: Tour Eiffel\nPayload-Oxum: 6.1\n") + encoded);
  bag.file("manifest-md5.txt", encode(BagMaker::line("md5", k_hello, "data/hello.txt")));
}

const std::vector<Case> k_valid = {
    {"v0.97/valid/basic-bag", "0.97", [](BagMaker& bag) { make_basic(bag, "md5"); }},
    {"v0.97/valid/basic-bag-sha1", "0.97", [](BagMaker& bag) { make_basic(bag, "sha1"); }},
    {"v0.97/valid/basic-bag-sha224", "0.97", [](BagMaker& bag) { make_basic(bag, "sha224"); }},
    {"v0.97/valid/basic-bag-sha256", "0.97", [](BagMaker& bag) { make_basic(bag, "sha256"); }},
    {"v0.97/valid/basic-bag-sha384", "0.97", [](BagMaker& bag) { make_basic(bag, "sha384"); }},
    {"v0.97/valid/basic-bag-sha512", "0.97", [](BagMaker& bag) { make_basic(bag, "sha512"); }},
    {"v0.97/valid/minimal-bag", "0.97", [](BagMaker& bag) { bag.file("data/hello.txt", k_hello).manifest("md5"); }},
    {"v0.97/valid/bag-in-a-bag", "0.97",
     [](BagMaker& bag) {
       bag.file("data/inner/bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n");
       bag.file("data/inner/data/a", "a").file("data/inner/manifest-md5.txt", BagMaker::line("md5", "a", "data/a"));
       bag.manifest("md5");
     }},
    {"v0.97/valid/bag-with-encoded-names", "0.97",
     [](BagMaker& bag) { bag.file("data/carriage\rreturn", "a").file("data/line\nfeed", "b").manifest("md5"); }},
    {"v0.97/valid/bag-with-escapable-characters", "0.97",
     [](BagMaker& bag) {
       bag.file("data/100%.txt", "a").file("data/%20.txt", "b").file("data/a'b\"c$d.txt", "c");
       bag.file("manifest-md5.txt", BagMaker::line("md5", "a", "data/100%.txt") +
                                        BagMaker::line("md5", "b", "data/%20.txt") +
                                        BagMaker::line("md5", "c", "data/a'b\"c$d.txt"));
     }},
    {"v0.97/valid/bag-with-space", "0.97", [](BagMaker& bag) { bag.file("data/a b  c.txt", "a").manifest("md5"); }},
    {"v0.97/valid/bag-with-leading-dot-slash-in-manifest", "0.97",
     [](BagMaker& bag) {
       bag.file("data/hello.txt", k_hello).file("manifest-md5.txt", BagMaker::line("md5", k_hello, "./data/hello.txt"));
     }},
    {"v0.97/valid/duplicate-metadata-entries", "0.97",
     [](BagMaker& bag) {
       bag.file("data/hello.txt", k_hello)
           .file("bag-info.txt", "Contact-Name: 甲\nContact-Name: 乙\n")
           .manifest("md5")
           .tag_manifest("md5");
     }},
    {"v0.97/valid/uncommon-metadata-separators", "0.97",
     [](BagMaker& bag) {
       bag.file("data/hello.txt", k_hello)
           .file("bag-info.txt", "Contact-Name :甲\nContact-Phone\t:\t 1\n  2\n")
           .manifest("md5");
     }},
    {"v0.97/valid/UTF-16-encoded-tag-files", "0.97", [](BagMaker& bag) { make_in_encoding(bag, "UTF-16", utf16); }},
    {"v0.97/valid/ISO-8859-1-encoded-tag-files", "0.97",
     [](BagMaker& bag) {
       const auto as_it_is = [](const std::string& text) { return text; };
       make_in_encoding(bag, "ISO-8859-1", as_it_is, "Contact-Name: \xC9mile\n");
     }},
    {"v1.0/valid/basicBag", "1.0", [](BagMaker& bag) { make_basic(bag, "sha512"); }},
};

const std::vector<Case> k_invalid = {
    {"v0.97/invalid/bagit-with-invalid-whitespace", "0.97",
     [](BagMaker& bag) {
       make_basic(bag);
       bag.file("bagit.txt", "BagIt-Version : 0.97\nTag-File-Character-Encoding : UTF-8\n").tag_manifest();
     },
     "2.1.1", "bagit.txt"},
    {"v0.97/invalid/baginfo-missing-encoding", "0.97",
     [](BagMaker& bag) { make_basic(bag), bag.file("bagit.txt", "BagIt-Version: 0.97\n").tag_manifest(); }, "2.1.1",
     "bagit.txt"},
    {"v0.97/invalid/bom-in-bagit.txt", "0.97",
     [](BagMaker& bag) {
       make_basic(bag), bag.file("bagit.txt", "\xEF\xBB\xBF" + bag.text("bagit.txt")).tag_manifest();
     },
     "2.1.1", "bagit.txt"},
    {"v0.97/invalid/invalid-version-number", "0.97",
     [](BagMaker& bag) {
       make_basic(bag),
           bag.file("bagit.txt", "BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n").tag_manifest();
     },
     "2.1.1", "bagit.txt"},
    {"v0.97/invalid/missing-bagit.txt", "0.97", [](BagMaker& bag) { make_basic(bag), bag.remove("bagit.txt"); },
     "2.1.1", "bagit.txt"},
    {"v0.97/invalid/missing-baginfo", "0.97", [](BagMaker& bag) { make_basic(bag), bag.remove("bag-info.txt"); }, "3",
     "bag-info.txt"},
    {"v0.97/invalid/corrupt-data-file", "0.97",
     [](BagMaker& bag) { make_basic(bag), bag.file("data/hello.txt", "hellO\n"); }, "3", "data/hello.txt"},
    {"v0.97/invalid/corrupt-tag-file", "0.97",
     [](BagMaker& bag) { make_basic(bag), bag.file("bag-info.txt", "Source-Organization: 别处\n"); }, "3",
     "bag-info.txt"},
    {"v0.97/invalid/extra-file-in-bag", "0.97",
     [](BagMaker& bag) { bag.file("data/hello.txt", k_hello).manifest().file("data/bar", "bar"); }, "3", "data/bar"},
    {"v0.97/invalid/same-filename-listed-twice-with-different-hashes", "0.97",
     [](BagMaker& bag) { make_listing(bag, "data/hello.txt"); }, "2.1.3", "manifest-md5.txt"},
    {"v0.97/invalid/out-of-scope-file-paths-using-dot-notation", "0.97",
     [](BagMaker& bag) { make_listing(bag, "data/../../../README.md"); }, "5.1", "manifest-md5.txt"},
    {"v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch", "0.97",
     [](BagMaker& bag) { make_fetching(bag, "data/../../README.md"); }, "5.1", "fetch.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path", "0.97",
     [](BagMaker& bag) { make_listing(bag, "/tmp/foo"); }, "5.1", "manifest-md5.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-absolute-path-for-fetch", "0.97",
     [](BagMaker& bag) { make_fetching(bag, "/tmp/foo"); }, "5.1", "fetch.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut", "0.97",
     [](BagMaker& bag) { make_listing(bag, "~/foo"); }, "5.1", "manifest-md5.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-for-fetch", "0.97",
     [](BagMaker& bag) { make_fetching(bag, "~/foo"); }, "5.1", "fetch.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username", "0.97",
     [](BagMaker& bag) { make_listing(bag, "~root/foo"); }, "5.1", "manifest-md5.txt"},
    {"v0.97/linux-only/out-of-scope-file-paths-using-shortcut-username-for-fetch", "0.97",
     [](BagMaker& bag) { make_fetching(bag, "~root/foo"); }, "5.1", "fetch.txt"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path", "0.97",
     [](BagMaker& bag) { make_listing(bag, "C:\\Windows\\System32\\setx.exe"); }, "5.1", "manifest-md5.txt"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-absolute-path-for-fetch", "0.97",
     [](BagMaker& bag) { make_fetching(bag, "C:\\Windows\\System32\\setx.exe"); }, "5.1", "fetch.txt"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-shortcut", "0.97",
     [](BagMaker& bag) { make_listing(bag, "%HomeDrive%\\Windows\\System32\\setx.exe"); }, "5.1", "manifest-md5.txt"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-shortcut-for-fetch", "0.97",
     [](BagMaker& bag) { make_fetching(bag, "%HomeDrive%\\Windows\\System32\\setx.exe"); }, "5.1", "fetch.txt"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-unc", "0.97",
     [](BagMaker& bag) { make_listing(bag, "\\\\?\\UNC\\server\\Windows\\setx.exe"); }, "5.1", "manifest-md5.txt"},
    {"v0.97/windows-only/out-of-scope-file-paths-using-unc-for-fetch", "0.97",
     [](BagMaker& bag) { make_fetching(bag, "\\\\?\\UNC\\server\\Windows\\setx.exe"); }, "5.1", "fetch.txt"},
    // The suite counts the next two as valid once a tool has fetched; this one fetches nothing, and §3 calls them
    // incomplete.
    {"v0.97/valid/holey-bag", "0.97",
     [](BagMaker& bag) {
       make_listing(bag, "data/dir1/test3.txt");
       bag.file("fetch.txt", "http://localhost/foo/data/dir1/test3.txt - data/dir1/test3.txt\n");
     },
     "3", "data/dir1/test3.txt"},
    {"v0.97/valid/local-fetch", "0.97",
     [](BagMaker& bag) {
       make_listing(bag, "data/test3.txt");
       bag.file("fetch.txt", "file:///tmp/test3.txt 1 data/test3.txt\n");
     },
     "3", "data/test3.txt"},
    {"v1.0/invalid/bagit-with-invalid-whitespace", "1.0",
     [](BagMaker& bag) {
       make_basic(bag),
           bag.file("bagit.txt", "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n").tag_manifest();
     },
     "2.1.1", "bagit.txt"},
    {"v1.0/invalid/missing-from-manifest", "1.0",
     [](BagMaker& bag) {
       bag.file("data/hello.txt", k_hello)
           .manifest("sha512")
           .file("data/missingFromManifest.txt", "x")
           .manifest("sha256");
     },
     "3", "data/missingFromManifest.txt"},
    {"v1.0/invalid/same-filename-listed-twice-with-different-hashes", "1.0",
     [](BagMaker& bag) { make_listing(bag, "data/hello.txt"); }, "2.1.3", "manifest-md5.txt"},
};

const std::vector<Case> k_warning = {
    {"v0.97/warning/made-with-md5sum-tools", "0.97",
     [](BagMaker& bag) {
       bag.file("data/hello.txt", k_hello);
       bag.file("manifest-md5.txt", anjuan::exchange::digest_of(k_hello, "md5") + " *data/hello.txt\n");
     },
     "6.1", "manifest-md5.txt"},
    {"v0.97/warning/relative-path", "0.97",
     [](BagMaker& bag) {
       bag.file("data/hello.txt", k_hello).file("manifest-md5.txt", BagMaker::line("md5", k_hello, "./data/hello.txt"));
     },
     "6.1", "manifest-md5.txt"},
    {"v0.97/warning/same-filename-listed-twice-with-the-same-hash", "0.97",
     [](BagMaker& bag) {
       bag.file("data/hello.txt", k_hello)
           .manifest("md5")
           .append("manifest-md5.txt", BagMaker::line("md5", k_hello, "data/hello.txt"));
     },
     "2.1.3", "manifest-md5.txt"},
    {"v0.97/warning/duplicate-file-with-different-case", "0.97",
     [](BagMaker& bag) { bag.file("data/hello.txt", "a").file("data/HELLO.txt", "b").manifest("md5"); }, "6.1",
     "data/hello.txt"},
    {"v0.97/warning/special-system-files", "0.97",
     [](BagMaker& bag) { bag.file("data/.DS_Store", "a").file("data/x/Thumbs.db", "b").manifest("md5"); }, "6.1",
     "data/.DS_Store"},
    {"v0.97/warning/filename-normalization", "0.97",
     [](BagMaker& bag) {
       bag.file(
           "data/Nu\xCC\x81n\xCC\x83"
           "ez.txt",
           "a");  // NFD on the disk, NFC in the manifest
       bag.file("manifest-sha512.txt", BagMaker::line("sha512", "a",
                                                      "data/N\xC3\xBA\xC3\xB1"
                                                      "ez.txt"));
     },
     "6.1",
     "data/Nu\xCC\x81n\xCC\x83"
     "ez.txt"},
    {"v0.97/darwin-only/precomposed-character-in-filename", "0.97",
     [](BagMaker& bag) {
       bag.file("data/e\xCC\x81.txt", "a").file("manifest-md5.txt", BagMaker::line("md5", "a", "data/\xC3\xA9.txt"));
     },
     "6.1", "data/e\xCC\x81.txt"},
    {"v0.97/warning/same-filename-listed-twice-with-different-normalization", "0.97",
     [](BagMaker& bag) {
       bag.file("data/e\xCC\x81.txt", "a").manifest("sha512");
       bag.append("manifest-sha512.txt", BagMaker::line("sha512", "a", "data/\xC3\xA9.txt"));
     },
     "6.1", "data/e\xCC\x81.txt"},
    {"v0.95/valid/basic-bag-md5 (read by the rules of 0.97)", "0.95", [](BagMaker& bag) { make_basic(bag, "md5"); },
     "2.1.1", "bagit.txt"},
};

Checked checked(const Case& which) {
  BagMaker bag(which.version);
  which.make(bag);
  return check_bag(bag.root());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bag_conformance)

BOOST_AUTO_TEST_CASE(valid_bags_are_valid) {
  for (const Case& which : k_valid) {
    const Checked result = checked(which);
    BOOST_TEST(result.summary.is_valid, which.name << "\n" << result.all());
  }
}

BOOST_AUTO_TEST_CASE(invalid_bags_are_invalid_for_the_reason_in_their_name) {
  for (const Case& which : k_invalid) {
    const Checked result = checked(which);
    BOOST_TEST(!result.summary.is_valid, which.name);
    BOOST_TEST(result.fault(which.section, which.file), which.name << "\n" << result.all());
  }
}

BOOST_AUTO_TEST_CASE(warning_bags_are_valid_and_warn) {
  for (const Case& which : k_warning) {
    const Checked result = checked(which);
    BOOST_TEST(result.summary.is_valid, which.name << "\n" << result.all());
    BOOST_TEST(result.warns(which.section, which.file), which.name << "\n" << result.all());
  }
}

BOOST_AUTO_TEST_SUITE_END()
