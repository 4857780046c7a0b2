#include "indexer/extract/office.hpp"

namespace anjuan::extract {

void FlowCollector::open_paragraph(Paragraph::Style style) { m_paragraphs.push_back({{}, style}); }

void FlowCollector::emit(Open& paragraph) {
  std::string text = tidy(paragraph.text);
  paragraph.text.clear();
  if (text.empty()) return;
  if (!m_rows.empty() && !m_rows.back().cells.empty()) {
    std::string& cell = m_rows.back().cells.back();
    if (!cell.empty()) cell += ' ';
    cell += text;
    return;
  }
  m_document.paragraphs.push_back({std::move(text), paragraph.style});
}

void FlowCollector::close_paragraph() {
  if (m_paragraphs.empty()) return;
  emit(m_paragraphs.back());
  m_paragraphs.pop_back();
}

void FlowCollector::open_row() { m_rows.emplace_back(); }

void FlowCollector::open_cell() {
  if (!m_rows.empty()) m_rows.back().cells.emplace_back();
}

void FlowCollector::close_row() {
  if (m_rows.empty()) return;
  const Row row = std::move(m_rows.back());
  m_rows.pop_back();
  std::string text;
  bool any = false;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    if (i > 0) text += '\t';
    text += row.cells[i];
    any = any || !row.cells[i].empty();
  }
  if (!any) return;
  if (!m_rows.empty() && !m_rows.back().cells.empty()) {  // a table in a cell: its rows are text of the cell
    std::string& cell = m_rows.back().cells.back();
    if (!cell.empty()) cell += ' ';
    cell += text;
    return;
  }
  m_document.paragraphs.push_back({std::move(text), Paragraph::Style::cell_row});
}

void FlowCollector::text(std::string_view text) {
  if (m_paragraphs.empty()) return;
  m_paragraphs.back().text += text;
}

void FlowCollector::line_break() {
  if (!m_paragraphs.empty()) emit(m_paragraphs.back());
}

void append_ooxml_text(const pugi::xml_node& root, FlowDocument& document, Paragraph::Style body,
                       const std::function<bool(const pugi::xml_node& paragraph)>& is_heading) {
  FlowCollector collector(document);
  const auto enter = [&](const pugi::xml_node& node) {
    if (node.type() != pugi::node_element) return node.type() == pugi::node_document;
    const std::string_view name = local_name(node);
    if (name == "p") {
      collector.open_paragraph(is_heading(node) ? Paragraph::Style::heading : body);
    } else if (name == "tr") {
      collector.open_row();
    } else if (name == "tc") {
      collector.open_cell();
    } else if (name == "t") {
      collector.text(text_of(node));
      return false;
    } else if (name == "tab" || name == "ptab") {
      collector.text("\t");
    } else if (name == "br" || name == "cr") {
      collector.line_break();
    } else if (name == "noBreakHyphen") {
      collector.text("-");
    } else if (name == "del" || name == "moveFrom" || name == "pPr" || name == "rPr" || name == "instrText" || name == "Fallback" ||
               name == "rt" || name == "sectPr" || name == "tblPr" || name == "fldData" || name == "rPh") {
      return false;
    }
    return true;
  };
  const auto leave = [&](const pugi::xml_node& node) {
    const std::string_view name = local_name(node);
    if (name == "p") collector.close_paragraph();
    if (name == "tr") collector.close_row();
  };
  walk(root, enter, leave);
}

std::vector<Relationship> relationships_of(const Package& package, std::string_view name, const Limits& limits) {
  std::vector<Relationship> out;
  const std::size_t slash = name.rfind('/');
  const std::string folder(slash == std::string_view::npos ? std::string_view() : name.substr(0, slash + 1));
  const std::string file(slash == std::string_view::npos ? name : name.substr(slash + 1));
  const auto xml = package.xml(folder + "_rels/" + file + ".rels", limits);
  if (!xml) return out;  // a document without relations is whole; a broken one still gives its text
  for (const pugi::xml_node& each : child(**xml, "Relationships").children()) {
    Relationship relationship;
    relationship.id = attribute(each, "Id");
    const std::string_view type = attribute(each, "Type");
    relationship.type = type.substr(type.rfind('/') + 1);
    if (attribute(each, "TargetMode") != "External") relationship.target = resolve(name, attribute(each, "Target"));
    out.push_back(std::move(relationship));
  }
  return out;
}

std::string main_part(const Package& package, std::string_view usual, const Limits& limits) {
  for (const Relationship& each : relationships_of(package, "", limits)) {
    if (each.type == "officeDocument" && package.part(each.target)) return each.target;
  }
  return std::string(usual);
}

std::string core_title(const Package& package, const Limits& limits) {
  const auto xml = package.xml("docProps/core.xml", limits);
  return xml ? tidy(text_of(descend(**xml, "coreProperties/title"))) : std::string();
}

}  // namespace anjuan::extract
