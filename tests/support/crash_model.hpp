// The inside of CrashFileSystem: what is written, what is durable, and what a power cut makes of it.
#pragma once

#include <map>
#include <mutex>
#include <random>
#include <set>

#include "tests/support/crash_file_system.hpp"

namespace anjuan::test {

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

}  // namespace anjuan::test
