#include "tools/flows/file_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace anjuan::flows {

// Pages behind the reader are given back in steps of this size: one pass over a scanner's output must not push everything else
// out of the cache.
static constexpr std::uint64_t k_forget_step = 8u << 20;

static tl::unexpected<Error> refuse(std::string reason) {
  return fail(ErrorCode::invalid_argument, std::move(reason));
}

Result<std::unique_ptr<FileSource>> FileSource::open(const Path& path, bool follow, const CancelFlag* cancel) {
  // O_NONBLOCK: opening a pipe nobody writes to must not hang; it means nothing for regular files.
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (follow ? 0 : O_NOFOLLOW);
  const int fd = ::open(path.c_str(), flags);
  if (fd < 0) {
    switch (errno) {
      case ELOOP: return refuse("符号链接，不跟随");
      case EACCES:
      case EPERM: return refuse("没有读取权限");
      case ENOENT: return refuse("文件不存在");
      case ENXIO: return refuse("不是普通文件");
      default: return fail(errno_error("打开文件", errno));
    }
  }
  struct ::stat info {};
  const int got = ::fstat(fd, &info);
  std::unique_ptr<FileSource> source(new FileSource(fd, static_cast<std::uint64_t>(info.st_size), info.st_mtim.tv_sec,
                                                    info.st_mtim.tv_nsec, cancel));
  if (got != 0) return fail(errno_error("读取文件信息", errno));
  if (!S_ISREG(info.st_mode)) return refuse("不是普通文件（管道、设备或套接字）");
  if (info.st_size == 0) return refuse("空文件");
  ::posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return source;
}

FileSource::~FileSource() { ::close(m_fd); }

Result<std::size_t> FileSource::read(std::span<std::byte> buffer) {
  if (is_set(m_cancel)) return fail(ErrorCode::cancelled, "已中断");
  for (;;) {
    const ssize_t n = ::read(m_fd, buffer.data(), buffer.size());
    if (n > 0) {
      m_read += static_cast<std::uint64_t>(n);
      if (m_read - m_forgotten >= k_forget_step) {
        ::posix_fadvise(m_fd, static_cast<off_t>(m_forgotten), static_cast<off_t>(m_read - m_forgotten), POSIX_FADV_DONTNEED);
        m_forgotten = m_read;
      }
      return static_cast<std::size_t>(n);
    }
    if (n == 0) {
      // Bytes of two states of a file would be a record that never existed.
      if (!unchanged()) return own_failure({ErrorCode::busy, "读取过程中文件发生变化"});
      return std::size_t{0};
    }
    if (errno != EINTR) return own_failure(errno_error("读取失败", errno));
  }
}

Result<std::size_t> FileSource::own_failure(Error error) {
  m_failed = true;
  m_failure = error.message;
  return fail(std::move(error));
}

bool FileSource::unchanged() const {
  struct ::stat now {};
  return ::fstat(m_fd, &now) == 0 && static_cast<std::uint64_t>(now.st_size) == m_size && m_read == m_size &&
         now.st_mtim.tv_sec == m_seconds && now.st_mtim.tv_nsec == m_nanoseconds;
}

Status copy_file(const Path& path, ByteSink& sink, const CancelFlag* cancel) {
  TRY_ASSIGN(const auto source, FileSource::open(path, true, cancel));
  std::vector<std::byte> buffer(1 << 16);
  while (true) {
    TRY_ASSIGN(const std::size_t n, source->read(buffer));
    if (n == 0) return {};
    TRY(sink.write(ByteView(buffer).first(n)));
  }
}

}  // namespace anjuan::flows
