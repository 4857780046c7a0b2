#include <algorithm>
#include <array>

#include "indexer/extract/formats.hpp"

namespace anjuan::extract {

namespace {

std::vector<Paragraph> lines_of(std::string_view text) {
  std::vector<Paragraph> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back({std::string(text.substr(0, end)), Paragraph::Style::body});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The separator that stands most often outside quotation marks in the first rows.
char separator_of(std::string_view text) {
  constexpr std::array candidates = {',', '\t', ';'};
  std::array<std::size_t, 3> counts{};
  bool quoted = false;
  for (const char c : text.substr(0, 8192)) {
    if (c == '"') quoted = !quoted;
    for (std::size_t i = 0; i < candidates.size() && !quoted; ++i) counts[i] += c == candidates[i];
  }
  return candidates[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

/// RFC 4180. A line end inside a quoted cell becomes a blank, so that a row stays a paragraph; cells stand apart by tabs.
std::vector<Paragraph> rows_of(std::string_view text) {
  const char separator = separator_of(text);
  std::vector<Paragraph> rows;
  Paragraph row{{}, Paragraph::Style::cell_row};
  bool quoted = false, at_cell_start = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        row.text += c == '\n' || c == '\t' ? ' ' : c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        row.text += '"', ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && at_cell_start) {
      quoted = true;
      at_cell_start = false;
    } else if (c == separator) {
      row.text += '\t';
      at_cell_start = true;
    } else if (c == '\n') {
      rows.push_back(row);
      row.text.clear();
      at_cell_start = true;
    } else {
      row.text += c;
      at_cell_start = false;
    }
  }
  if (!row.text.empty()) rows.push_back(std::move(row));
  return rows;
}

class TextExtractor final : public FlowExtractor {
 public:
  explicit TextExtractor(std::string media_type) : m_csv(media_type.starts_with("text/csv")) {}

 protected:
  Result<FlowDocument> read(const Input& input, const Limits& limits, Sink* sink) override {
    if (input.bytes().size() > limits.output_bytes) return fail(ErrorCode::resource_exhausted, "文本太长，超过输出上限");
    TRY_ASSIGN(DecodedText decoded, decode_text(input.bytes()));
    // The sniffer saw the beginning only; the whole decides.
    if (sink != nullptr) sink->set_media_type((m_csv ? "text/csv; charset=" : "text/plain; charset=") + decoded.charset);
    FlowDocument document;
    document.paragraphs = m_csv ? rows_of(decoded.text) : lines_of(decoded.text);
    return document;
  }

 private:
  bool m_csv;
};

}  // namespace

std::unique_ptr<Extractor> make_text(std::string media_type) { return std::make_unique<TextExtractor>(std::move(media_type)); }

}  // namespace anjuan::extract
