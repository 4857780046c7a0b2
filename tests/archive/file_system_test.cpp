#include <boost/test/unit_test.hpp>

#include "archive/store/file_system.hpp"
#include "tests/support/object_store_conformance.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

BOOST_AUTO_TEST_CASE(the_real_file_system_conforms) {
  const TempDir folder;
  check_file_system(*posix_file_system(), folder.path());
}

}  // namespace anjuan::test
