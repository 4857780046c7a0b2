#include "archive/store/sqlite_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <map>
#include <mutex>

namespace anjuan {

namespace {
struct OpenFile;

/// SQLite's five lock levels on one path, among the connections of this VFS.
struct LockState {
  int shared = 0;
  const OpenFile* reserved = nullptr;
  const OpenFile* pending = nullptr;  // wants or has the exclusive lock: no new readers
};
}  // namespace

struct SqliteVfs::Impl {
  Impl(std::string vfs_name, FileSystem& file_system) : name(std::move(vfs_name)), fs(file_system) {}

  const std::string name;
  FileSystem& fs;
  sqlite3_vfs vfs{};
  sqlite3_vfs* system = nullptr;  // for clock, sleep and randomness
  std::atomic<unsigned> temporary{0};
  std::mutex mutex;
  std::map<std::string, LockState> locks;
};

namespace {

using Vfs = SqliteVfs::Impl;

struct OpenFile {
  Vfs& vfs;
  std::unique_ptr<File> file;
  Path path;
  bool delete_on_close = false;
  bool sync_folder = false;  // a new journal: its name becomes durable with its first sync
  int level = SQLITE_LOCK_NONE;
};

/// What SQLite allocates for us.
struct VfsFile {
  sqlite3_file base;
  OpenFile* open;
};

Vfs& vfs_of(sqlite3_vfs* vfs) { return *static_cast<Vfs*>(vfs->pAppData); }
OpenFile& file_of(sqlite3_file* file) { return *reinterpret_cast<VfsFile*>(file)->open; }

int result_code(const Error& error, int otherwise) {
  if (error.code == ErrorCode::no_space) return SQLITE_FULL;
  if (error.code == ErrorCode::resource_exhausted) return SQLITE_NOMEM;
  return otherwise;
}

int x_unlock(sqlite3_file* base, int level) {
  OpenFile& file = file_of(base);
  const std::lock_guard lock(file.vfs.mutex);
  LockState& state = file.vfs.locks[file.path.string()];
  if (level >= file.level) return SQLITE_OK;
  if (state.reserved == &file) state.reserved = nullptr;
  if (state.pending == &file) state.pending = nullptr;
  if (level == SQLITE_LOCK_NONE) --state.shared;
  file.level = level;
  return SQLITE_OK;
}

int x_close(sqlite3_file* base) {
  x_unlock(base, SQLITE_LOCK_NONE);
  const std::unique_ptr<OpenFile> file(reinterpret_cast<VfsFile*>(base)->open);
  file->file.reset();
  if (file->delete_on_close) (void)file->vfs.fs.remove(file->path);  // a temporary file: nobody misses it
  base->pMethods = nullptr;
  return SQLITE_OK;
}

int x_read(sqlite3_file* base, void* buffer, int amount, sqlite3_int64 offset) {
  const std::span<std::byte> out(static_cast<std::byte*>(buffer), static_cast<std::size_t>(amount));
  const auto n = file_of(base).file->read_at(static_cast<std::uint64_t>(offset), out);
  if (!n) return result_code(n.error(), SQLITE_IOERR_READ);
  if (*n == out.size()) return SQLITE_OK;
  std::memset(out.data() + *n, 0, out.size() - *n);  // SQLite relies on it
  return SQLITE_IOERR_SHORT_READ;
}

int x_write(sqlite3_file* base, const void* buffer, int amount, sqlite3_int64 offset) {
  const ByteView bytes(static_cast<const std::byte*>(buffer), static_cast<std::size_t>(amount));
  const Status written = file_of(base).file->write_at(static_cast<std::uint64_t>(offset), bytes);
  return written ? SQLITE_OK : result_code(written.error(), SQLITE_IOERR_WRITE);
}

int x_truncate(sqlite3_file* base, sqlite3_int64 size) {
  const Status cut = file_of(base).file->truncate(static_cast<std::uint64_t>(size));
  return cut ? SQLITE_OK : result_code(cut.error(), SQLITE_IOERR_TRUNCATE);
}

int x_sync(sqlite3_file* base, int /*flags*/) {
  OpenFile& file = file_of(base);
  if (const Status synced = file.file->sync(); !synced) return result_code(synced.error(), SQLITE_IOERR_FSYNC);
  if (!file.sync_folder) return SQLITE_OK;
  if (const Status synced = file.vfs.fs.sync_directory(file.path.parent_path()); !synced) return SQLITE_IOERR_DIR_FSYNC;
  file.sync_folder = false;
  return SQLITE_OK;
}

int x_file_size(sqlite3_file* base, sqlite3_int64* size) {
  const auto found = file_of(base).file->size();
  if (!found) return result_code(found.error(), SQLITE_IOERR_FSTAT);
  *size = static_cast<sqlite3_int64>(*found);
  return SQLITE_OK;
}

int x_lock(sqlite3_file* base, int level) {
  OpenFile& file = file_of(base);
  const std::lock_guard lock(file.vfs.mutex);
  LockState& state = file.vfs.locks[file.path.string()];
  const auto others = [&](const OpenFile* holder) { return holder != nullptr && holder != &file; };
  if (level <= file.level) return SQLITE_OK;
  if (others(state.pending)) return SQLITE_BUSY;
  if (file.level == SQLITE_LOCK_NONE) {
    ++state.shared;
    file.level = SQLITE_LOCK_SHARED;
  }
  if (level == SQLITE_LOCK_SHARED) return SQLITE_OK;
  if (others(state.reserved)) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_RESERVED) {
    state.reserved = &file;
    file.level = level;
    return SQLITE_OK;
  }
  state.pending = &file;
  file.level = SQLITE_LOCK_PENDING;
  if (state.shared > 1) return SQLITE_BUSY;
  file.level = SQLITE_LOCK_EXCLUSIVE;
  return SQLITE_OK;
}

int x_check_reserved_lock(sqlite3_file* base, int* out) {
  OpenFile& file = file_of(base);
  const std::lock_guard lock(file.vfs.mutex);
  const LockState& state = file.vfs.locks[file.path.string()];
  *out = state.reserved != nullptr || state.pending != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int x_file_control(sqlite3_file* /*file*/, int /*operation*/, void* /*argument*/) { return SQLITE_NOTFOUND; }
int x_sector_size(sqlite3_file* /*file*/) { return 512; }
int x_device_characteristics(sqlite3_file* /*file*/) { return 0; }

const sqlite3_io_methods k_methods = [] {
  sqlite3_io_methods methods{};
  methods.iVersion = 1;  // no shared memory, no mmap
  methods.xClose = x_close;
  methods.xRead = x_read;
  methods.xWrite = x_write;
  methods.xTruncate = x_truncate;
  methods.xSync = x_sync;
  methods.xFileSize = x_file_size;
  methods.xLock = x_lock;
  methods.xUnlock = x_unlock;
  methods.xCheckReservedLock = x_check_reserved_lock;
  methods.xFileControl = x_file_control;
  methods.xSectorSize = x_sector_size;
  methods.xDeviceCharacteristics = x_device_characteristics;
  return methods;
}();

OpenMode mode_of(int flags) {
  if ((flags & SQLITE_OPEN_READWRITE) == 0) return OpenMode::read;
  if ((flags & SQLITE_OPEN_CREATE) == 0) return OpenMode::read_write;
  return (flags & SQLITE_OPEN_EXCLUSIVE) != 0 ? OpenMode::create_new : OpenMode::create;
}

int x_open(sqlite3_vfs* base, const char* name, sqlite3_file* out, int flags, int* out_flags) {
  Vfs& vfs = vfs_of(base);
  out->pMethods = nullptr;
  auto file = std::make_unique<OpenFile>(OpenFile{vfs, nullptr, {}});
  OpenMode mode = mode_of(flags);
  if (name == nullptr) {
    if (!vfs.fs.make_directories("/tmp")) return SQLITE_CANTOPEN;
    file->path = "/tmp/" + vfs.name + "-" + std::to_string(++vfs.temporary);
    mode = OpenMode::create;
  } else {
    file->path = name;
  }
  constexpr int k_journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  file->delete_on_close = name == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  file->sync_folder = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & k_journals) != 0;
  auto opened = vfs.fs.open(file->path, mode);
  if (!opened) return result_code(opened.error(), SQLITE_CANTOPEN);
  file->file = std::move(*opened);
  if (out_flags != nullptr) *out_flags = flags;
  reinterpret_cast<VfsFile*>(out)->open = file.release();
  out->pMethods = &k_methods;
  return SQLITE_OK;
}

int x_delete(sqlite3_vfs* base, const char* name, int sync_folder) {
  FileSystem& fs = vfs_of(base).fs;
  if (const Status removed = fs.remove(name); !removed) {
    return removed.error().code == ErrorCode::not_found ? SQLITE_IOERR_DELETE_NOENT : SQLITE_IOERR_DELETE;
  }
  if (sync_folder != 0 && !fs.sync_directory(Path(name).parent_path())) return SQLITE_IOERR_DIR_FSYNC;
  return SQLITE_OK;
}

int x_access(sqlite3_vfs* base, const char* name, int flags, int* out) {
  FileSystem& fs = vfs_of(base).fs;
  const auto there = fs.exists(name);
  if (!there) return SQLITE_IOERR_ACCESS;
  *out = *there ? 1 : 0;
  if (*out == 0 || flags != SQLITE_ACCESS_EXISTS) return SQLITE_OK;
  // As in SQLite's unix VFS an empty file does not exist: a journal that was made and not written is no hot journal.
  if (const auto file = fs.open(name, OpenMode::read)) {
    const auto size = (*file)->size();
    if (!size) return SQLITE_IOERR_ACCESS;
    *out = *size > 0 ? 1 : 0;
  }
  return SQLITE_OK;
}

int x_full_pathname(sqlite3_vfs* /*vfs*/, const char* name, int capacity, char* out) {
  std::error_code error;
  const std::string full = std::filesystem::absolute(name, error).lexically_normal().string();
  if (error || full.size() + 1 > static_cast<std::size_t>(capacity)) return SQLITE_CANTOPEN;
  std::memcpy(out, full.c_str(), full.size() + 1);
  return SQLITE_OK;
}

int x_randomness(sqlite3_vfs* vfs, int n, char* out) {
  return vfs_of(vfs).system->xRandomness(vfs_of(vfs).system, n, out);
}
int x_sleep(sqlite3_vfs* vfs, int microseconds) { return vfs_of(vfs).system->xSleep(vfs_of(vfs).system, microseconds); }
int x_current_time(sqlite3_vfs* vfs, double* out) { return vfs_of(vfs).system->xCurrentTime(vfs_of(vfs).system, out); }
int x_get_last_error(sqlite3_vfs* /*vfs*/, int /*n*/, char* /*out*/) { return 0; }

}  // namespace

SqliteVfs::SqliteVfs(std::string name, FileSystem& fs) : m_impl(std::make_unique<Impl>(std::move(name), fs)) {
  Impl& impl = *m_impl;
  impl.system = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& vfs = impl.vfs;
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(VfsFile);
  vfs.mxPathname = 1024;
  vfs.zName = impl.name.c_str();
  vfs.pAppData = &impl;
  vfs.xOpen = x_open;
  vfs.xDelete = x_delete;
  vfs.xAccess = x_access;
  vfs.xFullPathname = x_full_pathname;
  vfs.xRandomness = x_randomness;
  vfs.xSleep = x_sleep;
  vfs.xCurrentTime = x_current_time;
  vfs.xGetLastError = x_get_last_error;
  sqlite3_vfs_register(&vfs, 0);
}

SqliteVfs::~SqliteVfs() { sqlite3_vfs_unregister(&m_impl->vfs); }

const std::string& SqliteVfs::name() const { return m_impl->name; }

}  // namespace anjuan
