#include "tools/cli/package_output.hpp"

#include <boost/json.hpp>

#include "archive/base/utf8.hpp"

namespace anjuan::cli {

// One finding is one line, and a name cannot draw on the terminal.
static std::string one_line(const std::string& text) {
  std::string shown = to_shown_utf8(text);
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') c = ' ';
  }
  return shown;
}

exchange::Report FindingsOutput::report() {
  return [this](const exchange::Finding& finding) {
    const bool is_fault = finding.level == exchange::Level::fault;
    if (m_context.json) {
      m_json.push_back(boost::json::object{{"level", is_fault ? "error" : "warning"},
                                           {"code", finding.code},
                                           {"file", to_shown_utf8(finding.file)},
                                           {"message", to_shown_utf8(finding.message)}});
      return;
    }
    const std::string file = finding.file.empty() ? std::string() : one_line(finding.file) + "：";
    m_context.out.line((is_fault ? "错误  " : "警告  ") + file + one_line(finding.message) + "（" + finding.code +
                       "）");
  };
}

}  // namespace anjuan::cli
