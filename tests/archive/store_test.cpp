#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "archive/store/pack_store.hpp"
#include "tests/support/crash_file_system.hpp"
#include "tests/support/memory_book.hpp"
#include "tests/support/object_store_conformance.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

BOOST_AUTO_TEST_CASE(conforms_on_disk) {
  const TempDir folder;
  check_object_store(posix_file_system(), folder.path());
}

BOOST_AUTO_TEST_CASE(conforms_in_memory) { check_object_store(std::make_shared<CrashFileSystem>(), "/"); }

static std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The hexadecimal lines (offset, bytes, remark) of the first ```hex block of a document.
static std::string hex_block(const std::string& document) {
  std::istringstream lines(document.substr(document.find("```hex\n") + 7));
  std::string hex;
  for (std::string line; std::getline(lines, line) && line != "```";) {
    const std::string bytes = line.substr(5, 16 * 3);
    std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(hex), [](char c) { return c != ' '; });
  }
  return hex;
}

BOOST_AUTO_TEST_CASE(the_documented_example) {
  const TempDir folder;
  const auto store = need(PackStore::open(posix_file_system(), folder / "packs", {.own_pack_over = 0}));
  MemoryBook book;
  const auto session = need(store->begin_session(book));
  commit(*session, book, {put(*session, "abc", 1)});
  const std::string bytes = file_bytes(folder / "packs" / "00000001.pack");
  BOOST_TEST(to_hex(as_bytes(bytes)) == hex_block(file_bytes(source_dir() / "schemas/formats/pack.md")));
}

}  // namespace anjuan::test
