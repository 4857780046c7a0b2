// Runs an extractor in this process and keeps what it delivers; builds the small archives and packages that the suites read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/extract/extractor.hpp"
#include "indexer/text/table.hpp"

namespace anjuan::test {

struct CollectedMember {
  extract::Member member;
  std::string bytes;
  bool ended = false;
};

class CollectingSink final : public extract::Sink {
 public:
  Status page(const TextPage& page) override;
  Status begin_member(const extract::Member& member) override;
  Status member_bytes(ByteView bytes) override;
  Status end_member() override;
  void set_title(std::string text) override { title = std::move(text); }
  void set_media_type(std::string) override {}
  void add_engine(std::string engine) override { engines.push_back(std::move(engine)); }

  std::vector<TextPage> pages;
  std::vector<CollectedMember> members;
  std::vector<std::string> engines;
  std::string title;
  std::uint64_t member_total = 0;
  std::size_t kept_per_member = 64u << 20;
};

struct Extraction {
  std::string media_type;
  CollectingSink sink;
  Status status;

  /// All lines of all pages, each ended by '\n'.
  std::string text() const;
  bool contains(std::string_view run) const { return text().find(run) != std::string::npos; }
  /// The member of that shown name, or null.
  const CollectedMember* member(std::string_view name) const;
  std::string reason() const { return status ? std::string() : status.error().message; }
};

Extraction extract_bytes(std::string_view bytes, std::string name, const extract::Limits& limits = {});
std::string bytes_of(const std::filesystem::path& path);
Extraction extract_file(const std::filesystem::path& path, const extract::Limits& limits = {});
Result<extract::PageImage> render_bytes(std::string_view bytes, std::uint32_t page, double dpi);

/// A sheet of a workbook, in this process.
struct TableRead {
  Status status;
  std::string sheet;
  std::vector<TableRow> rows;
};
TableRead read_table(std::string_view bytes, const std::string& sheet = "");

struct ZipMember {
  std::string raw_name;
  std::string bytes;
  std::uint16_t flags = 0;   ///< 0x800: the name is UTF-8; 1: encrypted (the bytes are not touched)
  std::uint32_t mode = 0;    ///< Unix mode, 0120777 for a symbolic link
};
/// A ZIP of stored members, byte for byte as asked for (libarchive's writer would convert the names).
std::string zip_of(const std::vector<ZipMember>& members);

/// Parts of an OOXML package.
std::string content_types();
std::string relations(const std::string& entries);
std::string relation(const std::string& id, const std::string& type, const std::string& target);

}  // namespace anjuan::test
