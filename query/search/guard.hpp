// The one place where Xapian's exceptions stop. Internal to query/search.
#pragma once

#include <xapian.h>

#include <exception>

#include "archive/base/result.hpp"

namespace anjuan::detail {

inline Error error_of(const Xapian::Error& error) {
  const std::string_view type = error.get_type();
  ErrorCode code = ErrorCode::internal;
  if (type == "DatabaseCorruptError") code = ErrorCode::corrupt;
  if (type == "DatabaseVersionError" || type == "FeatureUnavailableError") code = ErrorCode::unsupported;
  if (type == "DatabaseNotFoundError") code = ErrorCode::not_found;
  if (type == "DatabaseLockError" || type == "DatabaseModifiedError") code = ErrorCode::busy;
  if (type == "DatabaseError" || type == "DatabaseOpeningError" || type == "DatabaseClosedError" ||
      type == "NetworkError" || type == "NetworkTimeoutError") {
    code = ErrorCode::io;
  }
  return {code, "full-text index: " + error.get_description()};
}

/// What `f` returns (a Result or Status), or what Xapian threw as an error.
template <class F>
auto guarded(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const Xapian::Error& error) {
    return fail(error_of(error));
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, std::string("full-text index: ") + error.what());
  }
}

}  // namespace anjuan::detail
