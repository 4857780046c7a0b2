#include "tests/support/temp_dir.hpp"

#include <cstdlib>
#include <string>

namespace anjuan::test {

TempDir::TempDir() {
  std::string pattern = (std::filesystem::temp_directory_path() / "anjuan-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  m_path = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  // A test may have taken away its own rights; give them back so that the folder can go.
  for (auto it = std::filesystem::recursive_directory_iterator(
           m_path, std::filesystem::directory_options::skip_permission_denied, ignored);
       it != std::filesystem::recursive_directory_iterator(); it.increment(ignored)) {
    if (it->is_directory(ignored) && !it->is_symlink(ignored)) {
      std::filesystem::permissions(it->path(), std::filesystem::perms::owner_all, std::filesystem::perm_options::add, ignored);
    }
  }
  std::filesystem::remove_all(m_path, ignored);
}

}  // namespace anjuan::test
