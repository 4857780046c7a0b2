// What a matter is, when it turns out to be something else, and the parts of a letter that is several things (R-321,
//
#include <algorithm>

#include "archive/registry/guard_functions.hpp"
#include "archive/registry/party.hpp"
#include "archive/registry/registry.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace json = boost::json;

namespace {

tl::unexpected<Error> refuse(const std::string& why, const std::string& rule) {
  return fail(ErrorCode::invalid_argument, "category：" + why + "（" + rule + "）");
}

bool some_in(const json::object& record, std::string_view list, std::string_view member, std::string_view value) {
  const json::array& all = list_in(record, list);
  return std::any_of(all.begin(), all.end(), [&](const json::value& one) {
    return one.is_object() && text_in(one.get_object(), member) == value;
  });
}

// A closed matter has been judged by the rules of its category: another one would make late what was in time, or
// nothing of what was owed.
Status check_steps_fit(const json::object& record, const std::string& category) {
  const std::string outcome = text_in(record, "outcome");
  const std::vector<std::string>* results = guard::results_of(category);
  if (date_in(record, "replied") && results != nullptr &&
      std::find(results->begin(), results->end(), outcome) == results->end()) {
    return refuse("已办结，结果“" + outcome + "”不是" + category + "类的结果", "R-321");
  }
  if (is_claim(record)) {
    if (date_in(record, "accepted"))
      return refuse("已办结，已于 " + text_in(record, "accepted") + " 按申诉求决受理并计算 60 日办理期限", "R-305");
    if (!list_in(record, "review_requests").empty()) return refuse("已办结，已经申请过复查", "R-317");
    if (date_in(record, "routed_elsewhere"))
      return refuse("已办结，已导入" + text_in(record, "routed_procedure"), "R-326");
  }
  if (category == "申诉求决" && date_in(record, "replied") && !date_in(record, "accepted"))
    return refuse("已办结，答复前没有受理", "R-305");
  if (category != "检举控告") return {};
  if (some_in(record, "transfers", "mode", "转请") || some_in(record, "notices", "kind", "转办告知")) {
    return refuse("已办结，已转请基层单位办理或告知信访人转往何处，检举控告不得如此", "R-377、R-340");
  }
  return {};
}

}  // namespace

Result<json::array> Registry::keyed(const json::array& parties, bool accusation) const {
  json::array all;
  for (const json::value& value : parties) {
    if (text_in(value.get_object(), "role") == "隐去") {
      all.push_back(value);
      continue;
    }
    TRY_ASSIGN(const Party party, party_from(value.get_object(), m_vault));
    TRY_ASSIGN(json::array written, parties_of({party}, accusation, Irregular::keep, m_vault));
    all.push_back(std::move(written.front()));
  }
  return all;
}

// what turns out to be an accusation is hidden at once, from whoever it names too, and numbered in the series
// whose gaps nobody else sees. Its old number is kept and given to nothing else. The other way would show in
// the open what was promised to be kept secret: that is a new registration.
Status Registry::recategorise(const json::object& record, const std::string& reason, json::object& changes,
                              json::object& series) {
  const std::string category = text_in(changes, "category");
  if (category.empty() || category == text_in(record, "category")) return {};
  if (is_review(record)) return refuse("复查、复核事项都是申诉求决", "R-317");
  if (m_rules.moves.is_closed(text_in(record, "state"))) TRY(check_steps_fit(record, category));
  if (is_accusation(record))
    return refuse("检举控告另成编号系列，不改归其他类；作废（void）后另行登记", "R-383、R-387");
  if (!is_accusation(changes)) return {};
  changes["restricted"] = true;
  TRY_ASSIGN(json::array parties, keyed(list_in(changes.contains("parties") ? changes : record, "parties"), true));
  changes["parties"] = std::move(parties);
  const std::string former = text_in(record, "number");
  if (former.empty()) return {};  // an imported letter without a number stays without one
  changes["former_number"] = former;
  changes["former_reason"] = reason;
  const std::string channel = text_in(changes.contains("channel") ? changes : record, "channel");
  json::object numbered{{"channel", channel}, {"category", category}};
  // In the book of the year in which it was registered: that day has not changed.
  TRY(allot_number({}, date_in(record, "registered").value_or(today()), numbered, series));
  changes["number"] = numbered.at("number");
  return {};
}

// the old number stays in its book, voided, so that the book shows no gap and nothing acts under it any more. It
// was given out on the day of the registration: as of any day since it stands there. Nothing of the accusation does, not
// even where it went: the number and the day it was given out on, no more than the book had.
Status Registry::void_former(Transaction& transaction, const json::object& before, CivilDate on,
                             const std::string& by) {
  json::object registered{{"state", "登记"}};
  for (const char* member : {"number", "received", "handed_in", "registered", "registrar", "channel"}) {
    if (const json::value* value = before.if_contains(member)) registered.emplace(member, *value);
  }
  const std::string given_out = text_in(before, "registered");
  TRY_ASSIGN(const MatterRow old,
             record_event(transaction, new_matter_id(), "register", given_out.empty() ? on.to_string() : given_out,
                          text_in(before, "registrar"), {}, {}, std::move(registered), {}));
  json::object voided{
      {"state", "作废"}, {"outcome", "作废"}, {"closing_reason", "登记有误，另行登记"}, {"closed", on.to_string()}};
  json::object said{{"reason", voided.at("closing_reason")}};
  TRY(record_event(transaction, old.matter, "void", on.to_string(), by, {}, std::move(said), std::move(voided),
                   old.record));
  return {};
}

// The part is the same letter: same people, same receipt, same clocks; only its subject, its kind and its way are its
// own.
Result<json::object> Registry::part_of(const MatterRow& whole, const Part& part, CivilDate on) const {
  if (typed_form(part.subject).empty())
    return fail(ErrorCode::invalid_argument, "分出的事项缺事由（--subject）（R-387）");
  json::object record;
  for (const char* member : {"received",           "handed_in",       "letter_date", "channel",      "category",
                             "signature",          "heads",           "addressable", "restricted",   "parties",
                             "assigner",           "assigner_number", "assigned_on", "assigned_due", "transferrer",
                             "transferrer_number", "transferred_on",  "enclosures",  "summary",      "important"}) {
    if (const json::value* value = whole.record.if_contains(member)) record.emplace(member, *value);
  }
  record["subject"] = part.subject;
  if (part.category.empty()) return record;
  TRY_ASSIGN(const IntakeChoice* category, m_intake.category(part.category, on));
  record["category"] = category->name;
  const bool accusation = is_accusation(record);
  if (accusation == is_accusation(whole.record)) return record;
  if (accusation) {
    record["restricted"] = true;
  } else {
    // a part that stands in the open tells nothing of the accusation it came with.
    for (const char* member : {"restricted", "summary", "enclosures"}) record.erase(member);
    json::array others;
    for (const json::value& party : list_in(record, "parties")) {
      if (!text_in(party.get_object(), "role").starts_with("被反映")) others.push_back(party);
    }
    record["parties"] = std::move(others);
  }
  TRY_ASSIGN(json::array parties, keyed(list_in(record, "parties"), accusation));
  record["parties"] = std::move(parties);
  return record;
}

Result<std::vector<MatterRow>> Registry::split(Transaction& transaction, const std::string& name,
                                               const std::vector<Part>& wanted, const Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "registry: the transaction is not locked");
  if (wanted.empty()) return fail(ErrorCode::invalid_argument, "没有写分出什么事项（--subject）（R-387）");
  TRY_ASSIGN(const MatterRow matter, m_book.find(name));
  const std::string state = text_in(matter.record, "state");
  if (!m_rules.moves.is_open(state))
    return fail(ErrorCode::invalid_argument, matter.name + " 现为“" + state + "”，不能拆分（R-387）");
  if (is_review(matter.record))
    return fail(ErrorCode::invalid_argument, matter.name + " 是" + text_in(matter.record, "matter_kind") +
                                                 "事项，只审查一份意见，不能拆分（R-317、R-387）");
  TRY_ASSIGN(const CivilDate on, day_of(act, matter.record));
  TRY_ASSIGN(const std::string by, person_of(act));
  std::vector<MatterRow> parts;
  for (const Part& each : wanted) {
    TRY_ASSIGN(json::object record, part_of(matter, each, on));
    record["split_from"] = matter.name;
    record["registered"] = on.to_string();
    record["registrar"] = by.empty() ? m_archive.options().actor : by;
    record["state"] = "登记";
    record["repeat"] = false;
    json::object series;
    TRY(allot_number({}, on, record, series));
    TRY_ASSIGN(MatterRow part, record_event(transaction, new_matter_id(), "register", on.to_string(), by, act.evidence,
                                            {}, std::move(record), {}, std::move(series)));
    parts.push_back(std::move(part));
  }
  json::array numbers;
  for (const MatterRow& part : parts) numbers.emplace_back(json::string(part.name));
  json::object changes{{"split_into", numbers}};
  TRY(record_event(transaction, matter.matter, "split", on.to_string(), by, act.evidence, {{"into", numbers}},
                   std::move(changes), matter.record));
  return parts;
}

}  // namespace anjuan::registry
