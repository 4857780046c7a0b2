#include "indexer/worker/session.hpp"

#include <algorithm>

namespace anjuan::helper {

using End = FrameReader::End;

namespace {

SessionResult::Kind kind_of(End end) {
  switch (end) {
    case End::idle: return SessionResult::Kind::too_slow;
    case End::cancelled: return SessionResult::Kind::cancelled;
    case End::malformed: return SessionResult::Kind::malformed;
    case End::frame:
    case End::closed: break;
  }
  return SessionResult::Kind::ended;
}

}  // namespace

/// A member's bytes as they come; its end is the member end frame. Any other end is an error, and stays one.
class MemberBytes final : public ByteSource {
 public:
  explicit MemberBytes(Session& session) : m_session(session) {}

  Result<std::size_t> read(std::span<std::byte> buffer) override {
    if (failed) return fail(ErrorCode::corrupt, "the member is incomplete");
    while (m_rest.empty() && !ended) {
      const End end = m_session.next_frame();
      if (end != End::frame) return give_up(kind_of(end));
      if (m_session.m_reader.type() == FrameType::member_end) {
        ended = true;
      } else if (m_session.m_reader.type() == FrameType::error) {
        // A bomb or damage met in the middle of a member: the reason is the child's, not ours.
        failure = decode_failure(m_session.m_reader.payload());
        return give_up(failure ? SessionResult::Kind::refused : SessionResult::Kind::malformed);
      } else if (m_session.m_reader.type() != FrameType::member_bytes || m_session.m_reader.payload().empty()) {
        return give_up(SessionResult::Kind::malformed);
      } else {
        m_rest = m_session.m_reader.payload();
        m_session.m_member_bytes += m_rest.size();
        if (m_session.m_member_bytes > m_session.m_limits.member_bytes) return give_up(SessionResult::Kind::too_much);
      }
    }
    const std::size_t size = std::min(buffer.size(), m_rest.size());
    std::copy_n(m_rest.begin(), size, buffer.begin());
    m_rest = m_rest.subspan(size);
    return size;
  }

  bool ended = false;
  std::optional<SessionResult::Kind> failed;
  std::optional<Failure> failure;  ///< of Kind::refused

 private:
  tl::unexpected<Error> give_up(SessionResult::Kind kind) {
    failed = kind;
    return fail(kind == SessionResult::Kind::cancelled ? ErrorCode::cancelled : ErrorCode::corrupt, "the member is incomplete");
  }

  Session& m_session;
  ByteView m_rest;
};

FrameReader::End Session::next_frame() {
  // A child that sleeps between two bytes spends no processor time: its wall time is bounded by a multiple of what it may spend.
  const double passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
  const double left = m_limits.idle_seconds + 4 * (m_limits.cpu_seconds_first + m_cpu_granted) - passed;
  m_last_end = m_reader.next(std::clamp(left, 0.0, m_limits.idle_seconds));
  return m_last_end;
}

void Session::extend() {
  m_cpu_granted += m_limits.cpu_seconds_per_page;
  m_process.extend_cpu(static_cast<std::uint32_t>(std::max(1.0, m_limits.cpu_seconds_per_page)));
}

SessionResult Session::run(PositionedText& text) {
  SessionResult result;
  for (;;) {
    const End end = next_frame();
    if (end != End::frame) {
      result.kind = kind_of(end);
      return result;
    }
    if (const std::optional<Kind> kind = on_frame(text, result)) {
      result.kind = *kind;
      return result;
    }
  }
}

std::optional<SessionResult::Kind> Session::on_frame(PositionedText& text, SessionResult& result) {
  const ByteView payload = m_reader.payload();
  if (m_reader.type() != FrameType::answer && m_reader.type() != FrameType::leaf) m_output += payload.size();
  if (m_output > m_limits.output_bytes + (1u << 20)) return Kind::too_much;
  switch (m_reader.type()) {
    case FrameType::ready: {
      const auto ready = decode_ready(payload);
      if (!ready) return Kind::malformed;
      result.ready = *ready;
      return std::nullopt;
    }
    case FrameType::recognised: {
      auto media_type = decode_text_frame(payload);
      if (!media_type) return Kind::malformed;
      text.media_type = std::move(*media_type);
      return std::nullopt;
    }
    case FrameType::page: return on_page(text);
    case FrameType::member: return on_member(text, result);
    case FrameType::codes: return on_codes(result);
    case FrameType::row: return on_row(result);
    case FrameType::ink: return on_ink(result);
    case FrameType::leaf: return on_leaf(result);
    case FrameType::answer:
      result.answer.assign(payload.begin(), payload.end());
      return Kind::done;
    case FrameType::done: {
      auto done = decode_done(payload);
      if (!done) return Kind::malformed;
      if (!done->media_type.empty()) text.media_type = std::move(done->media_type);
      text.title = std::move(done->title);
      text.engines = std::move(done->engines);
      return Kind::done;
    }
    case FrameType::error: {
      auto failure = decode_failure(payload);
      if (!failure) return Kind::malformed;
      return refuse(text, result, std::move(*failure));
    }
    case FrameType::convert: return decode_text_frame(payload) ? Kind::convert : Kind::malformed;
    case FrameType::member_bytes:
    case FrameType::member_end: break;
  }
  return Kind::malformed;
}

SessionResult::Kind Session::refuse(PositionedText& text, SessionResult& result, Failure failure) {
  if (!failure.media_type.empty()) text.media_type = std::move(failure.media_type);
  result.error = {failure.code, std::move(failure.reason)};
  return Kind::refused;
}

std::optional<SessionResult::Kind> Session::on_page(PositionedText& text) {
  auto page = decode_page(m_reader.payload());
  if (!page) return Kind::malformed;
  if (text.pages.size() >= m_limits.pages) return Kind::too_much;
  text.pages.push_back(std::move(*page));
  extend();
  return std::nullopt;
}

std::optional<SessionResult::Kind> Session::on_codes(SessionResult& result) {
  auto page = decode_codes(m_reader.payload());
  // Every page is answered for, in order: a page that is passed over would go to the wrong group.
  if (!page || page->page != result.codes.size() + 1) return Kind::malformed;
  if (result.codes.size() >= m_limits.pages) return Kind::too_much;
  result.codes.push_back(std::move(*page));
  extend();
  return std::nullopt;
}

std::optional<SessionResult::Kind> Session::on_row(SessionResult& result) {
  auto row = decode_row(m_reader.payload());
  // Two rows of one number: a refusal could not be found in the sheet.
  if (!row || (!result.rows.empty() && row->number <= result.rows.back().number)) return Kind::malformed;
  m_output += row->cells.size() * k_cell_cost;
  if (m_output > m_limits.output_bytes + (1u << 20)) return Kind::too_much;
  result.rows.push_back(std::move(*row));
  return std::nullopt;  // buys no time: a sheet is parsed before its first row comes
}

std::optional<SessionResult::Kind> Session::on_ink(SessionResult& result) {
  const auto page = decode_ink(m_reader.payload());
  if (!page || (!result.ink.empty() && page->page <= result.ink.back().page)) return Kind::malformed;
  if (result.ink.size() >= m_limits.pages) return Kind::too_much;
  result.ink.push_back(*page);
  extend();
  return std::nullopt;
}

std::optional<SessionResult::Kind> Session::on_leaf(SessionResult& result) {
  auto leaf = decode_leaf(m_reader.payload());
  if (!leaf || !m_on_leaf) return Kind::malformed;
  extend();
  result.members_delivered = true;
  if (Status taken = m_on_leaf(std::move(*leaf)); !taken) {
    result.error = std::move(taken).error();
    return Kind::receiver;
  }
  return std::nullopt;
}

std::optional<SessionResult::Kind> Session::on_member(PositionedText& text, SessionResult& result) {
  auto head = decode_member(m_reader.payload());
  if (!head || m_members == nullptr) return Kind::malformed;
  if (++m_member_count > m_limits.members) return Kind::too_much;
  extend();
  const ExtractedMember member{std::move(head->raw_name), std::move(head->name), std::move(head->charset), std::move(head->refused), std::move(head->modified)};
  MemberBytes bytes(*this);
  result.members_delivered = true;
  Status received = m_members->member(member, bytes);
  // A receiver may have had enough before the end; the frames must pass all the same.
  std::byte rest[4096];
  while (received && !bytes.failed && !bytes.ended) {
    if (!bytes.read(rest)) break;
  }
  if (bytes.failed == Kind::refused) return refuse(text, result, std::move(*bytes.failure));
  if (bytes.failed) return bytes.failed;
  if (!received) {
    result.error = std::move(received).error();
    return Kind::receiver;
  }
  return std::nullopt;
}

}  // namespace anjuan::helper
