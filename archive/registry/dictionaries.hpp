// The tables of schemas/dictionaries that names are compared by, compiled in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan::registry {

using DictionaryRows = std::vector<std::vector<std::string>>;

/// Rows of “name.tsv”, each of `columns` fields. internal: no such table, or another shape; the tables are tested, so it is a defect of this build.
Result<DictionaryRows> dictionary(std::string_view name, std::size_t columns);

}  // namespace anjuan::registry
