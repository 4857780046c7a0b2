// The files below the paths a user named, in a stable order.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "archive/store/file_system.hpp"
#include "tools/flows/observer.hpp"

namespace anjuan::flows {

struct Found {
  Path path;             ///< as named, or folder/name
  bool named = false;    ///< by the user himself: a symbolic link of this name is followed
  std::string refused;   ///< not empty: cannot be captured, and why
};

/// Calls `found` for every file, and for everything that cannot be captured, folders sorted by name bytes; links inside folders are
/// refused, never followed. Holds the names of one folder per level in memory. Ends early with the error `found` returns.
Status walk(const std::vector<Path>& paths, const std::function<Status(const Found&)>& found);

}  // namespace anjuan::flows
