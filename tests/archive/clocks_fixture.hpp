// Shared by the suites of the clocks: a matter in a few words, and a reading as one line.
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/clocks.hpp"

namespace anjuan::registry {

inline std::ostream& operator<<(std::ostream& out, ClockState state) { return out << state_name(state); }

inline CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }
inline Dated on(std::string_view text, std::int64_t seq = 0) { return {day(text), seq, ""}; }

inline const Calendar& calendar() {
  static const Calendar k_calendar = Calendar::builtin().value();
  return k_calendar;
}
inline const ClockRules& rules() {
  static const ClockRules k_rules = ClockRules::builtin().value();
  return k_rules;
}

inline ClockFacts matter(std::string_view received, Category category) {
  ClockFacts facts;
  facts.received = on(received, 1);
  facts.category = {{category, facts.received}};
  return facts;
}
/// A claim (申诉求决) of a person with an address: the kind of matter for which most is owed.
inline ClockFacts claim(std::string_view received) { return matter(received, Category::claim); }

/// A claim that was accepted, as an act of its own.
inline ClockFacts accepted(std::string_view received, std::string_view day_of_acceptance) {
  ClockFacts facts = claim(received);
  facts.accepted = on(day_of_acceptance, 2);
  return facts;
}

inline Extension extension(int days, std::string_view approved, std::string approver = "王部长") { return {days, on(approved), std::move(approver), std::nullopt}; }
inline Suspension hearing(std::string_view from, std::string_view to = "") {
  return {on(from), to.empty() ? std::nullopt : std::optional<Dated>(on(to)), true, "听证"};
}

inline std::vector<ClockReading> readings(const ClockFacts& facts, std::string_view as_of) {
  return read_clocks(facts, day(as_of), rules(), calendar());
}

/// `which` is “SET CLOCK”, as in "xf-2022 notice".
inline std::optional<ClockReading> reading(const ClockFacts& facts, std::string_view as_of, std::string_view which) {
  for (const ClockReading& each : readings(facts, as_of)) {
    if (each.set + " " + each.clock == which) return each;
  }
  return std::nullopt;
}

/// “R-303 2024-01-26 2024-02-10 2024-02-18 在办”: rule, start, nominal, due, state. "-" when the clock is not there.
inline std::string line(const std::optional<ClockReading>& found) {
  if (!found) return "-";
  const std::string head = found->rule + " ", tail = std::string(state_name(found->state));
  if (found->state == ClockState::not_owed) return head + tail;
  return head + found->start.to_string() + " " + found->nominal.to_string() + " " + found->due.to_string() + " " + tail;
}
inline std::string line(const ClockFacts& facts, std::string_view as_of, std::string_view which) { return line(reading(facts, as_of, which)); }

/// Only nominal and due: “2024-02-10 2024-02-18”.
inline std::string last_days(const ClockFacts& facts, std::string_view as_of, std::string_view which) {
  const auto found = reading(facts, as_of, which);
  return found ? found->nominal.to_string() + " " + found->due.to_string() : "-";
}

inline std::string reasons(const ClockFacts& facts, std::string_view as_of, std::string_view which) {
  std::string text;
  const auto found = reading(facts, as_of, which);
  if (found) {
    for (const std::string& sentence : found->why) text += sentence + "\n";
  }
  return text;
}
inline bool explains(const ClockFacts& facts, std::string_view as_of, std::string_view which, std::string_view part) {
  return reasons(facts, as_of, which).find(part) != std::string::npos;
}

inline std::string due_or_refusal(const ClockFacts& facts, const Extension& asked) {
  const auto due = extended_due(facts, asked, rules(), calendar());
  return due ? due->to_string() : due.error().message;
}

}  // namespace anjuan::registry
