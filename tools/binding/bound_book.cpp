#include "tools/binding/bound_book.hpp"

#include <fmt/core.h>
#include <lcms2.h>

#include <algorithm>
#include <memory>

#include "archive/base/digest.hpp"

namespace anjuan::binding {

namespace {

/// Points. ISO 32000-1 knows no larger page and PDF/A no smaller one.
constexpr double k_largest = 14'400, k_smallest = 3;
/// Where the baseline of a line lies, from its lower edge.
constexpr double k_descent = 0.12;

/// "2025-03-01T00:00:00+08:00" → "D:20250301000000+08'00'".
std::string pdf_date(const std::string& time) {
  std::string digits;
  for (const char c : time.substr(0, 19)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  const std::string zone = time.size() >= 25 ? time.substr(19, 3) + "'" + time.substr(23, 2) + "'" : "Z";
  return "(D:" + digits + zone + ")";
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '&') out += "&amp;";
    else if (c == '<') out += "&lt;";
    else if (c == '>') out += "&gt;";
    else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out += c;
  }
  return out;
}

/// Metadata says what the information dictionary says: PDF/A compares them.
std::string xmp(const AboutBook& about) {
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
         "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>U</pdfaid:conformance>\n"
         "<dc:format>application/pdf</dc:format>\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">" +
         escaped(about.title) + "</rdf:li></rdf:Alt></dc:title>\n<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n<xmp:CreateDate>" + about.created +
         "</xmp:CreateDate>\n<xmp:ModifyDate>" + about.created + "</xmp:ModifyDate>\n<xmp:CreatorTool>anjuan</xmp:CreatorTool>\n<pdf:Producer>anjuan</pdf:Producer>\n</rdf:Description>\n</rdf:RDF>\n"
         "</x:xmpmeta>\n<?xpacket end=\"r\"?>";
}

struct CloseProfile {
  using pointer = cmsHPROFILE;
  void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};

/// sRGB. The day on which a profile was made is no part of it: its twelve bytes become those of the standard.
Result<Bytes> srgb_profile() {
  const std::unique_ptr<void, CloseProfile> profile(cmsCreate_sRGBProfile());
  cmsUInt32Number size = 0;
  if (profile == nullptr || cmsSaveProfileToMem(profile.get(), nullptr, &size) == 0) return fail(ErrorCode::internal, "pdf: no sRGB profile");
  Bytes bytes(size);
  if (cmsSaveProfileToMem(profile.get(), bytes.data(), &size) == 0 || size < 128) return fail(ErrorCode::internal, "pdf: no sRGB profile");
  constexpr unsigned char k_day[12] = {0x07, 0xCF, 0, 10, 0, 1, 0, 0, 0, 0, 0, 0};
  for (std::size_t i = 0; i < sizeof k_day; ++i) bytes[24 + i] = std::byte{k_day[i]};
  return bytes;
}

/// Sixteen bytes that stand for a text.
Bytes id_of(const std::string& text) {
  const Digest digest = sha256(as_bytes(text));
  return Bytes(digest.begin(), digest.begin() + 16);
}

}  // namespace

BoundBook::BoundBook(ByteSink& sink) : m_file(sink), m_tree(m_file.reserve()), m_text_font(m_file.reserve()) {}

// One string a line, stretched to where the line ends on the picture: a reader that looks for a phrase meets no gap in it.
std::string BoundBook::text_of(const TextPage& text, double width, double height) {
  std::string out = "BT\n3 Tr\n";
  for (const TextLine& line : text.lines) {
    const TextFont::Coded coded = m_font.code(line.text);
    if (coded.codes.empty()) continue;
    const double x = line.box.x * width / k_page_units, y = height - line.box.y * height / k_page_units;
    const double w = std::max(0.5, line.box.w * width / k_page_units), h = std::max(0.5, line.box.h * height / k_page_units);
    const double size = line.vertical ? w : h, length = line.vertical ? h : w;
    const double stretch = std::clamp(100 * length / (coded.ems * size), 1.0, 2000.0);
    const std::string matrix = line.vertical ? "0 -1 1 0 " + number_text(x + k_descent * w) + " " + number_text(y) : "1 0 0 1 " + number_text(x) + " " + number_text(y - h + k_descent * h);
    out += "/T " + number_text(size) + " Tf " + number_text(stretch) + " Tz " + matrix + " Tm <" + coded.codes + "> Tj\n";
  }
  return out + "ET\n";
}

Result<std::string> BoundBook::links_of(const std::vector<Link>& links, double width, double height) {
  if (links.empty()) return std::string();
  std::string out = " /Annots [";
  for (const Link& link : links) {
    const PdfFile::Ref ref = m_file.reserve();
    const double left = link.box.x * width / k_page_units, right = (link.box.x + link.box.w) * width / k_page_units;
    const double top = height - link.box.y * height / k_page_units, bottom = height - (link.box.y + link.box.h) * height / k_page_units;
    TRY(m_file.object(ref, "<< /Type /Annot /Subtype /Link /F 4 /Border [0 0 0] /Rect [" + number_text(left) + " " + number_text(bottom) + " " + number_text(right) + " " + number_text(top) +
                               "] /Dest [" + ref_text(link.page) + " /Fit] >>"));
    out += " " + ref_text(ref);
  }
  return out + " ]";
}

Status BoundBook::add(PdfFile::Ref page, const Leaf& leaf, double dpi, const TextPage& text, const std::vector<Link>& links) {
  double width = leaf.width * 72 / dpi, height = leaf.height * 72 / dpi;
  const double scale = std::max(k_smallest / std::min(width, height), std::min(1.0, k_largest / std::max(width, height)));
  width = std::min(width * scale, k_largest), height = std::min(height * scale, k_largest);
  const PdfFile::Ref picture = m_file.reserve(), content = m_file.reserve();
  TRY(m_file.stream(picture, fmt::format("/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /{} /BitsPerComponent 8 /Filter /DCTDecode", leaf.width, leaf.height,
                                         leaf.grey ? "DeviceGray" : "DeviceRGB"),
                    leaf.jpeg));
  const std::string drawn = "q " + number_text(width) + " 0 0 " + number_text(height) + " 0 0 cm /P Do Q\n" + text_of(text, width, height);
  TRY(m_file.packed_stream(content, "", as_bytes(drawn)));
  TRY_ASSIGN(const std::string annotations, links_of(links, width, height));
  m_pages.push_back(page);
  return m_file.object(page, "<< /Type /Page /Parent " + ref_text(m_tree) + " /MediaBox [0 0 " + number_text(width) + " " + number_text(height) + "] /Resources << /XObject << /P " +
                                 ref_text(picture) + " >> /Font << /T " + ref_text(m_text_font) + " >> >> /Contents " + ref_text(content) + annotations + " >>");
}

Status BoundBook::write_outlines(PdfFile::Ref outlines) {
  std::vector<PdfFile::Ref> refs;
  for (std::size_t i = 0; i < m_marks.size(); ++i) refs.push_back(m_file.reserve());
  for (std::size_t i = 0; i < m_marks.size(); ++i) {
    std::string body = "<< /Title " + text_string(m_marks[i].title) + " /Parent " + ref_text(outlines) + " /Dest [" + ref_text(m_marks[i].page) + " /Fit]";
    if (i > 0) body += " /Prev " + ref_text(refs[i - 1]);
    if (i + 1 < refs.size()) body += " /Next " + ref_text(refs[i + 1]);
    TRY(m_file.object(refs[i], body + " >>"));
  }
  return m_file.object(outlines, "<< /Type /Outlines /First " + ref_text(refs.front()) + " /Last " + ref_text(refs.back()) + " /Count " + std::to_string(refs.size()) + " >>");
}

Status BoundBook::write_intent(PdfFile::Ref intent) {
  const PdfFile::Ref profile = m_file.reserve();
  TRY_ASSIGN(const Bytes icc, srgb_profile());
  TRY(m_file.packed_stream(profile, "/N 3", icc));
  return m_file.object(intent, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB IEC61966-2.1) /Info (sRGB IEC61966-2.1) /DestOutputProfile " + ref_text(profile) + " >>");
}

Status BoundBook::finish(const AboutBook& about) {
  if (m_pages.empty()) return fail(ErrorCode::invalid_argument, "没有可以装订的页");
  std::string kids;
  for (const PdfFile::Ref page : m_pages) kids += (kids.empty() ? "" : " ") + ref_text(page);
  TRY(m_file.object(m_tree, "<< /Type /Pages /Count " + std::to_string(m_pages.size()) + " /Kids [" + kids + "] >>"));
  TRY(m_font.write(m_file, m_text_font));
  const PdfFile::Ref intent = m_file.reserve(), metadata = m_file.reserve(), info = m_file.reserve(), catalog = m_file.reserve();
  TRY(write_intent(intent));
  TRY(m_file.stream(metadata, "/Type /Metadata /Subtype /XML", as_bytes(xmp(about))));
  TRY(m_file.object(info, "<< /Title " + text_string(about.title) + " /Creator (anjuan) /Producer (anjuan) /CreationDate " + pdf_date(about.created) + " /ModDate " + pdf_date(about.created) + " >>"));
  std::string marks;
  if (!m_marks.empty()) {
    const PdfFile::Ref outlines = m_file.reserve();
    TRY(write_outlines(outlines));
    marks = " /Outlines " + ref_text(outlines) + " /PageMode /UseOutlines";
  }
  TRY(m_file.object(catalog, "<< /Type /Catalog /Pages " + ref_text(m_tree) + " /Metadata " + ref_text(metadata) + " /OutputIntents [" + ref_text(intent) + "] /Lang (zh-CN)" +
                                 " /ViewerPreferences << /DisplayDocTitle true >>" + marks + " >>"));
  return m_file.finish(catalog, info, id_of(about.identity), id_of(about.version));
}

}  // namespace anjuan::binding
