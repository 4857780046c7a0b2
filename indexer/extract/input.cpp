#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

Result<std::unique_ptr<Input>> Input::open(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) return fail(errno_error("fstat", errno));
  std::unique_ptr<Input> input(new Input(fd));
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return input;
  void* memory = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
  if (memory == MAP_FAILED) return fail(ErrorCode::resource_exhausted, "文件太大，超过内存上限");
  input->m_bytes = {static_cast<const std::byte*>(memory), size};
  return input;
}

Input::~Input() {
  if (!m_bytes.empty()) munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
}

}  // namespace anjuan::extract
