// Whether a form has anything to say of a matter: a letter about what was never decided is not printed.
#pragma once

#include <map>
#include <string>

#include "archive/catalog/matter_book.hpp"

namespace anjuan::flows {

/// `form` by id, `title` for the message; `given`: fields that people fill in themselves (an addressee of their own may be written to).
/// invalid_argument: “〔2026〕组信字第0001号 还没有受理，不能打印受理告知书（R-303、R-316）”.
Status check_fit(const std::string& form, const std::string& title, const MatterRow& matter, const std::map<std::string, std::string>& given);

/// The newest notice that was given on paper, or null.
const boost::json::object* written_notice(const boost::json::object& record);

/// The names of who wrote; empty for an anonymous matter.
std::string petitioner_names(const boost::json::object& record);

}  // namespace anjuan::flows
