#include <algorithm>

#include "indexer/extract/office.hpp"

namespace anjuan::extract {
namespace {

constexpr unsigned k_repeat = 64;  // <text:s> may claim a million blanks

/// Text nodes of ODF: a run of white space counts as one blank.
std::string collapsed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) {
      out += c;
    } else if (out.empty() || out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

bool left_out(const pugi::xml_node& node) {
  const std::string_view name = local_name(node), full = node.name();
  return name == "tracked-changes" || name == "note-citation" || name == "forms" || name == "sequence-decls" || name == "covered-table-cell" ||
         name == "ruby-text" || name == "script" || name == "event-listeners" || name == "table-of-content-source" ||
         full == "svg:title" || full == "svg:desc" || full == "dc:creator" || full == "dc:date";  // of a drawing, of a comment
}

unsigned repeated(const pugi::xml_node& node, std::string_view attribute_name) {
  const std::string value(attribute(node, attribute_name));
  const unsigned long count = value.empty() ? 1 : std::strtoul(value.c_str(), nullptr, 10);
  return static_cast<unsigned>(std::clamp<unsigned long>(count, 1, k_repeat));
}

class OdfText {
 public:
  OdfText(FlowDocument& document, Paragraph::Style body) : m_document(document), m_collector(document), m_body(body) {}

  void append(const pugi::xml_node& root) {
    walk(root, [this](const pugi::xml_node& node) { return enter(node); }, [this](const pugi::xml_node& node) { leave(node); });
  }

 private:
  bool enter(const pugi::xml_node& node) {
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      m_collector.text(collapsed(node.value()));  // outside of a paragraph there is only layout of the XML itself: dropped
      return false;
    }
    if (node.type() != pugi::node_element) return node.type() == pugi::node_document;
    const std::string_view name = local_name(node);
    if (left_out(node)) return false;
    if (name == "p" || name == "h") {
      m_collector.open_paragraph(name == "h" ? Paragraph::Style::heading : m_notes > 0 ? Paragraph::Style::quote : m_body);
    } else if (name == "table") {
      const std::string_view table_name = attribute(node, "name");
      if (is_spreadsheet(node) && !table_name.empty()) m_document.paragraphs.push_back({tidy(table_name), Paragraph::Style::heading});
    } else if (name == "table-row") {
      m_collector.open_row();
    } else if (name == "table-cell") {
      m_collector.open_cell();
    } else if (name == "s") {
      m_collector.text(std::string(repeated(node, "c"), ' '));
    } else if (name == "tab") {
      m_collector.text("\t");
    } else if (name == "line-break") {
      m_collector.line_break();
    } else if (name == "note" || name == "annotation" || name == "notes") {
      ++m_notes;
    }
    return true;
  }

  void leave(const pugi::xml_node& node) {
    const std::string_view name = local_name(node);
    if (name == "p" || name == "h") {
      m_collector.close_paragraph();
    } else if (name == "table-row") {
      m_collector.close_row();
    } else if (name == "note" || name == "annotation" || name == "notes") {
      --m_notes;
    }
  }

  static bool is_spreadsheet(const pugi::xml_node& table) { return local_name(table.parent()) == "spreadsheet"; }

  FlowDocument& m_document;
  FlowCollector m_collector;
  Paragraph::Style m_body;
  int m_notes = 0;
};

/// Headers and footers stand in the master pages of styles.xml.
void append_masters(const Package& package, const Limits& limits, bool headers, FlowDocument& document) {
  const auto xml = package.xml("styles.xml", limits);
  if (!xml) return;
  std::vector<std::string> seen;
  for (const pugi::xml_node& master : descend(**xml, "document-styles/master-styles").children()) {
    for (const pugi::xml_node& part : master.children()) {
      if (!local_name(part).starts_with(headers ? "header" : "footer")) continue;
      FlowDocument text;
      OdfText(text, Paragraph::Style::quote).append(part);
      for (Paragraph& paragraph : text.paragraphs) {
        if (std::find(seen.begin(), seen.end(), paragraph.text) != seen.end()) continue;
        seen.push_back(paragraph.text);
        document.paragraphs.push_back(std::move(paragraph));
      }
    }
  }
}

}  // namespace

Result<FlowDocument> read_odf(const Package& package, const Limits& limits) {
  if (const std::string* manifest = package.part("META-INF/manifest.xml")) {
    if (manifest->find("encryption-data") != std::string::npos) return fail(ErrorCode::denied, "文件已加密，需要口令");
  }
  TRY_ASSIGN(const auto xml, package.xml("content.xml", limits));
  FlowDocument document;
  if (const auto meta = package.xml("meta.xml", limits)) document.title = tidy(text_of(descend(**meta, "document-meta/meta/title")));
  const pugi::xml_node body = descend(*xml, "document-content/body");
  const bool is_text = static_cast<bool>(child(body, "text"));
  if (is_text) append_masters(package, limits, true, document);
  OdfText(document, Paragraph::Style::body).append(body);
  if (is_text) append_masters(package, limits, false, document);
  return document;
}

}  // namespace anjuan::extract
