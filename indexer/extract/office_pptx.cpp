#include <map>

#include "indexer/extract/office.hpp"

namespace anjuan::extract {
namespace {

/// The placeholder type of the shape around a paragraph ("title", "sldNum", …).
std::string_view placeholder_of(const pugi::xml_node& paragraph) {
  pugi::xml_node shape = paragraph.parent();
  for (int up = 0; shape && up < 4; ++up, shape = shape.parent()) {
    if (local_name(shape) != "sp") continue;
    return attribute(descend(shape, "nvSpPr/nvPr/ph"), "type");
  }
  return {};
}

void append_slide(const pugi::xml_node& root, FlowDocument& document) {
  append_ooxml_text(root, document, Paragraph::Style::body, [](const pugi::xml_node& paragraph) {
    const std::string_view type = placeholder_of(paragraph);
    return type == "title" || type == "ctrTitle";
  });
}

/// Of the notes page only what was written: not the slide's number, date and picture.
void append_slide_notes(const pugi::xml_node& root, FlowDocument& document) {
  for (const pugi::xml_node& shape : descend(root, "cSld/spTree").children()) {
    const std::string_view type = attribute(descend(shape, "nvSpPr/nvPr/ph"), "type");
    if (type == "sldNum" || type == "dt" || type == "hdr" || type == "ftr") continue;
    append_ooxml_text(shape, document, Paragraph::Style::quote, [](const pugi::xml_node&) { return false; });
  }
}

}  // namespace

Result<FlowDocument> read_pptx(const Package& package, const Limits& limits) {
  const std::string part = main_part(package, "ppt/presentation.xml", limits);
  TRY_ASSIGN(const auto xml, package.xml(part, limits));
  std::map<std::string, std::string, std::less<>> slides;
  for (const Relationship& each : relationships_of(package, part, limits)) {
    if (each.type == "slide") slides[each.id] = each.target;
  }
  FlowDocument document;
  document.title = core_title(package, limits);
  for (const pugi::xml_node& id : descend(*xml, "presentation/sldIdLst").children()) {
    // "id" is the slide's number, "r:id" its relation: both have the local name "id".
    std::string target;
    for (const pugi::xml_attribute& each : id.attributes()) {
      const auto found = slides.find(each.value());
      if (found != slides.end()) target = found->second;
    }
    const auto slide = package.xml(target, limits);
    if (!slide) {
      if (slide.error().code == ErrorCode::not_found) continue;
      return fail(slide.error());
    }
    append_slide(**slide, document);
    for (const Relationship& each : relationships_of(package, target, limits)) {
      const bool notes = each.type == "notesSlide", diagram = each.type == "diagramData", comment = each.type == "comments";
      if (!notes && !diagram && !comment) continue;
      const auto other = package.xml(each.target, limits);
      if (!other) continue;
      if (notes) {
        append_slide_notes((*other)->document_element(), document);
      } else {
        append_slide(**other, document);
      }
    }
  }
  return document;
}

}  // namespace anjuan::extract
