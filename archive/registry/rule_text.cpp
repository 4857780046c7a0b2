#include "archive/registry/rule_files.hpp"

namespace anjuan::registry {

Result<std::string_view> rule_text(std::string_view name) {
  for (const RuleFile& file : rule_files()) {
    if (file.name == name) return file.text;
  }
  return fail(ErrorCode::internal, "没有规则文件 " + std::string(name) + ".toml");
}

}  // namespace anjuan::registry
