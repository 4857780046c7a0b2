// The small grammars of OCFL: version names, paths, times, declarations.
#include <algorithm>
#include <array>
#include <set>

#include "archive/base/civil_date.hpp"
#include "archive/base/utf8.hpp"
#include "archive/exchange/ocfl.hpp"
#include "archive/exchange/ocfl_parts.hpp"

namespace anjuan::exchange {

namespace {
bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}
}  // namespace

std::string in_quotes(std::string_view text) {
  constexpr std::size_t k_most = 300;
  return "“" + to_shown_utf8(text.substr(0, k_most)) + (text.size() > k_most ? "…”" : "”");
}

std::optional<VersionName> parse_version_name(std::string_view text) {
  if (!text.starts_with('v') || !all_digits(text.substr(1)) || text.size() > 19) return std::nullopt;
  VersionName name{std::string(text), 0, text.size() - 1, text[1] == '0'};
  for (const char c : text.substr(1)) name.number = name.number * 10 + static_cast<std::uint64_t>(c - '0');
  if (name.number == 0) return std::nullopt;
  return name;
}

// The first version sets the convention (§3.3). E011: the padded number has run out of zeros; E012: zeros to another
// width; E013: with zeros here and without there.
static void check_convention(const std::vector<VersionName>& names, const std::string& file, OcflReport& report) {
  const VersionName& first = names.front();
  for (const VersionName& name : names) {
    const bool same_width = name.digits == first.digits;
    if (first.is_padded && same_width && !name.is_padded) {
      report.error("E011", file, in_quotes(name.text) + " 补零的版本号应以 v0 开头");
    } else if (first.is_padded && name.is_padded && !same_width) {
      report.error("E012", file, in_quotes(name.text) + " 与 " + in_quotes(first.text) + " 补零的位数不同");
    } else if (first.is_padded != name.is_padded) {
      report.error("E013", file, in_quotes(name.text) + " 与 " + in_quotes(first.text) + " 的写法不同");
    }
  }
}

std::vector<VersionName> check_version_names(const std::vector<std::string>& names, const std::string& file,
                                             OcflReport& report) {
  std::vector<VersionName> good;
  for (const std::string& name : names) {
    if (const auto parsed = parse_version_name(name)) {
      good.push_back(*parsed);
    } else if (!name.starts_with('v')) {
      report.error("E104", file, "版本名 " + in_quotes(name) + " 应为 v 加版本号");
    } else {
      report.error("E105", file, "版本名 " + in_quotes(name) + " 的版本号应为正整数");
    }
  }
  std::stable_sort(good.begin(), good.end(),
                   [](const VersionName& a, const VersionName& b) { return a.number < b.number; });
  if (good.empty()) {
    report.error("E008", file, "没有一个版本");
    return good;
  }
  if (good.front().number != 1)
    report.error("E009", file, "版本从 " + in_quotes(good.front().text) + " 开始，应从 1 开始");
  for (std::size_t i = 1; i < good.size(); ++i) {
    if (good[i].number - good[i - 1].number > 1) {
      report.error("E010", file, "版本 " + in_quotes(good[i - 1].text) + " 之后缺号");
    }
  }
  check_convention(good, file, report);
  return good;
}

bool has_bad_elements(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.back() == '/') return true;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view element = path.substr(at, end - at);
    if (element.empty() || element == "." || element == "..") return true;
    at = end + 1;
  }
  return false;
}

static void check_elements(const std::string& path, const PathCodes& codes, const std::string& file,
                           OcflReport& report) {
  std::string_view rest = path;
  if (rest.starts_with('/') || rest.ends_with('/')) {
    report.error(codes.edge, file, "路径 " + in_quotes(path) + " 以斜杠开头或结尾");
    if (rest.starts_with('/')) rest.remove_prefix(1);
    if (rest.ends_with('/')) rest.remove_suffix(1);
  }
  if (has_bad_elements(rest)) report.error(codes.element, file, "路径 " + in_quotes(path) + " 含有空的、. 或 .. 部分");
}

void check_paths(const DigestBlock& block, const PathCodes& codes, const std::string& file, OcflReport& report) {
  std::set<std::string> all;
  for (const auto& [digest, paths] : block) {
    for (const std::string& path : paths) {
      check_elements(path, codes, file, report);
      if (!all.insert(path).second) report.error(codes.conflict, file, "路径 " + in_quotes(path) + " 不止一次");
    }
  }
  for (const std::string& path : all) {
    for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
      if (at + 1 == path.size() || !all.contains(path.substr(0, at))) continue;
      report.error(codes.conflict, file, "路径 " + in_quotes(path.substr(0, at)) + " 既是文件又是文件夹");
    }
  }
}

bool is_rfc3339(std::string_view text) {
  // 2019-01-01T02:03:04[.digits](Z|±hh:mm); RFC 3339 §5.6 lets t and z be small.
  constexpr std::size_t k_seconds_end = 19;
  const auto number = [&](std::size_t at, int most) {
    const std::string_view two = text.substr(at, 2);
    return two.size() == 2 && all_digits(two) && (two[0] - '0') * 10 + (two[1] - '0') <= most;
  };
  if (text.size() <= k_seconds_end || !CivilDate::parse(text.substr(0, 10))) return false;
  if ((text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':') return false;
  if (!number(11, 23) || !number(14, 59) || !number(17, 60)) return false;
  std::string_view zone = text.substr(k_seconds_end);
  if (zone.front() == '.') {
    const std::size_t end = zone.find_first_not_of("0123456789", 1);
    if (end == std::string_view::npos || end == 1) return false;
    zone.remove_prefix(end);
  }
  if (zone == "Z" || zone == "z") return true;
  const std::size_t at = text.size() - zone.size();
  return zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' && number(at + 1, 23) &&
         number(at + 4, 59);
}

bool is_uri(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) return false;
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  if (!is_letter(text[0])) return false;
  for (const char c : text.substr(0, colon)) {
    if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F &&
           std::string_view("<>\"{}|\\^`").find(c) == std::string_view::npos;
  });
}

bool is_registered_extension_name(std::string_view name) {
  if (name == "initial") return true;  // named by the extensions repository itself
  if (name.size() < 6 || !all_digits(name.substr(0, 4)) || name[4] != '-') return false;
  return std::all_of(name.begin() + 5, name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string spec_of_type(std::string_view type) {
  constexpr std::string_view k_before = "https://ocfl.io/", k_after = "/spec/#inventory";
  if (!type.starts_with(k_before) || !type.ends_with(k_after) || type.size() <= k_before.size() + k_after.size())
    return "";
  const std::string_view version = type.substr(k_before.size(), type.size() - k_before.size() - k_after.size());
  return is_spec(version) ? std::string(version) : "";
}

const DeclarationCodes k_object_declaration{"ocfl_object_", "E002", "E003", "E003", "E004", "E005", "E006", "E007"};
const DeclarationCodes k_root_declaration{"ocfl_", "E075", "E069", "E076", "E077", "E078", "E079", "E080"};

/// "0" and "ocfl_object_1.1" of "0=ocfl_object_1.1"; no tag where there is no "=".
static std::pair<std::string, std::string> parts_of_tag(std::string_view name) {
  const std::size_t equals = name.find('=');
  if (equals == std::string_view::npos) return {"", std::string(name)};
  return {std::string(name.substr(0, equals)), std::string(name.substr(equals + 1))};
}

bool is_declaration(const DeclarationCodes& codes, std::string_view name) {
  const auto [tag, value] = parts_of_tag(name);
  const bool is_objects = value.starts_with(k_object_declaration.prefix);
  const std::string_view root_prefix = k_root_declaration.prefix;
  const bool is_roots =
      value.starts_with(root_prefix) && all_digits(std::string_view(value).substr(root_prefix.size(), 1));
  if (&codes == &k_object_declaration) return is_objects || (tag == "0" && !is_roots);
  // A storage root may hold other files (E087), ocfl_1.1.md among them: without a tag only the bare value is meant.
  if (name.find('=') == std::string_view::npos)
    return is_roots && is_spec(std::string_view(value).substr(root_prefix.size()));
  return !is_objects && (is_roots || tag == "0");
}

static std::string check_one_declaration(const Folder& folder, const Node& node, const DeclarationCodes& codes,
                                         OcflReport& report) {
  const auto [tag, value] = parts_of_tag(node.name());
  if (node.kind != NodeKind::file) {
    report.error(codes.form, node.path, "版本声明应为文件");
    return "";
  }
  if (node.name().find('=') == std::string::npos) {
    report.error(codes.pattern, node.path, "版本声明的文件名应为 0=" + std::string(codes.prefix) + "版本");
    return "";
  }
  if (tag != "0") {
    report.error(codes.tag, node.path, "版本声明的文件名应以 0= 开头");
    return "";
  }
  const std::string version =
      value.starts_with(codes.prefix) ? value.substr(std::string_view(codes.prefix).size()) : std::string();
  if (!is_spec(version)) {
    report.error(codes.value, node.path, "版本声明应为 " + std::string(codes.prefix) + "1.0 或 1.1");
    return "";
  }
  constexpr std::size_t k_most = 4096;
  const auto text = folder.read_text(node.path, k_most);
  if (!text || *text != value + "\n") report.error(codes.content, node.path, "内容应为 " + value + " 加换行");
  return version;
}

std::string check_declaration(const Folder& folder, const std::string& at, const std::vector<Node>& nodes,
                              const DeclarationCodes& codes, OcflReport& report) {
  std::vector<const Node*> found;
  for (const Node& node : nodes) {
    if (is_declaration(codes, node.name())) found.push_back(&node);
  }
  if (found.empty()) {
    report.error(codes.none, at, "没有版本声明文件 0=" + std::string(codes.prefix) + "版本");
    return "";
  }
  if (found.size() > 1) {
    report.error(codes.many, at, "版本声明文件不止一个");
    return "";
  }
  return check_one_declaration(folder, *found.front(), codes, report);
}

}  // namespace anjuan::exchange
