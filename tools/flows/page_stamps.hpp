// What is stamped on access copies of what was filed: page numbers (R-140…R-142) and the 归档章 (F-5). Proof: tests/tools/stamp_test.cpp.
#pragma once

#include <optional>
#include <vector>

#include "archive/catalog/filing_book.hpp"
#include "archive/filing/arrangement.hpp"
#include "indexer/worker/leaf.hpp"
#include "tools/flows/volume_forms.hpp"

namespace anjuan::flows {

/// Where a paper was filed.
struct FiledPaper {
  FilingRow row;
  std::size_t position = 0;  ///< among the papers of the record
};
/// nullopt: in no 件 or volume of its matter.
Result<std::optional<FiledPaper>> filed_paper(FilingBook& book, const Item& item);

/// For each numbered face of the paper at `position`; on the first page of a 件 its 归档章. Bound volumes have none.
Result<std::vector<PageStamp>> stamps_of(const FilingRow& row, const std::vector<filing::ArrangedPaper>& papers, std::size_t position, const VolumeForms& forms);

}  // namespace anjuan::flows
