#include "archive/base/result.hpp"

#include <cerrno>
#include <cstring>

namespace anjuan {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::already_exists: return "already_exists";
    case ErrorCode::busy: return "busy";
    case ErrorCode::denied: return "denied";
    case ErrorCode::no_space: return "no_space";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::corrupt: return "corrupt";
    case ErrorCode::resource_exhausted: return "resource_exhausted";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::io: return "io";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

Error errno_error(std::string_view what, int error_number) {
  ErrorCode code = ErrorCode::io;
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: code = ErrorCode::not_found; break;
    case EEXIST: code = ErrorCode::already_exists; break;
    case EACCES:
    case EPERM:
    case EROFS: code = ErrorCode::denied; break;
    case EWOULDBLOCK:
    case EBUSY: code = ErrorCode::busy; break;
    case ENOSPC:
    case EDQUOT: code = ErrorCode::no_space; break;
    case EINVAL:
    case ENAMETOOLONG:
    case EISDIR: code = ErrorCode::invalid_argument; break;
    case ENOMEM:
    case EMFILE:
    case ENFILE: code = ErrorCode::resource_exhausted; break;
    default: break;
  }
  return Error{code, std::string(what) + ": " + std::strerror(error_number)};
}

}  // namespace anjuan
