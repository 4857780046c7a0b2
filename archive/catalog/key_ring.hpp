// The keys of private payloads, outside the archive folder (DESIGN §6): losing a disk or a backup of the archive alone tells nothing about a
// person. Back it up apart: without it rebuild cannot read private payloads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "archive/catalog/database.hpp"
#include "archive/journal/batch.hpp"
#include "archive/store/file_system.hpp"

namespace anjuan {

class KeyRing {
 public:
  /// `folder` (0700) and its database are made when absent.
  static Result<std::unique_ptr<KeyRing>> open(FileSystem& fs, const Path& folder);

  /// Keys of all scopes, made where missing. They are durable when it returns: a payload is never sealed with a key that power loss could take.
  Result<std::vector<SecretKey>> keys_for(const std::vector<std::string>& scopes);
  /// not_found when there is none: erased, or the folder is not the one of this archive.
  Result<SecretKey> key_of(const std::string& scope);

 private:
  explicit KeyRing(std::unique_ptr<Database> database) : m_database(std::move(database)) {}
  std::unique_ptr<Database> m_database;
};

}  // namespace anjuan
