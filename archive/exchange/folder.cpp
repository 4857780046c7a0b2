#include "archive/exchange/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "archive/base/utf8.hpp"

namespace anjuan::exchange {

namespace {

class Fd {
 public:
  explicit Fd(int fd) : m_fd(fd) {}
  ~Fd() {
    if (m_fd >= 0) ::close(m_fd);
  }
  Fd(Fd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(m_fd, other.m_fd);
    return *this;
  }
  int get() const { return m_fd; }
  int release() { return std::exchange(m_fd, -1); }

 private:
  int m_fd;
};

class FdSource final : public ByteSource {
 public:
  FdSource(Fd fd, std::string path) : m_fd(std::move(fd)), m_path(std::move(path)) {}
  Result<std::size_t> read(std::span<std::byte> buffer) override {
    for (;;) {
      const ssize_t n = ::read(m_fd.get(), buffer.data(), buffer.size());
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR) return fail(errno_error(to_shown_utf8(m_path), errno));
    }
  }

 private:
  Fd m_fd;
  std::string m_path;
};

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Node node_of(const struct ::stat& info, std::string path) {
  Node node;
  node.path = std::move(path);
  node.kind = S_ISREG(info.st_mode)   ? NodeKind::file
              : S_ISDIR(info.st_mode) ? NodeKind::folder
              : S_ISLNK(info.st_mode) ? NodeKind::link
                                      : NodeKind::other;
  node.size = static_cast<std::uint64_t>(info.st_size);
  node.device = info.st_dev;
  node.inode = info.st_ino;
  node.links = info.st_nlink;
  return node;
}

// Part by part with O_NOFOLLOW: a path as a whole would follow links on its way, and end at PATH_MAX.
Result<Fd> open_folder(int root, const std::vector<std::string>& parts, const std::string& path) {
  if (parts.size() > Folder::k_deepest) {
    return fail(ErrorCode::resource_exhausted, "文件夹嵌套超过 " + std::to_string(Folder::k_deepest) + " 层");
  }
  Fd here(::fcntl(root, F_DUPFD_CLOEXEC, 0));
  if (here.get() < 0) return fail(errno_error(to_shown_utf8(path), errno));
  for (const std::string& part : parts) {
    if (part.empty() || part == "." || part == "..")
      return fail(ErrorCode::not_found, to_shown_utf8(path) + " 不是规范的路径");
    Fd next(::openat(here.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (next.get() < 0) return fail(errno_error(to_shown_utf8(path), errno));
    here = std::move(next);
  }
  return here;
}

// A name with a NUL in it would end early at the system call, and name another file.
bool has_nul(const std::string& path) { return path.find('\0') != std::string::npos; }

/// The folder that a path stands in, open, and its last part.
struct Place {
  Fd folder;
  std::string name;
};
Result<Place> place_of(int root, const std::string& path) {
  std::vector<std::string> parts = parts_of(path);
  if (parts.empty() || path.ends_with('/') || has_nul(path) || parts.back() == "." || parts.back() == "..") {
    return fail(ErrorCode::not_found, to_shown_utf8(path) + " 不是文件名");
  }
  const std::string name = parts.back();
  parts.pop_back();
  TRY_ASSIGN(Fd folder, open_folder(root, parts, path));
  return Place{std::move(folder), name};
}

}  // namespace

std::string Node::name() const { return path.substr(path.rfind('/') + 1); }

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

Result<Folder> Folder::open(const Path& root) {
  const int fd = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd >= 0) return Folder(fd, root);
  const int error = errno;
  if (error == ENOTDIR) return fail(ErrorCode::invalid_argument, to_shown_utf8(root.string()) + " 不是文件夹");
  if (error == ENOENT) return fail(ErrorCode::not_found, "没有这个文件夹：" + to_shown_utf8(root.string()));
  return fail(errno_error(to_shown_utf8(root.string()), error));
}

Folder::~Folder() {
  if (m_fd >= 0) ::close(m_fd);
}
Folder::Folder(Folder&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_root(std::move(other.m_root)) {}

Result<std::vector<Node>> Folder::list(const std::string& path) const {
  TRY_ASSIGN(Fd fd, open_folder(m_fd, parts_of(path), path));
  struct CloseDir {
    void operator()(DIR* dir) const { ::closedir(dir); }
  };
  const std::unique_ptr<DIR, CloseDir> dir(::fdopendir(fd.get()));
  if (!dir) return fail(errno_error(to_shown_utf8(path), errno));
  fd.release();
  ::rewinddir(dir.get());
  std::vector<Node> nodes;
  for (;;) {
    errno = 0;
    const struct ::dirent* const entry = ::readdir(dir.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct ::stat info {};
    if (::fstatat(::dirfd(dir.get()), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
      return fail(errno_error(to_shown_utf8(joined(path, name)), errno));
    }
    nodes.push_back(node_of(info, joined(path, name)));
  }
  if (errno != 0) return fail(errno_error(to_shown_utf8(path), errno));
  std::sort(nodes.begin(), nodes.end(), [](const Node& a, const Node& b) { return a.path < b.path; });
  return nodes;
}

Result<Node> Folder::node(const std::string& path) const {
  TRY_ASSIGN(const Place place, place_of(m_fd, path));
  struct ::stat info {};
  if (::fstatat(place.folder.get(), place.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    return fail(errno_error(to_shown_utf8(path), errno));
  }
  return node_of(info, path);
}

Result<std::unique_ptr<ByteSource>> Folder::read(const std::string& path) const {
  TRY_ASSIGN(const Place place, place_of(m_fd, path));
  // O_NONBLOCK: opening a pipe would wait for its writer.
  Fd fd(::openat(place.folder.get(), place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (fd.get() < 0) return fail(errno_error(to_shown_utf8(path), errno));
  struct ::stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail(errno_error(to_shown_utf8(path), errno));
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::invalid_argument, to_shown_utf8(path) + " 不是普通文件");
  return std::unique_ptr<ByteSource>(std::make_unique<FdSource>(std::move(fd), path));
}

Result<std::string> Folder::read_text(const std::string& path, std::size_t limit) const {
  TRY_ASSIGN(const auto source, read(path));
  std::string text;
  std::array<std::byte, 65536> buffer;
  for (;;) {
    TRY_ASSIGN(const std::size_t n, source->read(buffer));
    if (n == 0) return text;
    text.append(as_text(ByteView(buffer).first(n)));
    if (text.size() > limit) {
      return fail(ErrorCode::resource_exhausted, to_shown_utf8(path) + " 超过 " + std::to_string(limit) + " 字节");
    }
  }
}

Result<std::string> Folder::inside_target(const std::string& link) const {
  std::error_code error;
  const Path root = std::filesystem::canonical(m_root, error);
  const Path target = error ? Path() : std::filesystem::canonical(m_root / link, error);
  if (error) return fail(ErrorCode::not_found, "链接没有去处");
  const std::string prefix = root.string() + "/";
  if (!target.string().starts_with(prefix)) return fail(ErrorCode::not_found, "链接指到外面");
  std::string inside = target.string().substr(prefix.size());
  TRY_ASSIGN(const Node node, this->node(inside));
  if (node.kind != NodeKind::file) return fail(ErrorCode::not_found, "链接指向的不是普通文件");
  return inside;
}

void walk(const Folder& folder, const std::string& path, const Visit& visit, const WalkFailed& failed) {
  // A stack of its own: a deep tree must not end the program's.
  std::vector<Node> waiting;
  const auto push_children = [&](const std::string& of) {
    auto children = folder.list(of);
    if (!children) return failed(of, children.error());
    waiting.insert(waiting.end(), std::make_move_iterator(children->rbegin()),
                   std::make_move_iterator(children->rend()));
  };
  push_children(path);
  while (!waiting.empty()) {
    const Node node = std::move(waiting.back());
    waiting.pop_back();
    if (visit(node) && node.kind == NodeKind::folder) push_children(node.path);
  }
}

}  // namespace anjuan::exchange
