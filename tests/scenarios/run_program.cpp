#include "tests/scenarios/run_program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/support/shared_data.hpp"

extern char** environ;

namespace anjuan::test {

using Clock = std::chrono::steady_clock;

static int start(const std::vector<std::string>& command, const RunOptions& options, int out, int err) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  ::setpgid(0, 0);
  const int null = ::open("/dev/null", O_RDONLY);
  ::dup2(null, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  if (err >= 0) ::dup2(err, STDERR_FILENO);
  for (const auto& [name, value] : options.environment) ::setenv(name.c_str(), value.c_str(), 1);
  if (!options.directory.empty() && ::chdir(options.directory.c_str()) != 0) ::_exit(126);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

static int code_of(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

RunResult run_program(const std::vector<std::string>& command, const RunOptions& options) {
  int out[2], err[2];
  BOOST_REQUIRE(::pipe2(out, O_CLOEXEC) == 0 && ::pipe2(err, O_CLOEXEC) == 0);
  const int pid = start(command, options, out[1], err[1]);
  BOOST_REQUIRE(pid > 0);
  ::close(out[1]);
  ::close(err[1]);
  RunResult result;
  struct pollfd ends[2] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  const auto deadline = Clock::now() + options.timeout;
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0 || ::poll(ends, 2, static_cast<int>(left)) == 0) {
      result.timed_out = true;
      ::kill(-pid, SIGKILL);
      break;
    }
    for (int i = 0; i < 2; ++i) {
      if (ends[i].fd < 0 || ends[i].revents == 0) continue;
      char buffer[65536];
      const ssize_t n = ::read(ends[i].fd, buffer, sizeof buffer);
      if (n > 0) {
        (i == 0 ? result.out : result.err).append(buffer, static_cast<std::size_t>(n));
      } else {
        ends[i].fd = -1;
      }
    }
  }
  ::close(out[0]);
  ::close(err[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  result.exit_code = code_of(status);
  return result;
}

RunningProgram::RunningProgram(const std::vector<std::string>& command, const RunOptions& options) {
  int out[2];
  BOOST_REQUIRE(::pipe2(out, O_CLOEXEC) == 0);
  m_pid = start(command, options, out[1], -1);
  BOOST_REQUIRE(m_pid > 0);
  ::close(out[1]);
  m_out = out[0];
}

RunningProgram::~RunningProgram() {
  if (!m_status) {
    ::kill(-m_pid, SIGKILL);
    wait();
  }
  ::close(m_out);
}

std::optional<std::string> RunningProgram::next_line(std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  for (;;) {
    if (const std::size_t end = m_buffer.find('\n'); end != std::string::npos) {
      std::string line = m_buffer.substr(0, end);
      m_buffer.erase(0, end + 1);
      return line;
    }
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    struct pollfd end {m_out, POLLIN, 0};
    if (left <= 0 || ::poll(&end, 1, static_cast<int>(left)) <= 0) return std::nullopt;
    char buffer[65536];
    const ssize_t n = ::read(m_out, buffer, sizeof buffer);
    if (n <= 0) return std::nullopt;
    m_buffer.append(buffer, static_cast<std::size_t>(n));
  }
}

void RunningProgram::signal(int number) { ::kill(m_pid, number); }

int RunningProgram::wait() {
  if (!m_status) {
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_status = code_of(status);
  }
  return *m_status;
}

std::vector<std::string> Anjuan::command(std::vector<std::string> arguments) const {
  std::vector<std::string> command = {(bin_dir() / "anjuan").string(), "--archive", m_archive.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

RunResult Anjuan::run(std::vector<std::string> arguments, const RunOptions& options) const {
  return run_program(command(std::move(arguments)), options);
}

void Anjuan::init() const {
  const RunResult result =
      run_program({(bin_dir() / "anjuan").string(), "init", m_archive.string(), "--fonds-code", "J021", "--fonds-name", "青禾市信访局"});
  BOOST_REQUIRE_MESSAGE(result.exit_code == 0, result.err);
}

std::vector<boost::json::object> json_lines(const std::string& out) {
  std::vector<boost::json::object> lines;
  std::size_t at = 0;
  while (at < out.size()) {
    const std::size_t end = std::min(out.find('\n', at), out.size());
    const std::string_view line(out.data() + at, end - at);
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(line, error);
    BOOST_REQUIRE_MESSAGE(!error && value.is_object(), "not a JSON object: " << line);
    lines.push_back(std::move(value.get_object()));
    at = end + 1;
  }
  return lines;
}

std::vector<boost::json::object> with_status(const std::vector<boost::json::object>& lines, std::string_view status) {
  std::vector<boost::json::object> found;
  for (const boost::json::object& line : lines) {
    if (text_of(line, "status") == status) found.push_back(line);
  }
  return found;
}

std::string text_of(const boost::json::object& object, std::string_view key) {
  const boost::json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::uint64_t number_of(const boost::json::object& object, std::string_view key) {
  const boost::json::value* value = object.if_contains(key);
  BOOST_REQUIRE_MESSAGE(value != nullptr && value->is_number(), "no number " << key);
  return value->to_number<std::uint64_t>();
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  BOOST_REQUIRE(file.good());
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  BOOST_REQUIRE_MESSAGE(file.good(), path.string());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace anjuan::test
