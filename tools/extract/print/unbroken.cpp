#include "tools/extract/print/unbroken.hpp"

#include <string>

#include "archive/base/utf8.hpp"

namespace anjuan::press {

namespace {

bool one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
bool is_word(char32_t c) { return (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z') || c == U'*'; }
bool is_blank(char32_t c) { return c == U'　'; }

class Reader {
 public:
  explicit Reader(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      m_begin.push_back(at);
      m_text += next_utf8(text, at);
    }
    m_begin.push_back(text.size());
  }

  std::vector<std::pair<std::size_t, std::size_t>> all() const {
    std::vector<std::pair<std::size_t, std::size_t>> found;
    for (std::size_t i = 0; i < m_text.size();) {
      const std::size_t end = token(i);
      if (end > i + 1) found.emplace_back(m_begin[i], m_begin[end]);
      i = std::max(end, i + 1);
    }
    return found;
  }

 private:
  char32_t at(std::size_t i) const { return i < m_text.size() ? m_text[i] : U'\0'; }

  /// Of 138****5678, or of the blanks before 年; `i` when there is none.
  std::size_t word(std::size_t i) const {
    std::size_t end = i;
    while (is_word(at(end)) || (end > i && one_of(at(end), U"-./:@,+%") && is_word(at(end + 1)))) ++end;
    if (end > i) return end;
    while (is_blank(at(end))) ++end;
    return one_of(at(end), U"年月日时分") ? end : i;
  }

  /// Words with what counts them, as long as they belong to one date.
  std::size_t token(std::size_t i) const {
    std::size_t end = word(at(i) == U'第' ? i + 1 : i);
    if (end == i || (at(i) == U'第' && end == i + 1)) return i;
    while (one_of(at(end), U"年月日时")) {
      const std::size_t next = word(end + 1);
      if (next == end + 1) break;
      end = next;
    }
    return one_of(at(end), U"年月日时分号件次人岁元") ? end + 1 : end;
  }

  std::u32string m_text;
  std::vector<std::size_t> m_begin;  ///< bytes; one more than characters
};

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> unbroken_in(std::string_view text) { return Reader(text).all(); }

}  // namespace anjuan::press
