// Fixtures for the codes of OCFL: each spoils a good object in one way.
#pragma once

#include "tests/archive/ocfl_fixture.hpp"

namespace anjuan::test {

using Spoil = std::function<void(ObjectMaker&)>;

/// v1: a.txt, b.txt; v2: another a.txt.
inline void make_good(ObjectMaker& object) {
  object.version({{"a.txt", "a"}, {"b.txt", "b"}}).version({{"a.txt", "a2"}, {"b.txt", "b"}});
}
inline Spoil edited(const std::function<void(json::object&)>& change) {
  return [change](ObjectMaker& object) { object.edit(change); };
}
/// The versions of a single-version object under these names, all with its state; the last one is the head.
inline void name_versions(ObjectMaker& object, const std::vector<std::string>& names) {
  const json::value block = object.versions().begin()->value();
  object.versions().clear();
  for (const std::string& name : names) {
    object.versions()[name] = block;
    fs::create_directories(object.root / name);
  }
  object.inventory["head"] = names.back();
  object.save();
}
inline std::string first_path(const std::string& digest, ObjectMaker& object) {
  return std::string(object.manifest().at(digest).as_array().at(0).as_string());
}

struct OcflCase {
  const char* code;
  Spoil spoil;
  ObjectStyle style = {};
  ObjectMaker::Files single = {};  ///< not empty: one version with these files, instead of make_good()
};
inline ObjectStyle spec_1_0() { return {"1.0"}; }
inline ObjectStyle with_algorithm(const char* algorithm) { return {"1.1", algorithm}; }
inline ObjectStyle with_content(const char* content) { return {"1.1", "sha512", "urn:example:1", content}; }
inline ObjectStyle padded(std::size_t padding) { return {"1.1", "sha512", "urn:example:1", "content", padding}; }
inline const std::string k_zeros(128, '0');
inline const ObjectMaker::Files k_one = {{"a.txt", "a"}};

/// By what is spoiled.
const std::vector<OcflCase>& folder_cases();
const std::vector<OcflCase>& inventory_cases();
const std::vector<OcflCase>& content_cases();

/// One of OCFL/fixtures, rebuilt.
struct OcflFixture {
  const char* name;
  std::set<std::string> codes;
  std::function<void(ObjectMaker&)> make;
  ObjectStyle style = {};
};

inline void one(ObjectMaker& o) { o.version(k_one); }
inline void one_edited(ObjectMaker& o, const std::function<void(json::object&)>& change) {
  o.version(k_one).edit(change);
}
inline json::array& paths_of(json::object& block, const std::string& digest) { return block.at(digest).as_array(); }
inline std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}
inline std::string md5(const std::string& bytes) { return anjuan::exchange::digest_of(bytes, "md5"); }
inline OcflChecked checked(const OcflFixture& which) {
  const TempDir dir;
  ObjectMaker object(dir / "对象", which.style);
  which.make(object);
  return check_ocfl(object.root);
}

}  // namespace anjuan::test
