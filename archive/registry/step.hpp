// One step on its way into a matter's history: what is asked, what stands, and what will change.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "archive/registry/calendar.hpp"
#include "archive/registry/citation.hpp"
#include "archive/registry/clock_rules.hpp"
#include "archive/registry/move_rules.hpp"
#include "archive/registry/people.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::registry {

/// The rules an office works by. Immutable while a Registry uses them.
struct OfficeRules {
  MoveRules moves;
  ClockRules clocks;
  Calendar calendar;
};

struct Step {
  const OfficeRules& rules;
  const MoveRule& move;
  MatterBook& book;
  const boost::json::object& record;          ///< before the step
  const std::vector<MatterEvent>& events;     ///< before the step
  std::string matter_name;                    ///< number, for messages
  std::map<std::string, std::string> fields;  ///< given and checked; people as accounts, sections by name, matters by id
  CivilDate on;
  std::string by;                             ///< account of who acted; empty: who types
  std::string actor;                          ///< who types
  boost::json::object changes;                ///< guards may add to it
  bool stays = false;                         ///< a guard found that it does not lead on yet: the state remains
  std::string leads_to;                       ///< a guard knows better than the row where it leads; empty: as the row says

  bool has(const std::string& field) const { return fields.contains(field); }
  std::string field(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  }
  /// Refuses the step: “〔2023〕组信字第0001号 不能“延期”：…（R-306、R-316）”. `rules` cites; empty: the move's own.
  tl::unexpected<Error> refuse(const std::string& why, const std::string& cited = {}) const {
    return fail(ErrorCode::invalid_argument, with_rules(matter_name + " 不能“" + move.title + "”：" + why, cited.empty() ? move.cited() : cited));
  }
};

}  // namespace anjuan::registry
