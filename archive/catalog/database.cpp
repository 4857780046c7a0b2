#include "archive/catalog/database.hpp"

#include <sqlite3.h>

#include <unordered_map>

namespace anjuan {

static Error error_of(sqlite3* db, int code) {
  ErrorCode kind = ErrorCode::io;
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: kind = ErrorCode::busy; break;
    case SQLITE_FULL: kind = ErrorCode::no_space; break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: kind = ErrorCode::corrupt; break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH: kind = ErrorCode::denied; break;
    case SQLITE_CANTOPEN: kind = ErrorCode::not_found; break;
    case SQLITE_NOMEM: kind = ErrorCode::resource_exhausted; break;
    case SQLITE_CONSTRAINT: kind = ErrorCode::already_exists; break;
    case SQLITE_ERROR:
    case SQLITE_MISUSE: kind = ErrorCode::internal; break;
    default: break;
  }
  return Error{kind, std::string("catalog: ") + (db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code))};
}

// --- Statement ------------------------------------------------------------------------------------------------------

Statement::~Statement() {
  if (m_statement == nullptr) return;
  sqlite3_reset(m_statement);
  sqlite3_clear_bindings(m_statement);
}

Statement::Statement(Statement&& other) noexcept
    : m_db(other.m_db), m_statement(std::exchange(other.m_statement, nullptr)), m_bound(other.m_bound), m_bind_error(other.m_bind_error) {}

static void keep_first(int& error, int code) {
  if (error == SQLITE_OK) error = code;
}
void Statement::bind_next(std::int64_t value) { keep_first(m_bind_error, sqlite3_bind_int64(m_statement, ++m_bound, value)); }
void Statement::bind_next(std::string_view text) {
  keep_first(m_bind_error, sqlite3_bind_text(m_statement, ++m_bound, text.data() == nullptr ? "" : text.data(),
                                             static_cast<int>(text.size()), SQLITE_TRANSIENT));
}
void Statement::bind_next(ByteView blob) {
  keep_first(m_bind_error, sqlite3_bind_blob(m_statement, ++m_bound, blob.data() == nullptr ? "" : reinterpret_cast<const char*>(blob.data()),
                                             static_cast<int>(blob.size()), SQLITE_TRANSIENT));
}
void Statement::bind_next(std::nullptr_t) { keep_first(m_bind_error, sqlite3_bind_null(m_statement, ++m_bound)); }

Result<bool> Statement::step() {
  if (m_bind_error != SQLITE_OK) return fail(error_of(m_db, m_bind_error));
  const int code = sqlite3_step(m_statement);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fail(error_of(m_db, code));
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }
std::string_view Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(m_statement, column));
  return text == nullptr ? std::string_view{} : std::string_view(text, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}
ByteView Statement::blob(int column) const {
  const auto* blob = static_cast<const std::byte*>(sqlite3_column_blob(m_statement, column));
  return blob == nullptr ? ByteView{} : ByteView(blob, static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column)));
}
ColumnType Statement::type(int column) const {
  switch (sqlite3_column_type(m_statement, column)) {
    case SQLITE_INTEGER: return ColumnType::integer;
    case SQLITE_TEXT: return ColumnType::text;
    case SQLITE_BLOB: return ColumnType::blob;
    default: return ColumnType::null;
  }
}
int Statement::columns() const { return sqlite3_column_count(m_statement); }

// --- Database -------------------------------------------------------------------------------------------------------

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
struct Database::Cache {
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements;
};

Database::Database(sqlite3* db) : m_db(db), m_cache(std::make_unique<Cache>()) {}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, const std::string& vfs, Mode mode) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == Mode::create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, vfs.empty() ? nullptr : vfs.c_str());
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) return fail_in(path, error_of(handle, code));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 30'000);
  std::string pragmas;
  if (!vfs.empty() && vfs != "unix") pragmas += "PRAGMA locking_mode=EXCLUSIVE;";
  // FULL syncs the WAL at every commit: without it an acknowledged commit could be lost with the power (promise 2).
  pragmas += "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA trusted_schema=OFF;PRAGMA temp_store=MEMORY;";
  // What was deleted must not stay readable in free pages.
  pragmas += "PRAGMA secure_delete=ON;";
  if (Status status = database->script(pragmas); !status) return fail_in(path, status.error());
  return database;
}

Result<std::unique_ptr<Database>> Database::open_memory() {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(":memory:", &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) return fail(error_of(handle, code));
  return database;
}

Database::~Database() {
  m_cache.reset();
  sqlite3_close_v2(m_db);
}

Result<Statement> Database::prepare(const char* sql) {
  auto& statement = m_cache->statements[sql];
  if (!statement) {
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v3(m_db, sql, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) return fail(error_of(m_db, code));
    statement.reset(prepared);
  }
  // The same statement inside its own rows would be reset under the outer reader.
  if (sqlite3_stmt_busy(statement.get()) != 0) return fail(ErrorCode::internal, std::string("catalog: statement in use: ") + sql);
  return Statement(m_db, statement.get());
}

Status Database::script(const std::string& sql) {
  const int code = sqlite3_exec(m_db, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(error_of(m_db, code));
  return {};
}

Status Database::begin_write() { return run("BEGIN IMMEDIATE"); }
Status Database::commit() { return run("COMMIT"); }
void Database::roll_back() {
  if (in_transaction()) sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
}
bool Database::in_transaction() const { return sqlite3_get_autocommit(m_db) == 0; }

}  // namespace anjuan
