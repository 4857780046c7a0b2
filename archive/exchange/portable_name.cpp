#include <algorithm>
#include <array>

#include "archive/base/utf8.hpp"
#include "archive/exchange/bag_paths.hpp"
#include "archive/exchange/digests.hpp"
#include "archive/exchange/dossier.hpp"

namespace anjuan::exchange {

// CON, PRN, AUX, NUL, COM1…9, LPT1…9, with or without an extension, name devices on Windows.
static bool is_reserved(std::string_view name) {
  static constexpr std::array<std::string_view, 4> k_words = {"con", "prn", "aux", "nul"};
  const std::string stem = lower_ascii(name.substr(0, name.find('.')));
  const bool is_port =
      stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '1' && stem[3] <= '9';
  return is_port || std::find(k_words.begin(), k_words.end(), stem) != k_words.end();
}

std::string portable_name(std::string_view text, std::size_t most) {
  std::string name;
  const std::string whole = nfc(to_shown_utf8(text));
  for (std::size_t at = 0; at < whole.size();) {
    const char32_t c = next_utf8(whole, at);
    const bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
                            (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
    const bool is_reserved_mark =
        c < 0x80 && std::string_view("/\\:*?\"<>|%~").find(static_cast<char>(c)) != std::string_view::npos;
    std::string one;
    append_utf8(one, is_control || is_reserved_mark ? U'_' : c);
    if (name.size() + one.size() > most) break;
    name += one;
  }
  const std::size_t first = name.find_first_not_of(" .");
  name.erase(0, first == std::string::npos ? name.size() : first);
  name.erase(name.find_last_not_of(" .") + 1);
  if (name.empty()) return "_";
  return is_reserved(name) ? "_" + name : name;
}

}  // namespace anjuan::exchange
