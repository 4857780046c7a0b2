#include "archive/base/json.hpp"

#include <algorithm>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>
#include <vector>

#include "archive/base/utf8.hpp"

namespace anjuan {

namespace json = boost::json;

// RFC 8785 §3.2.2.2: the two-character escapes JSON has, \u00xx for other control characters, everything else as it is.
static Status write_string(std::string& out, std::string_view text) {
  if (!is_utf8(text)) return fail(ErrorCode::invalid_argument, "canonical JSON: a string is not UTF-8");
  static constexpr char k_digits[] = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out.push_back(k_digits[static_cast<unsigned char>(c) >> 4]);
          out.push_back(k_digits[c & 15]);
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
  return {};
}

// RFC 8785 §3.2.3 sorts by UTF-16 code units: differs from byte order only between U+E000…U+FFFF and the astral planes.
static bool utf16_less(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const char32_t x = next_utf8(a, i);
    const char32_t y = next_utf8(b, j);
    if (x == y) continue;
    const auto first_unit = [](char32_t c) { return c >= 0x10000 ? 0xD800 + ((c - 0x10000) >> 10) : c; };
    return first_unit(x) != first_unit(y) ? first_unit(x) < first_unit(y) : x < y;
  }
  return i >= a.size() && j < b.size();
}

static constexpr std::int64_t k_largest_exact = std::int64_t{1} << 53;

static Status write_value(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: out += "null"; return {};
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; return {};
    case json::kind::int64:
      if (value.get_int64() > k_largest_exact || value.get_int64() < -k_largest_exact) break;
      out += std::to_string(value.get_int64());
      return {};
    case json::kind::uint64:
      if (value.get_uint64() > static_cast<std::uint64_t>(k_largest_exact)) break;
      out += std::to_string(value.get_uint64());
      return {};
    case json::kind::double_: break;
    case json::kind::string: return write_string(out, value.get_string());
    case json::kind::array: {
      out.push_back('[');
      bool first = true;
      for (const json::value& element : value.get_array()) {
        if (!std::exchange(first, false)) out.push_back(',');
        TRY(write_value(out, element));
      }
      out.push_back(']');
      return {};
    }
    case json::kind::object: {
      std::vector<const json::key_value_pair*> members;
      for (const json::key_value_pair& member : value.get_object()) members.push_back(&member);
      std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return utf16_less(a->key(), b->key()); });
      out.push_back('{');
      bool first = true;
      for (const json::key_value_pair* member : members) {
        if (!std::exchange(first, false)) out.push_back(',');
        TRY(write_string(out, member->key()));
        out.push_back(':');
        TRY(write_value(out, member->value()));
      }
      out.push_back('}');
      return {};
    }
  }
  return fail(ErrorCode::invalid_argument, "canonical JSON: a number is no integer within 2^53");
}

Result<std::string> canonical_json(const json::value& value) {
  std::string out;
  TRY(write_value(out, value));
  return out;
}

Result<json::value> parse_json(std::string_view text) {
  json::error_code error;
  json::stream_parser parser;
  const std::size_t used = parser.write_some(text.data(), text.size(), error);
  if (!error) {
    parser.finish(error);
    if (!error && used != text.size() && text.find_first_not_of(" \t\r\n", used) != std::string_view::npos) {
      return fail(ErrorCode::invalid_argument, "JSON: more text after the value at byte " + std::to_string(used));
    }
  }
  if (error) return fail(ErrorCode::invalid_argument, "JSON at byte " + std::to_string(used) + ": " + error.message());
  return parser.release();
}

}  // namespace anjuan
