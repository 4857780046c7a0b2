// The file-system seam: everything that must survive a power cut goes through here, so that a test can lose every unsynced
// write (tests/support/crash_file_system.hpp). Xapian's files do not: the index may be lost whole and is rebuilt.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"

namespace anjuan {

using Path = std::filesystem::path;

/// An open file. Closing never syncs. One File may be read by several threads at once; writing is for one thread.
class File {
 public:
  virtual ~File() = default;
  /// Reads up to buffer.size() bytes; fewer only at the end of the file.
  virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> buffer) = 0;
  /// Writes all bytes or fails (no_space, io); a failed write may have written some of them.
  virtual Status write_at(std::uint64_t offset, ByteView bytes) = 0;
  virtual Result<std::uint64_t> size() = 0;
  virtual Status truncate(std::uint64_t size) = 0;
  /// fdatasync. After a failure the kernel may have dropped the pages and would report success next time: the caller must
  /// end the process (FINDINGS: stop, never retry), see sync_or_die().
  virtual Status sync() = 0;
  /// Exclusive advisory lock for the life of this File, without waiting: busy when another holder has it.
  virtual Status try_lock() = 0;
  /// The pages of this range will not be needed again (posix_fadvise DONTNEED). Only a hint.
  virtual void forget_cached(std::uint64_t /*offset*/, std::uint64_t /*length*/) {}
};

enum class OpenMode {
  read,          ///< not_found when absent
  read_write,    ///< not_found when absent
  create,        ///< read and write, made when absent
  create_new,    ///< read and write, already_exists when present
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) = 0;
  virtual Result<bool> exists(const Path& path) = 0;
  /// When the file was last written to.
  virtual Result<std::chrono::system_clock::time_point> modified(const Path& path) = 0;
  virtual Status remove(const Path& path) = 0;
  /// Replaces `to` atomically. Durable only after sync_directory() of the parent.
  virtual Status rename(const Path& from, const Path& to) = 0;
  /// Makes the folder and its missing parents, mode 0700, and syncs the parent of each one made; no error when it is there.
  virtual Status make_directories(const Path& path) = 0;
  /// Names (not paths) in the folder, sorted.
  virtual Result<std::vector<std::string>> list(const Path& folder) = 0;
  virtual Status sync_directory(const Path& folder) = 0;
  /// Name of the SQLite VFS (sqlite_vfs.hpp) whose files are this file system's ("unix" for the real one).
  virtual std::string sqlite_vfs() = 0;
};

/// What happens when a sync failed. The default prints one line on stderr and ends the process with _exit(1): nothing that runs
/// later (destructors, retries) may act on a state that the disk does not have. A test's handler throws instead; the handler must
/// not return.
using SyncFailureHandler = std::function<void(const Error&)>;
/// Returns the handler that was set before. Empty: the default.
SyncFailureHandler set_sync_failure_handler(SyncFailureHandler handler);
[[noreturn]] void end_after_failed_sync(const Error& error);
/// file.sync(); a failure goes to the handler, with `what` in front.
void sync_or_die(File& file, const std::string& what);
/// fs.sync_directory(folder), likewise.
void sync_directory_or_die(FileSystem& fs, const Path& folder);

/// The operating system's file system.
std::shared_ptr<FileSystem> posix_file_system();

}  // namespace anjuan
