// 一卷一文件: a 件 or volume bound as one PDF/A-2u: cover, 卷内文件目录 with links, the papers with their stamps, 备考表. Proof: tests/tools/volume_book_test.cpp.
#pragma once

#include <vector>

#include "archive/catalog/archive.hpp"
#include "archive/catalog/filing_book.hpp"
#include "indexer/worker/worker.hpp"
#include "tools/flows/volume_forms.hpp"

namespace anjuan::flows {

struct BoundVolume {
  std::size_t pages = 0;         ///< of the PDF, forms included
  std::vector<ItemId> unshown;   ///< papers that have no pages of their own (a recording, an unreadable file): a note stands in their place
};

/// Writes the PDF to `sink`, page by page: memory does not grow with their number. The same record and originals give the same bytes: all times are those of entries.
/// `items` are the papers of the record, found whole before (Sealing::check). A 件 has no cover, 卷内文件目录 and 备考表 of its own (F-1, F-3, F-4). An error names the paper.
Result<BoundVolume> bind_volume(Archive& archive, Worker& worker, const VolumeForms& forms, const FilingRow& row, const std::vector<Item>& items, double dpi, ByteSink& sink);

}  // namespace anjuan::flows
