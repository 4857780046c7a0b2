// A file system in memory that loses power. It remembers, for every file and folder, what is durable and what is only
// written, and makes after a power cut one of the states that a disk could have.
//
// Model. File data and a file's length become durable by File::sync() of that file; a name (made, renamed, removed) by
// sync_directory() of its folder, not by syncing the file. Everything else may be lost, kept, or kept in part: data by
// sectors of 512 bytes, in any order; lengths may have grown with zeros; names by prefix or by any subset. A failed
// sync marks pages clean, as Linux does: what it should have written is lost at the next power cut even when a later
// sync succeeds.
#pragma once

#include <optional>

#include "archive/store/file_system.hpp"

namespace anjuan::test {

/// What a handler set by set_sync_failure_handler() throws in tests, where the program would end.
struct ProcessEnded {
  Error error;
};

/// While it lives, a failed sync throws ProcessEnded.
class ThrowOnSyncFailure {
 public:
  ThrowOnSyncFailure();
  ~ThrowOnSyncFailure();

 private:
  SyncFailureHandler m_before;
};

/// Thread-safe. Paths are absolute; "/" and "/tmp" exist. Files opened before reboot() or restart() answer io for ever
/// after, and hold no locks. Connections of its SQLite VFS must be closed before it is destroyed.
class CrashFileSystem final : public FileSystem {
 public:
  explicit CrashFileSystem(std::uint32_t seed = 1);
  ~CrashFileSystem() override;

  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override;
  Result<bool> exists(const Path& path) override;
  /// Always long ago: it keeps no times.
  Result<std::chrono::system_clock::time_point> modified(const Path&) override { return std::chrono::system_clock::time_point{}; }
  Status remove(const Path& path) override;
  Status rename(const Path& from, const Path& to) override;
  Status make_directories(const Path& path) override;
  Result<std::vector<std::string>> list(const Path& folder) override;
  Status sync_directory(const Path& folder) override;
  std::string sqlite_vfs() override;

  /// Calls so far that change something: write, truncate, sync, make a file or folder, rename, remove, sync a folder.
  std::uint64_t calls() const;
  /// The n-th such call from now (0: the next) fails with io, half done, and so does every later call of any kind.
  void lose_power_at(std::uint64_t n);
  bool power_lost() const;

  enum class Survival { nothing, everything, random };  ///< of what was not synced
  /// The machine comes back: one of the possible states, chosen by the seed. Injected faults are over.
  void reboot(Survival survival = Survival::random);
  /// The process was killed, the machine ran on: all that was written is there, and still unsynced. Injected faults are
  /// over.
  void restart();

  /// Syncs succeed without effect: for showing that a test notices a missing one.
  void ignore_syncs(bool ignore);
  /// The n-th sync (of a file or folder) from now fails, once.
  void fail_sync_at(std::uint64_t n);
  /// All files together may hold so many bytes: a write beyond is cut off there with no_space.
  void limit_space(std::optional<std::uint64_t> bytes);

  /// The bytes of a file now, and the same from outside any accounting: to damage it.
  Bytes bytes(const Path& path) const;
  void set_bytes(const Path& path, Bytes bytes);

  struct State;

 private:
  std::shared_ptr<State> m_state;
  std::unique_ptr<class VfsHolder> m_vfs;
};

}  // namespace anjuan::test
