#include "archive/registry/record.hpp"
#include "archive/registry/sections.hpp"
#include "query/reports/reports.hpp"
#include "query/reports/snapshot.hpp"

namespace anjuan::reports {

using registry::date_in;
using registry::flag_in;
using registry::list_in;
using registry::text_in;

namespace {

struct Missing {
  bool handler = false, notice = false, answer = false, delivery = false, reason = false;
  std::string decision;  ///< R-370: day on which the first decision that is not carried out falls due
  bool any() const { return handler || notice || answer || delivery || reason || !decision.empty(); }
};

bool is_handled(const boost::json::object& record, const std::string& state) {
  if (state == "转出") return !text_in(record, "transfer_organ").empty();  // another organ has it
  return !text_in(record, "section").empty() && !text_in(record, "handler").empty();
}

// nobody is owed a notice whose name or address is not clear. A refusal must be told too, an answer tells by itself.
bool owes_notice(const boost::json::object& record) {
  return flag_in(record, "addressable") && text_in(record, "signature") != "匿名" && !date_in(record, "noticed") && !date_in(record, "replied");
}

// R-374, F-15: signed is not received. What went by post waits for the signature of who received it.
bool owes_delivery(const boost::json::object& record, const std::string& state) {
  const bool answered = (state == "已答复" && date_in(record, "replied")) || state == "复查答复";
  return answered && text_in(record, "signature") != "匿名" && !date_in(record, "delivered");
}

Missing missing_in(const boost::json::object& record, const registry::MoveRules& moves) {
  const std::string state = text_in(record, "state");
  const bool answered = date_in(record, "replied").has_value();
  Missing missing;
  for (const auto* decision : registry::open_decisions(record)) {
    const std::string due = text_in(*decision, "due");
    if (missing.decision.empty() || due < missing.decision) missing.decision = due;
  }
  if (moves.is_open(state)) {
    missing.handler = !is_handled(record, state);
    missing.notice = owes_notice(record);
    // signed letters get an answer; anonymous ones are still handled, and end with a reason.
    // of a matter led into another procedure the answer is that procedure's.
    missing.answer = !answered && text_in(record, "signature") != "匿名" && !date_in(record, "routed_elsewhere");
    missing.delivery = owes_delivery(record, state);
    missing.reason = !answered && !missing.answer;
    return missing;
  }
  if (state == "退还") return {};  // whoever sent it has it back
  if (state == "作废") return {};  // the number is kept with its reason, nobody waits
  if (state == "并入") {
    missing.reason = text_in(record, "merged_into").empty();
    return missing;
  }
  missing.notice = state == "不予受理" && owes_notice(record);
  missing.reason = !answered && text_in(record, "closing_reason").empty() && !flag_in(record, "final");
  return missing;
}

}  // namespace

Result<Report> control_list(registry::Registry& registry, const AccessScope& scope, CivilDate as_of) {
  TRY_ASSIGN(const Snapshot snapshot, Snapshot::take(registry, scope, as_of));
  Report report{"control", "件件有着落控制清单", std::nullopt, as_of, {}, {}};
  report.formulas = {"未办结而没有承办科室和承办人（转出的，没有主送单位）的，缺“承办”；姓名、住址清楚而既未告知也未答复的，缺“告知”（R-374、R-303、R-310）",
                     "署名而未作处理（答复）意见的，缺“答复”；匿名未办结的、办结而既无答复又无理由的，缺“理由”（R-374、R-323）",
                     "答复、复查意见作出而没有送达，或已交邮而没有签收的，缺“送达”（R-374、F-15）", "会办的决定还没有落实的，缺“会办落实”，写最早的限期（R-370）", "检举控告件的内容见专册（R-383）"};
  Table list{"控制清单", {"编号", "收到", "天数", "状态", "承办科室", "承办人", "缺", "题名"}, {}};
  Table sums{"合计", {"缺", "件数"}, {}};
  Cases without[6];
  Cases any;
  for (const Case& one : snapshot.all()) {
    const Missing missing = missing_in(one.record, registry.rules().moves);
    if (!missing.any()) continue;
    any.push_back(&one);
    std::string words;
    const std::pair<bool, const char*> kinds[] = {{missing.handler, "承办"}, {missing.notice, "告知"}, {missing.answer, "答复"}, {missing.delivery, "送达"}, {missing.reason, "理由"},
                                                 {!missing.decision.empty(), "会办落实"}};
    for (std::size_t i = 0; i < std::size(kinds); ++i) {
      if (!kinds[i].first) continue;
      words += (words.empty() ? "" : "、") + std::string(kinds[i].second);
      if (i + 1 == std::size(kinds)) words += "（" + missing.decision + "）";
      without[i].push_back(&one);
    }
    const auto received = date_in(one.record, "received").value_or(one.registered);
    const std::string state = text_in(one.record, "state");
    const std::string organ = state == "转出" ? text_in(one.record, "transfer_organ") : text_in(one.record, "section");
    Cell number = Cell::of(one.number);
    number.matters = {one.matter};
    list.rows.push_back({std::move(number), Cell::of(received.to_string()), Cell::of(std::to_string(as_of.days_since(received))), Cell::of(state),
                         Cell::of(organ), Cell::of(snapshot.person(text_in(one.record, "handler"))), Cell::of(words),
                         Cell::of(one.accusation ? "（专册）" : text_in(one.record, "subject"))});
  }
  const char* names[] = {"承办", "告知", "答复", "送达", "理由", "会办落实"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    sums.rows.push_back({Cell::of(names[i]), Cell::figure(static_cast<std::int64_t>(without[i].size()), ids_of(without[i]))});
  }
  sums.rows.push_back({Cell::of("任一项"), Cell::figure(static_cast<std::int64_t>(any.size()), ids_of(any))});
  report.tables.push_back(std::move(list));
  report.tables.push_back(std::move(sums));
  return report;
}

}  // namespace anjuan::reports
