#include <algorithm>

#include "archive/registry/accused.hpp"
#include "archive/registry/conflicts.hpp"
#include "archive/registry/guard_functions.hpp"
#include "archive/registry/guards.hpp"
#include "archive/registry/sections.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry::guard {

namespace json = boost::json;

namespace {

Status check_free_of_conflict(const Step& step, const Account& account) {
  TRY_ASSIGN(const std::string conflict, conflict_of(step.book, step.record, account));
  if (!conflict.empty()) return step.refuse(conflict, "R-325");
  return {};
}

/// neither who handles it nor who shares it.
Status check_section(const Step& step, const std::string& section) {
  TRY_ASSIGN(const Unit unit, find_unit(step.book, section));
  TRY_ASSIGN(const bool accused, is_accused_unit(step.book, step.record, unit));
  if (accused) return step.refuse(unit.name + " 是被反映单位或被反映人所在单位，应当回避", "R-325、R-340");
  return {};
}

}  // namespace

Status acted_by_person(Step& step) {
  if (step.by.empty()) return step.refuse("要写明是谁作出的（--for 人员）", step.move.cited().find("R-385") == std::string::npos ? step.move.cited() + "、R-385" : step.move.cited());
  return {};
}

// an approval is somebody else's than the handler's, and of the rank that the step's row names.
Status approval(Step& step) {
  const std::string person = step.has("approver") ? step.field("approver") : step.by;
  if (person.empty()) return acted_by_person(step);
  TRY_ASSIGN(const Account account, find_person(step.book, person));
  const std::string cited = step.move.cited();
  if (account.account == text_in(step.record, "handler")) return step.refuse(account.name + " 是本件的承办人，不能批准、审核自己承办的事项", cited);
  if (!account.serves_on(step.on)) return step.refuse(account.name + " 在 " + step.on.to_string() + " 不在任", cited + "、R-373");
  TRY(check_free_of_conflict(step, account));
  std::string wanted;
  for (const std::string& approver : step.move.approvers) {
    const bool head = approver == k_section_head;
    TRY_ASSIGN(const auto headed, headed_section(step.book, account));
    if (head ? headed.has_value() : account.has_role(approver)) return {};
    wanted += (wanted.empty() ? "" : "或") + (head ? "科室" + approver : approver);
  }
  return step.refuse(account.name + " 不是" + wanted + "，不能批准", cited);
}

Status important_instruction(Step& step) {
  // judged by a person, never derived from the mere existence of a 批示.
  if (!step.has("important")) return {};
  step.changes["important_instruction"] = true;
  step.changes["important"] = true;
  return {};
}

// the signed paper is the record; what was typed for a leader is only a stand-in until it comes.
Status instruction_paper(Step& step) {
  json::array instructions = list_in(step.record, "instructions");
  const std::string wanted = step.field("nth");
  std::size_t nth = 0, waiting = 0;
  for (const json::value& instruction : instructions) {
    ++nth;
    const bool has_paper = instruction.is_object() && instruction.get_object().contains("item");
    if (wanted.empty() ? has_paper : wanted != std::to_string(nth)) continue;
    if (has_paper) return step.refuse("第 " + wanted + " 次批示已有原件", "R-385");
    waiting = nth;
    break;
  }
  if (waiting == 0) return step.refuse(wanted.empty() ? "没有待附原件的批示" : "没有第 " + wanted + " 次批示（共 " + std::to_string(nth) + " 次）", "R-385");
  instructions[waiting - 1].get_object()["item"] = step.field("scan");
  step.fields["nth"] = std::to_string(waiting);
  step.changes["instructions"] = std::move(instructions);
  return {};
}

Status assignment(Step& step) {
  std::string section = step.field("section");
  if (const json::object* last = last_in(step.record, "assignments"); last != nullptr && step.on.to_string() < text_in(*last, "on"))
    return step.refuse("日期 " + step.on.to_string() + " 早于上一次分办的 " + text_in(*last, "on"), "R-320、R-373");
  if (step.has("handler")) {
    TRY_ASSIGN(const Account handler, find_person(step.book, step.field("handler")));
    if (!handler.serves_on(step.on)) return step.refuse(handler.name + " 在 " + step.on.to_string() + " 不是在任的专人", "R-373");
    if (section.empty()) section = text_in(step.record, "section");
    if (handler.unit.empty()) return step.refuse(handler.name + " 不属于任何科室", "R-373");
    TRY_ASSIGN(const Unit unit, find_unit(step.book, handler.unit));
    if (section.empty()) section = unit.name;
    if (unit.name != section) return step.refuse(handler.name + " 是" + unit.name + "的人，不是" + section + "的", "R-373");
    step.changes["handler"] = handler.account;
  } else if (!section.empty() && section != text_in(step.record, "section")) {
    step.changes["handler"] = nullptr;  // the head of the new section names its own
  }
  if (section.empty()) return step.refuse("要写明承办科室（--section）", "R-332、R-373");
  const auto sharing = names_in(step.field("co_sections"));
  if (std::find(sharing.begin(), sharing.end(), section) != sharing.end())
    return step.refuse(section + " 承办，不能又是会办科室", "R-372");
  step.changes["section"] = section;
  return {};
}

Status recusal(Step& step) {
  if (step.has("handler")) {
    TRY_ASSIGN(const Account handler, find_person(step.book, step.field("handler")));
    TRY(check_free_of_conflict(step, handler));
  }
  const std::string section = step.has("section") ? step.field("section") : text_in(step.record, "section");
  if (!section.empty()) TRY(check_section(step, section));
  for (const std::string& name : names_in(step.field("co_sections"))) TRY(check_section(step, name));
  return {};
}

Status recusal_actor(Step& step) {
  if (step.by.empty()) return {};
  TRY_ASSIGN(const Account account, find_person(step.book, step.by));
  return check_free_of_conflict(step, account);
}

Status recused_handler(Step& step) {
  if (text_in(step.record, "handler") == step.field("person")) step.changes["handler"] = nullptr;
  return {};
}

Status head_for_important(Step& step) {
  if (!flag_in(step.record, "important") || !step.has("handler") || step.has("reason")) return {};
  TRY_ASSIGN(const Account handler, find_person(step.book, step.field("handler")));
  if (handler.head) return {};
  return step.refuse("重要、疑难事项由科室负责人承办；由 " + handler.name + " 承办须写明理由（--reason）", "R-373");
}

Status deny_target(Step& step) {
  if (!step.has("person") && !step.has("unit")) return step.refuse("要写明对谁隐去（--person 或 --unit）", "R-343");
  json::array parties = list_in(step.record, "parties");
  for (const char* target : {"person", "unit"}) {
    if (!step.has(target)) continue;
    const json::array key{json::string("deny"), json::string(std::string(target) + ":" + typed_form(step.field(target)))};
    parties.push_back(json::object{{"role", "隐去"}, {"name", step.field(target)}, {"keys", json::array{key}}});
  }
  step.changes["parties"] = std::move(parties);
  return {};
}

// whom it is about is not whom it goes to.
Status hand_over_target(Step& step) {
  if (!is_accusation(step.record)) return {};
  TRY_ASSIGN(const bool concerned, is_concerned(step.book, step.record, step.field("target")));
  if (concerned)
    return step.refuse("“" + step.field("target") + "”是被反映人、已回避的人或被反映单位，或是其中的人；要改交其他领导、纪检或上级",
                       "R-384、R-340");
  return {};
}

// whoever loses sight of the matter must not be the only one who could handle it.
Status escalation_first(Step& step) {
  if (date_in(step.record, "handed_over")) return {};
  const std::string person = step.field("person");
  std::string unit = step.field("unit");
  // A unit may be typed by its id; one that is not registered has nobody who handles anything here.
  TRY_ASSIGN(const auto known, step.book.unit(unit));
  if (known) unit = unit_from(*known).name;
  bool office = false;
  if (!person.empty()) {
    TRY_ASSIGN(const Account account, find_person(step.book, person));
    TRY_ASSIGN(office, heads_office(step.book, account));
    // An accusation of anybody there concerns 办公室; a clerk who is only somebody's relative leaves the others to handle it.
    TRY_ASSIGN(const bool of_office, is_of_office(step.book, account));
    office = office || (of_office && is_accused(step.record, account));
  }
  if (!unit.empty()) {
    TRY_ASSIGN(const bool concerned, is_office_or_above(step.book, unit));
    office = office || concerned || unit == text_in(step.record, "section");
  }
  const bool registrar = !person.empty() && (person == text_in(step.record, "registrar") || person == text_in(step.record, "handler"));
  if (!registrar && !office) return {};
  return step.refuse("对登记人、承办人、承办科室、办公室、其负责人和被反映的工作人员或本机关隐去之前，先把事项改交他人并留收条（hand-over）", "R-384");
}

}  // namespace anjuan::registry::guard

namespace anjuan::registry {

Status check_not_recused(const Step& step) {
  // Who is in conflict gives it away and declares that he is, of himself alone: to recuse the investigator is no part of it.
  if (step.move.name == "hand-over") return {};
  for (const std::string& who : {step.by, step.actor}) {
    TRY_ASSIGN(const auto stored, step.book.account(who));
    if (!stored || (step.move.name == "recuse" && step.field("person") == who)) continue;
    TRY_ASSIGN(const std::string conflict, conflict_of(step.book, step.record, account_from(*stored)));
    if (!conflict.empty()) return step.refuse(conflict + "；只可改交他人（hand-over）或声明本人回避（recuse）", "R-325、R-340");
  }
  return {};
}

}  // namespace anjuan::registry
