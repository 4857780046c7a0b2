// Corrections of who wrote and who is complained of (F-10), so that the keys to find and to hide by follow the names
//
#include <algorithm>
#include <charconv>

#include "archive/registry/corrections.hpp"
#include "archive/registry/party.hpp"
#include "archive/registry/registry.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

tl::unexpected<Error> wrong(const std::string& member, const std::string& what) {
  return fail(ErrorCode::invalid_argument, member + "：" + what);
}

const std::vector<std::pair<std::string_view, const char*>> k_names = {
    {"from", "来信人"}, {"representative", "代表"}, {"accused", "被反映人"}, {"accused_unit", "被反映单位"}};

/// One datum of a petitioner; a number is checked as at registration.
struct Datum {
  std::string_view name;
  const char* title;
  std::string Party::*member;
  std::optional<PersonalKind> kind;
};
const std::vector<Datum> k_data = {{"phone", "电话", &Party::phone, PersonalKind::phone},
                                   {"address", "住址", &Party::address, PersonalKind::address},
                                   {"id", "证件号", &Party::id_number, PersonalKind::id_number},
                                   {"age", "年龄", &Party::age, std::nullopt},
                                   {"gender", "性别", &Party::gender, std::nullopt},
                                   {"unit", "单位", &Party::unit, std::nullopt},
                                   {"post", "职务", &Party::post, std::nullopt}};

template <class Row>
const Row* row_named(const std::vector<Row>& rows, std::string_view name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return std::get<0>(row) == name; });
  return found == rows.end() ? nullptr : &*found;
}
const Datum* datum_named(std::string_view name) {
  const auto found = std::find_if(k_data.begin(), k_data.end(), [&](const Datum& datum) { return datum.name == name; });
  return found == k_data.end() ? nullptr : &*found;
}

struct Field {
  std::string name;
  std::size_t nth = 1;
};

/// “phone.2”; nothing: no number, or none from 1 on.
std::optional<Field> field_from(const std::string& member) {
  const std::size_t point = member.find('.');
  Field field{member.substr(0, point)};
  if (point == std::string::npos) return field;
  const char* const end = member.data() + member.size();
  const auto [read, error] = std::from_chars(member.data() + point + 1, end, field.nth);
  if (error != std::errc() || read != end || field.nth == 0) return std::nullopt;
  return field;
}

class People {
 public:
  static Result<People> read(const json::array& parties, const PersonalVault& vault) {
    People people;
    for (const json::value& value : parties) {
      TRY_ASSIGN(Party party, party_from(value.get_object(), vault));
      people.m_entries.push_back({std::move(party), value.get_object(), false});
    }
    return people;
  }

  /// Empty takes the party away; the one after the last is added.
  Status name(const std::string& member, const Field& field, const std::string& role, const std::string& value) {
    Entry* entry = nullptr;
    const std::size_t count = find(
        field.nth, [&](const Party& party) { return party.role == role; }, entry);
    if (entry == nullptr && (field.nth != count + 1 || value.empty()))
      return wrong(member,
                   "没有第 " + std::to_string(field.nth) + " 个" + role + "（现有 " + std::to_string(count) + " 个）");
    if (entry == nullptr)
      entry = &m_entries.emplace_back(Entry{{role, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}, {}, true});
    const Party typed = party_from_text(role, value);
    if (typed.name.empty() && !value.empty()) return wrong(member, "缺姓名或名称（F-10）");
    entry->changed = true;
    // Another name alone is a slip of the pen: the rest stays. Known other names go with the name they belonged to.
    if (entry->party.name != typed.name) entry->party.aliases.clear();
    entry->party.name = typed.name;
    if (!typed.unit.empty()) entry->party.unit = typed.unit;
    if (!typed.post.empty()) entry->party.post = typed.post;
    return {};
  }

  Status datum(const std::string& member, const Field& field, const Datum& datum, const std::string& value) {
    Entry* entry = nullptr;
    const std::size_t count = find(field.nth, is_petitioner, entry);
    if (entry == nullptr)
      return wrong(member,
                   "没有第 " + std::to_string(field.nth) + " 个来信人（现有 " + std::to_string(count) + " 个）");
    if (datum.kind && !value.empty()) {
      const std::vector<std::string> numbers =
          *datum.kind == PersonalKind::phone ? split_phones(value) : std::vector<std::string>{value};
      for (const std::string& number : numbers) {
        const auto read = read_personal(*datum.kind, number, Irregular::refuse);
        if (!read) return wrong(member, read.error().message);
      }
    }
    entry->party.*datum.member = value;
    if (datum.kind == PersonalKind::id_number) entry->party.id_tail.clear();
    entry->changed = true;
    return {};
  }

  void drop_unnamed() {
    std::erase_if(m_entries, [](const Entry& entry) { return entry.party.name.empty(); });
  }
  std::vector<Party> parties() const {
    std::vector<Party> all;
    for (const Entry& entry : m_entries) {
      if (entry.party.role != "隐去") all.push_back(entry.party);
    }
    return all;
  }
  /// Those that nobody corrected stay as they are sealed.
  Result<json::array> write(bool accusation, const PersonalVault& vault) const {
    json::array all;
    for (const Entry& entry : m_entries) {
      if (!entry.changed) {
        all.push_back(entry.stored);
        continue;
      }
      TRY_ASSIGN(json::array written, parties_of({entry.party}, accusation, Irregular::keep, vault));
      all.push_back(std::move(written.front()));
    }
    return all;
  }

 private:
  struct Entry {
    Party party;
    json::object stored;
    bool changed = false;
  };
  /// How many there are, and the nth.
  template <class Predicate>
  std::size_t find(std::size_t nth, const Predicate& is_meant, Entry*& found) {
    std::size_t count = 0;
    for (Entry& entry : m_entries) {
      if (is_meant(entry.party) && ++count == nth) found = &entry;
    }
    return count;
  }
  std::vector<Entry> m_entries;
};

Result<std::int64_t> heads_from(const std::string& value) {
  std::int64_t heads = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), heads);
  if (error != std::errc() || end != value.data() + value.size() || heads < 0)
    return wrong("heads", "“" + value + "”不是人数（R-322）");
  return heads;
}

/// The party of a record that a field speaks of, or null.
const json::object* party_at(const json::object& record, const Field& field) {
  const auto* name = row_named(k_names, field.name);
  std::size_t count = 0;
  for (const json::value& value : list_in(record, "parties")) {
    Party party;
    party.role = text_in(value.get_object(), "role");
    if ((name != nullptr ? party.role == name->second : is_petitioner(party)) && ++count == field.nth)
      return &value.get_object();
  }
  return nullptr;
}

std::string as_typed(const std::string& name, const std::string& unit, const std::string& post) {
  std::string text = name;
  for (const std::string* part : {&unit, &post}) text += part->empty() ? "" : "，" + *part;
  return text;
}

std::int64_t petitioners_in(const std::vector<Party>& parties) {
  return std::count_if(parties.begin(), parties.end(), is_petitioner);
}

}  // namespace

bool is_people_field(const std::string& member) {
  const auto field = field_from(member);
  if (!field) return false;
  if (member == "heads" || member == "signature") return true;
  return row_named(k_names, field->name) != nullptr || datum_named(field->name) != nullptr;
}

std::string party_fields() {
  std::string names;
  for (const auto& [name, role] : k_names) names += (names.empty() ? "" : "、") + std::string(name);
  for (const Datum& datum : k_data) names += "、" + std::string(datum.name);
  return names;
}

std::string masked_field(const std::string& member, const std::string& value) {
  const auto field = field_from(member);
  const Datum* datum = field ? datum_named(field->name) : nullptr;
  return datum != nullptr && datum->kind && !value.empty() ? mask_personal(*datum->kind, value) : value;
}

std::string title_of_people(const std::string& member) {
  const auto field = field_from(member);
  if (!field) return member;
  const auto* name = row_named(k_names, field->name);
  const Datum* datum = datum_named(field->name);
  const std::string title = name != nullptr ? name->second : datum != nullptr ? datum->title : member;
  return field->nth == 1 ? title : title + "（第" + std::to_string(field->nth) + "个）";
}

std::string people_value(const json::object& record, const std::string& member) {
  const auto field = field_from(member);
  const json::object* party = field ? party_at(record, *field) : nullptr;
  if (party == nullptr) return {};
  if (row_named(k_names, field->name) != nullptr)
    return as_typed(text_in(*party, "name"), text_in(*party, "unit"), text_in(*party, "post"));
  const json::value* datum = party->if_contains(field->name);
  return datum != nullptr && datum->is_object() ? text_in(datum->get_object(), "mask") : text_in(*party, field->name);
}

std::string people_value_after(const json::object& record, const std::string& member, const std::string& asked) {
  const auto field = field_from(member);
  const auto* name = field ? row_named(k_names, field->name) : nullptr;
  if (name == nullptr || asked.empty()) return asked;
  const Party typed = party_from_text(name->second, asked);
  const json::object* party = party_at(record, *field);
  const auto kept = [&](const std::string& given, const char* what) {
    return given.empty() && party != nullptr ? text_in(*party, what) : given;
  };
  return as_typed(typed.name, kept(typed.unit, "unit"), kept(typed.post, "post"));
}

Status Registry::amend_people(const json::object& record, const std::map<std::string, std::string>& fields,
                              CivilDate on, json::object& changes) const {
  TRY_ASSIGN(People people, People::read(list_in(record, "parties"), m_vault));
  Intake before;
  before.parties = people.parties();
  before.heads = number_in(record, "heads");
  const std::int64_t named_before = petitioners_in(before.parties);
  // Names first: what is said of the second petitioner may be said of one who is only now added.
  for (const auto& [member, value] : fields) {
    const auto field = field_from(member);
    if (const auto* name = row_named(k_names, field->name)) TRY(people.name(member, *field, name->second, value));
  }
  for (const auto& [member, value] : fields) {
    const auto field = field_from(member);
    if (const Datum* datum = datum_named(field->name)) TRY(people.datum(member, *field, *datum, value));
  }
  people.drop_unnamed();
  Intake who;
  who.parties = people.parties();
  const std::int64_t named = petitioners_in(who.parties);
  // A number of heads that was only the count of names follows the names.
  who.heads = before.heads == std::max<std::int64_t>(named_before, text_in(record, "signature") == "匿名" ? 0 : 1)
                  ? named
                  : before.heads;
  if (const auto heads = fields.find("heads"); heads != fields.end()) {
    TRY_ASSIGN(who.heads, heads_from(heads->second));
  }
  std::string signature = text_in(record, "signature");
  if (const auto said = fields.find("signature"); said != fields.end()) {
    TRY_ASSIGN(const IntakeChoice* choice, m_intake.signature(said->second, on));
    signature = choice->name;
  } else if (signature == signature_of(before) || !check_people(who, signature)) {
    signature = signature_of(who);  // the names made it, and make it again
  }
  TRY(check_people(who, signature));
  const bool accusation = text_in(changes, "category").empty() ? is_accusation(record) : is_accusation(changes);
  TRY_ASSIGN(json::array parties, people.write(accusation, m_vault));
  changes["parties"] = std::move(parties);
  if (signature != text_in(record, "signature")) changes["signature"] = signature;
  const std::int64_t heads = std::max<std::int64_t>({who.heads, named, signature == "匿名" ? 0 : 1});
  if (heads != before.heads) changes["heads"] = heads;
  const bool addressable = is_addressable(who);
  if (addressable != flag_in(record, "addressable"))
    changes["addressable"] = addressable ? json::value(true) : json::value(nullptr);
  return {};
}

}  // namespace anjuan::registry
