#include "tests/support/crash_model.hpp"

#include <algorithm>

namespace anjuan::test {

constexpr std::size_t k_sector = 512;

void CrashFileSystem::State::lose(Inode& inode, CrashFileSystem::Survival survival) {
  bool all = survival == CrashFileSystem::Survival::everything;
  const bool partly = survival == CrashFileSystem::Survival::random && coin();
  if (survival == CrashFileSystem::Survival::random && !partly) all = coin();
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

void CrashFileSystem::State::lose(Folder& folder, CrashFileSystem::Survival survival) {
  const bool in_order = coin();
  const std::size_t prefix = random() % (folder.unsynced.size() + 1);
  for (std::size_t i = 0; i < folder.unsynced.size(); ++i) {
    const bool kept = survival == CrashFileSystem::Survival::everything ||
                      (survival == CrashFileSystem::Survival::random && (in_order ? i < prefix : coin()));
    if (kept) Folder::apply(folder.unsynced[i], folder.durable);
  }
  folder.now = folder.durable;
  folder.unsynced.clear();
  for (const auto& [name, n] : folder.now) {
    if (n.folder) lose(*n.folder, survival);
  }
}

}  // namespace anjuan::test
