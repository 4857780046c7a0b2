#include "tools/flows/walk.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace anjuan::flows {

// A folder that contains itself through a bind mount would go on until the path is too long for the system.
static constexpr int k_deepest = 256;

static std::string reason_of(int error_number) {
  switch (error_number) {
    case EACCES:
    case EPERM: return "没有读取权限";
    case ENOENT: return "文件不存在";
    default: return std::strerror(error_number);
  }
}

static Result<std::vector<std::string>> names_in(const Path& folder) {
  struct Close {
    void operator()(DIR* d) const { ::closedir(d); }
  };
  const std::unique_ptr<DIR, Close> directory(::opendir(folder.c_str()));
  if (!directory) return fail(ErrorCode::denied, "文件夹无法读取：" + reason_of(errno));
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const struct ::dirent* entry = ::readdir(directory.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  if (errno != 0) return fail(ErrorCode::io, "文件夹无法读取：" + reason_of(errno));
  std::sort(names.begin(), names.end());
  return names;
}

static Status walk_one(const Path& path, bool named, int depth, const std::function<Status(const Found&)>& found) {
  struct ::stat info {};
  if ((named ? ::stat(path.c_str(), &info) : ::lstat(path.c_str(), &info)) != 0) {
    return found({path, named, reason_of(errno)});
  }
  if (S_ISLNK(info.st_mode)) return found({path, named, "符号链接，不跟随"});
  if (!S_ISDIR(info.st_mode)) return found({path, named, ""});
  if (depth >= k_deepest) return found({path, named, "文件夹嵌套过深"});
  const auto names = names_in(path);
  if (!names) return found({path, named, names.error().message});
  for (const std::string& name : *names) TRY(walk_one(path / name, false, depth + 1, found));
  return {};
}

Status walk(const std::vector<Path>& paths, const std::function<Status(const Found&)>& found) {
  for (const Path& path : paths) TRY(walk_one(path, true, 0, found));
  return {};
}

}  // namespace anjuan::flows
