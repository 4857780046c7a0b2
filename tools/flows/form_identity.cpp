#include "tools/flows/form_identity.hpp"

#include <algorithm>

#include "archive/base/utf8.hpp"
#include "archive/registry/names.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using registry::compared_form;
using registry::list_in;
using registry::PersonalKind;
using registry::text_in;

namespace {

constexpr std::string_view k_instead = "（略）";
/// A place as people write it without its district: shorter ones (“1号”) would be found everywhere.
constexpr std::size_t k_least_place = 4;

/// Text as it is compared, each character with the bytes that it stands for.
struct Folded {
  std::u32string text;
  std::vector<std::size_t> begin, end;
};

Folded fold(std::string_view text) {
  Folded folded;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    next_utf8(text, at);
    for (const char32_t c : compared_form(text.substr(begin, at - begin))) {
      folded.text += c;
      folded.begin.push_back(begin);
      folded.end.push_back(at);
    }
  }
  return folded;
}

bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }

/// Nothing stands between two digits of one number but blanks and dashes.
bool joined(std::string_view between) {
  return std::all_of(between.begin(), between.end(), [](char c) { return c == ' ' || c == '-'; });
}

/// 13812345678; 18 digits of which the last may be an x.
bool is_personal_number(std::u32string_view digits) {
  return (digits.size() == 11 && digits[0] == U'1' && digits[1] >= U'3') || digits.size() == 18;
}

/// How the name of a unit, and what somebody is there, ends.
constexpr std::u32string_view k_units = U"局委办部厅科处所站院校学司厂村镇乡街社区队组会行店心县市";
constexpr std::u32string_view k_posts[] = {U"会计", U"出纳", U"职工", U"干部", U"教师", U"老师", U"医生", U"科员", U"工人", U"党员", U"村民", U"居民", U"主任", U"科长", U"局长", U"书记", U"经理", U"退休", U"离休", U"同志"};
/// What cannot be within it: verbs and particles that come before whoever reports.
constexpr std::u32string_view k_before = U"请由据对向与和及人报映的是告找把被某将给让见访";
constexpr std::size_t k_longest_unit = 10;

/// Where the unit and post begin that stand right before the name at `at`; `at` when none do. Rather a word too many goes than the place somebody works in stays.
std::size_t unit_before(const Folded& folded, std::size_t at) {
  const auto adjoins = [&](std::size_t i) { return i > 0 && folded.end[i - 1] == folded.begin[i]; };
  std::size_t begin = at;
  for (bool found = true; found;) {
    found = false;
    for (const std::u32string_view post : k_posts) {
      if (begin < post.size() || !adjoins(begin) || std::u32string_view(folded.text).substr(begin - post.size(), post.size()) != post) continue;
      begin -= post.size();
      found = true;
    }
  }
  if (!adjoins(begin) || k_units.find(folded.text[begin - 1]) == std::u32string_view::npos) return begin;
  for (std::size_t taken = 0; taken < k_longest_unit && adjoins(begin) && k_before.find(folded.text[begin - 1]) == std::u32string_view::npos; ++taken) --begin;
  return begin;
}

std::vector<std::string> aliases_of(const json::object& party) {
  std::vector<std::string> aliases;
  for (const json::value& alias : list_in(party, "aliases")) {
    if (alias.is_string()) aliases.emplace_back(alias.get_string());
  }
  return aliases;
}

bool is_role(const json::object& party, std::initializer_list<std::string_view> roles) {
  return std::find(roles.begin(), roles.end(), text_in(party, "role")) != roles.end();
}

/// 前进路1号 of 昆山市玉山镇前进路1号.
std::u32string within_district(const std::u32string& address) {
  const std::size_t last = address.find_last_of(U"市县区镇乡");
  return last == std::u32string::npos ? std::u32string() : address.substr(last + 1);
}

}  // namespace

Result<ReporterIdentity> ReporterIdentity::of(const json::object& record, const registry::PersonalVault& vault) {
  std::vector<std::string> accused;
  for (const json::value& value : list_in(record, "parties")) {
    const json::object& party = value.get_object();
    if (is_role(party, {"被反映单位"})) accused.push_back(text_in(party, "name"));
    if (is_role(party, {"被反映人"})) accused.push_back(text_in(party, "unit"));
  }
  ReporterIdentity identity;
  for (const json::value& value : list_in(record, "parties")) {
    const json::object& party = value.get_object();
    if (!is_role(party, {"来信人", "代表"})) continue;
    identity.add_party(party, accused);
    TRY(identity.add_numbers(party, vault));
  }
  // The longest first: what is left of a name once a part of it is gone is found no more.
  std::sort(identity.m_needles.begin(), identity.m_needles.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return identity;
}

void ReporterIdentity::add(std::string_view text) {
  std::u32string needle = compared_form(text);
  if (!needle.empty()) m_needles.push_back(std::move(needle));
}

void ReporterIdentity::add_party(const json::object& party, const std::vector<std::string>& accused_units) {
  const std::vector<std::string> aliases = aliases_of(party);
  std::vector<std::string> names = registry::name_keys(text_in(party, "name"), aliases).variants;
  names.push_back(text_in(party, "name"));
  names.insert(names.end(), aliases.begin(), aliases.end());
  std::erase(names, "");
  const std::string unit = text_in(party, "unit"), post = text_in(party, "post");
  std::vector<std::string> units = registry::unit_keys(unit).variants;
  units.push_back(unit);
  for (const std::string& name : names) {
    add(name);
    m_names.push_back(compared_form(name));
    for (const std::string& each : units) add(each + name), add(each + post + name);
    if (!post.empty()) add(post + name), add(name + post);
  }
  if (!unit.empty() && !post.empty()) {
    for (const std::string& each : units) add(each + post);
  }
  const registry::UnitKeys own = registry::unit_keys(unit);
  const bool is_accused = std::any_of(accused_units.begin(), accused_units.end(), [&](const std::string& other) {
    return registry::similarity(own, registry::unit_keys(other)).level != registry::NameLevel::none;
  });
  if (!unit.empty() && !is_accused) {
    for (const std::string& each : units) add(each);
  }
}

Status ReporterIdentity::add_numbers(const json::object& party, const registry::PersonalVault& vault) {
  for (const auto& [member, kind] : {std::pair{"phone", PersonalKind::phone}, std::pair{"id", PersonalKind::id_number}, std::pair{"address", PersonalKind::address}}) {
    const json::value* sealed = party.if_contains(member);
    if (sealed == nullptr || !sealed->is_object()) continue;
    TRY_ASSIGN(const Bytes bytes, from_hex(text_in(sealed->get_object(), "sealed")));
    TRY_ASSIGN(const std::string clear, vault.unseal(kind, bytes));
    if (kind == PersonalKind::phone) {
      for (const std::string& phone : registry::split_phones(clear)) {
        add(phone);
        // 0512-57310000: within the place people leave the code out.
        if (const std::size_t dash = phone.find('-'); dash != std::string::npos && phone.size() - dash > 7) add(phone.substr(dash + 1));
      }
      continue;
    }
    add(clear);
    if (kind != PersonalKind::address) continue;
    add(registry::read_address(clear));
    if (const std::u32string place = within_district(compared_form(clear)); place.size() >= k_least_place) m_needles.push_back(place);
  }
  return {};
}

std::vector<ReporterIdentity::Stretch> ReporterIdentity::found_in(std::string_view text) const {
  const Folded folded = fold(text);
  std::vector<bool> told(folded.text.size(), false);
  for (const std::u32string& needle : m_needles) {
    for (std::size_t at = folded.text.find(needle); at != std::u32string::npos; at = folded.text.find(needle, at + 1)) {
      const bool is_name = std::find(m_names.begin(), m_names.end(), needle) != m_names.end();
      const std::size_t begin = is_name ? unit_before(folded, at) : at;
      std::fill(told.begin() + static_cast<std::ptrdiff_t>(begin), told.begin() + static_cast<std::ptrdiff_t>(at + needle.size()), true);
    }
  }
  for (std::size_t i = 0; i < folded.text.size();) {
    std::size_t end = i;
    const auto goes_on = [&](std::size_t next) { return next == i || joined(text.substr(folded.end[next - 1], folded.begin[next] - folded.end[next - 1])); };
    while (end < folded.text.size() && is_digit(folded.text[end]) && goes_on(end)) ++end;
    if (end - i == 17 && end < folded.text.size() && folded.text[end] == U'x') ++end;
    if (is_personal_number(std::u32string_view(folded.text).substr(i, end - i))) std::fill(told.begin() + static_cast<std::ptrdiff_t>(i), told.begin() + static_cast<std::ptrdiff_t>(end), true);
    i = std::max(end, i + 1);
  }
  std::vector<Stretch> stretches;
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (!told[i]) continue;
    if (i > 0 && told[i - 1] && !stretches.empty()) {
      stretches.back().end = folded.end[i];
    } else {
      stretches.push_back({folded.begin[i], folded.end[i]});
    }
  }
  return stretches;
}

bool ReporterIdentity::stands_in(std::string_view text) const { return !found_in(text).empty(); }

std::optional<std::string> ReporterIdentity::without(std::string_view text) const {
  std::string out;
  std::size_t at = 0;
  for (const Stretch& stretch : found_in(text)) {
    out += text.substr(at, stretch.begin - at);
    out += k_instead;
    at = stretch.end;
  }
  out += text.substr(at);
  if (stands_in(out)) return std::nullopt;
  return out;
}

}  // namespace anjuan::flows
