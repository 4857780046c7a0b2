#include "archive/registry/clock_reader.hpp"

#include <algorithm>

namespace anjuan::registry {

std::string told(std::string_view what, const Dated& event) {
  std::string text = event.on.to_string() + " " + std::string(what);
  const std::string step = event.event == what ? "" : event.event;
  const std::string entry = event.seq == 0 ? "" : "第 " + std::to_string(event.seq) + " 步";
  if (step.empty() && entry.empty()) return text;
  return text + "（" + step + (step.empty() || entry.empty() ? "" : "，") + entry + "）";
}

std::string extension_fault(const Extension& extension, bool second, const ExtensionRule& rule, CivilDate start, CivilDate due) {
  const std::string cited = rule.id == "R-306" ? "R-306" : rule.id + "、R-306";
  if (extension.days < 1) return "延长的天数应为 1 至 " + std::to_string(rule.days) + " 日（" + cited + "）";
  if (extension.days > rule.days) {
    return "延长不得超过 " + std::to_string(rule.days) + " 日，而不是 " + std::to_string(extension.days) + " 日（" + cited + "）";
  }
  if (extension.approver.empty()) return "延期要由负责人批准，请写明批准人（" + cited + "）";
  if (second) return "只能延期一次，已经延过（" + cited + "）";
  if (extension.approved.on < start) return "受理之前（" + start.to_string() + " 起算）不能批准延期（" + cited + "）";
  // R-316 speaks of the term, whose last day is the rolled one: an approval on that day is in time.
  if (due < extension.approved.on) {
    return "期限已于 " + due.to_string() + " 届满，" + extension.approved.on.to_string() + " 批准的延期无效（R-316）";
  }
  return {};
}

ClockReader::ClockReader(const KnownFacts& known, const ActiveClock& active, const Calendar& calendar, Explain explain)
    : m_known(known),
      m_facts(known.facts()),
      m_set(*active.set),
      m_rule(*active.rule),
      m_extension(active.extension),
      m_calendar(calendar),
      m_explain(explain) {
  m_out.rule = m_rule.id;
  m_out.set = m_rule.set;
  m_out.clock = m_rule.clock;
  m_out.title = m_rule.title;
  m_out.source = m_rule.source;
  m_out.chance = m_rule.lapses;
  // what is a superior's duty in our petition is our own in a matter of 复查 or 复核.
  const bool ours = m_rule.owner == ClockOwner::superior && m_facts.kind != MatterKind::petition;
  m_out.owner = ours ? ClockOwner::office : m_rule.owner;
  // The notice was given and the transfer answered whatever became of a later reply; only the handling itself begins again.
  m_since = m_rule.from == ClockEvent::received ? nullptr : known.undone();
}

std::optional<ClockReading> ClockReader::read() {
  if (explaining()) say_basis();
  const bool accepted = m_rule.from == ClockEvent::accepted;
  const Dated* awaited = m_rule.awaits ? m_known.first(*m_rule.awaits, m_since) : nullptr;
  const bool begun = accepted || m_known.first(m_rule.from, m_since) != nullptr;
  if (!begun && awaited == nullptr) return std::nullopt;
  if (std::string reason = exemption(); !reason.empty()) return not_owed(std::move(reason));
  // the term is counted from what the petitioner received, not from what was signed.
  if (awaited != nullptr && explaining()) say(told(event_name(*m_rule.awaits), *awaited) + "，期限自送达之日起算（" + m_rule.id + "）");
  if (!begun) return not_owed(not_delivered());
  if (!find_start()) return not_owed("尚未受理，" + m_rule.term.to_string() + "自受理之日起算");
  count_term();
  if (m_rule.hearing_excluded) exclude_hearings();
  if (m_extension != nullptr) extend();
  if (m_rule.from == ClockEvent::assigned) shorten_to_limit();
  roll();
  settle();
  if (explaining()) say_notes();
  return std::move(m_out);
}

std::string ClockReader::not_delivered() const {
  const Dated* posted = m_known.seen(m_facts.posted);
  if (posted == nullptr) return "还没有送达，期限未起算（" + m_rule.id + "）";
  const std::string letter = m_facts.tracking.empty() ? "" : "，邮件编号 " + m_facts.tracking;
  return posted->on.to_string() + " 邮寄" + letter + "，还没有签收；签收之日才是送达之日，期限未起算（" + m_rule.id + "、F-15）";
}

ClockReading ClockReader::not_owed(std::string reason) {
  m_out.start = m_out.nominal = m_out.due = m_facts.received.on;
  m_out.state = ClockState::not_owed;
  if (explaining()) say(std::move(reason));
  return std::move(m_out);
}

std::string ClockReader::exemption() const {
  if (m_rule.petition_department && !m_facts.petition_department) return "只约束信访部门，本机关不是信访部门（R-315）";
  if (!m_rule.applies(m_known.category())) {
    return "类别是" + std::string(category_name(m_known.category())) + "，本期限只适用于" + std::string(category_name(m_rule.applies_to.front())) +
           "（R-305、R-317）";
  }
  // A notice that was given all the same is still counted.
  if (m_rule.needs_address && !m_known.addressable() && m_known.first(ClockEvent::noticed, nullptr) == nullptr) {
    return "信访人姓名或住址不清，不需告知（R-310）";
  }
  return {};
}

void ClockReader::start_from(CivilDate day, std::string_view what, const Dated* event) {
  m_out.start = day;
  if (!explaining()) return;
  const std::string beginning = event == nullptr ? day.to_string() + " " + std::string(what) : told(what, *event);
  say("自 " + beginning + "起算，首日不计（R-311）");
}

bool ClockReader::find_start() {
  if (m_rule.from == ClockEvent::accepted) return find_accepted_start();
  const Dated* begin = m_known.first(m_rule.from, m_since);
  start_from(begin->on, event_name(m_rule.from), begin);
  return true;
}

// the first notice begins the term. A later one never moves it, nor does an act after the last day on which acceptance is presumed anyway.
bool ClockReader::accepted_already(const Dated* noticed, const Dated& accepted) const {
  if (!m_rule.accepted_within || noticed == nullptr || !before(*noticed, accepted)) return false;
  return m_facts.accepted_by_notice || m_facts.received.on.plus_days(*m_rule.accepted_within) < accepted.on;
}

bool ClockReader::find_accepted_start() {
  if (const Dated* again = m_known.reopened()) {
    start_from(again->on, "因新的事实重新办理（R-381）", again);
    return true;
  }
  const Dated* begin = m_known.first(ClockEvent::accepted, nullptr);
  std::string_view what = "受理";
  if (m_rule.accepted_within || m_facts.notice_accepts) {
    const Dated* told_first = m_known.first(ClockEvent::noticed, nullptr);
    if (begin == nullptr || accepted_already(told_first, *begin)) {
      begin = told_first;
      what = "告知之日视为受理（R-316）";
    }
  }
  if (m_rule.accepted_within) {
    const CivilDate latest = m_facts.received.on.plus_days(*m_rule.accepted_within);
    if (begin == nullptr || latest < begin->on) {
      const Dated* reply = m_known.first(ClockEvent::replied, m_since);
      if (reply != nullptr && reply->on < latest) {
        start_from(reply->on, "答复之日视为受理（R-316）", reply);
      } else {
        start_from(latest, "（收到后第" + std::to_string(*m_rule.accepted_within) + "日，受理日最迟之日，R-316）", nullptr);
      }
      return true;
    }
  }
  if (begin == nullptr) return false;
  start_from(begin->on, what, begin);
  return true;
}

void ClockReader::count_term() {
  const int length = m_rule.term.length;
  std::string how;
  switch (m_rule.term.unit) {
    case ClockTerm::Unit::days: m_out.nominal = m_out.start.plus_days(length); break;
    case ClockTerm::Unit::workdays:
      m_out.nominal = m_calendar.add_workdays(m_out.start, length);
      how = "，其间休息日不计";
      break;
    case ClockTerm::Unit::months:
      m_out.nominal = m_out.start.plus_months(length);
      how = "，按月计（R-318）";
      break;
    case ClockTerm::Unit::named: break;  // read without counting: read_limit() in clocks.cpp
  }
  if (explaining()) say(m_rule.term.to_string() + "的末日是 " + m_calendar.why(m_out.nominal) + how);
}

void ClockReader::exclude_hearings() {
  std::vector<const Suspension*> hearings;
  for (const Suspension& each : m_facts.suspensions) {
    if (each.hearing && m_known.happened(each.from)) hearings.push_back(&each);
  }
  std::sort(hearings.begin(), hearings.end(), [](const auto* a, const auto* b) { return before(a->from, b->from); });
  CivilDate counted = m_out.start;  // days up to here are dealt with, so that no day is excluded twice
  for (const Suspension* hearing : hearings) {
    const bool over = hearing->to && hearing->to->on < m_known.as_of();
    const CivilDate first = std::max(hearing->from.on, counted.plus_days(1));
    const CivilDate last = hearing->to && m_known.happened(*hearing->to) ? hearing->to->on : m_known.as_of();
    // A hearing that begins after the term is over gives no time back.
    if (last < first || m_out.nominal < first) continue;
    const int days = last.days_since(first) + 1;
    m_out.nominal = m_out.nominal.plus_days(days);
    counted = last;
    m_hearing_now = m_hearing_now || !over;
    if (explaining()) {
      say("听证 " + first.to_string() + " 至 " + last.to_string() + (over ? "" : "（尚在进行）") + " 共" + std::to_string(days) +
          "日不计入（R-309），末日顺延为 " + m_out.nominal.to_string());
    }
  }
}

void ClockReader::extend() {
  std::vector<const Extension*> extensions;
  const Dated* restart = m_known.reopened();
  for (const Extension& each : m_facts.extensions) {
    if (m_known.happened(each.approved) && (restart == nullptr || before(*restart, each.approved))) extensions.push_back(&each);
  }
  std::sort(extensions.begin(), extensions.end(), [](const auto* a, const auto* b) { return before(a->approved, b->approved); });
  bool extended = false;
  for (const Extension* each : extensions) {
    const std::string fault = extension_fault(*each, extended, *m_extension, m_out.start, m_calendar.roll(m_out.nominal));
    if (!fault.empty()) {
      if (explaining()) say(told("延期不计", each->approved) + "：" + fault);
      continue;
    }
    extended = true;
    m_out.nominal = m_out.nominal.plus_days(each->days);
    if (!explaining()) continue;
    say(told(each->approver + "批准延期", each->approved) + std::to_string(each->days) + "日，自原期满日连续计算，末日是 " +
        m_calendar.why(m_out.nominal) + "（" + m_extension->id + "、R-311）");
    const bool knows = each->told && m_known.happened(*each->told);
    say(knows ? told("已告知信访人延期理由", *each->told) : "延期理由尚未告知信访人（" + m_extension->id + "）");
  }
}

void ClockReader::shorten_to_limit() {
  const Assignment& assigned = *m_facts.assigned;
  if (!assigned.limit || m_out.nominal <= *assigned.limit) return;
  m_out.nominal = *assigned.limit;
  if (explaining()) say("交办单位限期 " + m_calendar.why(*assigned.limit) + "，早于" + m_rule.term.to_string() + "，从其限期（R-313）");
}

void ClockReader::roll() {
  m_out.due = m_calendar.roll(m_out.nominal);
  const bool by_workdays = m_rule.term.unit == ClockTerm::Unit::workdays;
  m_out.beyond_calendar = !m_calendar.covers(m_out.nominal) || !m_calendar.covers(m_out.due) || (by_workdays && !m_calendar.covers(m_out.start));
  if (!explaining()) return;
  if (m_out.due != m_out.nominal) say(m_calendar.why(m_out.nominal) + "休息，顺延到 " + m_calendar.why(m_out.due) + "（R-311）");
  if (m_out.beyond_calendar) {
    say("注意：节假日数据自 " + m_calendar.covered_from().to_string() + " 到 " + m_calendar.covered_until().to_string() +
        " 为止，之外的日子按周一至周五上班计，补上放假安排后可能变动");
  }
}

void ClockReader::finish(const Dated& event, std::string_view what, ClockState in_time) {
  const bool late = m_out.due < event.on;
  m_out.state = late ? ClockState::met_late : in_time;
  if (late || in_time == ClockState::met) m_out.met = event.on;
  if (!explaining()) return;
  std::string verdict = in_time == ClockState::met ? "，按期" : "，不必再计";
  if (late) verdict = "，逾期" + std::to_string(event.on.days_since(m_out.due)) + "日";
  say(told(what, event) + verdict);
}

void ClockReader::settle() {
  ClockEvent met_by{}, ended_by{};
  const Dated* met = m_known.earliest(m_rule.until, m_since, met_by);
  const Dated* ended = m_known.earliest(m_rule.ended_by, m_since, ended_by);
  const Dated* voided = m_known.seen(m_facts.voided);
  const Dated* returned = m_known.seen(m_facts.returned);
  // One step may do both: a refusal closes the matter, which is not the conclusion that was owed.
  const bool ended_first = met != nullptr && ended != nullptr && (before(*ended, *met) || (ended->seq != 0 && ended->seq == met->seq));
  if (met != nullptr && !ended_first) return finish(*met, event_name(met_by), ClockState::met);
  if (voided != nullptr || returned != nullptr) {
    m_out.state = ClockState::not_owed;
    if (explaining()) say(voided != nullptr ? told("作废", *voided) + "，不再计时（R-387）" : told("异议成立，材料交还", *returned) + "，不再计时（R-304）");
    return;
  }
  // A right that was not used lapses; nothing that comes later makes it late.
  if (ended != nullptr && !(m_rule.lapses && m_out.due < ended->on)) return finish(*ended, event_name(ended_by), ClockState::not_owed);
  const int left = m_out.due.days_since(m_known.as_of());
  if (left >= 0) {
    m_out.state = m_hearing_now ? ClockState::suspended : ClockState::running;
  } else {
    m_out.state = m_rule.lapses ? ClockState::lapsed : ClockState::late;
  }
  if (!explaining()) return;
  const std::string today = "截至 " + m_known.as_of().to_string() + " ";
  if (left >= 0) say(today + "还有" + std::to_string(left) + "日");
  if (left < 0) say(today + (m_rule.lapses ? "期限已过" : "已逾期" + std::to_string(-left) + "日"));
}

void ClockReader::say_basis() {
  say("依据 " + m_rule.id + "，" + m_rule.source + "：" + m_rule.title + "，" + m_rule.term.to_string());
  const std::string received = m_facts.received.on.to_string() + " 收到";
  if (!m_set.national) return say(m_set.title + "与国家规定并行，先到者报警（R-301、R-371）");
  if (m_set.validity.holds(m_facts.received.on)) return say(received + "，适用" + m_set.title + "（R-301）");
  say(received + "，" + told("选定适用" + m_set.title, m_facts.rule_set->at) + "（R-301）");
}

void ClockReader::say_notes() {
  const bool concluding = m_rule.from == ClockEvent::accepted;
  const Dated* preliminary = m_known.seen(m_facts.preliminary);
  if (concluding && m_out.open() && preliminary != nullptr) say(told("初步答复", *preliminary) + "，不算办结（R-376）");
  const auto hearing = [&](const Suspension& each) { return each.hearing && m_known.happened(each.from); };
  if (concluding && std::any_of(m_facts.suspensions.begin(), m_facts.suspensions.end(), hearing)) {
    say("听证时间只在复核期限内扣除，本期限不停（R-309）");
  }
  const auto awaits = [&](ClockEvent event) {
    return std::find(m_rule.until.begin(), m_rule.until.end(), event) != m_rule.until.end();
  };
  if (m_out.open() && (awaits(ClockEvent::delivered) || awaits(ClockEvent::review_delivered))) {
    const Dated* posted = m_known.seen(m_facts.posted);
    if (posted != nullptr) say(posted->on.to_string() + " 已交邮，还没有签收（F-15）");
  }
  if (m_out.open() && m_known.seen(m_facts.merged) != nullptr) say(told("并案", *m_facts.merged) + "，仍各自计时（R-387）");
  if (m_rule.from == ClockEvent::assigned && m_out.state == ClockState::late) {
    const auto& explained = m_facts.assigned->delay_explained;
    say(explained && m_known.happened(*explained) ? told("已向交办单位说明延期", *explained) : "尚未向交办单位说明延期原因（R-313、R-380）");
  }
}

}  // namespace anjuan::registry
