#include "tools/flows/group_commit.hpp"

namespace anjuan::flows {

static constexpr std::size_t k_group_items = 256;
static constexpr std::uint64_t k_group_bytes = 256ull << 20;
static constexpr std::chrono::milliseconds k_group_age{1000};

std::string_view to_string(ItemStatus status) {
  switch (status) {
    case ItemStatus::stored: return "stored";
    case ItemStatus::duplicate: return "duplicate";
    case ItemStatus::refused: return "refused";
    case ItemStatus::read: return "read";
    case ItemStatus::unreadable: return "unreadable";
  }
  return "refused";
}

void count(Summary& summary, const ItemEvent& event) {
  switch (event.status) {
    case ItemStatus::stored: ++summary.stored; break;
    case ItemStatus::duplicate: ++summary.duplicate; break;
    case ItemStatus::refused: ++summary.refused; break;
    case ItemStatus::read: ++summary.read; return;  // its bytes were counted when it was captured
    case ItemStatus::unreadable: ++summary.unreadable; return;
  }
  summary.bytes += event.bytes;
}

Result<Transaction*> GroupCommit::transaction() {
  if (!m_transaction) {
    auto begun = m_archive.begin();
    if (!begun) return fail(std::move(begun).error());
    m_transaction.emplace(std::move(*begun));
  }
  if (!m_since) m_since = std::chrono::steady_clock::now();
  return &*m_transaction;
}

std::optional<std::chrono::milliseconds> GroupCommit::due_in() const {
  if (!m_since) return std::nullopt;
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - *m_since);
  return age >= k_group_age ? std::chrono::milliseconds{0} : k_group_age - age;
}

Status GroupCommit::commit_if_due() {
  if (m_pending.size() >= k_group_items) return commit();
  if (!m_since) return m_pending.empty() ? Status() : commit();
  if (m_transaction->entries() >= k_group_items || m_transaction->bytes() >= k_group_bytes) return commit();
  return due_in() == std::chrono::milliseconds{0} ? commit() : Status();
}

Status GroupCommit::commit() {
  if (m_since) {
    m_since.reset();
    // The transaction goes on to serve the next group: it keeps its pack, which a new one would have to look for.
    if (Status committed = m_transaction->commit(); !committed) {
      m_pending.clear();
      return committed;
    }
  }
  for (const ItemEvent& event : m_pending) {
    count(m_summary, event);
    m_observer.event(event);
  }
  if (!m_pending.empty()) m_observer.flush();
  m_pending.clear();
  return {};
}

}  // namespace anjuan::flows
