#include "tools/flows/line_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>

namespace anjuan::flows {

static constexpr std::size_t k_chunk = 256 << 10;
static constexpr unsigned char k_zstd_magic[4] = {0x28, 0xB5, 0x2F, 0xFD};

struct LineReader::Impl {
  int fd = -1;
  std::uint64_t size = 0, position = 0, number = 0;
  std::size_t longest = 0;
  ZSTD_DStream* zstd = nullptr;
  bool frame_open = false;
  std::string raw;              // of the file, from raw_at on not yet used
  std::size_t raw_at = 0;
  std::string text;             // decoded, from text_at on not yet delivered
  std::size_t text_at = 0;
  bool raw_ended = false, ended = false;

  ~Impl() {
    if (fd >= 0) ::close(fd);
    ZSTD_freeDStream(zstd);
  }

  Status read_raw() {
    raw.resize(k_chunk);
    raw_at = 0;
    ssize_t n;
    do n = ::read(fd, raw.data(), raw.size());
    while (n < 0 && errno == EINTR);
    if (n < 0) return fail(errno_error("读取失败", errno));
    raw.resize(static_cast<std::size_t>(n));
    position += raw.size();
    raw_ended = n == 0;
    return {};
  }

  /// Decodes some more text, or sets `ended`.
  Status more() {
    text.erase(0, text_at);
    text_at = 0;
    if (raw_at == raw.size() && !raw_ended) TRY(read_raw());
    if (zstd == nullptr) {
      text.append(raw, raw_at);
      raw_at = raw.size();
      ended = raw_ended;
      return {};
    }
    if (raw_ended) {
      ended = true;
      if (frame_open) return fail(ErrorCode::corrupt, "zstd 数据不完整（文件被截断）");
      return {};
    }
    const std::size_t before = text.size();
    text.resize(before + k_chunk);
    ZSTD_inBuffer in{raw.data(), raw.size(), raw_at};
    ZSTD_outBuffer out{text.data() + before, k_chunk, 0};
    const std::size_t result = ZSTD_decompressStream(zstd, &out, &in);
    raw_at = in.pos;
    text.resize(before + out.pos);
    if (ZSTD_isError(result)) {
      ended = true;
      return fail(ErrorCode::corrupt, std::string("zstd 数据损坏：") + ZSTD_getErrorName(result));
    }
    frame_open = result != 0;
    return {};
  }
};

LineReader::LineReader(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
LineReader::~LineReader() = default;
std::uint64_t LineReader::position() const { return m_impl->position; }
std::uint64_t LineReader::size() const { return m_impl->size; }

Result<std::unique_ptr<LineReader>> LineReader::open(const Path& path, std::size_t longest) {
  auto impl = std::make_unique<Impl>();
  impl->longest = longest;
  impl->fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (impl->fd < 0) return fail(errno_error(path.string(), errno));
  struct ::stat info {};
  if (::fstat(impl->fd, &info) != 0) return fail(errno_error(path.string(), errno));
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::invalid_argument, path.string() + ": 不是普通文件");
  impl->size = static_cast<std::uint64_t>(info.st_size);
  TRY(impl->read_raw());
  if (impl->raw.size() >= 4 && std::memcmp(impl->raw.data(), k_zstd_magic, 4) == 0) {
    impl->zstd = ZSTD_createDStream();
    if (impl->zstd == nullptr) return fail(ErrorCode::resource_exhausted, "zstd: out of memory");
    // A frame may ask for a window of 2 GiB: what a size inside a file says is a claim.
    ZSTD_DCtx_setParameter(impl->zstd, ZSTD_d_windowLogMax, 27);
  }
  return std::unique_ptr<LineReader>(new LineReader(std::move(impl)));
}

Result<std::optional<LineReader::Line>> LineReader::next() {
  Impl& my = *m_impl;
  Line line{"", my.number + 1, false};
  std::size_t searched = 0;
  for (;;) {
    const std::size_t end = my.text.find('\n', my.text_at + searched);
    if (end != std::string::npos) {
      if (line.text.empty() && !line.too_long) line.text.assign(my.text, my.text_at, end - my.text_at);
      my.text_at = end + 1;
      break;
    }
    if (my.ended) {
      if (my.text_at == my.text.size() && !line.too_long) return std::optional<Line>();
      if (!line.too_long) line.text.assign(my.text, my.text_at);
      my.text_at = my.text.size();
      break;
    }
    searched = my.text.size() - my.text_at;
    if (searched > my.longest) {
      if (!line.too_long) line.text.assign(my.text, my.text_at, my.longest);
      line.too_long = true;
      my.text_at = my.text.size();
      searched = 0;
    }
    const Status read = my.more();
    if (!read) {
      // A last line without its end is no line: it may be cut anywhere.
      my.text.clear();
      my.text_at = 0;
      return fail(read.error());
    }
  }
  ++my.number;
  if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
  return std::optional<Line>(std::move(line));
}

}  // namespace anjuan::flows
