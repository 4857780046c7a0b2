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

/// The first step that named another day in the place of this one, or null.
const Dated* replaced(const Limit& limit, const ClockRule& rule, const KnownFacts& known) {
  const Dated* found = nullptr;
  for (const Limit& other : known.facts().limits) {
    if (!rule.latest_only || other.from != limit.from || !known.happened(other.set) || !before(limit.set, other.set)) continue;
    if (found == nullptr || before(other.set, *found)) found = &other.set;
  }
  return found;
}

void settle_limit(ClockReading& out, const Limit& limit, const ClockRule& rule, const KnownFacts& known, Explain explain) {
  const auto conclude = [&](ClockState state, std::string verdict) {
    out.state = state;
    if (explain == Explain::yes) out.why.push_back(std::move(verdict));
  };
  ClockEvent met_by = ClockEvent::decision_done, ended_by{};
  const Dated* met = known.seen(limit.done);
  if (met == nullptr) met = known.earliest(rule.until, &limit.set, met_by);
  const Dated* ended = known.earliest(rule.ended_by, &limit.set, ended_by);
  const Dated* other = replaced(limit, rule, known);
  if (other != nullptr && (met == nullptr || before(*other, *met))) return conclude(ClockState::not_owed, told("另定限期", *other) + "，不必再计");
  if (met != nullptr && (ended == nullptr || !before(*ended, *met))) {
    out.met = met->on;
    return conclude(limit.due < met->on ? ClockState::met_late : ClockState::met, told(event_name(met_by), *met));
  }
  if (const Dated* voided = known.seen(known.facts().voided)) return conclude(ClockState::not_owed, told("作废", *voided) + "，不再计时（R-387）");
  if (const Dated* returned = known.seen(known.facts().returned)) return conclude(ClockState::not_owed, told("异议成立，材料交还", *returned) + "，不再计时（R-304）");
  if (ended != nullptr) return conclude(ClockState::not_owed, told(event_name(ended_by), *ended) + "，不必再计");
  const bool late = limit.due < known.as_of();
  conclude(late ? ClockState::late : ClockState::running, "截至 " + known.as_of().to_string() + (late ? " 已过限期" : " 尚未到期"));
}

/// the day that a step named is no term: nothing is counted and nothing rolls.
std::optional<ClockReading> read_limit(const Limit& limit, const KnownFacts& known, const ClockRules& rules, Explain explain) {
  const auto named = [&](const ClockRule& rule) {
    return rule.term.unit == ClockTerm::Unit::named && rule.from == limit.from && rule.validity.holds(limit.set.on) && rule.applies(known.facts().kind);
  };
  const auto rule = std::find_if(rules.clocks().begin(), rules.clocks().end(), named);
  if (rule == rules.clocks().end() || !known.happened(limit.set)) return std::nullopt;
  ClockReading out{rule->id, rule->set, rule->clock, rule->title, rule->source};
  out.section = limit.section;
  out.start = limit.set.on;
  out.nominal = out.due = limit.due;
  if (explain == Explain::yes) {
    out.why = {"依据 " + rule->id + "，" + rule->source + "：" + told(event_name(limit.from), limit.set) + (limit.text.empty() ? "" : "：" + limit.text),
               (limit.section.empty() ? "" : "由" + limit.section + "牵头，") + "所写的限期 " + limit.due.to_string() + "，不顺延"};
  }
  settle_limit(out, limit, *rule, known, explain);
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
      if (set->national != of_nation || (of_nation && set != national) || rule.term.unit == ClockTerm::Unit::named) continue;
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
  for (const Limit& limit : facts.limits) {
    auto reading = known.happened(facts.received) ? read_limit(limit, known, rules, explain) : std::nullopt;
    if (reading) readings.push_back(std::move(*reading));
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
