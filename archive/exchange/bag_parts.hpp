// The tag files of a bag, read one by one; bag.cpp holds them against each other and the payload.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/exchange/finding.hpp"
#include "archive/exchange/folder.hpp"

namespace anjuan::exchange {

/// Where findings go, and how many went there.
class BagReport {
 public:
  explicit BagReport(const Report& report) : m_report(report) {}
  void fault(const char* section, const std::string& file, const std::string& message) {
    ++faults;
    m_report({Level::fault, std::string("RFC 8493 §") + section, file, message});
  }
  void warn(const char* section, const std::string& file, const std::string& message) {
    ++warnings;
    m_report({Level::warning, std::string("RFC 8493 §") + section, file, message});
  }
  std::uint64_t faults = 0, warnings = 0;

 private:
  const Report& m_report;
};

/// bagit.txt, §2.1.1.
struct BagDeclaration {
  std::string version;
  std::string encoding = "UTF-8";
  bool is_1_0 = true;
};
/// Nothing when it says too little to go on; every reason is reported.
std::optional<BagDeclaration> read_declaration(const Folder& bag, BagReport& report);

/// manifest-ALG.txt or tagmanifest-ALG.txt, §2.1.3, §2.2.1.
struct ManifestFile {
  std::string file;
  std::string algorithm;  ///< lower case
  bool is_known = false;
};
struct ManifestLine {
  std::size_t number = 0;
  std::string digest;   ///< lower-case hex of the right length
  std::string path;     ///< decoded, without "./"
  std::string written;  ///< as it stands in the file
  bool has_star = false, has_dot_slash = false, has_stray_percent = false;
};
/// The manifests of the bag's root with this beginning ("manifest-"), sorted.
std::vector<ManifestFile> manifests_in(const std::vector<Node>& root, std::string_view prefix, BagReport& report);
/// Calls `take` for every line that can be used; what is wrong with the others is reported.
void read_manifest(const Folder& bag, const BagDeclaration& declaration, const ManifestFile& manifest,
                   BagReport& report, const std::function<void(ManifestLine&&)>& take);

/// fetch.txt, §2.2.3.
struct FetchLine {
  std::size_t number = 0;
  std::optional<std::uint64_t> length;  ///< nothing: "-"
  std::string path;
};
void read_fetch(const Folder& bag, const BagDeclaration& declaration, BagReport& report,
                const std::function<void(FetchLine&&)>& take);

/// bag-info.txt, §2.2.2.
struct PayloadOxum {
  std::uint64_t bytes = 0, files = 0;
};
std::optional<PayloadOxum> read_bag_info(const Folder& bag, const BagDeclaration& declaration, BagReport& report);

/// Digits only and within 64 bits.
std::optional<std::uint64_t> parse_count(std::string_view text);

}  // namespace anjuan::exchange
