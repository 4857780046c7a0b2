#include "tools/flows/page_stamps.hpp"

#include "archive/filing/filing_record.hpp"
#include "archive/registry/record.hpp"

namespace anjuan::flows {

using filing::ArrangedPaper;
using registry::text_in;

namespace {

/// F-5: 全宗号, 年度, 件号; 机构或问题, 保管期限, 页数. What a code does not say (the 机构 is optional, an old code has other parts) stays blank.
Result<std::vector<std::string>> cells_of(const FilingRow& row, const VolumeForms& forms) {
  TRY_ASSIGN(const print::FormDocument stamp, forms.stamp(row));
  std::vector<std::string> cells;
  for (const char* name : {"全宗号", "年度", "件号", "机构", "保管期限", "页数"}) cells.push_back(stamp.fields.at(name));
  return cells;
}

}  // namespace

Result<std::optional<FiledPaper>> filed_paper(FilingBook& book, const Item& item) {
  if (!item.matter) return std::optional<FiledPaper>();
  TRY_ASSIGN(std::vector<FilingRow> rows, book.of_matter(*item.matter));
  for (FilingRow& row : rows) {
    const std::vector<ArrangedPaper> papers = filing::papers_of(row.record);
    for (std::size_t i = 0; i < papers.size(); ++i) {
      if (papers[i].item == item.item) return std::optional(FiledPaper{std::move(row), i});
    }
  }
  return std::optional<FiledPaper>();
}

Result<std::vector<PageStamp>> stamps_of(const FilingRow& row, const std::vector<ArrangedPaper>& papers, std::size_t position, const VolumeForms& forms) {
  const ArrangedPaper& paper = papers.at(position);
  std::vector<PageStamp> stamps;
  for (std::uint32_t face = 1; face <= paper.faces.count; ++face) {
    const std::uint32_t number = filing::number_of_face(paper.faces, paper.numbers.first, face);
    if (number == 0) continue;
    PageStamp stamp{face, std::to_string(number), filing::corner_of_face(face) == filing::Corner::upper_left, {}};
    if (number == 1 && text_in(row.record, "regime") == "件") {
      TRY_ASSIGN(stamp.cells, cells_of(row, forms));
    }
    stamps.push_back(std::move(stamp));
  }
  return stamps;
}

}  // namespace anjuan::flows
