#include "archive/store/pack_reader.hpp"

#include <algorithm>
#include <cstring>

namespace anjuan {

PackReader::PackReader(File& file, PackNumber number, std::uint64_t end, std::size_t window)
    : m_file(file), m_number(number), m_end(end), m_window(window) {}

Status PackReader::bad(std::uint64_t offset, std::string_view what) const {
  return fail(ErrorCode::corrupt,
              "pack " + std::to_string(m_number) + ", offset " + std::to_string(offset) + ": " + std::string(what));
}

Result<ByteView> PackReader::get(std::uint64_t offset, std::size_t n) {
  if (offset >= m_end) return ByteView();
  n = static_cast<std::size_t>(std::min<std::uint64_t>(n, m_end - offset));
  if (offset >= m_start && offset + n <= m_start + m_have) return ByteView(&m_buffer[offset - m_start], n);

  const auto ahead = static_cast<std::size_t>(std::min<std::uint64_t>(std::max(n, m_window), m_end - offset));
  if (ahead > m_capacity) {
    // What is kept is copied below from the old buffer, which therefore lives until then.
    auto wider = std::make_unique_for_overwrite<std::byte[]>(ahead);
    if (m_have > 0) std::memcpy(wider.get(), m_buffer.get(), m_have);
    m_buffer = std::move(wider);
    m_capacity = ahead;
  }
  std::size_t kept = 0;
  if (offset >= m_start && offset < m_start + m_have) {
    kept = m_start + m_have - offset;
    std::memmove(m_buffer.get(), &m_buffer[offset - m_start], kept);
  }
  m_start = offset;
  m_have = kept;
  auto read = m_file.read_at(offset + kept, {&m_buffer[kept], ahead - kept});
  // A bad sector further on must not take this record with it: once more, for what is needed only.
  if (!read && n < ahead) read = m_file.read_at(offset + kept, {&m_buffer[kept], n - kept});
  if (!read) return fail_in("pack " + std::to_string(m_number) + ", offset " + std::to_string(offset), read.error());
  m_have = kept + *read;
  return ByteView(m_buffer.get(), std::min(n, m_have));
}

std::uint8_t PackReader::claimed_kind(std::uint64_t offset) {
  const auto bytes = get(offset, pack::k_record_header_size);
  return bytes && bytes->size() == pack::k_record_header_size ? std::to_integer<std::uint8_t>((*bytes)[4]) : 0;
}

Status PackReader::check_header() {
  TRY_ASSIGN(const ByteView bytes, get(0, pack::k_file_header_size));
  if (Status header = pack::check_file_header(bytes, m_number); !header) {
    return fail_in("pack " + std::to_string(m_number), header.error());
  }
  return {};
}

// One frame's bytes: a wrong checksum is noted in `fault`, so that the caller can still follow the lengths to the
// trailer.
Status PackReader::frame(std::uint64_t offset, std::uint32_t size, std::uint32_t crc, const OnFrame& on_frame,
                         bool footer, std::string& fault) {
  auto bytes = get(offset, size);
  if (!bytes) {
    fault = bytes.error().message;
    return {};
  }
  if (bytes->size() < size) return bad(offset, "a frame is cut off");
  if (crc32c(*bytes) != crc) {
    fault = bad(offset, "a frame's checksum differs").error().message;
    return {};
  }
  if (!fault.empty()) return {};
  m_hasher.update(*bytes);
  m_hashing = true;
  if (footer && size == pack::k_footer_payload_size) m_footer = pack::read_footer_payload(*bytes);
  if (on_frame) TRY(on_frame(*bytes));
  return {};
}

Status PackReader::read(std::uint64_t offset, CheckDepth depth, const OnFrame& on_frame, Record& record) {
  m_behind = 0;
  if (m_hashing) (void)m_hasher.finish();  // of a record that was given up half-way
  m_hashing = false;
  TRY_ASSIGN(const ByteView header, get(offset, pack::k_record_header_size));
  if (header.size() < pack::k_record_header_size) return bad(offset, "the record is cut off");
  if (as_text(header.first(4)) != pack::k_record_magic) return bad(offset, "no record begins here");
  const auto kind = std::to_integer<std::uint8_t>(header[4]);

  std::uint64_t at = offset + pack::k_record_header_size;
  std::uint64_t length = 0;
  std::string fault;
  while (true) {
    TRY_ASSIGN(const ByteView claim_bytes, get(at, pack::k_frame_header_size));
    if (claim_bytes.size() < pack::k_frame_header_size) return bad(offset, "the record is cut off");
    const pack::FrameClaim claim = pack::read_frame_header(claim_bytes);
    if (claim.size == 0) break;
    if (claim.size > pack::k_max_frame) return bad(at, "a frame claims more than 1 MiB");
    at += pack::k_frame_header_size;
    const bool deep = depth == CheckDepth::full || kind == pack::k_footer_kind;
    if (deep)
      TRY(frame(at, claim.size, claim.crc, depth == CheckDepth::full ? on_frame : nullptr, kind == pack::k_footer_kind,
                fault));
    at += claim.size;
    length += claim.size;
    if (at >= m_end) return bad(offset, "the record is cut off");
  }
  TRY_ASSIGN(const ByteView trailer_bytes, get(at, pack::k_trailer_size));
  if (trailer_bytes.size() < pack::k_trailer_size) return bad(offset, "the record is cut off");
  const pack::TrailerClaim trailer = pack::read_trailer(trailer_bytes, kind);
  if (!trailer.sound)
    return fault.empty() ? bad(offset, "the trailer's checksum differs") : fail(ErrorCode::corrupt, fault);
  if (trailer.length != length) return bad(offset, "the trailer's length differs");
  at += pack::k_trailer_size;
  m_behind = at;
  if (!fault.empty()) return fail(ErrorCode::corrupt, fault);
  if (depth == CheckDepth::full) {
    m_hashing = false;
    if (m_hasher.finish() != trailer.digest) return bad(offset, "the digest differs");
  }
  if (kind == pack::k_footer_kind && length != pack::k_footer_payload_size)
    return bad(offset, "a footer of unknown form");
  record.kind = static_cast<RecordKind>(kind);
  record.location = {m_number, offset, length};
  record.digest = trailer.digest;
  record.end = at;
  return {};
}

}  // namespace anjuan
