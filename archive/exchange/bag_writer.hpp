// Writes dossiers as one BagIt 1.0 bag (RFC 8493): data/DOSSIER/…, manifests in SHA-256 and SHA-512, tag manifests.
// The same dossiers give the same bytes, in whatever order they come. Proof: tests/archive/package_writer_test.cpp.
#pragma once

#include <map>
#include <string>

#include "archive/exchange/dossier.hpp"
#include "archive/exchange/package_folder.hpp"

namespace anjuan::exchange {

class BagWriter {
 public:
  static Result<BagWriter> create(std::shared_ptr<FileSystem> fs, const Path& target, PackageAbout about);
  /// corrupt when bytes do not have the digest that their entry names.
  Status add(const Dossier& dossier);
  /// Everything but its last name. Then finish() is a rename.
  Status seal();
  Status finish() { return m_folder.finish(); }
  std::uint64_t files() const { return m_files; }
  std::uint64_t bytes() const { return m_bytes; }

 private:
  BagWriter(PackageFolder folder, PackageAbout about) : m_folder(std::move(folder)), m_about(std::move(about)) {}
  std::string info() const;

  PackageFolder m_folder;
  PackageAbout m_about;
  std::map<std::string, std::vector<std::string>> m_payload;  ///< digests by path
  std::map<std::string, std::string> m_titles;                ///< by the dossier's id
  std::string m_latest;
  std::uint64_t m_files = 0, m_bytes = 0;
};

}  // namespace anjuan::exchange
