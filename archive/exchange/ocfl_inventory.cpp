// An inventory as text: what can be said of it without looking at the files (OCFL §3.5).
#include <algorithm>
#include <set>

#include "archive/base/utf8.hpp"
#include "archive/exchange/digests.hpp"
#include "archive/exchange/json_tree.hpp"
#include "archive/exchange/ocfl_parts.hpp"

namespace anjuan::exchange {

namespace {

using Kind = JsonTree::Kind;

/// The digest blocks of an inventory, and which codes their faults have.
struct BlockCodes {
  const char* value;     ///< the value of a digest is no array
  const char* element;   ///< an element is no string
  const char* repeated;  ///< the same digest twice, in whatever case
};
constexpr BlockCodes k_manifest_codes{"E092", "E098", "E096"}, k_state_codes{"E051", "E051", "E050"},
    k_fixity_codes{"E057", "E057", "E097"};

/// What a digest must look like (E029…E032); "" where no code is given to it.
const char* encoding_code(std::string_view algorithm) {
  if (algorithm == "sha1") return "E029";
  if (algorithm == "sha256") return "E030";
  if (algorithm == "sha512") return "E031";
  if (algorithm == "blake2b-512") return "E032";
  return "E057";
}

bool is_in_vocabulary(std::string_view algorithm) {
  static const std::set<std::string_view> k_names = {"md5",         "sha1",        "sha256",      "sha512",
                                                     "blake2b-512", "blake2b-160", "blake2b-256", "blake2b-384",
                                                     "sha512/256",  "size"};
  return k_names.contains(algorithm);
}

class Reader {
 public:
  Reader(const std::string& file, InventoryRole role, std::string spec, OcflReport& report)
      : m_role(role), m_spec(std::move(spec)), m_report(report) {
    m_inventory.file = file;
  }
  Inventory read(const JsonTree& root);

 private:
  void error(const char* code, const std::string& message) { m_report.error(code, m_inventory.file, message); }
  void warn(const char* code, const std::string& message) { m_report.warn(code, m_inventory.file, message); }
  bool is_root() const { return m_role == InventoryRole::root; }

  void check_keys(const JsonTree& object, const std::vector<std::string_view>& known, const std::string& where);
  const JsonTree* required(const JsonTree& root, const char* key);
  void read_head_keys(const JsonTree& root);
  void read_content_directory(const JsonTree& root);
  void read_manifest(const JsonTree& root);
  void read_versions(const JsonTree& root);
  VersionBlock read_version(const std::string& name, const JsonTree& block);
  void read_user(const JsonTree& block, VersionBlock& version);
  void read_fixity(const JsonTree& root);
  DigestBlock read_block(const JsonTree& object, const BlockCodes& codes);
  void check_digests(const DigestBlock& block, const std::string& algorithm, bool is_manifest);
  void check_content_paths(const DigestBlock& block);
  void check_content_path(const std::string& path);
  void check_use();

  InventoryRole m_role;
  std::string m_spec;
  OcflReport& m_report;
  Inventory m_inventory;
  bool m_has_broken_state = false;
};

// E102, and E044, E055 for the two blocks whose keys the specification names one by one. A key that stands twice is no
// JSON that two readers would read alike: E033.
void Reader::check_keys(const JsonTree& object, const std::vector<std::string_view>& known, const std::string& where) {
  std::set<std::string_view> seen;
  for (const auto& [key, value] : object.members) {
    if (!seen.insert(key).second) error("E033", where + "键 " + in_quotes(key) + " 不止一次");
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string lower = lower_ascii(key);
    const bool is_known_otherwise = std::find(known.begin(), known.end(), lower) != known.end();
    const char* const code = is_known_otherwise && lower == "versions" ? "E044"
                             : is_known_otherwise && lower == "fixity" ? "E055"
                                                                       : "E102";
    error(code, where + "不认识的键 " + in_quotes(key));
  }
}

const JsonTree* Reader::required(const JsonTree& root, const char* key) {
  const JsonTree* const value = root.find(key);
  if (value == nullptr) error("E036", std::string("缺少 ") + key);
  return value;
}

void Reader::read_head_keys(const JsonTree& root) {
  if (const JsonTree* const id = required(root, "id")) {
    m_inventory.id = id->text;
    if (id->text.empty()) {
      error("E037", "id 应为非空的文字");
    } else if (is_root() && !is_uri(id->text)) {
      warn("W005", "id " + in_quotes(id->text) + " 不是 URI");
    }
  }
  if (const JsonTree* const type = required(root, "type")) {
    m_inventory.spec = spec_of_type(type->text);
    const bool matches = m_inventory.spec == m_spec || m_spec.empty() || !is_root();
    if (m_inventory.spec.empty() || !matches) error("E038", "type " + in_quotes(type->text) + " 与声明的版本不符");
  }
  if (const JsonTree* const algorithm = required(root, "digestAlgorithm")) {
    m_inventory.algorithm = algorithm->text;
    if (m_inventory.algorithm == "sha256") {
      warn("W004", "digestAlgorithm 宜为 sha512");
    } else if (m_inventory.algorithm != "sha512") {
      error("E025", "digestAlgorithm " + in_quotes(algorithm->text) + " 应为 sha512 或 sha256");
    }
  }
}

void Reader::read_content_directory(const JsonTree& root) {
  const JsonTree* const value = root.find("contentDirectory");
  if (value == nullptr) return;
  const std::string& name = value->text;
  if (!value->is(Kind::string) || name.empty()) return error("E108", "contentDirectory 应为版本文件夹下的文件夹名");
  if (name.find('/') != std::string::npos) return error("E017", "contentDirectory " + in_quotes(name) + " 含有斜杠");
  if (name == "." || name == "..") return error("E018", "contentDirectory 不可为 " + name);
  m_inventory.content_directory = name;
}

DigestBlock Reader::read_block(const JsonTree& object, const BlockCodes& codes) {
  DigestBlock block;
  std::set<std::string> seen;
  for (const auto& [digest, value] : object.members) {
    if (!seen.insert(lower_ascii(digest)).second) error(codes.repeated, "摘要 " + in_quotes(digest) + " 不止一次");
    std::vector<std::string> paths;
    if (!value.is(Kind::array)) error(codes.value, "摘要 " + in_quotes(digest) + " 的值应为数组");
    for (const JsonTree& element : value.elements) {
      if (!element.is(Kind::string)) {
        error(codes.element, "摘要 " + in_quotes(digest) + " 的路径应为文字");
      } else {
        paths.push_back(element.text);
      }
    }
    block.emplace_back(digest, std::move(paths));
  }
  return block;
}

void Reader::check_digests(const DigestBlock& block, const std::string& algorithm, bool is_manifest) {
  const std::size_t digits = digest_digits(algorithm);
  if (digits == 0) return;
  for (const auto& [digest, paths] : block) {
    if (is_hex(digest) && digest.size() == digits) continue;
    const bool is_another =
        is_hex(digest) && (digest.size() == digest_digits("sha256") || digest.size() == digest_digits("sha512") ||
                           digest.size() == 40 || digest.size() == 32);
    if (is_manifest && is_another) {
      error("E039", "摘要 " + in_quotes(digest) + " 不是 " + algorithm + " 算的");
    } else {
      error(encoding_code(algorithm), "摘要 " + in_quotes(digest) + " 不是 " + algorithm + " 的十六进制写法");
    }
  }
}

void Reader::read_manifest(const JsonTree& root) {
  const JsonTree* const manifest = root.find("manifest");
  if (manifest == nullptr) return error("E041", "缺少 manifest");
  if (!manifest->is(Kind::object)) return error("E106", "manifest 应为对象");
  m_inventory.has_manifest = true;
  m_inventory.manifest = read_block(*manifest, k_manifest_codes);
  check_digests(m_inventory.manifest, m_inventory.algorithm, true);
  check_paths(m_inventory.manifest, {"E099", "E100", "E101"}, m_inventory.file, m_report);
  check_content_paths(m_inventory.manifest);
}

void Reader::check_content_paths(const DigestBlock& block) {
  for (const auto& [digest, paths] : block) {
    for (const std::string& path : paths) {
      if (!has_bad_elements(path)) check_content_path(path);
    }
  }
}

// vN/CONTENT/…: E035 another separator, E014 a version under another name, E021 and E042 another place.
void Reader::check_content_path(const std::string& path) {
  const std::size_t slash = path.find('/');
  const std::string first = path.substr(0, slash);
  if (!m_inventory.has_version(first)) {
    const std::size_t backslash = path.find('\\');
    if (backslash != std::string::npos && m_inventory.has_version(path.substr(0, backslash))) {
      return error("E035", "路径 " + in_quotes(path) + " 应以斜杠分隔");
    }
    const auto version = parse_version_name(first);
    const bool is_known_number =
        version && std::any_of(m_inventory.names.begin(), m_inventory.names.end(),
                               [&](const VersionName& name) { return name.number == version->number; });
    return error(
        is_known_number ? "E014" : "E042",
        "路径 " + in_quotes(path) + (is_known_number ? " 写的不是版本文件夹的名称" : " 不在对象的版本文件夹里"));
  }
  if (m_inventory.is_content_path(path)) return;
  const bool has_folder = slash != std::string::npos && path.find('/', slash + 1) != std::string::npos;
  const bool is_undeclared = has_folder && !m_inventory.content_directory;
  error(is_undeclared ? "E021" : "E042",
        "路径 " + in_quotes(path) + " 不在内容文件夹 " + m_inventory.content() + " 里");
}

void Reader::read_user(const JsonTree& block, VersionBlock& version) {
  const JsonTree* const user = block.find("user");
  if (user == nullptr) {
    if (is_root()) warn("W007", version.name + " 没有 user");
    return;
  }
  if (!user->is(Kind::object)) return error("E054", version.name + " 的 user 应为对象");
  check_keys(*user, {"name", "address"}, version.name + " 的 user 有");
  const JsonTree* const name = user->find("name");
  if (name == nullptr || name->text.empty()) error("E054", version.name + " 的 user 缺少 name");
  if (name != nullptr) version.user_name = name->text;
  const JsonTree* const address = user->find("address");
  if (address != nullptr) version.user_address = address->text;
  if (!is_root()) return;
  if (address == nullptr) {
    warn("W008", version.name + " 的 user 没有 address");
  } else if (!is_uri(address->text)) {
    warn("W009", version.name + " 的 address " + in_quotes(address->text) + " 不是 URI");
  }
}

VersionBlock Reader::read_version(const std::string& name, const JsonTree& block) {
  VersionBlock version;
  version.name = name;
  if (!block.is(Kind::object)) {
    m_has_broken_state = true;
    error("E047", "版本 " + in_quotes(name) + " 应为对象");
    return version;
  }
  check_keys(block, {"created", "state", "message", "user"}, "版本 " + in_quotes(name) + " 有");
  const JsonTree* const created = block.find("created");
  if (created == nullptr) {
    error("E048", name + " 缺少 created");
  } else if (!is_rfc3339(created->text)) {
    error("E049", name + " 的 created " + in_quotes(created->text) + " 不是 RFC 3339 的时间");
  } else {
    version.created = created->text;
  }
  const JsonTree* const state = block.find("state");
  m_has_broken_state = m_has_broken_state || state == nullptr || !state->is(Kind::object);
  if (state == nullptr) {
    error("E048", name + " 缺少 state");
  } else if (!state->is(Kind::object)) {
    error("E050", name + " 的 state 应为对象");
  } else {
    version.state = read_block(*state, k_state_codes);
    check_paths(version.state, {"E052", "E053", "E095"}, m_inventory.file, m_report);
  }
  const JsonTree* const message = block.find("message");
  if (message != nullptr && !message->is(Kind::string)) error("E094", name + " 的 message 应为文字");
  if (message != nullptr) version.message = message->text;
  if (message == nullptr && is_root()) warn("W007", name + " 没有 message");
  read_user(block, version);
  return version;
}

void Reader::read_versions(const JsonTree& root) {
  const JsonTree* const versions = root.find("versions");
  if (versions == nullptr) {
    const bool is_misnamed = std::any_of(root.members.begin(), root.members.end(), [](const JsonMember& member) {
      return lower_ascii(member.key) == "versions";
    });
    if (!is_misnamed) error("E043", "缺少 versions");
    return;
  }
  if (!versions->is(Kind::object)) return error("E045", "versions 应为对象");
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto& [name, block] : versions->members) {
    if (!seen.insert(name).second) {
      error("E033", "版本 " + in_quotes(name) + " 不止一次");
      continue;
    }
    names.push_back(name);
    m_inventory.versions.emplace(name, read_version(name, block));
  }
  m_inventory.names = check_version_names(names, m_inventory.file, m_report);
  const bool is_padded = std::any_of(m_inventory.names.begin(), m_inventory.names.end(),
                                     [](const VersionName& name) { return name.is_padded; });
  if (is_padded && is_root()) warn("W001", "版本文件夹名宜不补零");
}

void Reader::read_fixity(const JsonTree& root) {
  const JsonTree* const fixity = root.find("fixity");
  if (fixity == nullptr) return;
  if (!fixity->is(Kind::object)) return error(m_spec == "1.0" ? "E056" : "E111", "fixity 应为对象");
  std::set<std::string_view> seen;
  for (const auto& [algorithm, value] : fixity->members) {
    if (!seen.insert(algorithm).second) error("E033", "fixity 的 " + in_quotes(algorithm) + " 不止一次");
    if (!is_in_vocabulary(algorithm)) error("E056", "fixity 的算法 " + in_quotes(algorithm) + " 不在词表里");
    if (!value.is(Kind::object)) {
      error("E057", "fixity 的 " + in_quotes(algorithm) + " 应为对象");
      continue;
    }
    DigestBlock block = read_block(value, k_fixity_codes);
    check_digests(block, algorithm, false);
    check_paths(block, {"E099", "E100", "E101"}, m_inventory.file, m_report);
    m_inventory.fixity.emplace_back(algorithm, std::move(block));
  }
}

// E050: each digest of a state stands in the manifest, letter by letter; E107: and each of the manifest in a state.
void Reader::check_use() {
  if (!m_inventory.has_manifest) return;
  std::set<std::string_view> listed, used;
  for (const auto& [digest, paths] : m_inventory.manifest) listed.insert(digest);
  for (const auto& [name, version] : m_inventory.versions) {
    for (const auto& [digest, paths] : version.state) {
      used.insert(digest);
      if (!listed.contains(digest)) error("E050", version.name + " 的摘要 " + in_quotes(digest) + " 不在 manifest 里");
    }
  }
  // One that differs only in case was named already, as E050.
  std::set<std::string> used_in_any_case;
  for (const std::string_view digest : used) used_in_any_case.insert(lower_ascii(digest));
  for (const std::string_view digest : listed) {
    if (m_has_broken_state) break;  // what it would have used is not known
    if (!used_in_any_case.contains(lower_ascii(digest)))
      error("E107", "manifest 的摘要 " + in_quotes(digest) + " 没有版本用到");
  }
}

Inventory Reader::read(const JsonTree& root) {
  check_keys(root, {"id", "type", "digestAlgorithm", "head", "contentDirectory", "manifest", "versions", "fixity"}, "");
  read_head_keys(root);
  read_content_directory(root);
  read_versions(root);
  const bool versions_can_be_read = root.find("versions") != nullptr && root.find("versions")->is(Kind::object);
  if (const JsonTree* const head = required(root, "head")) {
    m_inventory.head = head->text;
    const std::string highest = m_inventory.names.empty() ? std::string() : m_inventory.names.back().text;
    if (!head->is(Kind::string) || (!highest.empty() && head->text != highest)) {
      error("E040", "head " + in_quotes(head->text) + " 应为最高的版本 " + in_quotes(highest));
    }
  }
  if (versions_can_be_read) {
    read_manifest(root);
    check_use();
  } else if (root.find("manifest") == nullptr) {
    error("E041", "缺少 manifest");
  }
  read_fixity(root);
  return std::move(m_inventory);
}

}  // namespace

const VersionBlock* Inventory::version(std::string_view name) const {
  const auto found = versions.find(name);
  return found == versions.end() ? nullptr : &found->second;
}

bool Inventory::has_version(std::string_view name) const {
  return version(name) != nullptr && parse_version_name(name).has_value();
}

bool Inventory::is_content_path(std::string_view path) const {
  const std::size_t slash = path.find('/');
  const std::size_t second = slash == std::string_view::npos ? slash : path.find('/', slash + 1);
  return second != std::string_view::npos && path.substr(slash + 1, second - slash - 1) == content() &&
         has_version(path.substr(0, slash));
}

std::optional<Inventory> read_inventory(const std::string& text, const std::string& file, InventoryRole role,
                                        const std::string& spec, OcflReport& report) {
  const auto root = parse_json_tree(text);
  if (!root) {
    report.error("E033", file, "不是 JSON：" + root.error().message);
    return std::nullopt;
  }
  if (!root->is(Kind::object)) {
    report.error("E033", file, "应为 JSON 对象");
    return std::nullopt;
  }
  return Reader(file, role, spec, report).read(*root);
}

}  // namespace anjuan::exchange
