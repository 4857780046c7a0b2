#include "tests/support/shared_data.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <string>

namespace anjuan::test {

static std::filesystem::path from_environment(const char* name, std::filesystem::path otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? std::filesystem::path(value) : otherwise;
}

std::filesystem::path source_dir() { return from_environment("ANJUAN_SOURCE_DIR", std::filesystem::current_path()); }
std::filesystem::path bin_dir() { return from_environment("ANJUAN_BIN_DIR", source_dir() / "build/dev/bin"); }

bool shared_data(std::string_view path, std::filesystem::path& out) {
  out = from_environment("ANJUAN_SHARED", source_dir() / ".." / "shared") / "data" / path;
  if (std::filesystem::exists(out)) return true;
  const std::string message = "skipped: shared data is absent: " + out.string();
  const char* ci = std::getenv("CI");
  if (ci != nullptr && std::string_view(ci) == "true") {
    BOOST_ERROR(message);
  } else {
    BOOST_TEST_MESSAGE(message);
    BOOST_CHECK(true);
  }
  return false;
}

}  // namespace anjuan::test
