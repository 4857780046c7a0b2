// An .xlsx workbook on an opened package: its sheets, and what its cells show. For those who lay it out and those who read it as a table.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "indexer/extract/office.hpp"
#include "indexer/extract/xlsx_number.hpp"

namespace anjuan::extract {

/// Text of a string item or a comment with its line breaks, without the reading aid (rPh) that East Asian editions add.
std::string rich_text(const pugi::xml_node& item);

class XlsxWorkbook {
 public:
  struct Sheet {
    std::string name;
    std::string part;
    bool hidden = false;
  };

  /// unsupported for .xlsb, corrupt or not_found when a part is broken or missing. Without its styles a workbook can still be read: see fault().
  static Result<XlsxWorkbook> open(const Package& package, const Limits& limits);

  /// Worksheets only, in the order of their tabs.
  const std::vector<Sheet>& sheets() const { return m_sheets; }
  /// What is wrong with the styles. Numbers then pass for dates and dates for numbers.
  const std::optional<Error>& fault() const { return m_fault; }
  /// What the cell shows; a formula by its cached result. corrupt: a shared string that is not there.
  Result<std::string> cell_text(const pugi::xml_node& cell) const;

 private:
  XlsxWorkbook() = default;
  Status read_strings(const Package& package, const std::string& part, const Limits& limits);
  Status read_styles(const Package& package, const std::string& part, const Limits& limits);

  std::vector<Sheet> m_sheets;
  std::vector<std::string> m_strings;
  std::vector<NumberFormat> m_formats;  // by index of cellXfs
  DateSystem m_system = DateSystem::from_1900;
  std::optional<Error> m_fault;
};

}  // namespace anjuan::extract
