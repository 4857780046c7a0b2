// Misbehaviour on demand, so that tests can hold what a hostile file must not be able to do. Only when ANJUAN_EXTRACT_SELFTEST=1.
#pragma once

#include "indexer/extract/extractor.hpp"

namespace anjuan::helper {

/// True when the input begins with "ANJUAN-SELFTEST ".
bool is_selftest(const extract::Input& input);
/// Does what the word after that says: abort, segv, loop, sleep, eat, flood, rows, wide, garbage, exit, probe.
Status run_selftest(const extract::Input& input);

}  // namespace anjuan::helper
