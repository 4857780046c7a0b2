// A layout as data: TOML → JSON for the helper, and the fields that its places name.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::print {

/// A value that a form has a place for.
struct FormField {
  std::string name;
  /// Of a list, what its rows have; empty for a text.
  std::vector<std::string> columns;
  bool operator==(const FormField&) const = default;
};

/// internal when the text is no TOML.
Result<boost::json::object> layout_of_toml(std::string_view id, std::string_view toml);

/// In the order of their first places.
std::vector<FormField> fields_of_layout(const boost::json::object& layout);

}  // namespace anjuan::print
