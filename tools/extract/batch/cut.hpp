// Pages of a scanned batch as documents of their own. Nothing is decoded: a page's image keeps the bytes that the scanner wrote.
#pragma once

#include <functional>

#include "indexer/extract/extractor.hpp"
#include "indexer/worker/page_codes.hpp"

namespace anjuan::batch {

/// One member for each span, in order. invalid_argument for a span that the document does not have, unsupported for what has no pages that could be taken out.
Status cut(const extract::Input& input, const std::string& media_type, const std::vector<PageSpan>& spans, extract::Sink& sink);

/// Receives the parts in the order of the spans.
using OnPart = std::function<Status(const PageSpan& span, ByteView part)>;

/// By qpdf: the page objects and what they refer to are copied.
Status cut_pdf(ByteView bytes, const std::vector<PageSpan>& spans, const OnPart& on_part);
/// By libtiff: strips and tiles as they are stored.
Status cut_tiff(ByteView bytes, const std::vector<PageSpan>& spans, const OnPart& on_part);

/// invalid_argument unless 1 ≤ first ≤ last ≤ pages.
Status check_span(const PageSpan& span, std::uint64_t pages);

}  // namespace anjuan::batch
