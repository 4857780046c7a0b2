#include "tools/flows/spool.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace anjuan::flows {

static constexpr std::size_t k_in_memory = 4u << 20;
static constexpr std::size_t k_buffer = 256u << 10;

Spool::Spool(Spool&& other) noexcept
    : m_memory(std::move(other.m_memory)), m_fd(std::exchange(other.m_fd, -1)), m_size(std::exchange(other.m_size, 0)) {}
Spool& Spool::operator=(Spool&& other) noexcept {
  std::swap(m_memory, other.m_memory);
  std::swap(m_fd, other.m_fd);
  std::swap(m_size, other.m_size);
  return *this;
}
Spool::~Spool() {
  if (m_fd >= 0) ::close(m_fd);
}

Status Spool::to_file(const Path& folder) {
  m_fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (m_fd < 0) return fail(errno_error("临时文件 " + folder.string(), errno));
  const Bytes held = std::exchange(m_memory, {});
  m_size = 0;
  return append(held);
}

Status Spool::append(ByteView bytes) {
  m_size += bytes.size();
  if (m_fd < 0) {
    m_memory.insert(m_memory.end(), bytes.begin(), bytes.end());
    return {};
  }
  while (!bytes.empty()) {
    const ssize_t n = ::write(m_fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(errno_error("写临时文件", errno));
    bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<Spool> Spool::fill(ByteSource& source, const Path& folder, bool& source_failed) {
  Spool spool;
  source_failed = false;
  Bytes buffer(k_buffer);
  for (;;) {
    auto n = source.read(buffer);
    if (!n) {
      source_failed = true;
      return fail(std::move(n).error());
    }
    if (*n == 0) return spool;
    if (spool.m_fd < 0 && spool.m_memory.size() + *n > k_in_memory) TRY(spool.to_file(folder));
    TRY(spool.append(ByteView(buffer).first(*n)));
  }
}

namespace {
class SpoolFileSource final : public ByteSource {
 public:
  explicit SpoolFileSource(int fd) : m_fd(fd) {}
  Result<std::size_t> read(std::span<std::byte> buffer) override {
    ssize_t n;
    do n = ::pread(m_fd, buffer.data(), buffer.size(), m_at);
    while (n < 0 && errno == EINTR);
    if (n < 0) return fail(errno_error("读临时文件", errno));
    m_at += n;
    return static_cast<std::size_t>(n);
  }

 private:
  int m_fd;
  off_t m_at = 0;
};
}  // namespace

std::unique_ptr<ByteSource> Spool::source() const {
  if (m_fd >= 0) return std::make_unique<SpoolFileSource>(m_fd);
  return std::make_unique<MemorySource>(m_memory);
}

}  // namespace anjuan::flows
