// Reading holds (冻结), appraisals (鉴定) and 销毁清册, and writing the entries that change them. Nothing here decides or hides anything.
// Record: schemas/formats/disposal.md.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/archive.hpp"

namespace anjuan {

struct DisposalRow {
  DisposalId disposal;
  std::string number;  ///< 冻结〔2026〕第1号
  std::string kind;    ///< 冻结, 鉴定, 销毁
  std::string state;
  boost::json::object record;
};

class DisposalBook {
 public:
  explicit DisposalBook(Archive& archive);

  /// By number or id; not_found.
  Result<DisposalRow> find(const std::string& name);
  /// Empty kind or state: all. In the order of their numbers.
  Result<std::vector<DisposalRow>> all(const std::string& kind, const std::string& state);
  /// Those that are about this matter or filing.
  Result<std::vector<DisposalRow>> about(const std::string& subject);

 private:
  Archive::Impl& m_archive;
};

/// One disposal.event; `set` changes the record, its `subjects` (ids of matters and filings) say what it is about. The row as it is afterwards.
Result<DisposalRow> record_disposal_event(Transaction& transaction, DisposalRow row, const std::string& move, boost::json::object fields, boost::json::object set,
                                          CivilDate on, const std::string& by, const std::optional<ItemId>& evidence = {}, boost::json::object series = {});

}  // namespace anjuan
