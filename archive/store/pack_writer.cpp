#include "archive/store/pack_writer.hpp"

#include <algorithm>
#include <cstring>

#include "archive/store/pack_reader.hpp"

namespace anjuan {

namespace {
// A frame is hashed, checked and written while it is still in the processor's cache. Frames up to pack::k_max_frame are
// legal.
constexpr std::size_t k_frame = 256 << 10;
// Small records gather here, so that a system call serves many. Most duplicates are known before anything of them was
// written.
constexpr std::size_t k_buffer = 1 << 20;
// With less room than this a frame is not begun: the buffer is written first.
constexpr std::size_t k_least_room = 64 << 10;
}  // namespace

PackWriter::PackWriter(std::unique_ptr<File> file, const PackState& promised)
    : m_file(std::move(file)), m_number(promised.pack), m_record_end(promised.promised), m_flushed(promised.promised) {
  m_now.end = promised.promised;
  m_now.summary_known = promised.promised == 0;
  m_kept = m_now;
}

void PackWriter::append(ByteView bytes) {
  std::memcpy(&m_buffer[m_fill], bytes.data(), bytes.size());
  m_fill += bytes.size();
  m_record_end += bytes.size();
}

Status PackWriter::make_room(std::size_t n) {
  if (!m_buffer) m_buffer = std::make_unique_for_overwrite<std::byte[]>(k_buffer);
  if (k_buffer - m_fill >= n) return {};
  return flush();
}

Status PackWriter::flush() {
  if (m_stale_tail) {
    TRY(m_file->truncate(m_flushed));
    m_stale_tail = false;
  }
  if (m_fill == 0) return {};
  m_unsynced = true;
  m_stale_tail = true;  // until the write has succeeded as a whole
  TRY(m_file->write_at(m_flushed, {m_buffer.get(), m_fill}));
  m_stale_tail = false;
  m_flushed += m_fill;
  m_fill = 0;
  return {};
}

void PackWriter::sync() {
  if (!m_unsynced) return;
  sync_or_die(*m_file, "pack " + std::to_string(m_number));
  m_unsynced = false;
}

Status PackWriter::begin(std::uint8_t kind) {
  TRY(make_room(pack::k_file_header_size + pack::k_record_header_size));
  if (m_now.end == 0) append(pack::file_header(m_number));
  append(pack::record_header(kind));
  m_record_kind = kind;
  m_record_length = 0;
  return {};
}

Result<std::size_t> PackWriter::add_frame(ByteSource& source, Hasher& hasher) {
  TRY(make_room(k_least_room));
  std::byte* const payload = &m_buffer[m_fill + pack::k_frame_header_size];
  const std::size_t room = std::min(k_frame, k_buffer - m_fill - pack::k_frame_header_size);
  std::size_t n = 0;
  while (n < room) {
    TRY_ASSIGN(const std::size_t got, source.read({payload + n, room - n}));
    if (got == 0) break;
    n += got;
  }
  if (n == 0) return n;
  hasher.update({payload, n});
  append(pack::frame_header({payload, n}));
  m_fill += n;
  m_record_end += n;
  m_record_length += n;
  return n;
}

Result<RecordLocation> PackWriter::finish(const Digest& digest, Hasher& hasher) {
  TRY(make_room(pack::k_trailer_size));
  append(pack::trailer(m_record_kind, m_record_length, digest));
  const RecordLocation location{m_number, m_now.end == 0 ? pack::k_file_header_size : m_now.end, m_record_length};
  m_now.end = m_record_end;
  if (m_record_kind == pack::k_footer_kind) {
    m_now.sealed = true;
  } else if (m_now.summary_known) {
    m_now.summary.add(m_record_kind, m_record_length, digest, hasher);
  }
  return location;
}

Status PackWriter::cut_begun() { return cut_to(m_now); }
Status PackWriter::cut_to_kept() { return cut_to(m_kept); }

Status PackWriter::cut_to(const Mark& mark) {
  const bool in_file = mark.end < m_flushed;
  m_fill = in_file ? 0 : mark.end - m_flushed;
  m_flushed = std::min(m_flushed, mark.end);
  m_record_end = mark.end;
  m_now = Mark(mark);
  m_stale_tail = m_stale_tail || in_file;
  if (!m_stale_tail) return {};
  TRY(m_file->truncate(m_flushed));
  m_stale_tail = false;
  return {};
}

// The session continued a pack that an earlier one began: its footer needs what came before. One pass over the lengths
// and trailers, once in the life of a pack. Rejected: the chain in every trailer (half again as much overhead a
// record).
Result<bool> PackWriter::summarise() {
  TRY(flush());
  PackReader reader(*m_file, m_number, m_now.end, 8 << 10);
  if (const Status header = reader.check_header(); !header) return false;
  Hasher hasher(DigestKind::sha256);
  pack::Summary summary;
  for (std::uint64_t at = pack::k_file_header_size; at < m_now.end;) {
    Record record{};
    if (const Status read = reader.read(at, CheckDepth::structure, nullptr, record); !read) {
      if (read.error().code == ErrorCode::corrupt) return false;
      return fail(read.error());
    }
    summary.add(static_cast<std::uint8_t>(record.kind), record.location.length, record.digest, hasher);
    at = record.end;
  }
  m_now.summary = summary;
  m_now.summary_known = true;
  return true;
}

Result<bool> PackWriter::seal(Hasher& hasher) {
  if (!m_now.summary_known) {
    TRY_ASSIGN(const bool sound, summarise());
    if (!sound) return false;
  }
  const auto payload = pack::footer_payload(m_now.end, m_now.summary);
  const auto write = [&]() -> Status {
    MemorySource source(payload);
    TRY(begin(pack::k_footer_kind));
    TRY(make_room(pack::k_footer_size));
    TRY_ASSIGN([[maybe_unused]] const std::size_t n, add_frame(source, hasher));
    TRY_ASSIGN([[maybe_unused]] const RecordLocation at, finish(hasher.finish(), hasher));
    return flush();
  };
  const Mark before = m_now;
  if (Status written = write(); !written) {
    (void)hasher.finish();
    (void)cut_to(before);
    return fail(written.error());
  }
  m_buffer.reset();
  return true;
}

}  // namespace anjuan
