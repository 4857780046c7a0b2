#include "tools/flows/intake_rows.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <charconv>
#include <functional>
#include <map>

#include "archive/registry/party.hpp"

namespace anjuan::flows {

namespace json = boost::json;
using registry::Intake;
using registry::Party;

namespace {

const std::map<std::string_view, std::string_view>& titles() {
  // The columns of 信访问题处理登记表 and 人民来访登记簿 (F-10, F-11) as offices head them.
  static const std::map<std::string_view, std::string_view> k_titles = {
      {"渠道", "channel"},       {"类别", "category"},     {"受理范围", "scope"},      {"署名情况", "signature"}, {"署名", "signature"},
      {"人数", "heads"},         {"来信人", "from"},       {"信访人", "from"},         {"姓名", "from"},          {"代表", "representatives"},
      {"被反映人", "accused"},   {"被反映单位", "accused_units"}, {"电话", "phone"},   {"联系电话", "phone"},     {"住址", "address"},
      {"地址", "address"},       {"证件号", "id"},         {"身份证号", "id"},         {"性别", "gender"},        {"年龄", "age"},
      {"单位", "unit"},          {"单位职务", "post"},     {"职务", "post"},           {"收信日期", "received"},  {"收到日期", "received"},
      {"日期", "received"},      {"拆阅日期", "opened"},   {"来信日期", "letter_date"}, {"题名", "subject"},      {"事由", "subject"},
      {"内容摘要", "summary"},   {"摘要", "summary"},      {"反映事项", "summary"},    {"附件", "enclosures"},    {"外部编号", "external"},
      {"交办机关", "assigner"},  {"交办文号", "assigner_number"}, {"交办日期", "assigned_on"}, {"交办限期", "assigned_due"}, {"重要", "important"},
      {"转送机关", "transferrer"}, {"转送文号", "transferrer_number"}, {"转送日期", "transferred_on"}, {"事项种类", "matter_kind"},
      {"作出原意见的机关", "reviewed_organ"}, {"原意见文号", "reviewed_document"},
      {"编号", "number"},        {"时间", "visit_time"},   {"地点", "place"}};
  return k_titles;
}

tl::unexpected<Error> wrong(std::string_view member, const std::string& what) {
  return fail(ErrorCode::invalid_argument, std::string(member) + "：" + what);
}

Result<std::string> text_of(std::string_view member, const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_int64()) return std::to_string(value.get_int64());
  if (value.is_uint64()) return std::to_string(value.get_uint64());
  if (value.is_null()) return std::string();
  return wrong(member, "应为文字");
}

Result<Party> party_from(const std::string& role, std::string_view member, const json::value& value) {
  if (!value.is_object()) {
    TRY_ASSIGN(const std::string text, text_of(member, value));
    return registry::party_from_text(role, text);
  }
  Party party;
  party.role = role;
  const std::map<std::string_view, std::string*> members = {
      {"name", &party.name}, {"gender", &party.gender}, {"age", &party.age},     {"unit", &party.unit},
      {"post", &party.post}, {"id", &party.id_number},  {"phone", &party.phone}, {"address", &party.address}};
  for (const json::key_value_pair& pair : value.get_object()) {
    const std::string_view name = pair.key();
    if (name == "aliases") {
      if (!pair.value().is_array()) return wrong(member, "aliases 应为数组");
      for (const json::value& alias : pair.value().get_array()) {
        TRY_ASSIGN(std::string text, text_of(member, alias));
        party.aliases.push_back(std::move(text));
      }
      continue;
    }
    const auto target = members.find(name);
    if (target == members.end()) return wrong(member, "没有“" + std::string(name) + "”这一项");
    TRY_ASSIGN(*target->second, text_of(name, pair.value()));
  }
  return party;
}

class RowReader {
 public:
  Result<Intake> read(const json::object& row) {
    for (const json::key_value_pair& pair : row) {
      const std::string_view known = intake_member(pair.key());
      if (known.empty()) return wrong(pair.key(), "没有这一项");
      TRY(take(known, pair.value()));
    }
    if (!m_received) return wrong("received", "缺收到日期");
    TRY(add_contact());
    return std::move(m_intake);
  }

 private:
  Status take(std::string_view member, const json::value& value) {
    if (value.is_null()) return {};
    static const std::map<std::string_view, std::string> k_roles = {
        {"from", "来信人"}, {"representatives", "代表"}, {"accused", "被反映人"}, {"accused_units", "被反映单位"}};
    if (const auto role = k_roles.find(member); role != k_roles.end()) return take_parties(role->second, member, value);
    if (member == "important") {
      const auto is = [&](std::string_view word) { return value.get_string() == word; };
      m_intake.important = value.is_bool() ? value.get_bool() : value.is_string() && (is("是") || is("true") || is("TRUE"));  // a ticked cell shows TRUE
      return {};
    }
    TRY_ASSIGN(const std::string text, text_of(member, value));
    if (text.empty()) return {};
    return take_text(member, text);
  }

  Status take_parties(const std::string& role, std::string_view member, const json::value& value) {
    if (const json::array* list = value.if_array()) {
      for (const json::value& one : *list) TRY(take_party(role, member, one));
      return {};
    }
    if (!value.is_string()) return take_party(role, member, value);
    // In a cell of a register several stand side by side.
    std::string text(value.get_string());
    for (std::size_t begin = 0; begin <= text.size();) {
      std::size_t end = text.find("、", begin);
      if (end == std::string::npos) end = text.size();
      if (end > begin) TRY(take_party(role, member, json::string(text.substr(begin, end - begin))));
      begin = end + 3;
    }
    return {};
  }

  Status take_party(const std::string& role, std::string_view member, const json::value& value) {
    TRY_ASSIGN(Party party, party_from(role, member, value));
    m_intake.parties.push_back(std::move(party));
    return {};
  }

  Status take_text(std::string_view member, const std::string& text) {
    const std::map<std::string_view, std::string*> texts = {
        {"channel", &m_intake.channel},       {"category", &m_intake.category}, {"scope", &m_intake.scope},
        {"signature", &m_intake.signature},   {"subject", &m_intake.subject},   {"summary", &m_intake.summary},
        {"enclosures", &m_intake.enclosures}, {"external", &m_intake.external}, {"assigner", &m_intake.assigner},
        {"assigner_number", &m_intake.assigner_number}, {"number", &m_intake.number}, {"visit_time", &m_intake.visit_time},
        {"place", &m_intake.place}, {"phone", &m_contact.phone}, {"address", &m_contact.address}, {"id", &m_contact.id_number}, {"id_tail", &m_contact.id_tail},
        {"gender", &m_contact.gender}, {"age", &m_contact.age}, {"unit", &m_contact.unit}, {"post", &m_contact.post},
        {"transferrer", &m_intake.transferrer}, {"transferrer_number", &m_intake.transferrer_number}, {"matter_kind", &m_intake.matter_kind},
        {"reviewed_organ", &m_intake.reviewed_organ}, {"reviewed_document", &m_intake.reviewed_document},
        {"repeat_of", &m_intake.repeat_of}, {"repeat_verdict", &m_intake.repeat_verdict}};
    if (const auto found = texts.find(member); found != texts.end()) {
      *found->second = text;
      return {};
    }
    if (member == "heads") {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), m_intake.heads);
      if (error != std::errc() || end != text.data() + text.size() || m_intake.heads < 1) return wrong(member, "“" + text + "”不是人数");
      return {};
    }
    auto date = CivilDate::parse(text);
    if (!date) return wrong(member, date.error().message);
    if (member == "received") {
      m_intake.received = *date;
      m_received = true;
    } else if (member == "opened") {
      m_intake.opened = *date;
    } else if (member == "letter_date") {
      m_intake.letter_date = *date;
    } else if (member == "transferred_on") {
      m_intake.transferred_on = *date;
    } else if (member == "assigned_on") {
      m_intake.assigned_on = *date;
    } else {
      m_intake.assigned_due = *date;
    }
    return {};
  }

  /// Phone, address and so on beside the row belong to the first petitioner.
  Status add_contact() {
    const bool given = !m_contact.phone.empty() || !m_contact.address.empty() || !m_contact.id_number.empty() || !m_contact.id_tail.empty() || !m_contact.gender.empty() ||
                       !m_contact.age.empty() || !m_contact.unit.empty() || !m_contact.post.empty();
    if (!given) return {};
    for (Party& party : m_intake.parties) {
      if (party.role != "来信人" && party.role != "代表") continue;
      std::string* const targets[] = {&party.phone, &party.address, &party.id_number, &party.id_tail, &party.gender, &party.age, &party.unit, &party.post};
      const std::string* const values[] = {&m_contact.phone,  &m_contact.address, &m_contact.id_number, &m_contact.id_tail, &m_contact.gender,
                                           &m_contact.age, &m_contact.unit,    &m_contact.post};
      for (std::size_t i = 0; i < std::size(targets); ++i) {
        if (targets[i]->empty()) *targets[i] = *values[i];
      }
      return {};
    }
    return wrong("from", "有电话、住址或证件号，却没有来信人");
  }

  Intake m_intake;
  Party m_contact;
  bool m_received = false;
};

}  // namespace

std::string_view intake_member(std::string_view title) {
  static const std::vector<std::string_view> k_members = {
      "channel", "category", "scope", "signature", "heads", "from", "representatives", "accused", "accused_units", "phone", "address", "id", "gender",
      "age", "unit", "post", "received", "opened", "letter_date", "subject", "summary", "enclosures", "external", "assigner", "assigner_number",
      "assigned_on", "assigned_due", "transferrer", "transferrer_number", "transferred_on", "matter_kind", "reviewed_organ", "reviewed_document", "important", "number", "visit_time", "place", "repeat_of", "repeat_verdict", "id_tail"};
  for (const std::string_view member : k_members) {
    if (member == title) return member;
  }
  const auto found = titles().find(title);
  return found == titles().end() ? std::string_view() : found->second;
}

Result<Intake> intake_from(const json::object& row) { return RowReader().read(row); }

}  // namespace anjuan::flows
