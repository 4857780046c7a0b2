// The repeat check over the archive: gathers the earlier matters worth comparing and compares them (repeats.hpp).
//
// Gathered are matters with a party of the same keys (name in all spellings and sounds, telephone, ID number or its tail, address) and those with similar text
// (CandidateFinder). Only what `sees` shows is gathered, so that a hidden matter neither appears nor takes the place of another. Proof:
// tests/archive/repeat_check_test.cpp; its time over 100,000 matters: tools/bench/run registry.
#pragma once

#include <functional>

#include "archive/registry/candidate_finder.hpp"
#include "archive/registry/registry.hpp"
#include "archive/registry/repeats.hpp"

namespace anjuan::registry {

class RepeatCheck {
 public:
  /// `finder` may be null: then only people are compared. Without `sees` everything is seen.
  RepeatCheck(Registry& registry, CandidateFinder* finder, std::function<bool(const MatterId&)> sees = {})
      : m_registry(registry), m_finder(finder), m_sees(std::move(sees)) {}

  /// Of a matter that is not registered yet; invalid_argument for a telephone or ID number that cannot be one.
  Result<std::vector<RepeatCandidate>> before(const Intake& intake);
  /// Of one that is: those received before it, or on its day with an older number.
  Result<std::vector<RepeatCandidate>> of(const MatterRow& matter);

 private:
  Result<std::vector<RepeatCandidate>> compare(const MatterRow& arriving);
  Result<std::vector<EarlierMatter>> gather(const MatterRow& arriving);
  Status gather_by_person(const MatterRow& arriving, std::vector<MatterId>& found);
  Status add_review_days(const MatterRow& row, EarlierMatter& earlier, CivilDate received);

  Registry& m_registry;
  CandidateFinder* m_finder;
  std::function<bool(const MatterId&)> m_sees;
};

}  // namespace anjuan::registry
