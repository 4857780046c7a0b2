// The helper's main loop: forks a child for each request, reaps it, and says how it ended. Never reads an input.
#pragma once

namespace anjuan::helper {

/// Serves the control socket until it ends; the process's exit code.
int serve();

}  // namespace anjuan::helper
