#include "archive/exchange/bag_writer.hpp"

#include <algorithm>

#include "archive/exchange/bag_paths.hpp"

namespace anjuan::exchange {

namespace {

// Those that RFC 8493 §2.4 asks every reader to know.
const std::vector<std::string> k_algorithms = {"sha256", "sha512"};

using Digests = std::map<std::string, std::vector<std::string>>;

std::string manifest_of(const Digests& files, std::size_t algorithm) {
  std::string text;
  for (const auto& [path, digests] : files) text += digests[algorithm] + "  " + encoded_bag_path(path) + "\n";
  return text;
}

/// One line: a value with line ends would begin another element.
std::string value_of(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

}  // namespace

Result<BagWriter> BagWriter::create(std::shared_ptr<FileSystem> fs, const Path& target, PackageAbout about) {
  TRY_ASSIGN(PackageFolder folder, PackageFolder::create(std::move(fs), target));
  return BagWriter(std::move(folder), std::move(about));
}

Status BagWriter::add(const Dossier& dossier) {
  for (const DossierEntry& entry : dossier.entries) {
    const std::string path = "data/" + dossier.folder + "/" + entry.path;
    TRY_ASSIGN(Written written, m_folder.add(path, entry.read, k_algorithms));
    if (!entry.sha256.empty() && written.hex[0] != entry.sha256) {
      return fail(ErrorCode::corrupt, path + " 的摘要不是 " + entry.sha256);
    }
    ++m_files;
    m_bytes += written.bytes;
    m_payload.emplace(path, std::move(written.hex));
  }
  m_titles.emplace(dossier.id, dossier.title);
  m_latest = std::max(m_latest, dossier.time);
  return {};
}

std::string BagWriter::info() const {
  std::string text = "Source-Organization: " + value_of(m_about.organ) + "\n";
  for (const auto& [id, title] : m_titles) text += "External-Identifier: " + value_of(id) + "\n";
  for (const auto& [id, title] : m_titles) text += "External-Description: " + value_of(title) + "\n";
  if (m_latest.size() >= 10) text += "Bagging-Date: " + m_latest.substr(0, 10) + "\n";
  return text + "Payload-Oxum: " + std::to_string(m_bytes) + "." + std::to_string(m_files) + "\n";
}

Status BagWriter::seal() {
  // §2.1.2 asks for data/, which an empty payload would not have made.
  if (m_payload.empty()) return fail(ErrorCode::invalid_argument, "包里没有内容");
  Digests tags;
  const auto add = [&](const std::string& name, const std::string& text) -> Status {
    TRY_ASSIGN(Written written, m_folder.add_text(name, text, k_algorithms));
    tags.emplace(name, std::move(written.hex));
    return {};
  };
  TRY(add("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"));
  TRY(add("bag-info.txt", info()));
  for (std::size_t i = 0; i < k_algorithms.size(); ++i) {
    TRY(add("manifest-" + k_algorithms[i] + ".txt", manifest_of(m_payload, i)));
  }
  const Digests listed = tags;
  for (std::size_t i = 0; i < k_algorithms.size(); ++i) {
    TRY(add("tagmanifest-" + k_algorithms[i] + ".txt", manifest_of(listed, i)));
  }
  return {};
}

}  // namespace anjuan::exchange
