#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "archive/store/file_system.hpp"

namespace anjuan {

namespace {

// Linux caps one transfer at 2 GiB less a page; staying below also keeps ssize_t safe.
constexpr std::size_t k_max_transfer = 1U << 30;

template <class Call>
auto retry(Call call) {
  decltype(call()) result;
  do {
    result = call();
  } while (result == -1 && errno == EINTR);
  return result;
}

tl::unexpected<Error> failed(std::string_view act, const Path& path) {
  const int number = errno;
  return fail(errno_error(std::string(act) + " " + path.string(), number));
}

class PosixFile final : public File {
 public:
  PosixFile(int descriptor, Path path) : m_descriptor(descriptor), m_path(std::move(path)) {}
  // close() may report a late write error; nothing was promised without sync(), which has reported it then.
  ~PosixFile() override { ::close(m_descriptor); }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> buffer) override {
    std::size_t done = 0;
    while (done < buffer.size()) {
      const std::size_t want = std::min(buffer.size() - done, k_max_transfer);
      const ssize_t n =
          retry([&] { return ::pread(m_descriptor, buffer.data() + done, want, static_cast<off_t>(offset + done)); });
      if (n < 0) return failed("read", m_path);
      if (n == 0) break;
      done += static_cast<std::size_t>(n);
    }
    return done;
  }

  Status write_at(std::uint64_t offset, ByteView bytes) override {
    while (!bytes.empty()) {
      const std::size_t want = std::min(bytes.size(), k_max_transfer);
      const ssize_t n = retry([&] { return ::pwrite(m_descriptor, bytes.data(), want, static_cast<off_t>(offset)); });
      if (n < 0) return failed("write", m_path);
      offset += static_cast<std::uint64_t>(n);
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return {};
  }

  Result<std::uint64_t> size() override {
    struct stat info {};
    if (::fstat(m_descriptor, &info) != 0) return failed("stat", m_path);
    return static_cast<std::uint64_t>(info.st_size);
  }

  Status truncate(std::uint64_t size) override {
    if (retry([&] { return ::ftruncate(m_descriptor, static_cast<off_t>(size)); }) != 0)
      return failed("truncate", m_path);
    return {};
  }

  // EINTR is not retried: a sync that was interrupted is a sync that failed.
  Status sync() override {
    if (::fdatasync(m_descriptor) != 0) return failed("sync", m_path);
    return {};
  }

  // flock, not fcntl: it belongs to this open file, so that two sessions of one process exclude each other too, and
  // closing another descriptor of the same file does not drop it.
  Status try_lock() override {
    if (retry([&] { return ::flock(m_descriptor, LOCK_EX | LOCK_NB); }) != 0) return failed("lock", m_path);
    return {};
  }

  void forget_cached(std::uint64_t offset, std::uint64_t length) override {
    (void)::posix_fadvise(m_descriptor, static_cast<off_t>(offset), static_cast<off_t>(length), POSIX_FADV_DONTNEED);
  }

 private:
  const int m_descriptor;
  const Path m_path;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<File>> open(const Path& path, OpenMode mode) override {
    int flags = O_CLOEXEC;
    switch (mode) {
      case OpenMode::read:
        flags |= O_RDONLY;
        break;
      case OpenMode::read_write:
        flags |= O_RDWR;
        break;
      case OpenMode::create:
        flags |= O_RDWR | O_CREAT;
        break;
      case OpenMode::create_new:
        flags |= O_RDWR | O_CREAT | O_EXCL;
        break;
    }
    const int descriptor = retry([&] { return ::open(path.c_str(), flags, 0600); });
    if (descriptor < 0) return failed("open", path);
    return std::make_unique<PosixFile>(descriptor, path);
  }

  Result<bool> exists(const Path& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return failed("stat", path);
  }

  Status remove(const Path& path) override {
    if (::remove(path.c_str()) != 0) return failed("remove", path);
    return {};
  }

  Status rename(const Path& from, const Path& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return failed("rename", from);
    return {};
  }

  Status make_directories(const Path& path) override {
    if (::mkdir(path.c_str(), 0700) != 0) {
      if (errno == EEXIST) return is_directory(path);
      if (errno != ENOENT || !path.has_parent_path() || path.parent_path() == path) return failed("make folder", path);
      TRY(make_directories(path.parent_path()));
      if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return failed("make folder", path);
    }
    return sync_directory(path.has_parent_path() ? path.parent_path() : Path("."));
  }

  Result<std::vector<std::string>> list(const Path& folder) override {
    std::error_code error;
    std::vector<std::string> names;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      names.push_back(it->path().filename().string());
    }
    if (error) return fail(errno_error("list " + folder.string(), error.value()));
    std::sort(names.begin(), names.end());
    return names;
  }

  Status sync_directory(const Path& folder) override {
    const int descriptor = retry([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (descriptor < 0) return failed("open folder", folder);
    const int result = ::fsync(descriptor);
    const int number = errno;
    ::close(descriptor);
    if (result != 0) return fail(errno_error("sync folder " + folder.string(), number));
    return {};
  }

  Result<std::chrono::system_clock::time_point> modified(const Path& path) override {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return failed("stat", path);
    return std::chrono::system_clock::from_time_t(info.st_mtim.tv_sec);
  }

  std::string sqlite_vfs() override { return "unix"; }

 private:
  static Status is_directory(const Path& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return failed("stat", path);
    if (!S_ISDIR(info.st_mode))
      return fail(ErrorCode::already_exists, "make folder " + path.string() + ": a file is there");
    return {};
  }
};

}  // namespace

std::shared_ptr<FileSystem> posix_file_system() {
  static const auto k_file_system = std::make_shared<PosixFileSystem>();
  return k_file_system;
}

}  // namespace anjuan
