// IndexDocument → Xapian document. Only for this room's .cpp files.
#pragma once

#include <xapian.h>

#include "indexer/index/index_writer.hpp"
#include "indexer/text/analyser.hpp"

namespace anjuan {

Xapian::Document make_document(const IndexDocument& document, Analyser& analyser);

/// round(20 × the term-frequency part of BM25+) for `count` in a text of `length` terms, with k1 1.2, b 0.75 and the
/// constant average length 160: a live average would make an index that is kept up to date differ from a rebuilt one.
std::uint32_t impact(std::uint64_t count, std::uint64_t length);

}  // namespace anjuan
