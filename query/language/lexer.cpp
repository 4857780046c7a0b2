#include "query/language/lexer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "archive/base/utf8.hpp"
#include "indexer/text/fold.hpp"

namespace anjuan::language {
namespace {

struct FieldName {
  std::string_view chinese, latin;
  Field field;
};
constexpr std::array<FieldName, 7> k_fields{{{"题名", "title", Field::title},
                                             {"来信人", "sender", Field::sender},
                                             {"文号", "number", Field::number},
                                             {"类别", "kind", Field::kind},
                                             {"事项", "matter", Field::matter},
                                             {"日期", "date", Field::date},
                                             {"正文", "text", Field::text}}};
// Characters of what may have been meant as a field's name; anything else before a colon is text.
constexpr std::size_t k_shortest_field_name = 2, k_longest_field_name = 6;

bool is_blank(char32_t c) {
  return c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000 || c == 0xFEFF;
}
bool is_open(char32_t c) { return c == U'(' || c == U'（'; }
bool is_close(char32_t c) { return c == U')' || c == U'）'; }
bool is_colon(char32_t c) { return c == U':' || c == U'：'; }
bool is_minus(char32_t c) { return c == U'-' || c == U'－'; }
// Input methods pair these wrongly all the time, so any of them opens and, where its own partner does not follow, any of them closes.
bool is_double_quote(char32_t c) { return c == U'"' || c == U'“' || c == U'”' || c == U'＂' || c == U'„' || c == U'‟'; }
bool opens_quote(char32_t c) { return is_double_quote(c) || c == U'「' || c == U'『'; }
bool closes_quote(char32_t opened, char32_t c) {
  if (opened == U'「') return c == U'」';
  if (opened == U'『') return c == U'』';
  return is_double_quote(c);
}
char32_t partner_of(char32_t opened) {
  switch (opened) {
    case U'“':
    case U'„':
    case U'‟': return U'”';
    case U'「': return U'」';
    case U'『': return U'』';
    default: return opened;
  }
}
bool ends_word(char32_t c) { return is_blank(c) || is_open(c) || is_close(c) || opens_quote(c); }
bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') || is_han(c); }

std::string field_list() {
  std::string list;
  for (const FieldName& name : k_fields) list += fmt::format("{}{}", list.empty() ? "" : "、", name.chinese);
  return list;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : m_text(text) {
    for (std::size_t at = 0; at < text.size();) {
      m_begin.push_back(at);
      m_characters.push_back(next_utf8(text, at));
    }
    m_begin.push_back(text.size());
  }

  Result<std::vector<Token>> run() {
    while (true) {
      while (m_at < size() && is_blank(m_characters[m_at])) ++m_at;
      if (m_at == size()) break;
      TRY(next());
    }
    Token& end = add(Token::Type::end, m_at);
    end.begin = end.end = m_text.size();
    return std::move(m_tokens);
  }

 private:
  std::size_t size() const { return m_characters.size(); }
  std::string between(std::size_t first, std::size_t last) const {
    return std::string(m_text.substr(m_begin[first], m_begin[last] - m_begin[first]));
  }
  Token& add(Token::Type type, std::size_t first) {
    Token token;
    token.type = type;
    token.begin = m_begin[first];
    token.end = m_begin[m_at];
    m_tokens.push_back(std::move(token));
    return m_tokens.back();
  }

  Status next() {
    const std::size_t first = m_at;
    const char32_t c = m_characters[m_at];
    if (is_open(c) || is_close(c)) {
      ++m_at;
      add(is_open(c) ? Token::Type::open : Token::Type::close, first).text = between(first, m_at);
      return {};
    }
    if (opens_quote(c)) return quoted();
    if (is_minus(c)) {  // inside a word it never gets here
      ++m_at;
      add(Token::Type::op_not, first).text = between(first, m_at);
      return {};
    }
    return word();
  }

  Status quoted() {
    const std::size_t first = m_at;
    const char32_t opened = m_characters[m_at++];
    const std::size_t inside = m_at;
    // The partner first: a verbatim part may hold quotes of the other sort ("“必选”的元数").
    const auto partner = std::find(m_characters.begin() + static_cast<std::ptrdiff_t>(m_at), m_characters.end(), partner_of(opened));
    if (partner != m_characters.end()) {
      m_at = static_cast<std::size_t>(partner - m_characters.begin());
    } else {
      while (m_at < size() && !closes_quote(opened, m_characters[m_at])) ++m_at;
    }
    if (m_at == size()) return query_error(m_text, m_begin[first], "引号没有闭合，请补上后一个引号");
    const std::size_t inside_end = m_at++;
    return part(first, inside, inside_end, true);
  }

  Status word() {
    const std::size_t first = m_at;
    bool before_colon = true;  // only the first colon of a word can end a field's name
    for (; m_at < size() && !ends_word(m_characters[m_at]); ++m_at) {
      if (!before_colon || !is_colon(m_characters[m_at])) continue;
      before_colon = false;
      TRY_ASSIGN(const bool was_field, field(first));
      if (was_field) return {};
    }
    if (const auto type = operator_type(between(first, m_at)); type && stands_alone(first, m_at)) {
      add(*type, first).text = between(first, m_at);
      return {};
    }
    return part(first, first, m_at, false);
  }

  /// At a colon: whether `first`…colon names a field; then its token and that of its value, if that follows at once,
  /// are added.
  Result<bool> field(std::size_t first) {
    if (m_at == first) return false;
    const std::string folded = fold(between(first, m_at));
    for (const FieldName& name : k_fields) {
      if (folded != name.chinese && folded != name.latin) continue;
      ++m_at;
      Token& token = add(Token::Type::field, first);
      token.text = between(first, m_at);
      token.field = name.field;
      TRY(value());
      return true;
    }
    const std::size_t length = m_at - first;
    const bool address = m_at + 1 < size() && m_characters[m_at + 1] == U'/';
    const bool a_name = length >= k_shortest_field_name && length <= k_longest_field_name && !address &&
                        std::all_of(m_characters.begin() + static_cast<std::ptrdiff_t>(first),
                                    m_characters.begin() + static_cast<std::ptrdiff_t>(m_at), is_letter);
    if (!a_name) return false;
    return query_error(
        m_text, m_begin[first],
        fmt::format("没有“{}”这个字段，可用的有：{}；要找带冒号的原文，请加引号", between(first, m_at), field_list()));
  }

  /// The value behind a field's colon: to the next blank or quote; brackets that open in it close in it.
  Status value() {
    const std::size_t colon_end = m_at;
    while (m_at < size() && is_blank(m_characters[m_at])) ++m_at;
    const std::size_t first = m_at;
    if (first == size() || is_open(m_characters[first])) return {};
    std::vector<std::size_t> opened;
    for (; m_at < size() && !is_blank(m_characters[m_at]) && !opens_quote(m_characters[m_at]); ++m_at) {
      if (is_open(m_characters[m_at])) opened.push_back(m_at);
      if (!is_close(m_characters[m_at])) continue;
      if (opened.empty()) break;
      opened.pop_back();
    }
    if (!opened.empty()) return query_error(m_text, m_begin[opened.back()], "左括号没有对应的右括号");
    if (m_at == first) return {};
    if (first > colon_end && operator_type(between(first, m_at))) {
      m_at = first;  // "题名: OR …" lacks its value; the parser says so
      return {};
    }
    return part(first, first, m_at, false);
  }

  Status part(std::size_t first, std::size_t inside, std::size_t inside_end, bool is_quoted) {
    Token& token = add(Token::Type::part, first);
    token.text = between(inside, inside_end);
    token.quoted = is_quoted;
    if (fold(token.text).empty()) {
      return query_error(m_text, token.begin, is_quoted ? "引号里没有可查的字" : "这一部分没有可查的字");
    }
    return {};
  }

  static std::optional<Token::Type> operator_type(std::string_view word) {
    if (word == "AND" || word == "与" || word == "與" || word == "并且" || word == "並且") return Token::Type::op_and;
    if (word == "OR" || word == "或") return Token::Type::op_or;
    if (word == "NOT" || word == "非") return Token::Type::op_not;
    return std::nullopt;
  }
  bool stands_alone(std::size_t first, std::size_t last) const {
    const auto parts = [](char32_t c) { return ends_word(c) || c == U'」' || c == U'』'; };
    const bool after_minus = first > 0 && is_minus(m_characters[first - 1]);  // a word begins here, so that was a NOT
    return (first == 0 || after_minus || parts(m_characters[first - 1])) &&
           (last == size() || parts(m_characters[last]));
  }

  std::string_view m_text;
  std::vector<char32_t> m_characters;
  std::vector<std::size_t> m_begin;  // byte of each character, and the end
  std::size_t m_at = 0;
  std::vector<Token> m_tokens;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view text) { return Lexer(text).run(); }

std::string_view shown_name(Field field) {
  for (const FieldName& name : k_fields) {
    if (name.field == field) return name.chinese;
  }
  return "";
}

}  // namespace anjuan::language
