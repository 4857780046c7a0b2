#include "tools/cli/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace anjuan::cli {

static Status write_all(int fd, ByteView bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno_error("写 " + name, errno));
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

// Standard output, pipes and devices cannot be renamed onto: the bytes wait in a file without a name.
static bool must_be_copied(const std::string& path) {
  struct ::stat info {};
  return path == "-" || (::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode));
}

Result<std::unique_ptr<OutputFile>> OutputFile::open(const std::string& path) {
  struct ::stat info {};
  if (::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return fail(ErrorCode::invalid_argument, path + " 是文件夹");
  if (must_be_copied(path)) {
    std::string pattern = (std::filesystem::temp_directory_path() / "anjuan-XXXXXX").string();
    const int fd = ::mkostemp(pattern.data(), O_CLOEXEC);
    if (fd < 0) return fail(errno_error("临时文件", errno));
    ::unlink(pattern.c_str());
    return std::unique_ptr<OutputFile>(new OutputFile(fd, path, ""));
  }
  std::string pattern = path + ".XXXXXX";
  const int fd = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (fd < 0) return fail(errno_error("写 " + path, errno));
  const mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(fd, 0666 & ~mask);
  return std::unique_ptr<OutputFile>(new OutputFile(fd, path, pattern));
}

OutputFile::~OutputFile() {
  if (m_fd >= 0) ::close(m_fd);
  if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
}

Status OutputFile::write(ByteView bytes) {
  m_size += bytes.size();
  return write_all(m_fd, bytes, m_target);
}

Status OutputFile::finish() {
  if (m_target == "-") return copy_to(STDOUT_FILENO);
  if (m_temporary.empty()) {
    const int target = ::open(m_target.c_str(), O_WRONLY | O_CLOEXEC);
    if (target < 0) return fail(errno_error("写 " + m_target, errno));
    const Status copied = copy_to(target);
    ::close(target);
    return copied;
  }
  if (::fsync(m_fd) != 0) return fail(errno_error("写 " + m_target, errno));
  if (::rename(m_temporary.c_str(), m_target.c_str()) != 0) return fail(errno_error("写 " + m_target, errno));
  m_temporary.clear();
  return {};
}

Status OutputFile::copy_to(int descriptor) {
  if (::lseek(m_fd, 0, SEEK_SET) != 0) return fail(errno_error("临时文件", errno));
  std::array<std::byte, 65536> buffer;
  for (;;) {
    const ssize_t n = ::read(m_fd, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno_error("临时文件", errno));
    if (n == 0) return {};
    TRY(write_all(descriptor, ByteView(buffer).first(static_cast<std::size_t>(n)), m_target));
  }
}

}  // namespace anjuan::cli
