// What tells who reported, taken out of the text of papers that leave the office. Pure but for unsealing; thread-safe.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/registry/personal.hpp"

namespace anjuan::flows {

/// Names (in their spellings and aliases), telephone, address and ID numbers of the petitioners and representatives of a matter, and the unit and post that
/// they work in where that is not also the unit complained of: it must be named there. Registered or not, what stands right before a name (水务局会计周某) goes with it.
class ReporterIdentity {
 public:
  static Result<ReporterIdentity> of(const boost::json::object& record, const registry::PersonalVault& vault);

  /// Also what looks like anybody's mobile or ID number: nobody can tell from the text whose it is.
  bool stands_in(std::string_view text) const;
  /// Each place that says who it was, replaced by “（略）”; however it is written: traditional script, full width, with blanks or dashes between. nullopt when
  /// something of it would still stand there: then the text must be left out.
  std::optional<std::string> without(std::string_view text) const;

 private:
  struct Stretch {
    std::size_t begin, end;  ///< bytes
  };
  std::vector<Stretch> found_in(std::string_view text) const;
  void add_party(const boost::json::object& party, const std::vector<std::string>& accused_units);
  Status add_numbers(const boost::json::object& party, const registry::PersonalVault& vault);
  void add(std::string_view text);

  std::vector<std::u32string> m_needles, m_names;  ///< in the compared form; names are among the needles
};

}  // namespace anjuan::flows
