// Reads one clock of one matter (inside the room; others read clocks.hpp).
#pragma once

#include "archive/registry/clock_known.hpp"

namespace anjuan::registry {

/// “2023-03-16 受理（分办，第 12 步）”
std::string told(std::string_view what, const Dated& event);

/// Empty when the extension counts for a term of this rule that begins on `start` and ends on `due`; else why not, citing the rule.
std::string extension_fault(const Extension& extension, bool second, const ExtensionRule& rule, CivilDate start, CivilDate due);

/// A rule that speaks about this matter, in the version that was in force on its day.
struct ActiveClock {
  const RuleSet* set;
  const ClockRule* rule;
  const ExtensionRule* extension;  ///< null: cannot be extended
};
/// National ones first; empty before the day of receipt.
std::vector<ActiveClock> active_clocks(const KnownFacts& known, const ClockRules& rules);

class ClockReader {
 public:
  ClockReader(const KnownFacts& known, const ActiveClock& active, const Calendar& calendar, Explain explain);

  /// Nothing when the event that starts the clock has not happened.
  std::optional<ClockReading> read();

 private:
  void say(std::string sentence) { m_out.why.push_back(std::move(sentence)); }
  bool explaining() const { return m_explain == Explain::yes; }
  ClockReading not_owed(std::string reason);
  /// Why a term that the delivery begins has not begun.
  std::string not_delivered() const;
  /// Why the clock does not apply to this matter at all; empty when it does.
  std::string exemption() const;
  bool find_start();
  bool find_accepted_start();
  bool accepted_already(const Dated* noticed, const Dated& accepted) const;
  void start_from(CivilDate day, std::string_view what, const Dated* event);
  void count_term();
  void exclude_hearings();
  void extend();
  void shorten_to_limit();
  void roll();
  void settle();
  void finish(const Dated& event, std::string_view what, ClockState in_time);
  void say_basis();
  void say_notes();

  const KnownFacts& m_known;
  const ClockFacts& m_facts;
  const RuleSet& m_set;
  const ClockRule& m_rule;
  const ExtensionRule* m_extension;
  const Calendar& m_calendar;
  Explain m_explain;
  const Dated* m_since = nullptr;  ///< replies and closings up to here count no more
  bool m_hearing_now = false;
  ClockReading m_out;
};

}  // namespace anjuan::registry
