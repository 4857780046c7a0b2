#include "archive/registry/matter_clocks.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace anjuan::registry {

namespace json = boost::json;

namespace {

class FactsBuilder {
 public:
  explicit FactsBuilder(const MoveRules& moves) : m_moves(moves) {}

  void add(const MatterEvent& event) {
    // Decides nothing about time, and may be hidden from whoever asks: then its place must not be missing either.
    if (event.move == "judge") return;
    ++m_step;
    const auto on = CivilDate::parse(event.on);
    if (!on) return;
    m_at = {*on, m_step, title_of(event.move, *on)};
    take_receipt(event);
    take_dates(event.changes);
    take_step(event);
  }
  ClockFacts take() { return std::move(m_facts); }

 private:
  std::string title_of(const std::string& move, CivilDate on) const {
    if (move == "register") return "登记";
    if (move == "import") return "补录";
    const auto rule = m_moves.find(move, on);
    return rule ? (*rule)->title : move;
  }

  void take_receipt(const MatterEvent& event) {
    const json::object& changes = event.changes;
    if (const auto received = date_in(changes, "received")) m_facts.received = {*received, m_at.seq, "收到"};
    if (const auto registered = date_in(changes, "registered")) m_facts.registered = Dated{*registered, m_at.seq, "登记"};
    if (!text_in(changes, "channel").empty()) m_facts.channel = text_in(changes, "channel");
    if (const auto category = category_of(text_in(changes, "category"))) m_facts.category.push_back({*category, since(event)});
    if (registers(event) || changes.contains("addressable")) m_facts.addressable.push_back({flag_in(changes, "addressable"), since(event)});
    if (const auto assigned = date_in(changes, "assigned_on")) {
      Assignment assignment{{*assigned, m_at.seq, "收到交办"}, date_in(changes, "assigned_due"), std::nullopt};
      m_facts.assigned = assignment;
      if (!m_facts.transferred_in) m_facts.transferred_in = assignment.received;  // a 交办 may be objected to like a 转送 (Art. 23)
    }
    // A correction of the limit alone: when it came, and what was reported, stays.
    if (m_facts.assigned && !changes.contains("assigned_on") && changes.contains("assigned_due")) m_facts.assigned->limit = date_in(changes, "assigned_due");
    if (const auto transferred = date_in(changes, "transferred_on")) m_facts.transferred_in = Dated{*transferred, m_at.seq, "收到转送"};
    if (const std::string kind = text_in(changes, "matter_kind"); !kind.empty()) m_facts.kind = kind == "复查" ? MatterKind::review : MatterKind::rereview;
  }

  /// Of a matter of the past the first event alone, the one that says when it was received.
  static bool registers(const MatterEvent& event) {
    return event.move == "register" || (event.move == "import" && event.changes.contains("received"));
  }

  /// A registration speaks of the day of receipt, whenever it was typed.
  Dated since(const MatterEvent& event) const {
    return registers(event) ? Dated{m_facts.received.on, m_at.seq, m_at.event} : m_at;
  }

  void take_dates(const json::object& changes) {
    const std::pair<const char*, std::optional<Dated>*> members[] = {
        {"disposed", &m_facts.disposed},   {"noticed", &m_facts.noticed},
        {"accepted", &m_facts.accepted},   {"refused", &m_facts.refused},
        {"preliminary", &m_facts.preliminary}, {"review_requested", &m_facts.review_requested},
        {"review_answered", &m_facts.review_answered}, {"rereview_requested", &m_facts.rereview_requested},
        {"rereview_answered", &m_facts.rereview_answered}, {"reported_up", &m_facts.fed_back},
        {"answered_transfer", &m_facts.answered_transfer}, {"objected", &m_facts.objected},
        {"routed_elsewhere", &m_facts.routed_elsewhere}};
    for (const auto& [name, target] : members) {
      if (const auto date = date_in(changes, name)) *target = Dated{*date, m_at.seq, m_at.event};
    }
    const std::string state = text_in(changes, "state");
    if (state == "办结" || state == "存查" || state == "不予受理" || state == "终结") m_facts.concluded.push_back(m_at);
    if (state == "撤回") m_facts.withdrawn = m_at;
    if (state == "作废") m_facts.voided = m_at;
    if (state == "并入") m_facts.merged = m_at;
    if (state == "退还") m_facts.returned = m_at;
    if (const std::string set = text_in(changes, "rule_set"); !set.empty()) m_facts.rule_set = SetChoice{set, m_at};
    if (date_in(changes, "extension_told") && !m_facts.extensions.empty()) m_facts.extensions.back().told = m_at;
  }

  void take_step(const MatterEvent& event) {
    const std::string& move = event.move;
    const std::string kind = text_in(event.fields, "kind");
    if (move == "reply" || (move == "import" && event.changes.contains("replied"))) m_facts.replied.push_back(m_at);
    take_delivery(event);
    take_slip(event);
    if (move == "rework") m_facts.reworked.push_back(m_at);
    if (move == "reopen") m_facts.reopened.push_back(m_at);
    if (move == "notify" && (kind == "受理告知" || kind == "当场告知")) m_facts.notice_accepts = true;
    if (event.changes.contains("accepted")) m_facts.accepted_by_notice = move == "notify";
    if (move == "report-up" && kind == "延期说明函" && m_facts.assigned) m_facts.assigned->delay_explained = m_at;
    if (move == "transfer" && text_in(event.fields, "mode") == "转送") m_facts.transferred_out = m_at;
    if (move == "object") m_facts.transferred_out.reset();
    if (move == "confer") {
      if (const auto due = date_in(event.fields, "due")) {
        m_facts.limits.push_back({ClockEvent::decided, m_at, *due, text_in(event.fields, "decision"), text_in(event.fields, "section"), std::nullopt});
      }
    }
    if (move == "decision-done") {
      std::size_t nth = std::strtoul(text_in(event.fields, "nth").c_str(), nullptr, 10);
      for (Limit& limit : m_facts.limits) {
        if (limit.from == ClockEvent::decided && nth-- == 1) limit.done = m_at;
      }
    }
    if (move == "extend") {
      int days = 0;
      const std::string text = text_in(event.fields, "days");
      std::from_chars(text.data(), text.data() + text.size(), days);
      m_facts.extensions.push_back({days, m_at, event.acted, std::nullopt});
    }
    if (move == "suspend") m_facts.suspensions.push_back({m_at, std::nullopt, true, text_in(event.fields, "reason")});
    if (move == "resume" && !m_facts.suspensions.empty()) m_facts.suspensions.back().to = m_at;
  }

  // after a superior's 复查意见 it is that which is delivered, and of several deliveries the last counts.
  void take_delivery(const MatterEvent& event) {
    if (event.move == "review-result") {
      m_facts.review_delivered.reset();
      m_of_review = true;
    }
    if (event.move == "reply" || event.move == "rework" || event.move == "reopen") m_of_review = false;
    for (const char* other : {"reply", "decide-review", "review-result", "rework", "reopen"}) {
      if (event.move == other) m_facts.posted.reset();  // of another paper
    }
    if (event.move != "deliver") return;
    // F-15: posted and not signed for delivers nothing yet.
    if (!event.changes.contains("delivered")) {
      m_facts.posted = m_at;
      m_facts.tracking = text_in(event.fields, "tracking");
      return;
    }
    Dated at = m_at;
    if (m_facts.posted && text_in(event.fields, "how") == "邮寄") at.event = "签收；" + m_facts.posted->on.to_string() + " 寄出";
    if (m_of_review) m_facts.review_delivered = at;
    else m_facts.delivered.push_back(at);
  }

  // what we sent out with a limit is ours to chase until the answer is there and good.
  void take_slip(const MatterEvent& event) {
    const auto due = date_in(event.fields, "due");
    if (event.move == "transfer" && due) {
      m_facts.limits.push_back({ClockEvent::slip_sent, m_at, *due, text_in(event.fields, "mode") + text_in(event.fields, "organ"), {}, std::nullopt});
    }
    if (event.move == "urge" && due) m_facts.limits.push_back({ClockEvent::urged, m_at, *due, text_in(event.fields, "text"), {}, std::nullopt});
    if (event.move == "feedback") m_facts.slip_answered.push_back(m_at);
    if (event.move == "audit" && text_in(event.fields, "verdict") == "退回" && !m_facts.slip_answered.empty()) m_facts.slip_answered.pop_back();
    if (event.move == "object") m_facts.slip_objected.push_back(m_at);
  }

  const MoveRules& m_moves;
  ClockFacts m_facts;
  Dated m_at;
  bool m_of_review = false;  ///< what a delivery now delivers is a 复查意见
  std::int64_t m_step = 0;  ///< within the matter: the journal's own sequence counts what happens to other matters, hidden ones too (R-343)
};

}  // namespace

ClockFacts facts_of(const std::vector<MatterEvent>& events, const MoveRules& moves) {
  FactsBuilder builder(moves);
  for (const MatterEvent& event : events) builder.add(event);
  return builder.take();
}

std::string alarm_of(const std::vector<MatterEvent>& events, CivilDate on, const OfficeRules& rules) {
  const auto readings = read_clocks(facts_of(events, rules.moves), on, rules.clocks, rules.calendar, Explain::no);
  const ClockReading* first = strictest(readings);
  return first == nullptr ? std::string() : first->nominal.to_string();
}

}  // namespace anjuan::registry
