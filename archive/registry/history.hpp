// Matters of the past: what an old 登记簿 or 台账, or a set of letters with their replies, says of a matter that ran its course before this archive kept it.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "archive/registry/intake.hpp"

namespace anjuan::registry {

enum class Numbering {
  series,  ///< the old number, which moves its series on, or else the next of its series: needs a locked transaction
  none,    ///< known by the name it was archived under: schemas/decisions/0003-letters-without-numbers.md
};

struct PastMatter {
  Intake intake;
  CivilDate registered;
  std::optional<CivilDate> replied, closed;
  std::string outcome;        ///< as written: a result of a reply, a final state (存查, 不予受理, …) or free words
  std::string document;       ///< number of the reply
  std::string section;        ///< name of one of our sections; empty: none
  std::string handler;        ///< account or name; a name that no account bears is kept as written
  std::string source, row;    ///< for people: file and row that say all this
  std::optional<MatterId> matter;  ///< archived already but never registered
  std::string name;                ///< under which it was archived
  Numbering numbering = Numbering::series;
};

/// What changed on one of its days.
struct PastStep {
  CivilDate on;
  boost::json::object changes;
};

}  // namespace anjuan::registry
