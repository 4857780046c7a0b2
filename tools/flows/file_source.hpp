// A file of the user's, read once from its beginning to its end.
#pragma once

#include "archive/store/file_system.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

/// Refuses (invalid_argument) everything but regular files with content. Notices a file that changes while it is read.
class FileSource final : public ByteSource {
 public:
  /// A symbolic link is followed only when `follow` says so.
  static Result<std::unique_ptr<FileSource>> open(const Path& path, bool follow, const CancelFlag* cancel);
  ~FileSource() override;

  Result<std::size_t> read(std::span<std::byte> buffer) override;
  std::uint64_t size() const { return m_size; }
  /// Whether a failure was this file's own (unreadable, changed) and not the store's.
  bool failed() const { return m_failed; }
  /// Why, for people.
  const std::string& failure() const { return m_failure; }

 private:
  FileSource(int fd, std::uint64_t size, std::int64_t seconds, std::int64_t nanoseconds, const CancelFlag* cancel)
      : m_fd(fd), m_size(size), m_seconds(seconds), m_nanoseconds(nanoseconds), m_cancel(cancel) {}
  bool unchanged() const;
  int m_fd;
  std::uint64_t m_size;
  std::int64_t m_seconds, m_nanoseconds;
  const CancelFlag* m_cancel;
  std::uint64_t m_read = 0, m_forgotten = 0;
  bool m_failed = false;
  std::string m_failure;
  Result<std::size_t> own_failure(Error error);
};

/// The whole file into `sink`, as the helper's worker asks for it.
Status copy_file(const Path& path, ByteSink& sink, const CancelFlag* cancel);

}  // namespace anjuan::flows
