#include "archive/catalog/key_ring.hpp"

#include <cstring>
#include <system_error>

namespace anjuan {

Result<std::unique_ptr<KeyRing>> KeyRing::open(FileSystem& fs, const Path& folder) {
  TRY(fs.make_directories(folder));
  const Path file = folder / "keys.db";
  TRY_ASSIGN(std::unique_ptr<Database> database, Database::open(file.string(), fs.sqlite_vfs(), Database::Mode::create));
  // secure_delete: an erased key must not stay readable in a free page.
  TRY(database->script(
      "PRAGMA secure_delete=ON;"
      "CREATE TABLE IF NOT EXISTS key (scope TEXT PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;"));
  TRY(fs.sync_directory(folder));
  if (fs.sqlite_vfs() == "unix") {
    std::error_code ignored;  // The folder is 0700 already; the file's own mode is a second fence.
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
  }
  return std::unique_ptr<KeyRing>(new KeyRing(std::move(database)));
}

static Result<SecretKey> as_key(ByteView blob) {
  SecretKey key{};
  if (blob.size() != key.size()) return fail(ErrorCode::corrupt, "key ring: a key has not 32 bytes");
  std::memcpy(key.data(), blob.data(), key.size());
  return key;
}

Result<SecretKey> KeyRing::key_of(const std::string& scope) {
  TRY_ASSIGN(Statement statement, m_database->prepare("SELECT secret FROM key WHERE scope = ?"));
  statement.bind(scope);
  TRY_ASSIGN(const bool row, statement.step());
  if (!row) return fail(ErrorCode::not_found, "key ring: no key of " + scope);
  return as_key(statement.blob(0));
}

Result<std::vector<SecretKey>> KeyRing::keys_for(const std::vector<std::string>& scopes) {
  std::vector<SecretKey> keys;
  bool writing = false;
  Status status;
  for (const std::string& scope : scopes) {
    Result<SecretKey> key = key_of(scope);
    if (!key && key.error().code == ErrorCode::not_found) {
      SecretKey fresh{};
      fill_random(fresh);
      if (!std::exchange(writing, true)) status = m_database->begin_write();
      if (status) status = m_database->run("INSERT INTO key (scope, secret) VALUES (?, ?)", scope, ByteView(fresh));
      key = fresh;
    }
    if (status && !key) status = fail(key.error());
    if (!status) break;
    keys.push_back(*key);
  }
  if (status && writing) status = m_database->commit();
  if (!status) {
    m_database->roll_back();
    return fail_in("key ring", status.error());
  }
  return keys;
}

}  // namespace anjuan
