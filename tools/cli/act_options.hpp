// What every step takes beside its own contents: when it happened and who acted (R-385; who typed is --as).
#pragma once

#include "archive/registry/registry.hpp"
#include "tools/cli/arguments.hpp"

namespace anjuan::cli {

class ActOptions {
 public:
  void declare(Arguments& arguments);
  Result<registry::Act> act() const;

 private:
  std::string m_on, m_by;
};

}  // namespace anjuan::cli
