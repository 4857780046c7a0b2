#include "archive/registry/dictionaries.hpp"

#include <utility>

namespace anjuan::registry {

namespace {

constexpr std::pair<std::string_view, std::string_view> k_tables[] = {
#include "dictionary_texts.inc"
};

std::vector<std::string> fields_of(std::string_view line) {
  std::vector<std::string> fields;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find('\t', at), line.size());
    fields.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

}  // namespace

Result<DictionaryRows> dictionary(std::string_view name, std::size_t columns) {
  std::string_view text;
  for (const auto& [table, table_text] : k_tables) {
    if (table == name) text = table_text;
  }
  if (text.empty()) return fail(ErrorCode::internal, "没有字典 " + std::string(name) + ".tsv");
  DictionaryRows rows;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty() || line[0] == '#') continue;
    rows.push_back(fields_of(line));
    if (rows.back().size() != columns) return fail(ErrorCode::internal, std::string(name) + ".tsv：“" + std::string(line) + "”应有 " + std::to_string(columns) + " 列");
  }
  return rows;
}

}  // namespace anjuan::registry
