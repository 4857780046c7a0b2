// What another organ sent us, and what we send another way: objection, answer, routing, the review of another organ's
// opinion.
#include <algorithm>

#include "archive/registry/clocks.hpp"
#include "archive/registry/guard_functions.hpp"
#include "archive/registry/matter_clocks.hpp"

namespace anjuan::registry::guard {

namespace {

bool came_from_another(const Step& step) {
  return date_in(step.record, "transferred_on") || date_in(step.record, "assigned_on");
}

}  // namespace

// the clock itself says whether the chance is still there, so that the slip, the list of what is due and this
// refusal cannot differ.
Status objection_up(Step& step) {
  if (!came_from_another(step)) return step.refuse("不是其他机关转送、交办来的事项", "R-304");
  if (const auto objected = date_in(step.record, "objected"))
    return step.refuse("已于 " + objected->to_string() + " 提出过异议", "R-304");
  const auto readings = read_clocks(facts_of(step.events, step.rules.moves), step.on, step.rules.clocks,
                                    step.rules.calendar, Explain::no);
  const auto term = std::find_if(readings.begin(), readings.end(),
                                 [](const ClockReading& reading) { return reading.clock == "object"; });
  if (term == readings.end()) return step.refuse("适用信访条例（2005），没有异议期", "R-304、R-301");
  if (term->state == ClockState::lapsed) {
    return step.refuse(
        "异议期 5 个工作日自 " + term->start.to_string() + " 起，已于 " + term->due.to_string() + " 届满", "R-304");
  }
  if (!term->open()) return step.refuse("已经受理、告知或者答复，不能再提异议", "R-304");
  return {};
}

bool awaits_objection_answer(const boost::json::object& record) {
  return date_in(record, "objected") && text_in(record, "objection_result").empty();
}

// Upheld, the papers go back and nothing more is owed; not upheld, the matter stays ours and its terms have run on.
Status objection_answer(Step& step) {
  if (!date_in(step.record, "objected")) return step.refuse("还没有提出异议（object-up）", "R-304");
  if (!text_in(step.record, "objection_result").empty())
    return step.refuse("异议已有答复：" + text_in(step.record, "objection_result"), "R-304");
  if (step.field("verdict") != "成立") return {};
  if (date_in(step.record, "accepted")) return step.refuse("已经受理，不能退还", "R-304、R-305");
  step.changes["outcome"] = "退还";
  step.changes["closing_reason"] = step.field("text");
  return {};
}

// what the other organ is told is what was decided.
Status transfer_answer(Step& step) {
  if (!came_from_another(step)) return step.refuse("不是其他机关转送、交办来的事项", "R-315");
  const bool accepts = step.field("decision") == "受理";
  const auto decided = date_in(step.record, accepts ? "accepted" : "refused");
  if (!decided) return step.refuse(accepts ? "还没有受理（accept）" : "还没有作出不予受理（refuse）", "R-315");
  if (step.on < *decided)
    return step.refuse("日期 " + step.on.to_string() + " 早于作出决定的 " + decided->to_string(), "R-315");
  if (const auto answered = date_in(step.record, "answered_transfer"))
    return step.refuse("已于 " + answered->to_string() + " 通报", "R-315");
  return {};
}

// Art. 31 parts claims only; accusations against cadres go to their organ by `transfer` (Art. 30), and R-340 watches
// over that.
Status claim_routed_once(Step& step) {
  if (!is_claim(step.record))
    return step.refuse("只有申诉求决类的事项分程序处理；检举控告按干部管理权限转送（transfer）", "R-326");
  if (is_review(step.record)) return step.refuse("复查、复核事项不能导入其他程序", "R-317");
  if (const auto routed = date_in(step.record, "routed_elsewhere"))
    return step.refuse("已于 " + routed->to_string() + " 导入", "R-326");
  return {};
}

// our opinion on a lower organ's answer, with the clock of its own.
Status own_review(Step& step) {
  if (!is_review(step.record))
    return step.refuse("不是本机关受理的复查、复核事项；上级的意见用 review-result 记录", "R-317");
  const bool second = text_in(step.record, "matter_kind") == "复核";
  step.changes[second ? "rereview_answered" : "review_answered"] = step.on.to_string();
  if (second) step.changes["final"] = true;
  return {};
}

bool is_petition(const boost::json::object& record) { return !is_review(record); }

Status petition_reply(Step& step) {
  if (!is_petition(step.record)) return step.refuse("复查、复核事项作出的是复查、复核意见（decide-review）", "R-317");
  return {};
}

}  // namespace anjuan::registry::guard
