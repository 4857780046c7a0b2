// Supervisor of the extraction helper: one helper process per core, a fresh sandboxed child of it per input. A crash, a hang or a memory bomb
// costs one input, never the run. Links no parser.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"
#include "indexer/text/positioned_text.hpp"
#include "indexer/text/table.hpp"
#include "indexer/worker/leaf.hpp"
#include "indexer/worker/page_codes.hpp"
#include "indexer/worker/page_ink.hpp"

namespace anjuan {

/// hard: the helper itself cannot be started or used.  file: this input failed; its bytes stay, it is recorded as unreadable.
enum class ExtractFailure { hard, file };

struct WorkerLimits {
  std::uint64_t memory_mib = 1536;      ///< address space of one child beyond what the helper has mapped when idle
  double cpu_seconds_first = 60;        ///< before the first page
  double cpu_seconds_per_page = 30;     ///< added for every page or member delivered
  double idle_seconds = 300;            ///< wall time without any message
  std::uint32_t pages = 5000;
  std::uint64_t output_bytes = 256u << 20;
  std::uint64_t member_bytes = 4ull << 30;
  std::uint32_t members = 100'000;
};

struct ExtractedMember {
  Bytes raw_name;
  std::string name;
  std::string name_charset;
  std::string refused;   ///< not empty: only named, no bytes
  std::string modified;
};

/// Receives members of containers while they are unpacked. Returning an error ends the extraction with that error (hard).
class MemberReceiver {
 public:
  virtual ~MemberReceiver() = default;
  /// `bytes` is read to its end before the next member comes; empty stream for a refused member.
  virtual Status member(const ExtractedMember& member, ByteSource& bytes) = 0;
};

struct ExtractOutcome {
  bool readable = false;
  std::string reason;      ///< Chinese, one line: why unreadable, or empty
  PositionedText text;     ///< media_type is set even when unreadable, where it was recognised
};

struct RenderedMark {
  Box box;
};

/// Which parts of the sandbox this kernel gives: "rlimits no_new_privs landlock(7) seccomp".
struct SandboxReport {
  std::string parts;
  bool complete = false;
};

/// One helper process. Use from one thread; have one Worker per thread. Restarts its helper when that died.
class Worker {
 public:
  /// `helper` is the path of anjuan-extract. Starts lazily.
  Worker(std::string helper, WorkerLimits limits);
  ~Worker();
  Worker(const Worker&) = delete;

  /// `copy_input` writes the original bytes to the sink it is given (a memory file or an unlinked temporary file for large inputs).
  /// Error = ExtractFailure::hard (helper missing, sandbox refused, receiver failed); everything about the file is in the outcome.
  Result<ExtractOutcome> extract(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, MemberReceiver& members);

  /// The text of what print() gave: its layer is certain, and nothing is recognised from its picture.
  Result<PositionedText> text_of_print(ByteView pdf);

  /// A page as PNG, with `marks` drawn translucent over it and the stamp that is for it. not_found when there is no such page, corrupt or unsupported when it cannot be drawn.
  Result<Bytes> render(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, std::uint32_t page, double dpi,
                       const std::vector<RenderedMark>& marks, const std::vector<PageStamp>& stamps = {});

  /// Sets forms with their values (a request of schemas/formats/form-layout.md) as one PDF. tools/print speaks to this; others speak to tools/print.
  /// invalid_argument when something cannot be printed (a QR code too long for its place, a label too small for its text).
  Result<Bytes> print(std::string_view request);

  /// The QR codes of every page, in order. Errors as render().
  Result<std::vector<PageCodes>> codes(const std::function<Status(ByteSink&)>& copy_input, const std::string& name);

  /// How much of each of `pages` (1-based, ascending) bears writing, in their order. Errors as render().
  Result<std::vector<PageInk>> ink(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, const std::vector<std::uint32_t>& pages);

  /// Each of `pages` (1-based, ascending) as JPEG at `dpi` with the stamp that is for it, in their order and one at a time: memory does not grow with their number. An
  /// error of `on_leaf` ends it. Errors as render().
  Status leaves(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, const std::vector<std::uint32_t>& pages, double dpi,
                const std::vector<PageStamp>& stamps, const std::function<Status(Leaf&&)>& on_leaf);

  /// Ranges of pages as documents of their own, in the input's format (PDF, TIFF) and without decoding the pages: one member each, in the order of
  /// `spans`, its name "1-3.pdf". invalid_argument for a range that the document does not have.
  Status cut(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, const std::vector<PageSpan>& spans, MemberReceiver& members);

  /// What a sheet of an .xlsx workbook shows: the one named `sheet`, or the first visible one when that is empty. denied: it has a password; unsupported: .xls and
  /// whatever is no .xlsx; corrupt; not_found: no such sheet, the message names those that there are; invalid_argument: nothing stands in it; resource_exhausted.
  Result<Table> table(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, const std::string& sheet);

  Result<SandboxReport> sandbox();

  /// Set from a signal handler's flag: a running extraction ends soon with ErrorCode::cancelled.
  void cancel_when(const std::atomic<bool>* flag);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// anjuan-extract beside the running program, or $ANJUAN_EXTRACT.
std::string default_helper();

}  // namespace anjuan
