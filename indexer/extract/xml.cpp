// XML of no known kind (exchange files, invoices, old Word): the text between its tags, an element a paragraph.
#include "indexer/extract/formats.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {
namespace {

class XmlExtractor final : public FlowExtractor {
 protected:
  Result<FlowDocument> read(const Input& input, const Limits& limits, Sink* sink) override {
    if (sink) sink->add_engine("anjuan-xml 1");
    TRY_ASSIGN(const auto xml, parse_xml(as_text(input.bytes()), limits));
    FlowDocument document;
    walk(
        *xml,
        [&](const pugi::xml_node& node) {
          if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
            std::string text = tidy(node.value());
            if (!text.empty()) document.paragraphs.push_back({std::move(text), Paragraph::Style::body});
          }
          const std::string_view name = local_name(node);
          return name != "binaryData" && name != "binData";  // pictures in base64
        },
        [](const pugi::xml_node&) {});
    return document;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_xml() { return std::make_unique<XmlExtractor>(); }

}  // namespace anjuan::extract
