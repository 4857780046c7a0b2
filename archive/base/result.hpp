// Errors are values: every call that can fail returns Result<T> or Status, and the code says what the caller can do.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace anjuan {

/// Canonical codes. The command line turns them into exit codes (tools/cli/exit_code.hpp); never renumber in an API.
enum class ErrorCode : std::uint8_t {
  invalid_argument,    ///< the caller's words are wrong; saying them again will not help
  not_found,           ///< the named thing does not exist, or is hidden (indistinguishable on purpose)
  already_exists,      ///< it is there already
  busy,                ///< another process holds it; try again
  denied,              ///< the operating system or the role refuses
  no_space,            ///< the disk or a quota is full
  unsupported,         ///< a newer or unknown format, or a feature this build lacks
  corrupt,             ///< bytes on disk are not what was written
  resource_exhausted,  ///< a limit was reached (pages, bytes, nesting, memory, time)
  cancelled,           ///< the user interrupted
  io,                  ///< the operating system failed otherwise
  internal,            ///< a defect of this program
};

std::string_view to_string(ErrorCode code);

/// `message` is a path from the user's act down to the cause: "ingest a.pdf: open pack 3: permission denied".
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The same error with `what` put in front of its message.
inline tl::unexpected<Error> fail_in(std::string_view what, Error error) {
  error.message = std::string(what) + ": " + error.message;
  return tl::unexpected<Error>(std::move(error));
}

/// The error of the system call that just failed: errno as code and text.
Error errno_error(std::string_view what, int error_number);

}  // namespace anjuan

#define ANJUAN_CONCAT_(a, b) a##b
#define ANJUAN_CONCAT(a, b) ANJUAN_CONCAT_(a, b)

/// Return the error of a Status or Result to the caller.
#define TRY(expression)                                                        \
  do {                                                                         \
    auto anjuan_status = (expression);                                         \
    if (!anjuan_status) return ::anjuan::fail(std::move(anjuan_status).error()); \
  } while (false)

/// Declare or assign from a Result, or return its error: TRY_ASSIGN(const auto id, store.put(scan));
#define TRY_ASSIGN(target, expression) TRY_ASSIGN_(ANJUAN_CONCAT(anjuan_result_, __LINE__), target, expression)
#define TRY_ASSIGN_(temporary, target, expression)                             \
  auto temporary = (expression);                                               \
  if (!temporary) return ::anjuan::fail(std::move(temporary).error());         \
  target = std::move(*temporary)
