#include "tools/flows/sheet.hpp"

#include <iconv.h>

#include <algorithm>
#include <fstream>
#include <memory>

#include "archive/base/utf8.hpp"
#include "tools/flows/file_source.hpp"
#include "tools/flows/names.hpp"

namespace anjuan::flows {

namespace {

constexpr std::uint64_t k_largest_file = 256u << 20;

std::string trimmed(std::string_view text) {
  constexpr std::string_view k_blank = " \t\r\n";
  constexpr std::string_view k_wide_blank = "　";
  for (;;) {
    const std::size_t before = text.size();
    while (!text.empty() && k_blank.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
    while (!text.empty() && k_blank.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
    if (text.starts_with(k_wide_blank)) text.remove_prefix(k_wide_blank.size());
    if (text.ends_with(k_wide_blank)) text.remove_suffix(k_wide_blank.size());
    if (text.size() == before) return std::string(text);
  }
}

bool has_text(const SheetRow& row) {
  return std::any_of(row.cells.begin(), row.cells.end(), [](const std::string& cell) { return !cell.empty(); });
}

class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : m_text(text) {}

  Result<std::vector<SheetRow>> parse() {
    while (m_at < m_text.size()) {
      m_row = {++m_number, {}};
      TRY(read_row());
      if (has_text(m_row)) m_rows.push_back(std::move(m_row));
    }
    return std::move(m_rows);
  }

 private:
  Status read_row() {
    for (;;) {
      std::string cell;
      if (m_at < m_text.size() && m_text[m_at] == '"') TRY(read_quoted(cell));
      while (m_at < m_text.size() && m_text[m_at] != ',' && m_text[m_at] != '\n') cell.push_back(m_text[m_at++]);
      m_row.cells.push_back(trimmed(cell));
      if (m_at == m_text.size()) return {};
      if (m_text[m_at++] == '\n') return {};
    }
  }

  Status read_quoted(std::string& cell) {
    for (++m_at; m_at < m_text.size(); ++m_at) {
      if (m_text[m_at] != '"') {
        cell.push_back(m_text[m_at]);
      } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
        cell.push_back('"');
        ++m_at;
      } else {
        ++m_at;
        return {};
      }
    }
    return fail(ErrorCode::corrupt, "第 " + std::to_string(m_number) + " 行的引号没有结束");
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::uint64_t m_number = 0;
  SheetRow m_row;
  std::vector<SheetRow> m_rows;
};

struct CloseConverter {
  void operator()(void* converter) const { iconv_close(converter); }
};

Result<std::string> from_gb18030(std::string bytes) {
  const std::unique_ptr<void, CloseConverter> converter(iconv_open("UTF-8", "GB18030"));
  if (converter.get() == reinterpret_cast<void*>(-1)) return fail(ErrorCode::unsupported, "系统没有 GB18030 编码");
  std::string out(bytes.size() * 2 + 16, '\0');  // two bytes become three at most, four become four
  char* from = bytes.data();
  char* to = out.data();
  std::size_t left = bytes.size(), room = out.size();
  if (iconv(converter.get(), &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
    return fail(ErrorCode::invalid_argument, "第 " + std::to_string(from - bytes.data()) + " 字节起既不是 UTF-8 也不是 GB18030 文字");
  }
  out.resize(out.size() - room);
  return out;
}

/// ZIP and OLE, in which spreadsheets save.
bool begins_as_workbook(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("\xD0\xCF\x11\xE0"); }

}  // namespace

Result<std::vector<SheetRow>> parse_csv(std::string_view text) { return CsvParser(text).parse(); }

Status check_width(const std::vector<std::string>& cells, std::size_t titles) {
  const bool beyond = cells.size() > titles && std::any_of(cells.begin() + static_cast<std::ptrdiff_t>(titles), cells.end(), [](const auto& cell) { return !cell.empty(); });
  if (cells.size() >= titles && !beyond) return {};
  return fail(ErrorCode::invalid_argument, "有 " + std::to_string(cells.size()) + " 格，标题行有 " + std::to_string(titles) + " 格");
}

Result<std::string> read_text_file(const Path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return fail(ErrorCode::not_found, "打不开");
  const auto size = file.tellg();
  if (size < 0) return fail(ErrorCode::io, "读不了");
  if (static_cast<std::uint64_t>(size) > k_largest_file) return fail(ErrorCode::resource_exhausted, "文件超过 256 MiB");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  file.seekg(0);
  if (!file.read(bytes.data(), size)) return fail(ErrorCode::io, "读不了");
  if (begins_as_workbook(bytes)) return fail(ErrorCode::unsupported, "是工作簿，不是文字文件");
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  if (is_utf8(bytes)) return bytes;
  return from_gb18030(std::move(bytes));
}

Result<bool> is_workbook(const Path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::not_found, "打不开");
  char head[4] = {};
  file.read(head, sizeof head);
  if (begins_as_workbook(std::string_view(head, static_cast<std::size_t>(file.gcount())))) return true;
  // A torn workbook, or a web page that calls itself one, is better refused as a workbook than read as a list of strange titles.
  std::string suffix = path.extension().string();
  for (char& c : suffix) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return suffix == ".xlsx" || suffix == ".xlsm" || suffix == ".xls" || suffix == ".et";
}

Result<std::vector<SheetRow>> read_workbook(Worker& worker, const Path& path, const std::string& sheet, const CancelFlag* cancel) {
  worker.cancel_when(cancel);
  std::error_code unknown;
  const auto size = std::filesystem::file_size(path, unknown);
  if (!unknown && size > k_largest_file) return fail(ErrorCode::resource_exhausted, "文件超过 256 MiB");
  const auto copy_input = [&](ByteSink& sink) { return copy_file(path, sink, cancel); };
  TRY_ASSIGN(Table table, worker.table(copy_input, shown_name(path.filename().string()).text, sheet));
  for (SheetRow& row : table.rows) {
    for (std::string& cell : row.cells) cell = trimmed(cell);
  }
  std::erase_if(table.rows, [](const SheetRow& row) { return !has_text(row); });
  // A workbook keeps no blank cells at the end of a row, so that a short row there says nothing.
  for (SheetRow& row : table.rows) {
    if (row.cells.size() < table.rows.front().cells.size()) row.cells.resize(table.rows.front().cells.size());
  }
  return std::move(table.rows);
}

std::string_view workbook_remedy(ErrorCode code) {
  switch (code) {
    case ErrorCode::denied: return "请在表格软件里去掉口令，另存后再试";
    case ErrorCode::corrupt: return "请在表格软件里打开修复，另存为 .xlsx 后再试";
    case ErrorCode::unsupported: return "请在表格软件里另存为 .xlsx 或 CSV 后再试";
    case ErrorCode::not_found:
    case ErrorCode::invalid_argument: return "请核对文件，或用 --sheet 写明另一张工作表";
    case ErrorCode::resource_exhausted: return "请把它拆成几个小的工作簿，或另存为 CSV 后再试";
    default: return "";
  }
}

}  // namespace anjuan::flows
