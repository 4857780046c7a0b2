#include "archive/exchange/tag_text.hpp"

#include <unicode/ucnv.h>
#include <unicode/ustring.h>

#include <array>

#include "archive/base/utf8.hpp"
#include "archive/exchange/digests.hpp"

namespace anjuan::exchange {

namespace {
struct CloseConverter {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
constexpr std::string_view k_bom = "\xEF\xBB\xBF";
}  // namespace

struct TagText::Impl {
  std::unique_ptr<ByteSource> source;
  std::unique_ptr<UConverter, CloseConverter> converter;  ///< null: UTF-8, taken as it is
  std::string pending;                                    ///< decoded, from `at` on not given out yet
  std::size_t at = 0;
  std::size_t number = 0;
  bool is_begun = false, is_ended = false, had_bom = false, after_cr = false;

  /// More decoded text in `pending`; false at the end of the file.
  Result<bool> refill();
  void decode(ByteView bytes, bool is_last);
};

// U+FFFD stands for what the encoding does not have: next() finds it as ill-formed. A tag file that really holds U+FFFD
// in another encoding than UTF-8 names a file that nobody can mean.
void TagText::Impl::decode(ByteView bytes, bool is_last) {
  std::array<UChar, 16384> units;
  const char* from = reinterpret_cast<const char*>(bytes.data());
  const char* const end = from + bytes.size();
  UErrorCode error = U_ZERO_ERROR;
  do {
    error = U_ZERO_ERROR;
    UChar* to = units.data();
    ucnv_toUnicode(converter.get(), &to, units.data() + units.size(), &from, end, nullptr, static_cast<UBool>(is_last),
                   &error);
    const auto length = static_cast<std::int32_t>(to - units.data());
    for (std::int32_t i = 0; i < length;) {
      UChar32 c = 0;
      U16_NEXT(units.data(), i, length, c);
      append_utf8(pending, U_IS_SURROGATE(c) ? U'\uFFFD' : static_cast<char32_t>(c));
    }
  } while (error == U_BUFFER_OVERFLOW_ERROR);
}

Result<bool> TagText::Impl::refill() {
  if (is_ended) return false;
  pending.erase(0, at);
  at = 0;
  std::array<std::byte, 4096> buffer;
  TRY_ASSIGN(const std::size_t n, source->read(buffer));
  is_ended = n == 0;
  if (converter) {
    decode(ByteView(buffer).first(n), is_ended);
  } else {
    pending.append(as_text(ByteView(buffer).first(n)));
  }
  return !is_ended || at < pending.size();
}

TagText::TagText(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
TagText::~TagText() = default;
TagText::TagText(TagText&&) noexcept = default;
bool TagText::had_bom() const { return m_impl->had_bom; }

Result<TagText> TagText::open(std::unique_ptr<ByteSource> source, const std::string& encoding) {
  auto impl = std::make_unique<Impl>();
  impl->source = std::move(source);
  if (lower_ascii(encoding) != "utf-8") {
    UErrorCode error = U_ZERO_ERROR;
    impl->converter.reset(ucnv_open(encoding.c_str(), &error));
    if (U_FAILURE(error)) return fail(ErrorCode::unsupported, "不认识的字符编码 " + to_shown_utf8(encoding));
  }
  return TagText(std::move(impl));
}

Result<std::optional<TagLine>> TagText::next() {
  Impl& in = *m_impl;
  TagLine line;
  bool has_content = false;
  for (bool is_open = true; is_open;) {
    if (in.at >= in.pending.size()) {
      TRY_ASSIGN(const bool more, in.refill());
      if (!more) break;
      continue;
    }
    // The three bytes may come in three readings.
    if (!in.is_begun && in.pending.size() < k_bom.size() && k_bom.starts_with(in.pending) && !in.is_ended) {
      TRY_ASSIGN(const bool more, in.refill());
      if (more) continue;
    }
    if (!std::exchange(in.is_begun, true) && std::string_view(in.pending).starts_with(k_bom)) {
      in.had_bom = true;
      in.at += k_bom.size();
      continue;
    }
    const char c = in.pending[in.at++];
    const bool ends_crlf = c == '\n' && std::exchange(in.after_cr, false);
    if (ends_crlf) continue;
    in.after_cr = c == '\r';
    has_content = true;
    is_open = c != '\n' && c != '\r';
    if (!is_open) break;
    if (line.text.size() < k_longest_line) {
      line.text.push_back(c);
    } else {
      line.is_too_long = true;
    }
  }
  if (!has_content) return std::optional<TagLine>();
  line.number = ++in.number;
  // What was cut may have been cut within a character: that it is too long says enough.
  line.is_ill_formed = !line.is_too_long && (!is_utf8(line.text) || line.text.find('\0') != std::string::npos ||
                                             (in.converter && line.text.find("\xEF\xBF\xBD") != std::string::npos));
  return std::optional<TagLine>(std::move(line));
}

}  // namespace anjuan::exchange
