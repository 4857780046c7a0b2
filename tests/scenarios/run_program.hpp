// The real programs, driven as a shell drives them.
#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace anjuan::test {

struct RunOptions {
  std::chrono::milliseconds timeout{60'000};            ///< then killed with its children: `timed_out`
  std::map<std::string, std::string> environment;       ///< beside the test's own
  std::filesystem::path directory;                      ///< to run in; default: the test's own
};

struct RunResult {
  int exit_code = -1;   ///< 128 + signal when a signal ended it
  bool timed_out = false;
  std::string out, err;
};

RunResult run_program(const std::vector<std::string>& command, const RunOptions& options = {});

/// A running program whose standard output is read line by line.
class RunningProgram {
 public:
  explicit RunningProgram(const std::vector<std::string>& command, const RunOptions& options = {});
  ~RunningProgram();  ///< kills what still runs
  RunningProgram(const RunningProgram&) = delete;
  /// Nothing at the end of its output, or when the time is over.
  std::optional<std::string> next_line(std::chrono::milliseconds patience);
  void signal(int number);
  /// Waits; the code as in RunResult.
  int wait();
  int pid() const { return m_pid; }

 private:
  int m_pid = -1, m_out = -1;
  std::optional<int> m_status;
  std::string m_buffer;
};

/// anjuan on one archive.
class Anjuan {
 public:
  explicit Anjuan(std::filesystem::path archive) : m_archive(std::move(archive)) {}
  const std::filesystem::path& archive() const { return m_archive; }
  std::vector<std::string> command(std::vector<std::string> arguments) const;
  RunResult run(std::vector<std::string> arguments, const RunOptions& options = {}) const;
  /// init with a fonds of the tests' own. Fails the test when it does not work.
  void init() const;

 private:
  std::filesystem::path m_archive;
};

/// Every line of `out` as JSON; a line that is none fails the test.
std::vector<boost::json::object> json_lines(const std::string& out);
/// The objects whose "status" is this.
std::vector<boost::json::object> with_status(const std::vector<boost::json::object>& lines, std::string_view status);
/// "" when absent.
std::string text_of(const boost::json::object& object, std::string_view key);
std::uint64_t number_of(const boost::json::object& object, std::string_view key);

void write_file(const std::filesystem::path& path, std::string_view content);
std::string read_file(const std::filesystem::path& path);

}  // namespace anjuan::test
