// What the registrar says of a letter, a visit or a call (F-10, F-11; R-320… ).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archive/base/civil_date.hpp"
#include "archive/catalog/records.hpp"
#include "archive/registry/personal_values.hpp"

namespace anjuan::registry {

struct Party {
  std::string role;                  ///< 来信人 代表 被反映人 被反映单位
  std::string name;
  std::vector<std::string> aliases;
  std::string gender, age, unit, post;
  std::string id_number, phone, address;  ///< as written; sealed before they are kept (R-348)
  std::string id_tail;               ///< last four of an ID number of which no more is known (R-347)
};

struct Intake {
  std::string channel = "书信";      ///< R-322
  std::string category;              ///< R-321; empty: 其他
  std::string scope;                 ///< R-339: code or name; empty: not of the eight
  std::string signature;             ///< R-323; empty: 实名 with a petitioner, 联名 with several heads, else 匿名
  std::int64_t heads = 0;            ///< persons who signed or came; 0: the petitioners named
  std::vector<Party> parties;
  CivilDate received;                ///< handed in or arrived at 办公室
  std::optional<CivilDate> opened;   ///< R-330: opened earlier by its addressee; clocks run from the earlier
  std::optional<CivilDate> letter_date;
  std::string subject, summary, enclosures;
  std::string external;              ///< number in another system (R-387)
  /// 上级交办、部门转办: who assigned it, its number, when it came, the limit that it sets.
  std::string assigner, assigner_number;
  std::optional<CivilDate> assigned_on, assigned_due;
  /// 转送 by 信访部门 or another organ: who passed it on, its number, when it came. A 交办 is told by the members above.
  std::string transferrer, transferrer_number;
  std::optional<CivilDate> transferred_on;
  std::string matter_kind;           ///< R-317: 复查 or 复核 of a lower organ's answer, received is then the day it was asked for; empty: 信访
  std::string reviewed_organ, reviewed_document;  ///< whose answer is under review, and its 文号
  bool important = false;            ///< 重要、疑难 (R-373)
  Irregular irregular = Irregular::refuse;  ///< numbers that cannot be one: an old paper's are kept as written
  std::string visit_time, place;     ///< of a visit
  std::string number;                ///< of an old ledger; empty: the next of its series
  bool number_of_other_year = false; ///< somebody says that its year is rightly not that of the registration (R-346)
  std::string import_source, import_row;
  std::string repeat_of, repeat_verdict;  ///< the decision on the repeat check (R-312, R-347): an earlier matter, and the verdict
};

/// what the names make it, where the registrar did not say.
std::string signature_of(const Intake& intake);
/// F-10: names, their number and the signature agree.
Status check_people(const Intake& intake, const std::string& signature);
/// no notice is owed to somebody who cannot be reached.
bool is_addressable(const Intake& intake);
inline bool is_petitioner(const Party& party) { return party.role == "来信人" || party.role == "代表"; }

}  // namespace anjuan::registry
