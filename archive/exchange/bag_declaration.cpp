// bagit.txt and bag-info.txt.
#include <array>

#include "archive/base/utf8.hpp"
#include "archive/exchange/bag_parts.hpp"
#include "archive/exchange/digests.hpp"
#include "archive/exchange/tag_text.hpp"

namespace anjuan::exchange {

namespace {

constexpr const char* k_file = "bagit.txt";
constexpr const char* k_section = "2.1.1";
constexpr std::string_view k_version_label = "BagIt-Version: ", k_encoding_label = "Tag-File-Character-Encoding: ";
constexpr std::array<std::string_view, 6> k_versions = {"0.93", "0.94", "0.95", "0.96", "0.97", "1.0"};

std::string shown(std::string_view text) {
  constexpr std::size_t k_most = 200;
  return to_shown_utf8(text.size() > k_most ? std::string(text.substr(0, k_most)) + "…" : std::string(text));
}

bool is_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  const auto is_number = [](std::string_view part) { return parse_count(part).has_value(); };
  return dot != std::string_view::npos && is_number(text.substr(0, dot)) && is_number(text.substr(dot + 1));
}

std::vector<std::string> declaration_lines(TagText& text, BagReport& report) {
  std::vector<std::string> lines;
  for (;;) {
    const auto line = text.next();
    if (!line) {
      report.fault(k_section, k_file, "读不出来：" + line.error().message);
      return lines;
    }
    if (!*line) return lines;
    if ((*line)->is_ill_formed || (*line)->is_too_long) {
      report.fault(k_section, k_file, "第 " + std::to_string((*line)->number) + " 行不是 UTF-8");
      return lines;
    }
    lines.push_back((*line)->text);
    if (lines.size() > 3) return lines;  // two are allowed: more say nothing more
  }
}

bool read_version(const std::string& line, BagDeclaration& declaration, BagReport& report) {
  declaration.version = line.starts_with(k_version_label) ? line.substr(k_version_label.size()) : "";
  if (!is_version(declaration.version)) {
    report.fault(k_section, k_file, "第 1 行应为“BagIt-Version: 主.次”，写的是“" + shown(line) + "”");
    return false;
  }
  bool is_read = false;
  for (const std::string_view version : k_versions) is_read = is_read || declaration.version == version;
  if (!is_read) {
    report.fault(k_section, k_file, "不认识的版本 " + shown(declaration.version) + "，读 0.93 至 0.97 和 1.0");
    return false;
  }
  declaration.is_1_0 = declaration.version == "1.0";
  if (!declaration.is_1_0 && declaration.version != "0.97") {
    report.warn(k_section, k_file, "版本 " + declaration.version + " 按 0.97 的规则检查");
  }
  return true;
}

}  // namespace

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || text.size() > 19) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

std::optional<BagDeclaration> read_declaration(const Folder& bag, BagReport& report) {
  auto source = bag.read(k_file);
  if (!source) {
    report.fault(k_section, k_file,
                 source.error().code == ErrorCode::not_found ? "缺少这个文件：不是 BagIt 包"
                                                             : "读不出来：" + source.error().message);
    return std::nullopt;
  }
  auto text = TagText::open(std::move(*source), "UTF-8");
  if (!text) return std::nullopt;
  const std::vector<std::string> lines = declaration_lines(*text, report);
  if (text->had_bom()) report.fault(k_section, k_file, "以字节顺序标记（BOM）开头");
  BagDeclaration declaration;
  if (lines.size() != 2) {
    report.fault(k_section, k_file, "应恰有两行：BagIt-Version 和 Tag-File-Character-Encoding");
  }
  if (lines.empty() || !read_version(lines[0], declaration, report)) return std::nullopt;
  if (lines.size() < 2) return declaration;
  const std::string encoding =
      lines[1].starts_with(k_encoding_label) ? lines[1].substr(k_encoding_label.size()) : std::string();
  if (encoding.empty() || encoding.find_first_of(" \t") != std::string::npos) {
    report.fault(k_section, k_file, "第 2 行应为“Tag-File-Character-Encoding: 编码”，写的是“" + shown(lines[1]) + "”");
    return declaration;
  }
  if (auto tried = TagText::open(nullptr, encoding); !tried) {
    report.fault(k_section, k_file, tried.error().message);
    return declaration;
  }
  declaration.encoding = encoding;
  return declaration;
}

namespace {

constexpr const char* k_info = "bag-info.txt";
constexpr const char* k_info_section = "2.2.2";

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

/// Elements with their folded values, as they are read.
class InfoReader {
 public:
  InfoReader(const BagDeclaration& declaration, BagReport& report) : m_declaration(declaration), m_report(report) {}

  void line(const TagLine& line) {
    const std::string where = "第 " + std::to_string(line.number) + " 行";
    if (line.is_ill_formed || line.is_too_long) {
      m_report.fault(k_info_section, k_info, where + (line.is_too_long ? "太长" : "不合声明的编码"));
      return;
    }
    if (line.text.starts_with(' ') || line.text.starts_with('\t')) {
      if (m_label.empty()) return m_report.fault(k_info_section, k_info, where + "是续行，但前面没有项目");
      m_value += " " + trimmed(line.text);
      return;
    }
    end_element();
    if (line.text.empty()) {
      m_report.warn(k_info_section, k_info, where + "是空行");
      return;
    }
    const std::size_t colon = line.text.find(':');
    if (colon == std::string::npos || trimmed(line.text.substr(0, colon)).empty()) {
      return m_report.fault(k_info_section, k_info, where + "应为“项目: 值”，写的是“" + shown(line.text) + "”");
    }
    m_label = trimmed(line.text.substr(0, colon));
    m_value = trimmed(line.text.substr(colon + 1));
    check_spaces(line.text.substr(0, colon), line.text.substr(colon + 1), where);
  }

  void end_element() {
    // Labels are case-insensitive since 1.0; nobody means anything else by another spelling before.
    if (lower_ascii(m_label) == "payload-oxum") take_oxum();
    m_label.clear();
  }
  std::optional<PayloadOxum> oxum() const { return m_oxum; }

 private:
  // 0.97 allowed any white space about the colon ("uncommon metadata separators"); 1.0 wants one after it.
  void check_spaces(const std::string& label, const std::string& value, const std::string& where) {
    if (!m_declaration.is_1_0) return;
    if (label != m_label) m_report.fault(k_info_section, k_info, where + "项目名前后有空白");
    if (!value.starts_with(' ') && !value.starts_with('\t')) {
      m_report.fault(k_info_section, k_info, where + "冒号后应有一个空格");
    }
  }
  void take_oxum() {
    if (std::exchange(m_had_oxum, true)) {
      return m_report.fault(k_info_section, k_info, "Payload-Oxum 不可重复");
    }
    m_value = trimmed(m_value);  // a folded value may begin with its second line
    const std::size_t dot = m_value.find('.');
    const auto bytes = parse_count(std::string_view(m_value).substr(0, dot));
    const auto files = dot == std::string::npos ? std::nullopt : parse_count(std::string_view(m_value).substr(dot + 1));
    if (!bytes || !files) {
      return m_report.fault(k_info_section, k_info, "Payload-Oxum 应为“字节数.文件数”，写的是“" + shown(m_value) + "”");
    }
    m_oxum = PayloadOxum{*bytes, *files};
  }

  const BagDeclaration& m_declaration;
  BagReport& m_report;
  std::string m_label, m_value;
  bool m_had_oxum = false;
  std::optional<PayloadOxum> m_oxum;
};

}  // namespace

std::optional<PayloadOxum> read_bag_info(const Folder& bag, const BagDeclaration& declaration, BagReport& report) {
  auto source = bag.read(k_info);
  if (!source) {
    if (source.error().code != ErrorCode::not_found)
      report.fault(k_info_section, k_info, "读不出来：" + source.error().message);
    return std::nullopt;
  }
  auto text = TagText::open(std::move(*source), declaration.encoding);
  if (!text) return std::nullopt;
  InfoReader reader(declaration, report);
  for (;;) {
    const auto line = text->next();
    if (!line) {
      report.fault(k_info_section, k_info, "读不出来：" + line.error().message);
      break;
    }
    if (!*line) break;
    reader.line(**line);
  }
  reader.end_element();
  return reader.oxum();
}

}  // namespace anjuan::exchange
