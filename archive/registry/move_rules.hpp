// The steps of a matter's life as data: schemas/rules/moves.toml says what each may do (R-320, DOMAIN §3.8).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"

namespace anjuan::registry {

enum class FieldKind { text, date, days, choice, person, section, sections, organ, item, flag, matter };

struct FieldRule {
  std::string name, title;
  FieldKind kind = FieldKind::text;
  bool needed = false;
  std::vector<std::string> values;  ///< of a choice
  std::string item_kind;            ///< of an item: what a file that is given instead becomes (R-385)
};

struct MoveRule {
  std::string name, title, group;
  std::vector<std::string> from;                ///< states, all written out
  /// Target by "state", by "field=value", or for all others by "*"; "=" leaves the state.
  std::vector<std::pair<std::string, std::string>> to;
  std::vector<FieldRule> fields;
  std::vector<std::pair<std::string, std::string>> set;  ///< member → "@on", "@by", "$field" or a value ("true" for a flag)
  std::string append;                           ///< list that the whole step is added to; empty: none
  std::vector<std::string> clear, after, guards, rules;
  std::vector<std::string> approvers;           ///< roles, or k_section_head, one of which the approver bears; with the guard “approval” only
  std::string self;                             ///< field of a person who may enter the step of himself without a role; empty: none
  std::vector<std::string> head;                ///< R-373: all that the head of the section that handles the matter may say without a role of the group; empty: nothing
  std::string source;
  CivilDate valid_from;
  std::optional<CivilDate> valid_to;

  bool possible_in(const std::string& state) const;
  const FieldRule* field(const std::string& field_name) const;
  /// The rules as they are cited in a refusal: "R-332、R-385".
  std::string cited() const;
};

/// Among the approvers of a step: the head of an own section (科室), which is no role.
inline constexpr std::string_view k_section_head = "负责人";

class MoveRules {
 public:
  /// invalid_argument naming row, field and what is wrong: unknown member, state, kind or guard, missing source, a move twice at one time.
  static Result<MoveRules> parse(std::string_view toml);
  /// The compiled-in rules; they are tested, so a failure is a defect.
  static Result<MoveRules> defaults();

  /// Every name once, in the order of the file.
  const std::vector<MoveRule>& all() const { return m_moves; }
  /// not_found names the moves there are; invalid_argument when the row is not valid on that day.
  Result<const MoveRule*> find(const std::string& name, CivilDate on) const;
  /// Roles of which an account needs one to enter steps of a group; empty for a group that no row names.
  const std::vector<std::string>& roles_of(const std::string& group) const;
  /// whether who enters steps by this role alone may do so only where his section has a part in the matter.
  bool is_for_own_matters(const std::string& role) const;
  bool is_open(const std::string& state) const;
  bool is_closed(const std::string& state) const;
  /// All states, open ones first: “登记、拟办、…”.
  std::string states() const;

 private:
  struct Parser;
  std::vector<std::string> m_open, m_closed, m_own_roles;
  std::vector<MoveRule> m_moves;
  std::map<std::string, std::vector<std::string>> m_rights;
};

}  // namespace anjuan::registry
