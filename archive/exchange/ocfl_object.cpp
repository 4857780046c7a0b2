// One OCFL object: its folders, its inventories, and whether its bytes are what they say (OCFL §3).
#include <algorithm>
#include <functional>
#include <set>

#include "archive/base/utf8.hpp"
#include "archive/exchange/digests.hpp"
#include "archive/exchange/ocfl.hpp"
#include "archive/exchange/ocfl_parts.hpp"

namespace anjuan::exchange {

namespace {

constexpr const char* k_inventory = "inventory.json";
constexpr std::string_view k_sidecar = "inventory.json.";
/// An inventory of some hundred thousand files; beyond it memory would be the package's to spend.
constexpr std::size_t k_largest_inventory = std::size_t{256} << 20;
constexpr std::size_t k_largest_sidecar = 65536;

class ObjectCheck {
 public:
  ObjectCheck(const Folder& folder, std::string at, OcflReport& report)
      : m_folder(folder), m_at(std::move(at)), m_report(report), m_bytes(m_folder, m_at, m_report) {}
  ObjectSummary run();

 private:
  std::string place(const std::string& path) const { return path.empty() ? m_at : joined(m_at, path); }
  std::string below(const std::string& path) const { return m_at.empty() ? path : path.substr(m_at.size() + 1); }
  std::vector<Node> children(const std::string& path);

  void scan();
  void take_node(const Node& node);
  std::optional<Inventory> inventory_in(const std::string& folder, InventoryRole role, std::string* text);
  void check_sidecar(const std::string& folder, const std::string& text, const std::string& algorithm,
                     const char* code_of_another);
  void check_sidecar_text(const std::string& file, const std::string& text, const std::string& algorithm);
  void check_root_nodes();
  void check_root_node(const Node& node);
  void check_extensions();
  void check_versions();
  void check_version(const VersionName& version);
  void check_version_nodes(const VersionName& version, const std::vector<Node>& nodes);
  void check_content(const VersionName& version, bool has_folder);
  void check_version_inventory(const VersionName& version);
  void check_older(const VersionName& version, const Inventory& older);
  void check_content_directory(const Inventory& older);
  void check_listed_in(const Inventory& inventory, std::uint64_t upto);

  const Folder& m_folder;
  std::string m_at;
  OcflReport& m_report;
  ObjectSummary m_summary;
  std::vector<Node> m_root_nodes;
  ObjectFiles m_files;                           ///< of the whole object, by path below it
  std::map<std::string, std::size_t> m_folders;  ///< how much stands in each
  std::set<std::pair<std::uint64_t, std::uint64_t>> m_linked;
  Inventory m_inventory;
  std::set<std::string> m_listed;  ///< content paths of its manifest
  std::string m_root_text;
  ContentCheck m_bytes;
  std::vector<std::string> m_without_content;  ///< versions whose content folder is not there (E016)
  std::string m_last_spec = "1.0";
};

std::vector<Node> ObjectCheck::children(const std::string& path) {
  auto nodes = m_folder.list(place(path));
  if (nodes) return std::move(*nodes);
  m_report.error(k_ocfl_unreadable, place(path), nodes.error().message);
  return {};
}

void ObjectCheck::scan() {
  walk(
      m_folder, m_at,
      [&](const Node& node) {
        take_node(node);
        return true;
      },
      [&](const std::string& path, const Error& error) { m_report.error(k_ocfl_unreadable, path, error.message); });
}

// §4.6: links and whatever is neither file nor folder.
void ObjectCheck::take_node(const Node& node) {
  const std::string path = below(node.path);
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos) ++m_folders[path.substr(0, slash)];
  switch (node.kind) {
    case NodeKind::folder:
      m_folders.try_emplace(path);
      break;
    case NodeKind::link:
      m_report.error("E090", node.path, "是链接");
      break;
    case NodeKind::other:
      m_report.error("E089", node.path, "不是普通文件");
      break;
    case NodeKind::file:
      if (node.links > 1 && !m_linked.emplace(node.device, node.inode).second) {
        m_report.error("E090", node.path, "是另一个文件的硬链接");
      }
      m_files.emplace(path, node);
  }
}

std::optional<Inventory> ObjectCheck::inventory_in(const std::string& folder, InventoryRole role, std::string* text) {
  const std::string file = joined(folder, k_inventory);
  auto read = m_folder.read_text(place(file), k_largest_inventory);
  if (!read) {
    m_report.error(k_ocfl_unreadable, place(file), read.error().message);
    return std::nullopt;
  }
  *text = std::move(*read);
  return read_inventory(*text, place(file), role, m_summary.spec, m_report);
}

// §3.6. A sidecar of another algorithm alone is E059; beside the right one it is a file that does not belong there.
void ObjectCheck::check_sidecar(const std::string& folder, const std::string& text, const std::string& algorithm,
                                const char* code_of_another) {
  std::vector<std::string> others;
  bool is_there = false;
  const std::string prefix = joined(folder, std::string(k_sidecar));
  for (auto at = m_files.lower_bound(prefix); at != m_files.end() && at->first.starts_with(prefix); ++at) {
    if (at->first == prefix + algorithm) {
      is_there = true;
    } else if (at->first.find('/', prefix.size()) == std::string::npos) {
      others.push_back(at->first);
    }
  }
  if (is_there) check_sidecar_text(prefix + algorithm, text, algorithm);
  for (const std::string& other : others) {
    if (is_there) {
      m_report.error(code_of_another, place(other), "不应在这里");
    } else {
      m_report.error("E059", place(other), "不是清单的 digestAlgorithm " + in_quotes(algorithm));
    }
  }
  if (!is_there && others.empty()) m_report.error("E058", place(joined(folder, k_inventory)), "没有摘要文件");
}

void ObjectCheck::check_sidecar_text(const std::string& file, const std::string& text, const std::string& algorithm) {
  const auto read = m_folder.read_text(place(file), k_largest_sidecar);
  if (!read) return m_report.error(k_ocfl_unreadable, place(file), read.error().message);
  std::string_view rest = *read;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  const std::size_t blank = rest.find_first_of(" \t");
  const std::size_t name = rest.find_first_not_of(" \t", blank);
  const std::string_view digest = rest.substr(0, blank);
  if (name == std::string_view::npos || rest.substr(name) != k_inventory || !is_hex(digest)) {
    return m_report.error("E061", place(file), "应为“摘要 inventory.json”");
  }
  if (!is_known_digest(algorithm)) return;  // E025 said so
  const std::string actual = digest_of(text, algorithm);
  if (lower_ascii(digest) != actual) {
    m_report.error("E060", place(file), "写的是 " + std::string(digest) + "，清单实为 " + actual);
  }
}

void ObjectCheck::check_root_nodes() {
  for (const Node& node : m_root_nodes) check_root_node(node);
  check_extensions();
  std::uint64_t highest_there = 0;
  for (const VersionName& version : m_inventory.names) {
    if (m_folders.contains(version.text)) highest_there = version.number;
  }
  for (const VersionName& version : m_inventory.names) {
    if (m_folders.contains(version.text)) continue;
    // A gap before a later folder breaks the sequence; what is missing at its end was never there.
    m_report.error(version.number < highest_there ? "E010" : "E046", place(version.text), "没有版本文件夹");
  }
}

void ObjectCheck::check_root_node(const Node& node) {
  const std::string name = below(node.path);
  if (node.kind == NodeKind::link || node.kind == NodeKind::other) return;  // named already
  if (is_declaration(k_object_declaration, name)) return;
  if (node.kind == NodeKind::file) {
    if (name != k_inventory && !name.starts_with(k_sidecar)) m_report.error("E001", node.path, "对象里不应有这个文件");
    return;
  }
  if (name == "logs" || name == "extensions") return;
  if (m_inventory.has_version(name)) return;
  if (parse_version_name(name)) return m_report.error("E046", node.path, "清单的 versions 里没有这个版本");
  const auto inside = children(name);
  const bool is_object = std::any_of(inside.begin(), inside.end(),
                                     [](const Node& child) { return child.name().starts_with("0=ocfl_object_"); });
  m_report.error(is_object ? "E082" : "E001", node.path, is_object ? "对象里不应再有对象" : "对象里不应有这个文件夹");
}

void ObjectCheck::check_extensions() {
  if (!m_folders.contains("extensions")) return;
  for (const Node& node : children("extensions")) {
    if (node.kind == NodeKind::file) m_report.error("E067", node.path, "extensions 里只应有扩展的文件夹");
    if (node.kind == NodeKind::folder && !is_registered_extension_name(node.name())) {
      m_report.warn("W013", node.path, "不是登记过的扩展名称");
    }
  }
}

void ObjectCheck::check_versions() {
  for (const VersionName& version : m_inventory.names) {
    if (m_folders.contains(version.text)) check_version(version);
  }
}

void ObjectCheck::check_version(const VersionName& version) {
  const std::vector<Node> nodes = children(version.text);
  check_version_nodes(version, nodes);
  const std::string content = joined(version.text, m_inventory.content());
  check_content(version, m_folders.contains(content));
  if (m_files.contains(joined(version.text, k_inventory))) {
    check_version_inventory(version);
  } else {
    m_report.warn("W010", place(version.text), "版本文件夹里没有清单");
  }
}

void ObjectCheck::check_version_nodes(const VersionName& version, const std::vector<Node>& nodes) {
  const bool has_inventory = m_files.contains(joined(version.text, k_inventory));
  for (const Node& node : nodes) {
    if (node.kind == NodeKind::folder && node.name() != m_inventory.content()) {
      m_report.warn("W002", node.path, "版本文件夹里宜只有内容文件夹");
    }
    const bool belongs = node.name() == k_inventory || (has_inventory && node.name().starts_with(k_sidecar));
    if (node.kind == NodeKind::file && !belongs) m_report.error("E015", node.path, "版本文件夹里不应有这个文件");
  }
}

// E016, W003, E023, E024: what stands in the content folder, and whether it should be there.
void ObjectCheck::check_content(const VersionName& version, bool has_folder) {
  const std::string content = joined(version.text, m_inventory.content());
  const std::string below_it = content + "/";
  if (!has_folder) {
    const auto listed = m_listed.lower_bound(below_it);
    if (listed == m_listed.end() || !listed->starts_with(below_it)) return;
    m_without_content.push_back(below_it);
    return m_report.error("E016", place(content), "清单列有 " + *listed + " 等文件，没有内容文件夹");
  }
  if (m_folders.at(content) == 0) return m_report.warn("W003", place(content), "没有内容的版本宜不设内容文件夹");
  for (auto at = m_folders.lower_bound(below_it); at != m_folders.end() && at->first.starts_with(below_it); ++at) {
    if (at->second == 0) m_report.error("E024", place(at->first), "空文件夹");
  }
}

void ObjectCheck::check_version_inventory(const VersionName& version) {
  const std::string file = joined(version.text, k_inventory);
  std::string text;
  if (version.text == m_inventory.head) {
    const auto read = m_folder.read_text(place(file), k_largest_inventory);
    if (!read) return m_report.error(k_ocfl_unreadable, place(file), read.error().message);
    check_sidecar(version.text, *read, m_inventory.algorithm, "E015");
    if (*read != m_root_text) m_report.error("E064", place(file), "与对象根的清单不同");
    m_last_spec = std::max(m_last_spec, m_inventory.spec);
    return;
  }
  const auto older = inventory_in(version.text, InventoryRole::version, &text);
  if (!older) return;
  check_sidecar(version.text, text, older->algorithm, "E015");
  check_older(version, *older);
}

void ObjectCheck::check_older(const VersionName& version, const Inventory& older) {
  const std::string& file = older.file;
  if (older.id != m_inventory.id && !older.id.empty() && !m_inventory.id.empty()) {
    m_report.error(m_summary.spec == "1.0" ? "E037" : "E110", file,
                   "id " + in_quotes(older.id) + " 与对象的 " + in_quotes(m_inventory.id) + " 不同");
  }
  // check_version_names() said where the head is not the highest of its own inventory.
  if (!older.names.empty() && older.names.back().text == older.head && older.head != version.text) {
    m_report.error("E040", file, "head " + in_quotes(older.head) + " 应为 " + in_quotes(version.text));
  }
  if (!older.spec.empty()) {
    if (older.spec < m_last_spec || (!m_inventory.spec.empty() && older.spec > m_inventory.spec)) {
      m_report.error("E103", file, "按规范 " + older.spec + "，与前后版本的次序不合");
    }
    m_last_spec = std::max(m_last_spec, older.spec);
  }
  check_content_directory(older);
  compare_histories(older, m_inventory, m_report);
  check_listed_in(older, version.number);
  m_bytes.expect(older);
}

void ObjectCheck::check_content_directory(const Inventory& older) {
  if (older.content_directory == m_inventory.content_directory) return;
  const bool is_changed = older.content_directory && m_inventory.content_directory;
  m_report.error(is_changed ? "E020" : "E019", older.file,
                 is_changed ? "contentDirectory 与当前版本不同" : "contentDirectory 应自第一个版本起就有，各版本一致");
}

// E023: every content file of the versions up to this one stands in its manifest.
void ObjectCheck::check_listed_in(const Inventory& inventory, std::uint64_t upto) {
  if (!inventory.has_manifest) return;
  std::set<std::string> listed;
  for (const auto& [digest, paths] : inventory.manifest) listed.insert(paths.begin(), paths.end());
  for (const VersionName& version : m_inventory.names) {
    if (version.number > upto) continue;
    const std::string content = joined(version.text, m_inventory.content()) + "/";
    for (auto at = m_files.lower_bound(content); at != m_files.end() && at->first.starts_with(content); ++at) {
      if (!listed.contains(at->first))
        m_report.error("E023", at->second.path, "不在 " + inventory.file + " 的 manifest 里");
    }
  }
}

ObjectSummary ObjectCheck::run() {
  m_root_nodes = children("");
  scan();
  m_summary.spec = check_declaration(m_folder, m_at, m_root_nodes, k_object_declaration, m_report);
  if (!m_files.contains(k_inventory)) {
    const auto misnamed = std::find_if(m_root_nodes.begin(), m_root_nodes.end(), [](const Node& node) {
      return node.kind == NodeKind::file && lower_ascii(node.name()) == k_inventory;
    });
    if (misnamed != m_root_nodes.end()) {
      m_report.error("E034", misnamed->path, "清单应名为 inventory.json");
    } else {
      m_report.error("E063", m_at, "没有清单 inventory.json");
    }
    return m_summary;
  }
  auto inventory = inventory_in("", InventoryRole::root, &m_root_text);
  if (!inventory) return m_summary;
  m_inventory = std::move(*inventory);
  m_summary.id = m_inventory.id;
  for (const auto& [digest, paths] : m_inventory.manifest) m_listed.insert(paths.begin(), paths.end());
  check_sidecar("", m_root_text, m_inventory.algorithm, "E001");
  check_root_nodes();
  check_versions();
  check_listed_in(m_inventory, static_cast<std::uint64_t>(-1));
  m_bytes.expect(m_inventory);
  m_bytes.run(m_files, m_without_content);
  m_summary.files = m_bytes.files();
  m_summary.bytes = m_bytes.bytes();
  return m_summary;
}

}  // namespace

bool is_object_root(const std::vector<Node>& nodes) {
  return std::any_of(nodes.begin(), nodes.end(), [](const Node& node) {
    return node.kind != NodeKind::folder &&
           (node.name() == k_inventory || is_declaration(k_object_declaration, node.name()));
  });
}

ObjectSummary check_object(const Folder& folder, const std::string& at, OcflReport& report) {
  return ObjectCheck(folder, at, report).run();
}

}  // namespace anjuan::exchange
