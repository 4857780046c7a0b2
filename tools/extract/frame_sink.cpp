#include "tools/extract/frame_sink.hpp"

#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "archive/base/utf8.hpp"

namespace anjuan::helper {

std::string one_line(std::string_view text, std::size_t max_bytes) {
  std::string out;
  for (std::size_t at = 0; at < text.size() && out.size() + 4 <= max_bytes;) {
    const char32_t c = next_utf8(text, at);
    if (c < 0x20 || c == 0x7F) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      append_utf8(out, c);
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

Status write_frame(int fd, FrameType type, ByteView payload) {
  std::byte head[5];
  head[0] = static_cast<std::byte>(type);
  const auto size = static_cast<std::uint32_t>(payload.size());
  std::memcpy(head + 1, &size, 4);
  iovec parts[2] = {{head, sizeof head}, {const_cast<std::byte*>(payload.data()), payload.size()}};
  std::size_t left = sizeof head + payload.size();
  while (left > 0) {
    const ssize_t written = writev(fd, parts, 2);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(errno_error("write a frame", errno));
    left -= static_cast<std::size_t>(written);
    auto passed = static_cast<std::size_t>(written);
    for (iovec& part : parts) {
      const std::size_t step = std::min(passed, part.iov_len);
      part.iov_base = static_cast<std::byte*>(part.iov_base) + step;
      part.iov_len -= step;
      passed -= step;
    }
  }
  return {};
}

Status FrameSink::page(const TextPage& page) {
  if (m_pages == m_limits.pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(m_limits.pages) + " 页）");
  ++m_pages;
  const Bytes bytes = encode_page(page);
  m_output += bytes.size();
  if (m_output > m_limits.output_bytes) return fail(ErrorCode::resource_exhausted, "文字量超过输出上限");
  return write_frame(m_fd, FrameType::page, bytes);
}

Status FrameSink::begin_member(const extract::Member& member) {
  if (m_members == m_limits.members) return fail(ErrorCode::resource_exhausted, "成员数超过上限（" + std::to_string(m_limits.members) + " 个）");
  ++m_members;
  MemberHead head{member.raw_name, one_line(member.name, 60'000), member.name_charset, one_line(member.refused, 400), member.modified};
  if (head.name.empty()) head.name = "未命名";
  const Bytes bytes = encode_member(head);
  m_output += bytes.size();
  if (m_output > m_limits.output_bytes) return fail(ErrorCode::resource_exhausted, "成员名总长超过输出上限");
  return write_frame(m_fd, FrameType::member, bytes);
}

Status FrameSink::member_bytes(ByteView bytes) {
  m_member_bytes += bytes.size();
  if (m_member_bytes > m_limits.member_bytes) return fail(ErrorCode::resource_exhausted, "解压后的总字节数超过上限");
  while (!bytes.empty()) {
    const ByteView part = bytes.first(std::min(bytes.size(), k_max_member_bytes_frame));
    TRY(write_frame(m_fd, FrameType::member_bytes, part));
    bytes = bytes.subspan(part.size());
  }
  return {};
}

Status FrameSink::end_member() { return write_frame(m_fd, FrameType::member_end, {}); }

Status FrameSink::row(const TableRow& row) {
  const Bytes bytes = encode_row(row);
  m_output += bytes.size() + row.cells.size() * k_cell_cost;
  if (m_output > m_limits.output_bytes) return fail(ErrorCode::resource_exhausted, "工作表的内容超过上限（" + std::to_string(m_limits.output_bytes >> 20) + " MiB）");
  return write_frame(m_fd, FrameType::row, bytes);
}

void FrameSink::add_engine(std::string engine) {
  if (std::find(m_done.engines.begin(), m_done.engines.end(), engine) == m_done.engines.end()) m_done.engines.push_back(std::move(engine));
}

Status FrameSink::finish() {
  std::sort(m_done.engines.begin(), m_done.engines.end());
  m_done.title = one_line(m_done.title, 3000);
  return write_frame(m_fd, FrameType::done, encode_done(m_done));
}

}  // namespace anjuan::helper
