// The objects of OCFL/fixtures that warn or are good, and storage roots, rebuilt under their names there.
#include <boost/test/unit_test.hpp>

#include "archive/base/bytes.hpp"
#include "tests/archive/ocfl_cases.hpp"

using namespace anjuan::test;

namespace {

const std::vector<OcflFixture> k_warn = {
    {"W001_zero_padded_versions",
     {"W001"},
     [](ObjectMaker& o) {
       o.version(k_one).version({{"b", "b"}});
     },
     padded(3)},
    {"W001_W004_W005_zero_padded_versions",
     {"W001", "W004", "W005"},
     [](ObjectMaker& o) {
       o.version(k_one).version({{"b", "b"}});
     },
     {"1.1", "sha256", "bb123cd4567", "content", 4}},
    {"W002_extra_dir_in_version_dir", {"W002"}, [](ObjectMaker& o) { one(o), o.file("v1/extra_dir/x", "x"); }},
    {"W003_empty_content_dir",
     {"W003"},
     [](ObjectMaker& o) { o.version(k_one).version(k_one), fs::create_directory(o.root / "v2/content"); }},
    {"W004_uses_sha256", {"W004"}, [](ObjectMaker& o) { one(o); }, with_algorithm("sha256")},
    {"W005_id_not_uri",
     {"W005"},
     [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i["id"] = "not_a_uri"; }); }},
    {"W007_no_message_or_user",
     {"W007"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object&) { o.block("v1").erase("message"), o.block("v1").erase("user"); });
     }},
    {"W008_user_no_address",
     {"W008"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object&) { o.block("v1").at("user").as_object().erase("address"); });
     }},
    {"W009_user_address_not_uri",
     {"W009"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object&) { o.block("v1").at("user").as_object()["address"] = "a@example.org"; });
     }},
    {"W010_no_version_inventory",
     {"W010"},
     [](ObjectMaker& o) { one(o), o.remove("v1/inventory.json").remove("v1/inventory.json.sha512"); }},
    {"W011_version_inv_diff_metadata",
     {"W011"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).edit_older(
           "v1", [](json::object& i) { i.at("versions").at("v1").as_object()["message"] = "另"; });
     }},
    {"W013_unregistered_extension", {"W013"}, [](ObjectMaker& o) { one(o), o.file("extensions/unregistered/x", "x"); }},
};

// Two messages with one MD5 (Wang, Feng, Lai, Yu 2004).
const char* const k_collision[] = {
    "d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f8955ad340609f4b30283e488832571415a085125e8f7cdc99fd9"
    "1dbdf280373c5b"
    "d8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396"
    "f9652b6ff72a70",
    "d131dd02c5e6eec4693d9a0698aff95c2fcab50712467eab4004583eb8fb7f8955ad340609f4b30283e4888325f1415a085125e8f7cdc99fd9"
    "1dbd7280373c5b"
    "d8823e3156348f5bae6dacd436c919c6dd53e23487da03fd02396306d248cda0e99f33420f577ee8ce54b67080280d1ec69821bcb6a8839396"
    "f965ab6ff72a70"};
std::string collision(int which) { return std::string(anjuan::as_text(*anjuan::from_hex(k_collision[which]))); }

const std::vector<OcflFixture> k_good = {
    {"minimal_content_dir_called_stuff", {}, [](ObjectMaker& o) { one(o); }, with_content("stuff")},
    {"minimal_no_content", {}, [](ObjectMaker& o) { o.version({}); }},
    {"minimal_one_version_one_file", {}, [](ObjectMaker& o) { one(o); }},
    {"minimal_uppercase_digests",
     {},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object& i) {
         rename_key(o.manifest(), o.digest("a"), upper(o.digest("a"))),
             rename_key(state_in(i, "v1"), o.digest("a"), upper(o.digest("a")));
       });
     }},
    {"minimal_with_logs", {}, [](ObjectMaker& o) { one(o), o.file("logs/log_file.txt", "x"); }},
    {"minimal_logs_directory_empty", {}, [](ObjectMaker& o) { one(o), fs::create_directory(o.root / "logs"); }},
    {"ocfl_object_all_fixity_digests",
     {},
     [](ObjectMaker& o) {
       one_edited(o, [](json::object& i) {
         json::object fixity;
         for (const char* name : {"md5", "sha1", "sha256", "sha512", "sha512/256", "blake2b-512"})
           fixity[name] = {{anjuan::exchange::digest_of("a", name), {"v1/content/a.txt"}}};
         fixity["blake2b-160"] = {{"f5c6c7", {"v1/content/a.txt"}}};  // E028: not known here, passed over
         i["fixity"] = std::move(fixity);
       });
     }},
    {"spec-ex-full",
     {},
     [](ObjectMaker& o) {
       o.version({{"empty.txt", ""}, {"foo/bar.xml", "1"}, {"image.tiff", "i"}})
           .version({{"empty.txt", ""}, {"empty2.txt", ""}, {"foo/bar.xml", "2"}})
           .version({{"empty2.txt", ""}, {"foo/bar.xml", "2"}, {"image.tiff", "i"}});
     }},
    {"updates_all_actions",
     {},
     [](ObjectMaker& o) {
       o.version({{"a", "1"}}).version({{"b", "1"}, {"c", "2"}}).version({}).version({{"a", "1"}, {"d/e", "3"}});
     }},
    {"updates_three_versions_one_file",
     {},
     [](ObjectMaker& o) {
       o.version({{"a", "1"}}).version({{"a", "2"}}).version({{"a", "3"}});
     }},
    {"duplicated_content_files",
     {},
     [](ObjectMaker& o) {
       one(o), paths_of(o.manifest(), o.digest("a")).push_back("v1/content/copy"),
           o.file("v1/content/copy", "a").save();
     }},
    {"diff_files_same_md5",
     {},
     [](ObjectMaker& o) {
       o.version({{"a", collision(0)}, {"b", collision(1)}});
       o.edit([](json::object& i) {
         i["fixity"] = {{"md5", {{md5(collision(0)), {"v1/content/a", "v1/content/b"}}}}};
       });
     }},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ocfl_good_fixtures)

BOOST_AUTO_TEST_CASE(warn_objects_are_valid_with_exactly_their_warnings) {
  for (const OcflFixture& which : k_warn) {
    const OcflChecked result = checked(which);
    BOOST_TEST(result.summary.is_valid, which.name << "\n" << result.all());
    BOOST_TEST((result.warnings == which.codes), which.name << "\n" << result.all());
  }
}

BOOST_AUTO_TEST_CASE(good_objects_are_good) {
  BOOST_TEST(md5(collision(0)) == md5(collision(1)));
  BOOST_TEST((collision(0) != collision(1)));
  for (const OcflFixture& which : k_good) {
    const OcflChecked result = checked(which);
    BOOST_TEST(result.findings.empty(), which.name << "\n" << result.all());
  }
}

// minimal_mixed_digests, W004_versions_diff_digests: the first version by sha256, the object by sha512.
BOOST_AUTO_TEST_CASE(versions_may_use_different_algorithms) {
  const TempDir dir;
  ObjectMaker object(dir / "对象");
  object.version(k_one).version(k_one).remove("v1/inventory.json.sha512");
  json::object older = json::parse(get_file(object.root / "v1/inventory.json")).as_object();
  const std::string digest = anjuan::exchange::digest_of("a", "sha256");
  older["digestAlgorithm"] = "sha256";
  older["manifest"] = {{digest, {"v1/content/a.txt"}}};
  older.at("versions").at("v1").as_object()["state"] = {{digest, {"a.txt"}}};
  const std::string text = json::serialize(older);
  object.file("v1/inventory.json", text)
      .file("v1/inventory.json.sha256", anjuan::exchange::digest_of(text, "sha256") + " inventory.json");
  const OcflChecked result = check_ocfl(object.root);
  BOOST_TEST(result.summary.is_valid, result.all());
  BOOST_TEST((result.warnings == std::set<std::string>{"W004"}), result.all());
}

// extra_fixtures' storage roots: good ones of both shapes, E072_root_with_file_not_in_object, E073_root_with_empty_dir.
BOOST_AUTO_TEST_CASE(storage_roots) {
  const TempDir dir;
  RootMaker root(dir / "根");
  root.object("00/5d/d1/a", "info:fedora/a").object("00/5d/d2/b", "info:fedora/b");
  put_file(root.root / "extensions/0004-hashed-n-tuple-storage-layout/config.json", "{}");
  put_file(root.root / "00/5d/d1/a/extensions/0005-mutable-head/HEAD/content/x", "x");
  BOOST_TEST(check_ocfl(root.root).findings.empty(), check_ocfl(root.root).all());
  put_file(root.root / "00/5d/note", "x");
  BOOST_TEST((check_ocfl(root.root).errors == std::set<std::string>{"E072"}));
  fs::remove(root.root / "00/5d/note");
  fs::create_directories(root.root / "00/5d/空");
  BOOST_TEST((check_ocfl(root.root).errors == std::set<std::string>{"E073"}));
  BOOST_TEST(check_ocfl(root.root).findings.at(0).file == "00/5d/空");
}

BOOST_AUTO_TEST_SUITE_END()
