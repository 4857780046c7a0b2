// The guards by group; for guards.cpp only.
#pragma once

#include "archive/registry/step.hpp"

namespace anjuan::registry::guard {

// guards_people.cpp: who acts, who may not
Status acted_by_person(Step& step);
Status approval(Step& step);
Status important_instruction(Step& step);
Status instruction_paper(Step& step);
Status assignment(Step& step);
Status recusal(Step& step);
Status recusal_actor(Step& step);
Status recused_handler(Step& step);
Status head_for_important(Step& step);
Status deny_target(Step& step);
Status escalation_first(Step& step);
Status hand_over_target(Step& step);

// guards_handling.cpp: transfer, acceptance, notices, clocks
Status transfer_target(Step& step);
Status slip_limit(Step& step);
Status urging_limit(Step& step);
Status objection_term(Step& step);
Status audit_verdict(Step& step);
Status accept_once(Step& step);
Status not_final_repeat(Step& step);
Status refuse_unaccepted(Step& step);
Status notice(Step& step);
Status extension(Step& step);
Status section_opinion(Step& step);
Status case_checklist(Step& step);
Status spans_2022(Step& step);
Status merge_target(Step& step);
Status repeat_decision(Step& step);

// guards_organs.cpp: what another organ sent us, what goes another way
Status objection_up(Step& step);
Status objection_answer(Step& step);
Status transfer_answer(Step& step);
Status claim_routed_once(Step& step);
Status own_review(Step& step);
Status petition_reply(Step& step);

// guards_sections.cpp: meetings, sections that lead
Status decision_due(Step& step);
Status decision_open(Step& step);
Status decisions_done(Step& step);
Status urging_section(Step& step);

// guards_answer.cpp: answer, delivery, review, closing
Status reply_contents(Step& step);
Status reply_result(Step& step);
Status conclude_accepted(Step& step);
Status delivery_proof(Step& step);
Status review_kind(Step& step);
Status review_term(Step& step);
Status review_answer(Step& step);
Status hearing_days(Step& step);
Status suspension_open(Step& step);
Status suspension_closed(Step& step);
Status answer_or_reason(Step& step);
Status visit_recorded(Step& step);
Status settled_visit(Step& step);
Status review_delivered(Step& step);
Status feedback_to_assigner(Step& step);
Status audited_result(Step& step);
Status custody_returned(Step& step);
Status assigned_matter(Step& step);
Status not_final(Step& step);

/// What the guards not_final, settled_visit, review_kind, delivery_proof, petition_reply and objection_answer ask of the record alone.
bool is_not_final(const boost::json::object& record);
bool may_settle_here(const boost::json::object& record);
bool may_be_reviewed(const boost::json::object& record);
bool is_deliverable(const boost::json::object& record);
bool is_petition(const boost::json::object& record);
bool awaits_objection_answer(const boost::json::object& record);

/// what an answer in this category may say; null: anything.
const std::vector<std::string>* results_of(const std::string& category);

}  // namespace anjuan::registry::guard
