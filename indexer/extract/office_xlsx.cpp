#include "indexer/extract/xlsx_workbook.hpp"

namespace anjuan::extract {
namespace {

void append_sheet(const pugi::xml_node& sheet, const XlsxWorkbook& book, FlowDocument& document) {
  for (const pugi::xml_node& row : child(sheet, "sheetData").children()) {
    if (local_name(row) != "row") continue;
    std::string text;
    for (const pugi::xml_node& cell : row.children()) {
      const std::string value = tidy(book.cell_text(cell).value_or(""));
      if (value.empty()) continue;
      if (!text.empty()) text += '\t';
      text += value;
    }
    if (!text.empty()) document.paragraphs.push_back({std::move(text), Paragraph::Style::cell_row});
  }
}

void append_comments(const pugi::xml_node& root, FlowDocument& document) {
  for (const pugi::xml_node& comment : child(root, "commentList").children()) {
    std::string text = tidy(rich_text(child(comment, "text")));
    if (!text.empty()) document.paragraphs.push_back({std::move(text), Paragraph::Style::quote});
  }
}

}  // namespace

Result<FlowDocument> read_xlsx(const Package& package, const Limits& limits) {
  TRY_ASSIGN(const XlsxWorkbook book, XlsxWorkbook::open(package, limits));
  FlowDocument document;
  document.title = core_title(package, limits);
  for (const XlsxWorkbook::Sheet& sheet : book.sheets()) {
    if (!sheet.name.empty()) document.paragraphs.push_back({sheet.name, Paragraph::Style::heading});
    TRY_ASSIGN(const auto content, package.xml(sheet.part, limits));
    append_sheet(child(*content, "worksheet"), book, document);
    for (const Relationship& each : relationships_of(package, sheet.part, limits)) {
      const auto other = package.xml(each.target, limits);
      if (!other) continue;
      if (each.type == "comments") append_comments((*other)->document_element(), document);
      if (each.type == "drawing") append_ooxml_text(**other, document, Paragraph::Style::body, [](const pugi::xml_node&) { return false; });
    }
  }
  return document;
}

}  // namespace anjuan::extract
