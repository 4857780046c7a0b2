// Where exactly the characters of a line stand. An LSTM engine knows what it read better than where: its character boxes are up to two characters off.
#pragma once

#include <vector>

#include "indexer/ocr/line_builder.hpp"

struct Pix;

namespace anjuan::ocr {

/// Moves left and right of every symbol to cuts between characters, found in the ink of `grey` (8 bits, upright, dark on light). The cuts run through little ink,
/// lie about as far apart as the script's characters are wide, and near where the engine saw them.
void place_characters(Pix* grey, std::vector<ReadLine>& lines);

}  // namespace anjuan::ocr
