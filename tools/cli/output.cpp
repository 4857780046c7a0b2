#include "tools/cli/output.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <cmath>
#include <cstdlib>

#include "archive/base/utf8.hpp"

namespace anjuan::cli {

namespace json = boost::json;

static constexpr std::size_t k_buffer = 64 << 10;

void Output::write(std::string_view text) {
  m_buffer += text;
  if (m_buffer.size() >= k_buffer) flush();
}

void Output::line(std::string_view text) {
  write(text);
  write("\n");
}

void Output::json_line(const json::value& value) { line(json_text(value)); }

void Output::flush() {
  std::string_view rest = m_buffer;
  while (!rest.empty() && m_error == 0) {
    const ssize_t n = ::write(STDOUT_FILENO, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      m_error = errno;
    } else {
      rest.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  m_buffer.clear();
}

static void append_json(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::double_:
      // Boost.JSON spells 0.25 as 2.5E-1.
      out += std::isfinite(value.get_double()) ? fmt::format("{}", value.get_double()) : "null";
      return;
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const json::value& element : value.get_array()) {
        if (!std::exchange(first, false)) out += ',';
        append_json(out, element);
      }
      out += ']';
      return;
    }
    case json::kind::object: {
      out += '{';
      bool first = true;
      for (const json::key_value_pair& member : value.get_object()) {
        if (!std::exchange(first, false)) out += ',';
        out += json::serialize(json::string(member.key()));
        out += ':';
        append_json(out, member.value());
      }
      out += '}';
      return;
    }
    default: out += json::serialize(value);
  }
}

std::string json_text(const json::value& value) {
  std::string out;
  append_json(out, value);
  return out;
}

bool is_terminal(int descriptor) { return ::isatty(descriptor) == 1; }

bool has_colours() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return is_terminal(STDOUT_FILENO) && (no_color == nullptr || *no_color == '\0') && term != nullptr && std::string_view(term) != "dumb";
}

static int columns_of(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200B || c == 0xFEFF || (c >= 0x300 && c < 0x370)) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += static_cast<std::size_t>(columns_of(next_utf8(text, at)));
  return width;
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t now = display_width(text);
  return std::string(text) + std::string(now < width ? width - now : 0, ' ');
}

std::string shortened(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  std::string out;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_utf8(text, at);
    used += static_cast<std::size_t>(columns_of(c));
    if (used + 1 > width) break;
    append_utf8(out, c);
  }
  return out + "…";
}

std::string human_bytes(std::uint64_t bytes) {
  static constexpr std::array<const char*, 6> k_units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < k_units.size()) {
    value /= 1024;
    ++unit;
  }
  return unit == 0 ? fmt::format("{} B", bytes) : fmt::format("{:.1f} {}", value, k_units[unit]);
}

std::string human_seconds(double seconds) {
  if (seconds < 60) return fmt::format("{:.1f} 秒", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
  return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace anjuan::cli
