// Paragraphs of any origin, made fit for the typesetter.
#include "archive/base/utf8.hpp"
#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

namespace {

bool is_line_end(char32_t c) { return c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029; }
bool is_dropped(char32_t c) { return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF; }

/// Line ends begin a new paragraph of the same style, controls vanish (as they do in the fold), ill-formed bytes become U+FFFD.
void clean_into(const Paragraph& from, std::vector<Paragraph>& out) {
  Paragraph paragraph{{}, from.style};
  paragraph.text.reserve(from.text.size());
  for (std::size_t at = 0; at < from.text.size();) {
    const char32_t c = next_utf8(from.text, at);
    if (is_line_end(c)) {
      out.push_back(paragraph);
      paragraph.text.clear();
    } else if (!is_dropped(c)) {
      append_utf8(paragraph.text, c);
    }
  }
  out.push_back(std::move(paragraph));
}

FlowDocument cleaned(FlowDocument document) {
  FlowDocument out{std::move(document.title), document.show_title, {}};
  std::vector<Paragraph> title;
  clean_into({out.title, Paragraph::Style::heading}, title);
  out.title.clear();
  for (const Paragraph& part : title) out.title += (out.title.empty() ? "" : " ") + part.text;
  for (const Paragraph& paragraph : document.paragraphs) clean_into(paragraph, out.paragraphs);
  return out;
}

}  // namespace

Status FlowExtractor::extract(const Input& input, const Limits& limits, Sink& sink) {
  TRY_ASSIGN(FlowDocument document, read(input, limits, &sink));
  return lay_out(cleaned(std::move(document)), limits, sink);
}

Result<PageImage> FlowExtractor::render(const Input& input, const Limits& limits, std::uint32_t number, double dpi) {
  TRY_ASSIGN(FlowDocument document, read(input, limits, nullptr));
  return draw_page(cleaned(std::move(document)), limits, number, dpi);
}

}  // namespace anjuan::extract
