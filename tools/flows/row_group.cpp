#include "tools/flows/row_group.hpp"

namespace anjuan::flows {

static constexpr std::size_t k_group_rows = 256;
static constexpr std::chrono::milliseconds k_group_age{500};

std::string_view to_string(RowStatus status) {
  switch (status) {
    case RowStatus::registered: return "registered";
    case RowStatus::duplicate: return "duplicate";
    case RowStatus::refused: return "refused";
  }
  return "refused";
}

Result<Transaction*> RowGroup::transaction() {
  if (!m_transaction) {
    auto begun = m_archive.begin();
    if (!begun) return fail(std::move(begun).error());
    m_transaction.emplace(std::move(*begun));
  }
  if (!m_transaction->locked()) {
    TRY(m_transaction->lock());
    m_since = std::chrono::steady_clock::now();
  }
  return &*m_transaction;
}

void RowGroup::tell_now(const RowEvent& event) {
  switch (event.status) {
    case RowStatus::registered: ++m_summary.registered; break;
    case RowStatus::duplicate: ++m_summary.duplicate; break;
    case RowStatus::refused: ++m_summary.refused; break;
  }
  m_teller(event);
}

void RowGroup::tell(RowEvent event) {
  if (m_dry_run == DryRun::yes) return tell_now(event);
  m_pending.push_back(std::move(event));
}

Status RowGroup::commit_if_due() {
  if (m_dry_run == DryRun::yes) return {};
  const bool held = m_transaction && m_transaction->locked();
  if (m_pending.size() >= k_group_rows || (held && std::chrono::steady_clock::now() - m_since >= k_group_age)) return commit();
  return {};
}

Status RowGroup::commit() {
  if (m_dry_run == DryRun::yes) {
    m_transaction.reset();  // rolls back
    return {};
  }
  if (m_transaction && m_transaction->locked()) {
    if (Status committed = m_transaction->commit(); !committed) {
      m_pending.clear();
      return committed;
    }
  }
  for (const RowEvent& event : m_pending) tell_now(event);
  m_pending.clear();
  return {};
}

}  // namespace anjuan::flows
