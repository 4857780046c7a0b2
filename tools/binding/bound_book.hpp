// Pages bound into one PDF/A-2u (ISO 19005-2): pictures, text that is searched and copied but not seen, links, bookmarks. Proof: tests/tools/binding_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "indexer/text/positioned_text.hpp"
#include "indexer/worker/leaf.hpp"
#include "tools/binding/text_font.hpp"

namespace anjuan::binding {

/// What stands in the document's own description. Times come from entries: no clock is read.
struct AboutBook {
  std::string title;
  std::string created;   ///< "2025-03-01T00:00:00+08:00"
  std::string identity;  ///< of what is bound, for ever: any text
  std::string version;   ///< of this state of it: any text
};

/// A place on a page that leads to another page.
struct Link {
  Box box;
  PdfFile::Ref page;
};

class BoundBook {
 public:
  explicit BoundBook(ByteSink& sink);

  /// A page that is linked to before it is bound.
  PdfFile::Ref reserve_page() { return m_file.reserve(); }
  /// The next page, under `page`. `text` is what the picture shows; its lines are not broken into characters. Kept in memory afterwards: a number.
  Status add(PdfFile::Ref page, const Leaf& leaf, double dpi, const TextPage& text, const std::vector<Link>& links = {});
  /// A bookmark of the first level.
  void mark(std::string title, PdfFile::Ref page) { m_marks.push_back({std::move(title), page}); }
  /// Nothing can be added any more.
  Status finish(const AboutBook& about);
  std::size_t pages() const { return m_pages.size(); }

 private:
  struct Mark {
    std::string title;
    PdfFile::Ref page;
  };
  std::string text_of(const TextPage& text, double width, double height);
  Result<std::string> links_of(const std::vector<Link>& links, double width, double height);
  Status write_outlines(PdfFile::Ref outlines);
  Status write_intent(PdfFile::Ref intent);

  PdfFile m_file;
  TextFont m_font;
  PdfFile::Ref m_tree, m_text_font;
  std::vector<PdfFile::Ref> m_pages;
  std::vector<Mark> m_marks;
};

}  // namespace anjuan::binding
