#include <algorithm>

#include "indexer/extract/sniff_parts.hpp"

namespace anjuan::extract {

using namespace std::string_view_literals;

namespace {

constexpr std::size_t k_entries_looked_at = 4000;

struct Seen {
  bool content_types = false, word = false, excel = false, powerpoint = false, ofd = false;
  void name(std::string_view name) {
    content_types |= name == "[Content_Types].xml";
    word |= name == "word/document.xml" || name == "word/document2.xml";
    excel |= name == "xl/workbook.xml" || name == "xl/workbook.bin";
    powerpoint |= name == "ppt/presentation.xml";
    ofd |= name == "OFD.xml" || name == "/OFD.xml";
  }
};

/// By the central directory at the end; false when there is none (a truncated file).
bool read_central_directory(std::string_view bytes, Seen& seen) {
  const std::size_t tail = bytes.size() > 66'000 ? bytes.size() - 66'000 : 0;
  const std::size_t end = bytes.rfind("PK\5\6"sv);
  if (end == std::string_view::npos || end < tail) return false;
  std::size_t at = le32_at(bytes, end + 16);
  if (bytes.substr(std::min(at, bytes.size()), 4) != "PK\1\2"sv) {
    // Something stands before the archive, or it is a ZIP64: the directory ends where the end record begins.
    const std::size_t size = le32_at(bytes, end + 12);
    at = size <= end ? end - size : bytes.size();
  }
  std::size_t entries = 0;
  for (; entries < k_entries_looked_at && at + 46 <= bytes.size() && bytes.substr(at, 4) == "PK\1\2"sv; ++entries) {
    const std::size_t name_size = le16_at(bytes, at + 28);
    seen.name(bytes.substr(at + 46, name_size));
    at += 46 + name_size + le16_at(bytes, at + 30) + le16_at(bytes, at + 32);
  }
  return entries > 0;
}

/// By the local headers, wherever they stand: for files that lost their end.
void read_local_headers(std::string_view bytes, Seen& seen) {
  std::size_t at = 0;
  for (std::size_t entries = 0; entries < k_entries_looked_at; ++entries) {
    at = bytes.find("PK\3\4"sv, at);
    if (at == std::string_view::npos || at + 30 > bytes.size()) return;
    seen.name(bytes.substr(at + 30, le16_at(bytes, at + 26)));
    at += 30;
  }
}

/// ODF and EPUB: the first member is named "mimetype", stored without compression.
std::string first_member_mimetype(std::string_view bytes) {
  if (bytes.substr(0, 4) != "PK\3\4"sv || le16_at(bytes, 26) != 8 || bytes.substr(30, 8) != "mimetype" || le16_at(bytes, 8) != 0) return {};
  const std::size_t at = 38 + le16_at(bytes, 28);
  if (at >= bytes.size()) return {};
  const std::string_view text = bytes.substr(at, std::min<std::size_t>(le32_at(bytes, 18), 100));
  if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; })) return {};
  return std::string(text);
}

}  // namespace

std::string sniff_zip(std::string_view bytes) {
  const std::string mimetype = first_member_mimetype(bytes);
  if (mimetype.starts_with("application/vnd.oasis.opendocument.") || mimetype == "application/epub+zip") return mimetype;
  Seen seen;
  if (!read_central_directory(bytes, seen)) read_local_headers(bytes, seen);
  if (seen.ofd) return "application/ofd";
  if (seen.word) return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
  if (seen.excel) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
  if (seen.powerpoint) return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
  return "application/zip";
}

}  // namespace anjuan::extract
