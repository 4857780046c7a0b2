#include <algorithm>
#include <cmath>

#include "indexer/extract/ofd.hpp"

namespace anjuan::extract {
namespace {

constexpr int k_max_nesting = 16;  // of page blocks and composite objects

OfdBox box_of(const pugi::xml_node& node, OfdBox otherwise) {
  const std::vector<double> n = ofd_numbers(text_of(node));
  if (n.size() < 4 || !(n[2] > 1) || !(n[3] > 1) || n[2] > 20'000 || n[3] > 20'000) return otherwise;
  return {n[0], n[1], n[2], n[3]};
}

OfdMatrix matrix_of(const pugi::xml_node& object) {
  OfdMatrix matrix;
  const std::vector<double> m = ofd_numbers(attribute(object, "CTM"));
  if (m.size() >= 6) matrix = {m[0], m[1], m[2], m[3], m[4], m[5]};
  const std::vector<double> boundary = ofd_numbers(attribute(object, "Boundary"));
  if (boundary.size() >= 2) {
    matrix.e += boundary[0];
    matrix.f += boundary[1];
  }
  return matrix;
}

class ObjectWalk {
 public:
  ObjectWalk(const OfdResources& resources, const std::function<Status(const OfdObject&)>& use) : m_resources(resources), m_use(use) {}

  Status children(const pugi::xml_node& parent, const OfdMatrix& to_page, std::string_view draw_param, int depth) const {
    if (depth > k_max_nesting) return {};
    for (const pugi::xml_node& node : parent.children()) {
      const std::string_view name = local_name(node);
      if (attribute(node, "Visible") == "false") continue;
      const std::string_view own = attribute(node, "DrawParam");
      const std::string_view param = own.empty() ? draw_param : own;
      if (name == "PageBlock") {
        TRY(children(node, to_page, param, depth + 1));
      } else if (name == "TextObject" || name == "ImageObject" || name == "PathObject") {
        TRY(m_use({node, matrix_of(node).then(to_page), param, &m_resources}));
      } else if (name == "CompositeObject") {
        const auto unit = m_resources.composites.find(attribute(node, "ResourceID"));
        if (unit == m_resources.composites.end()) continue;
        TRY(children(child(unit->second, "Content"), matrix_of(node).then(to_page), param, depth + 1));
      }
    }
    return {};
  }

 private:
  const OfdResources& m_resources;
  const std::function<Status(const OfdObject&)>& m_use;
};

}  // namespace

OfdMatrix OfdMatrix::then(const OfdMatrix& next) const {
  const OfdPoint x = next.turn(a, b), y = next.turn(c, d), o = next.apply(e, f);
  return {x.x, x.y, y.x, y.y, o.x, o.y};
}

std::vector<double> ofd_numbers(std::string_view text) { return ofd_deltas(text, 64); }

std::vector<double> ofd_deltas(std::string_view text, std::size_t max) {
  std::vector<double> out;
  const std::string copy(text);
  const char* at = copy.c_str();
  const auto next = [&](double& value) {
    char* end = nullptr;
    value = std::strtod(at, &end);
    if (end == at || !std::isfinite(value)) return false;
    at = end;
    return true;
  };
  while (out.size() < max) {
    while (*at == ' ' || *at == ',' || *at == '\t' || *at == '\n' || *at == '\r') ++at;
    double value = 0, count = 1;
    if (*at == 'g') {
      ++at;
      if (!next(count) || !next(value)) break;
    } else if (!next(value)) {
      break;
    }
    const double room = static_cast<double>(max - out.size());
    out.insert(out.end(), static_cast<std::size_t>(std::clamp(count, 0.0, room)), value);
  }
  return out;
}

Result<OfdDocument> OfdDocument::open(ByteView bytes, const Limits& limits) {
  TRY_ASSIGN(Package package, Package::open(bytes, limits));
  OfdDocument document(std::move(package));
  const auto root = document.m_package.xml("OFD.xml", limits);
  if (!root) {
    if (document.m_package.contains("Encryptions.xml")) return fail(ErrorCode::denied, "OFD 已加密，需要口令或证书");
    return fail(ErrorCode::corrupt, "OFD 不完整：" + root.error().message);
  }
  for (const pugi::xml_node& body : child(**root, "OFD").children()) {
    if (local_name(body) != "DocBody") continue;
    if (document.m_title.empty()) document.m_title = tidy(text_of(descend(body, "DocInfo/Title")));
    const std::string part = resolve("", tidy(text_of(child(body, "DocRoot"))));
    if (!part.empty()) TRY(document.read_body(part, limits));
  }
  if (document.m_pages.empty()) {
    if (document.m_package.contains("Encryptions.xml")) return fail(ErrorCode::denied, "OFD 已加密，需要口令或证书");
    return fail(ErrorCode::corrupt, "OFD 中没有页面");
  }
  return document;
}

std::string OfdDocument::locate(std::string_view base, std::string_view location, const Body& body) const {
  const std::string relative = resolve(base, location);
  if (m_package.contains(relative)) return relative;
  for (const std::string& other : {resolve(body.part, location), resolve("", location)}) {
    if (m_package.contains(other)) return other;
  }
  return relative;
}

/// Writers disagree about what BaseLoc is relative to, and some write "/" or a full path where a name belongs.
std::string OfdDocument::locate_media(const std::string& part, std::string_view folder, std::string_view file) const {
  const std::string base = resolve(part, std::string(folder) + "/");
  for (const std::string& candidate : {resolve(base + "/x", file), resolve(part, file), resolve("", file), resolve(part, "Res/" + std::string(file))}) {
    if (m_package.contains(candidate)) return candidate;
  }
  return {};
}

void OfdDocument::read_resources(const std::string& part, const Limits& limits, Body& body) {
  auto xml = m_package.xml(part, limits);
  if (!xml) return;  // a page without its fonts still has its text
  OfdResources& resources = *body.resources;
  const pugi::xml_node res = child(**xml, "Res");
  const std::string_view folder = attribute(res, "BaseLoc");
  for (const pugi::xml_node& group : res.children()) {
    for (const pugi::xml_node& each : group.children()) {
      const std::string id(attribute(each, "ID"));
      const std::string_view name = local_name(each);
      if (name == "Font") {
        resources.fonts[id] = attribute(each, "FontName");
      } else if (name == "MultiMedia") {
        const std::string media = locate_media(part, folder, tidy(text_of(child(each, "MediaFile"))));
        if (!media.empty() && attribute(each, "Type") == "Image") resources.images[id] = media;
      } else if (name == "DrawParam") {
        resources.draw_params[id] = {std::string(attribute(each, "Relative")), each};
      } else if (name == "CompositeGraphicUnit") {
        resources.composites[id] = each;
      }
    }
  }
  resources.trees.push_back(std::move(*xml));
}

Status OfdDocument::read_body(const std::string& part, const Limits& limits) {
  auto xml = m_package.xml(part, limits);
  if (!xml) return fail(ErrorCode::corrupt, "OFD 不完整：" + xml.error().message);
  Body body;
  body.part = part;
  const pugi::xml_node root = child(**xml, "Document"), common = child(root, "CommonData");
  body.box = box_of(descend(common, "PageArea/PhysicalBox"), body.box);
  for (const pugi::xml_node& each : common.children()) {
    const std::string_view name = local_name(each);
    if (name == "PublicRes" || name == "DocumentRes") read_resources(locate(part, tidy(text_of(each)), body), limits, body);
    if (name == "TemplatePage") body.templates[std::string(attribute(each, "ID"))] = locate(part, attribute(each, "BaseLoc"), body);
  }
  if (const pugi::xml_node list = child(root, "Annotations")) {
    const std::string list_part = locate(part, tidy(text_of(list)), body);
    if (const auto annotations = m_package.xml(list_part, limits)) {
      for (const pugi::xml_node& page : child(**annotations, "Annotations").children()) {
        const std::string file = tidy(text_of(child(page, "FileLoc")));
        if (!file.empty()) body.annotations[std::string(attribute(page, "PageID"))] = locate(list_part, file, body);
      }
    }
  }
  for (const pugi::xml_node& page : child(root, "Pages").children()) {
    if (local_name(page) != "Page") continue;
    if (m_pages.size() >= limits.pages) return fail(ErrorCode::resource_exhausted, "页数超过上限（" + std::to_string(limits.pages) + " 页）");
    m_pages.push_back({m_bodies.size(), locate(part, attribute(page, "BaseLoc"), body), std::string(attribute(page, "ID"))});
  }
  m_bodies.push_back(std::move(body));
  return {};
}

void OfdDocument::add_layers(const pugi::xml_node& page, Content& content) const {
  for (const std::string_view type : {"Background", "Body", "Foreground"}) {
    for (const pugi::xml_node& layer : child(page, "Content").children()) {
      const std::string_view own = attribute(layer, "Type");
      const bool known = own == "Background" || own == "Foreground";
      if (local_name(layer) == "Layer" && (known ? own : std::string_view("Body")) == type) content.m_parts.push_back({layer, {}});
    }
  }
}

Result<OfdDocument::Content> OfdDocument::content(const Page& page, const Limits& limits) const {
  const Body& body = m_bodies[page.body];
  Content content;
  content.m_box = body.box;
  content.m_resources = body.resources.get();
  TRY_ASSIGN(auto xml, m_package.xml(page.part, limits));
  const pugi::xml_node root = child(*xml, "Page");
  content.m_trees.push_back(std::move(xml));
  const pugi::xml_node area = descend(root, "Area/PhysicalBox");
  const auto add_templates = [&](bool foreground) {
    for (const pugi::xml_node& each : root.children()) {
      if (local_name(each) != "Template" || (attribute(each, "ZOrder") == "Foreground") != foreground) continue;
      const auto part = body.templates.find(attribute(each, "TemplateID"));
      if (part == body.templates.end()) continue;
      auto tree = m_package.xml(part->second, limits);
      if (!tree) continue;
      const pugi::xml_node template_page = child(**tree, "Page");
      if (!area) content.m_box = box_of(descend(template_page, "Area/PhysicalBox"), content.m_box);
      add_layers(template_page, content);
      content.m_trees.push_back(std::move(*tree));
    }
  };
  add_templates(false);
  if (area) content.m_box = box_of(area, content.m_box);
  add_layers(root, content);
  add_templates(true);
  const auto annotations = body.annotations.find(page.id);
  if (annotations == body.annotations.end()) return content;
  if (auto tree = m_package.xml(annotations->second, limits)) {
    for (const pugi::xml_node& annotation : child(**tree, "PageAnnot").children()) {
      if (attribute(annotation, "Visible") == "false") continue;
      const pugi::xml_node appearance = child(annotation, "Appearance");
      if (appearance) content.m_parts.push_back({appearance, matrix_of(appearance)});
    }
    content.m_trees.push_back(std::move(*tree));
  }
  return content;
}

Status OfdDocument::Content::each(const std::function<Status(const OfdObject&)>& use) const {
  const ObjectWalk walker(*m_resources, use);
  for (const Part& part : m_parts) TRY(walker.children(part.layer, part.to_page, attribute(part.layer, "DrawParam"), 0));
  return {};
}

}  // namespace anjuan::extract
