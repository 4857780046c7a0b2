// What a layout leaves to its values, settled before the typesetter sees it: a length that is a place, and blocks that
// stand once for each row of a list.
#pragma once

#include <boost/json.hpp>

#include "archive/base/result.hpp"

namespace anjuan::print {

/// `size` becomes numbers; each block `repeat` becomes its blocks, as often as its list has rows, and the rows become
/// fields of their own. invalid_argument names a length that is no number of millimetres.
Status expand(boost::json::object& layout, boost::json::object& fields);

}  // namespace anjuan::print
