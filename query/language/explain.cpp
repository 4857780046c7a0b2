#include "query/language/lexer.hpp"

namespace anjuan {
namespace {

std::string quote(const std::string& text) {
  // A run never holds the closing mark it was typed with, so one of these pairs always gives it back.
  struct Pair {
    std::string_view open, close;
  };
  for (const Pair& pair : {Pair{"\"", "\""}, Pair{"“", "”"}, Pair{"「", "」"}, Pair{"『", "』"}, Pair{"＂", "＂"}}) {
    if (text.find(pair.close) == std::string::npos) return std::string(pair.open) + text + std::string(pair.close);
  }
  return "\"" + text + "\"";
}

std::string leaf(const QueryNode& node) {
  if (node.type == QueryNode::Type::date_range) {
    if (node.first_day == node.last_day) return "日期:" + node.first_day;
    return "日期:" + node.first_day + ".." + node.last_day;
  }
  const std::string text = node.quoted ? quote(node.text) : node.text;
  if (node.type == QueryNode::Type::question) return "≈" + text;
  const bool plain = node.field == Field::any || (node.field == Field::text && node.quoted);
  return plain ? text : std::string(language::shown_name(node.field)) + ":" + text;
}

std::string node_text(const QueryNode& node);

std::string in_brackets(const QueryNode& node) {
  const bool composite = node.type == QueryNode::Type::all_of || node.type == QueryNode::Type::any_of;
  return composite ? "(" + node_text(node) + ")" : node_text(node);
}

std::string node_text(const QueryNode& node) {
  if (node.type == QueryNode::Type::none_of)
    return node.children.empty() ? "NOT ()" : "NOT " + in_brackets(node.children.front());
  if (node.type != QueryNode::Type::all_of && node.type != QueryNode::Type::any_of) return leaf(node);
  std::string out;
  for (const QueryNode& child : node.children) {
    if (!out.empty()) out += node.type == QueryNode::Type::all_of ? " AND " : " OR ";
    out += in_brackets(child);
  }
  return out;
}

}  // namespace

std::string explain(const Query& query) { return node_text(query.root); }

}  // namespace anjuan
