#include <fmt/core.h>

#include <charconv>
#include <cmath>
#include <map>

#include "indexer/extract/office.hpp"

namespace anjuan::extract {
namespace {

/// Text of a shared or inline string, without the reading aid (rPh) that East Asian editions add.
std::string string_item(const pugi::xml_node& item) {
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
  return tidy(out);
}

/// True for a number format that shows a date: y, m, d or h outside quotation marks and brackets.
bool is_date_format(std::string_view code) {
  bool quoted = false, bracket = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '\\') {
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '[') {
      bracket = true;
    } else if (c == ']') {
      bracket = false;
    } else if (!quoted && !bracket && (c == 'y' || c == 'Y' || c == 'd' || c == 'D' || c == 'h' || c == 'H' || c == 'm')) {
      return true;
    }
  }
  return false;
}

struct Workbook {
  std::vector<std::string> strings;
  std::vector<bool> date_styles;  // by index of cellXfs
  bool from_1904 = false;
};

std::vector<bool> date_styles(const Package& package, const Limits& limits) {
  std::vector<bool> out;
  const auto xml = package.xml("xl/styles.xml", limits);
  if (!xml) return out;
  std::map<int, bool> formats;
  const pugi::xml_node sheet = child(**xml, "styleSheet");
  for (const pugi::xml_node& format : child(sheet, "numFmts").children()) {
    formats[format.attribute("numFmtId").as_int()] = is_date_format(attribute(format, "formatCode"));
  }
  for (const pugi::xml_node& xf : child(sheet, "cellXfs").children()) {
    const int id = xf.attribute("numFmtId").as_int();
    const auto custom = formats.find(id);
    const bool built_in = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    out.push_back(custom != formats.end() ? custom->second : built_in);
  }
  return out;
}

/// Days since 1899-12-30 (or 1904-01-01) as a civil date, with the time when there is one. A time alone has day 0.
std::string date_of(double serial, bool from_1904) {
  auto seconds = static_cast<std::int64_t>(std::llround(serial * 86400));
  std::int64_t days = seconds / 86400;
  seconds %= 86400;
  const std::string time = seconds == 0 ? std::string() : fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (days == 0 && !time.empty()) return time;
  // Howard Hinnant's civil_from_days; 25569 days lie between 1899-12-30 and 1970-01-01, 24107 from 1904-01-01.
  const std::int64_t z = days - (from_1904 ? 24107 : 25569) + 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const std::int64_t doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  const std::int64_t day = doy - (153 * mp + 2) / 5 + 1, month = mp < 10 ? mp + 3 : mp - 9;
  const std::int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
  return fmt::format("{:04}-{:02}-{:02}{}{}", year, month, day, time.empty() ? "" : " ", time);
}

std::string cell_text(const pugi::xml_node& cell, const Workbook& book) {
  const std::string_view type = attribute(cell, "t");
  if (type == "inlineStr") return string_item(child(cell, "is"));
  const std::string value = text_of(child(cell, "v"));
  if (value.empty()) return {};
  if (type == "s") {
    std::size_t index = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), index);
    return parsed.ec == std::errc() && index < book.strings.size() ? book.strings[index] : std::string();
  }
  if (type == "b") return value == "1" ? "TRUE" : "FALSE";
  if (type == "str" || type == "e" || type == "d") return tidy(value);
  double number = 0;
  const auto parsed = std::from_chars(value.data(), value.data() + value.size(), number);
  if (parsed.ec != std::errc() || !std::isfinite(number)) return tidy(value);
  const auto style = static_cast<std::size_t>(cell.attribute("s").as_uint());
  if (style < book.date_styles.size() && book.date_styles[style] && number >= 0 && number < 2958466) return date_of(number, book.from_1904);
  return fmt::format("{:.15g}", number);  // as Excel shows it: the file may say 1.5627407932000001
}

void append_sheet(const pugi::xml_node& sheet, const Workbook& book, FlowDocument& document) {
  for (const pugi::xml_node& row : child(sheet, "sheetData").children()) {
    if (local_name(row) != "row") continue;
    std::string text;
    for (const pugi::xml_node& cell : row.children()) {
      const std::string value = cell_text(cell, book);
      if (value.empty()) continue;
      if (!text.empty()) text += '\t';
      text += value;
    }
    if (!text.empty()) document.paragraphs.push_back({std::move(text), Paragraph::Style::cell_row});
  }
}

void append_comments(const pugi::xml_node& root, FlowDocument& document) {
  for (const pugi::xml_node& comment : child(root, "commentList").children()) {
    std::string text = string_item(child(comment, "text"));
    if (!text.empty()) document.paragraphs.push_back({std::move(text), Paragraph::Style::quote});
  }
}

}  // namespace

Result<FlowDocument> read_xlsx(const Package& package, const Limits& limits) {
  const std::string part = main_part(package, "xl/workbook.xml", limits);
  if (!package.part(part) && package.contains("xl/workbook.bin")) return fail(ErrorCode::unsupported, "Excel 二进制工作簿（xlsb）不支持");
  TRY_ASSIGN(const auto xml, package.xml(part, limits));
  const pugi::xml_node workbook = child(*xml, "workbook");
  Workbook book;
  const std::string_view date1904 = attribute(child(workbook, "workbookPr"), "date1904");
  book.from_1904 = date1904 == "1" || date1904 == "true";
  book.date_styles = date_styles(package, limits);
  std::map<std::string, std::string, std::less<>> sheets;
  for (const Relationship& each : relationships_of(package, part, limits)) {
    if (each.type == "worksheet") sheets[each.id] = each.target;
    if (each.type != "sharedStrings") continue;
    const auto shared = package.xml(each.target, limits);
    if (!shared) return fail(shared.error());
    for (const pugi::xml_node& item : child(**shared, "sst").children()) {
      if (item.type() == pugi::node_element) book.strings.push_back(string_item(item));
    }
  }
  FlowDocument document;
  document.title = core_title(package, limits);
  for (const pugi::xml_node& sheet : child(workbook, "sheets").children()) {
    const auto target = sheets.find(attribute(sheet, "id"));
    if (target == sheets.end()) continue;
    if (std::string name = tidy(attribute(sheet, "name")); !name.empty()) document.paragraphs.push_back({std::move(name), Paragraph::Style::heading});
    TRY_ASSIGN(const auto content, package.xml(target->second, limits));
    append_sheet(child(*content, "worksheet"), book, document);
    for (const Relationship& each : relationships_of(package, target->second, limits)) {
      const auto other = package.xml(each.target, limits);
      if (!other) continue;
      if (each.type == "comments") append_comments((*other)->document_element(), document);
      if (each.type == "drawing") append_ooxml_text(**other, document, Paragraph::Style::body, [](const pugi::xml_node&) { return false; });
    }
  }
  return document;
}

}  // namespace anjuan::extract
