// Standard output and what a terminal can do.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

namespace anjuan::cli {

/// Buffered standard output. A failed write (closed pipe, full disk) is remembered, and nothing is written after it.
class Output {
 public:
  ~Output() { flush(); }
  void write(std::string_view text);
  void line(std::string_view text);
  /// One JSON document on one line.
  void json_line(const boost::json::value& value);
  void flush();
  bool failed() const { return m_error != 0; }
  int error() const { return m_error; }

 private:
  std::string m_buffer;
  int m_error = 0;
};

/// JSON as people can read it too: numbers without exponents where possible.
std::string json_text(const boost::json::value& value);

bool is_terminal(int descriptor);
/// Whether standard output takes colours: a terminal, and no NO_COLOR.
bool has_colours();

/// Columns a text takes on a terminal: two for East Asian wide characters.
std::size_t display_width(std::string_view text);
/// With blanks up to `width` columns.
std::string padded(std::string_view text, std::size_t width);
/// At most `width` columns, the last of them "…" when something was cut.
std::string shortened(std::string_view text, std::size_t width);

/// 1536 → "1.5 KiB".
std::string human_bytes(std::uint64_t bytes);
/// 75 s → "1:15".
std::string human_seconds(double seconds);

}  // namespace anjuan::cli
