// The office's matters as they were on a day: what reports count.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "archive/registry/registry.hpp"
#include "query/access/access_scope.hpp"
#include "query/reports/report.hpp"

namespace anjuan::reports {

struct Case {
  MatterId matter;
  std::string number;
  boost::json::object record;  ///< of that day
  CivilDate registered;
  bool accusation = false;     ///< R-383: in the restricted book, not in the others
};
using Cases = std::vector<const Case*>;

/// Everything visible in the scope and registered by the day, in the order of registration and number. By the day it happened, not the day it was typed:
/// what is entered late counts where it belongs.
class Snapshot {
 public:
  static Result<Snapshot> take(registry::Registry& registry, const AccessScope& scope, CivilDate as_of);

  CivilDate as_of() const { return m_as_of; }
  const std::vector<Case>& all() const { return m_cases; }
  Cases in(const Period& period) const;

  /// 姓名 of an account, else the account.
  std::string person(const std::string& account) const;
  /// A unit's registered name for any of its names, else the name as written.
  std::string unit(const std::string& name) const;

 private:
  Status read_names(MatterBook& book);
  CivilDate m_as_of;
  std::vector<Case> m_cases;
  std::map<std::string, std::string> m_people, m_units;
};

std::vector<MatterId> ids_of(const Cases& cases);

/// Names of the parties in these roles, each once: 张三、李四.
std::string party_names(const boost::json::object& record, std::initializer_list<std::string_view> roles);
/// 张三、李四等12人; 匿名.
std::string petitioners(const boost::json::object& record);
/// A member of the first petitioner; of a sealed one the mask.
std::string of_petitioner(const boost::json::object& record, std::string_view member);
/// units complained of, and the units of the persons complained of; registered names.
std::vector<std::string> complained_units(const Snapshot& snapshot, const boost::json::object& record);

}  // namespace anjuan::reports
