// What the zygote loads before it forks: libraries' tables, fonts, character maps, charset converters, so that every child finds them in memory.
#pragma once

#include "archive/base/result.hpp"

namespace anjuan::extract {

/// Called once, in a process that has no other thread and leaves none behind.
Status warm_up();

}  // namespace anjuan::extract
