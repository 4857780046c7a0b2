#include <algorithm>

#include "archive/registry/dictionaries.hpp"
#include "archive/registry/divisions.hpp"
#include "archive/registry/names.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

struct ShortForm {
  std::u32string from, to;
};

const std::vector<ShortForm>& short_forms() {
  static const std::vector<ShortForm> k_forms = [] {
    std::vector<ShortForm> made;
    for (const auto& row : dictionary("unit-words", 2).value_or(DictionaryRows())) made.push_back({code_points(row[0]), code_points(row[1])});
    std::stable_sort(made.begin(), made.end(), [](const ShortForm& a, const ShortForm& b) { return a.from.size() > b.from.size(); });
    return made;
  }();
  return k_forms;
}

std::u32string shortened(std::u32string text) {
  for (const ShortForm& form : short_forms()) {
    for (std::size_t at = text.find(form.from); at != std::u32string::npos; at = text.find(form.from, at + form.to.size())) {
      // A unit that is nothing but the long form keeps it.
      if (form.to.empty() && text.size() == form.from.size()) break;
      text.replace(at, form.from.size(), form.to);
    }
  }
  return text;
}

struct Unit {
  std::u32string core, place;
};

/// 市…, 本市…, 我市…: a place that is not said; 昆山公安局: the stem of the office's own.
void take_unsaid_place(Unit& unit, std::u32string_view home) {
  if (home.size() > 2 && unit.core.size() > home.size() && unit.core.starts_with(home.substr(0, home.size() - 1))) {
    unit.core.erase(0, home.size() - 1);
    unit.place = home;
    return;
  }
  for (const std::u32string_view head : {U"本市", U"我市", U"本县", U"我县", U"本区", U"我区", U"市", U"县", U"区"}) {
    if (unit.core.size() < head.size() + 2 || !unit.core.starts_with(head)) continue;
    unit.core.erase(0, head.size());
    return;
  }
}

Unit split(std::string_view name, std::u32string_view home) {
  Unit unit{shortened(compared_form(name)), {}};
  std::size_t length = 0, last = 0;
  for (const std::size_t division : divisions_of(unit.core)) {
    length += division;
    last = division;
  }
  if (length > 0 && length < unit.core.size()) {
    unit.place = unit.core.substr(length - last, last);
    unit.core.erase(0, length);
  } else {
    take_unsaid_place(unit, home);
  }
  // 市委组织部, 市政府教育局: whose department it is goes without saying.
  for (const std::u32string_view department : {U"组织部", U"宣传部", U"统战部", U"政法委"}) {
    if (unit.core == U"委" + std::u32string(department)) unit.core.erase(0, 1);
  }
  if (unit.core.size() > 4 && unit.core.starts_with(U"政府") && unit.core.ends_with(U"局")) unit.core.erase(0, 2);
  return unit;
}

bool contradict(const std::string& a, const std::string& b) { return !a.empty() && !b.empty() && !a.ends_with(b) && !b.ends_with(a); }

}  // namespace

namespace {

/// Other names of the same unit that stand within its core: of 昆山市巴城镇, which is nothing but divisions, the last;
/// of 组织部干部监督科 the section, which nobody there calls by its whole name.
std::u32string within(Unit& unit) {
  const std::vector<std::size_t> divisions = divisions_of(unit.core);
  std::size_t length = 0;
  for (const std::size_t division : divisions) length += division;
  if (unit.place.empty() && divisions.size() > 1 && length == unit.core.size()) {
    const std::size_t last = divisions.back(), above = divisions[divisions.size() - 2];
    unit.place = unit.core.substr(length - last - above, above);
    return unit.core.substr(length - last);
  }
  std::u32string_view rest = unit.core;
  if (rest.starts_with(U"委组织部")) rest.remove_prefix(1);
  constexpr std::u32string_view k_department = U"组织部";
  if (!rest.starts_with(k_department) || rest.size() < k_department.size() + 2) return {};
  return std::u32string(rest.substr(k_department.size()));
}

void add(UnitKeys& keys, Unit unit) {
  const std::u32string inner = within(unit);
  if (keys.place.empty()) keys.place = utf8_of(unit.place);
  for (const std::string& core : {utf8_of(unit.core), utf8_of(inner)}) {
    if (!core.empty() && std::find(keys.variants.begin(), keys.variants.end(), core) == keys.variants.end())
      keys.variants.push_back(core);
  }
}

}  // namespace

UnitKeys unit_keys(std::string_view name, const std::vector<std::string>& aliases, std::string_view home) {
  const std::u32string home_form = compared_form(home);
  UnitKeys keys;
  keys.exact = typed_form(name);
  add(keys, split(name, home_form));
  for (const std::string& alias : aliases) add(keys, split(alias, home_form));
  return keys;
}

NameMatch similarity(const UnitKeys& a, const UnitKeys& b) {
  if (a.exact.empty() || b.exact.empty()) return {};
  if (a.exact == b.exact) return {NameLevel::same, "单位相同：" + a.exact};
  const auto core = std::find_if(a.variants.begin(), a.variants.end(), [&](const std::string& variant) {
    return std::find(b.variants.begin(), b.variants.end(), variant) != b.variants.end();
  });
  if (core == a.variants.end()) return {};
  const std::string both = "“" + a.exact + "”与“" + b.exact + "”";
  if (contradict(a.place, b.place)) return {NameLevel::none, both + "地方不同：" + a.place + "、" + b.place};
  return {NameLevel::variant, both + "写法不同，都是" + (a.place.empty() ? b.place : a.place) + *core};
}

std::vector<std::pair<std::string, std::string>> lookup_keys(const UnitKeys& keys) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const std::string& variant : keys.variants) all.emplace_back("unit", variant);
  return all;
}

}  // namespace anjuan::registry
