#include <algorithm>
#include <charconv>

#include "archive/registry/clocks.hpp"
#include "archive/registry/conflicts.hpp"
#include "archive/registry/guard_functions.hpp"
#include "archive/registry/matter_clocks.hpp"
#include "archive/registry/repeats.hpp"

namespace anjuan::registry::guard {

namespace json = boost::json;

// what someone is accused of never goes to that person or unit, whatever the slip says.
Status transfer_target(Step& step) {
  TRY_ASSIGN(const Unit unit, find_unit(step.book, step.field("organ")));
  TRY_ASSIGN(const bool accused, is_accused_unit(step.book, step.record, unit));
  if (accused) return step.refuse(unit.name + " 是被反映单位或被反映人所在单位，材料不得转给它", "R-340");
  if (step.field("mode") == "转请" && is_accusation(step.record)) return step.refuse("检举控告不得转请基层办理", "R-377、R-340");
  return {};
}

namespace {

// It alarms from the day of the step on, so that it cannot lie before it.
Status limit_ahead(const Step& step, const std::string& rule) {
  if (!step.has("due") || step.on.to_string() <= step.field("due")) return {};
  return step.refuse("限期 " + step.field("due") + " 早于“" + step.move.title + "”之日 " + step.on.to_string(), rule);
}

}  // namespace

Status slip_limit(Step& step) {
  if (step.field("mode") == "交办" && !step.has("due")) return step.refuse("交办要写明限期（--due）", "R-335");
  return limit_ahead(step, "R-335");
}

Status urging_limit(Step& step) { return limit_ahead(step, "R-380"); }

Status objection_term(Step& step) {
  const auto from = date_in(step.record, "disposed");
  if (!from) return {};
  const CivilDate last = step.rules.calendar.add_workdays(*from, 5);
  if (step.on <= last) return {};
  return step.refuse("异议期 5 个工作日自 " + from->to_string() + " 起，已于 " + last.to_string() + " 届满", "R-304");
}

Status audit_verdict(Step& step) {
  if (step.field("verdict") == "通过") {
    step.changes["audited"] = step.on.to_string();
  } else {
    step.changes["transfer_feedback"] = nullptr;
  }
  return {};
}

Status accept_once(Step& step) {
  const auto accepted = date_in(step.record, "accepted");
  if (accepted) return step.refuse("已于 " + accepted->to_string() + " 受理", "R-305");
  return {};
}

// only a hearing in a running 复核 stops a clock, and no day is taken out twice.
Status hearing_days(Step& step) {
  const Suspension hearing{{step.on, static_cast<std::int64_t>(step.events.size()) + 1, step.move.title}, std::nullopt, true, step.field("reason")};
  const Status allowed = check_suspension(facts_of(step.events, step.rules.moves), hearing, step.rules.clocks, step.rules.calendar);
  if (!allowed) return step.refuse(allowed.error().message, "R-309");
  return {};
}

Status not_final_repeat(Step& step) {
  if (text_in(step.record, "repeat_verdict") != title_of(RepeatVerdict::closed_for_good)) return {};
  return step.refuse("同一事实和理由已经复核终结（" + text_in(step.record, "repeat_of") + "），不再受理", "R-312");
}

// What is final is nobody's to handle, so that no other organ is named; and when that is found out after the acceptance,
// refusing is the only way out that is left.
Status refuse_unaccepted(Step& step) {
  if (text_in(step.record, "repeat_verdict") == title_of(RepeatVerdict::closed_for_good)) return {};
  if (date_in(step.record, "accepted")) return step.refuse("已经受理，不能再不予受理", "R-303");
  if (!step.has("organ")) return step.refuse("要写明有权处理的机关（--organ）；复核终结的先判重（judge），不写", "R-303、R-339、R-312");
  return {};
}

namespace {

/// who was told on the spot that the matter is taken was told so that day, whatever letter follows.
std::optional<CivilDate> told_on_the_spot(const Step& step) {
  const json::object* restart = last_in(step.record, "reopenings");
  for (const json::value& value : list_in(step.record, "notices")) {
    if (!value.is_object() || text_in(value.get_object(), "kind") != "当场告知") continue;
    const auto on = date_in(value.get_object(), "on");
    if (on && (restart == nullptr || text_in(*restart, "on") <= on->to_string())) return on;
  }
  return std::nullopt;
}

// R-310 only says that no notice is owed; who visits or calls without saying who or where he is can still be told there and then.
Status reachable(const Step& step) {
  const bool anonymous = text_in(step.record, "signature") == "匿名";
  if (flag_in(step.record, "addressable") && !anonymous) return {};
  const std::string channel = text_in(step.record, "channel");
  if (step.field("kind") == "当场告知" && (!anonymous || channel == "走访" || channel == "电话")) return {};
  return step.refuse("姓名（名称）、住址不清，无从告知，也不负告知义务；当面告知的写 --kind 当场告知", "R-310");
}

// on the spot is while the visitor is there.
Status told_at_the_visit(const Step& step) {
  if (step.field("kind") != "当场告知" || text_in(step.record, "channel") != "走访") return {};
  const std::string on = step.on.to_string(), received = text_in(step.record, "received");
  if (on == received) return {};
  for (const json::value& record : list_in(step.record, "records")) {
    if (record.is_object() && text_in(record.get_object(), "kind") == "接访" && text_in(record.get_object(), "on") == on) return {};
  }
  return step.refuse("当场告知应在来访之日（" + received + "）；" + on + " 又来访的先记接访（record --kind 接访），没有来访的书面告知",
                     "R-303");
}

/// A notice tells what was done by then: the first of the steps of a list, or a day of the record.
Status told_after(const Step& step, const std::string& done, const char* what, const char* rule) {
  const std::string on = step.on.to_string();
  if (done.empty() || done <= on) return {};
  return step.refuse("日期 " + on + " 早于" + what + "的 " + done, std::string(rule) + "、R-320");
}

std::string first_day(const json::array& steps) {
  std::string first;
  for (const json::value& each : steps) {
    const std::string on = text_in(each.get_object(), "on");
    if (first.empty() || on < first) first = on;
  }
  return first;
}

}  // namespace

Status notice(Step& step) {
  const std::string kind = step.field("kind");
  TRY(reachable(step));
  TRY(told_at_the_visit(step));
  if (kind == "转办告知") {
    if (is_accusation(step.record)) return step.refuse("检举控告不告知转往何处", "R-377");
    if (list_in(step.record, "transfers").empty()) return step.refuse("还没有转送、交办或转请（transfer）", "R-377");
    TRY(told_after(step, first_day(list_in(step.record, "transfers")), "转送、交办或转请", "R-377"));
  }
  if (kind == "延期告知") {
    if (list_in(step.record, "extensions").empty()) return step.refuse("还没有批准延期（extend）", "R-306");
    TRY(told_after(step, text_in(*last_in(step.record, "extensions"), "on"), "延期", "R-306"));
    step.changes["extension_told"] = step.on.to_string();
    return {};
  }
  if (kind == "不予受理告知" && !date_in(step.record, "refused")) return step.refuse("还没有作出不予受理（refuse）", "R-303");
  if (kind == "不予受理告知") TRY(told_after(step, text_in(step.record, "refused"), "不予受理", "R-303"));
  if (!date_in(step.record, "noticed")) step.changes["noticed"] = step.on.to_string();
  if (kind == "受理告知" && !date_in(step.record, "accepted")) {
    if (date_in(step.record, "refused")) return step.refuse("已经不予受理", "R-303");
    const std::string state = text_in(step.record, "state");
    if (step.rules.moves.is_closed(state)) return step.refuse("已“" + state + "”，不能再受理", "R-303、R-316");
    TRY(not_final_repeat(step));  // or the notice would accept what R-312 forbids to accept
    step.changes["accepted"] = told_on_the_spot(step).value_or(step.on).to_string();
  }
  return {};
}

Status extension(Step& step) {
  int days = 0;
  const std::string text = step.field("days");
  std::from_chars(text.data(), text.data() + text.size(), days);
  const Extension asked{days, {step.on, static_cast<std::int64_t>(step.events.size()) + 1, step.move.title}, step.by, std::nullopt};
  const auto due = extended_due(facts_of(step.events, step.rules.moves), asked, step.rules.clocks, step.rules.calendar);
  if (!due) return step.refuse(due.error().message, "R-306、R-316");
  return {};
}

Status case_checklist(Step& step) {
  std::string missing;
  for (const char* name : {"procedure", "conclusion", "material", "formality"}) {
    if (!step.has(name)) missing += (missing.empty() ? "" : "、") + step.move.field(name)->title + "（--" + name + "）";
  }
  if (!missing.empty()) return step.refuse("结案清单还缺：" + missing, "R-379");
  return {};
}

Status spans_2022(Step& step) {
  const SetChoice choice{step.field("set"), {step.on, static_cast<std::int64_t>(step.events.size()) + 1, step.move.title}};
  const Status allowed = check_set_choice(facts_of(step.events, step.rules.moves), choice, step.rules.clocks);
  if (!allowed) return step.refuse(allowed.error().message, "R-301");
  return {};
}

// what a person decided on the repeat check, held against the earlier matter.
Status repeat_decision(Step& step) {
  const auto verdict = verdict_from(step.field("verdict"));
  if (!verdict) return step.refuse(verdict.error().message, "R-347");
  step.changes["repeat"] = counts_as_repeat(*verdict);
  if (!step.has("of")) {
    if (*verdict != RepeatVerdict::new_matter) return step.refuse("没写是哪一件的重复（--of）", "R-347");
    step.changes["repeat_of"] = nullptr;
    return {};
  }
  TRY_ASSIGN(const auto earlier, step.book.by_id(MatterId{step.field("of")}));
  if (!earlier || earlier->name == step.matter_name) return step.refuse("不能与自己相比", "R-347");
  const auto received = date_in(step.record, "received"), before = date_in(earlier->record, "received");
  if (received && before && *received < *before) return step.refuse(earlier->name + " 收到在后（" + before->to_string() + "）", "R-347");
  const std::string state = text_in(earlier->record, "state");
  if (*verdict == RepeatVerdict::closed_for_good && state != "终结") return step.refuse(earlier->name + " 没有经复核终结（现为“" + state + "”）", "R-312");
  if (*verdict == RepeatVerdict::in_hand && !step.rules.moves.is_open(state)) return step.refuse(earlier->name + " 已不在办理（现为“" + state + "”）", "R-312");
  step.changes["repeat_of"] = earlier->name;
  return {};
}

Status merge_target(Step& step) {
  TRY_ASSIGN(const auto target, step.book.by_id(MatterId{step.field("into")}));
  if (!target) return step.refuse("没有要并入的事项");
  const std::string state = text_in(target->record, "state");
  if (target->name == step.matter_name) return step.refuse("不能并入自己");
  if (!step.rules.moves.is_open(state)) return step.refuse(target->name + " 已“" + state + "”，不能并入");
  if (is_accusation(step.record) != is_accusation(target->record)) return step.refuse("检举控告与其他事项不能并案", "R-387、R-383");
  return {};
}

}  // namespace anjuan::registry::guard
