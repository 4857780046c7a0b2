// A thin layer over SQLite (schemas/decisions/0001-sql-layer.md). One connection; not thread-safe by itself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "archive/base/bytes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace anjuan {

enum class ColumnType { null, integer, text, blob };

/// One prepared statement, reset and cleared at the end of its use. Rows are read column by column; views live until the next step().
class Statement {
 public:
  Statement(sqlite3* db, sqlite3_stmt* statement) : m_db(db), m_statement(statement) {}
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;

  template <class... Values>
  Statement& bind(const Values&... values) {
    (bind_next(values), ...);
    return *this;
  }
  /// True when there is a row.
  Result<bool> step();

  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  ByteView blob(int column) const;
  ColumnType type(int column) const;
  bool is_null(int column) const { return type(column) == ColumnType::null; }
  int columns() const;

 private:
  void bind_next(std::int64_t value);
  void bind_next(std::uint64_t value) { bind_next(static_cast<std::int64_t>(value)); }
  void bind_next(std::uint32_t value) { bind_next(static_cast<std::int64_t>(value)); }
  void bind_next(int value) { bind_next(static_cast<std::int64_t>(value)); }
  void bind_next(std::string_view text);
  void bind_next(const std::string& text) { bind_next(std::string_view(text)); }
  void bind_next(const char* text) { bind_next(std::string_view(text)); }
  void bind_next(ByteView blob);
  void bind_next(std::nullptr_t);
  template <class T>
  void bind_next(const std::optional<T>& value) {
    value ? bind_next(*value) : bind_next(nullptr);
  }

  sqlite3* m_db;
  sqlite3_stmt* m_statement;
  int m_bound = 0;
  int m_bind_error = 0;
};

class Database {
 public:
  enum class Mode { read_write, create };
  /// WAL, synchronous=FULL; on a VFS other than "unix" also locking_mode=EXCLUSIVE, which needs no shared memory.
  static Result<std::unique_ptr<Database>> open(const std::string& path, const std::string& vfs, Mode mode);
  /// In memory, for comparisons.
  static Result<std::unique_ptr<Database>> open_memory();
  ~Database();
  Database(const Database&) = delete;

  /// A cached statement: `sql` must be a literal (its address is the key). Its values are bound by the caller.
  Result<Statement> prepare(const char* sql);
  /// prepare, bind, step to the end.
  template <class... Values>
  Status run(const char* sql, const Values&... values) {
    TRY_ASSIGN(Statement statement, prepare(sql));
    statement.bind(values...);
    while (true) {
      TRY_ASSIGN(const bool row, statement.step());
      if (!row) return {};
    }
  }
  /// Many statements, without parameters.
  Status script(const std::string& sql);

  /// Waits up to 30 s for another writer: busy then.
  Status begin_write();
  /// A failure other than busy or no_space leaves it unknown whether the commit is durable: the caller must stop writing.
  Status commit();
  void roll_back();
  bool in_transaction() const;
  sqlite3* handle() const { return m_db; }

 private:
  explicit Database(sqlite3* db);
  struct Cache;
  sqlite3* m_db;
  std::unique_ptr<Cache> m_cache;
};

}  // namespace anjuan
