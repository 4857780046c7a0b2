// One row of schemas/rules/moves.toml on its way into a MoveRule; for move_rules.cpp only, since toml++ stays out of
// every other header.
#pragma once

#include <toml++/toml.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "archive/base/civil_date.hpp"

namespace anjuan::registry {

/// Reads one row; the first fault is kept, with the row's name and the member.
class MoveRow {
 public:
  MoveRow(std::string where, const toml::table& table) : m_where(std::move(where)), m_table(table) {}

  std::string text(std::string_view member, bool needed = true) {
    const toml::node* node = take(member);
    if (node == nullptr) {
      if (needed) wrong(member, "缺");
      return {};
    }
    const auto value = node->value_exact<std::string>();
    if (!value || value->empty()) return wrong(member, "应为文字"), std::string();
    return *value;
  }
  std::vector<std::string> texts(std::string_view member, bool needed = false) {
    std::vector<std::string> values;
    const toml::node* node = take(member);
    if (node == nullptr) {
      if (needed) wrong(member, "缺");
      return values;
    }
    const toml::array* array = node->as_array();
    if (array == nullptr) return wrong(member, "应为数组"), values;
    for (const toml::node& element : *array) {
      const auto value = element.value_exact<std::string>();
      if (!value) return wrong(member, "应全为文字"), values;
      values.push_back(*value);
    }
    return values;
  }
  std::optional<CivilDate> date(std::string_view member, bool needed) {
    if (!m_table.contains(member) && !needed) return std::nullopt;
    const std::string value = text(member);
    const auto parsed = CivilDate::parse(value);
    if (!parsed) return wrong(member, parsed.error().message), std::nullopt;
    return *parsed;
  }
  bool flag(std::string_view member) {
    const toml::node* node = take(member);
    if (node == nullptr) return false;
    const auto value = node->value_exact<bool>();
    if (!value) wrong(member, "应为 true 或 false");
    return value.value_or(false);
  }
  /// Text stands for itself under the name "*"; a table gives pairs.
  std::vector<std::pair<std::string, std::string>> pairs(std::string_view member, bool needed) {
    std::vector<std::pair<std::string, std::string>> values;
    const toml::node* node = take(member);
    if (node == nullptr) {
      if (needed) wrong(member, "缺");
      return values;
    }
    if (const auto alone = node->value_exact<std::string>()) return {{"*", *alone}};
    const toml::table* table = node->as_table();
    if (table == nullptr) return wrong(member, "应为文字或表"), values;
    for (const auto& [key, value] : *table) {
      const auto value_text = value.value_exact<std::string>();
      const auto value_flag = value.value_exact<bool>();
      if (!value_text && !value_flag) return wrong(member, "应全为文字"), values;
      values.emplace_back(std::string(key.str()), value_text ? *value_text : (*value_flag ? "true" : "false"));
    }
    return values;
  }
  const toml::table* table(std::string_view member) {
    const toml::node* node = take(member);
    return node == nullptr ? nullptr : node->as_table();
  }
  const toml::array* rows(std::string_view member) {
    const toml::node* node = take(member);
    if (node == nullptr) return nullptr;
    if (node->as_array() == nullptr) wrong(member, "应为数组");
    return node->as_array();
  }

  void wrong(std::string_view member, const std::string& what) {
    if (m_wrong.empty()) m_wrong = m_where + " 的 " + std::string(member) + "：" + what;
  }
  /// After everything was read: members that nobody asked for are faults too.
  Status status() {
    for (const auto& [key, value] : m_table) {
      if (!m_read.contains(std::string(key.str()))) wrong(key.str(), "没有这个项目");
    }
    if (m_wrong.empty()) return {};
    return fail(ErrorCode::invalid_argument, m_wrong);
  }

 private:
  const toml::node* take(std::string_view member) {
    m_read.insert(std::string(member));
    return m_table.get(member);
  }
  std::string m_where;
  const toml::table& m_table;
  std::set<std::string> m_read;
  std::string m_wrong;
};

}  // namespace anjuan::registry
