// Many small changes under one sync. An event is handed on only when the transaction it belongs to is durable.
#pragma once

#include <chrono>
#include <vector>

#include "archive/catalog/archive.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

/// Belongs to one thread. The destructor rolls back what was not committed, and its events are never told.
class GroupCommit {
 public:
  /// Counts what it tells into `summary`. All three outlive it.
  GroupCommit(Archive& archive, Observer& observer, Summary& summary)
      : m_archive(archive), m_observer(observer), m_summary(summary) {}

  /// The transaction of the open group, which begins now when there is none.
  Result<Transaction*> transaction();
  /// To be told after the next commit, in this order.
  void tell(ItemEvent event) { m_pending.push_back(std::move(event)); }
  /// Commits when the group is full (256 items or 256 MiB) or older than a second.
  Status commit_if_due();
  Status commit();
  /// Seconds until commit_if_due() would commit because of age; nothing when no group is open.
  std::optional<std::chrono::milliseconds> due_in() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  Archive& m_archive;
  Observer& m_observer;
  Summary& m_summary;
  std::optional<Transaction> m_transaction;
  std::vector<ItemEvent> m_pending;
  std::optional<Time> m_since;  ///< when the open group began
};

/// Adds the event to the summary's counts.
void count(Summary& summary, const ItemEvent& event);

}  // namespace anjuan::flows
