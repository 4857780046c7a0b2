// Which faces of scanned papers are blank and bear no number. Proof: tests/tools/faces_test.cpp.
#pragma once

#include <map>
#include <vector>

#include "archive/catalog/archive.hpp"
#include "archive/filing/pages.hpp"
#include "indexer/worker/worker.hpp"

namespace anjuan::flows {

/// Of ink, in hundredths of a square millimetre: a page with less is blank. A single printed digit of 10.5 points has
/// 140 and more, a pencil stroke of 3 cm 290; blank sheets of the worst scans 0, what shines through on them up to 90.
/// In doubt a face is numbered.
inline constexpr std::uint32_t k_least_ink = 40;

/// The faces of those of `items` that were read. A page with text on it is not blank and is never drawn; of the others
/// the helper measures the ink. Items that nobody read are left out. invalid_argument names item and page when a page
/// cannot be judged: a person then counts.
Result<std::map<ItemId, filing::Faces>> faces_of(Archive& archive, Worker& worker, const std::vector<Item>& items);

}  // namespace anjuan::flows
