#include "archive/exchange/ocfl.hpp"

#include <algorithm>
#include <set>

#include "archive/base/utf8.hpp"
#include "archive/exchange/json_tree.hpp"
#include "archive/exchange/ocfl_parts.hpp"

namespace anjuan::exchange {

namespace {

constexpr std::size_t k_largest_layout = std::size_t{1} << 20;

/// A storage root: its declaration, what stands beside the objects, and every object below it (OCFL §4).
class RootCheck {
 public:
  RootCheck(const Folder& folder, OcflReport& report) : m_folder(folder), m_report(report) {}
  OcflSummary run(const std::vector<Node>& nodes);

 private:
  bool visit(const std::string& at, std::size_t depth);
  bool visit_intermediate(const std::string& at, const std::vector<Node>& nodes, std::size_t depth);
  void check_layout();
  void check_extensions(const std::vector<Node>& nodes);
  void check_depths();
  void take_object(const std::string& at, std::size_t depth);

  const Folder& m_folder;
  OcflReport& m_report;
  OcflSummary m_summary;
  std::map<std::string, std::string> m_objects;  ///< by id: where
  std::set<std::size_t> m_depths;
};

OcflSummary RootCheck::run(const std::vector<Node>& nodes) {
  m_summary.is_root = true;
  m_summary.version = check_declaration(m_folder, "", nodes, k_root_declaration, m_report);
  for (const Node& node : nodes) {
    if (node.kind == NodeKind::link) m_report.error("E090", node.path, "是链接");
    if (node.kind == NodeKind::other) m_report.error("E089", node.path, "不是普通文件");
    if (node.kind == NodeKind::file && is_declaration(k_object_declaration, node.name())) {
      m_report.error("E082", node.path, "存储根不可同时是对象");
    }
    if (node.path == "ocfl_layout.json" && node.kind == NodeKind::file) check_layout();
    if (node.kind != NodeKind::folder) continue;
    if (node.path == "extensions") {
      auto inside = m_folder.list(node.path);
      if (inside) check_extensions(*inside);
    } else if (!is_declaration(k_root_declaration, node.name())) {
      visit(node.path, 1);
    }
  }
  check_depths();
  return m_summary;
}

void RootCheck::check_layout() {
  const std::string file = "ocfl_layout.json";
  const auto text = m_folder.read_text(file, k_largest_layout);
  if (!text) return m_report.error(k_ocfl_unreadable, file, text.error().message);
  const auto layout = parse_json_tree(*text);
  if (!layout || !layout->is(JsonTree::Kind::object)) return m_report.error("E070", file, "应为 JSON 对象");
  const JsonTree* const extension = layout->find("extension");
  if (extension == nullptr || layout->find("description") == nullptr) {
    return m_report.error("E070", file, "应有 extension 和 description");
  }
  if (!is_registered_extension_name(extension->text)) {
    m_report.error("E071", file, "extension “" + to_shown_utf8(extension->text) + "”不是登记过的扩展名称");
  }
}

void RootCheck::check_extensions(const std::vector<Node>& nodes) {
  for (const Node& node : nodes) {
    if (node.kind != NodeKind::folder) {
      m_report.error("E112", node.path, "extensions 里只应有扩展的文件夹");
    } else if (!is_registered_extension_name(node.name())) {
      m_report.warn("W016", node.path, "不是登记过的扩展名称");
    }
  }
}

// Whether objects stand in it. It calls itself as deep as Folder reads.
bool RootCheck::visit(const std::string& at, std::size_t depth) {
  const auto nodes = m_folder.list(at);
  if (!nodes) {
    m_report.error(k_ocfl_unreadable, at, nodes.error().message);
    return false;
  }
  if (is_object_root(*nodes)) {
    take_object(at, depth);
    return true;
  }
  if (nodes->empty()) {
    m_report.error("E073", at, "空文件夹");
    return false;
  }
  return visit_intermediate(at, *nodes, depth);
}

bool RootCheck::visit_intermediate(const std::string& at, const std::vector<Node>& nodes, std::size_t depth) {
  bool leads_to_objects = false, has_folders = false;
  for (const Node& node : nodes) {
    if (node.kind != NodeKind::folder) continue;
    has_folders = true;
    leads_to_objects = visit(node.path, depth + 1) || leads_to_objects;
  }
  bool has_files = false;
  for (const Node& node : nodes) {
    if (node.kind == NodeKind::link) m_report.error("E090", node.path, "是链接");
    if (node.kind == NodeKind::other) m_report.error("E089", node.path, "不是普通文件");
    has_files = has_files || node.kind == NodeKind::file;
    if (node.kind == NodeKind::file && has_folders) m_report.error("E072", node.path, "不属于任何对象");
  }
  if (has_files && !has_folders) {
    m_report.error(depth == 1 ? "E088" : "E085", at, "不是对象，也不通向对象");
  }
  return leads_to_objects;
}

void RootCheck::take_object(const std::string& at, std::size_t depth) {
  const ObjectSummary object = check_object(m_folder, at, m_report);
  ++m_summary.objects;
  m_summary.files += object.files;
  m_summary.bytes += object.bytes;
  m_depths.insert(depth);
  if (!object.spec.empty() && !m_summary.version.empty() && object.spec > m_summary.version) {
    m_report.error("E081", at, "对象按规范 " + object.spec + "，存储根按 " + m_summary.version);
  }
  if (object.id.empty()) return;
  const auto [other, is_new] = m_objects.emplace(object.id, at);
  if (!is_new) m_report.error("E037", at, "id 与 " + to_shown_utf8(other->second) + " 相同");
}

void RootCheck::check_depths() {
  if (m_depths.size() < 2) return;
  const bool has_top = m_depths.contains(1);
  m_report.warn(has_top ? "W015" : "W014", "", has_top ? "对象有的在根下，有的在文件夹里" : "对象所在的深度不一致");
}

bool has_declaration(const std::vector<Node>& nodes, const DeclarationCodes& codes) {
  return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) { return is_declaration(codes, node.name()); });
}

// What is declared decides; then an inventory makes an object; then folders that stand there are taken for a root's
// (E069).
bool is_meant_as_root(const std::vector<Node>& nodes) {
  const bool has_true_one = std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.name() == "0=ocfl_1.0" || node.name() == "0=ocfl_1.1";
  });
  if (has_true_one) return true;
  if (is_object_root(nodes) || has_declaration(nodes, k_object_declaration)) return false;
  if (has_declaration(nodes, k_root_declaration)) return true;
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.kind == NodeKind::folder && !parse_version_name(node.name());
  });
}

}  // namespace

Result<OcflSummary> validate_ocfl(const Path& folder, const Report& sink) {
  TRY_ASSIGN(const Folder root, Folder::open(folder));
  TRY_ASSIGN(const std::vector<Node> nodes, root.list(""));
  OcflReport report(sink);
  OcflSummary summary;
  if (is_meant_as_root(nodes)) {
    summary = RootCheck(root, report).run(nodes);
  } else {
    const ObjectSummary object = check_object(root, "", report);
    summary.version = object.spec;
    summary.objects = 1;
    summary.files = object.files;
    summary.bytes = object.bytes;
  }
  summary.faults = report.faults;
  summary.warnings = report.warnings;
  summary.is_valid = report.faults == 0;
  return summary;
}

}  // namespace anjuan::exchange
