#include "indexer/index/index_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <fstream>
#include <functional>

#include "indexer/index/document_terms.hpp"
#include "indexer/index/xapian_guard.hpp"
#include "indexer/schema/index_schema.hpp"

namespace anjuan {

namespace {

// YYYY-MM-DD in digits: what sorts as bytes. Whether the day exists is the catalog's business.
bool is_date(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : text[i] < '0' || text[i] > '9') return false;
  }
  return true;
}

// The stub file makes `index` itself a database that names its shards; shards that are added later are lines of it.
Status write_stub(const std::filesystem::path& folder) {
  const std::filesystem::path stub = folder / "XAPIANDB", draft = folder / "XAPIANDB.new";
  if (std::filesystem::exists(stub)) return {};
  std::ofstream(draft) << "auto live\n";
  std::filesystem::rename(draft, stub);
  return {};
}

}  // namespace

Status check_identity(const Xapian::Database& database) {
  const std::string layout = database.get_metadata(std::string(schema::k_key_layout));
  const std::string analyser = database.get_metadata(std::string(schema::k_key_analyser));
  if (layout == schema::k_layout && analyser == analyser_id()) return {};
  return fail(ErrorCode::unsupported,
              "index: made as \"" + layout + "; " + analyser + "\"; " + std::string(k_rebuild_advice));
}

static std::optional<std::uint64_t> read_sequence(const Xapian::Database& database, std::string_view key) {
  const std::string text = database.get_metadata(std::string(key));
  std::uint64_t cursor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cursor);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return cursor;
}

std::optional<std::uint64_t> read_cursor(const Xapian::Database& database) { return read_sequence(database, schema::k_key_cursor); }

namespace {

// What is there of a compaction that was cut short: `fresh` is whole only once it has taken the place of the live shard.
std::filesystem::path fresh_shard(const std::filesystem::path& archive_root) { return schema::index_folder(archive_root) / "live.new"; }
std::filesystem::path old_shard(const std::filesystem::path& archive_root) { return schema::index_folder(archive_root) / "live.old"; }

// The index may be lost, but a half-written one must not stand in the place of a whole one.
Status sync_path(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return fail(errno_error("index: " + path.string(), errno));
  const int failed = ::fsync(fd) == 0 ? 0 : errno;
  ::close(fd);
  return failed == 0 ? Status() : Status(fail(errno_error("index: sync of " + path.string(), failed)));
}

Status sync_folder(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) TRY(sync_path(entry.path()));
  return sync_path(folder);
}

}  // namespace

struct IndexWriter::Impl {
  Xapian::WritableDatabase database;
  Analyser analyser;
  std::filesystem::path root;
  std::optional<std::uint64_t> cursor;
  bool spent = false;

  // Between commits everything stands in a transaction, so that neither Xapian's own flushes nor its destructor publish
  // half of it.
  Status change(const std::function<void()>& action) {
    if (spent) return fail(ErrorCode::internal, "index: the writer failed before; open it again");
    Status status = guarded([&]() -> Status {
      action();
      return {};
    });
    spent = !status.has_value();
    return status;
  }
};

IndexWriter::IndexWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
IndexWriter::~IndexWriter() {
  // An open transaction is cancelled by Xapian itself; only its exceptions must not leave.
  (void)guarded([&]() -> Status {
    m_impl->database.close();
    return {};
  });
}

Result<std::unique_ptr<IndexWriter>> IndexWriter::open(const std::filesystem::path& archive_root,
                                                       const IndexOptions& options) {
  return guarded([&]() -> Result<std::unique_ptr<IndexWriter>> {
    std::filesystem::create_directories(schema::index_folder(archive_root));
    auto impl = std::make_unique<Impl>();
    impl->root = archive_root;
    // A shard without its revision file is one whose maker was killed before it was born; Xapian would take its tables for a database.
    const std::filesystem::path live = schema::live_shard(archive_root);
    // A swap that was cut short between its two renames: the old one is whole.
    if (!std::filesystem::exists(live) && std::filesystem::exists(old_shard(archive_root))) std::filesystem::rename(old_shard(archive_root), live);
    if (std::filesystem::exists(live) && !std::filesystem::exists(live / "iamglass")) std::filesystem::remove_all(live);
    impl->database =
        Xapian::WritableDatabase(schema::live_shard(archive_root).string(),
                                 options.start_afresh ? Xapian::DB_CREATE_OR_OVERWRITE : Xapian::DB_CREATE_OR_OPEN);
    // An index without a layout is new, or its first process died before it had written anything.
    if (impl->database.get_metadata(std::string(schema::k_key_layout)).empty() && impl->database.get_doccount() == 0) {
      impl->database.set_metadata(std::string(schema::k_key_layout), std::string(schema::k_layout));
      impl->database.set_metadata(std::string(schema::k_key_analyser), analyser_id());
      impl->database.commit();
    }
    TRY(check_identity(impl->database));
    TRY(write_stub(schema::index_folder(archive_root)));
    // Only with the writer's lock: another process may be in the middle of it.
    std::filesystem::remove_all(fresh_shard(archive_root));
    std::filesystem::remove_all(old_shard(archive_root));
    impl->cursor = read_cursor(impl->database);
    impl->database.begin_transaction();
    return std::unique_ptr<IndexWriter>(new IndexWriter(std::move(impl)));
  });
}

std::optional<std::uint64_t> IndexWriter::cursor() const { return m_impl->cursor; }

Status IndexWriter::put(const IndexDocument& document) {
  if (document.item.empty()) return fail(ErrorCode::invalid_argument, "index: a document without an item");
  if (document.scope_terms.empty())
    return fail(ErrorCode::invalid_argument, "index: item " + document.item + " without a scope");
  if (!document.date.empty() && !is_date(document.date)) {
    return fail(ErrorCode::invalid_argument, "index: item " + document.item + " with the date " + document.date);
  }
  return m_impl->change([&] {
    m_impl->database.replace_document(schema::item_term(document.item), make_document(document, m_impl->analyser));
  });
}

Status IndexWriter::remove(const std::string& item) {
  return m_impl->change([&] { m_impl->database.delete_document(schema::item_term(item)); });
}

Status IndexWriter::commit(std::uint64_t cursor) {
  return m_impl->change([&] {
    m_impl->database.set_metadata(std::string(schema::k_key_cursor), std::to_string(cursor));
    m_impl->database.commit_transaction();
    m_impl->cursor = cursor;
    m_impl->database.begin_transaction();
  });
}

std::optional<std::uint64_t> IndexWriter::clean_to() const {
  const auto clean = guarded([&]() -> Result<std::optional<std::uint64_t>> { return read_sequence(m_impl->database, schema::k_key_clean); });
  return clean.has_value() ? *clean : std::nullopt;
}

Status IndexWriter::compact(std::uint64_t sequence) {
  if (m_impl->spent) return fail(ErrorCode::internal, "index: the writer failed before; open it again");
  m_impl->spent = true;
  const std::filesystem::path live = schema::live_shard(m_impl->root), fresh = fresh_shard(m_impl->root), old = old_shard(m_impl->root);
  return guarded([&]() -> Status {
    m_impl->database.cancel_transaction();
    std::filesystem::remove_all(fresh);
    Xapian::Database(live.string()).compact(fresh.string(), Xapian::DBCOMPACT_NO_RENUMBER);
    {
      Xapian::WritableDatabase marked(fresh.string(), Xapian::DB_OPEN);
      marked.set_metadata(std::string(schema::k_key_clean), std::to_string(sequence));
      marked.commit();
    }
    TRY(sync_folder(fresh));
    // The lock on the old shard is held until it is gone, so no other writer comes in between.
    if (::renameat2(AT_FDCWD, fresh.c_str(), AT_FDCWD, live.c_str(), RENAME_EXCHANGE) == 0) {
      std::filesystem::rename(fresh, old);
    } else {  // a file system that cannot exchange
      std::filesystem::rename(live, old);
      std::filesystem::rename(fresh, live);
    }
    TRY(sync_path(schema::index_folder(m_impl->root)));
    m_impl->database.close();
    std::filesystem::remove_all(old);
    return sync_path(schema::index_folder(m_impl->root));
  });
}

}  // namespace anjuan
