#include "tools/extract/sandbox.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace anjuan::helper {

namespace {

// Rights of Landlock that the headers of Debian 12 do not name yet.
constexpr std::uint64_t k_fs_refer = 1ULL << 13, k_fs_truncate = 1ULL << 14, k_fs_ioctl_device = 1ULL << 15;
constexpr std::uint64_t k_net_bind_tcp = 1ULL << 0, k_net_connect_tcp = 1ULL << 1;
constexpr std::uint64_t k_scope_abstract_sockets = 1ULL << 0, k_scope_signals = 1ULL << 1;

struct RulesetAttributes {
  std::uint64_t handled_access_fs, handled_access_net, scoped;
};

int landlock_abi() { return static_cast<int>(syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION)); }

int create_ruleset(int abi) {
  RulesetAttributes attributes{};
  attributes.handled_access_fs = (1ULL << 13) - 1;
  if (abi >= 2) attributes.handled_access_fs |= k_fs_refer;
  if (abi >= 3) attributes.handled_access_fs |= k_fs_truncate;
  if (abi >= 4) attributes.handled_access_net = k_net_bind_tcp | k_net_connect_tcp;
  if (abi >= 5) attributes.handled_access_fs |= k_fs_ioctl_device;
  if (abi >= 6) attributes.scoped = k_scope_abstract_sockets | k_scope_signals;
  const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  return static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, size, 0));
}

void allow_reading(int ruleset, const std::string& path) {
  const int fd = open(path.c_str(), O_PATH | O_CLOEXEC);
  if (fd < 0) return;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
  rule.parent_fd = fd;
  if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) {
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;  // a file has no READ_DIR
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  }
  close(fd);
}

// What parsers need: memory, reading what is open, time, threads of their own (Pango looks fonts up in one). Everything else gets EPERM.
constexpr std::array k_allowed = {
    SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek),
    SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(fstatfs), SCMP_SYS(statfs), SCMP_SYS(access),
    SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(getdents64), SCMP_SYS(readlink), SCMP_SYS(getcwd), SCMP_SYS(fadvise64),
    SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise),
    SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack),
    SCMP_SYS(futex), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times),
    SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getppid),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid),
};

using Program = std::vector<sock_filter>;

int add_rules(scmp_filter_ctx context) {
  for (const int call : k_allowed) {
    if (seccomp_rule_add(context, SCMP_ACT_ALLOW, call, 0) != 0) return -1;
  }
  int failed = 0;
  // Opening: to read, nothing else.
  constexpr scmp_datum_t k_not_reading = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND | (O_TMPFILE & ~O_DIRECTORY);
  failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, k_not_reading, O_RDONLY));
  failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, k_not_reading, O_RDONLY));
  for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_DUPFD, F_DUPFD_CLOEXEC}) {
    failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command)));
  }
  // Limits may be read, not set: the zygote extends the processor time.
  failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
  failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(getrlimit), 0);
  failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
  // Threads, not processes. clone3 hides its flags behind a pointer: the C library falls back to clone on ENOSYS.
  constexpr scmp_datum_t k_thread = CLONE_VM | CLONE_THREAD | CLONE_SIGHAND;
  failed |= seccomp_rule_add(context, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, k_thread, k_thread));
  failed |= seccomp_rule_add(context, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
  failed |= seccomp_rule_add(context, SCMP_ACT_KILL_PROCESS, SCMP_SYS(ptrace), 0);
  return failed;
}

/// The filter as a program that every child loads; compiling it anew in each of them would cost more than the rest of the sandbox.
Result<Program> compile_filter() {
  const scmp_filter_ctx context = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  const int file = memfd_create("seccomp", MFD_CLOEXEC);
  Program program;
  if (context != nullptr && file >= 0 && add_rules(context) == 0 && seccomp_export_bpf(context, file) == 0) {
    const off_t size = lseek(file, 0, SEEK_END);
    program.resize(static_cast<std::size_t>(size) / sizeof(sock_filter));
    if (pread(file, program.data(), static_cast<std::size_t>(size), 0) != size) program.clear();
  }
  if (file >= 0) close(file);
  if (context != nullptr) seccomp_release(context);
  if (program.empty()) return fail(ErrorCode::internal, "sandbox: the seccomp filter cannot be built");
  return program;
}

bool kernel_has_seccomp() {
  std::uint32_t action = SECCOMP_RET_ERRNO;
  return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

Status set_limit(__rlimit_resource resource, std::uint64_t soft, std::uint64_t hard) {
  const rlimit limit{soft, hard};
  if (setrlimit(resource, &limit) != 0) return fail(errno_error("sandbox: setrlimit", errno));
  return {};
}

Status set_limits(const Confinement& confinement) {
  TRY(set_limit(RLIMIT_AS, confinement.address_space, confinement.address_space));
  TRY(set_limit(RLIMIT_CPU, confinement.cpu_seconds, RLIM_INFINITY));
  TRY(set_limit(RLIMIT_CORE, 0, 0));
  TRY(set_limit(RLIMIT_FSIZE, 0, 0));
  return set_limit(RLIMIT_NOFILE, 64, 64);
}

}  // namespace

struct Sandbox::Impl {
  int abi = 0;
  int rules = -1;
  Program program;
  bool seccomp = false;
};

Sandbox::Sandbox(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Sandbox::Sandbox(Sandbox&&) noexcept = default;
Sandbox::~Sandbox() {
  if (m_impl != nullptr && m_impl->rules >= 0) close(m_impl->rules);
}

int Sandbox::rules_fd() const { return m_impl->rules; }

Result<Sandbox> Sandbox::prepare(const std::vector<std::string>& readable) {
  auto impl = std::make_unique<Impl>();
  impl->abi = landlock_abi();
  if (impl->abi > 0) {
    impl->rules = create_ruleset(impl->abi);
    if (impl->rules < 0) return fail(errno_error("sandbox: landlock", errno));
    for (const std::string& path : readable) allow_reading(impl->rules, path);
  }
  impl->seccomp = kernel_has_seccomp();
  if (impl->seccomp) {
    TRY_ASSIGN(impl->program, compile_filter());
  }
  return Sandbox(std::move(impl));
}

Result<Sandbox::Held> Sandbox::enter(int rules_fd, const Confinement& confinement) const {
  Held held;
  TRY(set_limits(confinement));
  held.parts = "rlimits";
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return fail(errno_error("sandbox: no_new_privs", errno));
  held.parts += " no_new_privs";
  if (m_impl->abi > 0) {
    if (syscall(SYS_landlock_restrict_self, rules_fd, 0) != 0) return fail(errno_error("sandbox: landlock", errno));
    held.parts += " landlock(" + std::to_string(m_impl->abi) + ")";
  }
  if (rules_fd >= 0) close(rules_fd);
  if (m_impl->seccomp) {
    const sock_fprog program{static_cast<unsigned short>(m_impl->program.size()), const_cast<sock_filter*>(m_impl->program.data())};
    if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0) return fail(errno_error("sandbox: seccomp", errno));
    held.parts += " seccomp";
  }
  held.complete = m_impl->abi > 0 && m_impl->seccomp;
  return held;
}

std::vector<std::string> library_data_folders() {
  std::vector<std::string> folders = {
      "/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig", "/usr/share/poppler",
      "/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata", "/usr/share/opencc", "/usr/share/icu", "/usr/share/zoneinfo",
      "/usr/lib/x86_64-linux-gnu/gconv", "/usr/lib/aarch64-linux-gnu/gconv", "/dev/null", "/dev/urandom",
  };
  const auto add = [&](const char* variable, const char* below) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value == '/') folders.push_back(std::string(value) + below);
  };
  add("TESSDATA_PREFIX", "");
  add("HOME", "/.fonts");
  add("HOME", "/.local/share/fonts");
  add("HOME", "/.cache/fontconfig");
  add("XDG_DATA_HOME", "/fonts");
  add("XDG_CACHE_HOME", "/fontconfig");
  return folders;
}

}  // namespace anjuan::helper
