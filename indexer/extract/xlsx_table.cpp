#include <algorithm>
#include <charconv>

#include "archive/base/utf8.hpp"
#include "indexer/extract/formats.hpp"
#include "indexer/extract/table.hpp"
#include "indexer/extract/xlsx_workbook.hpp"

namespace anjuan::extract {

namespace {

constexpr std::size_t k_names_told = 20, k_name_bytes_told = 120;

/// Where a cell stands, 1-based.
struct Place {
  std::uint64_t row = 0;
  std::size_t column = 0;
};

/// "AB12"; nullopt for anything else, and outside of what a worksheet can hold.
std::optional<Place> place_of(std::string_view reference) {
  Place place;
  std::size_t at = 0;
  for (; at < reference.size() && reference[at] >= 'A' && reference[at] <= 'Z' && at < 3; ++at) {
    place.column = place.column * 26 + static_cast<std::size_t>(reference[at] - 'A' + 1);
  }
  const char* const end = reference.data() + reference.size();
  const auto parsed = std::from_chars(reference.data() + at, end, place.row);
  if (at == 0 || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  if (place.row == 0 || place.row > k_most_rows || place.column > k_most_columns) return std::nullopt;
  return place;
}

struct Merged {
  Place first, last;
};

/// The merged ranges that a row passes through. Rows come in ascending order, so each range is taken up and laid down once.
class MergedCells {
 public:
  explicit MergedCells(const pugi::xml_node& worksheet) {
    for (const pugi::xml_node& merge : child(worksheet, "mergeCells").children()) {
      const std::string_view reference = attribute(merge, "ref");
      const std::size_t colon = reference.find(':');
      if (colon == std::string_view::npos) continue;
      const auto first = place_of(reference.substr(0, colon)), last = place_of(reference.substr(colon + 1));
      if (first && last) m_ranges.push_back({*first, *last});
    }
    std::sort(m_ranges.begin(), m_ranges.end(), [](const Merged& a, const Merged& b) { return a.first.row < b.first.row; });
  }

  void go_to(std::uint64_t row) {
    for (; m_next < m_ranges.size() && m_ranges[m_next].first.row <= row; ++m_next) m_open.push_back(m_ranges[m_next]);
    std::erase_if(m_open, [&](const Merged& range) { return range.last.row < row; });
  }

  /// Whether another cell covers this one of the row gone to.
  bool covers(const Place& place) const {
    return std::any_of(m_open.begin(), m_open.end(), [&](const Merged& range) {
      return place.column >= range.first.column && place.column <= range.last.column && (place.row != range.first.row || place.column != range.first.column);
    });
  }

 private:
  std::vector<Merged> m_ranges, m_open;
  std::size_t m_next = 0;
};

class SheetReader {
 public:
  SheetReader(const XlsxWorkbook& book, const pugi::xml_node& worksheet, const TableRowSink& sink) : m_book(book), m_worksheet(worksheet), m_merged(worksheet), m_sink(sink) {}

  /// Whether anything stands in it.
  Result<bool> read() {
    for (const pugi::xml_node& row : child(m_worksheet, "sheetData").children()) {
      if (local_name(row) == "row") TRY(read_row(row));
    }
    return m_any;
  }

 private:
  Status read_row(const pugi::xml_node& node) {
    std::uint64_t number = m_number + 1;
    if (const std::string_view written = attribute(node, "r"); !written.empty()) {
      const auto parsed = std::from_chars(written.data(), written.data() + written.size(), number);
      if (parsed.ec != std::errc() || parsed.ptr != written.data() + written.size()) number = 0;
    }
    // Backwards or twice: two rows would have one number, and nobody could find the refused one.
    if (number <= m_number || number > k_most_rows) return fail(ErrorCode::corrupt, "第 " + std::to_string(m_number) + " 行之后的行号不对");
    m_number = number;
    m_merged.go_to(number);
    TableRow row{number, {}};
    std::size_t column = 0;
    for (const pugi::xml_node& cell : node.children()) {
      if (local_name(cell) != "c") continue;
      TRY_ASSIGN(const Place place, place_in_row(cell, column + 1));
      column = place.column;
      if (m_merged.covers(place)) continue;
      TRY_ASSIGN(std::string text, m_book.cell_text(cell));
      if (text.empty()) continue;
      row.cells.resize(column);
      row.cells.back() = std::move(text);
    }
    if (row.cells.empty()) return {};
    m_any = true;
    return m_sink(std::move(row));
  }

  Result<Place> place_in_row(const pugi::xml_node& cell, std::size_t next) const {
    const std::string_view reference = attribute(cell, "r");
    const auto place = reference.empty() && next <= k_most_columns ? Place{m_number, next} : place_of(reference);
    if (!place || place->row != m_number || place->column < next) {
      return fail(ErrorCode::corrupt, "第 " + std::to_string(m_number) + " 行的单元格位置不对：" + to_shown_utf8(reference.substr(0, 20)));
    }
    return *place;
  }

  const XlsxWorkbook& m_book;
  pugi::xml_node m_worksheet;
  MergedCells m_merged;
  const TableRowSink& m_sink;
  std::uint64_t m_number = 0;
  bool m_any = false;
};

std::string quoted(const std::string& name) {
  std::size_t end = std::min(name.size(), k_name_bytes_told);
  while (end < name.size() && end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return "“" + name.substr(0, end) + (end < name.size() ? "…" : "") + "”";
}

std::string names_of(const std::vector<XlsxWorkbook::Sheet>& sheets) {
  std::string names;
  std::size_t told = 0;
  for (const XlsxWorkbook::Sheet& sheet : sheets) {
    if (told == k_names_told || names.size() > 4 * k_name_bytes_told) return names + " 等 " + std::to_string(sheets.size()) + " 张";
    names += (told++ == 0 ? "" : "、") + quoted(sheet.name) + (sheet.hidden ? "（隐藏）" : "");
  }
  return names;
}

Result<const XlsxWorkbook::Sheet*> choose(const std::vector<XlsxWorkbook::Sheet>& sheets, const std::string& name) {
  const auto wanted = [&](const XlsxWorkbook::Sheet& sheet) { return name.empty() ? !sheet.hidden : sheet.name == tidy(name); };
  const auto found = std::find_if(sheets.begin(), sheets.end(), wanted);
  if (found != sheets.end()) return &*found;
  if (sheets.empty()) return fail(ErrorCode::corrupt, "工作簿已损坏（没有工作表）");
  return fail(ErrorCode::not_found, (name.empty() ? "工作表都隐藏了" : "没有工作表" + quoted(tidy(name))) + "，有：" + names_of(sheets));
}

/// A part that is missing or broken, said of the workbook. Other errors stay as they are.
tl::unexpected<Error> damaged(const Error& error) {
  if (error.code != ErrorCode::not_found && error.code != ErrorCode::corrupt) return fail(error);
  return fail(ErrorCode::corrupt, "工作簿已损坏（" + error.message + "）");
}

Result<bool> read_rows(const Package& package, const XlsxWorkbook& book, const std::string& part, const Limits& limits, const TableRowSink& sink) {
  TRY_ASSIGN(const auto xml, package.xml(part, limits));
  const pugi::xml_node worksheet = child(*xml, "worksheet");
  if (!worksheet) return fail(ErrorCode::corrupt, part + " 不是工作表");
  return SheetReader(book, worksheet, sink).read();
}

/// What is no workbook to be read here. Its name says nothing: systems save web pages as .xls.
Status check_type(const std::string& media_type) {
  if (media_type == "application/x-ole-encrypted-package") return fail(ErrorCode::denied, "工作簿有口令");
  if (media_type.starts_with("application/vnd.ms-excel")) return fail(ErrorCode::unsupported, "是旧式工作簿（.xls）");
  if (media_type.find("spreadsheetml") == std::string::npos) return fail(ErrorCode::unsupported, "不是完整的 .xlsx 工作簿，内容是 " + media_type);
  return {};
}

}  // namespace

Result<std::string> read_table(const Input& input, const std::string& media_type, const std::string& sheet, const Limits& limits, const TableRowSink& sink) {
  if (is_legacy_office(media_type)) TRY(check_legacy_office(input.bytes()));
  TRY(check_type(media_type));
  const auto package = Package::open(input.bytes(), limits);
  if (!package) return damaged(package.error());
  const auto book = XlsxWorkbook::open(*package, limits);
  if (!book) return damaged(book.error());
  if (book->fault()) return damaged(*book->fault());
  TRY_ASSIGN(const XlsxWorkbook::Sheet* const chosen, choose(book->sheets(), sheet));
  const auto any = read_rows(*package, *book, chosen->part, limits, sink);
  if (!any) return damaged(any.error());
  if (*any) return chosen->name;
  const std::string others = book->sheets().size() > 1 ? "，有：" + names_of(book->sheets()) : std::string();
  return fail(ErrorCode::invalid_argument, "工作表" + quoted(chosen->name) + "是空的" + others);
}

}  // namespace anjuan::extract
