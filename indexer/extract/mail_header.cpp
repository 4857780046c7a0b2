#include "indexer/extract/mail_header.hpp"

#include <map>
#include <vector>

#include "indexer/extract/named_charset.hpp"

namespace anjuan::extract {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// "%D0" (parameters) or "=D0" (Q encoding, where '_' is a blank) → bytes.
std::string decode_escapes(std::string_view text, char mark) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == mark && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += mark == '=' && text[i] == '_' ? ' ' : text[i];
    }
  }
  return out;
}

std::string unfold(std::string_view raw) {
  std::string out;
  for (const char c : raw) {
    if (c == '\r' || c == '\n') continue;
    out += c == '\t' ? ' ' : c;
  }
  const std::size_t first = out.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

struct Word {
  std::string charset, bytes;
  std::size_t end = 0;
};

/// The encoded word at `at` ("=?gb2312?B?…?="), or nothing.
std::optional<Word> encoded_word(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "=?") return std::nullopt;
  const std::size_t charset_end = text.find('?', at + 2);
  if (charset_end == std::string_view::npos || charset_end + 2 >= text.size() || text[charset_end + 2] != '?') return std::nullopt;
  const char encoding = static_cast<char>(text[charset_end + 1] | 0x20);
  const std::size_t begin = charset_end + 3, end = text.find("?=", begin);
  if (end == std::string_view::npos || (encoding != 'b' && encoding != 'q')) return std::nullopt;
  Word word;
  word.charset = std::string(text.substr(at + 2, charset_end - at - 2));
  word.charset = word.charset.substr(0, word.charset.find('*'));  // a language may follow (RFC 2231)
  const std::string_view body = text.substr(begin, end - begin);
  word.bytes = encoding == 'q' ? decode_escapes(body, '=') : std::string(as_text(decode_base64(body)));
  word.end = end + 2;
  return word;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

/// "name*0*" → name, its number, and whether its value is percent-encoded.
struct Section {
  int number = -1;  // -1: not continued
  bool extended = false;
  std::string value;
};

/// Splits at semicolons outside quotation marks; calls use(name, value).
template <class Use>
void each_parameter(const std::string& text, Use use) {
  std::size_t at = text.find(';');
  while (at != std::string::npos && at < text.size()) {
    const std::size_t name_begin = text.find_first_not_of("; ", at);
    const std::size_t equals = text.find('=', at);
    if (name_begin == std::string::npos || equals == std::string::npos) return;
    std::string name = lower(text.substr(name_begin, equals - name_begin));
    while (!name.empty() && name.back() == ' ') name.pop_back();
    std::string value;
    std::size_t i = text.find_first_not_of(' ', equals + 1);
    if (i == std::string::npos) return;
    if (text[i] == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        // A backslash escapes a quotation mark; before anything else it is part of a Windows path or of a GBK character.
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
        value += text[i];
      }
      at = text.find(';', i);
    } else {
      at = text.find(';', i);
      value = text.substr(i, at == std::string::npos ? at : at - i);
      while (!value.empty() && value.back() == ' ') value.pop_back();
    }
    use(name, value);
  }
}

}  // namespace

Bytes decode_base64(std::string_view text) {
  Bytes out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '+') value = 62;
    if (c == '/') value = 63;
    if (value < 0) continue;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out.push_back(static_cast<std::byte>(bits >> count & 0xFF));
    }
  }
  return out;
}

std::string decode_header(std::string_view raw) {
  const std::string text = unfold(raw);
  std::string out, plain, pending, pending_charset;
  const auto flush_plain = [&] {
    out += decode_named(as_bytes(plain), "");
    plain.clear();
  };
  const auto flush_words = [&] {
    out += decode_named(as_bytes(pending), pending_charset);
    pending.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<Word> word = encoded_word(text, at);
    if (!word) {
      plain += text[at++];
      continue;
    }
    const bool only_blanks = plain.find_first_not_of(' ') == std::string::npos;
    if (!pending.empty() && only_blanks) {
      plain.clear();  // blanks between encoded words are folding
    }
    if (!pending.empty() && (!only_blanks || lower(word->charset) != lower(pending_charset))) flush_words();
    flush_plain();
    pending += word->bytes;
    pending_charset = word->charset;
    at = word->end;
    // What follows is looked at with the word still open.
    std::size_t next = at;
    while (next < text.size() && text[next] == ' ') ++next;
    if (!encoded_word(text, next)) flush_words();
  }
  if (!pending.empty()) flush_words();
  flush_plain();
  return out;
}

std::optional<HeaderParameter> header_parameter(std::string_view raw_value, std::string_view wanted) {
  std::vector<Section> sections;
  std::optional<Section> whole;
  each_parameter(unfold(raw_value), [&](const std::string& name, const std::string& value) {
    const std::size_t star = name.find('*');
    if (name.substr(0, star) != wanted) return;
    Section section{-1, name.back() == '*', value};
    if (star != std::string::npos && star + 1 < name.size() && name[star + 1] >= '0' && name[star + 1] <= '9') {
      section.number = std::atoi(name.c_str() + star + 1);
      sections.push_back(section);
    } else if (!whole || section.extended) {  // filename* is better than the filename beside it
      whole = section;
    }
  });
  if (whole && whole->extended) sections = {*whole};
  HeaderParameter out;
  if (sections.empty()) {
    if (!whole) return std::nullopt;
    out.raw = whole->value;
    out.decoded = decode_header(whole->value);  // senders put encoded words there, and bytes
    return out;
  }
  std::map<int, Section> ordered;
  for (Section& section : sections) ordered.emplace(section.number, std::move(section));
  std::string bytes, charset;
  bool any_extended = false;
  for (const auto& [number, section] : ordered) {
    out.raw += section.value;
    std::string_view value = section.value;
    if (section.extended && !any_extended) {
      any_extended = true;
      const std::size_t first = value.find('\''), second = first == std::string_view::npos ? first : value.find('\'', first + 1);
      if (second != std::string_view::npos) {
        charset = std::string(value.substr(0, first));
        value = value.substr(second + 1);
      }
    }
    bytes += section.extended ? decode_escapes(value, '%') : std::string(value);
  }
  out.decoded = any_extended ? decode_named(as_bytes(bytes), charset) : decode_header(bytes);
  return out;
}

}  // namespace anjuan::extract
