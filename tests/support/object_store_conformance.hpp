// What every file system, and the store on it, must do. One suite for the real one and for the crash double.
#pragma once

#include <boost/test/unit_test.hpp>
#include <ostream>

#include "archive/store/pack_store.hpp"

namespace anjuan::test {

/// `root` is an existing, empty folder.
void check_file_system(FileSystem& fs, const Path& root);
void check_object_store(const std::shared_ptr<FileSystem>& fs, const Path& root);

template <class T>
std::string message_of(const Result<T>& result) {
  return result ? std::string() : result.error().message;
}

/// The value of a Result, or a failed BOOST_REQUIRE with its message.
template <class T>
T need(Result<T> result) {
  BOOST_REQUIRE_MESSAGE(result.has_value(), message_of(result));
  return std::move(*result);
}
inline void need(const Status& status) { BOOST_REQUIRE_MESSAGE(status.has_value(), message_of(status)); }

/// The code of a failed call, internal and a failed check when it did not fail.
template <class T>
ErrorCode code_of(const Result<T>& result) {
  BOOST_CHECK_MESSAGE(!result.has_value(), "an error was expected");
  return result ? ErrorCode::internal : result.error().code;
}

PutResult put(PackSession& session, std::string_view bytes, std::uint64_t size_hint = 0);
std::string get(PackStore& store, const PutResult& put);
/// sync, promise in the book, keep.
void commit(PackSession& session, class MemoryBook& book, const std::vector<PutResult>& puts);

}  // namespace anjuan::test

namespace anjuan {
inline std::ostream& operator<<(std::ostream& out, ErrorCode code) { return out << to_string(code); }
}  // namespace anjuan
