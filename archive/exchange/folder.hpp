// A folder that somebody else made, read as hostile: no link is followed, no pipe is waited for, no depth is trusted.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"
#include "archive/store/file_system.hpp"

namespace anjuan::exchange {

enum class NodeKind : std::uint8_t { file, folder, link, other };

struct Node {
  std::string path;  ///< relative to the folder, parts joined by "/"; "" is the folder itself
  NodeKind kind = NodeKind::other;
  std::uint64_t size = 0;
  std::uint64_t device = 0, inode = 0, links = 0;
  std::string name() const;
};

/// Thread safety: const calls may run concurrently.
class Folder {
 public:
  /// Deeper than this nothing is read: a path of the system ends at 4096 bytes, and every level costs a system call.
  static constexpr std::size_t k_deepest = 100;

  /// not_found; invalid_argument when it is no folder.
  static Result<Folder> open(const Path& root);
  ~Folder();
  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&&) = delete;

  /// What stands directly in a folder below, sorted by bytes. resource_exhausted below k_deepest.
  Result<std::vector<Node>> list(const std::string& path) const;
  /// not_found, also where a part of the way is a link.
  Result<Node> node(const std::string& path) const;
  /// A regular file's bytes. Neither it nor a part of the way may be a link.
  Result<std::unique_ptr<ByteSource>> read(const std::string& path) const;
  /// At most `limit` bytes of a regular file: resource_exhausted when it is longer.
  Result<std::string> read_text(const std::string& path, std::size_t limit) const;
  /// Where a link ends: the path below this folder of a regular file, not_found when it ends elsewhere or nowhere.
  Result<std::string> inside_target(const std::string& link) const;

 private:
  Folder(int fd, Path root) : m_fd(fd), m_root(std::move(root)) {}
  int m_fd;
  Path m_root;
};

/// Every node below `path`, folders before what stands in them, sorted. `visit` says whether to go into a folder;
/// `failed` is told of folders that cannot be read.
using Visit = std::function<bool(const Node&)>;
using WalkFailed = std::function<void(const std::string& path, const Error&)>;
void walk(const Folder& folder, const std::string& path, const Visit& visit, const WalkFailed& failed);

std::string joined(const std::string& folder, const std::string& name);

}  // namespace anjuan::exchange
