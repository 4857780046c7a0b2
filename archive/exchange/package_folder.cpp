#include "archive/exchange/package_folder.hpp"

#include <algorithm>
#include <array>

#include "archive/base/digest.hpp"
#include "archive/exchange/bag_paths.hpp"
#include "archive/exchange/digests.hpp"
#include "archive/exchange/ocfl_parts.hpp"

namespace anjuan::exchange {

struct PackageFolder::Impl {
  std::shared_ptr<FileSystem> fs;
  Path target, temporary;
  std::vector<Path> made;         ///< files and folders in the order of their making
  std::set<std::string> folders;  ///< below the package
  std::set<std::string> folded;   ///< names of files and folders, as a system without case knows them
  bool is_finished = false;

  ~Impl() {
    if (is_finished) return;
    // What cannot be taken away stays under the temporary name, which says what it is.
    for (auto at = made.rbegin(); at != made.rend(); ++at) (void)fs->remove(*at);
  }
  Status make_folders(const std::string& path);
};

namespace {

class FileSink final : public ByteSink {
 public:
  FileSink(File& file, const std::vector<std::string>& algorithms) : m_file(file), m_hasher(algorithms) {}
  Status write(ByteView bytes) override {
    TRY(m_file.write_at(m_size, bytes));
    m_size += bytes.size();
    m_hasher.update(bytes);
    return {};
  }
  Written finish() { return {m_hasher.finish(), m_size}; }

 private:
  File& m_file;
  MultiHasher m_hasher;
  std::uint64_t m_size = 0;
};

}  // namespace

PackageFolder::PackageFolder(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
PackageFolder::~PackageFolder() = default;
PackageFolder::PackageFolder(PackageFolder&&) noexcept = default;

Result<PackageFolder> PackageFolder::create(std::shared_ptr<FileSystem> fs, const Path& target) {
  TRY_ASSIGN(const bool is_there, fs->exists(target));
  if (is_there) return fail(ErrorCode::already_exists, target.string() + " 已经存在");
  const Path parent = target.has_parent_path() ? target.parent_path() : Path(".");
  TRY_ASSIGN(const bool has_parent, fs->exists(parent));
  if (!has_parent) return fail(ErrorCode::not_found, "没有这个文件夹：" + parent.string());
  auto impl = std::make_unique<Impl>();
  std::array<std::byte, 4> random;
  fill_random(random);
  impl->temporary = target.string() + ".partial-" + to_hex(random);
  impl->target = target;
  impl->fs = std::move(fs);
  impl->made.push_back(impl->temporary);
  TRY(impl->fs->make_directories(impl->temporary));
  return PackageFolder(std::move(impl));
}

Status PackageFolder::Impl::make_folders(const std::string& path) {
  for (std::size_t at = path.find('/'); at != std::string::npos; at = path.find('/', at + 1)) {
    const std::string folder = path.substr(0, at);
    if (folders.contains(folder)) continue;
    if (!folded.insert(folded_name(folder)).second) {
      return fail(ErrorCode::invalid_argument, "名称 " + folder + " 与另一个只差大小写或写法");
    }
    made.push_back(temporary / folder);
    TRY(fs->make_directories(temporary / folder));
    folders.insert(folder);
  }
  return {};
}

Result<Written> PackageFolder::add(const std::string& path, const std::function<Status(ByteSink&)>& read,
                                   const std::vector<std::string>& algorithms) {
  if (has_bad_elements(path) || !unsafe_path_reason(path).empty()) {
    return fail(ErrorCode::invalid_argument, "不可作包内的路径：" + path);
  }
  TRY(m_impl->make_folders(path));
  if (!m_impl->folded.insert(folded_name(path)).second) {
    return fail(ErrorCode::invalid_argument, "名称 " + path + " 与另一个相同，或只差大小写或写法");
  }
  const Path place = m_impl->temporary / path;
  m_impl->made.push_back(place);
  TRY_ASSIGN(const auto file, m_impl->fs->open(place, OpenMode::create_new));
  FileSink sink(*file, algorithms);
  TRY(read(sink));
  // A full disk may say so only now; the folder goes as a whole then, so that nothing is retried.
  TRY(file->sync());
  return sink.finish();
}

Result<Written> PackageFolder::add_text(const std::string& path, std::string_view text,
                                        const std::vector<std::string>& algorithms) {
  return add(
      path, [&](ByteSink& sink) { return sink.write(as_bytes(text)); }, algorithms);
}

Status PackageFolder::finish() {
  Impl& impl = *m_impl;
  for (auto folder = impl.folders.rbegin(); folder != impl.folders.rend(); ++folder) {
    TRY(impl.fs->sync_directory(impl.temporary / *folder));
  }
  TRY(impl.fs->sync_directory(impl.temporary));
  TRY_ASSIGN(const bool is_there, impl.fs->exists(impl.target));
  if (is_there) return fail(ErrorCode::already_exists, impl.target.string() + " 已经存在");
  TRY(impl.fs->rename(impl.temporary, impl.target));
  impl.is_finished = true;
  return impl.fs->sync_directory(impl.target.has_parent_path() ? impl.target.parent_path() : Path("."));
}

}  // namespace anjuan::exchange
