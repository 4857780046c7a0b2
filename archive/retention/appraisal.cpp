// 鉴定: opened on what is due, decided item by item by a group, concluded by a leader.
#include <algorithm>
#include <boost/json/array.hpp>

#include "archive/registry/record.hpp"
#include "archive/retention/disposal.hpp"

namespace anjuan::retention {

namespace json = boost::json;
using registry::Account;
using registry::list_in;
using registry::number_in;
using registry::text_in;

namespace {

constexpr const char* k_keep = "续存";
constexpr const char* k_destroy = "销毁";

json::object* entry_in(json::array& entries, const FilingId& filing) {
  for (json::value& value : entries) {
    if (text_in(value.get_object(), "filing") == filing.value) return &value.get_object();
  }
  return nullptr;
}

json::array subjects_of(const json::array& entries) {
  json::array subjects;
  for (const json::value& entry : entries) subjects.push_back(entry.get_object().at("filing"));
  return subjects;
}

}  // namespace

// what the 清册 says of it; it stands on its own when the record's papers are gone.
Result<json::object> Disposal::entry_of(const FilingRow& row) {
  json::object entry{{"filing", row.filing.value}, {"code", row.code}};
  if (row.matter) {
    entry["matter"] = row.matter->value;
    TRY_ASSIGN(const auto matter, m_registry.book().by_id(*row.matter));
    if (matter) {
      if (registry::flag_in(matter->record, "restricted")) entry["restricted"] = true;
      if (const std::string section = text_in(matter->record, "section"); !section.empty()) entry["section"] = section;
    }
  }
  for (const char* member : {"title", "responsible", "document", "date", "period", "due", "pages", "year", "number"}) {
    if (const json::value* value = row.record.if_contains(member)) entry[member] = *value;
  }
  return entry;
}

Status Disposal::check_group(const std::vector<Account>& group) {
  const auto has = [&](const auto& fits) { return std::any_of(group.begin(), group.end(), fits); };
  std::string missing;
  if (!has([](const Account& one) { return one.has_role("领导") || one.head; })) missing += "、负责人";
  if (!has([](const Account& one) { return one.has_role("档案"); })) missing += "、档案人员（角色 档案）";
  if (!has([](const Account& one) { return one.has_role("科室") && !one.has_role("档案"); })) missing += "、形成部门的人员（角色 科室）";
  if (!missing.empty()) return fail(ErrorCode::invalid_argument, "鉴定小组缺" + missing.substr(std::string("、").size()) + "（R-221）");
  return {};
}

Result<DisposalRow> Disposal::open_appraisal(Transaction& transaction, CivilDate by, const std::vector<std::string>& group, const std::vector<FilingId>& chosen,
                                             const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const Who opening, who(act, "开始鉴定"));
  if (by > m_registry.today()) return fail(ErrorCode::invalid_argument, by.to_string() + " 以前期满的还没有到期（R-207）");
  std::vector<Account> members;
  json::array people;
  for (const std::string& person : group) {
    TRY_ASSIGN(Account account, registry::find_serving(m_registry.book(), person, opening.on, "参加鉴定"));
    if (std::any_of(members.begin(), members.end(), [&](const Account& one) { return one.account == account.account; })) continue;
    people.push_back(json::object{{"account", account.account}, {"name", account.name}});
    members.push_back(std::move(account));
  }
  TRY(check_group(members));
  TRY_ASSIGN(const std::vector<DueFiling> all, due(by));
  json::array entries, left_out;
  for (const DueFiling& one : all) {
    if (!chosen.empty() && std::find(chosen.begin(), chosen.end(), one.row.filing) == chosen.end()) continue;
    if (one.blocked.empty()) {
      TRY_ASSIGN(json::object entry, entry_of(one.row));
      entries.push_back(std::move(entry));
    } else {
      left_out.push_back(json::object{{"code", one.row.code}, {"reason", one.blocked}});
    }
  }
  if (entries.empty()) {
    const std::string why = left_out.empty() ? "没有期满的档案" : text_in(left_out.front().get_object(), "code") + " " + text_in(left_out.front().get_object(), "reason");
    return fail(ErrorCode::invalid_argument, by.to_string() + " 以前没有可以鉴定的：" + why);
  }
  json::object record{{"state", "鉴定中"}, {"due_by", by.to_string()}, {"group", std::move(people)}, {"subjects", subjects_of(entries)}, {"entries", std::move(entries)}};
  if (!left_out.empty()) record["left_out"] = std::move(left_out);
  return numbered(transaction, kind::k_appraisal, std::move(record), "open", opening);
}

Result<DisposalRow> Disposal::decide(Transaction& transaction, const std::string& name, const FilingId& filing, const Verdict& verdict, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_appraisal, {"鉴定中"}));
  TRY_ASSIGN(const Who deciding, who(act, "鉴定"));
  const json::array& group = list_in(row.record, "group");
  const bool is_member = std::any_of(group.begin(), group.end(), [&](const json::value& one) { return text_in(one.get_object(), "account") == deciding.account.account; });
  if (!is_member) return fail(ErrorCode::invalid_argument, deciding.account.name + " 不是 " + row.number + " 鉴定小组的人（R-221）");
  if (verdict.what != k_keep && verdict.what != k_destroy) return fail(ErrorCode::invalid_argument, "鉴定意见“" + verdict.what + "”：写 续存 或 销毁（R-220）");
  if (verdict.reason.empty()) return fail(ErrorCode::invalid_argument, "鉴定意见要写理由（--reason）（R-221）");
  json::array entries = list_in(row.record, "entries");
  json::object* const entry = entry_in(entries, filing);
  if (entry == nullptr) return fail(ErrorCode::not_found, row.number + " 里没有这一件（卷）");
  (*entry)["verdict"] = verdict.what;
  (*entry)["reason"] = verdict.reason;
  (*entry)["by"] = deciding.account.name;
  (*entry)["on"] = deciding.on.to_string();
  entry->erase("kept_for");
  if (verdict.what == k_keep) {
    TRY_ASSIGN(const Period period, m_rules.choose(verdict.period));
    if (period.kind == Period::Kind::not_kept) return fail(ErrorCode::invalid_argument, "续存要写期限（--period 10年、30年或永久）（R-220）");
    (*entry)["kept_for"] = period.name();
  } else if (!verdict.period.empty()) {
    return fail(ErrorCode::invalid_argument, "销毁的不写期限（R-220）");
  }
  json::object fields{{"filing", filing.value}, {"verdict", verdict.what}, {"reason", verdict.reason}};
  return record_disposal_event(transaction, row, "decide", std::move(fields), {{"entries", std::move(entries)}}, deciding.on, deciding.account.account);
}

// marked. The code keeps the period it was given under.
Status Disposal::keep_on(Transaction& transaction, const json::object& entry, const std::string& appraisal, CivilDate on, const std::string& by) {
  TRY_ASSIGN(const FilingRow row, m_filings.find(text_in(entry, "filing")));
  TRY_ASSIGN(const Period period, Period::parse(text_in(entry, "kept_for")));
  json::object set;
  const std::string before = text_in(row.record, "due");
  const auto ended = CivilDate::parse(before);
  // The new period runs from the end of the old one, as the old one from the filing year.
  if (period.kind == Period::Kind::years && ended) {
    set["due"] = ended->plus_months(12 * period.years).to_string();
  } else {
    set["due"] = nullptr;
  }
  json::array renewals = list_in(row.record, "renewals");
  renewals.push_back(json::object{{"on", on.to_string()}, {"appraisal", appraisal}, {"due", before}, {"period", period.name()}, {"reason", text_in(entry, "reason")}});
  set["renewals"] = std::move(renewals);
  TRY(record_filing_event(transaction, row, "renew", {{"appraisal", appraisal}}, std::move(set), on, by));
  return {};
}

Status Disposal::check_unblocked(const json::array& entries) {
  for (const json::value& value : entries) {
    const json::object& entry = value.get_object();
    const std::string matter = text_in(entry, "matter");
    if (matter.empty()) continue;
    TRY_ASSIGN(const std::vector<std::string> holds, holds_on(MatterId{matter}));
    if (!holds.empty()) return fail(ErrorCode::invalid_argument, text_in(entry, "code") + " 已冻结：" + holds.front() + "，不能销毁（R-224）");
    TRY_ASSIGN(const auto row, m_registry.book().by_id(MatterId{matter}));
    if (row && m_registry.rules().moves.is_open(text_in(row->record, "state"))) {
      return fail(ErrorCode::invalid_argument, text_in(entry, "code") + "：" + row->name + " 正在重新办理，不能销毁（R-224）");
    }
  }
  return {};
}

Result<Disposal::Concluded> Disposal::conclude(Transaction& transaction, const std::string& name, const std::string& approver, const registry::Act& act) {
  if (!transaction.locked()) return fail(ErrorCode::internal, "disposal: the transaction is not locked");
  TRY_ASSIGN(const DisposalRow row, in_state(name, kind::k_appraisal, {"鉴定中"}));
  TRY_ASSIGN(const Who concluding, who(act, "结束鉴定"));
  TRY_ASSIGN(const Account approving, registry::find_leader(m_registry.book(), approver, concluding.on, "批准鉴定意见", k_leaders));
  for (const json::value& member : list_in(row.record, "group")) {
    if (text_in(member.get_object(), "account") == approving.account) return fail(ErrorCode::invalid_argument, approving.name + " 是鉴定小组的人，不能批准本组的意见（R-221）");
  }
  json::array destroyed, kept;
  std::string undecided;
  for (const json::value& value : list_in(row.record, "entries")) {
    const json::object& entry = value.get_object();
    const std::string verdict = text_in(entry, "verdict");
    if (verdict.empty()) undecided += (undecided.empty() ? "" : "、") + text_in(entry, "code");
    if (verdict == k_destroy) destroyed.push_back(entry);
    if (verdict == k_keep) kept.push_back(entry);
  }
  if (!undecided.empty()) return fail(ErrorCode::invalid_argument, row.number + " 还有没有意见的：" + undecided + "（R-221）");
  TRY(check_unblocked(destroyed));
  for (const json::value& entry : kept) TRY(keep_on(transaction, entry.get_object(), row.number, concluding.on, concluding.account.account));
  Concluded out;
  json::object set{{"state", "已结束"}, {"approver", approving.name}, {"concluded", concluding.on.to_string()}, {"subjects", json::array()}};
  if (!destroyed.empty()) {
    json::object list{{"state", "待批准"}, {"appraisal", row.number}, {"subjects", subjects_of(destroyed)}, {"entries", std::move(destroyed)}};
    TRY_ASSIGN(out.destruction, numbered(transaction, kind::k_destruction, std::move(list), "list", concluding));
    set["destruction"] = out.destruction->number;
  }
  TRY_ASSIGN(out.appraisal, record_disposal_event(transaction, row, "conclude", {{"approver", approving.account}}, std::move(set), concluding.on, concluding.account.account));
  return out;
}

}  // namespace anjuan::retention
