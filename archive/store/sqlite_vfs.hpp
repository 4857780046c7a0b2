// SQLite on a FileSystem, so that a test can take the power away from the catalog as from the packs. The real file
// system keeps SQLite's own "unix" VFS, which a thousand times more people have tried.
#pragma once

#include <memory>
#include <string>

#include "archive/store/file_system.hpp"

namespace anjuan {

/// Registers a VFS for its life. All file I/O goes through `fs`; folders are synced where SQLite's unix VFS syncs them
/// (first sync of a new journal or WAL, xDelete when asked). Locks hold within this VFS only, there is no shared
/// memory: WAL needs PRAGMA locking_mode=EXCLUSIVE, set before journal_mode. Sectors of 512 bytes, no promises about
/// what a torn write leaves. `fs` must outlive this, and this every connection that uses it.
class SqliteVfs {
 public:
  SqliteVfs(std::string name, FileSystem& fs);
  ~SqliteVfs();
  SqliteVfs(const SqliteVfs&) = delete;
  SqliteVfs& operator=(const SqliteVfs&) = delete;
  const std::string& name() const;

  struct Impl;

 private:
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan
