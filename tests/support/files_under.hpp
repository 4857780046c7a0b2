// Which files still have something in them: for tests of what must be gone.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

namespace anjuan::test {

/// Paths, relative to `folder`, of all files below it that hold `bytes` somewhere.
inline std::set<std::string> files_with(const std::filesystem::path& folder, std::string_view bytes) {
  std::set<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string content((std::istreambuf_iterator<char>(file)), {});
    if (content.find(bytes) != std::string::npos) found.insert(std::filesystem::relative(entry.path(), folder).string());
  }
  return found;
}

}  // namespace anjuan::test
