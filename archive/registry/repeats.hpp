// The pure part of the repeat check at registration: which earlier matters a new one may repeat, why, and what 信访工作条例 Art. 19 and 36 suggest.
//
// The caller gathers the candidates (keys of the parties, CandidateFinder) and reads their clocks; a person decides and the decision is recorded. Nothing is
// looked up or kept here. Proof: tests/archive/repeats_test.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/base/result.hpp"
#include "archive/catalog/records.hpp"
#include "archive/registry/names.hpp"

namespace anjuan::registry {

/// One person as the check compares it: hashes of PersonalVault::lookup_hash, so that no number is opened for it.
struct RepeatPerson {
  NameKeys name;
  std::string id_hash, id_tail_hash, address_hash;  ///< empty: not known; the tail is what people remember of an ID number
  std::vector<std::string> phone_hashes;
};

struct ArrivingMatter {
  std::vector<RepeatPerson> petitioners;  ///< representatives too; none: anonymous
  std::vector<NameKeys> accused;
  std::vector<UnitKeys> accused_units;
  std::string text;                       ///< subject and summary
  CivilDate received;
};

struct EarlierMatter {
  MatterId matter;
  std::string number;
  std::vector<RepeatPerson> petitioners;
  std::vector<NameKeys> accused;
  std::vector<UnitKeys> accused_units;
  std::string text;
  CivilDate received;
  std::string state;    ///< as in moves.toml: 登记 … 办结, 终结
  std::string outcome;  ///< for people: 不予支持, 已转市住建局, …
  /// Last day to ask 复查 or 复核 as the matter's clocks read; empty when none runs, as for what is no 申诉求决.
  std::optional<CivilDate> review_until, rereview_until;
};

/// How sure the petitioner is the same person, in the order of R-347.
enum class PersonLevel : std::uint8_t { none, near_name, name, phone, id };
/// none, near-name, name, phone, id: as in JSON.
std::string_view name_of(PersonLevel level);

enum class RepeatVerdict : std::uint8_t {
  new_matter,       ///< 新事项
  others_same,      ///< 他人同一事项: another petitioner about the same thing; Art. 36 does not bar them, one handling may serve both (R-387)
  repeat,           ///< 重复件: answered or closed earlier
  may_ask_review,   ///< 已答复可申请复查: the letter comes while 复查 (or 复核) may be asked (R-307, R-309)
  in_hand,          ///< 在办重复: not accepted by a superior, joined to the first one (R-312, Art. 19)
  closed_for_good,  ///< 已终结不再受理: after 复核 the same facts and reasons (R-312, Art. 36)
};
/// The Chinese name, as the decision is recorded.
std::string_view title_of(RepeatVerdict verdict);
/// By its Chinese name; invalid_argument names those there are.
Result<RepeatVerdict> verdict_from(std::string_view title);
/// Whether a decision makes a matter count as a repeat (重信、重访) in books and rates.
bool counts_as_repeat(RepeatVerdict verdict);

struct RepeatCandidate {
  MatterId matter;
  std::string number, state, outcome;
  PersonLevel person = PersonLevel::none;
  double likeness = 0;  ///< of the texts, 0…1
  bool same_matter = false;
  RepeatVerdict verdict = RepeatVerdict::new_matter;
  std::vector<std::string> reasons;  ///< for the person who decides, the strongest first
};

/// Those worth looking at, the likeliest first (R-347: name and ID, name and phone, then text), at most `limit`. A voided matter never is.
std::vector<RepeatCandidate> rank_repeats(const ArrivingMatter& arriving, const std::vector<EarlierMatter>& earlier, std::size_t limit);

/// What all candidates together suggest: the gravest verdict, new_matter for none.
RepeatVerdict suggested_verdict(const std::vector<RepeatCandidate>& candidates);

}  // namespace anjuan::registry
