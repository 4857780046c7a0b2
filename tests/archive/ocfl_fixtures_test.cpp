// The bad objects of OCFL/fixtures (1.0 and 1.1) and of ocfl-py's extra_fixtures, rebuilt: each under its own name
// there. It must give the codes of its name; where the specification of 1.1 moved a code, the row says so.
#include <boost/test/unit_test.hpp>

#include "tests/archive/ocfl_cases.hpp"

using namespace anjuan::test;

namespace {

const std::vector<OcflFixture> k_bad_folders = {
    {"E001_extra_dir_in_root", {"E001"}, [](ObjectMaker& o) { one(o), o.file("extra_dir/x", "x"); }},
    {"E001_extra_file_in_root", {"E001"}, [](ObjectMaker& o) { one(o), o.file("extra_file", "x"); }},
    {"E001_invalid_version_format",
     {"E001", "E104"},
     [](ObjectMaker& o) { one(o), o.remove("v1"), name_versions(o, {"1"}); }},
    {"E001_v2_file_in_root", {"E001"}, [](ObjectMaker& o) { one(o), o.file("v2", "x"); }},
    {"E003_E063_empty", {"E003", "E063"}, [](ObjectMaker& o) { o.remove("0=ocfl_object_1.1"); }},
    {"E003_no_decl", {"E003"}, [](ObjectMaker& o) { one(o), o.remove("0=ocfl_object_1.1"); }},
    {"E003_two_declarations",
     {"E003"},
     [](ObjectMaker& o) { one(o), o.file("0=ocfl_object_1.0", "ocfl_object_1.0\n"); }},
    {"E007_bad_declaration_contents",
     {"E007"},
     [](ObjectMaker& o) { one(o), o.file("0=ocfl_object_1.1", "This is not the right content!"); }},
    {"E008_E036_no_versions_no_head",
     {"E008", "E036"},
     [](ObjectMaker& o) { o.inventory.erase("head"), o.write_in("", json::serialize(o.inventory)); }},
    {"E009_version_two_only", {"E009"}, [](ObjectMaker& o) { one(o), o.remove("v1"), name_versions(o, {"v2"}); }},
    {"E010_missing_versions",
     {"E010"},
     [](ObjectMaker& o) {
       one(o), name_versions(o, {"v1", "v2", "v3", "v4"}), o.remove("v3");
     }},
    {"E010_skipped_versions",
     {"E010"},
     [](ObjectMaker& o) {
       one(o), name_versions(o, {"v1", "v4", "v5", "v7"});
     }},
    {"E011_E013_invalid_padded_head_version",
     {"E011"},
     [](ObjectMaker& o) {
       one(o), name_versions(o, {"v01", "v02", "v03", "v04", "v05", "v06", "v07", "v08", "v09", "v10"});
     },
     padded(2)},
    {"E015_content_not_in_content_dir",
     {"E015", "E042"},
     [](ObjectMaker& o) {
       one(o), o.manifest()[o.digest("a")] = json::array{"v1/a_file.txt"},
               o.remove("v1/content").file("v1/a_file.txt", "a").save();
     }},
    {"E017_invalid_content_dir",
     {"E017"},
     [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i["contentDirectory"] = "content/dir"; }); }},
    {"E019_inconsistent_content_dir",
     {"E019"},
     [](ObjectMaker& o) { o.version(k_one).version(k_one).edit([](json::object& i) { i.erase("contentDirectory"); }); },
     with_content("content-dir")},
    {"E023_extra_file", {"E023"}, [](ObjectMaker& o) { one(o), o.file("v1/content/file2.txt", "x"); }},
    {"E023_missing_file (now E092)",
     {"E092"},
     [](ObjectMaker& o) {
       o.version({{"a", "a"}, {"b", "b"}}).remove("v1/content/b");
     }},
    {"E023_old_manifest_missing_entries",
     {"E023"},
     [](ObjectMaker& o) {
       o.version(k_one).version({{"b", "b"}}),
           o.manifest().at(o.digest("a")).as_array().push_back("v1/content/file-3.txt"),
           o.file("v1/content/file-3.txt", "a").save();
     }},
    {"E024_empty_dir_in_content",
     {"E024"},
     [](ObjectMaker& o) { one(o), fs::create_directory(o.root / "v1/content/empty"); }},
    {"E067_file_in_extensions_dir", {"E067"}, [](ObjectMaker& o) { one(o), o.file("extensions/extra_file", "x"); }},
    {"E046_missing_version_dir", {"E046"}, [](ObjectMaker& o) { o.version(k_one).version(k_one).remove("v2"); }},
    {"E046_root_not_most_recent",
     {"E046"},
     [](ObjectMaker& o) {
       one(o);
       const std::string first = json::serialize(o.inventory);
       o.version(k_one).write_in("", first);
     }},
    {"E040_head_not_most_recent",
     {"E040"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one), o.inventory["head"] = "v1", o.write_in("", json::serialize(o.inventory));
     }},
    {"E040_wrong_head_doesnt_exist",
     {"E040"},
     [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i["head"] = "v2"; }); }},
    {"E040_wrong_head_format", {"E040"}, [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i["head"] = 1; }); }},
    {"E040_wrong_version_in_version_dir",
     {"E040"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).version(k_one).write_in("v2", json::serialize(o.inventory));
     }},
};

const std::vector<OcflFixture> k_bad_inventories = {
    {"E025_wrong_digest_algorithm", {"E025"}, [](ObjectMaker& o) { one(o); }, with_algorithm("md5")},
    {"E033_inventory_bad_json", {"E033"}, [](ObjectMaker& o) { one(o), o.write("{\"id\": "); }},
    {"E036_no_id", {"E036"}, [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i.erase("id"); }); }},
    {"E036_no_head", {"E036"}, [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i.erase("head"); }); }},
    {"1.0/E037_inconsistent_id",
     {"E037"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).edit_older("v1", [](json::object& i) { i["id"] = "urn:example-two"; });
     },
     spec_1_0()},
    {"1.1/E037_inconsistent_id (now E110)",
     {"E110"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).edit_older("v1", [](json::object& i) { i["id"] = "urn:example-two"; });
     }},
    {"E041_no_manifest", {"E041"}, [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i.erase("manifest"); }); }},
    {"E041_manifest_not_object (now E106)",
     {"E106"},
     [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i["manifest"] = "x"; }); }},
    {"E042_bad_manifest_content_path",
     {"E042"},
     [](ObjectMaker& o) {
       one_edited(o,
                  [&](json::object&) { paths_of(o.manifest(), o.digest("a")).at(0) = "not-a-version/content/a.txt"; });
     }},
    {"E049_E050_E054_bad_version_block_values",
     {"E049", "E050", "E054", "E094"},
     [](ObjectMaker& o) {
       one_edited(o, [](json::object& i) {
         i.at("versions").as_object()["v1"] = {{"created", 1}, {"state", 2}, {"message", 3}, {"user", 4}};
       });
     }},
    {"E049_created_no_timezone",
     {"E049"},
     [](ObjectMaker& o) { one_edited(o, [&](json::object&) { o.block("v1")["created"] = "2019-01-01T02:03:04"; }); }},
    {"E049_created_not_to_seconds",
     {"E049"},
     [](ObjectMaker& o) { one_edited(o, [&](json::object&) { o.block("v1")["created"] = "2019-01-01T01:02Z"; }); }},
    {"E050_manifest_digest_wrong_case",
     {"E050"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object&) { rename_key(o.manifest(), o.digest("a"), upper(o.digest("a"))); });
     }},
    {"E050_state_digest_different_case",
     {"E050"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object& i) { rename_key(state_in(i, "v1"), o.digest("a"), upper(o.digest("a"))); });
     }},
    {"E050_state_digest_not_in_manifest",
     {"E050"},
     [](ObjectMaker& o) { one_edited(o, [&](json::object& i) { state_in(i, "v1")[k_zeros] = json::array{"x"}; }); }},
    {"E050_state_repeated_digest",
     {"E050"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object& i) { state_in(i, "v1")[upper(o.digest("a"))] = json::array{"x"}; });
     }},
    {"E053_E052_invalid_logical_paths",
     {"E052", "E053"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object& i) {
         state_in(i, "v1").at(o.digest("a")) = {"/file-1.txt", "../../file-2.txt", "//file-3.txt"};
       });
     }},
    {"1.0/E056_null_fixity",
     {"E056"},
     [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i["fixity"] = nullptr; }); },
     spec_1_0()},
    {"1.1/E111_null_fixity",
     {"E111"},
     [](ObjectMaker& o) { one_edited(o, [](json::object& i) { i["fixity"] = nullptr; }); }},
    {"E094_message_not_a_string",
     {"E094"},
     [](ObjectMaker& o) { one_edited(o, [&](json::object&) { o.block("v1")["message"] = 1; }); }},
    {"E095_conflicting_logical_paths",
     {"E095"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object& i) {
         state_in(i, "v1").at(o.digest("a")) = {"sub-path", "sub-path/a_file.txt"};
       });
     }},
    {"E095_non_unique_logical_paths",
     {"E095"},
     [](ObjectMaker& o) {
       o.version({{"a", "a"}, {"b", "b"}}),
           o.edit([&](json::object& i) { state_in(i, "v1").at(o.digest("b")) = {"a"}; });
     }},
    {"E096_manifest_repeated_digest",
     {"E096"},
     [](ObjectMaker& o) {
       one(o), o.edit_text("\"manifest\":{", "\"manifest\":{\"" + o.digest("a") + "\":[\"v1/content/b\"],");
     }},
    {"E096_manifest_duplicate_digests",
     {"E096"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object&) { o.manifest()[upper(o.digest("a"))] = json::array{"v1/content/b"}; });
     }},
    {"E097_fixity_repeated_digest",
     {"E097"},
     [](ObjectMaker& o) {
       one_edited(o,
                  [](json::object& i) {
                    i["fixity"] = {{"md5", {{md5("a"), {"v1/content/a.txt"}}}}};
                  }),
           o.edit_text("\"md5\":{", "\"md5\":{\"" + md5("a") + "\":[],");
     }},
    {"E097_fixity_duplicate_digests",
     {"E097"},
     [](ObjectMaker& o) {
       one_edited(o, [](json::object& i) {
         i["fixity"] = {{"md5", {{md5("a"), {"v1/content/a.txt"}}, {upper(md5("a")), {"v1/content/a.txt"}}}}};
       });
     }},
    {"E099_bad_content_path_elements",
     {"E099"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object&) { paths_of(o.manifest(), o.digest("a")).at(0) = "v1/content//a.txt"; });
     }},
    {"E100_E099_manifest_invalid_content_paths",
     {"E099", "E100"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object&) { o.manifest()[o.digest("a")] = {"/v1/content/a", "v1/../content/a"}; });
     }},
    {"E100_E099_fixity_invalid_content_paths",
     {"E099", "E100"},
     [](ObjectMaker& o) {
       one_edited(o, [](json::object& i) {
         i["fixity"] = {{"md5", {{md5("a"), {"/v1/content/a.txt", "v1/../content/a"}}}}};
       });
     }},
    {"E101_non_unique_content_paths",
     {"E101"},
     [](ObjectMaker& o) {
       o.version({{"a", "a"}, {"b", "b"}}),
           o.edit([&](json::object&) { paths_of(o.manifest(), o.digest("b")).at(0) = "v1/content/a"; });
     }},
    {"E107_file_in_manifest_not_used",
     {"E107"},
     [](ObjectMaker& o) {
       one(o), o.manifest()[o.digest("b")] = json::array{"v1/content/b"}, o.file("v1/content/b", "b").save();
     }},
};

const std::vector<OcflFixture> k_bad_histories = {
    {"E058_no_sidecar", {"E058"}, [](ObjectMaker& o) { one(o), o.remove("inventory.json.sha512"); }},
    {"E060_E064_root_inventory_digest_mismatch",
     {"E060", "E064"},
     [](ObjectMaker& o) { one(o), o.file("inventory.json", json::serialize(o.inventory) + " "); }},
    {"E060_version_inventory_digest_mismatch",
     {"E060"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).file("v1/inventory.json.sha512", k_zeros + " inventory.json\n");
     }},
    {"E061_invalid_sidecar",
     {"E061"},
     [](ObjectMaker& o) { one(o), o.file("inventory.json.sha512", o.digest("x") + "\n"); }},
    {"E063_no_inv",
     {"E063"},
     [](ObjectMaker& o) { one(o), o.remove("inventory.json").remove("inventory.json.sha512"); }},
    {"E064_different_root_and_latest_inventories",
     {"E064"},
     [](ObjectMaker& o) {
       one(o), o.edit_older("v1", [](json::object& i) { i.at("versions").at("v1").as_object()["message"] = "另"; });
     }},
    {"E066_E092_old_manifest_digest_incorrect",
     {"E066", "E092"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).edit_older("v1", [&](json::object& i) {
         rename_key(i.at("manifest").as_object(), o.digest("a"), k_zeros),
             rename_key(state_in(i, "v1"), o.digest("a"), k_zeros);
       });
     }},
    {"E066_algorithm_change_state_mismatch",
     {"E066"},
     [](ObjectMaker& o) {
       o.version({{"a", "a"}, {"b", "b"}}).version({{"a", "a"}, {"b", "b"}}).remove("v1/inventory.json.sha512");
       const auto digest = [](const char* bytes) { return anjuan::exchange::digest_of(bytes, "sha256"); };
       json::object older = json::parse(get_file(o.root / "v1/inventory.json")).as_object();
       older["digestAlgorithm"] = "sha256";
       older["manifest"] = {{digest("a"), {"v1/content/a"}}, {digest("b"), {"v1/content/b"}}};
       older.at("versions").at("v1").as_object()["state"] = {{digest("a"), {"b"}}, {digest("b"), {"a"}}};
       const std::string text = json::serialize(older);
       o.file("v1/inventory.json", text).file("v1/inventory.json.sha256", digest(text.c_str()) + " inventory.json");
     }},
    {"E066_changed_v1_logical_path",
     {"E066"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).edit(
           [&](json::object& i) { state_in(i, "v1").at(o.digest("a")) = {"changed.txt"}; });
     }},
    {"E066_changed_content_for_logical_path",
     {"E066"},
     [](ObjectMaker& o) {
       o.version({{"a", "a"}, {"b", "b"}}).version({{"a", "a"}, {"b", "b"}}).edit([&](json::object& i) {
         state_in(i, "v1")[o.digest("a")] = {"b"}, state_in(i, "v1")[o.digest("b")] = {"a"};
       });
     }},
    {"E066_inconsistent_version_state",
     {"E066"},
     [](ObjectMaker& o) {
       o.version({{"a", "a"}, {"b", "b"}}).version({{"a", "a"}, {"b", "b"}}).edit([&](json::object& i) {
         state_in(i, "v1").erase(o.digest("b"));
       });
     }},
    {"E092_bad_manifest_digest",
     {"E092"},
     [](ObjectMaker& o) {
       one_edited(o, [&](json::object& i) {
         rename_key(o.manifest(), o.digest("a"), k_zeros), rename_key(state_in(i, "v1"), o.digest("a"), k_zeros);
       });
     }},
    {"E092_content_file_digest_mismatch",
     {"E092"},
     [](ObjectMaker& o) { one(o), o.file("v1/content/a.txt", "changed"); }},
    {"E092_algorithm_change_incorrect_digest",
     {"E092"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).remove("v1/inventory.json.sha512");
       json::object older = json::parse(get_file(o.root / "v1/inventory.json")).as_object();
       const std::string wrong = anjuan::exchange::digest_of("not a", "sha256");
       older["digestAlgorithm"] = "sha256";
       older["manifest"] = {{wrong, {"v1/content/a.txt"}}};
       older.at("versions").at("v1").as_object()["state"] = {{wrong, {"a.txt"}}};
       const std::string text = json::serialize(older);
       o.file("v1/inventory.json", text)
           .file("v1/inventory.json.sha256", anjuan::exchange::digest_of(text, "sha256") + " inventory.json");
     }},
    {"E092_E093_content_path_does_not_exist",
     {"E092", "E093"},
     [](ObjectMaker& o) {
       o.version({{"a", "a"}, {"b", "b"}}), o.inventory["fixity"] = {{"md5", {{md5("b"), {"v1/content/b"}}}}},
                                            o.save().remove("v1/content/b");
     }},
    {"E093_fixity_digest_mismatch",
     {"E093"},
     [](ObjectMaker& o) {
       one_edited(o, [](json::object& i) { i["fixity"] = {{"md5", {{md5("b"), {"v1/content/a.txt"}}}}}; });
     }},
    {"E093_fixity_digest_mismatch_in_v1",
     {"E093"},
     [](ObjectMaker& o) {
       o.version(k_one).version(k_one).edit_older("v1", [](json::object& i) {
         i["fixity"] = {{"md5", {{md5("b"), {"v1/content/a.txt"}}}}};
       });
     }},
    {"E103_older_spec_v2",
     {"E103"},
     [](ObjectMaker& o) {
       o.version(k_one)
           .version(k_one)
           .version(k_one)
           .edit_older("v1", [](json::object&) {})
           .edit_older("v2", [](json::object& i) { i["type"] = "https://ocfl.io/1.0/spec/#inventory"; });
     }},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ocfl_bad_fixtures)

BOOST_AUTO_TEST_CASE(bad_objects_give_the_codes_of_their_names) {
  for (const auto* fixtures : {&k_bad_folders, &k_bad_inventories, &k_bad_histories}) {
    for (const OcflFixture& which : *fixtures) {
      const OcflChecked result = checked(which);
      BOOST_TEST(!result.summary.is_valid, which.name);
      for (const std::string& code : which.codes)
        BOOST_TEST(result.errors.contains(code), which.name << " lacks " << code << ":\n" << result.all());
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
