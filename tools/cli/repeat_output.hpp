// The repeat check as commands ask it: within the scope of whoever asks, over the index as it stands.
#pragma once

#include <boost/json/array.hpp>
#include <memory>

#include "archive/registry/repeat_check.hpp"
#include "tools/cli/context.hpp"

namespace anjuan::cli {

class RepeatAsker {
 public:
  enum class WithoutIndex : std::uint8_t { fail, compare_people_only };
  /// Without any index only people are compared; one that cannot be read is an error, or a note where the work must go on.
  static Result<RepeatAsker> open(Context& context, WithoutIndex otherwise);

  Result<std::vector<registry::RepeatCandidate>> before(const registry::Intake& intake) { return check().before(intake); }
  Result<std::vector<registry::RepeatCandidate>> of(const MatterRow& matter) { return check().of(matter); }

 private:
  RepeatAsker(registry::Registry& registry, AccessScope scope, std::unique_ptr<registry::CandidateFinder> finder);
  registry::RepeatCheck check();

  registry::Registry* m_registry;
  AccessScope m_scope;
  std::unique_ptr<registry::CandidateFinder> m_finder;
};

/// The number of the earlier matter that a letter is said to repeat; not_found when it is hidden, and never a voided one.
Result<std::string> earlier_number(Context& context, const std::string& name);

boost::json::array json_of(const std::vector<registry::RepeatCandidate>& candidates);
/// Nothing for no candidates. `number`: the matter that they are candidates of, for the line to copy; empty: it is not registered yet.
void print_repeats(Context& context, const std::string& number, const std::vector<registry::RepeatCandidate>& candidates);

}  // namespace anjuan::cli
