// Corrections and splitting: changes of a registered matter that are no steps of its handling.
#include <algorithm>

#include "archive/registry/guard_functions.hpp"
#include "archive/registry/registry.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

/// What may be corrected, and how its value is checked. Numbers, states and dates of steps are not among it: steps change those.
enum class Amendable { text, date, channel, category, scope, external };
const std::vector<std::pair<std::string_view, Amendable>> k_amendable = {
    {"subject", Amendable::text},     {"summary", Amendable::text},       {"enclosures", Amendable::text},  {"letter_date", Amendable::date},
    {"received", Amendable::date},    {"channel", Amendable::channel},    {"category", Amendable::category}, {"scope", Amendable::scope},
    {"external", Amendable::external}, {"assigner_number", Amendable::text}, {"transferrer_number", Amendable::text}, {"visit_time", Amendable::text}, {"place", Amendable::text}};

tl::unexpected<Error> wrong(const std::string& member, const std::string& what) { return fail(ErrorCode::invalid_argument, member + "：" + what); }

}  // namespace

Result<json::object> Registry::amended(const json::object& record, const std::map<std::string, std::string>& fields, CivilDate on) {
  json::object changes;
  for (const auto& [member, value] : fields) {
    const auto known = std::find_if(k_amendable.begin(), k_amendable.end(), [&](const auto& pair) { return pair.first == member; });
    if (known == k_amendable.end()) return wrong(member, "不能这样更正：办理的步骤各有命令，编号不改");
    switch (known->second) {
      case Amendable::text: changes[member] = value.empty() ? json::value(nullptr) : json::value(value); break;
      case Amendable::date: {
        auto date = CivilDate::parse(value);
        if (!date) return wrong(member, date.error().message);
        if (*date > on) return wrong(member, value + " 晚于更正之日");
        const auto registered = date_in(record, "registered");
        if (registered && *date > *registered) return wrong(member, value + " 晚于登记之日 " + registered->to_string() + "（R-330）");
        // What was done cannot have been done before the letter came.
        for (const char* done : {"handed_in", "disposed", "noticed", "accepted", "refused", "replied", "closed"}) {
          const auto day = date_in(record, done);
          if (day && *date > *day) return wrong(member, value + " 晚于已有的日期 " + day->to_string() + "（R-330、R-320）");
        }
        changes[member] = date->to_string();
        break;
      }
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
        TRY_ASSIGN(const bool used, is_used(value));
        if (used) return fail(ErrorCode::already_exists, "编号“" + value + "”已经用过（R-387）");
        changes[member] = value;
        break;
      }
    }
  }
  return changes;
}

// a matter that turns out to be an accusation, or none, changes what others may see and the series of its number: that is a new registration.
Status Registry::check_recategorised(const json::object& record, const json::object& changes) const {
  if (!changes.contains("category")) return {};
  const bool becomes = text_in(changes, "category") == "检举控告";
  if (becomes == is_accusation(record)) return {};
  return fail(ErrorCode::invalid_argument, "category：检举控告另成编号系列，不能改归类；作废（void）后另行登记（R-383、R-387）");
}

Result<MatterRow> Registry::amend(Transaction& transaction, const std::string& name, const std::map<std::string, std::string>& fields,
                                  const std::string& reason, const Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "registry: the transaction is not locked");
  if (fields.empty()) return fail(ErrorCode::invalid_argument, "没有写要更正什么（--set 项目=新值）");
  TRY_ASSIGN(const MatterRow matter, m_book.find(name));
  if (matter.record.empty()) return fail(ErrorCode::not_found, matter.name + " 没有登记过");
  TRY_ASSIGN(const CivilDate on, day_of(act, {}));
  TRY_ASSIGN(const std::string by, person_of(act));
  TRY_ASSIGN(json::object changes, amended(matter.record, fields, on));
  TRY(check_recategorised(matter.record, changes));
  json::object said;
  for (const auto& [member, value] : fields) said.emplace(member, value);
  said["reason"] = reason;
  return record_event(transaction, matter.matter, "amend", on.to_string(), by, act.evidence, std::move(said), std::move(changes), matter.record);
}

Result<std::vector<MatterRow>> Registry::split(Transaction& transaction, const std::string& name, const std::vector<std::string>& subjects, const Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "registry: the transaction is not locked");
  if (subjects.empty()) return fail(ErrorCode::invalid_argument, "没有写分出什么事项（--subject）（R-387）");
  TRY_ASSIGN(const MatterRow matter, m_book.find(name));
  const std::string state = text_in(matter.record, "state");
  if (!m_rules.moves.is_open(state)) return fail(ErrorCode::invalid_argument, matter.name + " 现为“" + state + "”，不能拆分（R-387）");
  if (is_review(matter.record)) return fail(ErrorCode::invalid_argument, matter.name + " 是" + text_in(matter.record, "matter_kind") + "事项，只审查一份意见，不能拆分（R-317、R-387）");
  TRY_ASSIGN(const CivilDate on, day_of(act, matter.record));
  TRY_ASSIGN(const std::string by, person_of(act));
  std::vector<MatterRow> parts;
  for (const std::string& subject : subjects) {
    if (typed_form(subject).empty()) return fail(ErrorCode::invalid_argument, "分出的事项缺事由（--subject）（R-387）");
    // The part is the same letter: same people, same receipt, same clocks; only its subject and its way are its own.
    json::object record;
    for (const char* member : {"received", "handed_in", "letter_date", "channel", "category", "signature", "heads", "addressable", "restricted", "parties",
                               "assigner", "assigner_number", "assigned_on", "assigned_due", "transferrer", "transferrer_number", "transferred_on", "enclosures", "summary", "important"}) {
      if (const json::value* value = matter.record.if_contains(member)) record.emplace(member, *value);
    }
    record["subject"] = subject;
    record["split_from"] = matter.name;
    record["registered"] = on.to_string();
    record["registrar"] = by.empty() ? m_archive.options().actor : by;
    record["state"] = "登记";
    record["repeat"] = false;
    json::object series;
    TRY(allot_number({}, on, record, series));
    TRY_ASSIGN(MatterRow part, record_event(transaction, new_matter_id(), "register", on.to_string(), by, act.evidence, {}, std::move(record), {}, std::move(series)));
    parts.push_back(std::move(part));
  }
  json::array numbers;
  for (const MatterRow& part : parts) numbers.emplace_back(json::string(part.name));
  json::object changes{{"split_into", numbers}};
  TRY(record_event(transaction, matter.matter, "split", on.to_string(), by, act.evidence, {{"into", numbers}}, std::move(changes), matter.record));
  return parts;
}

}  // namespace anjuan::registry
