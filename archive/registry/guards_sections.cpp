// What sections do together: decisions of a meeting, urging by the section that leads.
#include <algorithm>
#include <charconv>

#include "archive/registry/guard_functions.hpp"
#include "archive/registry/sections.hpp"

namespace anjuan::registry::guard {

namespace json = boost::json;

Status decision_due(Step& step) {
  if (step.field("due") < step.on.to_string()) {
    return step.refuse("限期 " + step.field("due") + " 早于会议之日 " + step.on.to_string(), "R-370");
  }
  const auto names = names_in(step.field("co_sections"));
  if (std::find(names.begin(), names.end(), step.field("section")) != names.end()) {
    return step.refuse(step.field("section") + " 牵头，不能又是会办科室", "R-370");
  }
  return {};
}

Status decision_open(Step& step) {
  json::array decisions = list_in(step.record, "decisions");
  const std::string wanted = step.field("nth");
  json::object* settled = nullptr;
  std::size_t nth = 0, position = 0;
  for (json::value& value : decisions) {
    ++position;
    json::object& decision = value.get_object();
    const bool done = decision.contains("done");
    if (wanted.empty() ? done : wanted != std::to_string(position)) continue;
    if (done) return step.refuse("第 " + wanted + " 项决定已于 " + text_in(decision, "done") + " 落实", "R-370");
    if (settled != nullptr && text_in(*settled, "due") <= text_in(decision, "due")) continue;
    settled = &decision;
    nth = position;
  }
  if (settled == nullptr) return step.refuse("没有待落实的会办决定（共 " + std::to_string(position) + " 项）", "R-370");
  if (step.on.to_string() < text_in(*settled, "on")) {
    return step.refuse("日期 " + step.on.to_string() + " 早于会议之日 " + text_in(*settled, "on"), "R-370");
  }
  (*settled)["done"] = step.on.to_string();
  (*settled)["result"] = step.field("text");
  step.fields["nth"] = std::to_string(nth);
  step.changes["decisions"] = std::move(decisions);
  return {};
}

Status decisions_done(Step& step) {
  const auto open = open_decisions(step.record);
  if (open.empty()) {
    const std::string on = step.on.to_string();
    for (const json::value& decision : list_in(step.record, "decisions")) {
      const std::string done = text_in(decision.get_object(), "done");
      if (on < done) return step.refuse("日期 " + on + " 早于会办决定落实的 " + done, "R-370、R-320");
    }
    return {};
  }
  return step.refuse("会办决定还没有落实（decision-done）：" + text_in(*open.front(), "decision"), "R-370");
}

// on the sheet that a leader approves stands what the head of the section says of it, under his name.
Status section_opinion(Step& step) {
  if (step.has("opinion") != step.has("head"))
    return step.refuse("科室意见和签署意见的科室负责人要一起写（--opinion、--head）", "R-306、R-380");
  if (!step.has("head")) return {};
  TRY_ASSIGN(const Account head, find_person(step.book, step.field("head")));
  TRY_ASSIGN(const auto section, headed_section(step.book, head));
  const std::string handling = text_in(step.record, "section");
  if (section && section->name == handling) return {};
  return step.refuse(head.name + " 不是承办科室" + (handling.empty() ? "" : "（" + handling + "）") + "的负责人",
                     "R-306、R-373");
}

// 办公室 and leaders urge everything; a section urges what it leads. Whoever types without an account is the
// whole office.
Status urging_section(Step& step) {
  TRY_ASSIGN(const auto stored, step.book.account(step.actor));
  if (!stored) return {};
  const Account account = account_from(*stored);
  if (account.has_role("办公室") || account.has_role("领导") || !account.has_role("科室")) return {};
  std::string section;
  if (!account.unit.empty()) {
    TRY_ASSIGN(const Unit unit, find_unit(step.book, account.unit));
    section = unit.name;
  }
  if (leads(step.record, section)) return {};
  return step.refuse("科室只督办、催办自己牵头的事项，" + section + "不是牵头科室", "R-372");
}

}  // namespace anjuan::registry::guard
