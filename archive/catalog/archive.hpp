// One archive folder, open: packs, journal and catalog behind the promises of DESIGN §2.
//
//   DIR/anjuan.json      which format this is; written last by create()
//   DIR/lock             held by the one process that captures or destroys (ingest, import, rebuild, purge)
//   DIR/packs/…          objects, journal batches, private payloads (schemas/formats/pack.md, journal.md)
//   DIR/catalog.db       SQLite: a view of the journal, and the promised lengths of the packs
//   DIR/index/…          full-text index: a view, owned by indexer/index
//   DIR.keys/keys.db     keys of private payloads, outside the folder: back it up apart
//
// Thread safety: one Archive may be used from several threads for reading; a Transaction belongs to one thread at a time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/clock.hpp"
#include "archive/catalog/destruction.hpp"
#include "archive/catalog/draft.hpp"
#include "archive/catalog/records.hpp"
#include "archive/store/pack_store.hpp"

namespace anjuan {

struct ArchiveOptions {
  std::shared_ptr<FileSystem> fs;  ///< default: posix_file_system()
  std::string actor = "anonymous"; ///< who acts, in every entry
  Clock clock = utc_now;
};

struct Fonds {
  std::string code;  ///< 全宗号, R-135: four characters, usually a letter and three digits
  std::string name;  ///< 全宗名称
};

struct ArchiveStatus {
  Fonds fonds;
  std::uint64_t items = 0, items_stored = 0, items_read = 0, items_unreadable = 0, items_destroyed = 0, matters = 0;
  std::uint64_t objects = 0, object_bytes = 0, sm3_missing = 0;
  std::uint64_t packs = 0, pack_bytes = 0;
  std::uint64_t entries = 0;
  Digest root{};             ///< RFC 9162 tree head over all entries
  Sequence last = 0;
};

enum class Severity { note, fault };
struct Finding {
  Severity severity = Severity::fault;
  std::string subject;   ///< object, pack:offset, item, entry
  std::string message;
};
struct VerifyOptions {
  double sample = 1.0;   ///< share of the objects whose bytes are read again
  std::function<void(std::uint64_t done, std::uint64_t total)> progress;
  const std::atomic<bool>* cancel = nullptr;
};

class Archive;

/// Nothing of it is visible or durable until commit() returned OK; then all of it is (promise 2). The destructor rolls back.
class Transaction {
 public:
  ~Transaction();
  Transaction(Transaction&&) noexcept;

  Result<PutResult> put(ByteSource& source, std::uint64_t size_hint = 0);
  /// Only create() calls it.
  void record_created(const Fonds& fonds);
  void open_matter(const NewMatter& matter);
  void add_item(const NewItem& item);
  void record_read(const ItemRead& read);
  void record_unreadable(const ItemUnreadable& unreadable);
  void record_sm3(const std::vector<std::pair<ObjectId, Digest>>& digests);
  void record_content_read(const ContentRead& read);
  /// Ends the items: each becomes `destroyed`, and of its objects those that nothing else needs are gone for every reader once commit() returned;
  /// their bytes leave the packs with the next Archive::purge(). Needs lock(). Returns the plan as it was carried out, made anew under the lock: compare it
  /// with what was approved, and do not commit when it says something else. The caller holds the capture lock, so that no reading of the items is under way.
  /// invalid_argument: no lock, no items or no list; an item that was destroyed before, was added by this very transaction, or is the list itself.
  /// not_found: an item that is none. Nothing is recorded then.
  Result<DestructionPlan> destroy(const DestructionOrder& order);
  /// A change of a room above this one: its action is known to apply(), its payload that room's affair.
  void record(Draft draft);

  /// For changes that depend on what they read (numbers, states): from here to commit() or the end of this object no other process writes, and what
  /// is recorded is seen at once by everything that reads through this archive. Keep it short. busy after 30 s of waiting.
  Status lock();
  bool locked() const;
  /// While locked: whether everything recorded so far could be applied.
  Status status() const;
  /// An item of these in this transaction or in the catalog: what makes a second capture a duplicate.
  Result<std::optional<ItemId>> find_item(const ObjectId& object, const std::optional<MatterId>& matter, const std::optional<ItemId>& parent);
  Result<std::optional<ItemId>> find_imported(const std::string& source, const std::string& row);
  std::size_t entries() const;
  std::uint64_t bytes() const;
  /// The promise. After an error nothing of it remains and the transaction is empty; no_space and io leave the archive as it was.
  Status commit();

 private:
  friend class Archive;
  struct Impl;
  explicit Transaction(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

class Archive {
 public:
  /// A new archive in `root` (made when absent). already_exists when one is there; a half-made one of an interrupted create() is finished.
  static Status create(const Path& root, const Fonds& fonds, const ArchiveOptions& options);
  /// not_found (no archive here), unsupported (newer format), corrupt (catalog missing or unreadable: "run anjuan rebuild").
  static Result<std::unique_ptr<Archive>> open(const Path& root, const ArchiveOptions& options);
  virtual ~Archive();

  const Path& root() const;
  /// DIR.keys, where what must not lie beside the archive stands.
  const Path& keys() const;
  const ArchiveOptions& options() const;

  /// The right to capture, for the life of the returned object: busy ("another process captures into this archive") when another process has it.
  Result<std::unique_ptr<File>> lock_for_capture();

  Result<Transaction> begin();

  /// By full id or unique prefix of at least 5 characters: not_found, invalid_argument when ambiguous (the candidates are named).
  Result<Item> item(const std::string& id);
  /// Many at once, in the order asked; absent ones are left out.
  Result<std::vector<Item>> items(const std::vector<ItemId>& ids);
  Result<std::optional<MatterId>> matter_by_name(const std::string& name);
  Result<std::vector<Item>> children(const ItemId& parent);
  /// All scans of the sheet that this item is one scan of, first to last; of any other item, itself alone.
  Result<std::vector<Item>> versions(const Item& item);
  /// Items whose state is `stored`, oldest first.
  Result<std::vector<Item>> items_to_read(std::size_t limit);
  /// Distinct items changed by entries after `after` (nullopt: from the beginning), at most `limit`, in order of their last change,
  /// and the sequence up to which these are all.
  struct Changes {
    std::vector<ItemId> items;
    Sequence upto = 0;   ///< cursor to store once these are indexed
    bool more = false;
  };
  Result<Changes> changes_after(std::optional<Sequence> after, std::size_t limit);
  /// When an entry was written (RFC 3339, UTC); not_found.
  Result<std::string> entry_time(Sequence entry);
  Result<std::vector<ObjectId>> objects_without_sm3(std::size_t limit);

  /// What destroying these items would do, object by object; changes nothing. not_found: an item that is none.
  Result<DestructionPlan> plan_destruction(const std::vector<ItemId>& items);
  /// Takes what was destroyed out of the packs: each pack that holds such bytes is written anew without them, the catalog is switched to the new one, the old
  /// file is removed; then the catalog's own free pages and log are cleaned. May be cut short at any instruction and called again: it goes on where it
  /// was. The caller holds the capture lock; the index is its own room's affair (tools/flows/indexing: purge_index). busy: another program has the pack open.
  /// no_space, cancelled: the packs not done yet are as they were. corrupt: a record that must be kept cannot be read (its pack stays as it was, the
  /// others are done), or entries cannot be opened (keys missing), so that nobody can tell what is needed.
  Result<PurgeResult> purge(const PurgeOptions& options);
  /// Whether purge() has anything to do.
  Result<bool> purge_pending();
  /// Finds what no entry names and takes it out with a purge(), whose terms hold; a dry run only says. The caller holds the capture lock.
  Result<GarbageReport> collect_garbage(const GarbageOptions& options);
  Result<std::vector<ItemId>> destroyed_items();
  /// The last entry by which anything was destroyed.
  Result<std::optional<Sequence>> last_destroyed();

  /// Verified bytes of an object; not_found (also when it was destroyed), corrupt.
  Status read_object(const ObjectId& id, ByteSink& sink);
  Result<std::uint64_t> object_size(const ObjectId& id);

  Result<ArchiveStatus> status();
  /// Re-reads objects and packs, replays the journal in memory, compares with the catalog; `report` once per finding.
  /// The index is checked by its own room. Error only when it cannot go on at all.
  Status verify(const VerifyOptions& options, const std::function<void(const Finding&)>& report);

  /// A new catalog from packs and keys, put in the place of the old one (which may be lost). Static: works without a catalog.
  static Status rebuild(const Path& root, const ArchiveOptions& options, const std::function<void(const Finding&)>& report);

  /// Every table as text, row by row in a fixed order: two archives are equal when these are (DESIGN: logical dump).
  Result<std::string> logical_dump();

  struct Impl;

 private:
  friend class MatterBook;
  friend class FilingBook;
  friend class DisposalBook;
  explicit Archive(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace anjuan
