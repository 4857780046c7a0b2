#include <algorithm>
#include <charconv>

#include "archive/base/utf8.hpp"
#include "archive/registry/numbers.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

constexpr std::size_t k_year_digits = 4;
constexpr std::size_t k_most_digits = 18;  // fits std::int64_t

std::optional<std::int64_t> digits(std::string_view text) {
  if (text.empty() || text.size() > k_most_digits) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text[0] == '-') return std::nullopt;
  return value;
}

std::string padded(std::int64_t value, std::size_t width) {
  const std::string text = std::to_string(value);
  return std::string(text.size() < width ? width - text.size() : 0, '0') + text;
}

/// The width of “serial:4”, 0 for anything else.
int serial_width(std::string_view place) {
  if (!place.starts_with("serial:") || place.size() != 8 || place[7] < '1' || place[7] > '9') return 0;
  return place[7] - '0';
}

/// Year and serial as they stand between the three literals; the serial's length is what the others leave.
std::optional<ParsedNumber> between(std::string_view text, std::string_view before, std::string_view middle, std::string_view after, bool year_first,
                                    std::size_t least, bool zeros_needed) {
  const std::size_t fixed = before.size() + middle.size() + after.size() + k_year_digits;
  if (text.size() <= fixed || !text.starts_with(before) || !text.ends_with(after)) return std::nullopt;
  const std::size_t serial_digits = text.size() - fixed;
  const std::size_t first = year_first ? k_year_digits : serial_digits;
  if (text.substr(before.size() + first, middle.size()) != middle) return std::nullopt;
  const std::string_view one = text.substr(before.size(), first);
  const std::string_view other = text.substr(before.size() + first + middle.size(), k_year_digits + serial_digits - first);
  const std::string_view year = year_first ? one : other;
  const std::string_view serial = year_first ? other : one;
  if (zeros_needed && (serial.size() < least || (serial.size() > least && serial[0] == '0'))) return std::nullopt;
  const auto year_value = digits(year);
  const auto serial_value = digits(serial);
  if (!year_value || *year_value < 1000 || !serial_value || *serial_value < 1) return std::nullopt;
  return ParsedNumber{static_cast<int>(*year_value), *serial_value};
}

/// typed_form with every bracket round a year in one form.
std::string bracketless(std::string_view text) {
  std::string out;
  const std::string form = typed_form(text);
  for (std::size_t at = 0; at < form.size();) {
    const char32_t c = next_utf8(form, at);
    const bool opens = c == U'〔' || c == U'[' || c == U'(' || c == U'【' || c == U'〖' || c == U'{' || c == U'⟨' || c == U'〈';
    const bool closes = c == U'〕' || c == U']' || c == U')' || c == U'】' || c == U'〗' || c == U'}' || c == U'⟩' || c == U'〉';
    append_utf8(out, opens ? U'(' : closes ? U')' : c);
  }
  return out;
}

}  // namespace

Result<NumberTemplate> parse_template(std::string_view text) {
  NumberTemplate number;
  number.text = text;
  bool year = false, serial = false;
  std::string literal;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '}') return fail(ErrorCode::invalid_argument, "“" + number.text + "”里的 } 前面没有 {");
    if (text[at] != '{') {
      literal += text[at++];
      continue;
    }
    const std::size_t end = text.find('}', at);
    const std::string place(text.substr(at + 1, end == std::string_view::npos ? end : end - at - 1));
    const int width = serial_width(place);
    if (end == std::string_view::npos || (place != "year" && width == 0)) {
      return fail(ErrorCode::invalid_argument, "“" + number.text + "”里的 {" + place + "}：只能用 {year} 和 {serial:4}（位数 1 到 9）（R-346）");
    }
    bool& seen = width == 0 ? year : serial;
    if (seen) return fail(ErrorCode::invalid_argument, "“" + number.text + "”里 {" + place + "} 出现了两次（R-346）");
    if (!year && !serial) {
      number.before = std::exchange(literal, {});
      number.year_first = width == 0;
    } else {
      number.between = std::exchange(literal, {});
    }
    seen = true;
    if (width != 0) number.width = width;
    at = end + 1;
  }
  number.after = literal;
  if (!year || !serial) return fail(ErrorCode::invalid_argument, "“" + number.text + "”应有一个 {year} 和一个 {serial:4}（R-346）");
  return number;
}

std::string format(const NumberTemplate& number, int year, std::int64_t serial) {
  const std::string year_text = padded(year, k_year_digits);
  const std::string serial_text = padded(serial, static_cast<std::size_t>(number.width));
  const std::string& first = number.year_first ? year_text : serial_text;
  const std::string& second = number.year_first ? serial_text : year_text;
  return number.before + first + number.between + second + number.after;
}

std::optional<ParsedNumber> parse(const NumberTemplate& number, std::string_view text) {
  return between(text, number.before, number.between, number.after, number.year_first, static_cast<std::size_t>(number.width), true);
}

std::optional<ParsedNumber> parse_typed(const NumberTemplate& number, std::string_view text) {
  return between(bracketless(text), bracketless(number.before), bracketless(number.between), bracketless(number.after), number.year_first, 1, false);
}

}  // namespace anjuan::registry
