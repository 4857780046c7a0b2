#include "tools/extract/selftest.hpp"

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>

#include "indexer/worker/protocol.hpp"
#include "tools/extract/frame_sink.hpp"

namespace anjuan::helper {

namespace {

constexpr std::string_view k_prefix = "ANJUAN-SELFTEST ";

/// "name: ok" or "name: the error".
void tried(TextPage& page, const std::string& name, long result) {
  TextLine line;
  line.text = name + ": " + (result >= 0 ? "ok" : std::strerror(errno));
  page.lines.push_back(std::move(line));
}

/// Tries what the sandbox must refuse, and what it must allow, and reports each as a line of text.
Status probe() {
  TextPage page;
  page.width_pt = page.height_pt = 100;
  page.source = TextSource::layout;
  tried(page, "read /etc/passwd", open("/etc/passwd", O_RDONLY));
  tried(page, "read /proc/self/environ", open("/proc/self/environ", O_RDONLY));
  tried(page, "write /tmp", open("/tmp/anjuan-selftest", O_WRONLY | O_CREAT, 0600));
  tried(page, "socket inet", socket(AF_INET, SOCK_STREAM, 0));
  tried(page, "socket unix", socket(AF_UNIX, SOCK_STREAM, 0));
  tried(page, "exec", execl("/bin/true", "true", nullptr));
  tried(page, "fork", fork());
  tried(page, "kill parent", kill(getppid(), SIGTERM));
  const rlimit more{RLIM_INFINITY, RLIM_INFINITY};
  tried(page, "raise cpu limit", setrlimit(RLIMIT_CPU, &more));
  tried(page, "unlink", unlink("/tmp/anjuan-selftest"));
  tried(page, "read fonts", open("/usr/share/fonts", O_RDONLY | O_DIRECTORY));
  int extra = 0;
  for (int fd = k_output_fd + 1; fd < 64; ++fd) extra += fcntl(fd, F_GETFD) >= 0;
  // The probe itself leaves one or two open: those that succeeded above.
  errno = EMFILE;
  tried(page, "inherited descriptors", extra > 1 ? -1 : 0);
  FrameSink sink(k_output_fd, {});
  sink.set_media_type("text/x-selftest");
  TRY(sink.page(page));
  return sink.finish();
}

Status misbehave(std::string_view what) {
  if (what == "abort") std::abort();
  if (what == "segv") {
    volatile int* nowhere = reinterpret_cast<volatile int*>(8);
    *nowhere = 1;
  }
  if (what == "exit") _exit(0);
  if (what == "ptrace") ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  if (what == "loop") {
    volatile unsigned spent = 0;
    for (;;) {
      const unsigned before = spent;
      spent = before + 1;
    }
  }
  if (what == "sleep") {
    for (;;) sleep(1000);
  }
  if (what == "eat") {
    std::vector<std::vector<char>> eaten;
    for (;;) eaten.emplace_back(std::size_t{16} << 20, 'x');
  }
  if (what == "flood") {
    TextPage page;
    page.lines.push_back({std::string(100'000, 'x')});
    for (;;) TRY(write_frame(k_output_fd, FrameType::page, encode_page(page)));
  }
  if (what == "members") {
    for (;;) {
      TRY(write_frame(k_output_fd, FrameType::member, encode_member({to_bytes("x"), "x", "UTF-8", "", ""})));
      TRY(write_frame(k_output_fd, FrameType::member_bytes, Bytes(100'000)));
      TRY(write_frame(k_output_fd, FrameType::member_end, {}));
    }
  }
  if (what == "rows") {
    for (std::uint64_t number = 2; number > 0; --number) TRY(write_frame(k_output_fd, FrameType::row, encode_row({number, {"x"}})));
  }
  if (what == "wide") {
    TableRow row{0, std::vector<std::string>(k_most_columns)};
    row.cells.back() = "x";
    for (;;) TRY(write_frame(k_output_fd, FrameType::row, encode_row({++row.number, row.cells})));
  }
  if (what == "ink") {  // of a page that nobody asked for
    TRY(write_frame(k_output_fd, FrameType::ink, encode_ink({7, 100})));
    return FrameSink(k_output_fd, {}).finish();
  }
  if (what == "ink-order") {
    TRY(write_frame(k_output_fd, FrameType::ink, encode_ink({2, 100})));
    return write_frame(k_output_fd, FrameType::ink, encode_ink({1, 100}));
  }
  if (what == "leaf") return write_frame(k_output_fd, FrameType::leaf, encode_leaf(1, to_bytes(std::string(100, 'x'))));
  if (what == "garbage") return write_frame(k_output_fd, FrameType::page, to_bytes("\xff\xff not a page"));
  if (what == "huge") {
    const char head[] = "\x02\xff\xff\xff\xff";
    if (write(k_output_fd, head, 5) < 0) return fail(ErrorCode::io, "write");
    for (;;) sleep(1000);
  }
  if (what == "half") {
    TRY(write_frame(k_output_fd, FrameType::member, encode_member({to_bytes("x"), "x", "UTF-8", "", ""})));
    TRY(write_frame(k_output_fd, FrameType::member_bytes, to_bytes("half")));
    _exit(0);
  }
  return fail(ErrorCode::invalid_argument, "selftest: unknown word");
}

}  // namespace

bool is_selftest(const extract::Input& input) { return as_text(input.bytes()).starts_with(k_prefix); }

Status run_selftest(const extract::Input& input) {
  std::string_view what = as_text(input.bytes()).substr(k_prefix.size());
  while (!what.empty() && what.back() == '\n') what.remove_suffix(1);
  return what == "probe" ? probe() : misbehave(what);
}

}  // namespace anjuan::helper
