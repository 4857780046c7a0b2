#include "tools/cli/matter_output.hpp"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "archive/registry/conflicts.hpp"
#include "archive/registry/corrections.hpp"
#include "archive/registry/people.hpp"
#include "query/access/principal.hpp"

namespace anjuan::cli {

namespace json = boost::json;
using registry::ClockReading;
using registry::ClockState;
using registry::flag_in;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

json::object shown_party(const json::object& party) {
  json::object shown;
  for (const json::key_value_pair& member : party) {
    if (member.key() == "keys") continue;
    const json::object* sealed = member.value().if_object();
    if (sealed == nullptr) {
      shown.emplace(member.key(), member.value());
    } else if (sealed->contains("mask")) {
      shown.emplace(member.key(), sealed->at("mask"));
    }
  }
  return shown;
}

json::array shown_parties(const json::object& record) {
  json::array shown;
  for (const json::value& party : list_in(record, "parties")) {
    // Whom a matter is hidden from is itself hidden from lists; history tells the office.
    if (party.is_object() && text_in(party.get_object(), "role") != "隐去") shown.push_back(shown_party(party.get_object()));
  }
  return shown;
}

struct Shown {
  const char* member;
  const char* title;  ///< null: what corrections call it
  bool is_account = false;
};
constexpr Shown k_shown[] = {
    {"subject", nullptr},      {"summary", nullptr},        {"channel", nullptr},     {"category", nullptr},   {"scope", nullptr},
    {"signature", nullptr},    {"letter_date", nullptr}, {"received", nullptr},    {"handed_in", nullptr}, {"registered", "登记"},
    {"registrar", "登记人", true},  {"assigner", "交办机关"},   {"assigner_number", nullptr}, {"transferrer", "转送机关"}, {"transferrer_number", nullptr},
    {"matter_kind", "事项种类"}, {"reviewed_organ", "原意见机关"}, {"reviewed_document", "原意见文号"}, {"external", nullptr}, {"former_number", "原编号"}, {"former_reason", "原编号作废"}, {"enclosures", nullptr},
    {"section", "承办科室"},  {"handler", "承办人", true},      {"holder", "原件在"},    {"transfer_organ", "转往"},
    {"routed_procedure", "导入"}, {"routed_organ", "有权处理的机关"}, {"objected", "提出异议"}, {"objection_result", "异议是否成立"},
    {"accepted", "受理"},     {"noticed", "告知"},        {"replied", "答复"},     {"posted", "邮寄"}, {"delivered", "送达"},  {"outcome", "结果"},
    {"closing_reason", "办结说明"}, {"closed", "办结"},   {"merged_into", "并入"}, {"repeat_of", "重复于"}, {"repeat_verdict", "判重"}};

std::string party_text(const json::object& party) {
  std::string text = text_in(party, "name");
  for (const char* member : {"gender", "age", "unit", "post"}) {
    const std::string value = text_in(party, member);
    if (!value.empty()) text += " " + value;
  }
  for (const char* member : {"id", "phone", "address"}) {
    const json::value* sealed = party.if_contains(member);
    if (sealed != nullptr && sealed->is_object()) text += " " + text_in(sealed->get_object(), "mask");
  }
  return text;
}

}  // namespace

Result<std::string> section_named(Context& context, const std::string& name) {
  if (name.empty()) return std::string();
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(const registry::Unit unit, registry::find_unit(registry->book(), name));
  return unit.name;
}

namespace {

const registry::MoveRule* rule_of(const registry::Registry& registry, const MatterEvent& event) {
  const registry::MoveRule* found = nullptr;
  for (const auto& rule : registry.rules().moves.all()) {
    if (rule.name == event.move) found = &rule;
  }
  return found;
}

std::string shown_value(Context& context, const registry::FieldRule& field, const std::string& value) {
  switch (field.kind) {
    case registry::FieldKind::person: return person_name(context, value);
    case registry::FieldKind::flag: return "是";
    case registry::FieldKind::matter: {
      const auto registry = context.registry();
      if (!registry) return value;
      const auto other = (*registry)->book().by_id(MatterId{value});
      return other && *other ? (*other)->name : value;
    }
    default: return value;
  }
}

}  // namespace

std::string title_of(const registry::Registry& registry, const MatterEvent& event) {
  if (event.move == "register") return "登记";
  if (event.move == "import") return "补录";
  if (event.move == "amend") return "更正";
  if (event.move == "split") return "拆分";
  if (event.move == "file") return "归档";
  if (event.move == "deliver" && !event.changes.contains("delivered")) return "交邮";  // it waits for the signature (F-15)
  const registry::MoveRule* const rule = rule_of(registry, event);
  return rule == nullptr ? event.move : rule->title;
}

std::string contents_of(Context& context, const MatterEvent& event) {
  std::string text;
  const auto add = [&](const std::string& title, const std::string& value) { text += (text.empty() ? "" : "；") + (title.empty() ? "" : title + "：") + value; };
  const auto registry = context.registry();
  const registry::MoveRule* const rule = registry ? rule_of(**registry, event) : nullptr;
  if (rule != nullptr) {
    for (const registry::FieldRule& field : rule->fields) {
      const std::string value = text_in(event.fields, field.name);
      if (!value.empty()) add(field.title, shown_value(context, field, value));
    }
    return text;
  }
  if (event.move == "amend") return text_in(event.fields, "reason");  // what it changed stands below it, old and new
  for (const auto& field : event.fields) {
    if (field.value().is_string()) add("", std::string(field.value().get_string()));
  }
  return text;
}

std::string person_name(Context& context, const std::string& account) {
  const auto registry = context.registry();
  if (!registry || account.empty()) return account;
  const auto stored = (*registry)->book().account(account);
  return stored && *stored ? registry::account_from(**stored).name : account;
}

Result<bool> may_read_numbers(Context& context, const json::object& record) {
  if (context.sees_all()) return true;
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  // of the reporter nobody learns it who is accused, even while he still sees the letter.
  if (!registry::check_no_conflict(registry->book(), record, context.as_option)) return false;
  if (text_in(record, "handler") == context.as_option) return true;
  TRY_ASSIGN(const auto account, registry->book().account(context.as_option));
  return account && registry::account_from(*account).has_role("办公室");
}

Status hide_links(Context& context, json::object& record) {
  if (context.sees_all()) return {};
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(const AccessScope scope, context.scope());
  return anjuan::hide_links(registry->book(), scope, record);
}

Result<bool> show_event(Context& context, MatterEvent& event) {
  // A decision that names a hidden matter is as hidden as that.
  if (const std::string other = text_in(event.fields, "of"); !other.empty()) {
    TRY_ASSIGN(const bool known, context.may_name(other));
    if (!known) return false;
  }
  TRY(hide_links(context, event.fields));
  return true;
}

Result<std::vector<MatterEvent>> shown_events(Context& context, const MatterId& matter) {
  TRY_ASSIGN(registry::Registry* const registry, context.registry());
  TRY_ASSIGN(std::vector<MatterEvent> events, registry->book().events(matter));
  std::vector<MatterEvent> shown;
  for (MatterEvent& event : events) {
    TRY_ASSIGN(const bool is_shown, show_event(context, event));
    if (is_shown) shown.push_back(std::move(event));
  }
  return shown;
}

json::object shown_json(const Context& context, const MatterEvent& event) {
  json::object shown = json_of(event);
  if (!context.sees_all()) shown.erase("seq");
  return shown;
}

json::object json_of(const MatterRow& matter) {
  json::object out{{"matter", matter.matter.value}, {"number", text_in(matter.record, "number")}, {"state", text_in(matter.record, "state")}};
  for (const json::key_value_pair& member : matter.record) {
    if (member.key() == "parties" || out.contains(member.key())) continue;
    out.emplace(member.key(), member.value());
  }
  out.emplace("parties", shown_parties(matter.record));
  return out;
}

json::object json_of(const ClockReading& clock) {
  json::object out{{"rule", clock.rule}, {"set", clock.set}, {"clock", clock.clock}, {"title", clock.title}, {"source", clock.source},
                   {"owner", registry::owner_name(clock.owner)}, {"from", clock.start.to_string()}, {"nominal", clock.nominal.to_string()},
                   {"due", clock.due.to_string()}, {"state", registry::state_name(clock.state)}};
  if (clock.met) out.emplace("met", clock.met->to_string());
  if (!clock.section.empty()) out.emplace("section", clock.section);
  if (clock.beyond_calendar) out.emplace("beyond_calendar", true);
  json::array why;
  for (const std::string& sentence : clock.why) why.emplace_back(json::string(sentence));
  out.emplace("why", std::move(why));
  return out;
}

json::array json_of(const std::vector<ClockReading>& clocks) {
  json::array out;
  for (const ClockReading& clock : clocks) out.push_back(json_of(clock));
  return out;
}

json::object json_of(const MatterEvent& event) {
  json::object out{{"seq", event.seq}, {"move", event.move}, {"on", event.on}, {"typed", event.typed}, {"typed_by", event.actor},
                   {"acted", event.acted.empty() ? event.actor : event.acted}, {"fields", event.fields}};
  if (event.evidence) out.emplace("item", event.evidence->value);
  return out;
}

json::array json_of(const std::vector<Item>& items) {
  json::array list;
  for (const Item& item : items) {
    json::object one{{"item", item.item.value}, {"kind", item.kind}, {"title", item.title}, {"date", item.date}, {"digest", item.object.to_string()}};
    if (item.version_of) one["version_of"] = item.version_of->value;
    list.push_back(std::move(one));
  }
  return list;
}

std::string petitioners_of(const json::object& record) {
  std::string names;
  std::int64_t named = 0;
  for (const json::value& value : list_in(record, "parties")) {
    if (!value.is_object()) continue;
    const std::string role = text_in(value.get_object(), "role");
    if (role != "来信人" && role != "代表") continue;
    if (++named <= 2) names += (names.empty() ? "" : "、") + text_in(value.get_object(), "name");
  }
  if (named == 0) return "匿名";
  const std::int64_t heads = number_in(record, "heads");
  if (heads > named || named > 2) names += "等" + std::to_string(std::max(heads, named)) + "人";
  return names;
}

std::string line_of(const MatterRow& matter) {
  const json::object& record = matter.record;
  std::string subject = text_in(record, "subject");
  if (subject.empty()) subject = text_in(record, "summary");
  return padded(matter.name, 22) + " " + padded(text_in(record, "state"), 9) + text_in(record, "received") + "  " + padded(text_in(record, "category"), 9) +
         padded(shortened(petitioners_of(record), 18), 19) + shortened(subject, 40);
}

void print_clocks(Context& context, const std::vector<ClockReading>& clocks, bool explain) {
  for (const ClockReading& clock : clocks) {
    if (clock.state == ClockState::not_owed && !explain) continue;
    std::string dates = clock.state == ClockState::not_owed ? std::string() : clock.nominal.to_string();
    if (clock.state != ClockState::not_owed && clock.due != clock.nominal) dates += "（顺延至 " + clock.due.to_string() + "）";
    context.out.line("  " + padded(std::string(registry::state_name(clock.state)), 10) + padded(clock.rule + " " + clock.set, 16) +
                     padded(clock.title, 24) + "  " + dates);
    if (!explain) continue;
    for (const std::string& sentence : clock.why) context.out.line("      " + sentence);
  }
}

void print_matter(Context& context, const MatterRow& matter, const std::vector<ClockReading>& clocks) {
  const json::object& record = matter.record;
  std::string flags;
  for (const auto& [member, word] : {std::pair{"important", "重要"}, {"urgent", "紧急"}, {"restricted", "检举控告"}, {"final", "终结"}}) {
    if (flag_in(record, member)) flags += std::string(" · ") + word;
  }
  context.out.line(matter.name + "  " + text_in(record, "state") + flags);
  for (const json::value& value : list_in(record, "parties")) {
    if (!value.is_object() || text_in(value.get_object(), "role") == "隐去") continue;
    context.out.line("  " + padded(text_in(value.get_object(), "role"), 12) + party_text(value.get_object()));
  }
  if (text_in(record, "signature") == "匿名") context.out.line("  " + padded("来信人", 12) + "匿名");
  for (const Shown& shown : k_shown) {
    std::string value = text_in(record, shown.member);
    if (shown.is_account) value = person_name(context, value);
    if (!value.empty()) context.out.line("  " + padded(shown.title == nullptr ? registry::title_of_member(shown.member) : shown.title, 12) + value);
  }
  for (const json::value& value : list_in(record, "instructions")) {
    const json::object& instruction = value.get_object();
    // what was typed for a leader waits for its paper.
    const char* paper = instruction.contains("item") ? "" : "（录入件，待附原件）";
    context.out.line("  " + padded("领导批示", 12) + text_in(instruction, "on") + " " + person_name(context, text_in(instruction, "by")) + "：" + text_in(instruction, "text") + paper);
  }
  if (!clocks.empty()) {
    context.out.line("  期限");
    print_clocks(context, clocks, false);
  }
}

}  // namespace anjuan::cli
