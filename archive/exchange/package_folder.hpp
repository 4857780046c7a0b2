// A folder that appears whole or not at all: made beside its target and renamed in the end.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "archive/store/file_system.hpp"

namespace anjuan::exchange {

struct Written {
  std::vector<std::string> hex;  ///< by the algorithms asked for
  std::uint64_t bytes = 0;
};

/// The destructor takes away whatever finish() did not put in its place.
class PackageFolder {
 public:
  /// already_exists when something is at `target`.
  static Result<PackageFolder> create(std::shared_ptr<FileSystem> fs, const Path& target);
  ~PackageFolder();
  PackageFolder(PackageFolder&& other) noexcept;
  PackageFolder& operator=(PackageFolder&&) = delete;

  /// A new file, synced. invalid_argument for a path that leads out, or that a system without case would take for
  /// another.
  Result<Written> add(const std::string& path, const std::function<Status(ByteSink&)>& read,
                      const std::vector<std::string>& algorithms);
  Result<Written> add_text(const std::string& path, std::string_view text, const std::vector<std::string>& algorithms);
  /// Durable under its name.
  Status finish();

 private:
  struct Impl;
  explicit PackageFolder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan::exchange
