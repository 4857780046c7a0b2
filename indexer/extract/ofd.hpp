// OFD (GB/T 33190): pages whose objects say where they stand, in millimetres. Reading the package, its text, and drawing it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "indexer/extract/extractor.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {

struct OfdPoint {
  double x = 0, y = 0;
};
struct OfdBox {
  double x = 0, y = 0, w = 0, h = 0;
};
/// x' = ax + cy + e, y' = bx + dy + f.
struct OfdMatrix {
  double a = 1, b = 0, c = 0, d = 1, e = 0, f = 0;
  OfdPoint apply(double x, double y) const { return {a * x + c * y + e, b * x + d * y + f}; }
  OfdPoint turn(double x, double y) const { return {a * x + c * y, b * x + d * y}; }
  /// First this, then `next`.
  OfdMatrix then(const OfdMatrix& next) const;
};

/// "1 2.5 -3" → numbers; what is no number ends it.
std::vector<double> ofd_numbers(std::string_view text);
/// Like ofd_numbers, with "g n d" as n times d; never more than `max`.
std::vector<double> ofd_deltas(std::string_view text, std::size_t max);

struct OfdColor {
  double r = 0, g = 0, b = 0, alpha = 1;
};
struct OfdDrawParam {
  std::string relative;
  pugi::xml_node node;
};

/// Resources of one document body.
struct OfdResources {
  std::map<std::string, std::string, std::less<>> fonts;   ///< id → name
  std::map<std::string, std::string, std::less<>> images;  ///< id → part
  std::map<std::string, OfdDrawParam, std::less<>> draw_params;
  std::map<std::string, pugi::xml_node, std::less<>> composites;
  std::vector<std::unique_ptr<pugi::xml_document>> trees;  ///< owners of the nodes above
};

/// A TextObject, ImageObject or PathObject on its page.
struct OfdObject {
  pugi::xml_node node;
  OfdMatrix to_page;            ///< from the object's own coordinates to millimetres on the page
  std::string_view draw_param;  ///< the layer's, where the object names none
  const OfdResources* resources = nullptr;
};

class OfdDocument {
 public:
  struct Page {
    std::size_t body = 0;
    std::string part, id;
  };
  static Result<OfdDocument> open(ByteView bytes, const Limits& limits);

  const Package& package() const { return m_package; }
  const std::string& title() const { return m_title; }
  const std::vector<Page>& pages() const { return m_pages; }

  /// One page, parsed. not_found when its part is missing.
  class Content {
   public:
    const OfdBox& box() const { return m_box; }
    /// Objects in the order in which they are drawn: templates behind, layers, templates before, annotations.
    Status each(const std::function<Status(const OfdObject&)>& use) const;

   private:
    friend class OfdDocument;
    struct Part {
      pugi::xml_node layer;
      OfdMatrix to_page;
    };
    OfdBox m_box;
    const OfdResources* m_resources = nullptr;
    std::vector<Part> m_parts;
    std::vector<std::unique_ptr<pugi::xml_document>> m_trees;
  };
  Result<Content> content(const Page& page, const Limits& limits) const;

 private:
  struct Body {
    std::string part;  ///< of Document.xml
    OfdBox box{0, 0, 210, 297};
    std::map<std::string, std::string, std::less<>> templates;
    std::map<std::string, std::string, std::less<>> annotations;  ///< page id → part
    std::shared_ptr<OfdResources> resources = std::make_shared<OfdResources>();
  };
  explicit OfdDocument(Package package) : m_package(std::move(package)) {}
  Status read_body(const std::string& part, const Limits& limits);
  void read_resources(const std::string& part, const Limits& limits, Body& body);
  std::string locate(std::string_view base, std::string_view location, const Body& body) const;
  std::string locate_media(const std::string& part, std::string_view folder, std::string_view file) const;
  void add_layers(const pugi::xml_node& page, Content& content) const;

  Package m_package;
  std::string m_title;
  std::vector<Body> m_bodies;
  std::vector<Page> m_pages;
};

struct OfdChar {
  char32_t c = 0;
  double x = 0, y = 0;      ///< its origin on the baseline, in the object's coordinates
  double advance = 0;
};
struct OfdText {
  std::vector<OfdChar> chars;
  double size = 0;
};
/// Characters of a TextObject with their places.
OfdText ofd_text(const OfdObject& object);

/// Lines as they stand on the page, from the texts of its objects in drawing order.
class OfdLines {
 public:
  explicit OfdLines(const OfdBox& page) : m_page(page) {}
  void add(const OfdText& text, const OfdMatrix& to_page);
  std::vector<TextLine> take();

 private:
  struct Glyph {
    char32_t c = 0;
    OfdPoint origin, advance;
    double em = 0;
    double left = 0, top = 0, right = 0, bottom = 0;
  };
  struct Line {
    std::vector<Glyph> glyphs;
    bool vertical = false;
  };
  bool continues(const Glyph& glyph, bool same_object) const;
  void append(const Glyph& glyph);
  void close();
  TextLine finished() const;

  OfdBox m_page;
  Line m_line;
  std::vector<TextLine> m_lines;
};

/// The page as an image.
Result<PageImage> draw_ofd_page(const OfdDocument& document, const OfdDocument::Content& content, const Limits& limits, double dpi);

}  // namespace anjuan::extract
