#include "indexer/extract/container_rar.hpp"

#include <algorithm>
#include <string_view>

namespace anjuan::extract {

using namespace std::string_view_literals;

namespace {

constexpr std::string_view k_rar4 = "Rar!\x1a\x07\x00"sv, k_rar5 = "Rar!\x1a\x07\x01\x00"sv;

/// Reads the variable-length numbers of RAR 5; 0 past the end.
class Rar5Reader {
 public:
  Rar5Reader(std::string_view bytes, std::size_t at) : m_bytes(bytes), m_at(at) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 63 && m_at < m_bytes.size(); shift += 7) {
      const auto each = static_cast<unsigned char>(m_bytes[m_at++]);
      value |= std::uint64_t{each & 0x7FU} << shift;
      if (!(each & 0x80)) break;
    }
    return value;
  }
  std::size_t at() const { return m_at; }

 private:
  std::string_view m_bytes;
  std::size_t m_at;
};

struct Rar5Header {
  std::uint64_t type = 0, extra_size = 0, data_size = 0;
  std::size_t fields = 0;  // where the fields of its type begin
  std::size_t end = 0;     // of the header, where its data begins
};

std::optional<Rar5Header> rar5_header(std::string_view bytes, std::size_t at) {
  if (at + 7 > bytes.size()) return std::nullopt;
  Rar5Reader reader(bytes, at + 4);  // behind the CRC
  const std::uint64_t size = reader.number();
  if (size == 0 || size > bytes.size() || reader.at() + size > bytes.size()) return std::nullopt;
  Rar5Header header;
  header.end = reader.at() + size;
  header.type = reader.number();
  const std::uint64_t flags = reader.number();
  if (flags & 1) header.extra_size = reader.number();
  if (flags & 2) header.data_size = reader.number();
  header.fields = reader.at();
  if (header.extra_size > size) return std::nullopt;
  return header;
}

bool is_volume(std::string_view bytes) {
  if (bytes.starts_with("PK\x07\x08PK\3\4")) return true;
  if (bytes.starts_with(k_rar4)) return bytes.size() > 12 && bytes[9] == 0x73 && (bytes[10] & 1);
  if (bytes.starts_with(k_rar5)) {
    const std::optional<Rar5Header> main = rar5_header(bytes, k_rar5.size());
    return main && main->type == 1 && (Rar5Reader(bytes, main->fields).number() & 1);
  }
  if (bytes.starts_with("MSCF") && bytes.size() > 32) return (bytes[30] & 3) != 0;  // a cabinet before or behind this one
  // A ZIP whose end says that it is not the only disk.
  const std::string_view tail = bytes.substr(bytes.size() > 66'000 ? bytes.size() - 66'000 : 0);
  const std::size_t end = tail.rfind("PK\5\6"sv);
  if (end == std::string_view::npos || end + 6 > tail.size()) return false;
  const bool single = (tail[end + 4] == 0 && tail[end + 5] == 0) || (tail[end + 4] == '\xff' && tail[end + 5] == '\xff');
  return !single && (bytes.starts_with("PK") || tail.substr(end).size() >= 22);
}

}  // namespace

std::optional<std::string> volume_of(const Input& input) {
  if (!is_volume(as_text(input.bytes()))) return std::nullopt;
  const std::size_t part = input.name.rfind(".part");
  if (part == std::string::npos) return "分卷压缩包的一卷";
  const std::size_t first = part + 5, end = std::min(input.name.find_first_not_of("0123456789", first), input.name.size());
  if (end == first) return "分卷压缩包的一卷";
  std::string digits = input.name.substr(first, end - first);
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return "分卷压缩包的第 " + digits + " 卷";
}

bool rar5_has_encrypted_files(ByteView view) {
  const std::string_view bytes = as_text(view);
  if (!bytes.starts_with(k_rar5)) return false;
  std::size_t at = k_rar5.size();
  for (int headers = 0; headers < 100'000; ++headers) {
    const std::optional<Rar5Header> header = rar5_header(bytes, at);
    if (!header) return false;
    if (header->type == 4) return true;  // the headers themselves
    if (header->type == 2) {
      // Records of the extra area: size, type, …; type 1 is encryption.
      for (std::size_t record = header->end - header->extra_size; record < header->end;) {
        Rar5Reader reader(bytes, record);
        const std::uint64_t size = reader.number();
        const std::size_t next = reader.at() + size;
        if (reader.number() == 1) return true;
        if (size == 0 || next <= record) break;
        record = next;
      }
    }
    if (header->data_size > bytes.size() - header->end) return false;
    at = header->end + header->data_size;
  }
  return false;
}

}  // namespace anjuan::extract
