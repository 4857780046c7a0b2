// What an inventory says.
#include "tests/archive/ocfl_cases.hpp"

namespace anjuan::test {

static const std::vector<OcflCase> k_inventory = {
    {"E025",
     [](ObjectMaker& o) {
       o.remove("inventory.json.sha512").remove("v1/inventory.json.sha512").edit([](json::object& i) {
         i["digestAlgorithm"] = "md5";
       });
     },
     with_algorithm("md5"), k_one},
    {"E029", edited([](json::object& i) {
       i["fixity"] = {{"sha1", {{"xyz", {"v1/content/a.txt"}}}}};
     })},
    {"E030",
     [](ObjectMaker& o) {
       o.edit([&](json::object& i) {
         rename_key(o.manifest(), o.digest("a"), "xyz"), rename_key(state_in(i, "v1"), o.digest("a"), "xyz");
       });
     },
     with_algorithm("sha256"), k_one},
    {"E031",
     [](ObjectMaker& o) {
       o.edit([&](json::object& i) {
         rename_key(o.manifest(), o.digest("a"), "xyz"), rename_key(state_in(i, "v1"), o.digest("a"), "xyz");
       });
     },
     {},
     k_one},
    {"E032", edited([](json::object& i) {
       i["fixity"] = {{"blake2b-512", {{"786a02", {"v1/content/a.txt"}}}}};
     })},
    {"E033", [](ObjectMaker& o) { o.write("{not json"); }},
    {"E033", [](ObjectMaker& o) { o.write("[]"); }},
    {"E033", [](ObjectMaker& o) { o.write("\xEF\xBB\xBF" + json::serialize(o.inventory)); }},
    {"E033", [](ObjectMaker& o) { o.write(std::string(100000, '[')); }},
    {"E033", [](ObjectMaker& o) { o.edit_text("\"head\":", "\"head\":\"v2\",\"head\":"); }},
    {"E034", [](ObjectMaker& o) { fs::rename(o.root / "inventory.json", o.root / "Inventory.JSON"); }},
    {"E035",
     [](ObjectMaker& o) { o.manifest().at(o.digest("a")).as_array().push_back("v1\\content\\a.txt"), o.save(); },
     {},
     k_one},
    {"E036", edited([](json::object& i) { i.erase("id"); }), {}, k_one},
    {"E036", edited([](json::object& i) { i.erase("type"); }), {}, k_one},
    {"E037", edited([](json::object& i) { i["id"] = ""; }), {}, k_one},
    {"E037", [](ObjectMaker& o) { o.edit_older("v1", [](json::object& i) { i["id"] = "urn:example:two"; }); },
     spec_1_0()},
    {"E038", edited([](json::object& i) { i["type"] = "https://ocfl.io/1.0/spec/#inventory"; }), {}, k_one},
    {"E039",
     [](ObjectMaker& o) {
       o.edit([&](json::object& i) {
         const std::string other = anjuan::exchange::digest_of("a", "sha256");
         rename_key(o.manifest(), o.digest("a"), other), rename_key(state_in(i, "v1"), o.digest("a"), other);
       });
     },
     {},
     k_one},
    {"E040",
     [](ObjectMaker& o) {
       o.inventory["head"] = "v1", o.write_in("", json::serialize(o.inventory))
                                       .write_in("v2", json::serialize(o.inventory))
                                       .edit_older("v1", [](json::object&) {});
       o.write_in("v1", json::serialize(o.inventory));
     }},
    {"E040", edited([](json::object& i) { i["head"] = 1; }), {}, k_one},
    {"E041", edited([](json::object& i) { i.erase("manifest"); }), {}, {{"", ""}}},
    {"E042",
     [](ObjectMaker& o) {
       o.manifest().at(o.digest("a")).as_array().at(0) = "v1/files/a.txt",
       o.file("v1/files/a.txt", "a").remove("v1/内容").save();
     },
     with_content("内容"), k_one},
    {"E042",
     [](ObjectMaker& o) { o.manifest().at(o.digest("a")).as_array().push_back("elsewhere/a.txt"), o.save(); },
     {},
     k_one},
    {"E043",
     [](ObjectMaker& o) {
       o.remove("v1"), o.inventory.erase("versions"), o.write_in("", json::serialize(o.inventory));
     },
     {},
     k_one},
    {"E044",
     [](ObjectMaker& o) {
       rename_key(o.inventory, "versions", "Versions"), o.remove("v1").write_in("", json::serialize(o.inventory));
     },
     {},
     k_one},
    {"E045",
     [](ObjectMaker& o) {
       o.inventory["versions"] = json::array(), o.remove("v1").write_in("", json::serialize(o.inventory));
     },
     {},
     k_one},
    {"E046", [](ObjectMaker& o) { fs::create_directory(o.root / "v3"); }},
    {"E046",
     [](ObjectMaker& o) {
       o.remove("v2"), o.manifest().clear(),
           o.manifest()[o.digest("b")] = {"v1/content/b.txt"}, o.manifest()[o.digest("a")] = {"v1/content/a.txt"},
           o.block("v2") = o.block("v1"), o.write_in("", json::serialize(o.inventory));
     }},
    {"E047", edited([](json::object& i) { i.at("versions").as_object()["v1"] = "x"; }), {}, k_one},
    {"E048", edited([](json::object& i) { i.at("versions").at("v1").as_object().erase("created"); }), {}, k_one},
    {"E048", edited([](json::object& i) { i.at("versions").at("v1").as_object().erase("state"); }), {}, k_one},
    {"E049",
     edited([](json::object& i) { i.at("versions").at("v1").as_object()["created"] = "2019-01-01T02:03:04"; }),
     {},
     k_one},
    {"E049", edited([](json::object& i) { i.at("versions").at("v1").as_object()["created"] = 5; }), {}, k_one},
    {"E050", [](ObjectMaker& o) { state_in(o.inventory, "v1")[k_zeros] = json::array{"c.txt"}, o.save(); }, {}, k_one},
    {"E050", [](ObjectMaker& o) { o.edit_text("\"state\":{", "\"state\":{\"" + o.digest("a") + "\":[],"); }, {}, k_one},
    {"E051", [](ObjectMaker& o) { state_in(o.inventory, "v1").at(o.digest("a")) = "a.txt", o.save(); }, {}, k_one},
    {"E051",
     [](ObjectMaker& o) { state_in(o.inventory, "v1").at(o.digest("a")).as_array().push_back(1), o.save(); },
     {},
     k_one},
    {"E052",
     [](ObjectMaker& o) { state_in(o.inventory, "v1").at(o.digest("a")).as_array().push_back("x/../../y"), o.save(); },
     {},
     k_one},
    {"E052",
     [](ObjectMaker& o) { state_in(o.inventory, "v1").at(o.digest("a")).as_array().push_back("x//y"), o.save(); },
     {},
     k_one},
    {"E053",
     [](ObjectMaker& o) {
       state_in(o.inventory, "v1").at(o.digest("a")).as_array().push_back("/etc/passwd"), o.save();
     },
     {},
     k_one},
    {"E053",
     [](ObjectMaker& o) { state_in(o.inventory, "v1").at(o.digest("a")).as_array().push_back("x/"), o.save(); },
     {},
     k_one},
    {"E054",
     edited([](json::object& i) { i.at("versions").at("v1").at("user").as_object().erase("name"); }),
     {},
     k_one},
    {"E054", edited([](json::object& i) { i.at("versions").at("v1").as_object()["user"] = "王五"; }), {}, k_one},
    {"E055", edited([](json::object& i) { i["Fixity"] = json::object(); }), {}, k_one},
    {"E056", edited([](json::object& i) {
       i["fixity"] = {{"crc33", {{"00", {"v1/content/a.txt"}}}}};
     })},
    {"E056", edited([](json::object& i) { i["fixity"] = nullptr; }), spec_1_0()},
    {"E057", edited([](json::object& i) {
       i["fixity"] = {{"md5", "x"}};
     })},
    {"E057", edited([](json::object& i) {
       i["fixity"] = {{"md5", {{"0cc175b9c0f1b6a831c399e269772661", "v1/content/a.txt"}}}};
     })},
    {"E094", edited([](json::object& i) { i.at("versions").at("v1").as_object()["message"] = 1; }), {}, k_one},
    {"E095",
     [](ObjectMaker& o) { state_in(o.inventory, "v1").at(o.digest("a")).as_array().push_back("a.txt"), o.save(); },
     {},
     k_one},
    {"E095",
     [](ObjectMaker& o) { state_in(o.inventory, "v1").at(o.digest("a")).as_array().push_back("a.txt/b"), o.save(); },
     {},
     k_one},
    {"E096",
     [](ObjectMaker& o) {
       std::string upper = o.digest("a");
       for (char& c : upper) c = static_cast<char>(std::toupper(c));
       o.manifest()[upper] = json::array();
       o.save();
     },
     {},
     k_one},
    {"E096",
     [](ObjectMaker& o) { o.edit_text("\"manifest\":{", "\"manifest\":{\"" + o.digest("a") + "\":[],"); },
     {},
     k_one},
    {"E097",
     [](ObjectMaker& o) {
       o.inventory["fixity"] = {{"md5",
                                 {{"0cc175b9c0f1b6a831c399e269772661", {"v1/content/a.txt"}},
                                  {"0CC175B9C0F1B6A831C399E269772661", json::array()}}}},
       o.save();
     }},
    {"E098", [](ObjectMaker& o) { o.manifest().at(o.digest("a")).as_array().push_back(5), o.save(); }, {}, k_one},
    {"E099",
     [](ObjectMaker& o) { o.manifest().at(o.digest("a")).as_array().push_back("v1/content/./a.txt"), o.save(); },
     {},
     k_one},
    {"E100",
     [](ObjectMaker& o) {
       o.manifest().at(o.digest("a")).as_array().push_back(json::value("/" + first_path(o.digest("a"), o))), o.save();
     },
     {},
     k_one},
    {"E101",
     [](ObjectMaker& o) { o.manifest().at(o.digest("a")).as_array().push_back("v1/content/a.txt"), o.save(); },
     {},
     k_one},
    {"E102", edited([](json::object& i) { i["extra"] = 1; }), {}, k_one},
    {"E102",
     edited([](json::object& i) { i.at("versions").at("v1").at("user").as_object()["phone"] = "1"; }),
     {},
     k_one},
    {"E104", [](ObjectMaker& o) { o.versions()["1"] = o.block("v1"), o.save(); }, {}, k_one},
    {"E105", [](ObjectMaker& o) { o.versions()["v0"] = o.block("v1"), o.save(); }, {}, k_one},
    {"E105", [](ObjectMaker& o) { o.versions()["v-1"] = o.block("v1"), o.save(); }, {}, k_one},
    {"E106", edited([](json::object& i) { i["manifest"] = json::array(); }), {}, {{"", ""}}},
    {"E107",
     [](ObjectMaker& o) {
       o.manifest()[o.digest("unused")] = json::array{"v1/content/unused"},
       o.file("v1/content/unused", "unused").save();
     },
     {},
     k_one},
    {"E108", edited([](json::object& i) { i["contentDirectory"] = ""; }), {}, k_one},
    {"E111", edited([](json::object& i) { i["fixity"] = nullptr; }), {}, k_one},
    {"W004", [](ObjectMaker&) {}, with_algorithm("sha256")},
    {"W005", edited([](json::object& i) { i["id"] = "卷一"; }), {}, k_one},
    {"W007", edited([](json::object& i) { i.at("versions").at("v1").as_object().erase("message"); }), {}, k_one},
    {"W007", edited([](json::object& i) { i.at("versions").at("v1").as_object().erase("user"); }), {}, k_one},
    {"W008",
     edited([](json::object& i) { i.at("versions").at("v1").at("user").as_object().erase("address"); }),
     {},
     k_one},
    {"W009",
     edited([](json::object& i) { i.at("versions").at("v1").at("user").as_object()["address"] = "昆山"; }),
     {},
     k_one},
};

const std::vector<OcflCase>& inventory_cases() { return k_inventory; }

}  // namespace anjuan::test
