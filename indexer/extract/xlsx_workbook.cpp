#include "indexer/extract/xlsx_workbook.hpp"

#include <charconv>
#include <map>

#include "archive/base/utf8.hpp"

namespace anjuan::extract {

namespace {

/// The character that "_x000D_" at `at` stands for, which XML itself cannot hold; nothing else that looks like it (surrogates stay as written).
std::optional<char32_t> escaped_character(std::string_view text, std::size_t at) {
  constexpr std::size_t k_size = 7;
  if (text.size() < at + k_size || text[at + 1] != 'x' || text[at + k_size - 1] != '_') return std::nullopt;
  std::uint32_t code = 0;
  const char* const end = text.data() + at + k_size - 1;
  const auto parsed = std::from_chars(text.data() + at + 2, end, code, 16);
  if (parsed.ec != std::errc() || parsed.ptr != end || (code >= 0xD800 && code < 0xE000)) return std::nullopt;
  return code;
}

/// Sound characters: escapes undone, line ends as '\n', other controls as blanks.
std::string sound(std::string_view text) {
  std::string out;
  bool after_return = false;
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = 0;
    if (const auto escaped = text[at] == '_' ? escaped_character(text, at) : std::nullopt) {
      c = *escaped;
      at += 7;
    } else {
      c = next_utf8(text, at);
    }
    const bool second_half = after_return && c == '\n';
    after_return = c == '\r';
    if (second_half) continue;
    if (c == '\r' || c == 0x2028 || c == 0x2029) c = '\n';
    append_utf8(out, (c < 0x20 && c != '\n' && c != '\t') || c == 0x7F || c == 0x85 ? U' ' : c);
  }
  return out;
}

/// "2019-03-05T00:00:00Z" of a cell that holds its date as text (ISO 29500 strict).
std::string iso_date(std::string_view text) {
  if (text.size() < 11 || text[10] != 'T') return std::string(text);
  const std::string_view time = text.substr(11, 8);
  if (time == "00:00:00") return std::string(text.substr(0, 10));
  return std::string(text.substr(0, 10)) + " " + std::string(time);
}

bool is_true(std::string_view value) { return value == "1" || value == "true"; }

}  // namespace

std::string rich_text(const pugi::xml_node& item) {
  std::string out;
  walk(
      item,
      [&](const pugi::xml_node& node) {
        if (node.type() == pugi::node_element && local_name(node) == "rPh") return false;
        if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
          if (local_name(node.parent()) == "t") out += node.value();
        }
        return true;
      },
      [](const pugi::xml_node&) {});
  return sound(out);
}

Result<XlsxWorkbook> XlsxWorkbook::open(const Package& package, const Limits& limits) {
  const std::string part = main_part(package, "xl/workbook.xml", limits);
  if (!package.part(part) && package.contains("xl/workbook.bin")) return fail(ErrorCode::unsupported, "Excel 二进制工作簿（xlsb）不支持");
  TRY_ASSIGN(const auto xml, package.xml(part, limits));
  const pugi::xml_node workbook = child(*xml, "workbook");
  XlsxWorkbook book;
  if (is_true(attribute(child(workbook, "workbookPr"), "date1904"))) book.m_system = DateSystem::from_1904;
  std::map<std::string, std::string, std::less<>> parts;
  std::string styles = package.part("xl/styles.xml") ? "xl/styles.xml" : "";  // some writers forget to relate it
  for (const Relationship& each : relationships_of(package, part, limits)) {
    if (each.type == "worksheet") parts[each.id] = each.target;
    if (each.type == "sharedStrings") TRY(book.read_strings(package, each.target, limits));
    if (each.type == "styles") styles = each.target;
  }
  if (!styles.empty()) {
    if (Status read = book.read_styles(package, styles, limits); !read) book.m_fault = std::move(read).error();
  }
  for (const pugi::xml_node& sheet : child(workbook, "sheets").children()) {
    const auto found = parts.find(attribute(sheet, "id"));
    const std::string_view state = attribute(sheet, "state");
    if (found != parts.end()) book.m_sheets.push_back({tidy(attribute(sheet, "name")), found->second, state == "hidden" || state == "veryHidden"});
  }
  return book;
}

Status XlsxWorkbook::read_strings(const Package& package, const std::string& part, const Limits& limits) {
  TRY_ASSIGN(const auto xml, package.xml(part, limits));
  for (const pugi::xml_node& item : child(*xml, "sst").children()) {
    if (item.type() == pugi::node_element) m_strings.push_back(rich_text(item));
  }
  return {};
}

Status XlsxWorkbook::read_styles(const Package& package, const std::string& part, const Limits& limits) {
  TRY_ASSIGN(const auto xml, package.xml(part, limits));
  std::map<int, NumberFormat> formats;
  const pugi::xml_node sheet = child(*xml, "styleSheet");
  for (const pugi::xml_node& format : child(sheet, "numFmts").children()) {
    formats[format.attribute("numFmtId").as_int()] = parse_number_format(attribute(format, "formatCode"));
  }
  for (const pugi::xml_node& xf : child(sheet, "cellXfs").children()) {
    if (xf.type() != pugi::node_element) continue;
    const int id = xf.attribute("numFmtId").as_int();
    const auto custom = formats.find(id);
    m_formats.push_back(custom != formats.end() ? custom->second : built_in_number_format(id));
  }
  return {};
}

Result<std::string> XlsxWorkbook::cell_text(const pugi::xml_node& cell) const {
  const std::string_view type = attribute(cell, "t");
  if (type == "inlineStr") return rich_text(child(cell, "is"));
  const std::string value = text_of(child(cell, "v"));
  if (value.empty()) return std::string();
  if (type == "s") {
    std::size_t index = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), index);
    if (parsed.ec != std::errc() || index >= m_strings.size()) return fail(ErrorCode::corrupt, "缺少共享字符串 " + to_shown_utf8(value.substr(0, 20)));
    return m_strings[index];
  }
  if (type == "b") return std::string(is_true(value) ? "TRUE" : "FALSE");
  if (type == "d") return sound(iso_date(value));
  if (type == "str" || type == "e") return sound(value);
  const auto style = static_cast<std::size_t>(cell.attribute("s").as_uint());
  return sound(shown_number(tidy(value), style < m_formats.size() ? m_formats[style] : NumberFormat(), m_system));
}

}  // namespace anjuan::extract
