#include "tests/support/crash_file_system.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "archive/store/sqlite_vfs.hpp"
#include "tests/support/crash_model.hpp"

namespace anjuan::test {

ThrowOnSyncFailure::ThrowOnSyncFailure()
    : m_before(set_sync_failure_handler([](const Error& error) { throw ProcessEnded{error}; })) {}
ThrowOnSyncFailure::~ThrowOnSyncFailure() { set_sync_failure_handler(m_before); }

class VfsHolder {
 public:
  explicit VfsHolder(FileSystem& fs) : m_vfs("crash-" + std::to_string(++s_count), fs) {}
  const std::string& name() const { return m_vfs.name(); }

 private:
  static inline std::atomic<unsigned> s_count{0};
  SqliteVfs m_vfs;
};

namespace {

tl::unexpected<Error> not_there(const Path& path) {
  return fail(ErrorCode::not_found, "no such file: " + path.string());
}

class CrashFile final : public File {
 public:
  CrashFile(std::shared_ptr<CrashFileSystem::State> state, std::shared_ptr<Inode> inode, bool writable)
      : m_state(std::move(state)), m_inode(std::move(inode)), m_epoch(m_state->epoch), m_writable(writable) {}
  ~CrashFile() override {
    const std::lock_guard lock(m_state->mutex);
    if (m_inode->lock_owner == this) m_inode->lock_owner = nullptr;
  }

  Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> buffer) override {
    const std::lock_guard lock(m_state->mutex);
    TRY(usable());
    const Bytes& data = m_inode->now;
    if (offset >= data.size()) return std::size_t{0};
    const std::size_t n = std::min<std::uint64_t>(buffer.size(), data.size() - offset);
    std::copy_n(data.begin() + static_cast<std::ptrdiff_t>(offset), n, buffer.begin());
    return n;
  }

  Status write_at(std::uint64_t offset, ByteView bytes) override {
    const std::lock_guard lock(m_state->mutex);
    TRY(changeable());
    const Status step = m_state->step();
    const ByteView fits = bytes.first(room_for(offset, bytes.size()));
    if (!fits.empty()) m_inode->change({false, offset, Bytes(fits.begin(), fits.end())});
    TRY(step);
    return fits.size() == bytes.size() ? Status() : fail(ErrorCode::no_space, "write: the disk is full");
  }

  Result<std::uint64_t> size() override {
    const std::lock_guard lock(m_state->mutex);
    TRY(usable());
    return m_inode->now.size();
  }

  Status truncate(std::uint64_t size) override {
    const std::lock_guard lock(m_state->mutex);
    TRY(changeable());
    const Status step = m_state->step();
    m_inode->change({true, size, {}});
    return step;
  }

  Status sync() override {
    const std::lock_guard lock(m_state->mutex);
    TRY(usable());
    return m_state->sync(*m_inode);
  }

  Status try_lock() override {
    const std::lock_guard lock(m_state->mutex);
    TRY(usable());
    if (m_inode->lock_owner != nullptr && m_inode->lock_owner != this)
      return fail(ErrorCode::busy, "lock: another holds it");
    m_inode->lock_owner = this;
    return {};
  }

 private:
  Status usable() const {
    TRY(m_state->alive());
    return m_epoch == m_state->epoch ? Status() : fail(ErrorCode::io, "a file of before the crash");
  }
  Status changeable() const {
    TRY(usable());
    return m_writable ? Status() : fail(ErrorCode::io, "the file is open for reading");
  }
  std::size_t room_for(std::uint64_t offset, std::size_t n) const {
    const std::uint64_t size = m_inode->now.size();
    if (!m_state->space || offset + n <= size) return n;
    const std::uint64_t used = m_state->used();
    const std::uint64_t limit = size + (*m_state->space > used ? *m_state->space - used : 0);
    return offset >= limit ? 0 : static_cast<std::size_t>(std::min<std::uint64_t>(n, limit - offset));
  }

  const std::shared_ptr<CrashFileSystem::State> m_state;
  const std::shared_ptr<Inode> m_inode;
  const std::uint64_t m_epoch;
  const bool m_writable;
};

}  // namespace

CrashFileSystem::CrashFileSystem(std::uint32_t seed) : m_state(std::make_shared<State>()) {
  m_state->random.seed(seed);
  m_state->root->now["tmp"] = Node{nullptr, std::make_shared<Folder>()};
  m_state->root->durable = m_state->root->now;
}
CrashFileSystem::~CrashFileSystem() = default;

Result<std::unique_ptr<File>> CrashFileSystem::open(const Path& path, OpenMode mode) {
  const std::lock_guard lock(m_state->mutex);
  TRY(m_state->alive());
  const Node* const found = m_state->node(path);
  if (found != nullptr && found->folder)
    return fail(ErrorCode::invalid_argument, "open " + path.string() + ": it is a folder");
  if (found != nullptr && mode == OpenMode::create_new) return fail(ErrorCode::already_exists, "open " + path.string());
  if (found != nullptr) return std::make_unique<CrashFile>(m_state, found->file, mode != OpenMode::read);
  if (mode == OpenMode::read || mode == OpenMode::read_write) return not_there(path);
  Folder* const parent = m_state->folder(path.parent_path());
  if (parent == nullptr) return not_there(path.parent_path());
  const Status step = m_state->step();
  const auto inode = std::make_shared<Inode>();
  parent->change({{path.filename().string(), Node{inode, nullptr}}});
  TRY(step);
  return std::make_unique<CrashFile>(m_state, inode, true);
}

Result<bool> CrashFileSystem::exists(const Path& path) {
  const std::lock_guard lock(m_state->mutex);
  TRY(m_state->alive());
  return m_state->node(path) != nullptr || m_state->folder(path) != nullptr;
}

Status CrashFileSystem::remove(const Path& path) {
  const std::lock_guard lock(m_state->mutex);
  TRY(m_state->alive());
  const Node* const found = m_state->node(path);
  if (found == nullptr) return not_there(path);
  if (found->folder && !found->folder->now.empty())
    return fail(ErrorCode::io, "remove " + path.string() + ": not empty");
  const Status step = m_state->step();
  m_state->folder(path.parent_path())->change({{path.filename().string(), Node{}}});
  return step;
}

Status CrashFileSystem::rename(const Path& from, const Path& to) {
  const std::lock_guard lock(m_state->mutex);
  TRY(m_state->alive());
  const Node* const found = m_state->node(from);
  Folder* const target = m_state->folder(to.parent_path());
  if (found == nullptr) return not_there(from);
  if (target == nullptr) return not_there(to.parent_path());
  const Status step = m_state->step();
  Folder* const source = m_state->folder(from.parent_path());
  const Node moved = *found;
  if (source == target) {
    source->change({{from.filename().string(), Node{}}, {to.filename().string(), moved}});
  } else {
    source->change({{from.filename().string(), Node{}}});
    target->change({{to.filename().string(), moved}});
  }
  return step;
}

Status CrashFileSystem::make_directories(const Path& path) {
  const std::lock_guard lock(m_state->mutex);
  TRY(m_state->alive());
  Folder* at = m_state->root.get();
  for (const Path& part : path.relative_path()) {
    if (part.empty()) continue;
    const auto found = at->now.find(part.string());
    if (found != at->now.end() && found->second.file)
      return fail(ErrorCode::already_exists, "make folder " + path.string());
    if (found != at->now.end()) {
      at = found->second.folder.get();
      continue;
    }
    const Status step = m_state->step();
    const auto made = std::make_shared<Folder>();
    at->change({{part.string(), Node{nullptr, made}}});
    TRY(step);
    TRY(m_state->sync(*at));
    at = made.get();
  }
  return {};
}

Result<std::vector<std::string>> CrashFileSystem::list(const Path& folder) {
  const std::lock_guard lock(m_state->mutex);
  TRY(m_state->alive());
  const Folder* const found = m_state->folder(folder);
  if (found == nullptr) return not_there(folder);
  std::vector<std::string> names;
  for (const auto& [name, node] : found->now) names.push_back(name);
  return names;
}

Status CrashFileSystem::sync_directory(const Path& folder) {
  const std::lock_guard lock(m_state->mutex);
  TRY(m_state->alive());
  Folder* const found = m_state->folder(folder);
  if (found == nullptr) return not_there(folder);
  return m_state->sync(*found);
}

std::string CrashFileSystem::sqlite_vfs() {
  const std::lock_guard lock(m_state->mutex);
  if (!m_vfs) m_vfs = std::make_unique<VfsHolder>(*this);
  return m_vfs->name();
}

std::uint64_t CrashFileSystem::calls() const {
  const std::lock_guard lock(m_state->mutex);
  return m_state->calls;
}
void CrashFileSystem::lose_power_at(std::uint64_t n) {
  const std::lock_guard lock(m_state->mutex);
  m_state->power_lost_at = m_state->calls + n;
}
bool CrashFileSystem::power_lost() const {
  const std::lock_guard lock(m_state->mutex);
  return m_state->dead;
}

void CrashFileSystem::reboot(Survival survival) {
  restart();
  const std::lock_guard lock(m_state->mutex);
  std::set<Inode*> inodes;
  State::collect(*m_state->root, inodes);
  for (Inode* inode : inodes) m_state->lose(*inode, survival);
  m_state->lose(*m_state->root, survival);
}

void CrashFileSystem::restart() {
  const std::lock_guard lock(m_state->mutex);
  m_state->dead = false;
  m_state->power_lost_at.reset();
  m_state->failing_sync.reset();
  ++m_state->epoch;
  std::set<Inode*> inodes;
  State::collect(*m_state->root, inodes);
  for (Inode* inode : inodes) inode->lock_owner = nullptr;
}

void CrashFileSystem::ignore_syncs(bool ignore) {
  const std::lock_guard lock(m_state->mutex);
  m_state->ignore_syncs = ignore;
}
void CrashFileSystem::fail_sync_at(std::uint64_t n) {
  const std::lock_guard lock(m_state->mutex);
  m_state->failing_sync = n;
}
void CrashFileSystem::limit_space(std::optional<std::uint64_t> bytes) {
  const std::lock_guard lock(m_state->mutex);
  m_state->space = bytes;
}

Bytes CrashFileSystem::bytes(const Path& path) const {
  const std::lock_guard lock(m_state->mutex);
  const Node* const found = m_state->node(path);
  if (found == nullptr || !found->file) std::abort();  // a wrong test
  return found->file->now;
}
void CrashFileSystem::set_bytes(const Path& path, Bytes bytes) {
  const std::lock_guard lock(m_state->mutex);
  const Node* const found = m_state->node(path);
  if (found == nullptr || !found->file) std::abort();
  found->file->now = found->file->durable = std::move(bytes);
  found->file->unsynced.clear();
}

}  // namespace anjuan::test
