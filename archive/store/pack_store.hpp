// Immutable bytes by digest, in append-only pack files. Format: schemas/formats/pack.md. Proof: tests/crash/.
//
//   I1  what read() delivers completely always hashes to its name: a damaged record is reported as corrupt, never
//   delivered as good; I2  what was appended before a successful sync() survives power loss; I3  opening cuts only what
//   lies past a pack's promised length; damage before it is corruption and stays as it is.
//
// The store does not know which records were promised: that stands in SQL. It asks through PromiseBook.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "archive/base/digest.hpp"
#include "archive/store/file_system.hpp"

namespace anjuan {

/// Numbers on disk: append, never renumber. A value that is not listed is a kind of a newer version: keep and skip it.
/// 255 is the footer, which scan() checks and does not deliver.
enum class RecordKind : std::uint8_t { object = 1, journal_batch = 2, private_payload = 3 };

using PackNumber = std::uint32_t;  // 1-based; file name packs/%08u.pack

/// Where a record starts, and how many payload bytes it holds.
struct RecordLocation {
  PackNumber pack = 0;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  bool operator==(const RecordLocation&) const = default;
};

struct PackState {
  PackNumber pack = 0;
  std::uint64_t promised = 0;  ///< bytes of this pack that belong to the archive
  bool sealed = false;         ///< closed with a footer; never written again
  bool operator==(const PackState&) const = default;
};

/// What the catalog remembers for the store.
class PromiseBook {
 public:
  virtual ~PromiseBook() = default;
  virtual Result<std::optional<RecordLocation>> find(const ObjectId& id) = 0;
  virtual Result<std::vector<PackState>> packs() = 0;
};

struct PutResult {
  ObjectId id;
  RecordLocation location;
  bool duplicate = false;  ///< the same bytes were there (promised, or earlier in this session): nothing was kept
};

struct Record {
  RecordKind kind;
  RecordLocation location;
  Digest digest;  ///< SHA-256 of the payload, as the trailer says (checked by whoever read it)
  std::uint64_t end =
      0;  ///< offset of the first byte behind the record: what a pack's promise is when this is its last record
};

/// The writer of one pack: holds the pack's lock for its life. Not thread-safe. The destructor keeps and cuts nothing:
/// what was not promised is cut by the next begin_session(). Small records wait in a buffer: read() finds a record only
/// after sync().
class PackSession {
 public:
  virtual ~PackSession() = default;
  /// Streams one object in: read once, memory independent of its size. `size_hint` (0 = unknown) lets an object over
  /// 64 MiB have a pack of its own. On failure nothing of it stays.
  virtual Result<PutResult> put(ByteSource& source, std::uint64_t size_hint = 0) = 0;
  virtual Result<RecordLocation> append(RecordKind kind, ByteView payload) = 0;
  /// Makes everything appended so far durable. An error (no_space, io) means that the last buffered bytes could not be
  /// written: nothing may be promised, roll_back() is right. A failed fdatasync is no error but the end of the process
  /// (file_system.hpp).
  virtual Status sync() = 0;
  /// The packs this session has written to since it began or since the last keep(), with their lengths now: what SQL
  /// must promise.
  virtual std::vector<PackState> written() const = 0;
  /// SQL has committed what sync() made durable: what is written is promised now.
  virtual void keep() = 0;
  /// Cuts everything appended since begin or the last keep().
  virtual Status roll_back() = 0;
};

/// One pack written anew without some of its records (a destruction): into a pack of its own with a higher number, which bears another
/// name (*.pack.new) until it is whole. Holds the locks of both for its life, so no session writes to either. Not thread-safe. The
/// destructor leaves the files as they are.
class PackRewrite {
 public:
  struct Moved {
    RecordKind kind;
    Digest digest;
    std::uint64_t from = 0, to = 0;  ///< offsets, in the old pack and in the new one
  };
  struct CopyOptions {
    /// Asked for every record, footers apart, in file order; only kind, location, digest and end are known by then.
    std::function<Result<bool>(const Record&)> keeps;
    /// Offsets of records that must be kept, sorted: where the copying goes on behind a record that is not needed and cannot be read.
    std::vector<std::uint64_t> known;
    /// After each record, with the bytes of the old pack done; its error ends the copying.
    std::function<Status(std::uint64_t done)> step;
  };
  virtual ~PackRewrite() = default;
  virtual PackNumber number() const = 0;
  /// Checks each kept record as read() does: corrupt names the one that cannot be read. Once only.
  virtual Result<std::vector<Moved>> copy(const CopyOptions& options) = 0;
  /// Writes the footer when the old pack has one, makes the file durable, gives it its name, and makes that durable. `promised` is 0 when nothing was kept: the file is
  /// an empty pack then, which a session may use.
  virtual Result<PackState> finish() = 0;
  /// Before finish(): takes the copy away again. After it, clear() does.
  virtual Status give_up() = 0;
};

struct PackLimits {
  std::uint64_t seal_at = 512ULL << 20;       ///< a pack this long gets its footer at the next put or append
  std::uint64_t own_pack_over = 64ULL << 20;  ///< a size_hint above gives the object a pack of its own, sealed at once
};

class PackStore {
 public:
  /// `folder` is made when absent. Other limits than the default are for tests: readers do not depend on them.
  static Result<std::unique_ptr<PackStore>> open(std::shared_ptr<FileSystem> fs, const Path& folder,
                                                 const PackLimits& limits = {});
  virtual ~PackStore() = default;

  /// A session on an open pack that no other process holds, or on a new one; before, every unsealed pack that no
  /// process holds is cut to its promised length (a torn tail of a killed writer); a pack that the book does not know
  /// is cut to nothing and used again, never removed, so that a number means one file for ever. corrupt when a pack is
  /// shorter than its promise, or when two journal batches lie past one promise: a killed writer leaves at most one, so
  /// the book is older than the pack, and nothing is cut. The book must outlive the session. Call it (and append a
  /// journal batch) only while holding SQL's write lock, so that no other writer is in the middle of a commit.
  virtual Result<std::unique_ptr<PackSession>> begin_session(PromiseBook& book) = 0;

  /// Delivers the payload, checking frame by frame (CRC) and at the end the digest: corrupt names pack and offset.
  /// A sink that must never see damaged bytes buffers, or calls check() first.
  virtual Status read(const RecordLocation& location, ByteSink& sink, Record* record = nullptr) = 0;

  /// As read(), of an object: also checks that the digest is the name.
  virtual Status read_object(const ObjectId& id, const RecordLocation& location, ByteSink& sink) = 0;

  /// Every whole record of a pack in file order, up to `end` bytes (a promise, or the file's size when SQL is lost),
  /// with payloads checked but not delivered unless `payload` is wanted for its kind. A bad record is passed to `bad`
  /// with its offset; the scan goes on at the next of `known` offsets behind it (sorted), or behind the record when its
  /// frames still lead to a sound trailer, or stops. A footer that does not agree with the records, bytes behind a
  /// footer and a pack shorter than `end` are passed to `bad` too.
  struct ScanOptions {
    std::uint64_t end = UINT64_MAX;
    std::vector<std::uint64_t> known;
    std::function<bool(RecordKind)> wants_payload;  ///< default: none
  };
  virtual Status scan(PackNumber pack, const ScanOptions& options,
                      const std::function<Status(const Record&, ByteView payload)>& good,
                      const std::function<Status(std::uint64_t offset, const Error&)>& bad) = 0;

  /// Before copy(), the book must say of number() that it is sealed (so that no session cuts or uses it), and that durably. busy when a
  /// writer holds `from`. Call it only while holding SQL's write lock.
  virtual Result<std::unique_ptr<PackRewrite>> begin_rewrite(PromiseBook& book, const PackState& from) = 0;
  /// What a rewrite that died left in its new pack is cut to nothing. busy when another process is at it.
  virtual Status clear(PackNumber pack) = 0;
  /// Removes the files of rewrites that did not come to their end. No rewrite may be under way: whoever purges sees to that.
  virtual Status remove_drafts() = 0;
  /// Removes the file of a pack that another one has replaced, durably; no error when it is gone. The book must go on calling it sealed
  /// until this returned. A read of it may still come from an open descriptor of another process.
  virtual Status remove(PackNumber pack) = 0;

  /// Every record of a pack up to `end`, footers apart, by lengths and trailers alone: payloads are not read. Goes on behind damage at the next
  /// of `known` (sorted), or ends.
  virtual Status outline(PackNumber pack, std::uint64_t end, const std::vector<std::uint64_t>& known,
                         const std::function<Status(const Record&)>& record) = 0;
  virtual Result<std::chrono::system_clock::time_point> pack_modified(PackNumber pack) = 0;

  /// Numbers of the pack files that exist, ascending.
  virtual Result<std::vector<PackNumber>> packs() = 0;
  virtual Result<std::uint64_t> pack_size(PackNumber pack) = 0;
  /// True when the file ends with a whole footer: for rebuild, when SQL is lost.
  virtual Result<bool> is_sealed(PackNumber pack) = 0;
};

}  // namespace anjuan
