#include "tests/indexer/extraction.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include <fstream>
#include <iterator>

#include "archive/base/bytes.hpp"
#include "indexer/extract/table.hpp"

namespace anjuan::test {
namespace {

/// A memory file with these bytes, as the supervisor hands inputs over.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : m_fd(memfd_create("input", MFD_CLOEXEC)) {
    while (m_fd >= 0 && !bytes.empty()) {
      const ssize_t n = write(m_fd, bytes.data(), bytes.size());
      if (n <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  ~MemoryFile() { close(m_fd); }
  MemoryFile(const MemoryFile&) = delete;
  int fd() const { return m_fd; }

 private:
  int m_fd;
};

void put(std::string& out, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

}  // namespace

Status CollectingSink::page(const TextPage& page) {
  pages.push_back(page);
  return {};
}

Status CollectingSink::begin_member(const extract::Member& member) {
  if (!members.empty() && !members.back().ended) return fail(ErrorCode::internal, "a member begins inside another");
  members.push_back({member, {}, false});
  return {};
}

Status CollectingSink::member_bytes(ByteView bytes) {
  if (members.empty() || members.back().ended) return fail(ErrorCode::internal, "bytes without a member");
  member_total += bytes.size();
  if (members.back().bytes.size() < kept_per_member) members.back().bytes += as_text(bytes);
  return {};
}

Status CollectingSink::end_member() {
  if (members.empty() || members.back().ended) return fail(ErrorCode::internal, "the end of no member");
  members.back().ended = true;
  return {};
}

std::string Extraction::text() const {
  std::string out;
  for (const TextPage& page : sink.pages) {
    for (const TextLine& line : page.lines) out += line.text + "\n";
  }
  return out;
}

const CollectedMember* Extraction::member(std::string_view name) const {
  for (const CollectedMember& each : sink.members) {
    if (each.member.name == name) return &each;
  }
  return nullptr;
}

Extraction extract_bytes(std::string_view bytes, std::string name, const extract::Limits& limits) {
  Extraction out;
  const MemoryFile file(bytes);
  auto input = extract::Input::open(file.fd());
  if (!input) {
    out.status = fail(input.error());
    return out;
  }
  (*input)->name = std::move(name);
  out.media_type = extract::sniff(**input);
  const auto extractor = extract::extractor_for(out.media_type);
  out.status = extractor ? extractor->extract(**input, limits, out.sink) : fail(ErrorCode::unsupported, "no extractor for " + out.media_type);
  return out;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

Extraction extract_file(const std::filesystem::path& path, const extract::Limits& limits) {
  return extract_bytes(bytes_of(path), path.filename().string(), limits);
}

Result<extract::PageImage> render_bytes(std::string_view bytes, std::uint32_t page, double dpi) {
  const MemoryFile file(bytes);
  TRY_ASSIGN(const auto input, extract::Input::open(file.fd()));
  const auto extractor = extract::extractor_for(extract::sniff(*input));
  if (!extractor) return fail(ErrorCode::unsupported, "no extractor");
  return extractor->render(*input, extract::Limits{}, page, dpi);
}

TableRead read_table(std::string_view bytes, const std::string& sheet) {
  TableRead out;
  const MemoryFile file(bytes);
  auto input = extract::Input::open(file.fd());
  if (!input) {
    out.status = fail(input.error());
    return out;
  }
  const auto take = [&](TableRow row) -> Status {
    out.rows.push_back(std::move(row));
    return {};
  };
  auto name = extract::read_table(**input, extract::sniff(**input), sheet, {}, take);
  if (name) out.sheet = std::move(*name);
  else out.status = fail(std::move(name).error());
  return out;
}

std::string content_types() {
  return R"(<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>)";
}

std::string relations(const std::string& entries) {
  return R"(<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">)" + entries + "</Relationships>";
}

std::string relation(const std::string& id, const std::string& type, const std::string& target) {
  return "<Relationship Id=\"" + id + "\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/" + type + "\" Target=\"" + target + "\"/>";
}

std::string zip_of(const std::vector<ZipMember>& members) {
  std::string out, directory;
  for (const ZipMember& member : members) {
    const std::uint64_t offset = out.size();
    const std::uint32_t crc = static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(member.bytes.data()), static_cast<uInt>(member.bytes.size())));
    std::string common;
    put(common, member.flags, 2);
    put(common, 0, 2);                       // stored
    put(common, 0, 2), put(common, 0x5821, 2);  // 2024-01-01
    put(common, crc, 4), put(common, member.bytes.size(), 4), put(common, member.bytes.size(), 4);
    put(common, member.raw_name.size(), 2), put(common, 0, 2);
    out += "PK\3\4";
    put(out, 20, 2);
    out += common + member.raw_name + member.bytes;
    directory += "PK\1\2";
    put(directory, 0x031E, 2), put(directory, 20, 2);  // made on Unix
    directory += common;
    put(directory, 0, 2), put(directory, 0, 2), put(directory, 0, 2);
    put(directory, static_cast<std::uint64_t>(member.mode) << 16, 4), put(directory, offset, 4);
    directory += member.raw_name;
  }
  const std::uint64_t start = out.size();
  out += directory;
  out += "PK\5\6";
  put(out, 0, 4), put(out, members.size(), 2), put(out, members.size(), 2);
  put(out, directory.size(), 4), put(out, start, 4), put(out, 0, 2);
  return out;
}

}  // namespace anjuan::test
