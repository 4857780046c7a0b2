// Conditions on a step that are no data, by the names that schemas/rules/moves.toml uses. Each says in its refusal which rule forbids the step; some also
// say what the step changes, where that depends on what stands.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::registry {

struct Step;
class MoveRules;

bool is_guard(std::string_view name);
/// Every name, for tests that hold each against a counter-example.
std::vector<std::string_view> guard_names();
Status run_guard(std::string_view name, Step& step);

/// Steps that lead on from where the matter stands, for a message: “拟办（propose）、…”. Without those that a guard
/// refuses whatever is typed: an offer that is never kept misleads.
std::string possible_steps(const MoveRules& rules, const boost::json::object& record);

/// who was recused, or is whom the matter complains of, takes no step of it and types none for others, but
/// to hand it over or to declare his own recusal. Asked for every step, beside its row's guards.
Status check_not_recused(const Step& step);

/// whether an outcome is one that an answer may come to, of whatever category; 其他 alone says nothing.
bool is_result(std::string_view outcome);

}  // namespace anjuan::registry
