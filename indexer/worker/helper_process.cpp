#include "indexer/worker/helper_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>
#include <vector>

#include "indexer/worker/wire.hpp"

extern char** environ;

namespace anjuan::helper {

namespace {

using std::chrono::steady_clock;

/// Only what the helper's libraries need: the rest of the environment may hold secrets, and a child is one parser's fault away from its own memory.
bool is_passed_on(std::string_view variable) {
  for (const std::string_view prefix : {"PATH=", "HOME=", "TMPDIR=", "XDG_DATA_HOME=", "XDG_CACHE_HOME=", "XDG_CONFIG_HOME=", "FONTCONFIG_", "TESSDATA_PREFIX=",
                                        "ANJUAN_EXTRACT", "LD_LIBRARY_PATH=", "ASAN_OPTIONS=", "UBSAN_OPTIONS=", "LSAN_OPTIONS="}) {
    if (variable.starts_with(prefix)) return true;
  }
  return false;
}

std::vector<std::string> helper_environment() {
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (is_passed_on(*entry)) variables.emplace_back(*entry);
  }
  // One thread for each helper: Tesseract's own threads cost a third more processor time for the same page, and threads do not survive a fork.
  variables.emplace_back("OMP_THREAD_LIMIT=1");
  variables.emplace_back("OMP_NUM_THREADS=1");
  variables.emplace_back("LC_ALL=C.UTF-8");
  return variables;
}

int milliseconds_left(Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(0, std::min<std::int64_t>(left, 1'000'000)));
}

Result<pid_t> spawn(const std::string& program, int control) {
  std::vector<std::string> variables = helper_environment();
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  std::string name = program, serve = "--serve";
  std::array<char*, 3> words = {name.data(), serve.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  // Should the socket stand at 3 already, this also takes its close-on-exec flag away.
  posix_spawn_file_actions_adddup2(&actions, control, k_control_fd);
  posix_spawn_file_actions_addclosefrom_np(&actions, k_control_fd + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, defaults;
  sigemptyset(&none);
  sigfillset(&defaults);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &actions, &attributes, words.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return fail(errno_error("start " + program, error));
  return pid;
}

Status send_with_descriptors(int socket, ByteView bytes, const std::vector<int>& fds) {
  std::array<char, CMSG_SPACE(4 * sizeof(int))> control{};
  iovec part{const_cast<std::byte*>(bytes.data()), bytes.size()};
  msghdr header{};
  header.msg_iov = &part, header.msg_iovlen = 1;
  if (!fds.empty()) {
    header.msg_control = control.data();
    header.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET, rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
    std::memcpy(CMSG_DATA(rights), fds.data(), fds.size() * sizeof(int));
  }
  ssize_t sent = 0;
  do sent = sendmsg(socket, &header, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return fail(errno_error("send to the extraction helper", errno));
  return {};
}

/// One control message, or nullopt at the deadline or when the zygote has gone.
std::optional<Bytes> receive_until(int socket, Deadline deadline) {
  pollfd watched{socket, POLLIN, 0};
  int ready = 0;
  do ready = poll(&watched, 1, milliseconds_left(deadline));
  while (ready < 0 && errno == EINTR);
  if (ready <= 0) return std::nullopt;
  Bytes bytes(4096);
  const ssize_t size = recv(socket, bytes.data(), bytes.size(), 0);
  if (size <= 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace

Result<std::unique_ptr<HelperProcess>> HelperProcess::start(const std::string& program) {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return fail(errno_error("socketpair", errno));
  Fd ours(ends[0]), theirs(ends[1]);
  TRY_ASSIGN(const pid_t pid, spawn(program, theirs.get()));
  theirs.reset();
  std::unique_ptr<HelperProcess> process(new HelperProcess(pid, std::move(ours)));
  TRY(process->wait_hello(steady_clock::now() + std::chrono::seconds(60)));
  return process;
}

Status HelperProcess::wait_hello(Deadline deadline) {
  const std::optional<Bytes> bytes = receive_until(m_control.get(), deadline);
  if (!bytes) return fail(ErrorCode::unsupported, "anjuan-extract did not start: run it by hand to see why");
  wire::Reader in(*bytes);
  if (in.get<char>() != 'H' || in.get<std::uint32_t>() != k_protocol_version || !in.at_end()) {
    return fail(ErrorCode::unsupported, "anjuan-extract is of another version than this program");
  }
  return {};
}

HelperProcess::~HelperProcess() {
  // The end of the socket ends the zygote, and the zygote its child.
  m_control.reset();
  for (int waited = 0; waited < 200; ++waited) {
    if (waitpid(m_pid, nullptr, WNOHANG) != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(waited < 20 ? 1 : 10));
  }
  kill(m_pid, SIGKILL);
  while (waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Result<Fd> HelperProcess::request(const Request& request, const Fd& input, int file) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) return fail(errno_error("pipe", errno));
  Fd ours(ends[0]), theirs(ends[1]);
  fcntl(theirs.get(), F_SETPIPE_SZ, 1 << 20);  // fewer turns; the default serves too
  std::vector<int> fds = {input.get(), theirs.get()};
  if (file >= 0) fds.push_back(file);
  TRY(send_with_descriptors(m_control.get(), encode_request(request), fds));
  return ours;
}

void HelperProcess::extend_cpu(std::uint32_t seconds) {
  wire::Writer out;
  out.put('X');
  out.put(seconds);
  // Should the zygote be gone, the pipe will tell.
  static_cast<void>(send_with_descriptors(m_control.get(), out.bytes(), {}));
}

void HelperProcess::kill_child() { static_cast<void>(send_with_descriptors(m_control.get(), to_bytes("K"), {})); }

std::optional<Exited> HelperProcess::wait_exited(Deadline deadline) {
  const std::optional<Bytes> bytes = receive_until(m_control.get(), deadline);
  if (!bytes) return std::nullopt;
  return decode_exited(*bytes);
}

FrameReader::End FrameReader::fill(std::size_t wanted, double idle_seconds) {
  // For the frame as a whole: a byte now and then is no sign of life.
  const Deadline deadline = steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(idle_seconds));
  while (m_buffer.size() - m_begin < wanted) {
    if (m_cancel != nullptr && m_cancel->load()) return End::cancelled;
    pollfd watched{m_pipe.get(), POLLIN, 0};
    // In short turns, so that a signal's flag is seen soon.
    const int ready = poll(&watched, 1, std::min(100, milliseconds_left(deadline)));
    if (ready < 0 && errno != EINTR) return End::closed;
    if (ready <= 0) {
      if (steady_clock::now() >= deadline) return End::idle;
      continue;
    }
    if (m_begin > 0) {
      m_buffer.erase(m_buffer.begin(), m_buffer.begin() + static_cast<std::ptrdiff_t>(m_begin));
      m_begin = 0;
    }
    // The buffer grows with the bytes that came, whatever size the frame claims.
    constexpr std::size_t k_step = 256 * 1024;
    const std::size_t had = m_buffer.size();
    m_buffer.resize(had + k_step);
    const ssize_t size = read(m_pipe.get(), m_buffer.data() + had, k_step);
    m_buffer.resize(had + static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    if (size == 0) return End::closed;
    if (size < 0 && errno != EINTR && errno != EAGAIN) return End::closed;
  }
  return End::frame;
}

FrameReader::End FrameReader::next(double idle_seconds) {
  constexpr std::size_t k_head = 5;
  if (const End end = fill(k_head, idle_seconds); end != End::frame) return end;
  m_type = static_cast<FrameType>(m_buffer[m_begin]);
  std::uint32_t size = 0;
  std::memcpy(&size, m_buffer.data() + m_begin + 1, sizeof size);
  if (size > m_max_frame_bytes) return End::malformed;
  if (const End end = fill(k_head + size, idle_seconds); end != End::frame) return end;
  m_payload_at = m_begin + k_head;
  m_payload_size = size;
  m_begin += k_head + size;
  return End::frame;
}

}  // namespace anjuan::helper
