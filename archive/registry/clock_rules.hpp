// The terms of petition work as data (schemas/rules/clocks.toml): three rule sets, each a list of clocks and extensions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/rule_rows.hpp"

namespace anjuan::registry {

/// R-321, in the order of the Regulation.
enum class Category { suggestion, accusation, claim, disclosure, enquiry, other };
std::string_view category_name(Category category);  ///< 建议意见 检举控告 申诉求决 信息公开 咨询 其他
/// invalid_argument lists the categories there are.
Result<Category> category_of(std::string_view name);

/// a petition, or a superior's matter of 复查/复核 about a lower organ's answer.
enum class MatterKind { petition, review, rereview };

/// Whose term it is. Only the office's own alarm.
enum class ClockOwner { office, petitioner, superior };
std::string_view owner_name(ClockOwner owner);  ///< 本机关 信访人 上级

/// What starts, meets or ends a clock. The spelling in clocks.toml is the enumerator's.
enum class ClockEvent {
  received, disposed, transferred_in, answered_transfer, objected, noticed, accepted, refused, routed_elsewhere, transferred_out, assigned, fed_back,
  replied, delivered, review_requested, review_answered, review_delivered, rereview_requested, rereview_answered, concluded, withdrawn, merged,
  slip_sent, slip_answered, slip_objected, urged, decided, decision_done,
};
std::string_view event_name(ClockEvent event);   ///< for people: 收到, 告知, …
std::string_view event_field(ClockEvent event);  ///< as in clocks.toml

struct ClockTerm {
  enum class Unit { days, workdays, months, named } unit = Unit::days;  ///< named: no length, the step itself says the day (R-335, R-370)
  int length = 0;
  std::string to_string() const;  ///< 15日, 5个工作日, 2个月, 所写的限期
};

struct RuleSet {
  std::string name, title, source;
  bool national = false;
  Validity validity;
};

struct ClockRule {
  std::string id, set, clock, title, source;
  ClockTerm term;
  ClockEvent from = ClockEvent::received;
  std::optional<ClockEvent> awaits;    ///< R-307, R-309: after it and before `from` the clock is there, and says that it has not begun
  std::vector<ClockEvent> until, ended_by;
  std::optional<int> accepted_within;  ///< R-316: days after receipt at which acceptance is presumed at the latest
  std::vector<Category> applies_to;    ///< empty: all
  std::vector<MatterKind> matters;
  ClockOwner owner = ClockOwner::office;
  bool needs_address = false, petition_department = false, hearing_excluded = false, lapses = false;
  bool latest_only = false;  ///< of named days: a later one of the kind takes the place of the earlier
  Validity validity;

  bool applies(Category category) const;
  bool applies(MatterKind kind) const;
};

struct ExtensionRule {
  std::string id, set, extends, title, source;
  int days = 0;
  Validity validity;
};

class ClockRules {
 public:
  /// Refused with row, field and rule (invalid_argument): an unknown field, event, category or set; a missing source; no term or two; valid_to before
  /// valid_from; gap or overlap between the rows of one clock of one set, or between the national sets; a clock in force outside its set, or not to its end.
  static Result<ClockRules> parse(std::string_view toml);
  /// The compiled-in clocks.toml.
  static Result<ClockRules> builtin();

  const std::vector<RuleSet>& sets() const { return m_sets; }
  const std::vector<ClockRule>& clocks() const { return m_clocks; }
  const RuleSet* find_set(std::string_view name) const;
  /// the national set in force on the day of receipt; null before the first.
  const RuleSet* national(CivilDate received) const;
  const ExtensionRule* extension(const ClockRule& clock, CivilDate day) const;

 private:
  Status check() const;
  Status check_ends() const;

  std::vector<RuleSet> m_sets;
  std::vector<ClockRule> m_clocks;
  std::vector<ExtensionRule> m_extensions;
  std::vector<ValiditySpan> m_spans;
};

}  // namespace anjuan::registry
