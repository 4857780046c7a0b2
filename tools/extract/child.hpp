// One request in one sandboxed process.
#pragma once

#include "indexer/worker/protocol.hpp"
#include "tools/extract/sandbox.hpp"

namespace anjuan::helper {

/// Called in the forked process; `input_fd` and `output_fd` are what came with the request. Never returns.
[[noreturn]] void run_child(const Request& request, int input_fd, int output_fd, const Sandbox& sandbox, bool selftest);

/// The outside conversion of old office formats (LibreOffice in its own sandbox): reads `input_fd`, writes a PDF to `file_fd`, says done or error on `output_fd`.
[[noreturn]] void run_converter(const Request& request, int input_fd, int file_fd, int output_fd);

}  // namespace anjuan::helper
