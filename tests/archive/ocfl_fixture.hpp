// OCFL objects and storage roots made by the tests' own hand: valid at first, then spoiled as a test asks for it.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "archive/exchange/digests.hpp"
#include "archive/exchange/ocfl.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

namespace json = boost::json;
namespace fs = std::filesystem;

inline void put_file(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
inline std::string get_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

struct ObjectStyle {
  std::string spec = "1.1", algorithm = "sha512", id = "urn:example:1", content = "content";
  std::size_t padding = 0;  ///< digits of version names
};

/// One object. `inventory` is the current one; save() writes it to the object's root and to its head's folder.
class ObjectMaker {
 public:
  using Style = ObjectStyle;
  using Files = std::map<std::string, std::string>;

  explicit ObjectMaker(fs::path at, Style with = {}) : root(std::move(at)), style(std::move(with)) {
    put_file(root / ("0=ocfl_object_" + style.spec), "ocfl_object_" + style.spec + "\n");
    inventory = {{"id", style.id},
                 {"type", "https://ocfl.io/" + style.spec + "/spec/#inventory"},
                 {"digestAlgorithm", style.algorithm},
                 {"head", ""},
                 {"manifest", json::object()},
                 {"versions", json::object()}};
    if (style.content != "content") inventory["contentDirectory"] = style.content;
  }

  std::string digest(const std::string& bytes) const { return exchange::digest_of(bytes, style.algorithm); }
  std::string name_of(std::size_t number) const {
    std::string digits = std::to_string(number);
    if (digits.size() < style.padding) digits.insert(0, style.padding - digits.size(), '0');
    return "v" + digits;
  }

  /// The next version, with exactly these files; bytes that are new come into its content folder.
  ObjectMaker& version(const Files& files) {
    const std::string name = name_of(inventory.at("versions").as_object().size() + 1);
    json::object& manifest = inventory.at("manifest").as_object();
    json::object state;
    for (const auto& [path, bytes] : files) {
      const std::string key = digest(bytes);
      if (!manifest.contains(key)) {
        const std::string content = name + "/" + style.content + "/" + path;
        put_file(root / content, bytes);
        manifest[key] = json::array{content};
      }
      json::value& paths = state[key];
      if (!paths.is_array()) paths = json::array();
      paths.as_array().push_back(json::value(path));
    }
    inventory.at("versions").as_object()[name] = json::object{
        {"created", "2026-01-0" + std::to_string(inventory.at("versions").as_object().size() + 1) + "T08:00:00+08:00"},
        {"message", "第" + name + "版"},
        {"user", {{"name", "王五"}, {"address", "mailto:wangwu@example.org"}}},
        {"state", std::move(state)}};
    inventory["head"] = name;
    return save();
  }

  ObjectMaker& save() { return write(json::serialize(inventory)); }
  /// The text of the current inventory, in both its places, each with a true sidecar.
  ObjectMaker& write(const std::string& text) {
    write_in("", text);
    return write_in(std::string(inventory.at("head").as_string()), text);
  }
  ObjectMaker& write_in(const std::string& folder, const std::string& text) {
    const std::string algorithm = inventory.contains("digestAlgorithm") && inventory.at("digestAlgorithm").is_string()
                                      ? std::string(inventory.at("digestAlgorithm").as_string())
                                      : "sha512";
    put_file(root / folder / "inventory.json", text);
    put_file(root / folder / ("inventory.json." + algorithm),
             exchange::digest_of(text, algorithm) + " inventory.json\n");
    return *this;
  }
  ObjectMaker& edit(const std::function<void(json::object&)>& change) {
    const std::string head(inventory.at("head").as_string());
    change(inventory);
    const std::string text = json::serialize(inventory);
    return write_in("", text).write_in(head, text);
  }
  /// The inventory of an older version.
  ObjectMaker& edit_older(const std::string& folder, const std::function<void(json::object&)>& change) {
    json::object older = json::parse(get_file(root / folder / "inventory.json")).as_object();
    change(older);
    return write_in(folder, json::serialize(older));
  }
  ObjectMaker& edit_text(const std::string& from, const std::string& to) {
    std::string text = json::serialize(inventory);
    const std::size_t at = text.find(from);
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return write(text);
  }
  ObjectMaker& file(const std::string& path, const std::string& bytes) {
    put_file(root / path, bytes);
    return *this;
  }
  ObjectMaker& remove(const std::string& path) {
    fs::remove_all(root / path);
    return *this;
  }
  json::object& manifest() { return inventory.at("manifest").as_object(); }
  json::object& versions() { return inventory.at("versions").as_object(); }
  json::object& block(const std::string& name) { return versions().at(name).as_object(); }

  fs::path root;
  Style style;
  json::object inventory;
};

inline json::object& state_in(json::object& inventory, const std::string& version) {
  return inventory.at("versions").at(version).at("state").as_object();
}
/// The same value under another key.
inline void rename_key(json::object& object, const std::string& from, const std::string& to) {
  json::value value = object.at(from);
  object.erase(from);
  object[to] = std::move(value);
}

struct OcflChecked {
  exchange::OcflSummary summary;
  std::vector<exchange::Finding> findings;
  std::set<std::string> errors, warnings;
  std::string all() const {
    std::string text;
    for (const auto& finding : findings) text += finding.code + " " + finding.file + ": " + finding.message + "\n";
    return text;
  }
};
inline OcflChecked check_ocfl(const fs::path& root) {
  OcflChecked checked;
  const auto summary = exchange::validate_ocfl(root, [&](const exchange::Finding& finding) {
    checked.findings.push_back(finding);
    (finding.level == exchange::Level::fault ? checked.errors : checked.warnings).insert(finding.code);
  });
  if (summary) checked.summary = *summary;
  return checked;
}

/// A storage root: its declaration, and objects where a test puts them.
class RootMaker {
 public:
  explicit RootMaker(fs::path at, const std::string& spec = "1.1") : root(std::move(at)) {
    put_file(root / ("0=ocfl_" + spec), "ocfl_" + spec + "\n");
  }
  RootMaker& object(const std::string& at, const std::string& id, const std::string& spec = "1.1") {
    ObjectStyle style;
    style.id = id;
    style.spec = spec;
    ObjectMaker(root / at, style).version({{"a.txt", "a"}});
    return *this;
  }
  fs::path root;
};

}  // namespace anjuan::test
