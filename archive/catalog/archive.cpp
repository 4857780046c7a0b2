#include "archive/catalog/archive.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "archive/base/json.hpp"
#include "archive/catalog/archive_impl.hpp"
#include "archive/catalog/migrations.hpp"

namespace anjuan {

namespace json = boost::json;

ArchivePaths::ArchivePaths(const Path& archive_root) {
  // Lexical only: the keys' folder must be DIR.keys however DIR was spelled, and the crash double has no working directory.
  std::string text = archive_root.lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  if (text == "." || text.empty()) text = std::filesystem::current_path().string();
  root = text;
  marker = root / "anjuan.json";
  lock = root / "lock";
  packs = root / "packs";
  catalog = root / "catalog.db";
  keys = text + ".keys";
}

static ArchiveOptions with_defaults(ArchiveOptions options) {
  if (!options.fs) options.fs = posix_file_system();
  return options;
}

Archive::Impl::Impl(const Path& root, ArchiveOptions given) : paths(root), options(with_defaults(std::move(given))) {}

// --- the marker -----------------------------------------------------------------------------------------------------

static Result<std::string> read_small_file(FileSystem& fs, const Path& path) {
  TRY_ASSIGN(const std::unique_ptr<File> file, fs.open(path, OpenMode::read));
  std::string text(4096, '\0');
  TRY_ASSIGN(const std::size_t n, file->read_at(0, std::as_writable_bytes(std::span(text))));
  text.resize(n);
  return text;
}

Status check_marker(FileSystem& fs, const ArchivePaths& paths) {
  const auto text = read_small_file(fs, paths.marker);
  if (!text && text.error().code == ErrorCode::not_found) {
    return fail(ErrorCode::not_found, "这里没有档案库：" + paths.root.string() + "（用 anjuan init 建立，或用 --archive 指定）");
  }
  if (!text) return fail_in(paths.marker.string(), text.error());
  const auto value = parse_json(*text);
  const json::value* format = value && value->is_object() ? value->get_object().if_contains("format") : nullptr;
  if (format == nullptr || !format->is_int64()) return fail(ErrorCode::corrupt, paths.marker.string() + ": 不是档案库的标记文件");
  if (format->get_int64() > k_archive_format) {
    return fail(ErrorCode::unsupported, paths.root.string() + " 的格式是第 " + std::to_string(format->get_int64()) + " 版，本程序只认到第 " +
                                            std::to_string(k_archive_format) + " 版：请升级 anjuan");
  }
  return {};
}

static Status write_marker(FileSystem& fs, const ArchivePaths& paths) {
  TRY_ASSIGN(const std::string text, canonical_json(json::object{{"format", k_archive_format}, {"program", "anjuan"}}));
  const Path fresh = paths.root / "anjuan.json.new";
  {
    TRY_ASSIGN(const std::unique_ptr<File> file, fs.open(fresh, OpenMode::create));
    TRY(file->truncate(0));
    TRY(file->write_at(0, as_bytes(text + "\n")));
    TRY(file->sync());
  }
  TRY(fs.rename(fresh, paths.marker));
  return fs.sync_directory(paths.root);
}

// --- create and open ------------------------------------------------------------------------------------------------

// Names that a half-made archive may have left. Anything else in the folder is somebody's, and stays.
static Status check_free(FileSystem& fs, const ArchivePaths& paths) {
  TRY_ASSIGN(const bool there, fs.exists(paths.marker));
  if (there) return fail(ErrorCode::already_exists, paths.root.string() + " 已经是档案库");
  TRY_ASSIGN(const bool folder, fs.exists(paths.root));
  if (!folder) return {};
  TRY_ASSIGN(const std::vector<std::string> names, fs.list(paths.root));
  for (const std::string& name : names) {
    if (name != "packs" && name != "lock" && name != "anjuan.json.new" && !name.starts_with("catalog.db")) {
      return fail(ErrorCode::already_exists, paths.root.string() + " 不是空文件夹（有 " + name + "）：请另选一个");
    }
  }
  return {};
}

Status Archive::create(const Path& root, const Fonds& fonds, const ArchiveOptions& given) {
  auto impl = std::make_unique<Impl>(root, given);
  FileSystem& fs = *impl->options.fs;
  const ArchivePaths& paths = impl->paths;
  TRY(check_free(fs, paths));
  TRY(fs.make_directories(paths.root));
  TRY(fs.make_directories(paths.packs));
  TRY_ASSIGN(impl->keys, KeyRing::open(fs, paths.keys));
  TRY(fs.sync_directory(paths.root.parent_path().empty() ? Path(".") : paths.root.parent_path()));
  TRY_ASSIGN(impl->db, Database::open(paths.catalog.string(), fs.sqlite_vfs(), Database::Mode::create));
  TRY(migrate(*impl->db));
  TRY_ASSIGN(impl->store, PackStore::open(impl->options.fs, paths.packs));
  TRY(fs.sync_directory(paths.root));
  TRY_ASSIGN(const TreeFrontier frontier, load_frontier(*impl->db));
  Archive archive(std::move(impl));
  if (frontier.size() == 0) {
    TRY_ASSIGN(Transaction transaction, archive.begin());
    transaction.record_created(fonds);
    TRY(transaction.commit());
  }
  return write_marker(fs, archive.m_impl->paths);
}

Result<std::unique_ptr<Archive>> Archive::open(const Path& root, const ArchiveOptions& given) {
  auto impl = std::make_unique<Impl>(root, given);
  FileSystem& fs = *impl->options.fs;
  const ArchivePaths& paths = impl->paths;
  TRY(check_marker(fs, paths));
  TRY_ASSIGN(const bool there, fs.exists(paths.catalog));
  if (!there) return fail(ErrorCode::corrupt, paths.catalog.string() + " 不见了：用 anjuan rebuild 从流水和对象重建");
  auto database = Database::open(paths.catalog.string(), fs.sqlite_vfs(), Database::Mode::read_write);
  if (!database && database.error().code == ErrorCode::corrupt) {
    return fail(ErrorCode::corrupt, database.error().message + "：用 anjuan rebuild 重建");
  }
  if (!database) return fail(database.error());
  impl->db = std::move(*database);
  if (Status status = migrate(*impl->db); !status) {
    if (status.error().code == ErrorCode::corrupt) return fail(ErrorCode::corrupt, status.error().message + "：用 anjuan rebuild 重建");
    return fail(status.error());
  }
  TRY_ASSIGN(impl->keys, KeyRing::open(fs, paths.keys));
  TRY_ASSIGN(impl->store, PackStore::open(impl->options.fs, paths.packs));
  return std::unique_ptr<Archive>(new Archive(std::move(impl)));
}

Archive::Archive(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Archive::~Archive() = default;
const Path& Archive::root() const { return m_impl->paths.root; }
const Path& Archive::keys() const { return m_impl->paths.keys; }
const ArchiveOptions& Archive::options() const { return m_impl->options; }

Result<std::unique_ptr<File>> Archive::lock_for_capture() {
  TRY_ASSIGN(std::unique_ptr<File> file, m_impl->options.fs->open(m_impl->paths.lock, OpenMode::create));
  if (Status status = file->try_lock(); !status) {
    if (status.error().code != ErrorCode::busy) return fail(status.error());
    return fail(ErrorCode::busy, m_impl->paths.root.string() + " 正由另一个程序写入：等它结束再试");
  }
  return file;
}

// --- what the store asks --------------------------------------------------------------------------------------------

Result<std::optional<RecordLocation>> Archive::Impl::find(const ObjectId& id) {
  const std::lock_guard lock(mutex);
  TRY_ASSIGN(Statement statement, db->prepare("SELECT pack, at, length FROM object WHERE digest = ?"));
  statement.bind(ByteView(id.digest()));
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return std::optional<RecordLocation>();
  return std::optional(RecordLocation{static_cast<PackNumber>(statement.integer(0)), static_cast<std::uint64_t>(statement.integer(1)),
                                      static_cast<std::uint64_t>(statement.integer(2))});
}

static Result<std::vector<PackState>> read_states(Result<Statement> prepared) {
  TRY_ASSIGN(Statement statement, std::move(prepared));
  std::vector<PackState> states;
  while (true) {
    TRY_ASSIGN(const bool row, statement.step());
    if (!row) return states;
    states.push_back({static_cast<PackNumber>(statement.integer(0)), static_cast<std::uint64_t>(statement.integer(1)), statement.integer(2) != 0});
  }
}

Result<std::vector<PackState>> Archive::Impl::packs() {
  const std::lock_guard lock(mutex);
  return read_states(db->prepare("SELECT pack, promised, sealed FROM pack UNION ALL SELECT pack, 0, 1 FROM pack_purge WHERE state IN (1, 2) ORDER BY 1"));
}

Result<std::vector<PackState>> Archive::Impl::promised_packs() {
  const std::lock_guard lock(mutex);
  return read_states(db->prepare("SELECT pack, promised, sealed FROM pack ORDER BY pack"));
}

Status Archive::read_object(const ObjectId& id, ByteSink& sink) {
  TRY_ASSIGN(std::optional<RecordLocation> location, m_impl->find(id));
  while (true) {
    if (!location) return fail(ErrorCode::not_found, "没有这个对象：" + id.to_string());
    Status status = m_impl->store->read_object(id, *location, sink);
    if (status || status.error().code != ErrorCode::not_found) return status;
    // The pack's file is gone: a purge has moved the object since it was looked up. Nothing of it was delivered yet.
    TRY_ASSIGN(const std::optional<RecordLocation> now, m_impl->find(id));
    if (now == location) return status;
    location = now;
  }
}

Result<std::uint64_t> Archive::object_size(const ObjectId& id) {
  TRY_ASSIGN(const std::optional<RecordLocation> location, m_impl->find(id));
  if (!location) return fail(ErrorCode::not_found, "没有这个对象：" + id.to_string());
  return location->length;
}

}  // namespace anjuan
