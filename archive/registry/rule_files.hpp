// The rule files of schemas/rules, compiled in: the defaults an office starts from (DESIGN §6, "Rules are data").
#pragma once

#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::registry {

struct RuleFile {
  std::string_view name;  ///< without ".toml"
  std::string_view text;
};
const std::vector<RuleFile>& rule_files();

/// not_found: internal, since the caller names a file that the build lists.
Result<std::string_view> rule_text(std::string_view name);

}  // namespace anjuan::registry
