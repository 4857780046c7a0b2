// Reads records of one pack file, with a window of bounded size. Inside of archive/store.
#pragma once

#include <functional>

#include "archive/store/pack_format.hpp"
#include "archive/store/pack_store.hpp"

namespace anjuan {

enum class CheckDepth {
  full,       ///< every byte: checksums of frames and trailer, digest of the payload
  structure,  ///< only lengths and the trailer; payloads are skipped, not read
};

/// Not thread-safe; many readers may share a File.
class PackReader {
 public:
  /// Bytes at and past `end` do not exist. `window` (at least one byte) bounds what is read ahead; memory is at most
  /// max(window, 1 MiB) and some bytes.
  PackReader(File& file, PackNumber number, std::uint64_t end, std::size_t window);

  using OnFrame = std::function<Status(ByteView)>;
  /// One record. `on_frame` (may be empty; never called at depth structure) gets each frame once its checksum is right;
  /// its errors are returned as they are. Otherwise corrupt, or the file's own error.
  Status read(std::uint64_t offset, CheckDepth depth, const OnFrame& on_frame, Record& record);

  /// After a read() that failed: the offset behind the record when its frames still led to a sound trailer, else 0.
  std::uint64_t behind_bad_record() const { return m_behind; }

  /// What the record at offset says it is, unchecked; 0 when nothing readable is there.
  std::uint8_t claimed_kind(std::uint64_t offset);
  /// The file header; corrupt or unsupported.
  Status check_header();
  /// What the last record read, a footer, claims. Only after read() of a record of kind 255.
  const pack::FooterClaim& footer() const { return m_footer; }

 private:
  /// The bytes at offset, fewer than n only at the end.
  Result<ByteView> get(std::uint64_t offset, std::size_t n);
  Status frame(std::uint64_t offset, std::uint32_t size, std::uint32_t crc, const OnFrame& on_frame, bool footer,
               std::string& fault);
  Status bad(std::uint64_t offset, std::string_view what) const;

  File& m_file;
  const PackNumber m_number;
  const std::uint64_t m_end;
  const std::size_t m_window;
  std::unique_ptr<std::byte[]> m_buffer;
  std::size_t m_capacity = 0;
  std::uint64_t m_start = 0;  // file offset of m_buffer[0]
  std::size_t m_have = 0;
  std::uint64_t m_behind = 0;
  Hasher m_hasher{DigestKind::sha256};
  bool m_hashing = false;
  pack::FooterClaim m_footer{};
};

}  // namespace anjuan
