#include "archive/registry/name_reading.hpp"

#include <unicode/uchar.h>

#include <cstdint>
#include <unordered_map>

#include "archive/registry/dictionaries.hpp"
#include "archive/registry/typed_text.hpp"

namespace anjuan::registry {

namespace {

constexpr std::size_t k_most_readings = 16;
constexpr char32_t k_first = 0x3400, k_last = 0x9FFF;  // what han-readings.tsv covers

bool is_han(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC) != 0; }

/// “lǘ qiū” → “lv qiu”.
std::string toneless(const std::string& reading) {
  constexpr std::u32string_view k_vowels = U"āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüüüü";
  std::string out;
  for (const char32_t c : code_points(reading)) {
    const std::size_t at = k_vowels.find(c);
    out += at != std::u32string_view::npos ? "aeiouvv"[at / 4] : static_cast<char>(c);
  }
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    if (end > at) parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

struct Tables {
  std::vector<std::string> syllables;  ///< the first is empty
  std::vector<std::uint16_t> usual;    ///< of each character from k_first on, the index of its syllable
  std::unordered_map<std::u32string, std::vector<std::string>> surnames;  ///< of one and of two characters
  std::unordered_map<char32_t, std::vector<std::string>> polyphones;
};

const Tables& tables() {
  static const Tables k_tables = [] {
    Tables made;
    made.syllables.emplace_back();
    made.usual.resize(k_last - k_first + 1);
    for (const auto& row : dictionary("han-readings", 2).value_or(DictionaryRows())) {
      made.syllables.push_back(row[0]);
      for (const char32_t c : code_points(row[1])) {
        if (c >= k_first && c <= k_last) made.usual[c - k_first] = static_cast<std::uint16_t>(made.syllables.size() - 1);
      }
    }
    for (const auto& row : dictionary("surname-readings", 3).value_or(DictionaryRows())) {
      std::vector<std::string>& readings = made.surnames[code_points(row[0])];
      for (const std::string& reading : split(row[1], '/')) readings.push_back(toneless(reading));
    }
    for (const auto& row : dictionary("name-polyphones", 2).value_or(DictionaryRows())) made.polyphones[code_points(row[0])[0]] = split(row[1], ' ');
    return made;
  }();
  return k_tables;
}

std::string usual_reading(char32_t c) {
  const std::string& syllable = tables().syllables[c >= k_first && c <= k_last ? tables().usual[c - k_first] : 0];
  // Without a reading (rare characters) it stands for itself and sounds like nothing else.
  return !syllable.empty() ? syllable : utf8_of(std::u32string_view(&c, 1));
}

std::vector<std::string> readings_of(char32_t c) {
  const auto found = tables().polyphones.find(c);
  return found != tables().polyphones.end() ? found->second : std::vector<std::string>{usual_reading(c)};
}

/// Every reading so far with every one that may follow.
void extend(std::vector<std::string>& all, const std::vector<std::string>& next) {
  std::vector<std::string> longer;
  for (const std::string& head : all) {
    for (const std::string& tail : next) {
      if (longer.size() < k_most_readings) longer.push_back(head.empty() ? tail : head + " " + tail);
    }
  }
  all = std::move(longer);
}

}  // namespace

std::size_t surname_size(std::u32string_view folded) {
  constexpr std::size_t k_longest_chinese = 4;
  if (folded.empty() || folded.size() > k_longest_chinese || !is_han(folded[0])) return 0;
  if (folded.size() > 2 && tables().surnames.contains(std::u32string(folded.substr(0, 2)))) return 2;
  return 1;
}

std::vector<std::string> name_readings(std::u32string_view folded) {
  std::vector<std::string> all = {""};
  const std::size_t surname = surname_size(folded);
  const auto found = tables().surnames.find(std::u32string(folded.substr(0, surname)));
  const bool special = surname > 0 && found != tables().surnames.end();
  if (special) extend(all, found->second);
  else if (surname > 0) extend(all, {usual_reading(folded[0])});
  for (std::size_t i = surname; i < folded.size(); ++i) {
    if (is_han(folded[i])) extend(all, readings_of(folded[i]));
    else extend(all, {utf8_of(folded.substr(i, 1))});
  }
  if (all.front().empty()) all.clear();
  return all;
}

std::string near_reading(std::string_view reading) {
  std::string out;
  for (const std::string& syllable : split(reading, ' ')) {
    std::string near = syllable;
    if (near.size() > 2 && near[1] == 'h' && (near[0] == 'z' || near[0] == 'c' || near[0] == 's')) near.erase(1, 1);
    if (near.ends_with("ng") && near.size() > 2) near.pop_back();
    if (near.size() > 1 && near[0] == 'l') near[0] = 'n';
    out += (out.empty() ? "" : " ") + near;
  }
  return out;
}

std::string initials_of(std::string_view reading) {
  std::string out;
  for (const std::string& syllable : split(reading, ' ')) {
    if (syllable[0] >= 'a' && syllable[0] <= 'z') out += syllable[0];
  }
  return out;
}

}  // namespace anjuan::registry
