#include "archive/registry/party.hpp"

#include <algorithm>

#include "archive/registry/names.hpp"
#include "archive/registry/record.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

/// “*” any place, “?” a place that was not said: see denied_unit() and asked_unit().
std::vector<std::string> unit_forms(const std::string& name, const std::vector<std::string>& aliases, bool asking) {
  std::vector<std::string> forms{"unit:" + typed_form(name)};
  for (const std::string& alias : aliases) forms.push_back("unit:" + typed_form(alias));
  const UnitKeys keys = unit_keys(name, aliases);
  for (const std::string& core : keys.variants) {
    const std::string at = "core:" + core + "@";
    if (asking && keys.place.empty()) {
      forms.push_back(at + "*");
      continue;
    }
    if (!asking) forms.push_back(at + "*");
    if (asking || keys.place.empty()) forms.push_back(at + "?");
    if (!keys.place.empty()) forms.push_back(at + keys.place);
  }
  return forms;
}

constexpr std::size_t k_tail = 4;

class PartyWriter {
 public:
  PartyWriter(const Party& party, const PersonalVault& vault, Irregular irregular) : m_party(party), m_vault(vault), m_irregular(irregular) {}

  Result<json::object> write(bool accusation) {
    m_record = {{"role", m_party.role}, {"name", m_party.name}};
    put("gender", m_party.gender);
    put("age", m_party.age);
    put("unit", m_party.unit);
    put("post", m_party.post);
    if (!m_party.aliases.empty()) {
      json::array aliases;
      for (const std::string& alias : m_party.aliases) aliases.emplace_back(json::string(alias));
      m_record.emplace("aliases", std::move(aliases));
    }
    add_names();
    if (accusation) add_denials();
    TRY(add_numbers());
    m_record.emplace("keys", std::move(m_keys));
    return std::move(m_record);
  }

 private:
  void put(std::string_view name, const std::string& value) {
    if (!value.empty()) m_record.emplace(name, value);
  }
  void key(std::string_view kind, const std::string& value) {
    if (value.empty()) return;
    json::array key{json::string(kind), json::string(value)};
    if (std::find(m_keys.begin(), m_keys.end(), json::value(key)) == m_keys.end()) m_keys.push_back(std::move(key));
  }

  // R-347: found again under every spelling and sound of the name.
  void add_names() {
    key("name", typed_form(m_party.name));
    for (const std::string& alias : m_party.aliases) key("name", typed_form(alias));
    const auto keys = m_party.role == "被反映单位" ? lookup_keys(unit_keys(m_party.name, m_party.aliases)) : lookup_keys(name_keys(m_party.name, m_party.aliases));
    for (const auto& [kind, value] : keys) key(kind, value);
  }

  // R-340: neither the accused person nor the unit; R-343: whoever bears one of these names.
  void add_denials() {
    if (m_party.role == "被反映人") {
      for (const std::string& form : denied_person(m_party.name, m_party.aliases)) key("deny", form);
      if (m_party.unit.empty()) return;
      for (const std::string& form : denied_unit(m_party.unit, {})) key("deny", form);
    } else if (m_party.role == "被反映单位") {
      for (const std::string& form : denied_unit(m_party.name, m_party.aliases)) key("deny", form);
    }
  }

  Status add_numbers() {
    TRY(seal("id", PersonalKind::id_number, m_party.id_number));
    TRY(seal_tail());
    TRY(seal("address", PersonalKind::address, m_party.address));
    TRY(seal("phone", PersonalKind::phone, m_party.phone));
    return {};
  }

  static std::string tail_of(const std::string& number) { return "tail:" + number.substr(number.size() - k_tail); }

  // R-347: the tail is what people remember of a number.
  Status seal_tail() {
    if (m_party.id_tail.empty()) return {};
    std::string tail = typed_form(m_party.id_tail);
    if (!tail.empty() && tail.back() == 'x') tail.back() = 'X';
    const bool digits = tail.size() == k_tail && std::all_of(tail.begin(), tail.end() - 1, [](char c) { return c >= '0' && c <= '9'; }) &&
                        (tail.back() == 'X' || (tail.back() >= '0' && tail.back() <= '9'));
    if (!digits) return fail(ErrorCode::invalid_argument, "证件号尾数“" + m_party.id_tail + "”不是末四位");
    key("id_tail", m_vault.lookup_hash(PersonalKind::id_number, tail_of(tail)));
    m_record.emplace("id_tail", json::object{{"sealed", to_hex(m_vault.seal(PersonalKind::id_number, tail))}, {"mask", "*****************" + tail.substr(k_tail - 1)}});
    return {};
  }

  Status seal(std::string_view member, PersonalKind kind, const std::string& typed) {
    if (typed.empty()) return {};
    const std::vector<std::string> parts = kind == PersonalKind::phone ? split_phones(typed) : std::vector<std::string>{typed};
    for (const std::string& part : parts) {
      TRY_ASSIGN(const PersonalValue value, read_personal(kind, part, m_irregular));
      key(member, m_vault.lookup_hash(kind, value.value));
      if (kind == PersonalKind::id_number && value.value.size() >= k_tail) key("id_tail", m_vault.lookup_hash(kind, tail_of(value.value)));
    }
    m_record.emplace(member, json::object{{"sealed", to_hex(m_vault.seal(kind, typed))}, {"mask", mask_personal(kind, typed)}});
    return {};
  }

  const Party& m_party;
  const PersonalVault& m_vault;
  Irregular m_irregular;
  json::object m_record;
  json::array m_keys;
};

}  // namespace

Party party_from_text(const std::string& role, const std::string& text) {
  std::vector<std::string> parts{""};
  for (std::size_t i = 0; i < text.size();) {
    const bool wide = text.compare(i, 3, "，") == 0;
    if (wide || text[i] == ',') {
      parts.emplace_back();
      i += wide ? 3 : 1;
    } else {
      parts.back().push_back(text[i++]);
    }
  }
  Party party;
  party.role = role;
  std::string* const targets[] = {&party.name, &party.unit, &party.post};
  for (std::size_t i = 0; i < parts.size() && i < 3; ++i) *targets[i] = parts[i];
  return party;
}

Result<Party> party_from(const json::object& record, const PersonalVault& vault) {
  Party party{text_in(record, "role"), text_in(record, "name"), {}, text_in(record, "gender"), text_in(record, "age"), text_in(record, "unit"),
              text_in(record, "post"), {}, {}, {}, {}};
  for (const json::value& alias : list_in(record, "aliases")) {
    if (alias.is_string()) party.aliases.emplace_back(alias.get_string());
  }
  struct Sealed {
    const char* member;
    PersonalKind kind;
    std::string* target;
  };
  for (const Sealed& each : {Sealed{"id", PersonalKind::id_number, &party.id_number}, Sealed{"id_tail", PersonalKind::id_number, &party.id_tail},
                             Sealed{"phone", PersonalKind::phone, &party.phone}, Sealed{"address", PersonalKind::address, &party.address}}) {
    const json::value* sealed = record.if_contains(each.member);
    if (sealed == nullptr || !sealed->is_object()) continue;
    TRY_ASSIGN(const Bytes bytes, from_hex(text_in(sealed->get_object(), "sealed")));
    TRY_ASSIGN(*each.target, vault.unseal(each.kind, bytes));
  }
  return party;
}

std::vector<std::string> denied_person(const std::string& name, const std::vector<std::string>& aliases) {
  std::vector<std::string> forms{"name:" + typed_form(name)};
  for (const std::string& alias : aliases) forms.push_back("name:" + typed_form(alias));
  for (const std::string& variant : name_keys(name, aliases).variants) forms.push_back("name:" + variant);
  std::sort(forms.begin(), forms.end());
  forms.erase(std::unique(forms.begin(), forms.end()), forms.end());
  return forms;
}

std::vector<std::string> denied_unit(const std::string& name, const std::vector<std::string>& aliases) { return unit_forms(name, aliases, false); }
std::vector<std::string> asked_unit(const std::string& name, const std::vector<std::string>& aliases) { return unit_forms(name, aliases, true); }

Result<json::array> parties_of(const std::vector<Party>& parties, bool accusation, Irregular irregular, const PersonalVault& vault) {
  json::array all;
  for (const Party& party : parties) {
    auto written = PartyWriter(party, vault, irregular).write(accusation);
    if (!written) return fail_in(party.role + "“" + party.name + "”", std::move(written).error());
    all.push_back(std::move(*written));
  }
  return all;
}

}  // namespace anjuan::registry
