#include "tools/extract/zygote.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "indexer/extract/warm_up.hpp"
#include "indexer/worker/protocol.hpp"
#include "indexer/worker/wire.hpp"
#include "tools/extract/child.hpp"
#include "tools/extract/print/press.hpp"
#include "tools/extract/sandbox.hpp"

namespace anjuan::helper {

namespace {

constexpr std::size_t k_max_message = 200'000;

struct Message {
  Bytes bytes;
  std::vector<int> fds;
};

/// The next control message; nullopt when the supervisor has gone.
std::optional<Message> receive() {
  Message message;
  message.bytes.resize(k_max_message);
  std::array<char, CMSG_SPACE(4 * sizeof(int))> control{};
  iovec part{message.bytes.data(), message.bytes.size()};
  msghdr header{};
  header.msg_iov = &part, header.msg_iovlen = 1;
  header.msg_control = control.data(), header.msg_controllen = control.size();
  ssize_t size = 0;
  do size = recvmsg(k_control_fd, &header, MSG_CMSG_CLOEXEC);
  while (size < 0 && errno == EINTR);
  if (size <= 0) return std::nullopt;
  message.bytes.resize(static_cast<std::size_t>(size));
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    message.fds.resize(count);
    std::memcpy(message.fds.data(), CMSG_DATA(c), count * sizeof(int));
  }
  return message;
}

bool send_message(ByteView bytes) {
  ssize_t sent = 0;
  do sent = send(k_control_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(bytes.size());
}

class Zygote {
 public:
  explicit Zygote(Sandbox sandbox) : m_sandbox(std::move(sandbox)) {
    const char* selftest = std::getenv("ANJUAN_EXTRACT_SELFTEST");
    m_selftest = selftest != nullptr && std::strcmp(selftest, "1") == 0;
  }

  int run() {
    for (;;) {
      pollfd watched[2] = {{k_control_fd, POLLIN, 0}, {m_child_fd, POLLIN, 0}};
      if (poll(watched, m_child_fd >= 0 ? 2 : 1, -1) < 0 && errno != EINTR) return 1;
      if (m_child_fd >= 0 && watched[1].revents != 0 && !reap()) return 1;
      if (watched[0].revents == 0) continue;
      std::optional<Message> message = receive();
      if (!message) break;
      const bool sound = handle(*message);
      for (const int fd : message->fds) close(fd);
      if (!sound) break;
    }
    kill_child();
    return 0;
  }

 private:
  bool handle(const Message& message) {
    wire::Reader in(message.bytes);
    switch (in.get<char>()) {
      case 'R': {
        const std::optional<Request> request = decode_request(message.bytes);
        return request && m_child < 0 && start(*request, message.fds);
      }
      case 'X': extend(in.get<std::uint32_t>()); return true;
      case 'K':
        m_killed = m_child >= 0;
        kill_child();
        return true;
      default: return false;
    }
  }

  bool start(const Request& request, const std::vector<int>& fds) {
    if (fds.size() != (request.kind == RequestKind::convert ? 3U : 2U)) return false;
    // Only those who print or stamp pay for the fonts of forms.
    if ((request.kind == RequestKind::print || !request.stamps.empty()) && !m_prints) {
      if (!press::warm_up()) return false;
      m_prints = true;
    }
    const pid_t child = fork();
    if (child < 0) return false;
    if (child == 0) {
      if (request.kind == RequestKind::convert) run_converter(request, fds[0], fds[2], fds[1]);
      run_child(request, fds[0], fds[1], m_sandbox, m_selftest);
    }
    m_child = child;
    m_group = request.kind == RequestKind::convert;
    if (m_group) setpgid(child, child);  // on both sides, so that neither can be too early
    m_killed = false;
    m_child_fd = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
    if (m_child_fd < 0) {
      kill_child();
      return false;
    }
    fcntl(m_child_fd, F_SETFD, FD_CLOEXEC);
    return true;
  }

  void extend(std::uint32_t seconds) {
    if (m_child < 0 || m_group) return;
    rlimit limit{};
    if (prlimit(m_child, RLIMIT_CPU, nullptr, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    limit.rlim_cur += seconds;
    prlimit(m_child, RLIMIT_CPU, &limit, nullptr);
  }

  void kill_child() {
    if (m_child < 0) return;
    if (m_group) kill(-m_child, SIGKILL);
    kill(m_child, SIGKILL);
  }

  /// The child has ended. False when nobody is there to be told.
  bool reap() {
    int status = 0;
    rusage usage{};
    if (wait4(m_child, &status, WNOHANG, &usage) != m_child) return true;
    if (m_group) kill(-m_child, SIGKILL);  // what it has started dies with it
    close(m_child_fd);
    m_child = -1, m_child_fd = -1;
    Exited exited;
    exited.signal = WIFSIGNALED(status) ? static_cast<std::uint32_t>(WTERMSIG(status)) : 0;
    exited.code = WIFEXITED(status) ? static_cast<std::uint32_t>(WEXITSTATUS(status)) : 0;
    exited.memory_kib = static_cast<std::uint64_t>(usage.ru_maxrss);
    exited.cpu_ms = static_cast<std::uint64_t>((usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000);
    exited.killed = m_killed;
    return send_message(encode_exited(exited));
  }

  Sandbox m_sandbox;
  bool m_selftest = false, m_prints = false;
  pid_t m_child = -1;
  int m_child_fd = -1;
  bool m_group = false, m_killed = false;
};

}  // namespace

int serve() {
  std::signal(SIGPIPE, SIG_IGN);
  // The terminal's Ctrl-C goes to the whole group; the supervisor decides when its helpers end.
  std::signal(SIGINT, SIG_IGN);
  if (const Status warm = extract::warm_up(); !warm) return 1;
  auto sandbox = Sandbox::prepare(library_data_folders());
  if (!sandbox) return 1;
  wire::Writer hello;
  hello.put('H');
  hello.put(k_protocol_version);
  if (!send_message(hello.bytes())) return 1;
  return Zygote(std::move(*sandbox)).run();
}

}  // namespace anjuan::helper
