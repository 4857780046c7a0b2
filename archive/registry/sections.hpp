// What a section has to do with a matter that another section may handle.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace anjuan::registry {

/// Names parted by “、”, comma or semicolon of either width.
std::vector<std::string> names_in(std::string_view list);

/// decisions of a 会办 that are not carried out yet, in the order in which they were taken.
std::vector<const boost::json::object*> open_decisions(const boost::json::object& record);

/// The newest assignment to sections; one that only names the handler within his section says nothing of who
/// shares the matter. Null: none.
const boost::json::object* section_assignment(const boost::json::object& record);

/// 承办: it handles the matter. 牵头: the scope is the section's, or a meeting made it lead. 会办: an
/// assignment or an open decision names it beside another. Empty: nothing.
std::string section_part(const boost::json::object& record, const std::string& section);

/// whether the section may urge the matter though another handles it.
bool leads(const boost::json::object& record, const std::string& section);

}  // namespace anjuan::registry
