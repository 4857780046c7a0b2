#include "tests/support/crash_file_system.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>
#include <set>

#include "archive/store/sqlite_vfs.hpp"

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

constexpr std::size_t k_sector = 512;

struct DataChange {
  bool truncate;
  std::uint64_t at;  // offset, or the new length
  Bytes bytes;

  void apply(Bytes& data) const {
    if (truncate) {
      data.resize(at);
      return;
    }
    if (data.size() < at + bytes.size()) data.resize(at + bytes.size());
    std::copy(bytes.begin(), bytes.end(), data.begin() + static_cast<std::ptrdiff_t>(at));
  }
};

struct Inode {
  Bytes now, durable;
  std::vector<DataChange> unsynced;
  const void* lock_owner = nullptr;

  void change(DataChange change) {
    change.apply(now);
    unsynced.push_back(std::move(change));
  }
  void sync() {
    for (const DataChange& change : unsynced) change.apply(durable);
    unsynced.clear();
  }
};

struct Folder;
struct Node {
  std::shared_ptr<Inode> file;
  std::shared_ptr<Folder> folder;
};
using Names = std::map<std::string, Node>;
/// One atomic change of a folder: names set or, with an empty node, taken away.
using NameChange = std::vector<std::pair<std::string, Node>>;

struct Folder {
  Names now, durable;
  std::vector<NameChange> unsynced;

  static void apply(const NameChange& change, Names& names) {
    for (const auto& [name, node] : change) {
      if (node.file || node.folder) {
        names[name] = node;
      } else {
        names.erase(name);
      }
    }
  }
  void change(NameChange change) {
    apply(change, now);
    unsynced.push_back(std::move(change));
  }
  void sync() {
    for (const NameChange& change : unsynced) apply(change, durable);
    unsynced.clear();
  }
};

tl::unexpected<Error> not_there(const Path& path) {
  return fail(ErrorCode::not_found, "no such file: " + path.string());
}

}  // namespace

struct CrashFileSystem::State {
  mutable std::mutex mutex;
  std::shared_ptr<Folder> root = std::make_shared<Folder>();
  std::mt19937 random;
  std::uint64_t epoch = 0;
  std::uint64_t calls = 0;
  std::optional<std::uint64_t> power_lost_at;  // counted as calls
  bool dead = false;
  bool ignore_syncs = false;
  std::optional<std::uint64_t> failing_sync;  // syncs to go
  std::optional<std::uint64_t> space;

  Status alive() const { return dead ? Status(fail(ErrorCode::io, "the power is gone")) : Status(); }

  /// Counts a changing call. The caller makes the change even when this is the moment of the power cut: it is unsynced.
  Status step() {
    const bool now = power_lost_at && calls == *power_lost_at;
    ++calls;
    if (now) dead = true;
    return alive();
  }

  template <class Synced>
  Status sync(Synced& synced) {
    TRY(alive());
    TRY(step());
    if (failing_sync && (*failing_sync)-- == 0) {
      failing_sync.reset();
      synced.unsynced.clear();
      return fail(ErrorCode::io, "sync: the disk reports an error");
    }
    if (!ignore_syncs) synced.sync();
    return {};
  }

  bool coin() { return (random() >> 7 & 1) != 0; }

  Folder* folder(const Path& path) {
    Folder* at = root.get();
    for (const Path& part : path.relative_path()) {
      if (part.empty()) continue;
      const auto found = at->now.find(part.string());
      if (found == at->now.end() || !found->second.folder) return nullptr;
      at = found->second.folder.get();
    }
    return at;
  }
  Node* node(const Path& path) {
    Folder* const parent = folder(path.parent_path());
    if (parent == nullptr) return nullptr;
    const auto found = parent->now.find(path.filename().string());
    return found == parent->now.end() ? nullptr : &found->second;
  }

  static void collect(const Node& node, std::set<Inode*>& inodes) {
    if (node.file) inodes.insert(node.file.get());
    if (node.folder) collect(*node.folder, inodes);
  }
  /// Also files that were removed or replaced: a power cut may bring their names back.
  static void collect(const Folder& folder, std::set<Inode*>& inodes) {
    for (const Names* names : {&folder.now, &folder.durable}) {
      for (const auto& [name, n] : *names) collect(n, inodes);
    }
    for (const NameChange& change : folder.unsynced) {
      for (const auto& [name, n] : change) collect(n, inodes);
    }
  }
  std::uint64_t used() const { return used(*root); }
  static std::uint64_t used(const Folder& folder) {
    std::uint64_t total = 0;
    for (const auto& [name, n] : folder.now) total += n.file ? n.file->now.size() : used(*n.folder);
    return total;
  }

  void lose(Inode& inode, Survival survival);
  void lose(Folder& folder, Survival survival);
};

void CrashFileSystem::State::lose(Inode& inode, Survival survival) {
  bool all = survival == Survival::everything;
  const bool partly = survival == Survival::random && coin();
  if (survival == Survival::random && !partly) all = coin();
  for (const DataChange& change : inode.unsynced) {
    if (all) {
      change.apply(inode.durable);
    } else if (partly && change.truncate) {
      if (coin()) change.apply(inode.durable);
    } else if (partly) {
      for (std::uint64_t at = change.at, end = change.at + change.bytes.size(); at < end;) {
        const std::uint64_t next = std::min(end, (at / k_sector + 1) * k_sector);
        const auto first = change.bytes.begin() + static_cast<std::ptrdiff_t>(at - change.at);
        if (coin()) {
          DataChange{false, at, Bytes(first, first + static_cast<std::ptrdiff_t>(next - at))}.apply(inode.durable);
        } else if (inode.durable.size() < next && coin()) {
          inode.durable.resize(next);  // the length was written, the data was not
        }
        at = next;
      }
    }
  }
  inode.now = inode.durable;
  inode.unsynced.clear();
}

void CrashFileSystem::State::lose(Folder& folder, Survival survival) {
  const bool in_order = coin();
  const std::size_t prefix = random() % (folder.unsynced.size() + 1);
  for (std::size_t i = 0; i < folder.unsynced.size(); ++i) {
    const bool kept =
        survival == Survival::everything || (survival == Survival::random && (in_order ? i < prefix : coin()));
    if (kept) Folder::apply(folder.unsynced[i], folder.durable);
  }
  folder.now = folder.durable;
  folder.unsynced.clear();
  for (const auto& [name, n] : folder.now) {
    if (n.folder) lose(*n.folder, survival);
  }
}

namespace {

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
