#include "query/reports/xlsx.hpp"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cerrno>
#include <string>

namespace anjuan::reports {

namespace {

constexpr std::size_t k_rows_of_a_sheet = 1'048'576, k_sheet_name = 31, k_cell_text = 32'767;
constexpr double k_narrow = 10, k_wide = 40;

/// A file without a name: books hold people's names, and must not lie in a temporary folder even for a moment.
class MemoryFile {
 public:
  static Result<MemoryFile> open() {
    const int fd = ::memfd_create("anjuan-xlsx", MFD_CLOEXEC);
    if (fd < 0) return fail(errno_error("工作簿", errno));
    return MemoryFile(fd);
  }
  MemoryFile(MemoryFile&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  MemoryFile& operator=(MemoryFile&&) = delete;
  ~MemoryFile() {
    if (m_fd >= 0) ::close(m_fd);
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(m_fd); }
  Result<Bytes> read() const {
    Bytes bytes;
    const off_t size = ::lseek(m_fd, 0, SEEK_END);
    if (size < 0) return fail(errno_error("工作簿", errno));
    bytes.resize(static_cast<std::size_t>(size));
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t n = ::pread(m_fd, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return fail(errno_error("工作簿", errno));
      done += static_cast<std::size_t>(n);
    }
    return bytes;
  }

 private:
  explicit MemoryFile(int fd) : m_fd(fd) {}
  int m_fd;
};

/// Bytes that fit, cut between characters.
std::string cut(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  std::size_t end = bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

struct Formats {
  lxw_format *title, *head, *text, *note;
};

Formats formats_in(lxw_workbook* book) {
  Formats formats{workbook_add_format(book), workbook_add_format(book), workbook_add_format(book), workbook_add_format(book)};
  format_set_bold(formats.title);
  format_set_font_size(formats.title, 14);
  format_set_bold(formats.head);
  for (lxw_format* format : {formats.head, formats.text}) format_set_border(format, LXW_BORDER_THIN);
  for (lxw_format* format : {formats.head, formats.text, formats.note}) {
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
  }
  format_set_text_wrap(formats.text);
  return formats;
}

double width_of(const Table& table, std::size_t column) {
  std::size_t bytes = table.columns[column].size();
  for (const auto& row : table.rows) bytes = std::max(bytes, row[column].text.size());
  return std::clamp(static_cast<double>(bytes) * 2 / 3 + 2, k_narrow, k_wide);  // a Chinese character: three bytes, two columns
}

void write_table(lxw_worksheet* sheet, const Formats& formats, const Report& report, const Table& table, bool with_notes) {
  lxw_row_t at = 0;
  worksheet_write_string(sheet, at++, 0, report.title.c_str(), formats.title);
  const std::string days = (report.period ? "期间 " + report.period->to_string() + "　" : "") + "截至 " + report.as_of.to_string();
  worksheet_write_string(sheet, at++, 0, days.c_str(), formats.note);
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const auto column = static_cast<lxw_col_t>(c);
    worksheet_set_column(sheet, column, column, width_of(table, c), nullptr);
    worksheet_write_string(sheet, at, column, table.columns[c].c_str(), formats.head);
  }
  worksheet_freeze_panes(sheet, at + 1, 1);
  worksheet_repeat_rows(sheet, at, at);
  for (const auto& row : table.rows) {
    ++at;
    for (std::size_t c = 0; c < row.size(); ++c) {
      const auto column = static_cast<lxw_col_t>(c);
      if (row[c].count) {
        worksheet_write_number(sheet, at, column, static_cast<double>(*row[c].count), formats.text);
      } else {
        worksheet_write_string(sheet, at, column, cut(row[c].text, k_cell_text).c_str(), formats.text);
      }
    }
  }
  if (!with_notes) return;
  at += 2;
  for (const std::string& formula : report.formulas) worksheet_write_string(sheet, at++, 0, cut(formula, k_cell_text).c_str(), formats.note);
}

/// Of at most 31 characters without the signs that a sheet's name may not have.
std::string sheet_name(const Table& table) {
  std::string name;
  std::size_t count = 0;
  for (const char c : table.name) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80 && ++count > k_sheet_name) break;  // where a character begins
    name += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : '-';
  }
  return name;
}

}  // namespace

Result<Bytes> xlsx_of(const Report& report) {
  for (const Table& table : report.tables) {
    if (table.rows.size() + report.formulas.size() + 8 > k_rows_of_a_sheet) {
      return fail(ErrorCode::resource_exhausted, table.name + " 有 " + std::to_string(table.rows.size()) + " 行，一张工作表放不下：请缩短期间");
    }
  }
  TRY_ASSIGN(const MemoryFile file, MemoryFile::open());
  lxw_workbook* const book = workbook_new(file.path().c_str());  // closed and freed by workbook_close()
  if (book == nullptr) return fail(ErrorCode::resource_exhausted, "工作簿：内存不足");
  const Formats formats = formats_in(book);
  bool first = true;
  for (const Table& table : report.tables) {
    lxw_worksheet* const sheet = workbook_add_worksheet(book, sheet_name(table).c_str());
    if (sheet == nullptr) {
      workbook_close(book);
      return fail(ErrorCode::internal, "工作表名不能用：" + table.name);
    }
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, 9);  // A4
    worksheet_fit_to_pages(sheet, 1, 0);
    write_table(sheet, formats, report, table, first);
    first = false;
  }
  const lxw_error error = workbook_close(book);
  if (error != LXW_NO_ERROR) return fail(ErrorCode::io, std::string("工作簿：") + lxw_strerror(error));
  return file.read();
}

}  // namespace anjuan::reports
