#include "archive/registry/history.hpp"

#include <algorithm>

#include "archive/catalog/payloads.hpp"
#include "archive/registry/matter_clocks.hpp"
#include "archive/registry/registry.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

tl::unexpected<Error> refuse(const std::string& field, const std::string& why, const std::string& rule) {
  return fail(ErrorCode::invalid_argument, field + "：" + why + "（" + rule + "）");
}

// What no ledger can mean. The steps that an answer needs today are not asked for: they bind who works, not who copies what was done.
Status check_past(const PastMatter& past, CivilDate today) {
  const CivilDate received = past.intake.received;
  if (past.replied && *past.replied < received) return refuse("答复日期", past.replied->to_string() + " 早于收到之日 " + received.to_string(), "R-330");
  if (past.closed && *past.closed < received) return refuse("办结日期", past.closed->to_string() + " 早于收到之日 " + received.to_string(), "R-330");
  if (past.closed && past.replied && *past.closed < *past.replied) {
    return refuse("办结日期", past.closed->to_string() + " 早于答复日期 " + past.replied->to_string(), "R-376");
  }
  for (const auto& [field, day] : {std::pair("登记日期", std::optional(past.registered)), std::pair("答复日期", past.replied), std::pair("办结日期", past.closed)}) {
    if (day && *day > today) return refuse(field, day->to_string() + " 还没有到", "R-330");
  }
  if (!past.outcome.empty() && !past.closed && !past.replied) return refuse("办结日期", "有处理结果“" + past.outcome + "”，却没有答复日期或办结日期", "R-333");
  return {};
}

/// A final state that a ledger may name as the result; a merged matter would need the one it went into.
bool is_final_state(const MoveRules& moves, const std::string& outcome) { return outcome != "并入" && moves.is_closed(outcome); }

bool is_result(const MoveRules& moves, const std::string& outcome, CivilDate on) {
  const auto reply = moves.find("reply", on);
  if (!reply) return false;
  const FieldRule* result = (*reply)->field("result");
  return result != nullptr && std::find(result->values.begin(), result->values.end(), outcome) != result->values.end();
}

void put_outcome(json::object& changes, const MoveRules& moves, const PastMatter& past, CivilDate on) {
  if (past.outcome.empty()) {
    changes["outcome"] = "已办";
  } else if (is_result(moves, past.outcome, on) || is_final_state(moves, past.outcome)) {
    changes["outcome"] = past.outcome;
  } else {
    changes["outcome"] = "其他";
    changes["closing_reason"] = past.outcome;
  }
  if (!past.document.empty()) changes["document"] = past.document;
}

/// What came after the registration, one step for each day on which something happened, so that the record of any past day can be read.
std::vector<PastStep> later_steps(const MoveRules& moves, const PastMatter& past) {
  std::vector<PastStep> steps;
  if (past.replied) {
    json::object changes{{"replied", past.replied->to_string()}, {"state", "已答复"}};
    put_outcome(changes, moves, past, *past.replied);
    steps.push_back({*past.replied, std::move(changes)});
  }
  if (past.closed) {
    if (steps.empty() || steps.back().on != *past.closed) steps.push_back({*past.closed, {}});
    json::object& changes = steps.back().changes;
    if (!past.replied) put_outcome(changes, moves, past, *past.closed);
    changes["state"] = is_final_state(moves, past.outcome) ? past.outcome : "办结";
    changes["closed"] = past.closed->to_string();
  }
  return steps;
}

}  // namespace

Status Registry::put_people(const PastMatter& past, json::object& record) {
  if (!past.section.empty()) {
    auto section = find_unit(m_book, past.section);
    if (!section) return fail_in("承办科室（R-373）", std::move(section).error());
    if (section->kind != "科室") return refuse("承办科室", section->name + " 不是本部的科室", "R-373");
    record["section"] = section->name;
  }
  if (past.handler.empty()) return {};
  // Who handled it may have left long ago, and needs no account for that.
  if (const auto person = find_person(m_book, past.handler)) record["handler"] = person->account;
  else record["handler_name"] = past.handler;
  return {};
}

Result<MatterRow> Registry::import_matter(Transaction& transaction, const PastMatter& past, const Act& act) {
  const bool numbered = past.numbering == Numbering::series;
  if (numbered && !transaction.locked()) return fail(ErrorCode::internal, "registry: the transaction is not locked");
  TRY(check_past(past, today()));
  TRY_ASSIGN(const std::string by, person_of(act));
  TRY_ASSIGN(json::object record, described(past.intake, past.registered, by));
  TRY(put_people(past, record));
  record["state"] = record.contains("section") || record.contains("handler_name") ? "办理" : "登记";
  json::object series;
  if (numbered) {
    TRY(check_unused(past.intake));
    TRY(allot_number(past.intake, past.registered, record, series));
  }
  std::vector<PastStep> steps = later_steps(m_rules.moves, past);
  steps.insert(steps.begin(), {past.registered, std::move(record)});
  return record_past(transaction, past, by, std::move(steps), std::move(series));
}

Result<MatterRow> Registry::record_past(Transaction& transaction, const PastMatter& past, const std::string& by, std::vector<PastStep> steps, json::object series) {
  MatterRow matter{past.matter.value_or(new_matter_id()), past.name, {}};
  json::object fields{{"source", past.source}, {"row", past.row}};
  std::vector<MatterEvent> events;
  for (const PastStep& step : steps) {
    merge_changes(matter.record, step.changes);
    events.push_back({events.size(), matter.matter, "import", step.on.to_string(), {}, {}, by, std::nullopt, fields, step.changes});
  }
  if (!matter.record.contains("closed")) {
    if (const std::string alarm = alarm_of(events, today(), m_rules); !alarm.empty()) {
      events.back().changes["alarm"] = alarm;
      matter.record["alarm"] = alarm;
    }
  }
  for (MatterEvent& event : events) {
    Draft draft{action::k_matter_event, matter.matter.value, {}, {}, matter.matter.value};
    draft.payload = {{"matter", matter.matter.value}, {"move", event.move}, {"on", event.on}, {"fields", fields}, {"set", std::move(event.changes)}};
    if (!by.empty()) draft.payload["by"] = by;
    if (!series.empty()) draft.payload["series"] = std::move(series);
    series = json::object();
    transaction.record(std::move(draft));
  }
  if (transaction.locked()) TRY(transaction.status());
  if (const std::string number = text_in(matter.record, "number"); !number.empty()) matter.name = number;
  return matter;
}

Result<MatterRow> Registry::note_filed(Transaction& transaction, const MatterRow& matter, const std::vector<std::string>& codes, CivilDate on,
                                       const std::string& by) {
  TRY_ASSIGN(const std::string who, person_of({on, by, std::nullopt}));
  boost::json::array list = list_in(matter.record, "archival_codes");  // what came after filing has a 档号 of its own
  list.insert(list.end(), codes.begin(), codes.end());
  return record_event(transaction, matter.matter, "file", on.to_string(), who, std::nullopt, {{"codes", list}}, {{"filed", on.to_string()}, {"archival_codes", std::move(list)}},
                      matter.record);
}

}  // namespace anjuan::registry
