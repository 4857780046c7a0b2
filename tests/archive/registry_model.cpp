#include "tests/archive/registry_model.hpp"

#include <algorithm>

namespace anjuan::test {

bool MatterModel::in(std::initializer_list<const char*> states) const {
  return std::any_of(states.begin(), states.end(), [&](const char* state) { return m_state == state; });
}

bool MatterModel::open() const { return !in({"办结", "终结", "存查", "不予受理", "并入", "撤回", "退还", "作废"}); }

/// Where a step leads from here; nothing: it is not possible in this state.
std::optional<std::string> MatterModel::target(const std::string& move, const Fields& fields) const {
  const auto from = [&](std::initializer_list<const char*> states, const std::string& to) {
    return in(states) ? std::optional(to) : std::nullopt;
  };
  if (move == "propose") return from({"登记", "拟办"}, "拟办");
  if (move == "instruct") {
    if (in({"登记", "拟办"})) return "阅批";
    return from({"阅批", "办理", "转出", "审核", "立案", "已答复", "已送达"}, m_state);
  }
  if (move == "assign") return from({"阅批", "办理"}, "办理");
  if (move == "transfer") return from({"阅批", "办理"}, "转出");
  if (move == "object") return from({"转出"}, "阅批");
  if (move == "object-up" || move == "route") return from({"登记", "拟办", "阅批", "办理"}, m_state);
  if (move == "objection-result")
    return from({"登记", "拟办", "阅批", "办理"}, value(fields, "verdict") == "成立" ? "退还" : m_state);
  if (move == "feedback") return from({"转出"}, "审核");
  if (move == "audit") return from({"审核"}, value(fields, "verdict") == "通过" ? "办理" : "转出");
  if (move == "shelve") return from({"阅批"}, "存查");
  if (move == "accept") return from({"登记", "拟办", "阅批", "办理", "转出", "审核", "立案"}, m_state);
  if (move == "refuse") return from({"登记", "拟办", "阅批", "办理"}, "不予受理");
  if (move == "notify")
    return from({"登记", "拟办", "阅批", "办理", "转出", "审核", "立案", "不予受理", "存查"}, m_state);
  if (move == "extend") return from({"办理", "立案", "转出"}, m_state);
  if (move == "suspend" || move == "resume") return from({"复核"}, m_state);
  if (move == "open-case") return from({"办理"}, "立案");
  if (move == "close-case") return from({"立案"}, "办理");
  if (move == "reply") return from({"办理"}, "已答复");
  // F-15: what was posted is not delivered before it is signed for.
  if (move == "deliver" && !value(fields, "tracking").empty()) return from({"已答复", "复查答复"}, m_state);
  if (move == "deliver") return in({"已答复"}) ? std::optional<std::string>("已送达") : from({"复查答复"}, "复查答复");
  // after a 复查意见 it is a 复核, closed in between or not; after a new answer it is a 复查 again.
  if (move == "review") return from({"已送达", "办结", "复查答复"}, m_reviewed ? "复核" : "复查");
  if (move == "review-result") return in({"复查"}) ? std::optional<std::string>("复查答复") : from({"复核"}, "终结");
  if (move == "rework") return from({"已答复", "已送达", "复查", "复查答复", "审核", "办结"}, "办理");
  if (move == "close") return from({"登记", "拟办", "阅批", "办理", "转出", "已送达", "复查答复"}, "办结");
  if (move == "reopen") return from({"办结", "存查", "不予受理", "撤回"}, "办理");
  if (move == "withdraw") return open() ? std::optional<std::string>("撤回") : std::nullopt;
  if (move == "void") return open() ? std::optional<std::string>("作废") : std::nullopt;
  // under a voided number nothing acts any more.
  if (move == "custody" || move == "follow-up") return m_state != "作废" ? std::optional(m_state) : std::nullopt;
  return std::nullopt;
}

/// The conditions beside the state, each with its rule.
bool MatterModel::allowed(const std::string& move, const Fields& fields) const {
  const bool reachable = !m_anonymous;
  if (move == "assign")
    return !m_important || value(fields, "handler") != "li";  // he is no head, and no reason is given
  if (move == "accept") return !m_accepted;
  if (move == "refuse") return !m_accepted;
  if (move == "transfer") return m_kind != Kind::accusation || value(fields, "mode") != "转请";
  if (move == "notify") {
    const std::string kind = value(fields, "kind");
    if (!reachable && kind != "当场告知") return false;                          // a caller is told on the spot
    if (kind == "转办告知") return m_kind != Kind::accusation && m_transferred;
    if (kind == "不予受理告知") return m_refused.has_value();
    if (kind == "受理告知") return m_accepted || (!m_refused && open());
    return true;
  }
  if (move == "object-up") return m_passed_on && !m_objected && !m_accepted && !m_noticed;
  if (move == "objection-result")
    return m_objected && !m_objection_answered && (value(fields, "verdict") != "成立" || !m_accepted);
  if (move == "route") return m_kind == Kind::claim && !m_routed;
  if (move == "reply") return m_kind != Kind::claim || m_accepted.has_value();
  if (move == "deliver") return reachable;
  if (move == "review") return m_kind == Kind::claim && m_delivered && !m_routed;
  if (move == "suspend") return !m_hearing;
  if (move == "resume") return m_hearing;
  if (move == "review-result") return !m_hearing;
  if (move == "close") {
    if (m_original_out) return false;
    if (in({"登记", "拟办", "阅批"})) return false;           // these come by telephone
    if (m_state == "复查答复" && !m_delivered) return false;
    const bool elsewhere = m_state == "转出" || m_audited || m_routed;
    if (m_state == "转出" && m_mode == "交办") return false;
    if (m_state == "转出" && reachable && m_kind != Kind::accusation && !m_noticed) return false;
    return m_replied || elsewhere || !(m_kind == Kind::claim && reachable);  // R-376; the reason is given
  }
  return true;
}

Verdict MatterModel::judge(const std::string& move, const Fields& fields, CivilDate day) const {
  const auto to = target(move, fields);
  if (!to || !allowed(move, fields)) return Verdict::illegal;
  if (*to != m_state && day < m_changed) return Verdict::illegal;
  if (move == "reply" && m_accepted && day < *m_accepted) return Verdict::illegal;
  if (move == "object") {  // five working days are more than five days and, with the longest holiday, less than thirty
    if (day < CivilDate::parse("2022-05-01").value())
      return Verdict::illegal;  // the Regulation of 2005 knew none
    const int days = day.days_since(*m_sent);
    return days <= 5 ? Verdict::legal : days > 30 ? Verdict::illegal : Verdict::undecided;
  }
  const CivilDate newer = CivilDate::parse("2022-05-01").value();
  if ((move == "object-up" || move == "objection-result" || move == "route") && day < newer) return Verdict::illegal;
  if (move == "object-up") {  // what came under the Regulation of 2005 has no such term
    const int days = day.days_since(m_received);
    return m_received < newer || days > 30 ? Verdict::illegal : days <= 5 ? Verdict::legal : Verdict::undecided;
  }
  if (move == "review") {
    const int days = day.days_since(*m_delivered);
    return days <= 30 ? Verdict::legal : days > 45 ? Verdict::illegal : Verdict::undecided;
  }
  if (move == "suspend") return Verdict::undecided;  // whether its term still runs is a matter of the calendar
  if (move == "extend") return m_extended ? Verdict::illegal : Verdict::undecided;
  return Verdict::legal;
}

bool MatterModel::leads_on(const std::string& move) const {
  for (const char* ending : {"withdraw", "void", "shelve", "refuse", "propose"}) {
    if (move == ending) return false;
  }
  if (m_state == "复查答复" && (move == "rework" || move == "close")) return false;
  // An objection changes no state, and only a few days are open to it: it would be too rare to be answered.
  if (move == "object-up" || move == "objection-result") return true;
  if (move == "suspend" || move == "resume" || (move == "accept" && m_kind == Kind::claim)) return true;
  const auto to = target(move, {{"verdict", "通过"}});
  return to && *to != m_state;
}

void MatterModel::take(const std::string& move, const Fields& fields, CivilDate day) {
  const std::string to = *target(move, fields);
  const bool first_review = m_state == "复查";
  if (move == "accept") m_accepted = day;
  if (move == "refuse") m_refused = day;
  if (move == "notify" && !m_noticed) m_noticed = day;
  if (move == "notify" && value(fields, "kind") == "受理告知" && !m_accepted) m_accepted = day;
  if (move == "transfer") {
    m_sent = day;
    m_mode = value(fields, "mode");
    m_transferred = true;
    m_audited = false;
  }
  if (move == "audit" && value(fields, "verdict") == "通过") m_audited = true;
  if (move == "extend") m_extended = true;
  if (move == "open-case") m_important = true;
  if (move == "custody") m_original_out = value(fields, "kind") != "收回";
  if (move == "suspend") m_hearing = true;
  if (move == "resume") m_hearing = false;
  if (move == "reply") {
    m_replied = day;
    m_delivered.reset();
  }
  if (move == "deliver" && value(fields, "tracking").empty()) m_delivered = day;
  if (move == "review-result" && first_review) {
    m_delivered.reset();
    m_reviewed = true;
  }
  if (move == "reply" || move == "rework" || move == "reopen") m_reviewed = false;
  if (move == "rework" || move == "reopen") {
    m_replied.reset();
    m_delivered.reset();
    m_audited = false;
  }
  if (move == "object-up") m_objected = true;
  if (move == "objection-result") m_objection_answered = true;
  if (move == "route") m_routed = true;
  if (move == "reopen") {
    m_routed = false;
    m_refused.reset();
    m_extended = false;
  }
  if (to == m_state) return;
  m_state = to;
  m_changed = day;
  m_closed = open() ? std::nullopt : std::optional(day);
}

}  // namespace anjuan::test
