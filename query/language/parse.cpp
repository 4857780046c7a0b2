#include <fmt/core.h>

#include <algorithm>

#include "archive/base/utf8.hpp"
#include "indexer/text/fold.hpp"
#include "query/language/dates.hpp"
#include "query/language/lexer.hpp"

namespace anjuan {
namespace {

using language::query_error;
using language::Token;

// Hostile input: what a person writes stays far below these, and no query can exhaust the stack or hold a searcher for
// long.
constexpr std::size_t k_max_bytes = 10000;
constexpr int k_max_depth = 40;
constexpr std::size_t k_max_parts = 200;
constexpr std::size_t k_longest_keyword = 6;  // characters; DESIGN §6

class Parser {
 public:
  Parser(std::string_view text, std::vector<Token> tokens) : m_text(text), m_tokens(std::move(tokens)) {}

  Result<Query> run() {
    if (peek().type == Token::Type::end) return query_error(m_text, 0, "查询是空的，请写要找的字");
    TRY_ASSIGN(QueryNode root, any_of(Field::any, 0));
    if (peek().type == Token::Type::close) return query_error(m_text, peek().begin, "右括号没有对应的左括号");
    Query query;
    query.text = std::string(m_text);
    query.boolean = m_boolean;
    query.root = std::move(root);
    if (!m_boolean) mark_questions(query.root);
    return query;
  }

 private:
  using Type = Token::Type;
  const Token& peek() const { return m_tokens[m_at]; }
  const Token& take() { return m_tokens[m_at++]; }
  bool at_operand() const {
    const Type type = peek().type;
    return type == Type::open || type == Type::field || type == Type::part || type == Type::op_not;
  }

  Result<QueryNode> any_of(Field field, int depth) {
    TRY_ASSIGN(QueryNode first, all_of(field, depth));
    std::vector<QueryNode> children;
    children.push_back(std::move(first));
    while (peek().type == Type::op_or) {
      TRY(after_operator());
      TRY_ASSIGN(QueryNode next, all_of(field, depth));
      children.push_back(std::move(next));
    }
    return joined(QueryNode::Type::any_of, std::move(children));
  }

  Result<QueryNode> all_of(Field field, int depth) {
    TRY_ASSIGN(QueryNode first, operand(field, depth));
    std::vector<QueryNode> children;
    children.push_back(std::move(first));
    while (peek().type == Type::op_and || at_operand()) {
      if (peek().type == Type::op_and) TRY(after_operator());
      TRY_ASSIGN(QueryNode next, operand(field, depth));
      children.push_back(std::move(next));
    }
    return joined(QueryNode::Type::all_of, std::move(children));
  }

  /// Takes AND, OR or NOT; an error when nothing that can be searched for follows.
  Status after_operator() {
    m_boolean = true;
    const Token& op = take();
    if (at_operand()) return {};
    const bool another = peek().type == Type::op_and || peek().type == Type::op_or;
    return query_error(
        m_text, another ? peek().begin : op.begin,
        another ? fmt::format("“{}”前面缺少要找的内容", peek().text) : fmt::format("“{}”后面缺少要找的内容", op.text));
  }

  Result<QueryNode> operand(Field field, int depth) {
    const Token& token = peek();
    if (depth >= k_max_depth) return query_error(m_text, token.begin, "括号和“非”套得太深");
    switch (token.type) {
      case Type::op_not: {
        TRY(after_operator());
        TRY_ASSIGN(QueryNode child, operand(field, depth + 1));
        return negated(std::move(child), token.begin);
      }
      case Type::field: {
        m_boolean = true;
        take();
        if (peek().type != Type::part && peek().type != Type::open) {
          return query_error(m_text, token.begin, fmt::format("“{}”后面缺少要找的内容", token.text));
        }
        TRY_ASSIGN(QueryNode value, operand(token.field, depth + 1));
        value.begin = token.begin;
        return value;
      }
      case Type::open:
        return group(field, depth);
      case Type::part:
        return leaf(field);
      case Type::op_and:
      case Type::op_or:
        return query_error(m_text, token.begin, fmt::format("“{}”前面缺少要找的内容", token.text));
      case Type::close:
        return query_error(m_text, token.begin, "右括号没有对应的左括号");
      case Type::end:
        break;
    }
    return query_error(m_text, token.begin, "这里缺少要找的内容");
  }

  Result<QueryNode> group(Field field, int depth) {
    m_boolean = true;
    const Token& open = take();
    if (peek().type == Type::close) return query_error(m_text, open.begin, "括号里没有要找的内容");
    if (peek().type == Type::end) return query_error(m_text, open.begin, "左括号没有对应的右括号");
    TRY_ASSIGN(QueryNode inner, any_of(field, depth + 1));
    if (peek().type != Type::close) return query_error(m_text, open.begin, "左括号没有对应的右括号");
    inner.begin = open.begin;
    inner.end = take().end;
    return inner;
  }

  Result<QueryNode> leaf(Field field) {
    const Token& token = take();
    if (++m_parts > k_max_parts)
      return query_error(m_text, token.begin, fmt::format("一次最多查 {} 个部分", k_max_parts));
    QueryNode node;
    node.begin = token.begin;
    node.end = token.end;
    node.text = token.text;
    node.quoted = token.quoted;
    node.field = field;
    if (field == Field::date) {
      auto range = language::parse_dates(token.text);
      if (!range) return query_error(m_text, token.begin, range.error().message);
      node.type = QueryNode::Type::date_range;
      node.first_day = std::move(range->first_day);
      node.last_day = std::move(range->last_day);
      node.text.clear();
      node.quoted = false;
    } else if (field == Field::any && token.quoted) {
      node.field = Field::text;  // verbatim is about the text
    }
    return node;
  }

  static QueryNode negated(QueryNode child, std::size_t begin) {
    if (child.type == QueryNode::Type::none_of) {
      QueryNode inner = std::move(child.children.front());
      inner.begin = begin;
      return inner;
    }
    QueryNode node;
    node.type = QueryNode::Type::none_of;
    node.begin = begin;
    node.end = child.end;
    node.children.push_back(std::move(child));
    return node;
  }

  /// One node of the type over the children; what is of the same type already (a bracket) gives its children.
  static QueryNode joined(QueryNode::Type type, std::vector<QueryNode> children) {
    if (children.size() == 1) return std::move(children.front());
    QueryNode node;
    node.type = type;
    node.begin = children.front().begin;
    node.end = children.back().end;
    for (QueryNode& child : children) {
      if (child.type == type) {
        std::move(child.children.begin(), child.children.end(), std::back_inserter(node.children));
      } else {
        node.children.push_back(std::move(child));
      }
    }
    return node;
  }

  static bool is_long(std::string_view text) {
    std::size_t characters = 0;
    bool asian = false;
    for (std::size_t at = 0; at < text.size(); ++characters) {
      const char32_t c = next_utf8(text, at);
      asian = asian || is_han(c) || (c >= 0x3040 && c <= 0x30FF) || (c >= 0xAC00 && c <= 0xD7A3);
    }
    return asian && characters > k_longest_keyword;
  }

  static void mark_questions(QueryNode& node) {
    for (QueryNode& child : node.children) mark_questions(child);
    if (node.type == QueryNode::Type::exact && !node.quoted && is_long(node.text))
      node.type = QueryNode::Type::question;
  }

  std::string_view m_text;
  std::vector<Token> m_tokens;
  std::size_t m_at = 0;
  std::size_t m_parts = 0;
  bool m_boolean = false;
};

}  // namespace

Result<Query> parse_query(std::string_view text) {
  if (text.size() > k_max_bytes) {
    return fail(ErrorCode::invalid_argument, fmt::format("查询太长：{} 字节，最多 {} 字节", text.size(), k_max_bytes));
  }
  if (!is_utf8(text)) return query_error(to_shown_utf8(text), 0, "查询不是有效的 UTF-8 文字");
  TRY_ASSIGN(auto tokens, language::tokens_of(text));
  return Parser(text, std::move(tokens)).run();
}

}  // namespace anjuan
