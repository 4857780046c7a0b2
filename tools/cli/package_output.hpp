// How the findings of a package check are shown: a line each as they come, or collected for one JSON document.
#pragma once

#include <boost/json/array.hpp>

#include "archive/exchange/finding.hpp"
#include "tools/cli/context.hpp"

namespace anjuan::cli {

class FindingsOutput {
 public:
  explicit FindingsOutput(Context& context) : m_context(context) {}
  /// To be given to the check; this object must outlive it.
  exchange::Report report();
  /// {"level","code","file","message"} each; empty unless --json.
  boost::json::array take_json() { return std::move(m_json); }

 private:
  Context& m_context;
  boost::json::array m_json;
};

}  // namespace anjuan::cli
