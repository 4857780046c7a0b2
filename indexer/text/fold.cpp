#include "indexer/text/fold.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <array>
#include <atomic>
#include <cstring>
#include <memory>

#include "archive/base/simplified.hpp"
#include "archive/base/utf8.hpp"

namespace anjuan {

const std::string_view k_fold_id = "anjuan-fold-1";

namespace {

// What bears no text: blanks, line ends, controls, format characters, variation selectors and whatever else Unicode
// says is ignorable (Hangul fillers, which Chinese pages use as invisible blanks).
bool vanishes(char32_t c) {
  const auto u = static_cast<UChar32>(c);
  const std::uint32_t masks = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_Z_MASK;
  return (U_GET_GC_MASK(u) & masks) != 0 || u_hasBinaryProperty(u, UCHAR_WHITE_SPACE) ||
         u_hasBinaryProperty(u, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

std::u32string to_u32(const UChar* text, std::int32_t length) {
  std::u32string out;
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U16_NEXT(text, i, length, c);
    out.push_back(static_cast<char32_t>(c));
  }
  return out;
}

// The fold as schemas/formats/fold.md defines it, plainly: the table below is filled from it.
std::u32string decompose(char32_t c) {
  UErrorCode error = U_ZERO_ERROR;
  std::array<UChar, 32> buffer{};  // the longest full decomposition has 18 code units
  const std::int32_t n = unorm2_getDecomposition(unorm2_getNFKDInstance(&error), static_cast<UChar32>(c), buffer.data(),
                                                 static_cast<std::int32_t>(buffer.size()), &error);
  return U_SUCCESS(error) && n >= 0 ? to_u32(buffer.data(), n) : std::u32string(1, c);
}

std::u32string fold_case(char32_t c) {
  std::array<UChar, 2> source{};
  std::int32_t n = 0;
  U16_APPEND_UNSAFE(source.data(), n, static_cast<UChar32>(c));
  std::array<UChar, 8> target{};
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t length = u_strFoldCase(target.data(), static_cast<std::int32_t>(target.size()), source.data(), n,
                                            U_FOLD_CASE_DEFAULT, &error);
  return U_SUCCESS(error) ? to_u32(target.data(), length) : std::u32string(1, c);
}

std::u32string fold_once(char32_t c) {
  std::u32string out;
  for (const char32_t decomposed : decompose(c)) {
    for (const char32_t folded : fold_case(decomposed)) {
      if (!vanishes(folded)) out.push_back(simplified(folded));
    }
  }
  return out;
}

std::u32string fold_defined(char32_t c) {
  // Most of Unicode is Han that only the table can change: not worth ICU's calls.
  if (c >= 0x4E00 && c <= 0x9FFF) return std::u32string(1, simplified(c));
  std::u32string text(1, c);
  // Repeated until nothing changes, which makes the fold idempotent; the bound is never reached (a test folds every
  // code point).
  for (int round = 0; round < 8; ++round) {
    std::u32string next;
    for (const char32_t each : text) next += fold_once(each);
    if (next == text) break;
    text = std::move(next);
  }
  return text;
}

// The fold of 256 neighbouring code points, as UTF-8. Up to 7 bytes stand in the entry itself; longer ones in `more`.
struct Page {
  struct Entry {
    std::uint8_t length = 0;
    std::array<char, 7> bytes{};  // or, when length > 7, the offset in `more`
  };
  std::array<Entry, 256> entries;
  std::string more;
};
static_assert(sizeof(Page::Entry) == 8);

// Pages are made when first needed: all of Unicode would take a tenth of a second, a Chinese text touches a hundred
// pages.
std::array<std::atomic<const Page*>, 0x1100> g_pages;

const Page* make_page(std::size_t number) {
  auto page = std::make_unique<Page>();
  for (std::size_t i = 0; i < 256; ++i) {
    const auto c = static_cast<char32_t>(number << 8 | i);
    std::string bytes;
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    for (const char32_t folded : surrogate ? std::u32string(1, 0xFFFD) : fold_defined(c)) append_utf8(bytes, folded);
    Page::Entry& entry = page->entries[i];
    entry.length = static_cast<std::uint8_t>(bytes.size());
    if (bytes.size() <= entry.bytes.size()) {
      std::memcpy(entry.bytes.data(), bytes.data(), bytes.size());
    } else {
      const auto offset = static_cast<std::uint32_t>(page->more.size());
      std::memcpy(entry.bytes.data(), &offset, sizeof offset);
      page->more += bytes;
    }
  }
  const Page* expected = nullptr;
  if (g_pages[number].compare_exchange_strong(expected, page.get(), std::memory_order_acq_rel)) return page.release();
  return expected;  // another thread was first
}

std::string_view folded(char32_t c) {
  const Page* page = g_pages[c >> 8].load(std::memory_order_acquire);
  if (page == nullptr) page = make_page(c >> 8);
  const Page::Entry& entry = page->entries[c & 0xFF];
  if (entry.length <= entry.bytes.size()) return {entry.bytes.data(), entry.length};
  std::uint32_t offset = 0;
  std::memcpy(&offset, entry.bytes.data(), sizeof offset);
  return std::string_view(page->more).substr(offset, entry.length);
}

// The two common lengths without the full checks of next_utf8(), which takes the rest.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto* const p = reinterpret_cast<const unsigned char*>(text.data()) + at;
  if (p[0] < 0x80) {
    ++at;
    return p[0];
  }
  // E1…EC and EE, EF lead neither overlong forms nor surrogates.
  if (text.size() - at >= 3 && p[0] > 0xE0 && p[0] < 0xF0 && p[0] != 0xED && (p[1] & 0xC0U) == 0x80U &&
      (p[2] & 0xC0U) == 0x80U) {
    at += 3;
    return (p[0] & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
  }
  return next_utf8(text, at);
}

}  // namespace

void fold_code_point(char32_t c, std::string& out) { out += folded(c > 0x10FFFF ? U'\uFFFD' : c); }

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) out += folded(next_code_point(text, at));
  return out;
}

FoldedText fold_with_origin(std::string_view text) {
  FoldedText out;
  out.text.reserve(text.size());
  out.origin.reserve(text.size() + 1);
  for (std::size_t at = 0; at < text.size();) {
    const auto from = static_cast<std::uint32_t>(at);
    const std::string_view bytes = folded(next_code_point(text, at));
    out.text += bytes;
    out.origin.insert(out.origin.end(), bytes.size(), from);
  }
  out.origin.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

std::string fold_keeping_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool after_han = false;  // the last character written is Han
  bool blank = false;      // blanks stand between it and the next one
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    const std::string_view bytes = folded(c);
    if (bytes.empty()) {
      blank = blank || c <= 0x20 || u_isUWhiteSpace(static_cast<UChar32>(c));
      continue;
    }
    std::size_t next = 0;
    char32_t last = next_code_point(bytes, next);
    if (blank && !out.empty() && !(after_han && is_han(last))) out.push_back(' ');
    while (next < bytes.size()) last = next_code_point(bytes, next);
    out += bytes;
    blank = false;
    after_han = is_han(last);
  }
  return out;
}

bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x3FFFD) ||
         (c >= 0xF900 && c <= 0xFAFF) || c == 0x3005 || c == 0x3007;
}

bool is_gram_character(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
  if (is_han(c)) return true;
  // Private use: Han that older sets kept there. Marks: kana and Latin come decomposed out of the fold.
  const std::uint32_t masks = U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK | U_GC_CO_MASK;
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & masks) != 0;
}

}  // namespace anjuan
