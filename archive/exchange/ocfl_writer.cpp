#include "archive/exchange/ocfl_writer.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "archive/base/json.hpp"
#include "archive/exchange/digests.hpp"
#include "archive/exchange/ocfl_parts.hpp"

namespace anjuan::exchange {

namespace json = boost::json;

namespace {

// The manifest's digests, and beside them the names that the bytes had in our archive.
const std::vector<std::string> k_algorithms = {"sha512", "sha256"};
constexpr const char* k_content = "v1/content/";
constexpr const char* k_layout = "0006-flat-omit-prefix-storage-layout";

constexpr std::string_view k_readme =
    "这个文件夹是一个 OCFL 1.1 存储根（https://ocfl.io/1.1/spec/），不用任何专门的软件也能读：\n"
    "\n"
    "目录.tsv        每个案卷一行：文件夹、编号、题名、文件数、标识，以制表符分隔\n"
    "文件夹/v1/content/   一个案卷的全部文件：原件逐字节与收存时相同，metadata.json 是著录，history.json 是办理经过\n"
    "文件夹/inventory.json   每个文件的 SHA-512 和 SHA-256 摘要，以及它的名称\n"
    "\n"
    "核对：在 v1/content 里用 sha512sum 计算，与 inventory.json 的 manifest 比较；或用任何 OCFL 校验程序。\n";

/// A cell of the list: tabs and line ends would begin another.
std::string cell(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

json::array& array_at(json::object& object, const std::string& key) {
  json::value& value = object[key];
  if (!value.is_array()) value = json::array();
  return value.get_array();
}

/// The blocks of an inventory as files are added.
struct Blocks {
  json::object manifest, state, fixity;
  std::map<std::string, std::string> stored;  ///< by SHA-256: the SHA-512 under which the bytes are in the object
};

}  // namespace

Result<OcflWriter> OcflWriter::create(std::shared_ptr<FileSystem> fs, const Path& target, PackageAbout about) {
  TRY_ASSIGN(PackageFolder folder, PackageFolder::create(std::move(fs), target));
  return OcflWriter(std::move(folder), std::move(about));
}

Status OcflWriter::write_inventory(const std::string& folder, const std::string& inventory) {
  TRY(m_folder.add_text(folder + "/inventory.json", inventory, {}));
  TRY(m_folder.add_text(folder + "/inventory.json.sha512", digest_of(inventory, "sha512") + " inventory.json\n", {}));
  return {};
}

static Status add_entry(PackageFolder& package, const std::string& object, const DossierEntry& entry, Blocks& blocks,
                        Written& written) {
  const auto stored = blocks.stored.find(entry.sha256);
  if (!entry.sha256.empty() && stored != blocks.stored.end()) {
    array_at(blocks.state, stored->second).emplace_back(entry.path);
    return {};
  }
  const std::string path = k_content + entry.path;
  TRY_ASSIGN(written, package.add(object + "/" + path, entry.read, k_algorithms));
  if (!entry.sha256.empty() && written.hex[1] != entry.sha256) {
    return fail(ErrorCode::corrupt, path + " 的摘要不是 " + entry.sha256);
  }
  array_at(blocks.manifest, written.hex[0]).emplace_back(path);
  array_at(blocks.state, written.hex[0]).emplace_back(entry.path);
  array_at(blocks.fixity, written.hex[1]).emplace_back(path);
  blocks.stored.emplace(written.hex[1], written.hex[0]);
  return {};
}

Status OcflWriter::add(const Dossier& dossier) {
  const std::string object = dossier.id.substr(dossier.id.rfind(':') + 1);
  if (!is_uri(dossier.id) || has_bad_elements(object) || object.find('/') != std::string::npos) {
    return fail(ErrorCode::invalid_argument, "案卷的标识不可用：" + dossier.id);
  }
  if (!is_rfc3339(dossier.time)) return fail(ErrorCode::invalid_argument, "案卷的时间不可用：" + dossier.time);
  Row row{dossier.id, dossier.folder, dossier.title, dossier.entries.size()};
  if (!m_rows.emplace(object, std::move(row)).second)
    return fail(ErrorCode::already_exists, "案卷 " + object + " 不止一次");
  std::vector<const DossierEntry*> entries;
  for (const DossierEntry& entry : dossier.entries) entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) { return a->path < b->path; });
  Blocks blocks;
  for (const DossierEntry* const entry : entries) {
    Written written;
    TRY(add_entry(m_folder, object, *entry, blocks, written));
    ++m_files;
    m_bytes += written.bytes;
  }
  const json::object user{{"name", m_about.organ}, {"address", m_about.address}};
  const json::object version{
      {"created", dossier.time}, {"message", m_about.message}, {"user", user}, {"state", std::move(blocks.state)}};
  TRY_ASSIGN(const std::string inventory,
             canonical_json(json::object{{"id", dossier.id},
                                         {"type", "https://ocfl.io/1.1/spec/#inventory"},
                                         {"digestAlgorithm", "sha512"},
                                         {"head", "v1"},
                                         {"manifest", std::move(blocks.manifest)},
                                         {"versions", json::object{{"v1", version}}},
                                         {"fixity", json::object{{"sha256", std::move(blocks.fixity)}}}}));
  TRY(m_folder.add_text(object + "/0=ocfl_object_1.1", "ocfl_object_1.1\n", {}));
  TRY(write_inventory(object + "/v1", inventory + "\n"));
  return write_inventory(object, inventory + "\n");
}

Status OcflWriter::seal() {
  if (m_rows.empty()) return fail(ErrorCode::invalid_argument, "包里没有内容");
  std::string list = "文件夹\t编号\t题名\t文件数\t标识\n";
  for (const auto& [folder, row] : m_rows) {
    list += folder + "\t" + cell(row.number) + "\t" + cell(row.title) + "\t" + std::to_string(row.files) + "\t" +
            row.id + "\n";
  }
  const json::object layout{{"extension", k_layout},
                            {"description", "每个案卷一个文件夹，名称是标识最后一个冒号之后的部分"}};
  const json::object config{{"extensionName", k_layout}, {"delimiter", ":"}};
  TRY_ASSIGN(const std::string layout_text, canonical_json(layout));
  TRY_ASSIGN(const std::string config_text, canonical_json(config));
  TRY(m_folder.add_text("0=ocfl_1.1", "ocfl_1.1\n", {}));
  TRY(m_folder.add_text("ocfl_layout.json", layout_text + "\n", {}));
  TRY(m_folder.add_text(std::string("extensions/") + k_layout + "/config.json", config_text + "\n", {}));
  TRY(m_folder.add_text("目录.tsv", list, {}));
  TRY(m_folder.add_text("说明.txt", k_readme, {}));
  return {};
}

}  // namespace anjuan::exchange
