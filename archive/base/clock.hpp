// Wall-clock time as the journal writes it: UTC, RFC 3339, microseconds, one spelling (2026-11-24T06:03:04.123456Z).
#pragma once

#include <functional>
#include <string>

namespace anjuan {

std::string utc_now();

/// Injected where a test must say what time it is.
using Clock = std::function<std::string()>;

}  // namespace anjuan
