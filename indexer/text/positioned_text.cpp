// Format: schemas/formats/positioned-text.md.
#include "indexer/text/positioned_text.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "archive/base/digest.hpp"
#include "archive/base/utf8.hpp"

namespace anjuan {

namespace {

constexpr std::string_view k_magic = "anjtext";
constexpr std::uint8_t k_version = 1;
constexpr std::uint8_t k_vertical = 1, k_edges = 2, k_confidence = 4;
constexpr std::size_t k_checksum_bytes = 4;

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

constexpr std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
constexpr std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

class Writer {
 public:
  Bytes bytes;

  void byte(std::uint8_t value) { bytes.push_back(static_cast<std::byte>(value)); }
  void raw(std::string_view text) {
    const ByteView view = as_bytes(text);
    bytes.insert(bytes.end(), view.begin(), view.end());
  }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) byte(static_cast<std::uint8_t>(0x80 | (value & 0x7F)));
    byte(static_cast<std::uint8_t>(value));
  }
  void svarint(std::int64_t value) { varint(zigzag(value)); }
  template <class T>
  void little_endian(T value) {
    for (unsigned i = 0; i < sizeof value; ++i) byte(static_cast<std::uint8_t>(value >> (8 * i)));
  }
  void string(std::string_view text) {
    varint(text.size());
    raw(text);
  }
};

bool is_length(double value) { return std::isfinite(value) && !std::signbit(value); }

Status check(const TextLine& line) {
  if (!is_utf8(line.text)) return fail(ErrorCode::invalid_argument, "text line: not UTF-8");
  if (line.text.find('\n') != std::string::npos)
    return fail(ErrorCode::invalid_argument, "text line: holds a line end");
  const std::size_t n = count_code_points(line.text);
  if (!line.edges.empty() && line.edges.size() != n + 1)
    return fail(ErrorCode::invalid_argument, "text line: edges do not match");
  if (!line.confidence.empty() && line.confidence.size() != n) {
    return fail(ErrorCode::invalid_argument, "text line: confidences do not match");
  }
  if (std::any_of(line.confidence.begin(), line.confidence.end(), [](std::uint8_t c) { return c > 100; })) {
    return fail(ErrorCode::invalid_argument, "text line: a confidence above 100");
  }
  return {};
}

void write(Writer& out, const TextLine& line) {
  const auto flags = static_cast<std::uint8_t>((line.vertical ? k_vertical : 0) | (line.edges.empty() ? 0 : k_edges) |
                                               (line.confidence.empty() ? 0 : k_confidence));
  out.byte(flags);
  out.string(line.text);
  for (const std::int32_t value : {line.box.x, line.box.y, line.box.w, line.box.h}) out.svarint(value);
  std::int64_t before = line.vertical ? line.box.y : line.box.x;
  std::int64_t step_before = 0;
  for (std::size_t i = 0; i < line.edges.size(); ++i) {
    const std::int64_t step = line.edges[i] - before;
    out.svarint(step - step_before);
    before = line.edges[i];
    step_before = i == 0 ? 0 : step;
  }
  for (const std::uint8_t value : line.confidence) out.byte(value);
}

Status write(Writer& out, const TextPage& page) {
  if (!is_length(page.width_pt) || !is_length(page.height_pt)) {
    return fail(ErrorCode::invalid_argument, "text page: its size is no length");
  }
  if (!is_utf8(page.note)) return fail(ErrorCode::invalid_argument, "text page: note is not UTF-8");
  out.little_endian(std::bit_cast<std::uint64_t>(page.width_pt));
  out.little_endian(std::bit_cast<std::uint64_t>(page.height_pt));
  out.byte(static_cast<std::uint8_t>(page.source));
  out.string(page.note);
  out.varint(page.lines.size());
  for (const TextLine& line : page.lines) {
    TRY(check(line));
    write(out, line);
  }
  return {};
}

// Reads while all is well; after the first fault everything is empty and `ok` says so. Loops must ask `ok`.
class Reader {
 public:
  explicit Reader(std::string_view text) : m_text(text) {}

  bool ok() const { return m_fault == nullptr; }
  const char* fault() const { return m_fault; }
  bool at_end() const { return m_at == m_text.size(); }
  void refuse(const char* why) {
    if (m_fault == nullptr) m_fault = why;
    m_at = m_text.size();
  }

  std::uint8_t byte() {
    if (m_at >= m_text.size()) {
      refuse("ends early");
      return 0;
    }
    return static_cast<std::uint8_t>(m_text[m_at++]);
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      if (!ok()) return 0;
      if (shift == 63 && next > 1) break;
      value |= static_cast<std::uint64_t>(next & 0x7FU) << shift;
      if (next >= 0x80) continue;
      if (next == 0 && shift > 0) break;
      return value;
    }
    refuse("a number is not in its shortest form");
    return 0;
  }
  std::int64_t svarint() { return unzigzag(varint()); }
  std::int32_t svarint32() { return narrow(svarint()); }
  std::int32_t narrow(std::int64_t value) {
    if (value < std::numeric_limits<std::int32_t>::min() || value > std::numeric_limits<std::int32_t>::max()) {
      refuse("a place is beyond 32 bits");
      return 0;
    }
    return static_cast<std::int32_t>(value);
  }
  std::uint64_t u64() {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i) value |= static_cast<std::uint64_t>(byte()) << (8 * i);
    return value;
  }
  std::string string() {
    const std::uint64_t length = varint();
    if (length > m_text.size() - m_at) {
      refuse("ends early");
      return {};
    }
    const std::string_view text = m_text.substr(m_at, length);
    m_at += length;
    if (!is_utf8(text)) {
      refuse("text that is not UTF-8");
      return {};
    }
    return std::string(text);
  }

 private:
  std::string_view m_text;
  std::size_t m_at = 0;
  const char* m_fault = nullptr;
};

void read_edges(Reader& in, TextLine& line, std::size_t n) {
  std::int64_t before = line.vertical ? line.box.y : line.box.x;
  std::int64_t step_before = 0;
  for (std::size_t i = 0; i <= n && in.ok(); ++i) {
    const std::int64_t change = in.svarint();
    // No sum below can leave 64 bits: places have 32 bits, so steps have 33 and their changes 34.
    if (change > (std::int64_t{1} << 34) || change < -(std::int64_t{1} << 34))
      return in.refuse("a place is beyond 32 bits");
    const std::int64_t step = change + step_before;
    before = in.narrow(before + step);
    step_before = i == 0 ? 0 : step;
    line.edges.push_back(static_cast<std::int32_t>(before));
  }
}

TextLine read_line(Reader& in) {
  TextLine line;
  const std::uint8_t flags = in.byte();
  if ((flags & ~(k_vertical | k_edges | k_confidence)) != 0) in.refuse("a line of an unknown kind");
  line.vertical = (flags & k_vertical) != 0;
  line.text = in.string();
  if (line.text.find('\n') != std::string::npos) in.refuse("a line holds a line end");
  line.box.x = in.svarint32();
  line.box.y = in.svarint32();
  line.box.w = in.svarint32();
  line.box.h = in.svarint32();
  const std::size_t n = count_code_points(line.text);
  if ((flags & k_edges) != 0) read_edges(in, line, n);
  if ((flags & k_confidence) != 0) {
    if (n == 0) in.refuse("confidences without characters");
    for (std::size_t i = 0; i < n && in.ok(); ++i) {
      line.confidence.push_back(in.byte());
      if (line.confidence.back() > 100) in.refuse("a confidence above 100");
    }
  }
  return line;
}

TextPage read_page(Reader& in) {
  TextPage page;
  page.width_pt = std::bit_cast<double>(in.u64());
  page.height_pt = std::bit_cast<double>(in.u64());
  if (!is_length(page.width_pt) || !is_length(page.height_pt)) in.refuse("a page whose size is no length");
  const std::uint8_t source = in.byte();
  if (source > static_cast<std::uint8_t>(TextSource::layout)) in.refuse("a page of an unknown source");
  page.source = static_cast<TextSource>(source);
  page.note = in.string();
  const std::uint64_t lines = in.varint();
  for (std::uint64_t i = 0; i < lines && in.ok(); ++i) page.lines.push_back(read_line(in));
  return page;
}

}  // namespace

Result<Bytes> encode(const PositionedText& text) {
  Writer out;
  out.raw(k_magic);
  out.byte(k_version);
  std::vector<std::string> engines = text.engines;
  std::sort(engines.begin(), engines.end());
  engines.erase(std::unique(engines.begin(), engines.end()), engines.end());
  const auto well_formed = [](const std::string& each) { return is_utf8(each); };
  if (!is_utf8(text.media_type) || !is_utf8(text.title) || !std::all_of(engines.begin(), engines.end(), well_formed)) {
    return fail(ErrorCode::invalid_argument, "positioned text: not UTF-8");
  }
  out.string(text.media_type);
  out.string(text.title);
  out.varint(engines.size());
  for (const std::string& engine : engines) out.string(engine);
  out.varint(text.pages.size());
  for (const TextPage& page : text.pages) TRY(write(out, page));
  out.little_endian(crc32c(out.bytes));
  return std::move(out.bytes);
}

Result<PositionedText> decode_positioned_text(ByteView bytes) {
  constexpr std::size_t k_header = k_magic.size() + 1;
  const std::string_view all = as_text(bytes);
  if (all.size() < k_header + k_checksum_bytes || !all.starts_with(k_magic)) {
    return fail(ErrorCode::corrupt, "positioned text: no such file");
  }
  const std::size_t end = all.size() - k_checksum_bytes;
  std::uint32_t checksum = 0;
  for (std::size_t i = 0; i < k_checksum_bytes; ++i)
    checksum |= std::to_integer<std::uint32_t>(bytes[end + i]) << (8 * i);
  if (crc32c(bytes.first(end)) != checksum) return fail(ErrorCode::corrupt, "positioned text: checksum does not match");
  if (static_cast<std::uint8_t>(all[k_magic.size()]) > k_version) {
    return fail(ErrorCode::unsupported, "positioned text: of a newer version");
  }
  if (static_cast<std::uint8_t>(all[k_magic.size()]) != k_version)
    return fail(ErrorCode::corrupt, "positioned text: no version");

  Reader in(all.substr(k_header, end - k_header));
  PositionedText text;
  text.media_type = in.string();
  text.title = in.string();
  const std::uint64_t engines = in.varint();
  for (std::uint64_t i = 0; i < engines && in.ok(); ++i) {
    text.engines.push_back(in.string());
    if (i > 0 && text.engines[i] <= text.engines[i - 1]) in.refuse("engines out of order");
  }
  const std::uint64_t pages = in.varint();
  for (std::uint64_t i = 0; i < pages && in.ok(); ++i) text.pages.push_back(read_page(in));
  if (in.ok() && !in.at_end()) in.refuse("bytes left over");
  if (!in.ok()) return fail(ErrorCode::corrupt, std::string("positioned text: ") + in.fault());
  return text;
}

std::string plain_text(const TextPage& page) {
  std::string out;
  for (const TextLine& line : page.lines) {
    out += line.text;
    out.push_back('\n');
  }
  return out;
}

}  // namespace anjuan
