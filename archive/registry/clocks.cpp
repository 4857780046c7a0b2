#include "archive/registry/clocks.hpp"

#include <algorithm>
#include <array>

#include "archive/registry/clock_known.hpp"
#include "archive/registry/clock_reader.hpp"

namespace anjuan::registry {

Dated earlier_receipt(const Dated& opened, const Dated& handed_in) { return before(handed_in, opened) ? handed_in : opened; }

std::string_view state_name(ClockState state) {
  static constexpr std::array<std::string_view, 7> k_names = {"在办", "中止计时", "逾期", "按期完成", "逾期完成", "期满", "不适用"};
  return k_names[static_cast<std::size_t>(state)];
}

namespace {

/// R-301, U-9: the national set by receipt, unless the office chose for a matter that spans the change.
const RuleSet* national_set(const KnownFacts& known, const ClockRules& rules) {
  const ClockFacts& facts = known.facts();
  const RuleSet* set = rules.national(facts.received.on);
  if (!facts.rule_set || !known.happened(facts.rule_set->at) || !check_set_choice(facts, *facts.rule_set, rules)) return set;
  return rules.find_set(facts.rule_set->set);
}

/// a decision falls due on the day that the meeting set, which is no term: nothing is counted and nothing rolls.
ClockReading read_decision(const Decision& decision, const KnownFacts& known, Explain explain) {
  ClockReading out{"R-370", "organ", "decision", "落实会办决定", "本机关制度 §2.1"};
  out.section = decision.section;
  out.start = decision.taken.on;
  out.nominal = out.due = decision.due;
  const Dated* done = known.seen(decision.done);
  const Dated* voided = known.seen(known.facts().voided);
  const Dated* returned = known.seen(known.facts().returned);
  std::string verdict;
  if (done != nullptr) {
    out.met = done->on;
    out.state = decision.due < done->on ? ClockState::met_late : ClockState::met;
    verdict = told("已落实", *done);
  } else if (voided != nullptr || returned != nullptr) {
    out.state = ClockState::not_owed;
    verdict = voided != nullptr ? told("作废", *voided) : told("异议成立，材料交还", *returned);
  } else {
    out.state = decision.due < known.as_of() ? ClockState::late : ClockState::running;
    verdict = "截至 " + known.as_of().to_string() + (out.state == ClockState::late ? " 已过限期" : " 尚未落实");
  }
  if (explain == Explain::yes) {
    out.why = {"依据 R-370，" + out.source + "：" + told("会办", decision.taken) + "决定" + decision.text,
               "由" + decision.section + "牵头，会议所定限期 " + decision.due.to_string() + "，不顺延", std::move(verdict)};
  }
  return out;
}

}  // namespace

std::vector<ActiveClock> active_clocks(const KnownFacts& known, const ClockRules& rules) {
  std::vector<ActiveClock> active;
  const ClockFacts& facts = known.facts();
  if (!known.happened(facts.received)) return active;
  const RuleSet* national = national_set(known, rules);
  for (const bool of_nation : {true, false}) {
    for (const ClockRule& rule : rules.clocks()) {
      const RuleSet* set = rules.find_set(rule.set);
      if (set->national != of_nation || (of_nation && set != national)) continue;
      // The version in force on receipt; of a national set chosen later, its first.
      const CivilDate day = of_nation ? std::max(facts.received.on, set->validity.from) : facts.received.on;
      if (rule.validity.holds(day) && rule.applies(facts.kind)) active.push_back({set, &rule, rules.extension(rule, day)});
    }
  }
  return active;
}

std::vector<ClockReading> read_clocks(const ClockFacts& facts, CivilDate as_of, const ClockRules& rules, const Calendar& calendar, Explain explain) {
  std::vector<ClockReading> readings;
  const KnownFacts known(facts, as_of);
  for (const ActiveClock& active : active_clocks(known, rules)) {
    ClockReader reader(known, active, calendar, explain);
    if (auto reading = reader.read()) readings.push_back(std::move(*reading));
  }
  for (const Decision& decision : facts.decisions) {
    if (known.happened(facts.received) && known.happened(decision.taken)) readings.push_back(read_decision(decision, known, explain));
  }
  return readings;
}

const ClockReading* strictest(const std::vector<ClockReading>& readings) {
  const ClockReading* first = nullptr;
  for (const ClockReading& reading : readings) {
    if (!reading.open() || reading.owner != ClockOwner::office) continue;
    if (first == nullptr || reading.nominal < first->nominal) first = &reading;
  }
  return first;
}

}  // namespace anjuan::registry
