#include "tools/extract/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <new>

#include "indexer/extract/formats.hpp"
#include "indexer/extract/ink.hpp"
#include "indexer/extract/picture.hpp"
#include "indexer/extract/table.hpp"
#include "tools/extract/batch/codes.hpp"
#include "tools/extract/batch/cut.hpp"
#include "tools/extract/frame_sink.hpp"
#include "tools/extract/print/press.hpp"
#include "tools/extract/print/stamp.hpp"
#include "tools/extract/selftest.hpp"

namespace anjuan::helper {

namespace {

constexpr int k_rules_fd = 5;

extract::Limits limits_of(const Request& request) {
  extract::Limits limits;
  limits.pages = request.pages;
  limits.output_bytes = request.output_bytes;
  limits.member_bytes = request.member_bytes;
  limits.members = request.members;
  limits.recognise = request.recognise;
  return limits;
}

/// Puts the descriptors where the child expects them and closes all others. False when one was missing.
bool arrange_descriptors(int input, int output, int rules) {
  // By way of high numbers, so that no target is overwritten before it was moved.
  const int far_input = fcntl(input, F_DUPFD, 100), far_output = fcntl(output, F_DUPFD, 100);
  const int far_rules = rules >= 0 ? fcntl(rules, F_DUPFD, 100) : -1;
  if (far_input < 0 || far_output < 0) return false;
  if (dup2(far_input, k_input_fd) < 0 || dup2(far_output, k_output_fd) < 0) return false;
  if (far_rules >= 0 && dup2(far_rules, k_rules_fd) < 0) return false;
  return syscall(SYS_close_range, far_rules >= 0 ? k_rules_fd + 1 : k_output_fd + 1, ~0U, 0) == 0;
}

std::uint64_t mapped_bytes() {
  std::uint64_t pages = 0;
  const int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  char text[64] = {};
  if (fd >= 0) {
    if (read(fd, text, sizeof text - 1) > 0) std::sscanf(text, "%lu", &pages);
    close(fd);
  }
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t size_of(int fd) {
  struct stat status {};
  return fstat(fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

/// What the last frame should say of an error.
Status report(Error error, const std::string& media_type) {
  const std::string reason = one_line(error.message, 1000);
  return write_frame(k_output_fd, FrameType::error, encode_failure({error.code, media_type, reason.empty() ? "原因不明" : reason}));
}

/// What no library here reads: the supervisor has it converted outside and comes back with the PDF.
Status ask_for_conversion(const extract::Input& input, const std::string& media_type) {
  const Status open = extract::check_legacy_office(input.bytes());
  if (!open) return report(open.error(), media_type);
  return write_frame(k_output_fd, FrameType::convert, encode_text(media_type));
}

Status extract_input(const Request& request, bool selftest) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  input->name = request.name;
  if (selftest && is_selftest(*input)) return run_selftest(*input);
  const std::string media_type = request.media_type.empty() ? extract::sniff(*input) : request.media_type;
  TRY(write_frame(k_output_fd, FrameType::recognised, encode_text(media_type)));
  const extract::Limits limits = limits_of(request);
  FrameSink sink(k_output_fd, limits);
  sink.set_media_type(media_type);
  if (extract::is_legacy_office(media_type)) return ask_for_conversion(*input, media_type);
  const std::unique_ptr<extract::Extractor> extractor = extract::extractor_for(media_type);
  Status status = extractor == nullptr ? Status(fail(ErrorCode::unsupported, input->bytes().empty() ? "空文件" : "不支持的格式：" + media_type)) : extractor->extract(*input, limits, sink);
  if (!status) return report(status.error(), sink.media_type());
  return sink.finish();
}

/// Draws on `image` what is to be stamped on this page.
Status stamp(extract::PageImage& image, const Request& request, std::uint32_t page) {
  for (const PageStamp& stamp : request.stamps) {
    if (stamp.page == page) TRY(press::draw_stamp(image, request.dpi, stamp));
  }
  return {};
}

Status render_page(const Request& request) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  input->name = request.name;
  const std::string media_type = request.media_type.empty() ? extract::sniff(*input) : request.media_type;
  if (extract::is_legacy_office(media_type)) return ask_for_conversion(*input, media_type);
  const std::unique_ptr<extract::Extractor> extractor = extract::extractor_for(media_type);
  if (extractor == nullptr) return report({ErrorCode::unsupported, "不支持的格式：" + media_type}, media_type);
  if (request.page == 0) return report({ErrorCode::not_found, "页码从 1 开始"}, media_type);
  Result<extract::PageImage> image = extractor->render(*input, limits_of(request), request.page, request.dpi);
  if (!image) return report(image.error(), media_type);
  TRY(stamp(*image, request, request.page));
  extract::draw_marks(*image, request.marks);
  Result<Bytes> png = extract::encode_png(*image);
  if (!png) return report(png.error(), media_type);
  TRY(write_frame(k_output_fd, FrameType::answer, *png));
  return {};
}

Status print_form(const Request& request) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  Result<Bytes> pdf = press::print(input->bytes(), request.pages);
  if (!pdf) return report(pdf.error(), "");
  return write_frame(k_output_fd, FrameType::answer, *pdf);
}

Status find_codes(const Request& request) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  input->name = request.name;
  const std::string media_type = request.media_type.empty() ? extract::sniff(*input) : request.media_type;
  if (extract::is_legacy_office(media_type)) return ask_for_conversion(*input, media_type);
  const extract::Limits limits = limits_of(request);
  const Status status = batch::read_codes(*input, media_type, limits, [](const PageCodes& page) { return write_frame(k_output_fd, FrameType::codes, encode_codes(page)); });
  if (!status) return report(status.error(), media_type);
  return FrameSink(k_output_fd, limits).finish();
}

Status measure_ink(const Request& request, bool selftest) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  input->name = request.name;
  if (selftest && is_selftest(*input)) return run_selftest(*input);
  const std::string media_type = request.media_type.empty() ? extract::sniff(*input) : request.media_type;
  if (extract::is_legacy_office(media_type)) return ask_for_conversion(*input, media_type);
  const extract::Limits limits = limits_of(request);
  const std::unique_ptr<extract::Extractor> extractor = extract::extractor_for(media_type);
  if (extractor == nullptr) return report({ErrorCode::unsupported, "不支持的格式：" + media_type}, media_type);
  for (const PageSpan& page : request.spans) {
    Result<extract::PageImage> image = extractor->render(*input, limits, page.first, extract::k_ink_dpi);
    if (!image) return report(image.error(), media_type);
    TRY(write_frame(
        k_output_fd, FrameType::ink,
        encode_ink({page.first, extract::find_marks(*image, extract::k_ink_dpi).area(extract::k_ink_dpi)})));
  }
  return FrameSink(k_output_fd, limits).finish();
}

Status copy_leaves(const Request& request, bool selftest) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  input->name = request.name;
  if (selftest && is_selftest(*input)) return run_selftest(*input);
  const std::string media_type = request.media_type.empty() ? extract::sniff(*input) : request.media_type;
  if (extract::is_legacy_office(media_type)) return ask_for_conversion(*input, media_type);
  const extract::Limits limits = limits_of(request);
  const std::unique_ptr<extract::Extractor> extractor = extract::extractor_for(media_type);
  if (extractor == nullptr) return report({ErrorCode::unsupported, "不支持的格式：" + media_type}, media_type);
  for (const PageSpan& page : request.spans) {
    Result<extract::PageImage> image = extractor->render(*input, limits, page.first, request.dpi);
    if (!image) return report(image.error(), media_type);
    TRY(stamp(*image, request, page.first));
    const Result<Bytes> jpeg = extract::encode_jpeg(*image, request.dpi);
    if (!jpeg) return report(jpeg.error(), media_type);
    TRY(write_frame(k_output_fd, FrameType::leaf, encode_leaf(page.first, *jpeg)));
  }
  return FrameSink(k_output_fd, limits).finish();
}

Status cut_pages(const Request& request) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  input->name = request.name;
  const std::string media_type = extract::sniff(*input);
  FrameSink sink(k_output_fd, limits_of(request));
  const Status status = batch::cut(*input, media_type, request.spans, sink);
  if (!status) return report(status.error(), media_type);
  return sink.finish();
}

Status read_sheet(const Request& request, bool selftest) {
  TRY_ASSIGN(const std::unique_ptr<extract::Input> input, extract::Input::open(k_input_fd));
  input->name = request.name;
  if (selftest && is_selftest(*input)) return run_selftest(*input);
  const std::string media_type = extract::sniff(*input);
  FrameSink sink(k_output_fd, limits_of(request));
  sink.set_media_type(media_type);
  auto name = extract::read_table(*input, media_type, request.sheet, limits_of(request), [&](const TableRow& row) { return sink.row(row); });
  if (!name) return report(name.error(), media_type);
  sink.set_title(std::move(*name));
  return sink.finish();
}

Status perform(const Request& request, bool selftest) {
  switch (request.kind) {
    case RequestKind::extract:
      return extract_input(request, selftest);
    case RequestKind::render:
      return render_page(request);
    case RequestKind::print:
      return print_form(request);
    case RequestKind::codes:
      return find_codes(request);
    case RequestKind::cut:
      return cut_pages(request);
    case RequestKind::table:
      return read_sheet(request, selftest);
    case RequestKind::ink:
      return measure_ink(request, selftest);
    case RequestKind::leaves:
      return copy_leaves(request, selftest);
    case RequestKind::sandbox:
    case RequestKind::convert: break;
  }
  return FrameSink(k_output_fd, {}).finish();
}

/// Exceptions of the libraries end here; of our own there are none.
Status guarded(const Request& request, bool selftest) {
  try {
    return perform(request, selftest);
  } catch (const std::bad_alloc&) {
    return report({ErrorCode::resource_exhausted, "超过内存上限"}, "");
  } catch (const std::exception& error) {
    return report({ErrorCode::corrupt, std::string("解析失败：") + error.what()}, "");
  } catch (...) {
    return report({ErrorCode::corrupt, "解析失败"}, "");
  }
}

}  // namespace

void run_child(const Request& request, int input_fd, int output_fd, const Sandbox& sandbox, bool selftest) {
  const pid_t zygote = getppid();
  // No child outlives the zygote: neither before nor after this call.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != zygote) _exit(2);
  if (!arrange_descriptors(input_fd, output_fd, sandbox.rules_fd())) _exit(2);
  const Confinement confinement{mapped_bytes() + size_of(k_input_fd) + request.memory_bytes, request.cpu_seconds};
  const auto held = sandbox.enter(k_rules_fd, confinement);
  if (!held) {
    // An error text of the system, for the supervisor's hard failure.
    static_cast<void>(write_frame(k_output_fd, FrameType::error, encode_failure({ErrorCode::internal, "", held.error().message})));
    _exit(3);
  }
  if (!write_frame(k_output_fd, FrameType::ready, encode_ready({held->parts, held->complete}))) _exit(1);
  const Status status = guarded(request, selftest);
  // Without destructors: what libraries hold at exit is of no use, and their handlers must not run in a fork.
  _exit(status ? 0 : 1);
}

void run_converter(const Request& request, int input_fd, int file_fd, int output_fd) {
  const pid_t zygote = getppid();
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != zygote) _exit(2);
  if (setpgid(0, 0) != 0 && getpgrp() != getpid()) _exit(2);
  const Status converted = extract::convert_legacy_office(input_fd, request.media_type, file_fd);
  if (!converted) {
    const Error& error = converted.error();
    _exit(write_frame(output_fd, FrameType::error, encode_failure({error.code, request.media_type, error.message})) ? 0 : 1);
  }
  _exit(write_frame(output_fd, FrameType::done, encode_done({request.media_type, "", {extract::legacy_office_engine()}})) ? 0 : 1);
}

}  // namespace anjuan::helper
