#include "indexer/worker/input_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace anjuan::helper {

namespace {

constexpr std::uint64_t k_max_in_memory = 64u << 20;

Status write_all(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(errno_error("copy the input for the helper", errno));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return {};
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    m_fd = other.release();
  }
  return *this;
}

int Fd::release() {
  const int fd = m_fd;
  m_fd = -1;
  return fd;
}

void Fd::reset() {
  if (m_fd >= 0) close(m_fd);
  m_fd = -1;
}

Result<Fd> create_memory_file() {
  Fd file(memfd_create("anjuan-input", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file.open()) return fail(errno_error("memfd_create", errno));
  return file;
}

Result<Fd> reopen_read_only(const Fd& file) {
  Fd reader(open(("/proc/self/fd/" + std::to_string(file.get())).c_str(), O_RDONLY | O_CLOEXEC));
  if (!reader.open()) return fail(errno_error("reopen the input for the helper", errno));
  return reader;
}

Result<InputFile> InputFile::create() {
  TRY_ASSIGN(Fd file, create_memory_file());
  return InputFile(std::move(file));
}

Status InputFile::write(ByteView bytes) {
  if (!m_on_disk && m_size + bytes.size() > k_max_in_memory) TRY(move_to_disk());
  TRY(write_all(m_file.get(), bytes));
  m_size += bytes.size();
  return {};
}

Status InputFile::move_to_disk() {
  const char* folder = std::getenv("TMPDIR");
  // /var/tmp rather than /tmp, which may be memory itself.
  Fd file(open(folder != nullptr && *folder != '\0' ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (!file.open()) return fail(errno_error("temporary file for the helper", errno));
  off_t from = 0;
  while (static_cast<std::uint64_t>(from) < m_size) {
    const ssize_t copied = sendfile(file.get(), m_file.get(), &from, m_size - static_cast<std::uint64_t>(from));
    if (copied < 0 && errno == EINTR) continue;
    if (copied <= 0) return fail(errno_error("temporary file for the helper", errno));
  }
  m_file = std::move(file);
  m_on_disk = true;
  return {};
}

Result<Fd> InputFile::finish() {
  if (!m_on_disk && fcntl(m_file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) != 0) {
    return fail(errno_error("seal the input for the helper", errno));
  }
  return reopen_read_only(m_file);
}

}  // namespace anjuan::helper
