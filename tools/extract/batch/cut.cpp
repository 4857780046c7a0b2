#include "tools/extract/batch/cut.hpp"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

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

Error qpdf_error(const QPDFExc& error) {
  if (error.getErrorCode() == qpdf_e_password) return {ErrorCode::denied, "需要口令"};
  return {ErrorCode::corrupt, "PDF 已损坏，不能拆分：" + error.getMessageDetail()};
}

}  // namespace

Status check_span(const PageSpan& span, std::uint64_t pages) {
  if (span.first >= 1 && span.first <= span.last && span.last <= pages) return {};
  return fail(ErrorCode::invalid_argument, "没有第 " + std::to_string(span.first) + "—" + std::to_string(span.last) + " 页（共 " + std::to_string(pages) + " 页）");
}

Status cut_pdf(ByteView bytes, const std::vector<PageSpan>& spans, const OnPart& on_part) {
  try {
    QPDF batch;
    batch.setSuppressWarnings(true);
    batch.processMemoryFile("input", reinterpret_cast<const char*>(bytes.data()), bytes.size());
    const std::vector<QPDFPageObjectHelper> pages = QPDFPageDocumentHelper(batch).getAllPages();
    for (const PageSpan& span : spans) {
      TRY(check_span(span, pages.size()));
      QPDF part;
      part.setSuppressWarnings(true);
      part.emptyPDF();
      QPDFPageDocumentHelper taken(part);
      for (std::uint32_t page = span.first; page <= span.last; ++page) taken.addPage(pages[page - 1], false);
      QPDFWriter writer(part);
      writer.setOutputMemory();
      // The same batch cut again gives the same bytes: a repeated attach stores nothing twice.
      writer.setDeterministicID(true);
      writer.setStreamDataMode(qpdf_s_preserve);
      writer.write();
      const std::shared_ptr<Buffer> written = writer.getBufferSharedPointer();
      TRY(on_part(span, {reinterpret_cast<const std::byte*>(written->getBuffer()), written->getSize()}));
    }
    return {};
  } catch (const QPDFExc& error) {
    return fail(qpdf_error(error));
  }
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
