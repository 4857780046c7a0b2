// Office documents as flow documents: one reader per format, all on an opened package.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/extract/extractor.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {

Result<FlowDocument> read_docx(const Package& package, const Limits& limits);
Result<FlowDocument> read_xlsx(const Package& package, const Limits& limits);
Result<FlowDocument> read_pptx(const Package& package, const Limits& limits);
/// Text, spreadsheet, presentation and drawing alike.
Result<FlowDocument> read_odf(const Package& package, const Limits& limits);

/// One entry of an OOXML relationship part.
struct Relationship {
  std::string id;
  std::string type;    ///< last segment of the type's URL: "notesSlide", "footnotes", …
  std::string target;  ///< part name inside the package; empty when it points outside
};
/// Of part `name`; empty when it has none. `name` empty: of the package.
std::vector<Relationship> relationships_of(const Package& package, std::string_view name, const Limits& limits);
/// Part name of the package's main document, or `usual`.
std::string main_part(const Package& package, std::string_view usual, const Limits& limits);
/// dc:title of docProps/core.xml.
std::string core_title(const Package& package, const Limits& limits);

/// WordprocessingML and DrawingML text below `root`: paragraphs and table rows appended to `document`. Deleted text, field codes and
/// the fallback twin of a text box are left out. `is_heading` judges a paragraph element.
void append_ooxml_text(const pugi::xml_node& root, FlowDocument& document, Paragraph::Style body,
                       const std::function<bool(const pugi::xml_node& paragraph)>& is_heading);

/// Paragraphs and table rows as they are found, text boxes inside paragraphs and tables inside cells included: the formats' readers say
/// what opens and closes.
class FlowCollector {
 public:
  explicit FlowCollector(FlowDocument& document) : m_document(document) {}
  void open_paragraph(Paragraph::Style style);
  void close_paragraph();
  void open_row();
  void open_cell();
  void close_row();
  void text(std::string_view text);
  /// Breaks the paragraph; a blank inside a cell.
  void line_break();

 private:
  struct Open {
    std::string text;
    Paragraph::Style style = Paragraph::Style::body;
  };
  struct Row {
    std::vector<std::string> cells;
  };
  void emit(Open& paragraph);

  FlowDocument& m_document;
  std::vector<Open> m_paragraphs;
  std::vector<Row> m_rows;
};

}  // namespace anjuan::extract
