// 立卷归档: proposals accepted or changed by an archivist, given a 档号 and recorded (R-101… …R-354).
//
// Filing takes a locked Transaction: serials of a class are allotted and "not filed yet" is decided under the one write lock. What was decided stands in the record
// (schemas/formats/filing.md). What a person may see is not decided here (query/access). Proof: tests/archive/filing_test.cpp.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "archive/catalog/filing_book.hpp"
#include "archive/filing/archival_code.hpp"
#include "archive/filing/arrangement.hpp"
#include "archive/registry/registry.hpp"

namespace anjuan::filing {

/// What the archivist decides otherwise than proposed. Empty members: as proposed. Anything else needs the reason.
struct FilingDecision {
  std::string regime, period, title;
  int year = 0;
  std::vector<ItemId> leave_out;
  std::map<std::string, std::string> excused;  ///< R-354: role of a missing part → why it is not there
  std::map<ItemId, Faces> faces;               ///< as counted by a person or with the blank ones seen; papers not named: as read
  std::string code;                            ///< of an old inventory, kept as it is (R-137)
  std::string reason;
};




struct Gap {
  std::string series;  ///< what stands before the serial
  int year = 0;
  std::vector<std::int64_t> missing;
};

class Filing {
 public:
  static Result<std::unique_ptr<Filing>> open(Archive& archive, registry::Registry& registry);

  /// invalid_argument: not closed. already_exists: filed, and no papers came since; or they belong into its volume. Nothing is written.
  Result<Arrangement> propose(const MatterRow& matter, Keep keep = Keep::as_ruled);
  /// One 件, or as many volumes as its pages need; of a 件 regime, what came after filing as a 件 of its own with 参见 both ways. Errors as propose(); invalid_argument: a mandatory part is missing and not excused, a change
  /// without a reason, a period or a code outside its form, a matter that is not archived (XF-4) and for which no period was chosen.
  Result<std::vector<FilingRow>> file(Transaction& transaction, const MatterRow& matter, const FilingDecision& decision, const registry::Act& act);

  /// An item as a paper of what is filed: its role by its kind, its pages as read.
  ArrangedPaper paper_of(const Item& item) const;

  /// serials of a class that no record bears.
  Result<std::vector<Gap>> gaps();

  FilingBook& book() { return m_book; }
  const retention::RetentionRules& retention() const { return m_retention; }
  const FilingRules& rules() const { return m_filing; }
  const CodeRules& codes() const { return m_codes; }

 private:
  Filing(Archive& archive, registry::Registry& registry, FilingRules filing, retention::RetentionRules retention, CodeRules codes);
  Result<boost::json::object> with_names(boost::json::object record);
  void supplement(Arrangement& made, const std::vector<FilingRow>& filed, const MatterRow& matter) const;
  static Status count_faces(const MatterRow& matter, const FilingDecision& decision, std::vector<ArrangedPaper>& papers);
  Status refer(Transaction& transaction, const FilingRow& row, const std::vector<std::string>& codes, CivilDate on, const std::string& by);
  Result<Arrangement> decided(const MatterRow& matter, const FilingDecision& decision, boost::json::array& changed);
  Result<boost::json::object> record_of(const MatterRow& matter, const Arrangement& made, const FilingDecision& decision, const retention::Period& period) const;
  Result<FilingRow> record(Transaction& transaction, boost::json::object record, const FilingDecision& decision, CivilDate on, const std::string& by);

  Archive& m_archive;
  registry::Registry& m_registry;
  FilingBook m_book;
  FilingRules m_filing;
  retention::RetentionRules m_retention;
  CodeRules m_codes;
};

}  // namespace anjuan::filing
