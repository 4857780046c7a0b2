#include <set>

#include "indexer/extract/office.hpp"

namespace anjuan::extract {
namespace {

/// Ids of the styles that make a heading: by their outline level, by their built-in name, or by the style they rest on.
std::set<std::string, std::less<>> heading_styles(const Package& package, const std::string& part, const Limits& limits) {
  std::set<std::string, std::less<>> headings;
  const auto xml = package.xml(part, limits);
  if (!xml) return headings;
  const pugi::xml_node styles = child(**xml, "styles");
  for (int round = 0; round < 4; ++round) {  // basedOn chains are short
    for (const pugi::xml_node& style : styles.children()) {
      if (local_name(style) != "style") continue;
      const std::string id(attribute(style, "styleId"));
      std::string name(attribute(child(style, "name"), "val"));
      for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      const pugi::xml_node level = descend(style, "pPr/outlineLvl");
      const bool by_level = level && attribute(level, "val") != "9";
      const bool by_name = name.starts_with("heading") || name == "title" || name == "subtitle" || name.starts_with("标题");
      if (by_level || by_name || headings.contains(attribute(child(style, "basedOn"), "val"))) headings.insert(id);
    }
  }
  return headings;
}

/// Notes and comments, but not the separators that stand among the notes.
void append_notes(const pugi::xml_node& root, std::string_view element, FlowDocument& document) {
  for (const pugi::xml_node& note : root.children()) {
    if (local_name(note) != element || !attribute(note, "type").empty()) continue;
    append_ooxml_text(note, document, Paragraph::Style::quote, [](const pugi::xml_node&) { return false; });
  }
}

/// Headers and footers repeat from section to section: each text once.
void append_once(const pugi::xml_node& root, std::set<std::string>& seen, FlowDocument& document) {
  FlowDocument part;
  append_ooxml_text(root, part, Paragraph::Style::quote, [](const pugi::xml_node&) { return false; });
  for (Paragraph& paragraph : part.paragraphs) {
    if (seen.insert(paragraph.text).second) document.paragraphs.push_back(std::move(paragraph));
  }
}

}  // namespace

Result<FlowDocument> read_docx(const Package& package, const Limits& limits) {
  const std::string part = main_part(package, "word/document.xml", limits);
  TRY_ASSIGN(const auto xml, package.xml(part, limits));
  const std::vector<Relationship> relations = relationships_of(package, part, limits);
  std::string styles_part = "word/styles.xml";
  for (const Relationship& each : relations) {
    if (each.type == "styles") styles_part = each.target;
  }
  const std::set<std::string, std::less<>> headings = heading_styles(package, styles_part, limits);
  const auto is_heading = [&](const pugi::xml_node& paragraph) {
    const pugi::xml_node properties = child(paragraph, "pPr");
    const pugi::xml_node level = child(properties, "outlineLvl");
    return (level && attribute(level, "val") != "9") || headings.contains(attribute(child(properties, "pStyle"), "val"));
  };
  const auto each_of = [&](std::string_view type, const auto& use) {
    for (const Relationship& each : relations) {
      if (each.type != type || each.target.empty()) continue;
      const auto other = package.xml(each.target, limits);
      if (other) use((*other)->document_element());
    }
  };
  FlowDocument document;
  document.title = core_title(package, limits);
  std::set<std::string> seen;
  each_of("header", [&](const pugi::xml_node& root) { append_once(root, seen, document); });
  append_ooxml_text(*xml, document, Paragraph::Style::body, is_heading);
  each_of("footnotes", [&](const pugi::xml_node& root) { append_notes(root, "footnote", document); });
  each_of("endnotes", [&](const pugi::xml_node& root) { append_notes(root, "endnote", document); });
  each_of("comments", [&](const pugi::xml_node& root) { append_notes(root, "comment", document); });
  each_of("footer", [&](const pugi::xml_node& root) { append_once(root, seen, document); });
  return document;
}

}  // namespace anjuan::extract
