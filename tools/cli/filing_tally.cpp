#include "tools/cli/filing_tally.hpp"

#include <fmt/core.h>

#include <boost/json.hpp>

#include "tools/cli/filing_output.hpp"
#include "tools/cli/matter_output.hpp"

namespace anjuan::cli {

namespace json = boost::json;

void Tally::done(const FilingRow& row, const std::string& what) {
  ++m_done;
  if (m_context.json) {
    json::object out = json_of(row);
    out["done"] = true;
    m_context.out.json_line(out);
  } else {
    m_context.out.line(padded(row.code, 30) + what);
  }
}

void Tally::refused(const FilingRow& row, const std::vector<std::string>& reasons) {
  ++m_refused;
  if (m_context.json) {
    m_context.out.json_line(json::object{{"code", row.code}, {"done", false}, {"reasons", json::array(reasons.begin(), reasons.end())}});
    return;
  }
  const std::string named = row.code + "：";  // a refusal names it; the line has it already
  for (const std::string& reason : reasons) m_context.out.line(padded(row.code, 30) + (reason.starts_with(named) ? reason.substr(named.size()) : reason));
}

ExitCode Tally::finish(std::string_view verb) {
  if (m_context.json) {
    m_context.out.json_line(json::object{{"summary", {{"done", m_done}, {"refused", m_refused}}}});
  } else {
    m_context.out.line(fmt::format("{} {} 件（卷）{}", verb, m_done, m_refused == 0 ? std::string() : fmt::format("，有问题的 {} 件（卷）", m_refused)));
  }
  return m_refused > 0 ? ExitCode::some_refused : ExitCode::done;
}

}  // namespace anjuan::cli
