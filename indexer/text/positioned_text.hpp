// What was read from an item: pages of lines of characters with their places. Written by the extraction helper, kept as
// a derived object beside the original, read by the index, snippets and page images. Format:
// schemas/formats/positioned-text.md.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"

namespace anjuan {

/// In ten-thousandths of the page's width (x, w) and height (y, h), origin at the upper left of the page as shown.
struct Box {
  std::int32_t x = 0, y = 0, w = 0, h = 0;
  bool operator==(const Box&) const = default;
};
constexpr std::int32_t k_page_units = 10000;

/// One line as it stands on the page. Line ends between Han mean nothing: the fold drops them.
struct TextLine {
  std::string text;  ///< UTF-8, no line end
  Box box;
  bool vertical = false;
  /// Where each code point of `text` begins along the line (x, or y when vertical), and where the last one ends:
  /// code points + 1 values, or empty when only the line's box is known.
  std::vector<std::int32_t> edges;
  /// 0…100 for each code point, or empty when the text is certain (a text layer, an office file).
  std::vector<std::uint8_t> confidence;
  bool operator==(const TextLine&) const = default;
};

enum class TextSource : std::uint8_t {
  none,    ///< the page bears no text
  layer,   ///< the document's own text layer
  ocr,     ///< read from the page's image
  layout,  ///< text without pages (letters, Office, HTML, mail, lists) laid out on A4
};

struct TextPage {
  double width_pt = 0, height_pt = 0;  ///< 1/72 inch; scans without a resolution count as 200 dpi
  TextSource source = TextSource::none;
  std::vector<TextLine> lines;
  std::string note;  ///< what a person should know of this page ("garbage text layer, read by OCR"), or empty
  bool operator==(const TextPage&) const = default;
};

struct PositionedText {
  std::string media_type;            ///< as sniffed from the content: application/pdf, image/tiff, …
  std::string title;                 ///< the document's own title, or empty
  std::vector<std::string> engines;  ///< recipe: name and version of everything that had a hand in it, sorted
  std::vector<TextPage> pages;
  bool operator==(const PositionedText&) const = default;
};

/// The object's bytes, the same for the same value (canonical). Round-trips.
Result<Bytes> encode(const PositionedText& text);
/// corrupt for anything encode() did not write; unsupported for a newer version.
Result<PositionedText> decode_positioned_text(ByteView bytes);

/// The plain text of a page: its lines, each ended by '\n'.
std::string plain_text(const TextPage& page);

}  // namespace anjuan
