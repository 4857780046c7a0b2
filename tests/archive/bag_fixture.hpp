// Bags made by the tests' own hand: every file as it is asked for, manifests over what is there.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "archive/exchange/bag.hpp"
#include "archive/exchange/digests.hpp"
#include "tests/support/temp_dir.hpp"

namespace anjuan::test {

class BagMaker {
 public:
  explicit BagMaker(std::string version = "1.0") : m_version(std::move(version)) {
    file("bagit.txt", "BagIt-Version: " + m_version + "\nTag-File-Character-Encoding: UTF-8\n");
  }
  const std::filesystem::path& root() const { return m_root; }

  BagMaker& file(const std::string& path, const std::string& bytes) {
    std::filesystem::create_directories((m_root / path).parent_path());
    std::ofstream(m_root / path, std::ios::binary | std::ios::trunc) << bytes;
    return *this;
  }
  BagMaker& remove(const std::string& path) {
    std::filesystem::remove(m_root / path);
    return *this;
  }
  std::string text(const std::string& path) const {
    std::ifstream in(m_root / path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
  }
  static std::string line(const std::string& algorithm, const std::string& bytes, const std::string& path) {
    return exchange::digest_of(bytes, algorithm) + "  " + path + "\n";
  }
  BagMaker& append(const std::string& path, const std::string& bytes) { return file(path, text(path) + bytes); }

  /// Over everything in data/; names encoded as 1.0 wants it.
  BagMaker& manifest(const std::string& algorithm = "sha256") {
    return file("manifest-" + algorithm + ".txt",
                listing(algorithm, [](const std::string& path) { return path.starts_with("data/"); }));
  }
  /// Over everything else but tag manifests.
  BagMaker& tag_manifest(const std::string& algorithm = "sha256") {
    return file("tagmanifest-" + algorithm + ".txt", listing(algorithm, [](const std::string& path) {
                  return !path.starts_with("data/") && !path.starts_with("tagmanifest-");
                }));
  }

 private:
  template <class Wanted>
  std::string listing(const std::string& algorithm, Wanted wanted) const {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_root)) {
      if (!entry.is_regular_file()) continue;
      const std::string path = entry.path().lexically_relative(m_root).string();
      if (wanted(path)) paths.push_back(path);
    }
    std::sort(paths.begin(), paths.end());
    std::string lines;
    for (const std::string& path : paths) lines += line(algorithm, text(path), encoded(path));
    return lines;
  }
  static std::string encoded(const std::string& path) {
    std::string out;
    for (const char c : path) out += c == '\n' ? "%0A" : c == '\r' ? "%0D" : c == '%' ? "%25" : std::string(1, c);
    return out;
  }

  TempDir m_dir;
  std::filesystem::path m_root = m_dir / "包";
  std::string m_version;
};

/// One payload file, one manifest, one tag manifest: valid without a warning.
inline void make_basic(BagMaker& bag, const std::string& algorithm = "sha256") {
  bag.file("data/hello.txt", "hello\n").file("bag-info.txt", "Source-Organization: 信访办\nPayload-Oxum: 6.1\n");
  bag.manifest(algorithm).tag_manifest(algorithm);
}

struct Checked {
  exchange::BagSummary summary;
  std::vector<exchange::Finding> findings;

  /// A finding of this level that is about `file` and says `part`.
  bool has(exchange::Level level, const std::string& section, const std::string& file,
           const std::string& part = "") const {
    return std::any_of(findings.begin(), findings.end(), [&](const exchange::Finding& finding) {
      return finding.level == level && finding.code == "RFC 8493 §" + section && finding.file == file &&
             finding.message.find(part) != std::string::npos;
    });
  }
  bool fault(const std::string& section, const std::string& file, const std::string& part = "") const {
    return !summary.is_valid && has(exchange::Level::fault, section, file, part);
  }
  bool warns(const std::string& section, const std::string& file, const std::string& part = "") const {
    return has(exchange::Level::warning, section, file, part);
  }
  std::string all() const {
    std::string text;
    for (const auto& finding : findings) {
      text += (finding.level == exchange::Level::fault ? "fault " : "warning ") + finding.code + " " + finding.file +
              ": " + finding.message + "\n";
    }
    return text;
  }
};

inline Checked check_bag(const std::filesystem::path& root) {
  Checked checked;
  const auto summary =
      exchange::validate_bag(root, [&](const exchange::Finding& finding) { checked.findings.push_back(finding); });
  if (summary) checked.summary = *summary;
  return checked;
}

}  // namespace anjuan::test
