// Writes dossiers as an OCFL 1.1 storage root, one object a dossier, that needs no software of ours: objects stand flat
// under the last part of their id (extension 0006), 目录.tsv and 说明.txt in the root say in plain text what is where.
// The same dossiers give the same bytes, in whatever order they come. Proof: tests/archive/package_writer_test.cpp.
#pragma once

#include <map>
#include <string>

#include "archive/exchange/dossier.hpp"
#include "archive/exchange/package_folder.hpp"

namespace anjuan::exchange {

class OcflWriter {
 public:
  static Result<OcflWriter> create(std::shared_ptr<FileSystem> fs, const Path& target, PackageAbout about);
  /// One version of one object. The same bytes are stored once. corrupt when bytes do not have the digest of their
  /// entry.
  Status add(const Dossier& dossier);
  /// Everything but its last name. Then finish() is a rename.
  Status seal();
  Status finish() { return m_folder.finish(); }
  std::uint64_t files() const { return m_files; }
  std::uint64_t bytes() const { return m_bytes; }

 private:
  OcflWriter(PackageFolder folder, PackageAbout about) : m_folder(std::move(folder)), m_about(std::move(about)) {}
  Status write_inventory(const std::string& folder, const std::string& inventory);

  PackageFolder m_folder;
  PackageAbout m_about;
  struct Row {
    std::string id, number, title;
    std::size_t files = 0;
  };
  std::map<std::string, Row> m_rows;  ///< by folder
  std::uint64_t m_files = 0, m_bytes = 0;
};

}  // namespace anjuan::exchange
