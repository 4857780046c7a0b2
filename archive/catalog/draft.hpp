// What a change says before it is an entry of the journal.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace anjuan {

/// An entry before it has a place in the journal.
struct Draft {
  std::string action;
  std::string subject;
  std::string time;  ///< set when it is recorded
  boost::json::object payload;
  std::string scope;  ///< of its key; empty: the payload is public
};

}  // namespace anjuan
