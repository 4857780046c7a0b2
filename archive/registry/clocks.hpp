// The clocks of one petition matter: from what happened to it and the rules, every term with its dates and its reasons.
//
// Pure functions: no archive, no time of day. A reading as of a day uses only what happened on or before it, so that any past day can be
// replayed; the calendar is the one known today. R-301: the national set by the day of receipt, and the organ's own beside it.
//   nominal  the last day as counted (R-311: first day excluded; R-318: months by month arithmetic). Alarms go by it, since rankings count natural days.
//   due      the same rolled to a working day: what is done by then is done in time.
// Proof: tests/archive/clocks_test.cpp (terms by hand), clock_lives_test.cpp, clock_properties_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/calendar.hpp"
#include "archive/registry/clock_rules.hpp"

namespace anjuan::registry {

/// Something that happened, and which of the matter's steps says so, from 1: it decides between two on one day.
struct Dated {
  CivilDate on;
  std::int64_t seq = 0;  ///< 0: not said
  std::string event;  ///< its name for people: 登记, 分办, …
};

/// A fact that may be corrected: the newest value dated on or before the day of reading holds.
template <class T>
struct Since {
  T value{};
  Dated at;
};

struct Extension {
  int days = 0;
  Dated approved;
  std::string approver;
  std::optional<Dated> told;  ///< R-306: the petitioner was told the reason
};

struct Suspension {
  Dated from;                ///< first day not counted
  std::optional<Dated> to;   ///< last day not counted; absent: still going on
  bool hearing = false;      ///< R-309: only the time of a hearing is excluded
  std::string reason;
};

struct Assignment {
  Dated received;                  ///< R-318: the day the 交办 was received
  std::optional<CivilDate> limit;  ///< the day the assigner named, if any
  std::optional<Dated> delay_explained;  ///< R-313, R-380: 延期说明函
};

/// A day that one of our own steps named: the limit of a slip or of an urging, what a meeting decided.
struct Limit {
  ClockEvent from = ClockEvent::slip_sent;  ///< slip_sent, urged or decided
  Dated set;
  CivilDate due;
  std::string text, section;  ///< section: who leads in carrying a decision out; empty: whoever handles the matter
  std::optional<Dated> done;  ///< of a decision, each on its own
};

struct SetChoice {
  std::string set;
  Dated at;
};

struct ClockFacts {
  MatterKind kind = MatterKind::petition;
  bool petition_department = false;  ///< R-315: only a 信访部门 is bound by R-302
  Dated received;                    ///< R-330: the earlier of opened and handed in (earlier_receipt)
  std::optional<Dated> registered;
  std::vector<Since<Category>> category;  ///< none: 其他
  std::string channel;                    ///< R-322; no clock depends on it today
  std::vector<Since<bool>> addressable;   ///< R-310: name and address are clear; none: they are
  std::optional<SetChoice> rule_set;      ///< U-9: for a matter open on 2022-05-01
  std::optional<Assignment> assigned;     ///< by a superior
  std::optional<Dated> transferred_in;    ///< 转送 or 交办 to us
  std::optional<Dated> answered_transfer; ///< R-315: told the transferring organ whether we accept
  std::optional<Dated> objected;          ///< R-304
  std::optional<Dated> returned;          ///< our objection was upheld and the papers went back: nothing more is owed
  std::optional<Dated> transferred_out;   ///< 转送: another organ decides from now on (not 交办 or 转请, which stay ours)
  std::optional<Dated> routed_elsewhere;  ///< led into another procedure: Art. 31(1)–(5), R-326
  std::optional<Dated> disposed;          ///< R-302
  std::optional<Dated> noticed;
  bool notice_accepts = false;  ///< the notice says that the matter is accepted
  bool accepted_by_notice = false;  ///< no act of acceptance: a notice said so, and not always the first one (R-316)
  std::optional<Dated> accepted, refused;
  std::optional<Dated> preliminary;  ///< R-376: never meets a clock
  std::vector<Extension> extensions;
  std::vector<Suspension> suspensions;
  std::vector<Dated> replied, delivered, concluded;  ///< every one, also those that were sent back or reopened later
  std::vector<Dated> reworked;   ///< 退回重办: earlier replies and closings count no more, the term runs on
  std::vector<Dated> reopened;   ///< R-381, a new fact: the term of conclusion begins anew
  std::optional<Dated> review_requested, review_answered, rereview_requested, rereview_answered;
  std::optional<Dated> review_delivered;  ///< R-309: of a 复查意见 that a superior gave; not among `delivered`
  std::optional<Dated> posted;  ///< F-15: the answer or 复查意见 that is to be delivered went by post; delivered on the day it is signed for
  std::string tracking;         ///< its 邮件编号
  std::vector<Limit> limits;
  std::vector<Dated> slip_answered, slip_objected;  ///< R-335, R-304: feedback that was not sent back, objections of the unit below
  std::optional<Dated> fed_back;  ///< R-313: the result was reported to the assigner
  std::optional<Dated> merged;    ///< R-387: separate receipts and clocks, so nothing stops; hand in the leading matter's notice and reply
  std::optional<Dated> withdrawn, voided;
};

/// both dates are kept, clocks run from the earlier.
Dated earlier_receipt(const Dated& opened, const Dated& handed_in);

enum class ClockState {
  running,
  suspended,  ///< a hearing is going on
  late,       ///< after `due`, not met
  met,
  met_late,
  lapsed,    ///< a right or a chance whose term is over (R-304, R-307, R-309)
  not_owed,  ///< does not apply, or need not be met any more; `why` says which
};
std::string_view state_name(ClockState state);  ///< 在办 中止计时 逾期 按期完成 逾期完成 期满 不适用

struct ClockReading {
  std::string rule, set, clock, title, source;  ///< as in clocks.toml; `title` is for people
  ClockOwner owner = ClockOwner::office;
  CivilDate start, nominal, due;  ///< of a clock that never started: all the day of receipt
  std::optional<CivilDate> met;   ///< the day it was met, or ended after `due`
  ClockState state = ClockState::running;
  std::string section;            ///< of a decision (R-370): who carries it out; empty: whoever handles the matter
  bool chance = false;            ///< lapses when it is not used (R-304, R-307, R-309): no duty
  bool beyond_calendar = false;   ///< the holidays of some day it needs are not known yet (DESIGN §6)
  std::vector<std::string> why;   ///< Chinese, a sentence each; empty with Explain::no

  bool open() const { return state == ClockState::running || state == ClockState::suspended || state == ClockState::late; }
};

enum class Explain { yes, no };  ///< a due-list over a million matters wants dates, not sentences

/// National readings in the order of clocks.toml, then the organ's, then one for each day that a step named. Empty before the day of receipt. A clock
/// that somebody might expect but that does not apply, or has not begun, is there as not_owed, with the reason; one whose first event has not happened is not there.
std::vector<ClockReading> read_clocks(const ClockFacts& facts, CivilDate as_of, const ClockRules& rules, const Calendar& calendar,
                                      Explain explain = Explain::yes);

/// of the office's own open clocks the one whose unrolled date comes first; null when there is none.
const ClockReading* strictest(const std::vector<ClockReading>& readings);

/// The new `due` of the clock that alarms first among those that `extension` lengthens. invalid_argument names the rule: more than 30 days, a second one,
/// no approver, approved after the term, or nothing runs that can be extended.
Result<CivilDate> extended_due(const ClockFacts& facts, const Extension& extension, const ClockRules& rules, const Calendar& calendar);

/// only a hearing in a running 复核 stops a clock; neither backwards nor twice over the same days.
Status check_suspension(const ClockFacts& facts, const Suspension& suspension, const ClockRules& rules, const Calendar& calendar);

/// R-301, U-9: once, and only for a matter received before the newer set came into force and still open on that day.
Status check_set_choice(const ClockFacts& facts, const SetChoice& choice, const ClockRules& rules);

}  // namespace anjuan::registry
