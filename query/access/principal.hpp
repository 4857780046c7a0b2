// From an account to what it may see (R-325, R-340… ).
#pragma once

#include "archive/catalog/matter_book.hpp"
#include "archive/registry/move_rules.hpp"
#include "query/access/access_scope.hpp"

namespace anjuan {

/// The scope of an account. Denied are, as if absent:
///   - matters that complain of the account's person or unit (by name, alias or account) and are accusations, and matters that are hidden from them by name
///     (`matter deny`), whatever the account's roles are;
///   - all other accusations, unless the account works in 办公室 or bears the role 领导, 举报 or 审计, or the matter is in the hands of it or its section.
/// denied: no such account, or it does not serve today.
Result<AccessScope> scope_of(MatterBook& book, const std::string& account);

/// Whether a matter lies within the scope. Hidden answers exactly like absent.
bool may_see(const AccessScope& scope, const MatterId& matter);

/// Whether a matter may be named to whoever asks where another one refers to it: by number, external number or id.
Result<bool> may_name(MatterBook& book, const AccessScope& scope, const std::string& matter);

/// Takes from a record, or from what a step said, the names of other matters that lie outside the scope, and what was decided by them.
Status hide_links(MatterBook& book, const AccessScope& scope, boost::json::object& record);

/// Whether an account may enter steps of a group (登记 批办 …): it bears one of the roles that schemas/rules/moves.toml gives the group. denied names them.
Status require_right(MatterBook& book, const std::string& account, const registry::MoveRules& rules, const std::string& group);

/// Whether it may enter a step of the group on this matter: by a role that works on all, or because it or its section handles the matter, leads it or shares it
/// . denied. Only for matters within its scope.
Status require_part(MatterBook& book, const std::string& account, const registry::MoveRules& rules, const std::string& group,
                    const boost::json::object& record);

/// whether an account without a role of the step's group may enter it as head of an own section: the row says
/// what a head may say (MoveRule::head). Only together with require_headed(), once the matter is known.
Result<bool> enters_as_head(MatterBook& book, const std::string& account, const registry::MoveRules& rules,
                            const registry::MoveRule& move);
/// That the head said nothing beyond that (`given`: names of fields), that his section handles the matter, and that it
/// stays in its state. denied.
Status require_headed(MatterBook& book, const std::string& account, const registry::MoveRule& move,
                      const std::vector<std::string>& given, const boost::json::object& record);

/// Lists of who was complained of, whatever the matter, are for whoever sees accusations: denied otherwise.
Status require_accusations(const AccessScope& scope, std::string_view what);

/// Official totals, digests, gap reports, journal roots and whole-archive checks belong to scopes that nothing is hidden from: denied otherwise.
Status require_whole_view(const AccessScope& scope, std::string_view what);

}  // namespace anjuan
