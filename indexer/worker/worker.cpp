#include "indexer/worker/worker.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "archive/base/utf8.hpp"
#include "indexer/worker/helper_process.hpp"
#include "indexer/worker/session.hpp"

namespace anjuan {

using helper::Exited;
using helper::Fd;
using helper::HelperProcess;
using helper::Request;
using helper::RequestKind;
using helper::SessionResult;
using Kind = SessionResult::Kind;

namespace {

constexpr std::uint64_t k_max_answer_bytes = 512u << 20;
constexpr auto k_time_to_die = std::chrono::seconds(10);
constexpr std::string_view k_pdf = "application/pdf";

/// What ended the child, in the words of the record: "解析程序崩溃（信号 11）".
std::string reason_of_death(const Exited& exited, std::uint64_t memory_kib_allowed) {
  if (exited.signal == SIGXCPU) return "超过时限：解析占用处理器过久";
  if (exited.signal == SIGKILL) return "内存不足，解析程序被系统终止";
  // Libraries that get no memory mostly run into a null pointer; the high-water mark tells.
  if (exited.signal != 0 && exited.memory_kib * 10 >= memory_kib_allowed * 8) return "超过内存上限";
  if (exited.signal != 0) return "解析程序崩溃（信号 " + std::to_string(exited.signal) + "）";
  return "解析程序意外结束（代码 " + std::to_string(exited.code) + "）";
}

class NoMembers final : public MemberReceiver {
 public:
  Status member(const ExtractedMember&, ByteSource&) override { return {}; }
};

/// Passes members on and counts them: a cut that leaves a range out must not look whole.
class CountedMembers final : public MemberReceiver {
 public:
  explicit CountedMembers(MemberReceiver& next) : m_next(next) {}
  Status member(const ExtractedMember& member, ByteSource& bytes) override {
    ++count;
    return m_next.member(member, bytes);
  }
  std::size_t count = 0;

 private:
  MemberReceiver& m_next;
};

}  // namespace

struct Worker::Impl {
  std::string program;
  WorkerLimits limits;
  std::unique_ptr<HelperProcess> process;
  const std::atomic<bool>* cancel = nullptr;

  Status ensure_started() {
    if (process != nullptr) return {};
    TRY_ASSIGN(process, HelperProcess::start(program));
    return {};
  }

  Request base_request(RequestKind kind, const std::string& name) const {
    Request request;
    request.kind = kind;
    request.memory_bytes = limits.memory_mib << 20;
    request.cpu_seconds = static_cast<std::uint32_t>(std::max(1.0, limits.cpu_seconds_first));
    request.pages = limits.pages;
    request.output_bytes = limits.output_bytes;
    request.member_bytes = limits.member_bytes;
    request.members = limits.members;
    // A hint only: its end carries the suffix.
    request.name = to_shown_utf8(name.size() > 4000 ? std::string_view(name).substr(name.size() - 4000) : std::string_view(name));
    return request;
  }

  /// One child, from request to its end. On a return without error the helper is idle again, or gone.
  struct Run {
    SessionResult session;
    PositionedText text;
    bool helper_died = false;
    Exited exited;
  };
  using OnLeaf = std::function<Status(Leaf&&)>;
  Result<Run> run_once(const Request& request, const Fd& input, MemberReceiver* members, int file, const OnLeaf& on_leaf) {
    TRY(ensure_started());
    Run run;
    auto pipe = process->request(request, input, file);
    if (!pipe) {
      // The helper had died since the last request.
      process.reset();
      run.helper_died = true;
      return run;
    }
    const std::uint64_t max_frame = request.kind == RequestKind::render || request.kind == RequestKind::print ? k_max_answer_bytes : limits.output_bytes + (1u << 20);
    {
      helper::Session session(*process, limits, helper::FrameReader(std::move(*pipe), max_frame, cancel), members);
      session.deliver_leaves(on_leaf);
      run.session = session.run(run.text);
      // The reader's end of the pipe closes here: a child that still writes cannot block.
    }
    if (run.session.kind != Kind::done && run.session.kind != Kind::refused && run.session.kind != Kind::convert && run.session.kind != Kind::ended) process->kill_child();
    auto exited = process->wait_exited(std::chrono::steady_clock::now() + k_time_to_die);
    if (!exited && run.session.kind == Kind::done) {
      process->kill_child();
      exited = process->wait_exited(std::chrono::steady_clock::now() + k_time_to_die);
    }
    if (exited) {
      run.exited = *exited;
    } else {
      process.reset();
      run.helper_died = true;
    }
    return run;
  }

  /// As run_once, once more when the helper (not its child) died under it and nothing was delivered yet.
  Result<Run> run(const Request& request, const Fd& input, MemberReceiver* members, int file = -1, const OnLeaf& on_leaf = nullptr) {
    for (int attempt = 0;; ++attempt) {
      TRY_ASSIGN(Run run, run_once(request, input, members, file, on_leaf));
      const bool finished = run.session.kind != Kind::ended;
      if (!run.helper_died || finished || attempt == 1 || run.session.members_delivered) return run;
    }
  }

  /// A conversion outside the sandboxed child: the PDF, or why there is none.
  Result<Run> convert(const Request& like, const std::string& media_type, const Fd& input, Fd& pdf) {
    TRY_ASSIGN(Fd file, helper::create_memory_file());
    Request request = like;
    request.kind = RequestKind::convert;
    request.media_type = media_type;
    TRY_ASSIGN(Run done, run(request, input, nullptr, file.get()));
    if (done.session.kind == Kind::done) {
      if (fcntl(file.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) != 0) return fail(errno_error("seal the converted file", errno));
      TRY_ASSIGN(pdf, helper::reopen_read_only(file));
    }
    return done;
  }

  /// Request, conversion where it is needed, request again.
  Result<Run> perform(Request request, const Fd& input, MemberReceiver* members, const OnLeaf& on_leaf = nullptr) {
    TRY_ASSIGN(Run first, run(request, input, members, -1, on_leaf));
    if (first.session.kind != Kind::convert) return first;
    const std::string media_type = first.text.media_type;
    Fd pdf;
    TRY_ASSIGN(Run converted, convert(request, media_type, input, pdf));
    if (converted.session.kind != Kind::done) {
      converted.text.media_type = media_type;
      return converted;
    }
    request.media_type = k_pdf;
    TRY_ASSIGN(Run second, run(request, pdf, members, -1, on_leaf));
    second.text.media_type = media_type;
    std::vector<std::string>& engines = second.text.engines;
    engines.insert(engines.end(), converted.text.engines.begin(), converted.text.engines.end());
    std::sort(engines.begin(), engines.end());
    return second;
  }

  /// Why a run is no success, in Chinese; an Error when it is not the file's fault.
  Result<Error> failure_of(const Run& run) const {
    switch (run.session.kind) {
      case Kind::cancelled: return fail(ErrorCode::cancelled, "已中断");
      case Kind::receiver: return fail(run.session.error);
      case Kind::refused:
        if (run.session.error.code == ErrorCode::internal && run.session.ready.parts.empty()) return fail(run.session.error);
        return run.session.error;
      case Kind::too_slow: return Error{ErrorCode::resource_exhausted, "超过时限：解析程序没有响应"};
      case Kind::too_much: return Error{ErrorCode::resource_exhausted, "输出超过上限"};
      case Kind::malformed: return Error{ErrorCode::corrupt, "解析程序的输出不合约定"};
      case Kind::ended:
        if (run.helper_died) return Error{ErrorCode::corrupt, "解析程序两次意外结束"};
        return Error{run.exited.signal == SIGXCPU || run.exited.signal == SIGKILL ? ErrorCode::resource_exhausted : ErrorCode::corrupt,
                     reason_of_death(run.exited, limits.memory_mib << 10)};
      case Kind::convert: return Error{ErrorCode::unsupported, "转换后仍无法读取"};
      case Kind::done: break;
    }
    return fail(ErrorCode::internal, "no failure");
  }
};

Worker::Worker(std::string helper, WorkerLimits limits) : m_impl(std::make_unique<Impl>()) {
  m_impl->program = std::move(helper);
  m_impl->limits = limits;
}

Worker::~Worker() = default;

void Worker::cancel_when(const std::atomic<bool>* flag) { m_impl->cancel = flag; }

static Result<Fd> spool(const std::function<Status(ByteSink&)>& copy_input) {
  TRY_ASSIGN(helper::InputFile file, helper::InputFile::create());
  TRY(copy_input(file));
  return file.finish();
}

Result<ExtractOutcome> Worker::extract(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, MemberReceiver& members) {
  TRY_ASSIGN(const Fd input, spool(copy_input));
  TRY_ASSIGN(Impl::Run run, m_impl->perform(m_impl->base_request(RequestKind::extract, name), input, &members));
  ExtractOutcome outcome;
  outcome.text = std::move(run.text);
  outcome.readable = run.session.kind == Kind::done;
  if (outcome.readable) return outcome;
  // A part of a text would look like the whole of it.
  outcome.text.pages.clear();
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  outcome.reason = failure.message;
  return outcome;
}

Result<Bytes> Worker::render(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, std::uint32_t page, double dpi,
                             const std::vector<RenderedMark>& marks, const std::vector<PageStamp>& stamps) {
  if (page == 0 || !(dpi >= 10 && dpi <= 1200)) return fail(ErrorCode::invalid_argument, "页码从 1 开始，分辨率在 10 与 1200 dpi 之间");
  TRY_ASSIGN(const Fd input, spool(copy_input));
  Request request = m_impl->base_request(RequestKind::render, name);
  request.page = page;
  request.dpi = dpi;
  for (const RenderedMark& mark : marks) {
    if (request.marks.size() == helper::k_max_marks) break;
    request.marks.push_back(mark.box);
  }
  for (const PageStamp& stamp : stamps) {
    if (stamp.page == page) request.stamps.push_back(stamp);
  }
  NoMembers none;
  TRY_ASSIGN(Impl::Run run, m_impl->perform(request, input, &none));
  if (run.session.kind == Kind::done) {
    if (!as_text(run.session.answer).starts_with("\x89PNG\r\n\x1a\n")) return fail(ErrorCode::corrupt, "解析程序的输出不合约定");
    return std::move(run.session.answer);
  }
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  return fail(failure);
}

Result<Bytes> Worker::print(std::string_view form_request) {
  TRY_ASSIGN(const Fd input, spool([&](ByteSink& sink) { return sink.write(as_bytes(form_request)); }));
  TRY_ASSIGN(Impl::Run run, m_impl->run(m_impl->base_request(RequestKind::print, ""), input, nullptr));
  if (run.session.kind == Kind::done) {
    if (!as_text(run.session.answer).starts_with("%PDF-")) return fail(ErrorCode::corrupt, "排版程序的输出不合约定");
    return std::move(run.session.answer);
  }
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  return fail(failure);
}

Result<PositionedText> Worker::text_of_print(ByteView pdf) {
  TRY_ASSIGN(const Fd input, spool([&](ByteSink& sink) { return sink.write(pdf); }));
  Request request = m_impl->base_request(RequestKind::extract, "");
  request.media_type = k_pdf;
  request.recognise = false;
  TRY_ASSIGN(Impl::Run run, m_impl->run(request, input, nullptr));
  if (run.session.kind == Kind::done) return std::move(run.text);
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  return fail(failure);
}

Result<std::vector<PageCodes>> Worker::codes(const std::function<Status(ByteSink&)>& copy_input, const std::string& name) {
  TRY_ASSIGN(const Fd input, spool(copy_input));
  TRY_ASSIGN(Impl::Run run, m_impl->perform(m_impl->base_request(RequestKind::codes, name), input, nullptr));
  if (run.session.kind == Kind::done) return std::move(run.session.codes);
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  return fail(failure);
}

Result<std::vector<PageInk>> Worker::ink(const std::function<Status(ByteSink&)>& copy_input, const std::string& name,
                                         const std::vector<std::uint32_t>& pages) {
  if (pages.empty()) return std::vector<PageInk>();
  if (pages.size() > helper::k_max_spans)
    return fail(ErrorCode::resource_exhausted, "一次最多看 " + std::to_string(helper::k_max_spans) + " 页");
  TRY_ASSIGN(const Fd input, spool(copy_input));
  Request request = m_impl->base_request(RequestKind::ink, name);
  for (const std::uint32_t page : pages) request.spans.push_back({page, page});
  TRY_ASSIGN(Impl::Run run, m_impl->perform(request, input, nullptr));
  if (run.session.kind == Kind::done) {
    // A page passed over, or answered for by another, would be numbered or not by chance.
    const bool answers = std::equal(pages.begin(), pages.end(), run.session.ink.begin(), run.session.ink.end(),
                                    [](std::uint32_t page, const PageInk& ink) { return page == ink.page; });
    if (!answers) return fail(ErrorCode::corrupt, "解析程序的输出不合约定");
    return std::move(run.session.ink);
  }
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  return fail(failure);
}

Status Worker::leaves(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, const std::vector<std::uint32_t>& pages, double dpi,
                      const std::vector<PageStamp>& stamps, const std::function<Status(Leaf&&)>& on_leaf) {
  if (!(dpi >= 10 && dpi <= 1200)) return fail(ErrorCode::invalid_argument, "分辨率在 10 与 1200 dpi 之间");
  if (pages.empty()) return {};
  TRY_ASSIGN(const Fd input, spool(copy_input));
  std::size_t delivered = 0;
  // A wrong page under a right number would be a forged copy.
  const auto checked = [&](Leaf&& leaf) -> Status {
    if (delivered == pages.size() || leaf.page != pages[delivered]) return fail(ErrorCode::corrupt, "解析程序的输出不合约定");
    ++delivered;
    return on_leaf(std::move(leaf));
  };
  while (delivered < pages.size()) {
    Request request = m_impl->base_request(RequestKind::leaves, name);
    request.dpi = dpi;
    const std::size_t asked = std::min(pages.size(), delivered + helper::k_max_stamps);
    for (std::size_t i = delivered; i < asked; ++i) {
      request.spans.push_back({pages[i], pages[i]});
      for (const PageStamp& stamp : stamps) {
        if (stamp.page == pages[i] && request.stamps.size() < helper::k_max_stamps) request.stamps.push_back(stamp);
      }
    }
    TRY_ASSIGN(const Impl::Run run, m_impl->perform(request, input, nullptr, checked));
    if (run.session.kind != Kind::done) {
      TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
      return fail(failure);
    }
    if (delivered != asked) return fail(ErrorCode::corrupt, "解析程序的输出不合约定");
  }
  return {};
}

Status Worker::cut(const std::function<Status(ByteSink&)>& copy_input, const std::string& name,
                   const std::vector<PageSpan>& spans, MemberReceiver& members) {
  if (spans.empty()) return {};
  if (spans.size() > helper::k_max_spans) return fail(ErrorCode::invalid_argument, "一次最多拆成 " + std::to_string(helper::k_max_spans) + " 份");
  TRY_ASSIGN(const Fd input, spool(copy_input));
  Request request = m_impl->base_request(RequestKind::cut, name);
  request.spans = spans;
  CountedMembers counted(members);
  TRY_ASSIGN(Impl::Run run, m_impl->run(request, input, &counted));
  if (run.session.kind == Kind::done) {
    if (counted.count != spans.size()) return fail(ErrorCode::corrupt, "解析程序的输出不合约定");
    return {};
  }
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  return fail(failure);
}

Result<Table> Worker::table(const std::function<Status(ByteSink&)>& copy_input, const std::string& name, const std::string& sheet) {
  if (sheet.size() > helper::k_max_sheet_bytes) return fail(ErrorCode::not_found, "工作表的名字没有这么长的");
  // A missing helper must not pass for a missing sheet.
  if (Status started = m_impl->ensure_started(); !started) return fail(ErrorCode::io, std::move(started).error().message);
  TRY_ASSIGN(const Fd input, spool(copy_input));
  Request request = m_impl->base_request(RequestKind::table, name);
  request.sheet = sheet;
  TRY_ASSIGN(Impl::Run run, m_impl->run(request, input, nullptr));
  if (run.session.kind == Kind::done) return Table{std::move(run.text.title), std::move(run.session.rows)};
  TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
  return fail(failure);
}

Result<SandboxReport> Worker::sandbox() {
  TRY_ASSIGN(const Fd empty, helper::create_memory_file());
  TRY_ASSIGN(const Impl::Run run, m_impl->run(m_impl->base_request(RequestKind::sandbox, ""), empty, nullptr));
  if (run.session.kind != Kind::done) {
    TRY_ASSIGN(const Error failure, m_impl->failure_of(run));
    return fail(failure);
  }
  return SandboxReport{run.session.ready.parts, run.session.ready.complete};
}

std::string default_helper() {
  if (const char* set = std::getenv("ANJUAN_EXTRACT"); set != nullptr && *set != '\0') return set;
  std::error_code ignored;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path() / "anjuan-extract").string();
}

}  // namespace anjuan
