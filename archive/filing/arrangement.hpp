// A closed matter as it would be filed: which papers, in which order, under which title, for how long, and what is missing. Pure: a proposal, which an archivist
// accepts or changes (archive/filing/filing.hpp). Proof: tests/archive/arrangement_test.cpp.
#pragma once

#include <string>
#include <vector>

#include "archive/catalog/records.hpp"
#include "archive/filing/filing_rules.hpp"
#include "archive/filing/pages.hpp"

namespace anjuan::filing {

struct ArrangedPaper {
  ItemId item;
  std::string role, group, kind, title, date;
  std::string digest;      ///< of the original
  std::int64_t rank = 0;
  Faces faces;              ///< as read; none: not read, or unreadable
  PageSpan numbers;         ///< once filed (R-142)

  std::uint32_t pages() const { return faces.numbered(); }
};

/// A paper that is not filed, with the reason, so that nothing disappears without a word.
struct LeftOut {
  ItemId item;
  std::string kind, reason;
};

/// A mandatory part that is not there: it blocks until somebody excuses it by name.
struct MissingPart {
  std::string role;    ///< 信访件原件或接访记录, 处理（答复）意见书
  std::string reason;
};

struct Arrangement {
  bool is_filed = true;   ///< false: XF-4, not archived
  std::string regime;     ///< 件 or 卷
  int year = 0;           ///< R-119: of conclusion
  std::string title;      ///< R-123
  std::string responsible;///< R-124: who signed; 匿名: [匿名]
  std::string date;       ///< of the answer, else of conclusion
  std::string document;   ///< 文号 of the answer
  const retention::PeriodRow* period = nullptr;
  std::vector<ArrangedPaper> papers;
  std::vector<LeftOut> left_out;
  std::vector<MissingPart> missing;
  std::vector<std::string> see_also;  ///< R-388: 档号 of what was filed before
  std::vector<std::string> why;  ///< for people: each decision with its rule

  std::uint32_t pages() const;
};

/// An item as a paper: its role, group and rank by its kind, its faces as read.
ArrangedPaper arranged(const Item& item, const FilingRules& filing);

/// Whether a matter in this state has ended by itself and is filed by itself: 作废, 并入 and 退还 are not.
bool can_be_filed(std::string_view state);

/// anyway: the archivist has chosen a period for what the rules would not archive.
enum class Keep : std::uint8_t { as_ruled, anyway };

/// invalid_argument: the matter is not closed, or lies before all rules. `record` as in schemas/formats/matter.md; `items` of the matter, without any
/// inside a container of it.
Result<Arrangement> arrange(const boost::json::object& record, const std::vector<Item>& items, const FilingRules& filing, const retention::RetentionRules& retention,
                            Keep keep = Keep::as_ruled);

}  // namespace anjuan::filing
