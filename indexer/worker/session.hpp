// One request's conversation with its child: frames in, outcome out. Everything the child says is checked here.
#pragma once

#include "indexer/worker/helper_process.hpp"
#include "indexer/worker/worker.hpp"

namespace anjuan::helper {

/// What came of a request, before anybody knows whether the helper or the file was at fault.
struct SessionResult {
  enum class Kind {
    done,          ///< a last frame of success, or the answer
    refused,       ///< an error frame
    convert,       ///< the child asks for a conversion of `media_type`
    ended,         ///< the pipe ended early: the child, or the helper, died
    too_slow,      ///< no sign of life in time
    too_much,      ///< a limit was passed that the child should have kept
    malformed,     ///< frames that no sound helper sends
    cancelled,
    receiver,      ///< the receiver of members or leaves failed with `error`
  };
  Kind kind = Kind::ended;
  Error error;
  Ready ready;
  Bytes answer;                   ///< the picture, or the printed PDF
  std::vector<PageCodes> codes;
  std::vector<TableRow> rows;
  std::vector<PageInk> ink;
  bool members_delivered = false;
};

class Session {
 public:
  Session(HelperProcess& process, const WorkerLimits& limits, FrameReader reader, MemberReceiver* members)
      : m_process(process), m_limits(limits), m_reader(std::move(reader)), m_members(members) {}

  /// Takes pages as they come; an error of it ends the request.
  void deliver_leaves(const std::function<Status(Leaf&&)>& on_leaf) { m_on_leaf = on_leaf; }

  /// Runs to the last frame. Pages and media type stand in `text`, also when it fails.
  SessionResult run(PositionedText& text);

 private:
  friend class MemberBytes;
  using Kind = SessionResult::Kind;

  /// The next frame, within the time that is left.
  FrameReader::End next_frame();
  /// nullopt: go on.
  std::optional<Kind> on_frame(PositionedText& text, SessionResult& result);
  std::optional<Kind> on_page(PositionedText& text);
  std::optional<Kind> on_codes(SessionResult& result);
  std::optional<Kind> on_row(SessionResult& result);
  std::optional<Kind> on_ink(SessionResult& result);
  std::optional<Kind> on_leaf(SessionResult& result);
  std::optional<Kind> on_member(PositionedText& text, SessionResult& result);
  static SessionResult::Kind refuse(PositionedText& text, SessionResult& result, Failure failure);
  void extend();

  HelperProcess& m_process;
  const WorkerLimits& m_limits;
  FrameReader m_reader;
  MemberReceiver* m_members;
  std::function<Status(Leaf&&)> m_on_leaf;
  Deadline m_start = std::chrono::steady_clock::now();
  double m_cpu_granted = 0;
  std::uint64_t m_output = 0, m_member_bytes = 0;
  std::uint32_t m_member_count = 0;
  FrameReader::End m_last_end = FrameReader::End::frame;
};

}  // namespace anjuan::helper
