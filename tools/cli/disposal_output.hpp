// What the commands of holds, appraisal and destruction share.
#pragma once

#include <functional>

#include "archive/filing/filing.hpp"
#include "archive/retention/disposal.hpp"
#include "query/access/access_scope.hpp"
#include "tools/cli/act_options.hpp"
#include "tools/cli/command.hpp"

namespace anjuan::cli {

inline constexpr std::string_view k_disposal_group = "鉴定销毁";

/// The rooms behind a command, and one change in a transaction of its own.
struct DisposalRoom {
  Archive* archive = nullptr;
  registry::Registry* registry = nullptr;
  std::unique_ptr<filing::Filing> filing;
  std::unique_ptr<retention::Disposal> disposal;

  static Result<DisposalRoom> open(Context& context);
  using Change = std::function<Result<DisposalRow>(Transaction&, const registry::Act&)>;
  Result<DisposalRow> change(Context& context, const ActOptions& act, const Change& made) const;
  /// As far as the reader sees it; not_found when nothing of it is his to see.
  Result<DisposalRow> visible_row(Context& context, const std::string& number, const std::string& kind) const;
};

/// Without the entries about matters that the scope hides.
DisposalRow visible(DisposalRow row, const AccessScope& scope);
boost::json::object json_of(const DisposalRow& row);
void print_disposal(Context& context, const DisposalRow& row);

/// One numbered row that is changed in one transaction.
class DisposalChange : public Command {
 public:
  std::string_view group() const override { return k_disposal_group; }
  Reach reach() const override { return Reach::scope; }
  void declare(Arguments& arguments) final;
  Result<ExitCode> run(Context& context) override;

 protected:
  const std::string& number() const { return m_number; }
  const ActOptions& act() const { return m_act; }
  virtual const char* kind() const { return retention::kind::k_destruction; }
  /// Whether whoever decides it may enter it himself, without the right to file: a leader, who answers for accusations.
  virtual bool may_type_for_himself() const { return false; }
  virtual void declare_more(Arguments& arguments) = 0;
  virtual Result<DisposalRow> change(Context& context, DisposalRoom& room, Transaction& transaction, const registry::Act& act) = 0;

 private:
  std::string m_number;
  ActOptions m_act;
};

/// consent, approve, sign, withdraw, execute.
std::vector<CommandPtr> make_destruction_steps();

}  // namespace anjuan::cli
