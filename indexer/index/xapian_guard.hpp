// The guard of this room: Xapian's exceptions end here. Only for its .cpp files.
#pragma once

#include <xapian.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <new>
#include <optional>
#include <string>

#include "archive/base/result.hpp"

namespace anjuan {

constexpr std::string_view k_rebuild_advice = "the index needs a rebuild: run anjuan rebuild";

inline Error to_error(const Xapian::Error& error) {
  const auto is = [&](std::string_view type) { return type == error.get_type(); };
  // Xapian keeps the errno only as its text.
  const auto caused_by = [&](int number) {
    const char* const text = error.get_error_string();
    return text != nullptr && std::strcmp(text, std::strerror(number)) == 0;
  };
  std::string message = "index: " + error.get_msg();
  if (error.get_error_string() != nullptr) message += std::string(" (") + error.get_error_string() + ")";
  if (caused_by(ENOSPC) || caused_by(EDQUOT)) return {ErrorCode::no_space, std::move(message)};
  if (caused_by(EACCES) || caused_by(EPERM) || caused_by(EROFS)) return {ErrorCode::denied, std::move(message)};
  if (is("DatabaseLockError")) return {ErrorCode::busy, "index: another process writes it"};
  if (is("DatabaseModifiedError")) return {ErrorCode::busy, std::move(message)};
  if (is("DatabaseNotFoundError")) return {ErrorCode::not_found, std::move(message)};
  if (is("DatabaseVersionError") || is("FeatureUnavailableError")) {
    return {ErrorCode::unsupported, message + "; " + std::string(k_rebuild_advice)};
  }
  if (is("DatabaseCorruptError")) return {ErrorCode::corrupt, message + "; " + std::string(k_rebuild_advice)};
  if (is("UnimplementedError"))
    return {ErrorCode::resource_exhausted, std::move(message)};  // a document too large for it
  if (is("DatabaseError") || is("DatabaseOpeningError") || is("DatabaseCreateError") || is("NetworkError")) {
    return {ErrorCode::io, std::move(message)};
  }
  return {ErrorCode::internal, std::string(error.get_type()) + ": " + message};
}

/// Runs `action`, which returns a Status or Result, and turns what Xapian throws into its error.
template <class Action>
auto guarded(Action&& action) -> decltype(action()) {
  try {
    return action();
  } catch (const Xapian::Error& error) {
    return fail(to_error(error));
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(errno_error("index", error.code().value()));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::resource_exhausted, "index: out of memory");
  }
}

/// Layout and analyser must be ours: another analyser's terms would miss hits in silence.
Status check_identity(const Xapian::Database& database);
std::optional<std::uint64_t> read_cursor(const Xapian::Database& database);

}  // namespace anjuan
