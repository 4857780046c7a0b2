// Reading what was filed: 件 and volumes by id, 档号, matter or paper, and the lists that catalogues are made of. Writing is apply()'s alone (action filing.event,
// schemas/formats/filing.md), from the entries that record_filing_event() makes. Nothing here hides anything: what a person may see is decided above (query/access), by the matter.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/archive.hpp"

namespace anjuan {

struct FilingRow {
  FilingId filing;
  std::optional<MatterId> matter;
  std::string code;  ///< 档号
  boost::json::object record;
};

/// Empty members ask for nothing.
struct FilingFilter {
  int year = 0;
  std::string period, regime;
  std::string due_to;  ///< due on or before this day
};

class FilingBook {
 public:
  explicit FilingBook(Archive& archive);

  /// By 档号 or id; not_found.
  Result<FilingRow> find(const std::string& name);
  Result<std::vector<FilingRow>> of_matter(const MatterId& matter);
  /// In the order of year, regime, period and code. Stops when `row` returns false; reads nothing else meanwhile.
  Status each(const FilingFilter& filter, const std::function<Result<bool>(FilingRow&&)>& row);
  /// Series of serials (schemas/formats/filing.md) with the last one given out, those whose series begins so.
  struct Series {
    std::string series;
    int year = 0;
    std::int64_t last = 0;
  };
  Result<std::vector<Series>> series(const std::string& prefix);

 private:
  Result<std::vector<FilingRow>> rows_where(const char* sql, const std::string& value);
  Archive::Impl& m_archive;
};

/// One filing.event; `set` changes the record. The row as it is afterwards.
Result<FilingRow> record_filing_event(Transaction& transaction, FilingRow row, const std::string& move, boost::json::object fields, boost::json::object set,
                                      CivilDate on, const std::string& by, boost::json::object series = {});

}  // namespace anjuan
