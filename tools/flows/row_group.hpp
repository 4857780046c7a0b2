// Many rows of the register under one sync. A row is told of only when the transaction it belongs to is durable.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/catalog/archive.hpp"

namespace anjuan::flows {

enum class RowStatus : std::uint8_t { registered, duplicate, refused };
std::string_view to_string(RowStatus status);

struct RowEvent {
  std::uint64_t row = 0;  ///< as a spreadsheet or an editor counts it
  RowStatus status = RowStatus::refused;
  std::optional<MatterId> matter;
  std::string number;
  std::string reason;     ///< of a refusal: field, what is wrong, rule
};

struct RowSummary {
  std::uint64_t rows = 0, registered = 0, duplicate = 0, refused = 0;
  std::vector<std::string> missing;  ///< numbers that an old ledger leaves out (R-330)
  bool interrupted = false;
};

using RowTeller = std::function<void(const RowEvent&)>;

enum class DryRun { yes, no };

/// Belongs to one thread. Its transactions are locked, so that numbers follow one another in the order of the rows.
/// A dry run does everything in one transaction and rolls it back at the end: only so can it tell of a number that the file itself gives out twice. Others
/// who register wait meanwhile.
class RowGroup {
 public:
  RowGroup(Archive& archive, DryRun dry_run, const RowTeller& teller, RowSummary& summary)
      : m_archive(archive), m_dry_run(dry_run), m_teller(teller), m_summary(summary) {}

  Result<Transaction*> transaction();
  void tell(RowEvent event);
  /// Commits when the group is full or has kept others waiting for half a second.
  Status commit_if_due();
  Status commit();

 private:
  using Time = std::chrono::steady_clock::time_point;
  void tell_now(const RowEvent& event);

  Archive& m_archive;
  DryRun m_dry_run;
  const RowTeller& m_teller;
  RowSummary& m_summary;
  std::optional<Transaction> m_transaction;
  std::vector<RowEvent> m_pending;
  Time m_since;
};

}  // namespace anjuan::flows
