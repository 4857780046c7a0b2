// Holds, what is due, and the people who may decide on it. Appraisals: appraisal.cpp; 销毁清册: destruction.cpp.
#include "archive/retention/disposal.hpp"

#include <algorithm>

#include "archive/registry/record.hpp"

namespace anjuan::retention {

namespace json = boost::json;
using registry::Account;
using registry::list_in;
using registry::text_in;

Disposal::Disposal(Archive& archive, registry::Registry& registry, const RetentionRules& rules)
    : m_archive(archive), m_registry(registry), m_rules(rules), m_book(archive), m_filings(archive) {}

// Every act of disposal is somebody's: who types without an account has no part in it.
Result<Disposal::Who> Disposal::who(const registry::Act& act, const char* what) {
  const CivilDate today = m_registry.today();
  const CivilDate on = act.on.value_or(today);
  if (on > today) return fail(ErrorCode::invalid_argument, "日期 " + on.to_string() + " 还没有到（今天是 " + today.to_string() + "）");
  if (act.by.empty()) return fail(ErrorCode::invalid_argument, std::string(what) + "要写明是谁（--for 账号或姓名，或以 --as 录入）（R-224）");
  TRY_ASSIGN(Account account, registry::find_serving(m_registry.book(), act.by, on, what));
  return Who{on, std::move(account)};
}

Result<DisposalRow> Disposal::numbered(Transaction& transaction, const char* kind, json::object record, const char* move, const Who& who) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  const int year = who.on.year();
  const std::string before = std::string(kind) + "〔" + std::to_string(year) + "〕第";
  TRY_ASSIGN(const std::int64_t last, m_registry.book().last_serial(before, year));
  record["number"] = before + std::to_string(last + 1) + "号";
  record["opened"] = who.on.to_string();
  record["by"] = who.account.name;
  DisposalRow row{new_disposal_id(), {}, kind, {}, {}};
  return record_disposal_event(transaction, std::move(row), move, {}, std::move(record), who.on, who.account.account, std::nullopt,
                               {{"series", before}, {"year", year}, {"serial", last + 1}});
}

Result<DisposalRow> Disposal::in_state(const std::string& name, const char* kind, std::initializer_list<std::string_view> states) {
  auto row = m_book.find(name);
  if (!row || row->kind != kind) return fail(ErrorCode::not_found, std::string("没有") + kind + "“" + name + "”");
  if (std::find(states.begin(), states.end(), row->state) != states.end()) return row;
  std::string wanted;
  for (const std::string_view state : states) wanted += (wanted.empty() ? "" : "、") + std::string(state);
  return fail(ErrorCode::invalid_argument, row->number + " 现为“" + row->state + "”，这一步要在" + wanted + "时办（R-222）");
}

Result<DisposalRow> Disposal::hold(Transaction& transaction, const std::vector<MatterRow>& matters, const std::string& query, const std::string& reason,
                                   const registry::Act& act) {
  TRY_ASSIGN(const Who placing, who(act, "冻结"));
  if (matters.empty()) return fail(ErrorCode::invalid_argument, "没有要冻结的事项");
  if (reason.empty()) return fail(ErrorCode::invalid_argument, "冻结要写理由（--reason），如诉讼、调查的文号（R-224）");
  json::array subjects, list;
  for (const MatterRow& matter : matters) {
    subjects.emplace_back(json::string(matter.matter.value));
    list.push_back(json::object{{"matter", matter.matter.value}, {"number", matter.name}});
  }
  json::object record{{"state", "冻结中"}, {"reason", reason}, {"subjects", std::move(subjects)}, {"matters", std::move(list)}};
  if (!query.empty()) record["query"] = query;
  return numbered(transaction, kind::k_hold, std::move(record), "hold", placing);
}

Result<DisposalRow> Disposal::release(Transaction& transaction, const std::string& name, const std::string& reason, const std::string& approver,
                                      const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_hold, {"冻结中"}));
  TRY_ASSIGN(const Who asking, who(act, "解除冻结"));
  if (reason.empty()) return fail(ErrorCode::invalid_argument, row.number + " 解除冻结要写理由（--reason）（R-224）");
  TRY_ASSIGN(const Account approving, registry::find_leader(m_registry.book(), approver, asking.on, "批准解除冻结", k_leaders));
  if (approving.account == asking.account.account) return fail(ErrorCode::invalid_argument, approving.name + " 不能批准自己申请的解除（R-224）");
  return record_disposal_event(transaction, row, "release", {{"reason", reason}, {"approver", approving.account}},
                               {{"state", "已解除"}, {"released", asking.on.to_string()}, {"release_reason", reason}, {"approver", approving.name}}, asking.on,
                               asking.account.account);
}

Result<std::vector<std::string>> Disposal::holds_on(const MatterId& matter) {
  TRY_ASSIGN(const std::vector<DisposalRow> rows, m_book.about(matter.value));
  std::vector<std::string> numbers;
  for (const DisposalRow& row : rows) {
    if (row.kind == kind::k_hold && row.state == "冻结中") numbers.push_back(row.number);
  }
  return numbers;
}

// open and held matters cannot be proposed; nor is anything appraised twice at once.
Result<std::string> Disposal::blocked(const FilingRow& row) {
  if (row.matter) {
    TRY_ASSIGN(const std::vector<std::string> holds, holds_on(*row.matter));
    if (!holds.empty()) return "已冻结：" + holds.front() + "（R-224）";
    TRY_ASSIGN(const auto matter, m_registry.book().by_id(*row.matter));
    if (matter && m_registry.rules().moves.is_open(text_in(matter->record, "state"))) return matter->name + " 正在重新办理（R-224）";
  }
  TRY_ASSIGN(const std::vector<DisposalRow> rows, m_book.about(row.filing.value));
  for (const DisposalRow& other : rows) {
    const bool is_over = other.state == "已结束" || other.state == "已撤销" || other.state == "已销毁";
    if (!is_over) return "已列入" + other.number;
  }
  return std::string();
}

Result<std::vector<DueFiling>> Disposal::due(CivilDate by) {
  FilingFilter filter;
  filter.due_to = by.to_string();
  std::vector<FilingRow> rows;
  TRY(m_filings.each(filter, [&](FilingRow&& row) -> Result<bool> {
    if (text_in(row.record, "state") != "已销毁") rows.push_back(std::move(row));
    return true;
  }));
  std::vector<DueFiling> out;
  for (FilingRow& row : rows) {
    TRY_ASSIGN(std::string why, blocked(row));
    out.push_back({std::move(row), std::move(why)});
  }
  return out;
}

}  // namespace anjuan::retention
