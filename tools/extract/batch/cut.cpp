#include "tools/extract/batch/cut.hpp"

// The C interface: clang 14 does not compile the C++ headers of qpdf 11 as C++20.
#include <qpdf/qpdf-c.h>

#include <algorithm>
#include <memory>
#include <type_traits>

namespace anjuan::batch {

namespace {

std::string name_of(const PageSpan& span, std::string_view suffix) {
  std::string name = std::to_string(span.first);
  if (span.last != span.first) name += "-" + std::to_string(span.last);
  return name + std::string(suffix);
}

/// A picture of one page is its own cut.
Status cut_single(ByteView bytes, const std::vector<PageSpan>& spans, const OnPart& on_part) {
  for (const PageSpan& span : spans) {
    TRY(check_span(span, 1));
    TRY(on_part(span, bytes));
  }
  return {};
}

struct Cleanup {
  void operator()(qpdf_data document) const { qpdf_cleanup(&document); }
};
using Document = std::unique_ptr<std::remove_pointer_t<qpdf_data>, Cleanup>;

Document new_document() {
  Document document(qpdf_init());
  qpdf_silence_errors(document.get());
  qpdf_set_suppress_warnings(document.get(), QPDF_TRUE);
  return document;
}

/// What the document has run into, if anything. Damage that qpdf could mend is none.
Status check(qpdf_data document) {
  if (qpdf_has_error(document) == QPDF_FALSE) return {};
  const qpdf_error error = qpdf_get_error(document);
  if (qpdf_get_error_code(document, error) == qpdf_e_password) return fail(ErrorCode::denied, "需要口令");
  return fail(ErrorCode::corrupt, std::string("PDF 已损坏，不能拆分：") + qpdf_get_error_message_detail(document, error));
}

Status cut_pdf_span(qpdf_data batch, const PageSpan& span, const OnPart& on_part) {
  const Document part = new_document();
  qpdf_empty_pdf(part.get());
  for (std::uint32_t page = span.first; page <= span.last; ++page) {
    const qpdf_oh taken = qpdf_get_page_n(batch, page - 1);
    TRY(check(batch));
    qpdf_add_page(part.get(), batch, taken, QPDF_FALSE);
    TRY(check(part.get()));
  }
  qpdf_init_write_memory(part.get());
  // The same batch cut again gives the same bytes: a repeated attach stores nothing twice.
  qpdf_set_deterministic_ID(part.get(), QPDF_TRUE);
  qpdf_set_stream_data_mode(part.get(), qpdf_s_preserve);
  qpdf_write(part.get());
  TRY(check(part.get()));
  return on_part(span, {reinterpret_cast<const std::byte*>(qpdf_get_buffer(part.get())), qpdf_get_buffer_length(part.get())});
}

}  // namespace

Status check_span(const PageSpan& span, std::uint64_t pages) {
  if (span.first >= 1 && span.first <= span.last && span.last <= pages) return {};
  return fail(ErrorCode::invalid_argument, "没有第 " + std::to_string(span.first) + "—" + std::to_string(span.last) + " 页（共 " + std::to_string(pages) + " 页）");
}

Status cut_pdf(ByteView bytes, const std::vector<PageSpan>& spans, const OnPart& on_part) {
  const Document batch = new_document();
  qpdf_read_memory(batch.get(), "input", reinterpret_cast<const char*>(bytes.data()), bytes.size(), nullptr);
  TRY(check(batch.get()));
  const int pages = qpdf_get_num_pages(batch.get());
  TRY(check(batch.get()));
  // What pages have from the nodes above them would stay behind.
  qpdf_push_inherited_attributes_to_page(batch.get());
  TRY(check(batch.get()));
  for (const PageSpan& span : spans) {
    TRY(check_span(span, static_cast<std::uint64_t>(std::max(pages, 0))));
    TRY(cut_pdf_span(batch.get(), span, on_part));
  }
  return {};
}

Status cut(const extract::Input& input, const std::string& media_type, const std::vector<PageSpan>& spans, extract::Sink& sink) {
  std::string suffix;
  const OnPart on_part = [&](const PageSpan& span, ByteView part) -> Status {
    extract::Member member;
    member.name = name_of(span, suffix);
    const ByteView raw = as_bytes(member.name);
    member.raw_name.assign(raw.begin(), raw.end());
    member.name_charset = "UTF-8";
    TRY(sink.begin_member(member));
    TRY(sink.member_bytes(part));
    return sink.end_member();
  };
  if (media_type == "application/pdf") {
    suffix = ".pdf";
    return cut_pdf(input.bytes(), spans, on_part);
  }
  if (media_type == "image/tiff") {
    suffix = ".tif";
    return cut_tiff(input.bytes(), spans, on_part);
  }
  if (!media_type.starts_with("image/")) return fail(ErrorCode::unsupported, "只有 PDF、TIFF 和图片能按页拆分");
  suffix = "." + media_type.substr(6);
  return cut_single(input.bytes(), spans, on_part);
}

}  // namespace anjuan::batch
