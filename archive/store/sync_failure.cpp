#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "archive/store/file_system.hpp"

namespace anjuan {

static std::mutex g_mutex;
static SyncFailureHandler g_handler;

SyncFailureHandler set_sync_failure_handler(SyncFailureHandler handler) {
  const std::lock_guard lock(g_mutex);
  std::swap(g_handler, handler);
  return handler;
}

// The one place where a library prints and exits (style rule 5): after a failed fsync the kernel has marked the pages
// clean, so every later "success" would be a lie. No caller may be given the chance to go on.
void end_after_failed_sync(const Error& error) {
  SyncFailureHandler handler;
  {
    const std::lock_guard lock(g_mutex);
    handler = g_handler;
  }
  if (handler) {
    handler(error);
    std::abort();  // the handler broke its contract
  }
  std::fprintf(stderr, "anjuan: 无法确认数据已写入磁盘，已停止（磁盘或存储故障，请检查后重新运行同一命令）: %s\n",
               error.message.c_str());
  ::_exit(1);
}

void sync_or_die(File& file, const std::string& what) {
  if (const Status synced = file.sync(); !synced)
    end_after_failed_sync({synced.error().code, what + ": " + synced.error().message});
}

void sync_directory_or_die(FileSystem& fs, const Path& folder) {
  if (const Status synced = fs.sync_directory(folder); !synced) end_after_failed_sync(synced.error());
}

}  // namespace anjuan
