// The writer of a store. Inside of archive/store; the contract is PackSession in pack_store.hpp.
#pragma once

#include <unordered_map>

#include "archive/store/pack_writer.hpp"

namespace anjuan {

class PackSessionImpl final : public PackSession {
 public:
  struct Start {
    std::shared_ptr<FileSystem> fs;
    Path folder;
    PackLimits limits;
    std::unique_ptr<PackWriter> open_pack;                 ///< may be absent
    std::vector<std::unique_ptr<PackWriter>> empty_packs;  ///< locked, without content
    PackNumber next_number = 1;                            ///< above every pack that is known or on disk
  };
  PackSessionImpl(PromiseBook& book, Start start);

  Result<PutResult> put(ByteSource& source, std::uint64_t size_hint) override;
  Result<RecordLocation> append(RecordKind kind, ByteView payload) override;
  Status sync() override;
  std::vector<PackState> written() const override;
  void keep() override;
  Status roll_back() override;

 private:
  Result<PutResult> put_into(PackWriter& writer, ByteSource& source);
  Result<PutResult> stream_into(PackWriter& writer, ByteSource& source);
  Result<PutResult> put_into_own_pack(ByteSource& source);
  Result<std::optional<RecordLocation>> find(const ObjectId& id);
  /// m_current, with room for more.
  Status need_room();
  Result<std::unique_ptr<PackWriter>> take_empty_pack();

  PromiseBook& m_book;
  const std::shared_ptr<FileSystem> m_fs;
  const Path m_folder;
  const PackLimits m_limits;
  std::unique_ptr<PackWriter> m_current;
  std::vector<std::unique_ptr<PackWriter>> m_done;  // full or sealed, until keep()
  std::vector<std::unique_ptr<PackWriter>> m_empty;
  PackNumber m_next_number;
  bool m_folder_dirty = false;                           // a pack file was made whose name is not durable yet
  std::unordered_map<ObjectId, RecordLocation> m_fresh;  // since begin or keep(): the book does not know them yet
  Hasher m_hasher{DigestKind::sha256};
};

std::string pack_file_name(PackNumber number);

/// A new pack file with the first free number from `next` on, which goes up behind it; locked, and empty for sure. The folder is not synced yet.
Result<std::unique_ptr<PackWriter>> make_pack(FileSystem& fs, const Path& folder, PackNumber& next);

}  // namespace anjuan
