// The QR codes on the office's own paper, and a scanned batch parted by them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/worker/worker.hpp"

namespace anjuan::print {

/// What the code on a sheet or label says: of which matter the paper is, and what it is there.
struct PaperCode {
  std::string part;    ///< "letter" on labels, a form's id on forms
  std::string number;  ///< of the matter, as people write it
  bool operator==(const PaperCode&) const = default;
};

/// "AJ1|letter|〔2023〕组信字第0001号". invalid_argument when a part holds '|', a control or nothing.
Result<std::string> to_text(const PaperCode& code);
/// nullopt for any other code: enclosures bear QR codes of their own.
std::optional<PaperCode> parse_paper_code(std::string_view text);

/// Pages that belong together.
struct PageGroup {
  PageSpan pages;
  std::optional<PaperCode> code;
  std::string reason;  ///< Chinese, why nobody knows where they belong; empty when there is a code
};

/// A page with a known code begins a group (or goes on with the one of the same code: later pages of a form bear it too); pages without a code of ours
/// belong to the page before. Pages before the first code, after a code that `is_known` denies, and a page with codes of two matters are groups
/// without a code: they queue for a person. Every page is in exactly one group, in order.
std::vector<PageGroup> split(const std::vector<PageCodes>& pages, const std::function<bool(const PaperCode&)>& is_known);

/// split() of what the helper reads from a PDF, TIFF or picture. Worker::cut() then takes the groups' pages out.
Result<std::vector<PageGroup>> split_batch(Worker& worker, const std::function<Status(ByteSink&)>& copy_input, const std::string& name,
                                           const std::function<bool(const PaperCode&)>& is_known);

}  // namespace anjuan::print
