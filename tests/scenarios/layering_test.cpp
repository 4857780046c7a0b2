// DESIGN §3: arrows point one way, tools → query → indexer → archive; and only the helper links what parses foreign bytes.
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <set>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"

using namespace anjuan::test;
namespace fs = std::filesystem;

namespace {

struct Include {
  std::string file;   ///< relative to the source folder
  std::string what;   ///< as written between the quotes or brackets
};

std::vector<Include> includes_of(const std::string& top) {
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(source_dir() / top)) {
    const std::string suffix = entry.path().extension().string();
    if (suffix != ".hpp" && suffix != ".cpp") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const std::size_t hash = line.find_first_not_of(' ');
      if (hash == std::string::npos || line.compare(hash, 8, "#include") != 0) continue;
      const std::size_t begin = line.find_first_of("<\"", hash);
      const std::size_t end = begin == std::string::npos ? begin : line.find_first_of(">\"", begin + 1);
      if (end == std::string::npos) continue;
      found.push_back({entry.path().lexically_relative(source_dir()).string(), line.substr(begin + 1, end - begin - 1)});
    }
  }
  return found;
}

bool is_below(const std::string& path, const std::vector<std::string>& folders) {
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) { return path.starts_with(folder + "/"); });
}

const std::vector<std::string> k_layers = {"archive", "indexer", "query", "tools"};

/// Files below `from` may include of our own rooms only those below `allowed`.
std::size_t check_room(const std::string& from, const std::vector<std::string>& allowed) {
  std::size_t own = 0;
  for (const Include& include : includes_of(from)) {
    if (!is_below(include.what, {"archive", "indexer", "query", "tools", "tests", "schemas"})) continue;
    ++own;
    BOOST_TEST(is_below(include.what, allowed), include.file + " includes " + include.what);
  }
  return own;
}

/// Headers of foreign libraries, by how their names begin, and where alone they may stand.
struct Foreign {
  std::vector<std::string> names;
  std::vector<std::string> places;
};
const std::vector<Foreign> k_foreign = {
    {{"poppler", "archive.h", "archive_entry.h", "tesseract", "leptonica", "allheaders.h", "pugixml", "gmime", "gumbo", "pango", "cairo", "gsf"},
     {"indexer/extract", "indexer/ocr", "tools/extract"}},
    {{"zbar.h", "qpdf/", "tiffio.h", "qrencode.h"}, {"tools/extract"}},
    {{"xapian"}, {"indexer/index", "query/search", "tools/bench"}},
    {{"sqlite3.h"}, {"archive/catalog", "archive/store"}},
    {{"CLI/"}, {"tools/cli"}},
    {{"toml++"}, {"archive/registry", "tools/print", "tools/flows"}},
    {{"sodium.h"}, {"archive/registry"}},
    {{"xlsxwriter.h"}, {"query/reports"}},
    {{"zstd.h"}, {"tools/flows", "indexer/extract"}},
    {{"seccomp.h", "linux/landlock.h"}, {"tools/extract"}},
};

std::string linked_libraries(const std::string& program) {
  const RunResult result = run_program({"ldd", (bin_dir() / program).string()});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
  return result.out;
}
const std::vector<std::string> k_parsers = {"poppler", "libarchive", "tesseract", "liblept", "pugixml", "gmime", "gumbo", "pango", "cairo", "libgsf",
                                            "libxml2", "libjpeg", "libtiff", "libpng", "libwebp", "freetype",
                                            "libzbar", "libqpdf", "libqrencode"};

}  // namespace

BOOST_AUTO_TEST_CASE(arrows_point_one_way) {
  BOOST_TEST(check_room("archive", {"archive"}) > 50U);
  BOOST_TEST(check_room("indexer", {"archive", "indexer"}) > 50U);
  BOOST_TEST(check_room("query", {"archive", "query", "indexer/text", "indexer/schema"}) > 30U);
  BOOST_TEST(check_room("tools", k_layers) > 30U);
}

BOOST_AUTO_TEST_CASE(rooms_of_the_archive_are_ordered) {
  check_room("archive/base", {"archive/base"});
  check_room("archive/store", {"archive/base", "archive/store"});
  check_room("archive/journal", {"archive/base", "archive/store", "archive/journal"});
  check_room("archive/catalog", {"archive/base", "archive/store", "archive/journal", "archive/catalog"});
  check_room("archive/registry", {"archive/base", "archive/store", "archive/journal", "archive/catalog", "archive/registry"});
  check_room("archive/retention", {"archive/base", "archive/store", "archive/journal", "archive/catalog", "archive/registry", "archive/retention"});
  check_room("archive/filing", {"archive/base", "archive/store", "archive/journal", "archive/catalog", "archive/registry", "archive/retention", "archive/filing"});
  check_room("archive/exchange", {"archive/base", "archive/store", "archive/exchange"});
  check_room("query/access", {"archive", "query/access", "indexer/schema"});
}

BOOST_AUTO_TEST_CASE(extraction_stays_in_the_helper) {
  const std::vector<std::string> inside = {"indexer/extract", "indexer/ocr", "tools/extract"};
  for (const std::string& top : k_layers) {
    for (const Include& include : includes_of(top)) {
      if (is_below(include.file, inside)) continue;
      BOOST_TEST(!is_below(include.what, inside), include.file + " includes " + include.what);
    }
  }
}

BOOST_AUTO_TEST_CASE(foreign_headers_stay_in_their_rooms) {
  std::set<std::string> met;
  for (const std::string& top : k_layers) {
    for (const Include& include : includes_of(top)) {
      for (const Foreign& foreign : k_foreign) {
        for (const std::string& name : foreign.names) {
          if (!include.what.starts_with(name)) continue;
          // Our own folder is called archive/: only the library's headers end like this.
          if (name == "archive.h" && include.what != "archive.h") continue;
          met.insert(name);
          BOOST_TEST(is_below(include.file, foreign.places), include.file + " includes " + include.what);
        }
      }
    }
  }
  for (const char* name : {"archive.h", "xapian", "sqlite3.h", "CLI/", "zbar.h", "toml++", "sodium.h", "xlsxwriter.h"}) BOOST_TEST(met.contains(name), std::string("never met: ") + name);
}

BOOST_AUTO_TEST_CASE(the_program_links_no_parser_and_the_helper_does) {
  const std::string program = linked_libraries("anjuan");
  BOOST_TEST(program.find("libxapian") != std::string::npos);
  for (const std::string& parser : k_parsers) BOOST_TEST(program.find(parser) == std::string::npos, "anjuan links " + parser);
  const std::string helper = linked_libraries("anjuan-extract");
  for (const char* parser : {"libarchive", "pango"}) BOOST_TEST(helper.find(parser) != std::string::npos, std::string("not in the helper: ") + parser);
  for (const char* ours : {"libsqlite3", "libxapian"}) BOOST_TEST(helper.find(ours) == std::string::npos, std::string("the helper links ") + ours);
}
