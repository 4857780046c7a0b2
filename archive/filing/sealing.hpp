// 封卷: what was filed is closed by a digest over its ordered papers and its description, and changes only after an approved reopening (R-152, R-388, GB/T 39784 T10-5).
//
// Everything that writes takes a locked Transaction. The seal stands in the record (schemas/formats/filing.md) and so in the journal: whoever holds a checkpoint can
// tell that it was not made later. Proof: tests/archive/sealing_test.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "archive/filing/filing_record.hpp"
#include "archive/filing/signer.hpp"
#include "archive/registry/registry.hpp"

namespace anjuan::filing {

/// What was found of one 件 or volume: only check() makes one.
class Checked {
 public:
  const FilingRow& row() const { return m_row; }
  bool is_whole() const { return m_faults.empty(); }
  /// One sentence for each paper that is missing, damaged or another than was filed, and for a broken seal.
  const std::vector<std::string>& faults() const { return m_faults; }

 private:
  friend class Sealing;
  FilingRow m_row;
  std::string m_digest;
  std::vector<std::string> m_faults;
};

class Sealing {
 public:
  Sealing(Archive& archive, registry::Registry& registry);

  /// Reads every original anew and compares it with what was filed, and a seal with what it was made over. Errors only when it cannot go on.
  Result<Checked> check(const FilingRow& row);
  /// invalid_argument: not whole, sealed already, or changed since it was checked. The 检查人 is who acts.
  Result<FilingRow> seal(Transaction& transaction, const Checked& checked, const registry::Act& act);
  /// invalid_argument: not sealed; no reason; the approver does not serve as 领导, or is who asks.
  Result<FilingRow> reopen(Transaction& transaction, const FilingRow& row, const std::string& reason, const std::string& approver, const registry::Act& act);
  /// papers of its matter that came after filing, at the end, in the order given. invalid_argument: sealed; a 件; a paper of another matter, in it already or
  /// of unknown pages; over R-146's pages.
  Result<FilingRow> add(Transaction& transaction, const FilingRow& row, const std::vector<ArrangedPaper>& papers, const std::string& reason, const registry::Act& act);
  /// a remark for the 备考表 (缺损、修改、补充、移出、销毁), signed and dated; sealed ones take it too, since it is made beside what was sealed.
  Result<FilingRow> note(Transaction& transaction, const FilingRow& row, const std::string& text, const registry::Act& act);

 private:
  using Who = Signer;
  Result<Who> who(const registry::Act& act);
  Result<registry::Account> approver_of(const std::string& approver, const Who& who);

  Archive& m_archive;
  registry::Registry& m_registry;
};

bool is_sealed(const boost::json::object& record);
/// its papers are gone and its entry stays.
bool is_destroyed(const boost::json::object& record);

}  // namespace anjuan::filing
