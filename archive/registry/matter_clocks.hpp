// From what happened to a matter to its clocks.
#pragma once

#include <string>
#include <vector>

#include "archive/registry/clocks.hpp"
#include "archive/registry/step.hpp"

namespace anjuan::registry {

/// What the events say that a clock needs; pure. `moves` gives the names that people know. Events that are no steps of the rules count by what they change.
ClockFacts facts_of(const std::vector<MatterEvent>& events, const MoveRules& moves);

/// The unrolled day of the office's clock that alarms first among those still open (R-318; the organ's own set runs beside the national one, R-371, so
/// the stricter alarms); empty when none is open. As of `on`, the day of the newest event: a chance that lapses later leaves its day standing, so that
/// an alarm may come early but is never late.
std::string alarm_of(const std::vector<MatterEvent>& events, CivilDate on, const OfficeRules& rules);

}  // namespace anjuan::registry
