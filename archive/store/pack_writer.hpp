// Appends records to one pack file. Inside of archive/store.
#pragma once

#include "archive/store/pack_format.hpp"
#include "archive/store/pack_store.hpp"

namespace anjuan {

/// Owns an open and locked pack. What is appended waits in a buffer of bounded size; after a failed call nothing of the
/// record stays.
class PackWriter {
 public:
  /// `promised.promised` is the file's length; 0 makes a new pack, whose header is written with its first record.
  PackWriter(std::unique_ptr<File> file, const PackState& promised);

  PackNumber number() const { return m_number; }
  PackState state() const { return {m_number, m_now.end, m_now.sealed}; }
  bool changed() const { return m_now.end != m_kept.end || m_now.sealed != m_kept.sealed; }
  bool is_empty() const { return m_now.end == 0; }
  std::uint64_t kept() const { return m_kept.end; }

  /// A record is begun, filled with frames, and either finished or cut.
  Status begin(std::uint8_t kind);
  /// Reads the next frame's bytes from the source straight into the buffer; 0 at its end.
  Result<std::size_t> add_frame(ByteSource& source, Hasher& hasher);
  Result<RecordLocation> finish(const Digest& digest, Hasher& hasher);
  Status cut_begun();

  /// Writes the footer. Nothing can be appended afterwards. Returns false, and leaves the pack open, when its older
  /// records are damaged: a footer would vouch for them.
  Result<bool> seal(Hasher& hasher);

  Status flush();
  /// After flush(). A failure ends the process.
  void sync();

  void keep() { m_kept = m_now; }
  Status cut_to_kept();

  File& file() { return *m_file; }

 private:
  struct Mark {
    std::uint64_t end = 0;
    pack::Summary summary;
    bool summary_known = false;
    bool sealed = false;
  };
  Status cut_to(const Mark& mark);
  Status make_room(std::size_t n);
  void append(ByteView bytes);
  Result<bool> summarise();

  std::unique_ptr<File> m_file;
  const PackNumber m_number;
  Mark m_now, m_kept;
  std::uint64_t m_record_end = 0;  // end of what is appended, with the record that is begun; m_now.end is without it
  std::uint64_t m_record_length = 0;
  std::uint8_t m_record_kind = 0;
  std::uint64_t m_flushed = 0;  // file offset of m_buffer[0]
  std::size_t m_fill = 0;
  std::unique_ptr<std::byte[]> m_buffer;
  bool m_stale_tail = false;  // a write or truncate failed: the file may be longer than m_flushed
  bool m_unsynced = false;
};

}  // namespace anjuan
