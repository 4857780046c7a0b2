#include "archive/registry/citation.hpp"

#include <algorithm>
#include <vector>

namespace anjuan::registry {

namespace {

constexpr std::string_view k_open = "（", k_close = "）", k_between = "、";

/// R-306, F-12: a letter, a dash and digits.
bool is_rule(std::string_view text) {
  return text.size() > 2 && (text[0] == 'R' || text[0] == 'F') && text[1] == '-' &&
         std::all_of(text.begin() + 2, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<std::string_view> parts_of(std::string_view list) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = list.find(k_between);
    parts.push_back(list.substr(0, end));
    if (end == std::string_view::npos) return parts;
    list.remove_prefix(end + k_between.size());
  }
}

}  // namespace

std::string with_rules(std::string message, std::string_view rules) {
  std::vector<std::string> cited;
  const std::size_t open = message.rfind(k_open);
  if (open != std::string::npos && message.ends_with(k_close)) {
    const std::size_t begin = open + k_open.size();
    const std::string_view inside = std::string_view(message).substr(begin, message.size() - k_close.size() - begin);
    const std::vector<std::string_view> parts = parts_of(inside);
    if (std::all_of(parts.begin(), parts.end(), is_rule)) {
      cited.assign(parts.begin(), parts.end());
      message.resize(open);
    }
  }
  for (const std::string_view rule : parts_of(rules)) {
    if (!rule.empty() && std::find(cited.begin(), cited.end(), rule) == cited.end()) cited.emplace_back(rule);
  }
  if (cited.empty()) return message;
  message += k_open;
  for (std::size_t i = 0; i < cited.size(); ++i)
    message += (i == 0 ? std::string_view() : k_between), message += cited[i];
  return message += k_close;
}

}  // namespace anjuan::registry
