// The child's end of the pipe: results become frames (schemas/formats/helper-protocol.md), and limits are kept.
#pragma once

#include "indexer/extract/extractor.hpp"
#include "indexer/worker/protocol.hpp"

namespace anjuan::helper {

/// Writes one frame. io when the supervisor has gone.
Status write_frame(int fd, FrameType type, ByteView payload);
/// Sound UTF-8 without controls, cut to a length: titles, names and reasons come from the document as they please.
std::string one_line(std::string_view text, std::size_t max_bytes);

class FrameSink final : public extract::Sink {
 public:
  FrameSink(int fd, const extract::Limits& limits) : m_fd(fd), m_limits(limits) {}

  Status page(const TextPage& page) override;
  Status begin_member(const extract::Member& member) override;
  Status member_bytes(ByteView bytes) override;
  Status end_member() override;
  Status row(const TableRow& row);
  void set_title(std::string title) override { m_done.title = std::move(title); }
  void set_media_type(std::string media_type) override { m_done.media_type = std::move(media_type); }
  void add_engine(std::string engine) override;

  const std::string& media_type() const { return m_done.media_type; }
  /// The last frame of a success.
  Status finish();

 private:
  int m_fd;
  extract::Limits m_limits;
  Done m_done;
  std::uint32_t m_pages = 0, m_members = 0;
  std::uint64_t m_output = 0, m_member_bytes = 0;
};

}  // namespace anjuan::helper
