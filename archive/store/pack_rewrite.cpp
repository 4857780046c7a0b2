#include "archive/store/pack_rewrite.hpp"

#include <algorithm>

#include "archive/store/pack_reader.hpp"
#include "archive/store/pack_session.hpp"

namespace anjuan {

namespace {

constexpr std::size_t k_copy_window = 1 << 20;
constexpr std::uint64_t k_forget_every = 16 << 20;

class PackRewriteImpl final : public PackRewrite {
 public:
  PackRewriteImpl(std::shared_ptr<FileSystem> fs, Path folder, const PackState& from, std::unique_ptr<File> old_file,
                  std::unique_ptr<PackWriter> reserved, std::unique_ptr<PackWriter> writer)
      : m_fs(std::move(fs)),
        m_folder(std::move(folder)),
        m_from(from),
        m_old_file(std::move(old_file)),
        m_reserved(std::move(reserved)),
        m_writer(std::move(writer)) {}

  PackNumber number() const override { return m_writer->number(); }

  Result<std::vector<Moved>> copy(const CopyOptions& options) override {
    // Two readers: records that go are passed over by their lengths, and their bytes not read.
    PackReader outline(*m_old_file, m_from.pack, m_from.promised, 8 << 10);
    PackReader reader(*m_old_file, m_from.pack, m_from.promised, k_copy_window);
    std::vector<Moved> moved;
    for (std::uint64_t at = pack::k_file_header_size; at < m_from.promised;) {
      Record record{};
      if (Status read = outline.read(at, CheckDepth::structure, nullptr, record); !read) {
        if (read.error().code != ErrorCode::corrupt) return fail(read.error());
        TRY_ASSIGN(at, behind_damage(at, options.known, read.error()));
        continue;
      }
      TRY_ASSIGN(const bool keeps, wanted(record, options));
      if (keeps) {
        TRY_ASSIGN(const RecordLocation to, copy_record(reader, at));
        moved.push_back({record.kind, record.digest, at, to.offset});
      }
      at = record.end;
      if (at - m_forgotten >= k_forget_every) {
        m_old_file->forget_cached(m_forgotten, at - m_forgotten);
        m_forgotten = at;
      }
      if (options.step) TRY(options.step(at));
    }
    return moved;
  }

  Result<PackState> finish() override {
    if (m_writer->is_empty()) {
      // The empty file under the real name stays: a number that was used once must not be given out again.
      TRY(m_fs->remove(draft()));
    } else {
      if (m_from.sealed) {
        TRY_ASSIGN([[maybe_unused]] const bool sealed, m_writer->seal(m_hasher));
      }
      TRY(m_writer->flush());
      m_writer->sync();
      TRY(m_fs->rename(draft(), m_folder / pack_file_name(number())));
    }
    sync_directory_or_die(*m_fs, m_folder);
    return m_writer->state();
  }

  Status give_up() override {
    const Status cut = m_writer->cut_to_kept();
    TRY_ASSIGN(const bool there, m_fs->exists(draft()));
    return there ? m_fs->remove(draft()) : cut;
  }

 private:
  Path draft() const { return m_folder / draft_name(number()); }
  static Result<bool> wanted(const Record& record, const CopyOptions& options) {
    if (static_cast<std::uint8_t>(record.kind) == pack::k_footer_kind) return false;
    return options.keeps(record);
  }

  // Of a record that must be kept, damage is never cut; one that goes may be as rotten as it likes.
  static Result<std::uint64_t> behind_damage(std::uint64_t at, const std::vector<std::uint64_t>& known, const Error& error) {
    const auto next = std::lower_bound(known.begin(), known.end(), at);
    if (next == known.end()) return UINT64_MAX;
    if (*next == at) return fail(error);
    return *next;
  }

  Result<RecordLocation> copy_record(PackReader& reader, std::uint64_t at) {
    const auto write = [&]() -> Result<RecordLocation> {
      Record record{};
      TRY(m_writer->begin(reader.claimed_kind(at)));
      const auto add = [&](ByteView bytes) -> Status {
        MemorySource source(bytes);
        while (true) {
          TRY_ASSIGN(const std::size_t n, m_writer->add_frame(source, m_hasher));
          if (n == 0) return {};
        }
      };
      TRY(reader.read(at, CheckDepth::full, add, record));
      return m_writer->finish(m_hasher.finish(), m_hasher);
    };
    auto location = write();
    if (!location) {
      (void)m_hasher.finish();
      (void)m_writer->cut_begun();
    }
    return location;
  }

  const std::shared_ptr<FileSystem> m_fs;
  const Path m_folder;
  const PackState m_from;
  const std::unique_ptr<File> m_old_file;
  const std::unique_ptr<PackWriter> m_reserved;  // holds the number and, until the rename, its empty file
  const std::unique_ptr<PackWriter> m_writer;
  Hasher m_hasher{DigestKind::sha256};
  std::uint64_t m_forgotten = 0;
};

}  // namespace

static constexpr std::string_view k_draft = ".new";

std::string draft_name(PackNumber number) { return pack_file_name(number) + std::string(k_draft); }

bool is_draft_name(const std::string& name) { return name.ends_with(".pack" + std::string(k_draft)); }

Result<std::unique_ptr<PackRewrite>> open_rewrite(std::shared_ptr<FileSystem> fs, const Path& folder,
                                                  const PackState& from, std::unique_ptr<PackWriter> fresh) {
  TRY_ASSIGN(std::unique_ptr<File> old_file, fs->open(folder / pack_file_name(from.pack), OpenMode::read_write));
  // A sealed pack has no writer; an open one must not get one while its records move.
  if (!from.sealed) TRY(old_file->try_lock());
  TRY_ASSIGN(const std::uint64_t size, old_file->size());
  if (size < from.promised) {
    return fail(ErrorCode::corrupt, "pack " + std::to_string(from.pack) + " holds " + std::to_string(size) + " of " +
                                        std::to_string(from.promised) + " promised bytes");
  }
  // Under a name of its own until it is whole: whoever rebuilds the catalog from the packs alone must never take half a pack for one.
  TRY_ASSIGN(std::unique_ptr<File> draft, fs->open(folder / draft_name(fresh->number()), OpenMode::create));
  TRY(draft->try_lock());
  TRY(draft->truncate(0));
  auto writer = std::make_unique<PackWriter>(std::move(draft), PackState{fresh->number(), 0, false});
  return std::make_unique<PackRewriteImpl>(std::move(fs), folder, from, std::move(old_file), std::move(fresh), std::move(writer));
}

}  // namespace anjuan
