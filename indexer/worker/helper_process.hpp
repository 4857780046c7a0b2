// The running helper and its control socket. Knows processes, pipes and time; knows nothing of documents.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>

#include "archive/base/bytes.hpp"
#include "indexer/worker/input_file.hpp"
#include "indexer/worker/protocol.hpp"

namespace anjuan::helper {

using Deadline = std::chrono::steady_clock::time_point;

/// One zygote. Its destructor ends it and reaps it: no zombie, no stray child.
class HelperProcess {
 public:
  /// Starts `program` and waits until it is warm.
  static Result<std::unique_ptr<HelperProcess>> start(const std::string& program);
  ~HelperProcess();
  HelperProcess(const HelperProcess&) = delete;

  /// Sends a request with its descriptors; the read end of the frame pipe. io when the zygote is gone. `file` is the output of a conversion, or -1.
  Result<Fd> request(const Request& request, const Fd& input, int file = -1);
  void extend_cpu(std::uint32_t seconds);
  void kill_child();
  /// How the child of the last request ended; nullopt when the zygote does not say so until `deadline` or is gone (then it is of no more use).
  std::optional<Exited> wait_exited(Deadline deadline);

 private:
  HelperProcess(pid_t pid, Fd control) : m_pid(pid), m_control(std::move(control)) {}
  Status wait_hello(Deadline deadline);

  pid_t m_pid;
  Fd m_control;
};

/// Reads frames of a hostile child from its pipe.
class FrameReader {
 public:
  FrameReader(Fd pipe, std::uint64_t max_frame_bytes, const std::atomic<bool>* cancel) : m_pipe(std::move(pipe)), m_max_frame_bytes(max_frame_bytes), m_cancel(cancel) {}

  enum class End { frame, closed, idle, cancelled, malformed };
  /// Waits for the next frame; `closed` when the pipe ends between or within frames, `idle` when nothing at all came for `idle_seconds`.
  End next(double idle_seconds);
  FrameType type() const { return m_type; }
  ByteView payload() const { return ByteView(m_buffer).subspan(m_payload_at, m_payload_size); }

 private:
  End fill(std::size_t wanted, double idle_seconds);

  Fd m_pipe;
  std::uint64_t m_max_frame_bytes;
  const std::atomic<bool>* m_cancel;
  Bytes m_buffer;
  std::size_t m_begin = 0;  ///< of the bytes not yet handed out
  std::size_t m_payload_at = 0, m_payload_size = 0;
  FrameType m_type = FrameType::ready;
};

}  // namespace anjuan::helper
