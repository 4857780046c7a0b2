#include "archive/registry/registry.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "archive/catalog/payloads.hpp"
#include "archive/registry/guards.hpp"
#include "archive/registry/matter_clocks.hpp"
#include "archive/registry/sections.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace json = boost::json;

Registry::Registry(Archive& archive, OfficeRules rules, IntakeRules intake, NumberRules numbers, PersonalVault vault)
    : m_archive(archive), m_book(archive), m_rules(std::move(rules)), m_intake(std::move(intake)), m_numbers(std::move(numbers)), m_vault(std::move(vault)) {}

Result<std::unique_ptr<Registry>> Registry::open(Archive& archive) {
  TRY_ASSIGN(MoveRules moves, MoveRules::defaults());
  TRY_ASSIGN(ClockRules clocks, ClockRules::builtin());
  TRY_ASSIGN(Calendar calendar, Calendar::builtin());
  TRY_ASSIGN(IntakeRules intake, IntakeRules::builtin());
  TRY_ASSIGN(NumberRules numbers, NumberRules::builtin(intake));
  TRY_ASSIGN(PersonalVault vault, PersonalVault::open(*archive.options().fs, archive.keys()));
  return std::unique_ptr<Registry>(new Registry(archive, {std::move(moves), std::move(clocks), std::move(calendar)}, std::move(intake), std::move(numbers),
                                                std::move(vault)));
}

CivilDate Registry::today() const { return m_book.today(); }

Result<CivilDate> Registry::day_of(const Act& act, const json::object& record) const {
  const CivilDate now = today();
  const CivilDate on = act.on.value_or(now);
  if (on > now) return fail(ErrorCode::invalid_argument, "日期 " + on.to_string() + " 还没有到（今天是 " + now.to_string() + "）");
  const auto received = date_in(record, "received");
  if (received && on < *received) {
    return fail(ErrorCode::invalid_argument, "日期 " + on.to_string() + " 早于收到之日 " + received->to_string());
  }
  return on;
}

Result<std::string> Registry::person_of(const Act& act) {
  if (act.by.empty()) return std::string();
  TRY_ASSIGN(const Account account, find_person(m_book, act.by));
  return account.account;
}

Result<std::string> Registry::check_field(const FieldRule& rule, const std::string& value) {
  switch (rule.kind) {
    case FieldKind::text: return value;
    case FieldKind::date: {
      TRY_ASSIGN(const CivilDate date, CivilDate::parse(value));
      return date.to_string();
    }
    case FieldKind::days: {
      int days = 0;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), days);
      if (error != std::errc() || end != value.data() + value.size() || days < 1 || days > 366) {
        return fail(ErrorCode::invalid_argument, "“" + value + "”不是天数（1–366）");
      }
      return std::to_string(days);
    }
    case FieldKind::choice: {
      std::string allowed;
      for (const std::string& choice : rule.values) {
        if (choice == value) return value;
        allowed += (allowed.empty() ? "" : "、") + choice;
      }
      return fail(ErrorCode::invalid_argument, "“" + value + "”不在可选之列：" + allowed);
    }
    case FieldKind::person: {
      TRY_ASSIGN(const Account account, find_person(m_book, value));
      return account.account;
    }
    case FieldKind::sections: {
      std::string names;
      for (const std::string& name : names_in(value)) {
        TRY_ASSIGN(const std::string section, check_field({rule.name, rule.title, FieldKind::section, rule.needed, {}}, name));
        names += (names.empty() ? "" : "、") + section;
      }
      return names;
    }
    case FieldKind::section:
    case FieldKind::organ: {
      TRY_ASSIGN(const Unit unit, find_unit(m_book, value));
      if (rule.kind == FieldKind::section && unit.kind != "科室") return fail(ErrorCode::invalid_argument, unit.name + " 不是本部的科室");
      if (rule.kind == FieldKind::organ && unit.kind == "科室") return fail(ErrorCode::invalid_argument, unit.name + " 是本部的科室，不是外单位");
      return unit.name;
    }
    case FieldKind::item: {
      TRY_ASSIGN(const Item item, m_archive.item(value));
      return item.item.value;
    }
    case FieldKind::flag:
      // “no” typed into a flag must not become a yes.
      if (value == "true" || value == "是" || value == "1") return std::string("true");
      return fail(ErrorCode::invalid_argument, "“" + value + "”：写 true 或“是”，没有就不写");
    case FieldKind::matter: {
      TRY_ASSIGN(const MatterRow matter, m_book.find(value));
      return matter.matter.value;
    }
  }
  return value;
}

namespace {

/// Only blanks, of any width, say nothing.
bool is_blank(const std::string& text) { return typed_form(text).empty(); }

}  // namespace

Result<std::map<std::string, std::string>> Registry::check_fields(const MoveRule& move, const std::map<std::string, std::string>& fields) {
  std::map<std::string, std::string> checked;
  for (const auto& [name, value] : fields) {
    const FieldRule* rule = move.field(name);
    if (rule == nullptr) return fail(ErrorCode::invalid_argument, "“" + move.title + "”没有“" + name + "”这项内容");
    if (is_blank(value)) continue;
    auto result = check_field(*rule, value);
    if (!result) {
      Error error = std::move(result).error();
      error.message = with_rules(std::move(error.message), move.cited());
      return fail_in(rule->title + "（--" + name + "）", std::move(error));
    }
    checked.emplace(name, std::move(*result));
  }
  for (const FieldRule& rule : move.fields) {
    if (rule.needed && !checked.contains(rule.name)) {
      return fail(ErrorCode::invalid_argument, "“" + move.title + "”缺" + rule.title + "（--" + rule.name + "）（" + move.cited() + "）");
    }
  }
  return checked;
}

namespace {

std::string target_of(const MoveRule& move, const std::string& state, const std::map<std::string, std::string>& fields) {
  const std::string* other = nullptr;
  for (const auto& [when, target] : move.to) {
    if (when == "*") {
      other = &target;
    } else if (when == state) {
      return target == "=" ? state : target;
    } else if (const std::size_t equals = when.find('='); equals != std::string::npos) {
      const auto field = fields.find(when.substr(0, equals));
      if (field != fields.end() && field->second == when.substr(equals + 1)) return target;
    }
  }
  return other == nullptr || *other == "=" ? state : *other;
}

json::object json_of(const std::map<std::string, std::string>& fields) {
  json::object object;
  for (const auto& [name, value] : fields) object.emplace(name, value);
  return object;
}

// steps come in their order, and so do their days. The registration itself may have been typed later than a leader read the letter.
Status check_order(const Step& step) {
  std::string cited = step.move.cited();
  if (cited.find("R-320") == std::string::npos) cited += "、R-320";
  const std::string on = step.on.to_string();
  const std::string state = text_in(step.record, "state");
  std::string changed;
  for (const MatterEvent& event : step.events) {
    if (event.move != "register" && event.move != "import" && event.changes.contains("state")) changed = std::max(changed, event.on);
  }
  if (on < changed && target_of(step.move, state, step.fields) != state) {
    return step.refuse("日期 " + on + " 早于成为“" + state + "”的 " + changed, cited);
  }
  for (const std::string& member : step.move.after) {
    const auto before = date_in(step.record, member);
    if (before && step.on < *before) return step.refuse("日期 " + on + " 早于前一步的 " + before->to_string(), cited);
  }
  return {};
}

// What the rule's own row says to change; guards come after it and may know better.
void apply_row(Step& step) {
  for (const auto& [member, value] : step.move.set) {
    if (value == "@on") {
      step.changes[member] = step.on.to_string();
    } else if (value == "@by") {
      step.changes[member] = step.by;
    } else if (value == "true") {
      step.changes[member] = true;
    } else if (value.starts_with('$')) {
      if (step.has(value.substr(1))) step.changes[member] = step.field(value.substr(1));
    } else {
      step.changes[member] = value;
    }
  }
  for (const std::string& member : step.move.clear) {
    if (step.record.contains(member) && !step.changes.contains(member)) step.changes[member] = nullptr;
  }
}

void append_step(Step& step, const std::optional<ItemId>& evidence) {
  if (step.move.append.empty()) return;
  json::array list = list_in(step.record, step.move.append);
  json::object entry = json_of(step.fields);
  entry["on"] = step.on.to_string();
  if (!step.by.empty()) entry["by"] = step.by;
  if (evidence) entry["item"] = evidence->value;
  list.push_back(std::move(entry));
  step.changes[step.move.append] = std::move(list);
}

void set_state(Step& step) {
  if (step.stays) return;
  const std::string state = text_in(step.record, "state");
  const std::string target = step.leads_to.empty() ? target_of(step.move, state, step.fields) : step.leads_to;
  if (target == state) return;
  step.changes["state"] = target;
  const bool closes = step.rules.moves.is_closed(target);
  if (closes) {
    step.changes["closed"] = step.on.to_string();
  } else if (step.record.contains("closed")) {
    step.changes["closed"] = nullptr;
  }
}

}  // namespace

Result<MatterRow> Registry::move(Transaction& transaction, const std::string& name, const MoveRequest& request) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "registry: the transaction is not locked");
  TRY_ASSIGN(const MatterRow matter, m_book.find(name));
  if (matter.record.empty()) return fail(ErrorCode::not_found, matter.name + " 没有登记过（导入的来信先登记）");
  TRY_ASSIGN(const CivilDate on, day_of(request.act, matter.record));
  TRY_ASSIGN(const MoveRule* move, m_rules.moves.find(request.move, on));
  const std::string state = text_in(matter.record, "state");
  if (!move->possible_in(state)) {
    const std::string possible = possible_steps(m_rules.moves, matter.record);
    return fail(ErrorCode::invalid_argument, matter.name + " 现为“" + state + "”，不能“" + move->title + "”（" + move->cited() + "）" +
                                                 (possible.empty() ? "：已到终点" : "；可以：" + possible));
  }
  TRY_ASSIGN(auto fields, check_fields(*move, request.fields));
  TRY_ASSIGN(const std::string by, person_of(request.act));
  std::optional<ItemId> evidence = request.act.evidence;
  if (const auto scan = fields.find("scan"); scan != fields.end()) evidence = ItemId{scan->second};
  TRY_ASSIGN(const std::vector<MatterEvent> events, m_book.events(matter.matter));
  Step step{m_rules, *move, m_book, matter.record, events, matter.name, std::move(fields), on, by, m_archive.options().actor, {}};
  TRY(check_not_recused(step));
  TRY(check_order(step));
  apply_row(step);
  for (const std::string& guard : move->guards) TRY(run_guard(guard, step));
  append_step(step, evidence);
  set_state(step);
  return record_event(transaction, matter.matter, move->name, on.to_string(), by, evidence, json_of(step.fields), std::move(step.changes), matter.record);
}

Result<MatterRow> Registry::record_event(Transaction& transaction, const MatterId& matter, const std::string& move, const std::string& on,
                                         const std::string& by, const std::optional<ItemId>& evidence, json::object fields, json::object changes,
                                         const json::object& before, json::object series) {
  // The day that alarms, kept beside the matter so that the list of what is due needs no arithmetic over all of them (R-318: the unrolled one).
  TRY_ASSIGN(std::vector<MatterEvent> events, m_book.events(matter));
  events.push_back({events.empty() ? 0 : events.back().seq + 1, matter, move, on, {}, {}, by, evidence, fields, changes});
  const std::string alarm = alarm_of(events, today(), m_rules);
  if (alarm != text_in(before, "alarm")) {
    changes["alarm"] = alarm.empty() ? json::value(nullptr) : json::value(alarm);
  }
  without_controls(fields);
  without_controls(changes);
  Draft draft{action::k_matter_event, matter.value, {}, {}, matter.value};
  draft.payload = {{"matter", matter.value}, {"move", move}, {"on", on}, {"fields", std::move(fields)}, {"set", std::move(changes)}};
  if (!by.empty()) draft.payload["by"] = by;
  if (evidence) draft.payload["item"] = evidence->value;
  if (!series.empty()) draft.payload["series"] = std::move(series);
  transaction.record(std::move(draft));
  TRY(transaction.status());
  TRY_ASSIGN(auto row, m_book.by_id(matter));
  if (!row) return fail(ErrorCode::internal, "registry: " + matter.value + " is not there after its own event");
  return std::move(*row);
}

Result<std::vector<ClockReading>> Registry::clocks(const MatterRow& matter, std::optional<CivilDate> as_of) {
  TRY_ASSIGN(std::vector<MatterEvent> events, m_book.events(matter.matter));
  const CivilDate day = as_of.value_or(today());
  // A later step may take back or overwrite an earlier fact (an objection, a second report): only those of the day count. The first stays, since a
  // registration speaks of the day of receipt, whenever it was typed.
  if (as_of && !events.empty()) {
    const std::string last = day.to_string();
    events.erase(std::remove_if(std::next(events.begin()), events.end(), [&](const MatterEvent& event) { return event.on > last; }), events.end());
  }
  ClockFacts facts = facts_of(events, m_rules.moves);
  for (Extension& extension : facts.extensions) {  // people read who approved it
    TRY_ASSIGN(const auto stored, m_book.account(extension.approver));
    if (stored) extension.approver = account_from(*stored).name;
  }
  return read_clocks(facts, day, m_rules.clocks, m_rules.calendar);
}

Result<std::optional<ItemId>> Registry::first_scan(const MatterId& matter, const std::string& kind) {
  const IntakeChoice* const sheet = m_intake.sheet(kind, today());
  if (sheet == nullptr) return std::optional<ItemId>();
  TRY_ASSIGN(const std::vector<Item> items, m_book.items_of(matter));
  for (const Item& item : items) {
    if (!item.version_of && m_intake.sheet(item.kind, today()) == sheet) return std::optional(item.item);
  }
  return std::optional<ItemId>();
}

}  // namespace anjuan::registry
