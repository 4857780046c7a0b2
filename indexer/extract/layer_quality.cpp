#include "indexer/extract/layer_quality.hpp"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>

#include <bitset>
#include <string_view>
#include <unordered_set>

#include "archive/base/utf8.hpp"
#include "indexer/extract/han.hpp"

namespace anjuan::extract {

namespace {

// The 260 most frequent characters of letters, encyclopaedia and judgments, in both scripts. They are 62 % of such text, and 6 % of a random
// choice of everyday characters, which is what a wrong character map makes.
constexpr std::string_view k_frequent =
    "一万三上下不与世业东两並个中为主之也书了事二于些亞交产人从他付代以们件任会但位住体作使來保信個傳元克入內全兩公共关其内农决况出分划利到制則前力办加务动動化北区医區十单南原县及"
    "反发取受口古可台史号司各合同名后向告员和品員商四回因园国國土在地场城基場士处复外多大天好如始委子学學安定实审家實对导将將對小就尼局居展山島州工已巴市布帝常平年并应府度建开式"
    "张当影後得從德心性您情意成我或戰户房所投报拉按据提支收改政教數文斯新方於施族无日时明星映是時最會月有朝期未本机权村条来東林某查标校案業機權次款正此每比民水求没河治法流海港漢"
    "濟灣為然爭爾物特王现現球理生產用由甲电界當發的目直相省社科程種稱立站第等管系紀約統經總约线组经给网羅美義者而聯育能自至臺與英華著蒙蘭行表被西要规解計設認語議计认议设证诉该请"
    "调谢賽責费资起路車軍车转过还这進這通進運過道達選部都里重量金镇長長开間關门问间阿限院险隊電面韓領项题首馬體高黨";

/// All characters of a double-byte charset whose lead byte lies between two values.
void add_range(std::bitset<0x10000>& set, const char* charset, int first_lead, int last_lead) {
  UErrorCode error = U_ZERO_ERROR;
  UConverter* converter = ucnv_open(charset, &error);
  if (U_FAILURE(error)) return;
  for (int lead = first_lead; lead <= last_lead; ++lead) {
    for (int trail = 0x40; trail <= 0xFE; ++trail) {
      const char bytes[2] = {static_cast<char>(lead), static_cast<char>(trail)};
      UChar out[4];
      error = U_ZERO_ERROR;
      if (ucnv_toUChars(converter, out, 4, bytes, 2, &error) == 1 && U_SUCCESS(error) && is_han_character(out[0])) set.set(out[0]);
    }
  }
  ucnv_close(converter);
}

const std::bitset<0x10000>& everyday_han() {
  static const std::bitset<0x10000> set = [] {
    std::bitset<0x10000> made;
    add_range(made, "EUC-CN", 0xB0, 0xF7);
    add_range(made, "windows-950-2000", 0xA4, 0xC6);
    made.set(0x3007);
    return made;
  }();
  return set;
}

const std::unordered_set<char32_t>& frequent_han() {
  static const std::unordered_set<char32_t> set = [] {
    std::unordered_set<char32_t> made;
    for (std::size_t at = 0; at < k_frequent.size();) made.insert(next_utf8(k_frequent, at));
    return made;
  }();
  return set;
}

bool is_latin_letter(char32_t c) { return (c < 0x80 && u_isalpha(static_cast<UChar32>(c))) || (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7); }

/// A run of Latin letters that is a word: a vowel, at least three letters, no capitals but the first. Capitals throughout prove nothing: FGHILM.
bool is_word(const std::u32string& letters) {
  if (letters.size() < 3) return false;
  bool vowel = false;
  std::size_t capitals = 0, plain = 0;
  for (const char32_t c : letters) {
    capitals += u_isupper(static_cast<UChar32>(c)) != 0;
    plain += c < 0x80;
    vowel |= std::u32string_view(U"aeiouyAEIOUY").find(c) != std::u32string_view::npos || c >= 0x80;
  }
  const bool capitals_fit = capitals == 0 || (capitals == 1 && u_isupper(static_cast<UChar32>(letters[0])) != 0);
  return vowel && capitals_fit && plain * 2 > letters.size();
}

/// Symbols that stand in ordinary documents; other ones of ASCII and Latin-1 are rare there and frequent in broken layers.
bool is_ordinary_symbol(char32_t c) {
  if (c < 0x80) return std::u32string_view(U",.()-/:%;?!'\"+=@&#*_<>[]").find(c) != std::u32string_view::npos;
  return std::u32string_view(U"·°×±§©®÷«»").find(c) != std::u32string_view::npos;
}

/// ASCII marks that are ordinary one by one and stand in for characters where whole lines are made of them.
bool is_odd_ascii(char32_t c) { return std::u32string_view(U"!\"#$&'*+<=>?@[\\]^_`{|}~").find(c) != std::u32string_view::npos; }

class Assessor {
 public:
  void line(std::string_view text) {
    m_line_odd = m_line_sound = 0;
    for (std::size_t at = 0; at < text.size();) character(next_utf8(text, at));
    end_word();
    // A line of marks only: "!"#$%&'()*+". Beside words they are punctuation or code.
    if (m_line_odd >= 3 && m_line_odd > m_line_sound) m_quality.suspect += m_line_odd;
  }
  const LayerQuality& quality() const { return m_quality; }

 private:
  void character(char32_t c) {
    if (is_latin_letter(c)) {
      m_word += c;
      ++m_quality.characters;
      return;
    }
    end_word();
    if (c == ' ' || c == 0xA0 || c == 0x3000 || c == 0x2026 || c == '.' || c == 0xB7) return;
    ++m_quality.characters;
    if (is_han_character(c)) return han(c);
    if (is_wide_script(c) || (c >= '0' && c <= '9')) return;
    const auto category = u_charType(static_cast<UChar32>(c));
    if (category == U_PRIVATE_USE_CHAR || category == U_UNASSIGNED || category == U_CONTROL_CHAR || category == U_SURROGATE || c == 0xFFFD) {
      ++m_quality.suspect;
    } else if (c < 0x100) {
      m_line_odd += is_odd_ascii(c);
      if (!is_ordinary_symbol(c) && !is_odd_ascii(c)) ++m_quality.suspect;
    } else if (u_isalpha(static_cast<UChar32>(c))) {
      sound(1);  // other scripts
    }
  }

  void han(char32_t c) {
    ++m_quality.han;
    // Beyond the first plane only names and dictionaries.
    const bool everyday = c < 0x10000 && everyday_han().test(c);
    m_quality.frequent_han += frequent_han().contains(c);
    if (everyday) return sound(1);
    ++m_quality.rare_han;
    ++m_quality.suspect;
  }

  void end_word() {
    if (m_word.empty()) return;
    if (is_word(m_word)) {
      sound(m_word.size());
    } else {
      // Short runs and acronyms say nothing, unless they are of letters that Chinese documents do not have.
      for (const char32_t c : m_word) m_quality.suspect += c >= 0x80;
    }
    m_word.clear();
  }

  void sound(std::size_t count) {
    m_quality.sound += count;
    m_line_sound += count;
  }

  LayerQuality m_quality;
  std::u32string m_word;
  std::size_t m_line_odd = 0, m_line_sound = 0;
};

}  // namespace

bool is_everyday_han(char32_t c) { return c < 0x10000 && everyday_han().test(c); }

LayerQuality assess_layer(const std::vector<TextLine>& lines) {
  Assessor assessor;
  for (const TextLine& line : lines) assessor.line(line.text);
  return assessor.quality();
}

bool LayerQuality::is_garbage(bool stricter) const {
  const std::size_t weighed = sound + suspect;
  if (stricter && suspect >= 2 && suspect * 8 > weighed) return true;
  if (suspect >= 6 && suspect * 4 > weighed) return true;
  if (han >= 10 && rare_han * 3 > han) return true;
  // Everyday characters in an order nobody writes.
  return han >= 80 && frequent_han * 8 < han;
}

}  // namespace anjuan::extract
