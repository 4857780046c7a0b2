// What became of each of several 件 and volumes, told line by line and counted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archive/catalog/filing_book.hpp"
#include "tools/cli/context.hpp"
#include "tools/cli/exit_code.hpp"

namespace anjuan::cli {

class Tally {
 public:
  explicit Tally(Context& context) : m_context(context) {}
  void done(const FilingRow& row, const std::string& what);
  void refused(const FilingRow& row, const std::vector<std::string>& reasons);
  ExitCode finish(std::string_view verb);

 private:
  Context& m_context;
  std::size_t m_done = 0, m_refused = 0;
};

}  // namespace anjuan::cli
