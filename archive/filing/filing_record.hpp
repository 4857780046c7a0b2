// The record of a 件 or volume (schemas/formats/filing.md): its papers with their numbers, and the digest a seal is made over.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/filing_book.hpp"
#include "archive/filing/arrangement.hpp"

namespace anjuan::filing {

/// Sets `papers` with their page numbers, and `pages`.
void put_papers(boost::json::object& record, const std::vector<ArrangedPaper>& papers);
/// What put_papers() wrote; records of before pages were numbered have none.
std::vector<ArrangedPaper> papers_of(const boost::json::object& record);

/// SHA-256 in hex over the canonical JSON (RFC 8785) of what a seal covers: code, regime, fonds, year, period, title, responsible, date, document, pages, left_out,
/// excused, and the papers in their order with the digests of their originals. Not covered: what goes on afterwards (notes, 参见, due days, the seal itself).
Result<std::string> sealed_digest(const boost::json::object& record);

}  // namespace anjuan::filing
