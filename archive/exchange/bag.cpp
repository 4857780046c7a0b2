#include "archive/exchange/bag.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "archive/base/utf8.hpp"
#include "archive/exchange/bag_parts.hpp"
#include "archive/exchange/bag_paths.hpp"
#include "archive/exchange/digests.hpp"

namespace anjuan::exchange {

namespace {

constexpr std::string_view k_payload = "data/";
constexpr const char* k_fetch = "fetch.txt";

/// A file that is there: where its bytes are (elsewhere than its name for a link), and how many.
struct Found {
  std::string place;
  std::uint64_t bytes = 0;
};
/// A file that manifests list: the digest that each of them gives, by its place among them.
struct Listed {
  std::map<std::size_t, std::string> digests;
};
using Listing = std::map<std::string, Listed>;

/// A name that makes no trouble in a message.
std::string shown(const std::string& path) { return to_shown_utf8(path); }

class BagCheck {
 public:
  BagCheck(const Folder& bag, const Report& report) : m_bag(bag), m_report(report) {}

  BagSummary run() {
    const auto declaration = read_declaration(m_bag, m_report);
    if (declaration) {
      m_declaration = *declaration;
      m_summary.version = declaration->version;
      if (scan_root()) {
        scan_payload();
        read_payload_manifests();
        check_fetch();
        check_complete();
        check_digests(m_listed, m_manifests);
        check_tag_manifests();
        check_oxum();
        check_names();
      }
    }
    m_summary.faults = m_report.faults;
    m_summary.warnings = m_report.warnings;
    m_summary.is_valid = m_report.faults == 0;
    return m_summary;
  }

 private:
  bool scan_root();
  void scan_payload();
  void add_payload(const Node& node);
  void read_payload_manifests();
  void take_payload_line(std::size_t manifest, ManifestLine&& line);
  std::string resolved(const ManifestLine& line, bool* by_normalisation) const;
  void warn_of_writing(const std::string& file, const ManifestLine& line);
  void check_fetch();
  void check_complete();
  void check_digests(const Listing& listing, const std::vector<ManifestFile>& manifests);
  void check_file(const std::string& path, const Listed& listed, const std::vector<ManifestFile>& manifests);
  void check_tag_manifests();
  void take_tag_line(const ManifestFile& manifest, std::size_t index, ManifestLine&& line, Listing& listing);
  bool find_tag_file(const std::string& path, const std::string& manifest);
  void check_oxum();
  void check_names();
  bool add_digest(Listed& listed, std::size_t manifest, const ManifestFile& file, const ManifestLine& line,
                  const char* section);

  const Folder& m_bag;
  BagReport m_report;
  BagSummary m_summary;
  BagDeclaration m_declaration;
  std::vector<Node> m_root;
  std::map<std::string, Found> m_files;         ///< payload and tag files that are there
  std::map<std::string, std::string> m_by_nfc;  ///< NFC of a payload file's name: the name
  std::vector<ManifestFile> m_manifests;
  Listing m_listed;
  std::set<std::string> m_fetched;
};

bool BagCheck::scan_root() {
  auto root = m_bag.list("");
  if (!root) {
    m_report.fault("2", "", "读不出来：" + root.error().message);
    return false;
  }
  m_root = std::move(*root);
  const auto data = std::find_if(m_root.begin(), m_root.end(), [](const Node& node) { return node.path == "data"; });
  if (data == m_root.end() || data->kind != NodeKind::folder) {
    m_report.fault("2.1.2", "data", data == m_root.end() ? "缺少载荷文件夹" : "应为文件夹");
    return false;
  }
  m_manifests = manifests_in(m_root, "manifest-", m_report);
  if (m_manifests.empty()) m_report.fault("2.1.3", "", "没有载荷清单 manifest-算法.txt");
  for (const ManifestFile& manifest : m_manifests) {
    if (manifest.is_known) m_summary.algorithms.push_back(manifest.algorithm);
  }
  if (!m_manifests.empty() && m_summary.algorithms.empty()) {
    m_report.fault("2.4", "", "没有一个载荷清单用的是认识的摘要算法，无从核对");
  }
  return true;
}

void BagCheck::scan_payload() {
  walk(
      m_bag, "data",
      [&](const Node& node) {
        if (node.kind != NodeKind::folder) add_payload(node);
        return true;
      },
      [&](const std::string& path, const Error& error) {
        m_report.fault("3", path, "文件夹读不出来：" + error.message);
      });
  for (const auto& [path, found] : m_files) {
    ++m_summary.files;
    m_summary.bytes += found.bytes;
  }
}

void BagCheck::add_payload(const Node& node) {
  constexpr std::array<std::string_view, 4> k_left_by_systems = {".DS_Store", "Thumbs.db", "desktop.ini",
                                                                 ".AppleDouble"};
  Found found{node.path, node.size};
  if (node.kind == NodeKind::link) {
    const auto target = m_bag.inside_target(node.path);
    if (!target) return m_report.fault("5.1", node.path, target.error().message);
    const auto there = m_bag.node(*target);
    found = {*target, there ? there->size : 0};
    m_report.warn("6.1", node.path, "是链接，指到包内的 " + shown(*target) + "；搬到别处可能失效");
  } else if (node.kind != NodeKind::file) {
    return m_report.fault("3", node.path, "不是普通文件");
  }
  for (const std::string_view name : k_left_by_systems) {
    if (node.name() == name) m_report.warn("6.1", node.path, "是操作系统留下的文件，搬运时常会变");
  }
  m_by_nfc.emplace(nfc(node.path), node.path);
  m_files.emplace(node.path, std::move(found));
}

void BagCheck::read_payload_manifests() {
  for (std::size_t i = 0; i < m_manifests.size(); ++i) {
    read_manifest(m_bag, m_declaration, m_manifests[i], m_report,
                  [&](ManifestLine&& line) { take_payload_line(i, std::move(line)); });
  }
}

std::string BagCheck::resolved(const ManifestLine& line, bool* by_normalisation) const {
  if (m_files.contains(line.path)) return line.path;
  // 0.97 did not say that % itself is to be encoded: the name may be meant as it stands.
  if (m_files.contains(line.written)) return line.written;
  const auto same = m_by_nfc.find(nfc(line.path));
  if (same == m_by_nfc.end()) return line.path;
  *by_normalisation = true;
  return same->second;
}

void BagCheck::warn_of_writing(const std::string& file, const ManifestLine& line) {
  const std::string where = "第 " + std::to_string(line.number) + " 行";
  if (line.has_star) m_report.warn("6.1", file, where + "路径前有 *，是 md5sum 一类工具写的");
  if (line.has_dot_slash) m_report.warn("6.1", file, where + "路径以 ./ 开头");
  if (line.has_stray_percent && m_declaration.is_1_0) m_report.warn("2.1.3", file, where + "路径里的 % 应写作 %25");
  if (line.path.find('\\') != std::string::npos) {
    m_report.warn("6.1", file, where + "文件名含有反斜杠，在别的系统上是路径分隔符");
  }
}

void BagCheck::take_payload_line(std::size_t index, ManifestLine&& line) {
  const ManifestFile& manifest = m_manifests[index];
  warn_of_writing(manifest.file, line);
  if (!line.path.starts_with(k_payload)) {
    return m_report.fault("2.1.3", manifest.file,
                          "第 " + std::to_string(line.number) + " 行列出的不在 data/ 之下：" + shown(line.path));
  }
  bool by_normalisation = false;
  const std::string path = resolved(line, &by_normalisation);
  if (by_normalisation) {
    m_report.warn("6.1", path,
                  manifest.file + " 第 " + std::to_string(line.number) + " 行所列名称的 Unicode 形式与文件名不同");
    if (m_listed[path].digests.contains(index)) return;
  }
  add_digest(m_listed[path], index, manifest, line, "2.1.3");
}

// 1.0 says "exactly once"; before it, saying the same twice was only untidy.
bool BagCheck::add_digest(Listed& listed, std::size_t index, const ManifestFile& manifest, const ManifestLine& line,
                          const char* section) {
  const auto [at, is_new] = listed.digests.emplace(index, line.digest);
  if (is_new) return true;
  const std::string what = "第 " + std::to_string(line.number) + " 行重复列出 " + shown(line.path);
  if (at->second != line.digest) {
    m_report.fault(section, manifest.file, what + "，摘要不同");
  } else if (m_declaration.is_1_0) {
    m_report.fault(section, manifest.file, what);
  } else {
    m_report.warn(section, manifest.file, what);
  }
  return false;
}

void BagCheck::check_fetch() {
  const auto there = std::find_if(m_root.begin(), m_root.end(), [](const Node& node) { return node.path == k_fetch; });
  if (there == m_root.end()) return;
  read_fetch(m_bag, m_declaration, m_report, [&](FetchLine&& line) {
    const std::string where = "第 " + std::to_string(line.number) + " 行";
    if (!line.path.starts_with(k_payload)) {
      return m_report.fault("2.2.3", k_fetch, where + "列出的不在 data/ 之下：" + shown(line.path));
    }
    if (!m_fetched.insert(line.path).second) m_report.fault("2.2.3", k_fetch, where + "重复列出 " + shown(line.path));
    if (!m_listed.contains(line.path)) {
      m_report.fault("2.2.3", k_fetch, where + "列出的 " + shown(line.path) + " 不在载荷清单里");
    }
    const auto found = m_files.find(line.path);
    if (found == m_files.end()) return;  // check_complete() says what is missing
    if (line.length && *line.length != found->second.bytes) {
      m_report.fault(
          "2.2.3", line.path,
          "fetch.txt 说有 " + std::to_string(*line.length) + " 字节，实有 " + std::to_string(found->second.bytes));
    }
  });
}

void BagCheck::check_complete() {
  for (const auto& [path, found] : m_files) {
    const auto listed = m_listed.find(path);
    if (listed == m_listed.end()) {
      if (!m_manifests.empty()) m_report.fault("3", path, "不在任何载荷清单里");
      continue;
    }
    for (std::size_t i = 0; m_declaration.is_1_0 && i < m_manifests.size(); ++i) {
      if (!listed->second.digests.contains(i)) m_report.fault("3", path, "不在 " + m_manifests[i].file + " 里");
    }
  }
  for (const auto& [path, listed] : m_listed) {
    if (m_files.contains(path)) continue;
    m_report.fault("3", path,
                   m_fetched.contains(path) ? "在 fetch.txt 里，还没有取回：包不完整" : "清单里有，文件没有");
  }
}

void BagCheck::check_digests(const Listing& listing, const std::vector<ManifestFile>& manifests) {
  for (const auto& [path, listed] : listing) {
    if (m_files.contains(path)) check_file(path, listed, manifests);
  }
}

void BagCheck::check_file(const std::string& path, const Listed& listed, const std::vector<ManifestFile>& manifests) {
  std::vector<std::string> algorithms, expected, files;
  for (const auto& [index, digest] : listed.digests) {
    if (!manifests[index].is_known) continue;
    algorithms.push_back(manifests[index].algorithm);
    expected.push_back(digest);
    files.push_back(manifests[index].file);
  }
  if (algorithms.empty()) return;
  const auto source = m_bag.read(m_files.at(path).place);
  if (!source) return m_report.fault("3", path, "读不出来：" + source.error().message);
  const auto digests = digests_of(**source, algorithms);
  if (!digests) return m_report.fault("3", path, "读不出来：" + digests.error().message);
  for (std::size_t i = 0; i < algorithms.size(); ++i) {
    if (digests->hex[i] == expected[i]) continue;
    m_report.fault("3", path,
                   algorithms[i] + " 摘要不符：" + files[i] + " 写 " + expected[i] + "，实为 " + digests->hex[i]);
  }
}

void BagCheck::check_tag_manifests() {
  const std::vector<ManifestFile> manifests = manifests_in(m_root, "tagmanifest-", m_report);
  Listing listing;
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    read_manifest(m_bag, m_declaration, manifests[i], m_report,
                  [&](ManifestLine&& line) { take_tag_line(manifests[i], i, std::move(line), listing); });
    if (!m_declaration.is_1_0) continue;
    for (const ManifestFile& payload : m_manifests) {
      const auto listed = listing.find(payload.file);
      if (listed != listing.end() && listed->second.digests.contains(i)) continue;
      m_report.fault("2.2.1", manifests[i].file, "没有列出 " + payload.file);
    }
  }
  check_digests(listing, manifests);
}

void BagCheck::take_tag_line(const ManifestFile& manifest, std::size_t index, ManifestLine&& line, Listing& listing) {
  warn_of_writing(manifest.file, line);
  const std::string where = "第 " + std::to_string(line.number) + " 行";
  if (line.path.starts_with(k_payload)) {
    return m_report.fault("2.2.1", manifest.file, where + "列出了载荷 " + shown(line.path));
  }
  if (line.path.starts_with("tagmanifest-") && line.path.find('/') == std::string::npos) {
    const std::string what = where + "列出了标签清单 " + shown(line.path);
    return m_declaration.is_1_0 ? m_report.fault("2.2.1", manifest.file, what)
                                : m_report.warn("2.2.1", manifest.file, what);
  }
  if (find_tag_file(line.path, manifest.file)) add_digest(listing[line.path], index, manifest, line, "2.2.1");
}

bool BagCheck::find_tag_file(const std::string& path, const std::string& manifest) {
  if (m_files.contains(path)) return true;
  auto node = m_bag.node(path);
  if (!node) {
    m_report.fault("3", path, manifest + " 里有，文件没有");
    return false;
  }
  std::string place = path;
  if (node->kind == NodeKind::link) {
    auto target = m_bag.inside_target(path);
    if (!target) {
      m_report.fault("5.1", path, target.error().message);
      return false;
    }
    m_report.warn("6.1", path, "是链接，指到包内的 " + shown(*target) + "；搬到别处可能失效");
    place = *target;
  } else if (node->kind != NodeKind::file) {
    m_report.fault("3", path, "不是普通文件");
    return false;
  }
  m_files.emplace(path, Found{std::move(place), node->size});
  return true;
}

void BagCheck::check_oxum() {
  const auto oxum = read_bag_info(m_bag, m_declaration, m_report);
  if (!oxum || (oxum->bytes == m_summary.bytes && oxum->files == m_summary.files)) return;
  const auto text = [](std::uint64_t bytes, std::uint64_t files) {
    return std::to_string(bytes) + "." + std::to_string(files);
  };
  m_report.fault(
      "2.2.2", "bag-info.txt",
      "Payload-Oxum 写 " + text(oxum->bytes, oxum->files) + "，实为 " + text(m_summary.bytes, m_summary.files));
}

// §6.1: two names that another system takes for one lose a file there.
void BagCheck::check_names() {
  std::map<std::string, std::string> folded;
  const auto check = [&](const std::string& path) {
    const auto [at, is_new] = folded.emplace(folded_name(path), path);
    if (!is_new && at->second != path) {
      m_report.warn("6.1", path, "与 " + shown(at->second) + " 只差大小写或 Unicode 形式，在别的系统上会互相覆盖");
    }
  };
  for (const auto& [path, listed] : m_listed) check(path);
  for (const auto& [path, found] : m_files) {
    if (path.starts_with(k_payload) && !m_listed.contains(path)) check(path);
  }
}

}  // namespace

Result<BagSummary> validate_bag(const Path& root, const Report& report) {
  TRY_ASSIGN(const Folder bag, Folder::open(root));
  return BagCheck(bag, report).run();
}

}  // namespace anjuan::exchange
