// What may be done to a clock: extend it, stop it, choose its rules.
#include <algorithm>

#include "archive/registry/clock_reader.hpp"

namespace anjuan::registry {

Result<CivilDate> extended_due(const ClockFacts& facts, const Extension& extension, const ClockRules& rules, const Calendar& calendar) {
  ClockFacts after = facts;
  after.extensions.push_back(extension);
  const KnownFacts before_it(facts, extension.approved.on);
  const KnownFacts after_it(after, extension.approved.on);
  const Dated* restart = before_it.reopened();
  // once, whatever day the second one bears; otherwise it would take the place of the first.
  const bool second = std::any_of(facts.extensions.begin(), facts.extensions.end(), [&](const Extension& each) {
    return restart == nullptr || before(*restart, each.approved);
  });
  std::string fault;
  std::optional<ClockReading> first;
  for (const ActiveClock& active : active_clocks(before_it, rules)) {
    if (active.extension == nullptr) continue;
    const auto was = ClockReader(before_it, active, calendar, Explain::no).read();
    if (!was || !was->open()) continue;
    auto now = ClockReader(after_it, active, calendar, Explain::no).read();
    if (second || now->nominal == was->nominal) {
      if (fault.empty()) fault = extension_fault(extension, second, *active.extension, was->start, was->due);
    } else if (!first || now->nominal < first->nominal) {
      first = std::move(now);
    }
  }
  if (first) return first->due;
  if (fault.empty()) fault = "没有正在计算、可以延长的办结期限（R-306）";
  return fail(ErrorCode::invalid_argument, "延期：" + fault);
}

Status check_suspension(const ClockFacts& facts, const Suspension& suspension, const ClockRules& rules, const Calendar& calendar) {
  const auto refuse = [](const std::string& what) { return fail(ErrorCode::invalid_argument, "中止计时：" + what + "（R-309）"); };
  if (!suspension.hearing) return refuse("只有听证的时间不计入期限，“" + suspension.reason + "”不能中止");
  if (suspension.to && suspension.to->on < suspension.from.on) return refuse("止日 " + suspension.to->on.to_string() + " 早于起日");
  for (const Suspension& each : facts.suspensions) {
    const bool apart = (each.to && each.to->on < suspension.from.on) || (suspension.to && suspension.to->on < each.from.on);
    if (!apart) return refuse("与 " + each.from.on.to_string() + " 开始的听证重叠");
  }
  for (const ClockReading& reading : read_clocks(facts, suspension.from.on, rules, calendar, Explain::no)) {
    const auto stops = [&](const ClockRule& rule) { return rule.set == reading.set && rule.clock == reading.clock && rule.hearing_excluded; };
    const bool running = reading.state == ClockState::running || reading.state == ClockState::suspended;
    if (running && std::any_of(rules.clocks().begin(), rules.clocks().end(), stops)) return {};
  }
  return refuse(suspension.from.on.to_string() + " 没有正在进行的复核，其他期限不因听证停算");
}

Status check_set_choice(const ClockFacts& facts, const SetChoice& choice, const ClockRules& rules) {
  const auto refuse = [](const std::string& what) { return fail(ErrorCode::invalid_argument, "选定规则：" + what + "（R-301）"); };
  const RuleSet* chosen = rules.find_set(choice.set);
  if (chosen == nullptr || !chosen->national) return refuse("没有名为“" + choice.set + "”的国家规定");
  const RuleSet* own = rules.national(facts.received.on);
  const auto newer = std::find_if(rules.sets().begin(), rules.sets().end(), [&](const RuleSet& set) {
    return set.national && own != nullptr && own->validity.to && set.validity.from == own->validity.to->plus_days(1);
  });
  if (newer == rules.sets().end() || (chosen != own && chosen != &*newer)) {
    return refuse(facts.received.on.to_string() + " 收到的事项只能适用" + (own == nullptr ? std::string("当时的规定") : own->title));
  }
  if (choice.at.on < newer->validity.from) return refuse(newer->title + " " + newer->validity.from.to_string() + " 才施行，此前不能选定");
  const KnownFacts known(facts, newer->validity.from.plus_days(-1));
  const Dated* undone = known.undone();
  for (const ClockEvent closing : {ClockEvent::concluded, ClockEvent::refused, ClockEvent::withdrawn}) {
    if (const Dated* event = known.first(closing, undone)) return refuse(told(event_name(closing), *event) + "，" + newer->title + "施行时已不在办");
  }
  if (facts.rule_set && facts.rule_set->set != choice.set && before(facts.rule_set->at, choice.at)) {
    return refuse(told("已选定" + facts.rule_set->set, facts.rule_set->at) + "，只选一次");
  }
  return {};
}

}  // namespace anjuan::registry
