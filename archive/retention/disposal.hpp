// What becomes of filed records when their period ends (R-207, R-220…R-225): holds, appraisal item by item, continued keeping, and the 销毁清册.
//
// Everything that writes takes a locked Transaction; what it decides on (held, closed, due, already proposed) is read under that lock. The records stand in
// schemas/formats/disposal.md. Nothing is destroyed here: execute() journals the permit (Transaction::destroy), Archive::purge() then takes the bytes away.
// What a person may see is not decided here (query/access). Proof: tests/archive/disposal_test.cpp.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "archive/catalog/disposal_book.hpp"
#include "archive/catalog/filing_book.hpp"
#include "archive/registry/people.hpp"
#include "archive/registry/registry.hpp"
#include "archive/retention/retention_rules.hpp"

namespace anjuan::retention {

namespace kind {
inline constexpr const char* k_hold = "冻结";
inline constexpr const char* k_appraisal = "鉴定";
inline constexpr const char* k_destruction = "销毁";
}  // namespace kind

/// By which rules a leader approves what becomes of records.
inline constexpr const char* k_leaders = "R-221、R-222";

/// A 件 or volume whose period has ended, and why it cannot be appraised now; empty: it can.
struct DueFiling {
  FilingRow row;
  std::string blocked;
};

struct Verdict {
  std::string what;    ///< 续存 or 销毁
  std::string period;  ///< of 续存: a period of the schedule
  std::string reason;
};

struct Execution {
  std::string supervisors[2];  ///< R-222: one of the archives, one of the section that made the records
  std::string method;          ///< how the paper was destroyed
};

class Disposal {
 public:
  Disposal(Archive& archive, registry::Registry& registry, const RetentionRules& rules);

  /// Nothing of these matters is proposed or destroyed until it is released. invalid_argument: no matter, no reason.
  Result<DisposalRow> hold(Transaction& transaction, const std::vector<MatterRow>& matters, const std::string& query, const std::string& reason, const registry::Act& act);
  /// invalid_argument: released already; no reason; the approver does not serve as 领导 or is who asks.
  Result<DisposalRow> release(Transaction& transaction, const std::string& name, const std::string& reason, const std::string& approver, const registry::Act& act);
  /// Numbers of the holds in force on a matter.
  Result<std::vector<std::string>> holds_on(const MatterId& matter);

  /// All whose period has ended by that day and that are not destroyed, in the order of the catalogue.
  Result<std::vector<DueFiling>> due(CivilDate by);

  /// an appraisal of what is due by that day by a group of which one is the head or a leader, one of the archives and one of a section. What is blocked is left out with
  /// the reason. invalid_argument: the group is not complete, nothing can be appraised. `chosen`: only these; empty: all.
  Result<DisposalRow> open_appraisal(Transaction& transaction, CivilDate by, const std::vector<std::string>& group, const std::vector<FilingId>& chosen, const registry::Act& act);
  /// item by item, by a member of the group. A later verdict replaces an earlier one until it is concluded.
  Result<DisposalRow> decide(Transaction& transaction, const std::string& name, const FilingId& filing, const Verdict& verdict, const registry::Act& act);
  /// the group's opinion, approved by a leader who is not of the group: what is kept on gets its new period, marked; what is to go stands on a new 销毁清册, which is
  /// returned beside the appraisal. invalid_argument: something is undecided, or held since.
  struct Concluded {
    DisposalRow appraisal;
    std::optional<DisposalRow> destruction;
  };
  Result<Concluded> conclude(Transaction& transaction, const std::string& name, const std::string& approver, const registry::Act& act);

  /// the extra consent to destroying accusations, of whoever answers for them (role 举报).
  Result<DisposalRow> consent(Transaction& transaction, const std::string& name, const registry::Act& act);
  /// by a leader. invalid_argument: accusations without consent, something held since.
  Result<DisposalRow> approve(Transaction& transaction, const std::string& name, const registry::Act& act);
  /// the scan of the signed paper, an item of kind 销毁清册.
  Result<DisposalRow> sign(Transaction& transaction, const std::string& name, const Item& scan, const registry::Act& act);
  /// the permit for all papers on the list and what was left out beside them, in this transaction; the rows are marked 已销毁, their catalogue entries stay.
  /// What cannot go (shared with live items, inside a container that stays) is named as `remains`. The caller holds the capture lock, and calls Archive::purge() once
  /// this is committed. invalid_argument: not signed; approver, executor and supervisors are not four people; the supervisors are not one of the archives and one of the
  /// section; something is held or open again.
  Result<DisposalRow> execute(Transaction& transaction, const std::string& name, const Execution& execution, const registry::Act& act);
  /// Before it is executed: taken back, whole, with the reason.
  Result<DisposalRow> withdraw(Transaction& transaction, const std::string& name, const std::string& reason, const registry::Act& act);

  DisposalBook& book() { return m_book; }
  FilingBook& filings() { return m_filings; }

 private:
  struct Who {
    CivilDate on;
    registry::Account account;
  };
  Result<Who> who(const registry::Act& act, const char* what);
  Result<DisposalRow> numbered(Transaction& transaction, const char* kind, boost::json::object record, const char* move, const Who& who);
  Result<DisposalRow> in_state(const std::string& name, const char* kind, std::initializer_list<std::string_view> states);
  Result<std::string> blocked(const FilingRow& row);
  Result<boost::json::object> entry_of(const FilingRow& row);
  Status check_group(const std::vector<registry::Account>& group);
  Status keep_on(Transaction& transaction, const boost::json::object& entry, const std::string& appraisal, CivilDate on, const std::string& by);
  Status check_four(const DisposalRow& row, const registry::Account& executor, const registry::Account (&supervisors)[2]);
  Result<std::vector<ItemId>> items_to_destroy(Transaction& transaction, const boost::json::array& entries);
  Status check_unblocked(const boost::json::array& entries);

  Archive& m_archive;
  registry::Registry& m_registry;
  const RetentionRules& m_rules;
  DisposalBook m_book;
  FilingBook m_filings;
};

}  // namespace anjuan::retention
