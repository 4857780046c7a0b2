// The days and the articles of law that a form names: read from the matter's clocks and the rules that they follow (R-301…R-313), never made up here.
#pragma once

#include <optional>
#include <string>

#include "archive/registry/registry.hpp"

namespace anjuan::flows {

struct FormTerms {
  std::optional<CivilDate> conclude;  ///< last day as first counted, before any extension (R-305, R-371)
  std::optional<CivilDate> extended;  ///< last day with the extension (R-306)
  std::optional<CivilDate> report;    ///< to the assigner: the day it named, or as counted (R-313, R-318)
};

Result<FormTerms> terms_of(registry::Registry& registry, const MatterRow& matter);

/// 《信访工作条例》第三十四条: what a form cites, from the national rules that bind the matter. Empty for a form that cites nothing.
std::string basis_of(const registry::OfficeRules& rules, const boost::json::object& record, const std::string& form);

}  // namespace anjuan::flows
