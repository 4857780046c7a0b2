// An original's bytes as a descriptor that can be handed to the helper: a sealed memory file, or an unlinked temporary file when it is large.
#pragma once

#include "archive/base/bytes.hpp"

namespace anjuan::helper {

/// Owner of a file descriptor.
class Fd {
 public:
  explicit Fd(int fd = -1) : m_fd(fd) {}
  Fd(Fd&& other) noexcept : m_fd(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }
  int get() const { return m_fd; }
  bool open() const { return m_fd >= 0; }
  int release();
  void reset();

 private:
  int m_fd;
};

class InputFile final : public ByteSink {
 public:
  static Result<InputFile> create();
  InputFile(InputFile&&) noexcept = default;
  Status write(ByteView bytes) override;
  /// Ends the writing: nobody can change or shorten the bytes any more (a mapping of them would die of it). A read-only descriptor.
  Result<Fd> finish();

 private:
  explicit InputFile(Fd file) : m_file(std::move(file)) {}
  Status move_to_disk();

  Fd m_file;
  std::uint64_t m_size = 0;
  bool m_on_disk = false;
};

/// An empty memory file for what a conversion writes.
Result<Fd> create_memory_file();
/// A second, read-only descriptor of the same file.
Result<Fd> reopen_read_only(const Fd& file);

}  // namespace anjuan::helper
