#include "indexer/extract/layer_repair.hpp"

#include <unicode/ucnv.h>

#include <memory>
#include <optional>

#include "archive/base/utf8.hpp"
#include "indexer/extract/layer_quality.hpp"

namespace anjuan::extract {

namespace {

/// Bytes 0x80 to 0x9F of Windows-1252, which the encoding of such fonts is.
constexpr char32_t k_windows_1252[32] = {0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
                                         0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178};

std::optional<std::uint8_t> byte_of(char32_t c) {
  if (c < 0x80 || (c >= 0xA0 && c <= 0xFF)) return static_cast<std::uint8_t>(c);
  for (std::uint8_t i = 0; i < 32; ++i) {
    if (k_windows_1252[i] != 0 && k_windows_1252[i] == c) return static_cast<std::uint8_t>(0x80 + i);
  }
  return std::nullopt;
}

class Repairer {
 public:
  Repairer() {
    UErrorCode error = U_ZERO_ERROR;
    m_converter.reset(ucnv_open("gb18030", &error));
  }
  bool ready() const { return m_converter != nullptr; }

  TextLine line(const TextLine& from) {
    TextLine to;
    to.box = from.box;
    to.vertical = from.vertical;
    std::u32string characters;
    for (std::size_t at = 0; at < from.text.size();) characters += next_utf8(from.text, at);
    const bool edges = from.edges.size() == characters.size() + 1;
    for (std::size_t i = 0; i < characters.size(); ++i) {
      if (edges) to.edges.push_back(from.edges[i]);
      const char32_t pair = i + 1 < characters.size() ? han_of(characters[i], characters[i + 1]) : 0;
      append_utf8(to.text, pair != 0 ? pair : characters[i]);
      i += pair != 0;
    }
    if (edges) to.edges.push_back(from.edges.back());
    return to;
  }

 private:
  /// 0 when the two are no GBK character.
  char32_t han_of(char32_t first, char32_t second) {
    const auto lead = byte_of(first);
    // The soft hyphen 0xAD comes out as a plain one.
    const auto trail = second == U'-' ? std::optional<std::uint8_t>(std::uint8_t{0xAD}) : byte_of(second);
    if (!lead || !trail || *lead < 0x81 || *lead == 0xFF || *trail < 0x40 || *trail == 0x7F || *trail == 0xFF) return 0;
    const char bytes[2] = {static_cast<char>(*lead), static_cast<char>(*trail)};
    UChar out[4];
    UErrorCode error = U_ZERO_ERROR;
    const std::int32_t count = ucnv_toUChars(m_converter.get(), out, 4, bytes, 2, &error);
    return U_SUCCESS(error) && count == 1 && out[0] != 0xFFFD ? out[0] : 0;
  }

  struct Close {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
  };
  std::unique_ptr<UConverter, Close> m_converter;
};

}  // namespace

bool repair_gbk_layer(std::vector<TextLine>& lines) {
  Repairer repairer;
  if (!repairer.ready()) return false;
  std::vector<TextLine> repaired;
  for (const TextLine& line : lines) repaired.push_back(repairer.line(line));
  const LayerQuality quality = assess_layer(repaired);
  if (quality.han < 4 || quality.is_garbage(false) || quality.sound < 4 * quality.suspect) return false;
  lines = std::move(repaired);
  return true;
}

}  // namespace anjuan::extract
