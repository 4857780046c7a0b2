#include "archive/registry/guards.hpp"

#include <algorithm>
#include <map>

#include "archive/registry/guard_functions.hpp"

namespace anjuan::registry {

using Guard = Status (*)(Step&);

static const std::map<std::string_view, Guard>& guards() {
  static const std::map<std::string_view, Guard> k_guards = {
      {"acted_by_person", guard::acted_by_person},
      {"approval", guard::approval},
      {"important_instruction", guard::important_instruction},
      {"instruction_paper", guard::instruction_paper},
      {"assignment", guard::assignment},
      {"recusal", guard::recusal},
      {"recusal_actor", guard::recusal_actor},
      {"recused_handler", guard::recused_handler},
      {"head_for_important", guard::head_for_important},
      {"deny_target", guard::deny_target},
      {"escalation_first", guard::escalation_first},
      {"hand_over_target", guard::hand_over_target},
      {"transfer_target", guard::transfer_target},
      {"slip_limit", guard::slip_limit},
      {"objection_term", guard::objection_term},
      {"objection_up", guard::objection_up},
      {"objection_answer", guard::objection_answer},
      {"transfer_answer", guard::transfer_answer},
      {"claim_routed_once", guard::claim_routed_once},
      {"own_review", guard::own_review},
      {"petition_reply", guard::petition_reply},
      {"decision_due", guard::decision_due},
      {"decision_open", guard::decision_open},
      {"decisions_done", guard::decisions_done},
      {"urging_section", guard::urging_section},
      {"urging_limit", guard::urging_limit},
      {"audit_verdict", guard::audit_verdict},
      {"accept_once", guard::accept_once},
      {"not_final_repeat", guard::not_final_repeat},
      {"refuse_unaccepted", guard::refuse_unaccepted},
      {"notice", guard::notice},
      {"extension", guard::extension},
      {"section_opinion", guard::section_opinion},
      {"case_checklist", guard::case_checklist},
      {"spans_2022", guard::spans_2022},
      {"merge_target", guard::merge_target},
      {"repeat_decision", guard::repeat_decision},
      {"reply_contents", guard::reply_contents},
      {"reply_result", guard::reply_result},
      {"conclude_accepted", guard::conclude_accepted},
      {"delivery_proof", guard::delivery_proof},
      {"review_kind", guard::review_kind},
      {"review_term", guard::review_term},
      {"review_answer", guard::review_answer},
      {"hearing_days", guard::hearing_days},
      {"suspension_open", guard::suspension_open},
      {"suspension_closed", guard::suspension_closed},
      {"answer_or_reason", guard::answer_or_reason},
      {"visit_recorded", guard::visit_recorded},
      {"settled_visit", guard::settled_visit},
      {"review_delivered", guard::review_delivered},
      {"feedback_to_assigner", guard::feedback_to_assigner},
      {"audited_result", guard::audited_result},
      {"custody_returned", guard::custody_returned},
      {"assigned_matter", guard::assigned_matter},
      {"not_final", guard::not_final},
  };
  return k_guards;
}

bool is_guard(std::string_view name) { return guards().contains(name); }

std::vector<std::string_view> guard_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, function] : guards()) names.push_back(name);
  return names;
}

namespace {

/// What a guard asks of the record alone; the guards themselves ask it too.
const std::map<std::string_view, bool (*)(const boost::json::object&)>& standing_conditions() {
  static const std::map<std::string_view, bool (*)(const boost::json::object&)> k_conditions = {
      {"not_final", guard::is_not_final},
      {"settled_visit", guard::may_settle_here},
      {"review_kind", guard::may_be_reviewed},
      {"delivery_proof", guard::is_deliverable},
      {"own_review", is_review},
      {"objection_answer", guard::awaits_objection_answer},
      {"petition_reply", guard::is_petition}};
  return k_conditions;
}

}  // namespace

std::string possible_steps(const MoveRules& rules, const boost::json::object& record) {
  const std::string state = text_in(record, "state");
  std::string text;
  for (const MoveRule& move : rules.all()) {
    const bool leads_on =
        std::any_of(move.to.begin(), move.to.end(), [](const auto& target) { return target.second != "="; });
    const bool barred = std::any_of(move.guards.begin(), move.guards.end(), [&](const std::string& name) {
      const auto condition = standing_conditions().find(name);
      return condition != standing_conditions().end() && !condition->second(record);
    });
    if (leads_on && !barred && move.possible_in(state))
      text += (text.empty() ? "" : "、") + move.title + "（" + move.name + "）";
  }
  return text;
}

Status run_guard(std::string_view name, Step& step) {
  const auto found = guards().find(name);
  if (found == guards().end()) return fail(ErrorCode::internal, "没有“" + std::string(name) + "”这个条件");
  return found->second(step);
}

}  // namespace anjuan::registry
