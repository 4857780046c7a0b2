// manifest-ALG.txt, tagmanifest-ALG.txt and fetch.txt.
#include <algorithm>

#include "archive/base/utf8.hpp"
#include "archive/exchange/bag_parts.hpp"
#include "archive/exchange/bag_paths.hpp"
#include "archive/exchange/digests.hpp"
#include "archive/exchange/tag_text.hpp"

namespace anjuan::exchange {

namespace {

constexpr std::string_view k_blank = " \t";

std::string where(std::size_t number) { return "第 " + std::to_string(number) + " 行"; }

/// Every line of a tag file that its encoding has, with what is wrong with the others reported.
void each_line(const Folder& bag, const BagDeclaration& declaration, const char* section, const std::string& file,
               BagReport& report, const std::function<void(const TagLine&)>& take) {
  auto source = bag.read(file);
  if (!source) return report.fault(section, file, "读不出来：" + source.error().message);
  auto text = TagText::open(std::move(*source), declaration.encoding);
  if (!text) return report.fault(section, file, text.error().message);
  for (;;) {
    const auto line = text->next();
    if (!line) return report.fault(section, file, "读不出来：" + line.error().message);
    if (!*line) break;
    if ((*line)->is_too_long) {
      report.fault(section, file, where((*line)->number) + "太长");
    } else if ((*line)->is_ill_formed) {
      report.fault(section, file, where((*line)->number) + "不合声明的编码 " + to_shown_utf8(declaration.encoding));
    } else {
      take(**line);
    }
  }
  if (text->had_bom()) report.warn(section, file, "以字节顺序标记（BOM）开头");
}

/// Cuts the path apart and says whether it may be used.
bool take_path(const std::string& written, const std::string& file, std::size_t number, BagReport& report,
               ManifestLine& line) {
  line.written = written;
  std::string path = decoded_bag_path(written, &line.has_stray_percent);
  line.path = std::string(without_dot_slash(path));
  line.has_dot_slash = line.path.size() != path.size();
  const std::string reason = unsafe_path_reason(line.path);
  if (reason.empty()) return true;
  report.fault("5.1", file, where(number) + "“" + to_shown_utf8(written) + "”" + reason);
  return false;
}

}  // namespace

std::vector<ManifestFile> manifests_in(const std::vector<Node>& root, std::string_view prefix, BagReport& report) {
  constexpr std::string_view k_suffix = ".txt";
  std::vector<ManifestFile> manifests;
  for (const Node& node : root) {
    const std::string& name = node.path;
    if (!name.starts_with(prefix) || !name.ends_with(k_suffix) || name.size() <= prefix.size() + k_suffix.size())
      continue;
    ManifestFile manifest;
    manifest.file = name;
    manifest.algorithm =
        lower_ascii(std::string_view(name).substr(prefix.size(), name.size() - prefix.size() - k_suffix.size()));
    const auto same = std::find_if(manifests.begin(), manifests.end(),
                                   [&](const ManifestFile& other) { return other.algorithm == manifest.algorithm; });
    if (same != manifests.end()) {
      report.fault("2.1.3", name, "与 " + same->file + " 是同一种算法");
      continue;
    }
    manifest.is_known = is_known_digest(manifest.algorithm);
    if (!manifest.is_known)
      report.warn("2.4", name, "不认识的摘要算法 " + to_shown_utf8(manifest.algorithm) + "，没有核对摘要");
    manifests.push_back(std::move(manifest));
  }
  return manifests;
}

void read_manifest(const Folder& bag, const BagDeclaration& declaration, const ManifestFile& manifest,
                   BagReport& report, const std::function<void(ManifestLine&&)>& take) {
  const char* const section = manifest.file.starts_with("tag") ? "2.2.1" : "2.1.3";
  const std::size_t digits = manifest.is_known ? digest_digits(manifest.algorithm) : 0;
  each_line(bag, declaration, section, manifest.file, report, [&](const TagLine& text) {
    if (text.text.empty()) return report.warn(section, manifest.file, where(text.number) + "是空行");
    const std::size_t blank = text.text.find_first_of(k_blank);
    const std::size_t begin = text.text.find_first_not_of(k_blank, blank);
    if (blank == 0 || begin == std::string::npos) {
      return report.fault(section, manifest.file, where(text.number) + "应为“摘要 路径”");
    }
    ManifestLine line;
    line.number = text.number;
    line.digest = lower_ascii(std::string_view(text.text).substr(0, blank));
    if (!is_hex(line.digest) || (digits != 0 && line.digest.size() != digits)) {
      return report.fault("2.4", manifest.file,
                          where(text.number) + "的摘要不是 " + manifest.algorithm + " 的十六进制写法");
    }
    const std::string written = text.text.substr(begin);
    // md5sum marks binary mode by a star before the name.
    line.has_star = written.starts_with('*') && written.size() > 1;
    if (take_path(line.has_star ? written.substr(1) : written, manifest.file, text.number, report, line)) {
      take(std::move(line));
    }
  });
}

void read_fetch(const Folder& bag, const BagDeclaration& declaration, BagReport& report,
                const std::function<void(FetchLine&&)>& take) {
  constexpr const char* k_section = "2.2.3";
  const std::string file = "fetch.txt";
  each_line(bag, declaration, k_section, file, report, [&](const TagLine& text) {
    if (text.text.empty()) return report.warn(k_section, file, where(text.number) + "是空行");
    const std::size_t url_end = text.text.find_first_of(k_blank);
    const std::size_t length_begin = text.text.find_first_not_of(k_blank, url_end);
    const std::size_t length_end = text.text.find_first_of(k_blank, length_begin);
    const std::size_t path_begin = text.text.find_first_not_of(k_blank, length_end);
    if (url_end == 0 || path_begin == std::string::npos) {
      return report.fault(k_section, file, where(text.number) + "应为“网址 长度 路径”");
    }
    const std::string url = text.text.substr(0, url_end);
    const std::size_t colon = url.find(':');
    if (colon == std::string::npos || colon == 0 || colon + 1 == url.size()) {
      report.fault(k_section, file, where(text.number) + "的网址不是绝对 URI");
    }
    FetchLine line;
    line.number = text.number;
    const std::string length = text.text.substr(length_begin, length_end - length_begin);
    line.length = parse_count(length);
    if (!line.length && length != "-") report.fault(k_section, file, where(text.number) + "的长度应为字节数或 -");
    ManifestLine path;
    if (!take_path(text.text.substr(path_begin), file, text.number, report, path)) return;
    line.path = path.path;
    take(std::move(line));
  });
}

}  // namespace anjuan::exchange
