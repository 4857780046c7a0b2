// Every real file of the shared documents goes in, and each ends as stored or duplicate and then read or unreadable, or as refused, with a
// reason where there is no text: no crash, no hang, nothing without an end.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/scenarios/run_program.hpp"
#include "tests/support/shared_data.hpp"
#include "tests/support/temp_dir.hpp"

using namespace anjuan::test;
namespace fs = std::filesystem;

namespace {

/// What became of the files below one folder.
void check_folder(const std::string& name, double least_read) {
  fs::path folder;
  if (!shared_data("docs/" + name, folder)) return;
  const TempDir dir;
  const Anjuan anjuan(dir / "档案");
  anjuan.init();
  RunOptions patient;
  patient.timeout = std::chrono::minutes(20);
  const RunResult ingest = anjuan.run({"ingest", "--json", folder.string()}, patient);
  BOOST_REQUIRE_MESSAGE(!ingest.timed_out, name << ": hangs");
  BOOST_TEST((ingest.exit_code == 0 || ingest.exit_code == 1), name + ": exit " + std::to_string(ingest.exit_code) + " " + ingest.err);

  std::map<std::string, std::string> first, last, reasons, item_of;
  std::map<std::string, std::string> end_of_item;
  for (const auto& line : json_lines(ingest.out)) {
    if (!line.contains("status")) continue;
    const std::string path = text_of(line, "path");
    const std::string status = text_of(line, "status");
    if (status == "read" || status == "unreadable") {
      end_of_item[text_of(line, "item")] = status;
    } else {
      first[path] = status;
      item_of[path] = text_of(line, "item");
    }
    if (status == "refused" || status == "unreadable") BOOST_TEST(!text_of(line, "reason").empty(), path + " has no reason");
    if (status == "unreadable") {
      reasons[path] = text_of(line, "reason");
      // The words of a defect, not of a file.
      BOOST_TEST(text_of(line, "reason").find("不合约定") == std::string::npos, path);
      BOOST_TEST(text_of(line, "reason").find('\n') == std::string::npos, path);
    }
  }
  std::size_t files = 0;
  std::size_t read = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string path = entry.path().string();
    BOOST_TEST(first.contains(path), "no line for " + path);
  }
  for (const auto& [path, status] : first) {
    if (status == "refused") continue;
    const std::string end = end_of_item[item_of[path]];
    BOOST_TEST(!end.empty(), path + " was " + status + " and never read");
    read += end == "read" && path.find("!/") == std::string::npos;
  }
  BOOST_TEST_MESSAGE(name << ": " << files << " files, " << first.size() << " inputs with members, " << read << " files read, " << reasons.size() << " unreadable");
  BOOST_TEST(static_cast<double>(read) >= least_read * static_cast<double>(files), name + ": read only " + std::to_string(read));
  const RunResult verify = anjuan.run({"verify"}, patient);
  BOOST_TEST(verify.exit_code == 0, verify.out);
}

}  // namespace

// The shares are below what was reached on a machine without LibreOffice; they are there to show when a format stops being read at all.
BOOST_AUTO_TEST_CASE(office) {
  check_folder("office_zh", 0.7);
  check_folder("office_other", 0);
  check_folder("office_protected", 0);
}
BOOST_AUTO_TEST_CASE(mail) { check_folder("email", 0.9); }
BOOST_AUTO_TEST_CASE(containers) { check_folder("archives", 0.55); }
BOOST_AUTO_TEST_CASE(ofd) { check_folder("ofd", 1); }
BOOST_AUTO_TEST_CASE(pdf_with_text) { check_folder("pdf_zh_text", 1); }
BOOST_AUTO_TEST_CASE(pdf_at_the_edge) {
  check_folder("pdf_zh_edge", 0.9);
  check_folder("pdf_encrypted", 0.8);
  check_folder("pdf_damaged", 0.4);
}
BOOST_AUTO_TEST_CASE(images) {
  check_folder("images_zh", 1);
  check_folder("images_other", 0.9);
}
