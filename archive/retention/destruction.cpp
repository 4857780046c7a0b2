// The 销毁清册: consent, approval, the signed paper, execution (R-222…R-225).
#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "archive/registry/record.hpp"
#include "archive/retention/disposal.hpp"

namespace anjuan::retention {

namespace json = boost::json;
using registry::Account;
using registry::list_in;
using registry::text_in;

namespace {

bool has_accusations(const DisposalRow& row) {
  const json::array& entries = list_in(row.record, "entries");
  return std::any_of(entries.begin(), entries.end(), [](const json::value& entry) { return registry::flag_in(entry.get_object(), "restricted"); });
}

}  // namespace

Result<DisposalRow> Disposal::consent(Transaction& transaction, const std::string& name, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_destruction, {"待批准"}));
  TRY_ASSIGN(const Who consenting, who(act, "同意销毁检举控告"));
  if (!has_accusations(row)) return fail(ErrorCode::invalid_argument, row.number + " 没有检举控告，不用另行同意（R-224）");
  if (!consenting.account.has_role("举报")) return fail(ErrorCode::invalid_argument, consenting.account.name + " 不管检举控告（角色 举报），不能同意（R-224）");
  return record_disposal_event(transaction, row, "consent", {}, {{"consent", {{"by", consenting.account.name}, {"account", consenting.account.account}, {"on", consenting.on.to_string()}}}},
                               consenting.on, consenting.account.account);
}

Result<DisposalRow> Disposal::approve(Transaction& transaction, const std::string& name, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_destruction, {"待批准"}));
  TRY_ASSIGN(const Who approving, who(act, "批准销毁"));
  TRY(registry::find_leader(m_registry.book(), approving.account.account, approving.on, "批准销毁", k_leaders));
  if (has_accusations(row) && !row.record.contains("consent")) {
    return fail(ErrorCode::invalid_argument, row.number + " 有检举控告，先由管检举控告的人同意：anjuan destruction consent（R-224）");
  }
  TRY(check_unblocked(list_in(row.record, "entries")));
  return record_disposal_event(transaction, row, "approve", {}, {{"state", "已批准"}, {"approver", approving.account.name}, {"approver_account", approving.account.account}, {"approved", approving.on.to_string()}},
                               approving.on, approving.account.account);
}

Result<DisposalRow> Disposal::sign(Transaction& transaction, const std::string& name, const Item& scan, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_destruction, {"已批准"}));
  TRY_ASSIGN(const Who signing, who(act, "交存清册"));
  if (scan.kind != "销毁清册") return fail(ErrorCode::invalid_argument, scan.item.value + " 是“" + scan.kind + "”，不是签过字的销毁清册（R-225）");
  return record_disposal_event(transaction, row, "sign", {{"item", scan.item.value}}, {{"state", "已签字"}, {"scan", scan.item.value}, {"signed", signing.on.to_string()}}, signing.on,
                               signing.account.account, scan.item);
}

Result<DisposalRow> Disposal::withdraw(Transaction& transaction, const std::string& name, const std::string& reason, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_destruction, {"待批准", "已批准", "已签字"}));
  TRY_ASSIGN(const Who asking, who(act, "撤销清册"));
  if (reason.empty()) return fail(ErrorCode::invalid_argument, row.number + " 撤销要写理由（--reason）");
  return record_disposal_event(transaction, row, "withdraw", {{"reason", reason}}, {{"state", "已撤销"}, {"withdrawn", asking.on.to_string()}, {"reason", reason}, {"subjects", json::array()}}, asking.on,
                               asking.account.account);
}

namespace {

/// What could not go with its papers: named on the list instead.
json::array remains_of(const DestructionPlan& plan) {
  json::array remains;
  for (const PlannedItem& item : plan.items) {
    for (const PlannedObject& object : item.objects) {
      if (object.fate == ObjectFate::goes || !object.is_there) continue;
      json::array needed;
      for (const ItemId& other : object.needed_by) needed.emplace_back(json::string(other.value));
      remains.push_back(json::object{{"item", item.item.value}, {"digest", object.object.to_string()},
                                     {"why", object.fate == ObjectFate::shared ? "别的件有同样的内容" : "还在没有销毁的压缩包或邮件里"}, {"needed_by", std::move(needed)}});
    }
  }
  return remains;
}

}  // namespace

// four people, each answering for his part.
Status Disposal::check_four(const DisposalRow& row, const Account& executor, const Account (&supervisors)[2]) {
  const std::string approver = text_in(row.record, "approver_account");
  const std::string people[] = {approver, executor.account, supervisors[0].account, supervisors[1].account};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (people[i] == people[j]) return fail(ErrorCode::invalid_argument, "批准人、执行人和两名监销人须是四个人，“" + people[i] + "”重复（R-224）");
    }
  }
  std::vector<std::string> sections;
  for (const json::value& entry : list_in(row.record, "entries")) sections.push_back(text_in(entry.get_object(), "section"));
  const auto of_archives = [](const Account& one) { return one.has_role("档案"); };
  const auto of_section = [&](const Account& one) {
    if (of_archives(one)) return false;
    const auto unit = m_registry.book().unit(one.unit);
    return unit && *unit && std::find(sections.begin(), sections.end(), registry::unit_from(**unit).name) != sections.end();
  };
  const bool known = std::any_of(sections.begin(), sections.end(), [](const std::string& section) { return !section.empty(); });
  const bool both = (of_archives(supervisors[0]) && (!known || of_section(supervisors[1]))) || (of_archives(supervisors[1]) && (!known || of_section(supervisors[0])));
  if (!both) return fail(ErrorCode::invalid_argument, "监销人须一名是档案人员（角色 档案），一名是形成档案的科室的（R-222、R-224）");
  return {};
}

// The papers, what was left out beside them, and what is inside containers among them.
Result<std::vector<ItemId>> Disposal::items_to_destroy(Transaction& transaction, const json::array& entries) {
  std::vector<ItemId> items;
  std::set<std::string> seen;
  const auto take = [&](const ItemId& item) {
    if (seen.insert(item.value).second) items.push_back(item);
  };
  for (const json::value& entry : entries) {
    TRY_ASSIGN(const FilingRow row, m_filings.find(text_in(entry.get_object(), "filing")));
    for (const char* list : {"papers", "left_out"}) {
      for (const json::value& one : list_in(row.record, list)) take(ItemId{text_in(one.get_object(), "item")});
    }
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    TRY_ASSIGN(const std::vector<Item> members, m_archive.children(items[i]));
    for (const Item& member : members) take(member.item);
    // The sheet that waited in the queue before somebody claimed it for the matter holds the same bytes, and nobody needs it.
    TRY_ASSIGN(const Item item, m_archive.item(items[i].value));
    TRY_ASSIGN(const auto queued, transaction.find_item(item.object, std::nullopt, std::nullopt));
    if (!queued) continue;
    TRY_ASSIGN(const Item sheet, m_archive.item(queued->value));
    if (sheet.kind == k_unclaimed) take(sheet.item);
  }
  TRY_ASSIGN(const DestructionPlan plan, m_archive.plan_destruction(items));
  items.clear();
  for (const PlannedItem& one : plan.items) {
    if (!one.is_destroyed) items.push_back(one.item);  // of a large case a volume may have gone before
  }
  return items;
}

Result<DisposalRow> Disposal::execute(Transaction& transaction, const std::string& name, const Execution& execution, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_destruction, {"已签字"}));
  TRY_ASSIGN(const Who executing, who(act, "执行销毁"));
  if (execution.method.empty()) return fail(ErrorCode::invalid_argument, "没有写纸质档案怎样销毁（--method 粉碎、化浆、焚烧）（R-222）");
  TRY_ASSIGN(const Account first, registry::find_serving(m_registry.book(), execution.supervisors[0], executing.on, "监销"));
  TRY_ASSIGN(const Account second, registry::find_serving(m_registry.book(), execution.supervisors[1], executing.on, "监销"));
  const Account supervisors[2] = {first, second};
  TRY(check_four(row, executing.account, supervisors));
  const json::array& entries = list_in(row.record, "entries");
  TRY(check_unblocked(entries));
  TRY_ASSIGN(const std::vector<ItemId> items, items_to_destroy(transaction, entries));
  json::object set{{"state", "已销毁"}, {"executor", executing.account.name}, {"supervisors", {first.name, second.name}}, {"method", execution.method},
                   {"executed", executing.on.to_string()}, {"items", std::int64_t(items.size())}, {"subjects", json::array()}};
  if (!items.empty()) {
    TRY_ASSIGN(const DestructionPlan plan, transaction.destroy({items, std::nullopt, row.disposal.value}));
    if (json::array remains = remains_of(plan); !remains.empty()) set["remains"] = std::move(remains);
  }
  for (const json::value& entry : entries) {
    TRY_ASSIGN(const FilingRow filing, m_filings.find(text_in(entry.get_object(), "filing")));
    TRY(record_filing_event(transaction, filing, "destroy", {{"list", row.number}}, {{"state", "已销毁"}, {"destroyed", {{"on", executing.on.to_string()}, {"list", row.number}}}},
                            executing.on, executing.account.account));
  }
  return record_disposal_event(transaction, row, "execute", {{"method", execution.method}}, std::move(set), executing.on, executing.account.account);
}

}  // namespace anjuan::retention
