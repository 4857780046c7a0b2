// A ZIP package of XML parts (OOXML, ODF, OFD) read from memory, and walking XML without recursion. Sizes in the file are claims: every byte
// that comes out is counted.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/bytes.hpp"
#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

class Package {
 public:
  /// Reads the members whose name ends in .xml or .rels; others are only named until load(). denied when it is encrypted.
  static Result<Package> open(ByteView zip, const Limits& limits);

  /// The bytes of an XML part read by open(), or null. Names are compared without case and without a leading '/'.
  const std::string* part(std::string_view name) const;
  bool contains(std::string_view name) const;
  /// Bytes of any member, decompressed now. not_found when there is none.
  Result<Bytes> load(std::string_view name, std::uint64_t max_bytes) const;
  /// Names as in the package, in its order.
  const std::vector<std::string>& names() const { return m_names; }

  /// Parses a part: not_found when there is none, corrupt when it is no XML, resource_exhausted when too deep.
  Result<std::unique_ptr<pugi::xml_document>> xml(std::string_view name, const Limits& limits) const;

 private:
  ByteView m_zip;
  std::vector<std::string> m_names;
  std::set<std::string, std::less<>> m_folded;              // the same names, without case
  std::map<std::string, std::string, std::less<>> m_parts;  // by folded name
};

/// Parses XML, checking the depth iteratively (destroying and walking a document must not exhaust the stack).
Result<std::unique_ptr<pugi::xml_document>> parse_xml(std::string_view bytes, const Limits& limits);

/// "w:p" → "p".
std::string_view local_name(const pugi::xml_node& node);
/// The attribute with this local name, whatever its prefix; empty when there is none.
std::string_view attribute(const pugi::xml_node& node, std::string_view local);
/// The first child element with this local name.
pugi::xml_node child(const pugi::xml_node& node, std::string_view local);
/// child() for each step of "a/b/c".
pugi::xml_node descend(pugi::xml_node node, std::string_view path);
/// All text below the node.
std::string text_of(const pugi::xml_node& node);

/// `target` relative to the folder of `base` ("ppt/slides/slide1.xml" + "../media/a.png"), absolute when it begins with '/'.
/// "." and ".." are resolved inside the package.
std::string resolve(std::string_view base, std::string_view target);

/// Depth-first walk without recursion. enter() returns false to leave a subtree out; leave() is called for entered elements only.
template <class Enter, class Leave>
void walk(const pugi::xml_node& root, Enter enter, Leave leave) {
  pugi::xml_node node = root;
  while (node) {
    const bool inside = enter(node);
    if (inside && node.first_child()) {
      node = node.first_child();
      continue;
    }
    if (inside) leave(node);
    while (node && node != root && !node.next_sibling()) {
      node = node.parent();
      if (node) leave(node);
    }
    if (!node || node == root) return;
    node = node.next_sibling();
  }
}

/// Collects paragraphs of running text: add() gathers, end() closes the paragraph.
class ParagraphBuilder {
 public:
  explicit ParagraphBuilder(FlowDocument& document) : m_document(document) {}
  void add(std::string_view text);
  void end(Paragraph::Style style = Paragraph::Style::body);
  bool empty() const { return m_text.empty(); }
  std::string take();

 private:
  FlowDocument& m_document;
  std::string m_text;
};

/// White space at both ends dropped, control characters and line ends to blanks.
std::string tidy(std::string_view text);

}  // namespace anjuan::extract
