// QR codes on the pages of a scanned batch.
#pragma once

#include "indexer/extract/extractor.hpp"
#include "indexer/worker/page_codes.hpp"

namespace anjuan::batch {

/// Called for every page in order. A page that cannot be drawn has no codes; the document as a whole must open.
Status read_codes(const extract::Input& input, const std::string& media_type, const extract::Limits& limits, const std::function<Status(const PageCodes&)>& on_page);

}  // namespace anjuan::batch
