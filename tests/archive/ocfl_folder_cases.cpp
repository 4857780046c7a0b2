// Declarations, folders and links; sidecars and bytes.
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include "tests/archive/ocfl_cases.hpp"

namespace anjuan::test {

static const std::vector<OcflCase> k_declaration_and_folders = {
    {"E001", [](ObjectMaker& o) { o.file("extra.txt", "x"); }},
    {"E001", [](ObjectMaker& o) { o.file("extra/x", "x"); }},
    {"E002", [](ObjectMaker& o) { o.remove("0=ocfl_object_1.1"), fs::create_directory(o.root / "0=ocfl_object_1.1"); }},
    {"E003", [](ObjectMaker& o) { o.remove("0=ocfl_object_1.1"); }},
    {"E003", [](ObjectMaker& o) { o.file("0=ocfl_object_1.0", "ocfl_object_1.0\n"); }},
    {"E004", [](ObjectMaker& o) { o.remove("0=ocfl_object_1.1").file("ocfl_object_1.1", "ocfl_object_1.1\n"); }},
    {"E005", [](ObjectMaker& o) { o.remove("0=ocfl_object_1.1").file("1=ocfl_object_1.1", "ocfl_object_1.1\n"); }},
    {"E006", [](ObjectMaker& o) { o.remove("0=ocfl_object_1.1").file("0=ocfl_object_9.9", "ocfl_object_9.9\n"); }},
    {"E006", [](ObjectMaker& o) { o.remove("0=ocfl_object_1.1").file("0=ocfl_thing_1.1", "ocfl_thing_1.1\n"); }},
    {"E007", [](ObjectMaker& o) { o.file("0=ocfl_object_1.1", "ocfl_object_1.1"); }},
    {"E007", [](ObjectMaker& o) { o.file("0=ocfl_object_1.1", std::string(100000, 'x')); }},
    {"E008",
     [](ObjectMaker& o) {
       o.remove("v1"), o.manifest().clear(), o.versions().clear(), o.write_in("", json::serialize(o.inventory));
     },
     {},
     k_one},
    {"E009",
     [](ObjectMaker& o) {
       o.manifest().begin()->value() = json::array{"v2/content/a.txt"}, o.file("v2/content/a.txt", "a").remove("v1"),
       name_versions(o, {"v2"});
     },
     {},
     k_one},
    {"E010",
     [](ObjectMaker& o) {
       name_versions(o, {"v1", "v3"});
     },
     {},
     k_one},
    {"E010",
     [](ObjectMaker& o) {
       name_versions(o, {"v1", "v2", "v3"}), o.remove("v2");
     },
     {},
     k_one},
    {"E011",
     [](ObjectMaker& o) {
       name_versions(o, {"v01", "v02", "v03", "v04", "v05", "v06", "v07", "v08", "v09", "v10"});
     },
     padded(2), k_one},
    {"E012",
     [](ObjectMaker& o) {
       name_versions(o, {"v01", "v002"});
     },
     padded(2), k_one},
    {"E013",
     [](ObjectMaker& o) {
       name_versions(o, {"v1", "v02"});
     },
     {},
     k_one},
    {"E013",
     [](ObjectMaker& o) {
       name_versions(o, {"v001", "v2"});
     },
     padded(3), k_one},
    {"E014",
     [](ObjectMaker& o) { o.manifest().at(o.digest("a")).as_array().push_back("v01/content/a.txt"), o.save(); },
     {},
     k_one},
    {"E015", [](ObjectMaker& o) { o.file("v1/notes.txt", "x"); }},
    {"E016", [](ObjectMaker& o) { o.remove("v2/content"); }},
    {"E017", edited([](json::object& i) { i["contentDirectory"] = "content/x"; }), {}, k_one},
    {"E018", edited([](json::object& i) { i["contentDirectory"] = ".."; }), {}, k_one},
    {"E019", edited([](json::object& i) { i["contentDirectory"] = "content"; })},
    {"E020",
     [](ObjectMaker& o) {
       o.version({{"a", "a"}})
           .edit([](json::object& i) { i["contentDirectory"] = "content"; })
           .edit_older("v1", [](json::object& i) { i["contentDirectory"] = "files"; });
     },
     {},
     {{"", ""}}},
    {"E021",
     [](ObjectMaker& o) {
       o.manifest().at(o.digest("a")).as_array().at(0) = "v1/files/a.txt",
       o.file("v1/files/a.txt", "a").remove("v1/content").save();
     },
     {},
     k_one},
    {"E023", [](ObjectMaker& o) { o.file("v1/content/extra.txt", "x"); }, {}, k_one},
    {"E023",
     [](ObjectMaker& o) {
       o.manifest().at(o.digest("a")).as_array().push_back("v1/content/copy.txt");
       o.file("v1/content/copy.txt", "a").save();
     }},
    {"E024", [](ObjectMaker& o) { fs::create_directories(o.root / "v1/content/空/空"); }},
    {"E067", [](ObjectMaker& o) { o.file("extensions/file", "x"); }},
    {"E082", [](ObjectMaker& o) { o.file("inner/0=ocfl_object_1.1", "ocfl_object_1.1\n"); }},
    {"E089", [](ObjectMaker& o) { BOOST_REQUIRE(::mkfifo((o.root / "v1/content/pipe").c_str(), 0600) == 0); }},
    {"E090", [](ObjectMaker& o) { fs::create_symlink("a.txt", o.root / "v1/content/link"); }},
    {"E090", [](ObjectMaker& o) { fs::create_symlink("/etc", o.root / "logs"); }},
    {"E090",
     [](ObjectMaker& o) {
       fs::create_directory(o.root / "logs"), fs::create_hard_link(o.root / "v1/content/a.txt", o.root / "logs/hard");
     }},
    {"W001", [](ObjectMaker&) {}, padded(3)},
    {"W002", [](ObjectMaker& o) { o.file("v1/notes/x.txt", "x"); }},  // E022: and what is in it is nobody's affair
    {"W003",
     [](ObjectMaker& o) {
       o.version({{"b.txt", "b"}}), fs::create_directories(o.root / "v3/content");
     }},
    {"W010", [](ObjectMaker& o) { o.remove("v1/inventory.json").remove("v1/inventory.json.sha512"); }},
    {"W013",
     [](ObjectMaker& o) {
       o.file("extensions/of-our-own/config.json", "{}").file("extensions/0001-digest-algorithms/x", "");
     }},
};

const std::vector<OcflCase>& folder_cases() { return k_declaration_and_folders; }

static const std::vector<OcflCase> k_sidecars_and_bytes = {
    {"E058", [](ObjectMaker& o) { o.remove("inventory.json.sha512"); }},
    {"E059", [](ObjectMaker& o) { fs::rename(o.root / "inventory.json.sha512", o.root / "inventory.json.sha256"); }},
    {"E060", [](ObjectMaker& o) { o.file("inventory.json.sha512", k_zeros + " inventory.json\n"); }},
    {"E060", [](ObjectMaker& o) { o.file("v1/inventory.json.sha512", k_zeros + "\tinventory.json\n"); }},
    {"E061", [](ObjectMaker& o) { o.file("inventory.json.sha512", "nonsense\n"); }},
    {"E061", [](ObjectMaker& o) { o.file("inventory.json.sha512", k_zeros + " other.json\n"); }},
    {"E063", [](ObjectMaker& o) { o.remove("inventory.json"); }},
    {"E064", [](ObjectMaker& o) { o.write_in("v2", json::serialize(o.inventory) + "\n"); }},
    {"E066",
     [](ObjectMaker& o) {
       o.edit_older("v1", [&](json::object& i) { state_in(i, "v1").at(o.digest("a")) = {"renamed.txt"}; });
     }},
    {"E092", [](ObjectMaker& o) { o.file("v1/content/a.txt", "A"); }},
    {"E092", [](ObjectMaker& o) { o.remove("v1/content/a.txt"); }},
    {"E092",
     [](ObjectMaker& o) {
       o.manifest().at(o.digest("a")) = "v1/content/a.txt",
       o.remove("v1/content/a.txt").file("v1/content/b.txt", "b").save();
     },
     {},
     {{"a.txt", "a"}, {"b.txt", "b"}}},
    {"E093", edited([](json::object& i) {
       i["fixity"] = {{"md5", {{"00000000000000000000000000000000", {"v1/content/a.txt"}}}}};
     })},
    {"E103",
     [](ObjectMaker& o) {
       o.edit_older("v1", [](json::object& i) { i["type"] = "https://ocfl.io/1.1/spec/#inventory"; });
     },
     spec_1_0()},
    {"E110", [](ObjectMaker& o) { o.edit_older("v1", [](json::object& i) { i["id"] = "urn:example:two"; }); }},
    {"W011",
     [](ObjectMaker& o) {
       o.edit_older("v1", [](json::object& i) { i.at("versions").at("v1").as_object()["message"] = "别的"; });
     }},
};

const std::vector<OcflCase>& content_cases() { return k_sidecars_and_bytes; }

}  // namespace anjuan::test
