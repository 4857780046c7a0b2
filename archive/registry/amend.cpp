// Corrections of what was registered: changes that are no steps of the handling. People: amend_people.cpp; the category: recategorise.cpp.
#include <algorithm>

#include "archive/registry/conflicts.hpp"
#include "archive/registry/corrections.hpp"
#include "archive/registry/registry.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

/// What may be corrected, and how its value is checked. Numbers, states and dates of steps are not among it: steps change those.
enum class Amendable { text, date, opened, assigned_due, channel, category, scope, external, important };
const std::vector<std::pair<std::string_view, Amendable>> k_amendable = {
    {"subject", Amendable::text},          {"summary", Amendable::text},           {"enclosures", Amendable::text},
    {"letter_date", Amendable::date},      {"received", Amendable::date},          {"opened", Amendable::opened},
    {"channel", Amendable::channel},       {"category", Amendable::category},      {"scope", Amendable::scope},
    {"important", Amendable::important},   {"external", Amendable::external},      {"assigner_number", Amendable::text},
    {"assigned_due", Amendable::assigned_due}, {"transferrer_number", Amendable::text}, {"visit_time", Amendable::text},
    {"place", Amendable::text}};

tl::unexpected<Error> wrong(const std::string& member, const std::string& what) { return fail(ErrorCode::invalid_argument, member + "：" + what); }

std::string amendable_fields() {
  std::string names;
  for (const auto& [name, kind] : k_amendable) names += (names.empty() ? "" : "、") + std::string(name);
  return names + "；人数和署名 heads、signature；当事人 " + party_fields() + "（第二个起写 from.2、phone.2 …）";
}

Result<CivilDate> past_day(const std::string& member, const std::string& value, CivilDate on) {
  auto date = CivilDate::parse(value);
  if (!date) return wrong(member, date.error().message);
  if (*date > on) return wrong(member, value + " 晚于更正之日");
  return *date;
}

// What was done cannot have been done before the letter came.
Status check_before_steps(const json::object& record, const std::string& member, CivilDate day, std::initializer_list<const char*> steps) {
  for (const char* done : steps) {
    const auto then = date_in(record, done);
    if (then && day > *then) return wrong(member, day.to_string() + " 晚于已有的日期 " + then->to_string() + "（R-330、R-320）");
  }
  return {};
}
constexpr auto k_steps = {"disposed", "noticed", "accepted", "refused", "replied", "closed"};

// both days are kept, and clocks run from the earlier.
Status amend_opened(const json::object& record, const std::string& value, CivilDate on, json::object& changes) {
  const CivilDate handed = date_in(record, record.contains("handed_in") ? "handed_in" : "received").value_or(on);
  CivilDate counted = handed;
  if (!value.empty()) {
    TRY_ASSIGN(counted, past_day("opened", value, on));
    if (counted > handed) return wrong("opened", value + " 晚于交到办公室之日 " + handed.to_string() + "（R-330）");
  }
  TRY(check_before_steps(record, "opened", counted, k_steps));
  const auto written = date_in(record, "letter_date");
  if (written && counted < *written) return wrong("opened", counted.to_string() + " 早于来信日期 " + written->to_string() + "（F-10）");
  changes["received"] = counted.to_string();
  changes["handed_in"] = counted < handed ? json::value(handed.to_string()) : json::value(nullptr);
  return {};
}

// the limit that the assigning organ set.
Status amend_assigned_due(const json::object& record, const std::string& value, json::object& changes) {
  const auto assigned = date_in(record, "assigned_on");
  if (!assigned) return wrong("assigned_due", "不是上级交办或部门转办的事项（R-313）");
  if (value.empty()) {
    changes["assigned_due"] = nullptr;
    return {};
  }
  auto due = CivilDate::parse(value);
  if (!due) return wrong("assigned_due", due.error().message);
  if (*due < *assigned) return wrong("assigned_due", value + " 早于收到交办件之日 " + assigned->to_string() + "（R-313）");
  changes["assigned_due"] = due->to_string();
  return {};
}

Status amend_important(const std::string& value, json::object& changes) {
  if (value == "是" || value == "true") {
    changes["important"] = true;
  } else if (value == "否" || value == "false") {
    changes["important"] = nullptr;
  } else {
    return wrong("important", "写“是”或“否”（R-373）");
  }
  return {};
}

}  // namespace

Status Registry::amend_field(const json::object& record, const std::string& member, const std::string& value, CivilDate on, json::object& changes) {
  const auto known = std::find_if(k_amendable.begin(), k_amendable.end(), [&](const auto& pair) { return pair.first == member; });
  if (known == k_amendable.end()) return wrong(member, "不能更正：编号不改，办理的步骤各有命令。可以更正的有 " + amendable_fields());
  switch (known->second) {
    case Amendable::text:
      // F-10: a letter of which nothing is said cannot be told from another.
      if (value.empty() && (member == "subject" || member == "summary")) {
        const char* const other = member == "subject" ? "summary" : "subject";
        if (text_in(changes.contains(other) ? changes : record, other).empty()) return wrong(member, "事由和摘要不能都空着（F-10）");
      }
      changes[member] = value.empty() ? json::value(nullptr) : json::value(value);
      break;
    case Amendable::date: {
      TRY_ASSIGN(const CivilDate date, past_day(member, value, on));
      const auto registered = date_in(record, "registered");
      if (registered && date > *registered) return wrong(member, value + " 晚于登记之日 " + registered->to_string() + "（R-330）");
      TRY(check_before_steps(record, member, date, {"handed_in"}));
      TRY(check_before_steps(record, member, date, k_steps));
      changes[member] = date.to_string();
      break;
    }
    case Amendable::opened: return amend_opened(record, value, on, changes);
    case Amendable::assigned_due: return amend_assigned_due(record, value, changes);
    case Amendable::important: return amend_important(value, changes);
    case Amendable::channel: {
      TRY_ASSIGN(const IntakeChoice* choice, m_intake.channel(value, on));
      changes[member] = choice->name;
      break;
    }
    case Amendable::category: {
      TRY_ASSIGN(const IntakeChoice* choice, m_intake.category(value, on));
      changes[member] = choice->name;
      break;
    }
    case Amendable::scope: {
      TRY_ASSIGN(const IntakeChoice* choice, m_intake.scope(value, on));
      changes[member] = choice->name;
      if (!choice->lead_section.empty()) changes["lead_section"] = choice->lead_section;
      break;
    }
    case Amendable::external: {
      TRY(check_external(value));
      TRY_ASSIGN(const bool used, is_used(value));
      if (used) return fail(ErrorCode::already_exists, "编号“" + value + "”已经用过（R-387）");
      changes[member] = value;
      break;
    }
  }
  return {};
}

Result<json::object> Registry::amended(const json::object& record, const std::map<std::string, std::string>& fields, CivilDate on) {
  json::object changes;
  std::map<std::string, std::string> people;
  for (const auto& [member, value] : fields) {
    if (is_people_field(member)) {
      people.emplace(member, value);
    } else {
      TRY(amend_field(record, member, value, on, changes));
    }
  }
  if (!people.empty()) TRY(amend_people(record, people, on, changes));
  return changes;
}

Result<MatterRow> Registry::amend(Transaction& transaction, const std::string& name, const std::map<std::string, std::string>& fields,
                                  const std::string& reason, const Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "registry: the transaction is not locked");
  if (fields.empty()) return fail(ErrorCode::invalid_argument, "没有写要更正什么（--set 项目=新值）：" + amendable_fields());
  TRY_ASSIGN(const MatterRow matter, m_book.find(name));
  if (matter.record.empty()) return fail(ErrorCode::not_found, matter.name + " 没有登记过");
  if (text_in(matter.record, "state") == "作废") return fail(ErrorCode::invalid_argument, matter.name + " 已作废，不再更正（R-387）");
  TRY_ASSIGN(const CivilDate on, day_of(act, {}));
  TRY_ASSIGN(const std::string by, person_of(act));
  for (const std::string& who : {by, m_archive.options().actor}) TRY(check_no_conflict(m_book, matter.record, who));
  TRY_ASSIGN(json::object changes, amended(matter.record, fields, on));
  json::object series;
  TRY(recategorise(matter.record, reason, changes, series));
  json::object said;
  for (const auto& [member, value] : fields) said.emplace(member, masked_field(member, value));
  said["reason"] = reason;
  const bool is_renumbered = changes.contains("former_number");
  TRY_ASSIGN(MatterRow after, record_event(transaction, matter.matter, "amend", on.to_string(), by, act.evidence, std::move(said), std::move(changes), matter.record, std::move(series)));
  if (is_renumbered) TRY(void_former(transaction, matter.record, on, by));
  return after;
}

}  // namespace anjuan::registry
