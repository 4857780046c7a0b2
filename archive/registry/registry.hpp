// The petition registry: intake, steps and clocks of a matter (DOMAIN §3). Decides; the journal records, apply() writes.
//
// Everything that changes takes a locked Transaction (Transaction::lock()): numbers are allotted and states are checked under the one write lock, so that two
// processes neither give out a number twice nor act on one matter at once. The record of a matter: schemas/formats/matter.md.
// What a person may see is not decided here (query/access).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "archive/catalog/matter_book.hpp"
#include "archive/registry/clocks.hpp"
#include "archive/registry/intake.hpp"
#include "archive/registry/intake_rules.hpp"
#include "archive/registry/numbers.hpp"
#include "archive/registry/personal.hpp"
#include "archive/registry/step.hpp"

namespace anjuan::registry {

/// the two of the three names that are typed, and the day it happened; the third is the paper (evidence).
struct Act {
  std::optional<CivilDate> on;       ///< default: today
  std::string by;                    ///< account or name of who acted; empty: who types
  std::optional<ItemId> evidence;
};

struct MoveRequest {
  std::string move;
  std::map<std::string, std::string> fields;  ///< as typed
  Act act;
};

/// what one part of a letter is about; empty category: that of the whole.
struct Part {
  std::string subject, category;
};

struct PastMatter;
struct PastStep;

class Registry {
 public:
  /// The compiled-in rules; makes DIR.keys/personal.key when absent.
  static Result<std::unique_ptr<Registry>> open(Archive& archive);

  /// Registers a matter and gives it its number. invalid_argument names the field and the rule; already_exists for a number or an external number in use.
  Result<MatterRow> register_matter(Transaction& transaction, const Intake& intake, const Act& act);
  /// One step of schemas/rules/moves.toml. not_found, invalid_argument ("… 不能“送达”：…（R-320）").
  Result<MatterRow> move(Transaction& transaction, const std::string& matter, const MoveRequest& request);
  /// A matter of the past with its end, as moves "import" on the days it names; no step's conditions are asked for (history.hpp). Errors as register_matter().
  Result<MatterRow> import_matter(Transaction& transaction, const PastMatter& past, const Act& act);
  /// one letter, several sections. The parts are matters with numbers of their own that name the first; the first stays.
  Result<std::vector<MatterRow>> split(Transaction& transaction, const std::string& matter, const std::vector<Part>& parts, const Act& act);
  /// Corrects what was registered, in every state but 作废; the old values stay in the history. `fields`: schemas/formats/matter.md, “Corrections”; a refusal
  /// lists them. What turns out to be an accusation is restricted at once, gets a number of that series and keeps the old one as `former_number`; the old number stays in its book as a voided matter
  /// of which nothing is told.
  Result<MatterRow> amend(Transaction& transaction, const std::string& matter, const std::map<std::string, std::string>& fields, const std::string& reason,
                          const Act& act);

  /// 立卷归档 was done (archive/filing): the matter's history says so, with its 档号.
  Result<MatterRow> note_filed(Transaction& transaction, const MatterRow& matter, const std::vector<std::string>& codes, CivilDate on, const std::string& by);

  /// the item of the first scan of the sheet that an item of this kind would be a later scan of. Ask under the lock, before the item is added.
  Result<std::optional<ItemId>> first_scan(const MatterId& matter, const std::string& kind);

  /// Whose typing is checked: a number used by a matter that `sees` hides counts as unused. Without: everything is seen.
  void type_as(std::function<bool(const MatterId&)> sees) { m_sees = std::move(sees); }

  /// As of a day: only what happened by then (replay); without: all that is known, read on today.
  Result<std::vector<ClockReading>> clocks(const MatterRow& matter, std::optional<CivilDate> as_of);
  CivilDate today() const;

  const OfficeRules& rules() const { return m_rules; }
  const IntakeRules& intake_rules() const { return m_intake; }
  const NumberRules& number_rules() const { return m_numbers; }
  MatterBook& book() { return m_book; }
  const PersonalVault& vault() const { return m_vault; }

 private:
  Registry(Archive& archive, OfficeRules rules, IntakeRules intake, NumberRules numbers, PersonalVault vault);
  Result<MatterRow> record_event(Transaction& transaction, const MatterId& matter, const std::string& move, const std::string& on, const std::string& by,
                                 const std::optional<ItemId>& evidence, boost::json::object fields, boost::json::object changes,
                                 const boost::json::object& before, boost::json::object series = {});
  Result<boost::json::object> described(const Intake& intake, CivilDate registered, const std::string& by) const;
  Status put_people(const PastMatter& past, boost::json::object& record);
  Result<MatterRow> record_past(Transaction& transaction, const PastMatter& past, const std::string& by, std::vector<PastStep> steps, boost::json::object series);
  Status classify(const Intake& intake, CivilDate received, boost::json::object& record) const;
  Result<boost::json::object> amended(const boost::json::object& record, const std::map<std::string, std::string>& fields, CivilDate on);
  Status amend_field(const boost::json::object& record, const std::string& member, const std::string& value, CivilDate on, boost::json::object& changes);
  Status amend_people(const boost::json::object& record, const std::map<std::string, std::string>& fields, CivilDate on, boost::json::object& changes) const;
  Status recategorise(const boost::json::object& record, const std::string& reason, boost::json::object& changes, boost::json::object& series);
  Status void_former(Transaction& transaction, const boost::json::object& before, CivilDate on, const std::string& by);
  Result<boost::json::array> keyed(const boost::json::array& parties, bool accusation) const;
  Result<boost::json::object> part_of(const MatterRow& whole, const Part& part, CivilDate on) const;
  Status check_unused(const Intake& intake);
  Status check_external(const std::string& external) const;
  static Status check_repeat(const Intake& intake);
  /// A matter that whoever types knows by this number or external number.
  Result<bool> is_used(const std::string& number);
  Status allot_number(const Intake& intake, CivilDate registered, boost::json::object& record, boost::json::object& series);
  Result<CivilDate> day_of(const Act& act, const boost::json::object& record) const;
  Result<std::string> person_of(const Act& act);
  Result<std::map<std::string, std::string>> check_fields(const MoveRule& move, const std::map<std::string, std::string>& fields);
  Result<std::string> check_field(const FieldRule& rule, const std::string& value);

  Archive& m_archive;
  MatterBook m_book;
  OfficeRules m_rules;
  IntakeRules m_intake;
  NumberRules m_numbers;
  PersonalVault m_vault;
  std::function<bool(const MatterId&)> m_sees;
};

}  // namespace anjuan::registry
