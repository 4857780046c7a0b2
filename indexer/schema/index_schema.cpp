#include "indexer/schema/index_schema.hpp"

#include <array>

#include "archive/base/utf8.hpp"
#include "indexer/text/fold.hpp"

namespace anjuan::schema {

namespace {

// First byte of the document data. Append, never renumber.
constexpr char k_document_text_v1 = 1;

// Folded text holds no ASCII capital, so one capital in front can be taken for nothing else.
constexpr std::string_view k_character = "C", k_title_only = "O", k_title = "S", k_sender = "A", k_number = "N";
constexpr std::string_view k_item = "Q", k_matter = "M", k_kind = "K", k_media_type = "T", k_scope = "XS";
// A whole value stands behind "=", which is no gram character: never mistaken for a gram of the same place.
constexpr std::string_view k_whole = "=";

// Xapian refuses terms over 245 bytes; a zero byte in a term counts twice.
constexpr std::size_t k_longest_value = 200;

std::string join(std::string_view prefix, std::string_view value) {
  std::string term(prefix);
  term += value;
  return term;
}

std::string filter(std::string_view prefix, std::string_view value) {
  std::size_t end = value.size();
  if (end > k_longest_value) {
    end = k_longest_value;
    while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0U) == 0x80U) --end;
  }
  return join(prefix, value.substr(0, end));
}

bool is_one_character(std::string_view gram) {
  std::size_t at = 0;
  if (!gram.empty()) next_utf8(gram, at);
  return at == gram.size();
}

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(0x80 | (value & 0x7F)));
  out.push_back(static_cast<char>(value));
}

// False at the end of the data, or beyond 32 bits (no field is longer).
bool read_varint(std::string_view data, std::size_t& at, std::uint64_t& value) {
  value = 0;
  for (unsigned shift = 0; shift < 35; shift += 7) {
    if (at >= data.size()) return false;
    const auto byte = static_cast<unsigned char>(data[at++]);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

}  // namespace

std::filesystem::path index_folder(const std::filesystem::path& archive_root) { return archive_root / "index"; }
std::filesystem::path live_shard(const std::filesystem::path& archive_root) {
  return index_folder(archive_root) / "live";
}

std::string gram_term(Place place, std::string_view gram) {
  switch (place) {
    case Place::text:
      return is_one_character(gram) ? join(k_character, gram) : std::string(gram);
    case Place::title:
      return join(k_title, gram);
    case Place::sender:
      return join(k_sender, gram);
    case Place::number:
      return join(k_number, gram);
  }
  return std::string(gram);
}

std::string title_only_term(std::string_view gram) { return join(k_title_only, gram); }

std::string item_term(std::string_view item_id) { return filter(k_item, item_id); }
std::string matter_term(std::string_view matter_id) { return filter(k_matter, matter_id); }
std::string kind_term(std::string_view kind) { return filter(k_kind, fold(kind)); }
std::string media_type_term(std::string_view media_type) { return filter(k_media_type, media_type); }
std::string sender_term(std::string_view sender) { return filter(join(k_sender, k_whole), fold(sender)); }
std::string number_term(std::string_view number) { return filter(join(k_number, k_whole), fold(number)); }
std::string scope_term(std::string_view scope_name) { return filter(k_scope, scope_name); }

std::string encode_document_text(const DocumentText& text) {
  std::string out(1, k_document_text_v1);
  out.reserve(text.title.size() + text.sender.size() + text.number.size() + text.body.size() + 16);
  for (const std::string_view field : {text.title, text.sender, text.number}) {
    append_varint(out, field.size());
    out += field;
  }
  out += text.body;
  return out;
}

Result<DocumentText> decode_document_text(std::string_view data) {
  if (data.empty()) return fail(ErrorCode::corrupt, "document data of the index: empty");
  if (data[0] != k_document_text_v1) return fail(ErrorCode::unsupported, "document data of the index: unknown layout");
  DocumentText text;
  std::size_t at = 1;
  const std::array<std::string_view*, 3> fields{&text.title, &text.sender, &text.number};
  for (std::string_view* field : fields) {
    std::uint64_t length = 0;
    if (!read_varint(data, at, length) || length > data.size() - at) {
      return fail(ErrorCode::corrupt, "document data of the index: a field is cut off");
    }
    *field = data.substr(at, length);
    at += length;
  }
  text.body = data.substr(at);
  return text;
}

bool contains(const DocumentText& text, Place place, std::string_view folded) {
  const auto in = [&](std::string_view field) { return field.find(folded) != std::string_view::npos; };
  switch (place) {
    case Place::text:
      return in(text.body) || in(text.title);
    case Place::title:
      return in(text.title);
    case Place::sender:
      return in(text.sender);
    case Place::number:
      return in(text.number);
  }
  return false;
}

bool body_contains(const DocumentText& text, std::string_view folded) {
  return text.body.find(folded) != std::string_view::npos;
}

}  // namespace anjuan::schema
