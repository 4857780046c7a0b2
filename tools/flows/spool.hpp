// Bytes that wait between a worker and the thread that owns the transaction: small ones in memory, large ones in an unlinked file.
#pragma once

#include <memory>

#include "archive/store/file_system.hpp"

namespace anjuan::flows {

class Spool {
 public:
  /// Takes all of `source`. `folder` is where a file for large ones may be made. A failure of `source` is told apart from one of the spool:
  /// `source_failed` is set and the error is the source's.
  static Result<Spool> fill(ByteSource& source, const Path& folder, bool& source_failed);
  Spool(Spool&&) noexcept;
  Spool& operator=(Spool&&) noexcept;
  ~Spool();

  std::uint64_t size() const { return m_size; }
  std::uint64_t memory() const { return m_memory.size(); }
  /// The bytes from their beginning; the source borrows the spool.
  std::unique_ptr<ByteSource> source() const;

 private:
  Spool() = default;
  Status to_file(const Path& folder);
  Status append(ByteView bytes);
  Bytes m_memory;
  int m_fd = -1;
  std::uint64_t m_size = 0;
};

}  // namespace anjuan::flows
