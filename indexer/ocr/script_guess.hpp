// Traces of traditional script in what the simplified model read.
#pragma once

#include <vector>

#include "indexer/ocr/line_builder.hpp"

namespace anjuan::ocr {

/// Some characters of a traditional page come out as themselves (於, 這, 後) even from a model that knows simplified script and turns the rest into it.
bool looks_traditional(const std::vector<ReadLine>& lines);

}  // namespace anjuan::ocr
