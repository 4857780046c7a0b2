// Names compared as people write and hear them: the same letter-writer is 張偉, 张 伟, 张伟同志, 章伟 (on the telephone) or 张小伟（曾用名张伟）.
//
// Keys are computed once and looked up by equality; similarity() says how sure two names are one, and why, for the person who decides. Nothing here calls two
// people the same: equal names are equal names. Pure, thread-safe. Data: schemas/dictionaries. Proof: tests/archive/names_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anjuan::registry {

struct NameKeys {
  std::string exact;                  ///< as written, but for width and blanks
  std::vector<std::string> variants;  ///< simplified script, one shape a character, without title words; then other names of the same person
  std::vector<std::string> pinyin;    ///< “zeng guo fan”, each reading
  std::vector<std::string> near;      ///< the same misheard: n/ng, l/n, zh/z; without what pinyin has already
  std::string initials;               ///< “zgf” of the usual reading
  bool partial = false;               ///< 张某某, 王×, 李书记: no name of one person, never a key
};

/// `aliases`: other names that are known already. Those written in the name itself (“张三（曾用名李四）”, “张三又名李四”) are found.
NameKeys name_keys(std::string_view name, const std::vector<std::string>& aliases = {});

enum class NameLevel : std::uint8_t { none, near, sound_alike, variant, same };

struct NameMatch {
  NameLevel level = NameLevel::none;
  std::string reason;  ///< for people; also why not, where that is worth saying
};

/// Symmetric in its level.
NameMatch similarity(const NameKeys& a, const NameKeys& b);

/// What a table of keys holds of a person: (“name”, each variant), (“pinyin”, …), (“near”, …). Empty for a partial name.
std::vector<std::pair<std::string, std::string>> lookup_keys(const NameKeys& keys);

struct UnitKeys {
  std::string exact;
  std::vector<std::string> variants;  ///< core names without place and with short forms: “公安局”, “组织部”
  std::string place;                  ///< 昆山市; empty: not said (市公安局)
};

/// `home`: the place of the office, which an unsaid one may mean; a name may also bear its stem (昆山公安局).
UnitKeys unit_keys(std::string_view name, const std::vector<std::string>& aliases = {}, std::string_view home = {});
/// variant: one core, and places that do not contradict each other. 昆山市公安局 and 太仓市公安局 are none.
NameMatch similarity(const UnitKeys& a, const UnitKeys& b);
/// (“unit”, each core).
std::vector<std::pair<std::string, std::string>> lookup_keys(const UnitKeys& keys);

}  // namespace anjuan::registry
