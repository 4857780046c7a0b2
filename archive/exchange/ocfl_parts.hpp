// The parts of an OCFL check: the report with its codes, inventories, one object.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/exchange/finding.hpp"
#include "archive/exchange/folder.hpp"

namespace anjuan::exchange {

/// Findings by code, with paths relative to what is checked.
class OcflReport {
 public:
  explicit OcflReport(const Report& report) : m_report(report) {}
  void error(const char* code, const std::string& file, const std::string& message) {
    ++faults;
    m_report({Level::fault, code, file, message});
  }
  void warn(const char* code, const std::string& file, const std::string& message) {
    ++warnings;
    m_report({Level::warning, code, file, message});
  }
  std::uint64_t faults = 0, warnings = 0;

 private:
  const Report& m_report;
};

/// A word of the package in a message: shortened, and only what can be shown.
std::string in_quotes(std::string_view text);

/// "v1", "v001": a number, and how it is written.
struct VersionName {
  std::string text;
  std::uint64_t number = 0;
  std::size_t digits = 0;
  bool is_padded = false;
};
std::optional<VersionName> parse_version_name(std::string_view text);
/// Sequence and convention of the keys of `versions`: E008…E013, E104, E105. The good ones, by number.
std::vector<VersionName> check_version_names(const std::vector<std::string>& names, const std::string& file,
                                             OcflReport& report);

/// Paths in order, and for each the digest it belongs to.
using DigestBlock = std::vector<std::pair<std::string, std::vector<std::string>>>;

struct VersionBlock {
  std::string name;
  std::string created, message, user_name, user_address;
  DigestBlock state;
};

struct Inventory {
  std::string file;  ///< where it stands, relative to what is checked
  std::string id, algorithm, head;
  std::string spec;  ///< of `type`: "1.0", "1.1", or empty
  std::optional<std::string> content_directory;
  std::string content() const { return content_directory.value_or("content"); }
  bool has_manifest = false;
  DigestBlock manifest;
  std::vector<VersionName> names;                             ///< of the versions, by number
  std::map<std::string, VersionBlock, std::less<>> versions;  ///< by name, those too whose name is none
  std::vector<std::pair<std::string, DigestBlock>> fixity;    ///< by algorithm
  const VersionBlock* version(std::string_view name) const;
  /// A version under a name that one may have.
  bool has_version(std::string_view name) const;
  /// vN/CONTENT/…, of a version that it has.
  bool is_content_path(std::string_view path) const;
};

enum class InventoryRole : std::uint8_t { root, version };

/// Everything that can be said of an inventory without looking at the files. `spec` is the object's declared version.
/// Nothing when it is no JSON object (E033).
std::optional<Inventory> read_inventory(const std::string& text, const std::string& file, InventoryRole role,
                                        const std::string& spec, OcflReport& report);

/// "https://ocfl.io/1.1/spec/#inventory" → "1.1"; "" for anything else.
std::string spec_of_type(std::string_view type);
inline bool is_spec(std::string_view version) { return version == "1.0" || version == "1.1"; }

/// §3.5.2, §3.5.3.1: which codes the rules of paths have in this place.
struct PathCodes {
  const char* element;   ///< . or .. or empty
  const char* edge;      ///< begins or ends with a slash
  const char* conflict;  ///< not unique, or a part of another
};
/// Those of the paths that break no rule about their elements.
void check_paths(const DigestBlock& block, const PathCodes& codes, const std::string& file, OcflReport& report);
bool has_bad_elements(std::string_view path);

/// RFC 3339 with seconds and zone.
bool is_rfc3339(std::string_view text);
/// A scheme, a colon, and something after it (RFC 3986).
bool is_uri(std::string_view text);
/// Four digits, a hyphen, words: how the names of registered extensions are made. The register grows: it is not held
/// here.
bool is_registered_extension_name(std::string_view name);

/// A NAMASTE declaration (§3.2, §4.2): which codes it has for an object, which for a storage root.
struct DeclarationCodes {
  const char* prefix;  ///< of dvalue: "ocfl_object_" or "ocfl_"
  const char *form, *none, *many, *pattern, *tag, *value, *content;
};
extern const DeclarationCodes k_object_declaration, k_root_declaration;
/// Whether a name is, or was meant as, this declaration.
bool is_declaration(const DeclarationCodes& codes, std::string_view name);
/// The declared version, or "".
std::string check_declaration(const Folder& folder, const std::string& at, const std::vector<Node>& nodes,
                              const DeclarationCodes& codes, OcflReport& report);

/// E066, W011: what an older version's inventory says of each version, against the current one.
void compare_histories(const Inventory& older, const Inventory& now, OcflReport& report);

/// The files of an object by their paths below it.
using ObjectFiles = std::map<std::string, Node>;

/// What the inventories of an object say of its bytes, gathered, then checked in one reading of each file (E092, E093).
class ContentCheck {
 public:
  ContentCheck(const Folder& folder, std::string at, OcflReport& report)
      : m_folder(folder), m_at(std::move(at)), m_report(report) {}
  void expect(const Inventory& inventory);
  /// `excused`: beginnings of paths whose absence was named otherwise.
  void run(const ObjectFiles& files, const std::vector<std::string>& excused);
  std::uint64_t files() const { return m_files; }
  std::uint64_t bytes() const { return m_bytes; }

 private:
  struct Expected {
    std::string algorithm, digest;
    const char* code;  ///< E092 of a manifest, E093 of a fixity block
    std::string inventory;
    bool is_well_placed;  ///< where content may stand; otherwise its absence follows from what was named already
  };
  void add(const DigestBlock& block, const std::string& algorithm, const char* code, const Inventory& inventory);
  void check_file(const std::string& path, const std::vector<Expected>& expected);

  const Folder& m_folder;
  std::string m_at;
  OcflReport& m_report;
  std::map<std::string, std::vector<Expected>> m_expected;
  std::uint64_t m_files = 0, m_bytes = 0;
};

struct ObjectSummary {
  std::string id, spec;
  std::uint64_t files = 0, bytes = 0;
};
/// `at` is the object's root, relative to the folder.
ObjectSummary check_object(const Folder& folder, const std::string& at, OcflReport& report);
bool is_object_root(const std::vector<Node>& nodes);

}  // namespace anjuan::exchange
