#include <fmt/core.h>
#include <gmime/gmime.h>

#include <algorithm>
#include <optional>

#include "indexer/extract/html.hpp"
#include "indexer/extract/mail.hpp"
#include "indexer/extract/mail_header.hpp"
#include "indexer/extract/named_charset.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::string raw_header(GMimeObject* object, const char* name) {
  GMimeHeader* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);
  const char* raw = header ? g_mime_header_get_raw_value(header) : nullptr;
  return raw ? raw : "";
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string media_type_of(GMimeObject* object) {
  GMimeContentType* type = g_mime_object_get_content_type(object);
  if (!type) return "text/plain";
  const char* main = g_mime_content_type_get_media_type(type);
  const char* sub = g_mime_content_type_get_media_subtype(type);
  return lower(fmt::format("{}/{}", main ? main : "text", sub ? sub : "plain"));
}

/// The part's bytes with the transfer encoding undone.
Bytes content_of(GMimePart* part) {
  GMimeDataWrapper* content = g_mime_part_get_content(part);
  if (!content) return {};
  const Owned<GMimeStream> memory(g_mime_stream_mem_new());
  g_mime_data_wrapper_write_to_stream(content, memory.get());
  const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
  const auto* first = reinterpret_cast<const std::byte*>(bytes->data);
  return bytes->len == 0 ? Bytes() : Bytes(first, first + bytes->len);
}

/// RFC 3676: a line that ends in a blank goes on in the next.
std::string unflowed(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    while (line.ends_with('\r')) line.pop_back();
    out += line;
    if (!line.ends_with(' ') || line == "-- " || line.starts_with('>')) out += '\n';
    at = end + 1;
  }
  return out;
}

class MessageReader {
 public:
  MessageReader(const Limits& limits, Sink* sink, FlowDocument& document) : m_limits(limits), m_sink(sink), m_document(document) {}

  Status part(GMimeObject* object, std::uint32_t depth) {
    if (depth > m_limits.nesting) return refuse_attachment(m_sink, fmt::format("第 {} 层以下的部分", m_limits.nesting), "嵌套太深，未展开", m_document);
    if (++m_parts > m_limits.members) return fail(ErrorCode::resource_exhausted, "邮件的部分太多");
    if (GMIME_IS_MULTIPART(object)) return multipart(GMIME_MULTIPART(object), depth);
    if (GMIME_IS_MESSAGE_PART(object)) return message_part(GMIME_MESSAGE_PART(object));
    if (GMIME_IS_PART(object)) return leaf(GMIME_PART(object));
    return {};
  }

 private:
  bool is_attachment(GMimeObject* object, const std::string& type) const {
    GMimeContentDisposition* disposition = g_mime_object_get_content_disposition(object);
    if (disposition && lower(g_mime_content_disposition_get_disposition(disposition)) == "attachment") return true;
    if (type != "text/plain" && type != "text/html") return true;
    return name_of(object).has_value();
  }

  static std::optional<HeaderParameter> name_of(GMimeObject* object) {
    if (auto name = header_parameter(raw_header(object, "Content-Disposition"), "filename"); name && !name->decoded.empty()) return name;
    if (auto name = header_parameter(raw_header(object, "Content-Type"), "name"); name && !name->decoded.empty()) return name;
    return std::nullopt;
  }

  Status multipart(GMimeMultipart* parts, std::uint32_t depth) {
    const int count = g_mime_multipart_get_count(parts);
    const bool alternative = media_type_of(GMIME_OBJECT(parts)) == "multipart/alternative";
    // Of the alternatives the plain one, when it says anything; else the last that can be shown.
    int chosen = -1;
    for (int i = 0; alternative && i < count; ++i) {
      GMimeObject* each = g_mime_multipart_get_part(parts, i);
      if (GMIME_IS_PART(each) && media_type_of(each) == "text/plain" && has_text(GMIME_PART(each))) chosen = i;
    }
    for (int i = count; alternative && chosen < 0 && i-- > 0;) {
      GMimeObject* each = g_mime_multipart_get_part(parts, i);
      if (media_type_of(each) == "text/html" || GMIME_IS_MULTIPART(each)) chosen = i;
    }
    for (int i = 0; i < count; ++i) {
      GMimeObject* each = g_mime_multipart_get_part(parts, i);
      const bool other_form_of_text = alternative && chosen >= 0 && i != chosen && GMIME_IS_PART(each) && media_type_of(each).starts_with("text/");
      const bool other_page = alternative && chosen >= 0 && i != chosen && GMIME_IS_MULTIPART(each);
      if (other_form_of_text) continue;
      m_text_hidden += other_page;  // its images still count, its text has been said
      const Status done = part(each, depth + 1);
      m_text_hidden -= other_page;
      TRY(done);
    }
    return {};
  }

  static bool has_text(GMimePart* part) {
    const Bytes bytes = content_of(part);
    return as_text(bytes).find_first_not_of(" \t\r\n") != std::string_view::npos;
  }

  Status message_part(GMimeMessagePart* part) {
    GMimeMessage* message = g_mime_message_part_get_message(part);
    if (!message) return {};
    const Owned<GMimeStream> memory(g_mime_stream_mem_new());
    g_mime_object_write_to_stream(GMIME_OBJECT(message), nullptr, memory.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory.get()));
    std::string fallback = tidy(decode_header(raw_header(GMIME_OBJECT(message), "Subject")));
    fallback = (fallback.empty() ? fmt::format("邮件{}", ++m_unnamed) : fallback) + ".eml";
    const auto name = name_of(GMIME_OBJECT(part));
    return deliver_attachment(m_sink, name ? name->raw : "", name ? name->decoded : "", fallback,
                              {reinterpret_cast<const std::byte*>(bytes->data), bytes->len}, m_document);
  }

  Status leaf(GMimePart* part) {
    GMimeObject* object = GMIME_OBJECT(part);
    const std::string type = media_type_of(object);
    const Bytes bytes = content_of(part);
    if (is_attachment(object, type)) {
      const auto name = name_of(object);
      const std::string fallback = fmt::format("附件{}{}", ++m_unnamed, extension_of(type));
      return deliver_attachment(m_sink, name ? name->raw : "", name ? name->decoded : "", fallback, bytes, m_document);
    }
    if (m_text_hidden > 0) return {};
    const auto parameter = header_parameter(raw_header(object, "Content-Type"), "charset");
    const std::string charset = parameter ? parameter->decoded : std::string();
    if (type == "text/html") {
      const std::string inner = declared_html_charset(as_text(bytes));
      TRY_ASSIGN(FlowDocument html, read_html(decode_named(bytes, charset.empty() ? inner : charset)));
      for (Paragraph& paragraph : html.paragraphs) m_document.paragraphs.push_back(std::move(paragraph));
      return {};
    }
    std::string text = decode_named(bytes, charset);
    const auto format = header_parameter(raw_header(object, "Content-Type"), "format");
    if (format && lower(format->decoded) == "flowed") text = unflowed(text);
    append_plain_text(text, m_document);
    return {};
  }

  static std::string extension_of(const std::string& type) {
    if (type == "image/jpeg") return ".jpg";
    if (type == "image/png") return ".png";
    if (type == "image/gif") return ".gif";
    if (type == "application/pdf") return ".pdf";
    if (type == "text/calendar") return ".ics";
    return type.starts_with("text/") ? ".txt" : ".bin";
  }

  const Limits& m_limits;
  Sink* m_sink;
  FlowDocument& m_document;
  std::uint32_t m_parts = 0;
  int m_unnamed = 0;
  int m_text_hidden = 0;
};

/// Addresses as people read them: decoded, without the quotation marks that the syntax needs.
std::string addresses(GMimeObject* message, const char* name) {
  std::string text = decode_header(raw_header(message, name));
  text.erase(std::remove(text.begin(), text.end(), '"'), text.end());
  return text;
}

std::string date_of(GMimeMessage* message) {
  GDateTime* date = g_mime_message_get_date(message);
  if (!date) return decode_header(raw_header(GMIME_OBJECT(message), "Date"));
  gchar* text = g_date_time_format(date, "%Y-%m-%d %H:%M:%S %z");
  const std::string out = text ? text : "";
  g_free(text);
  return out;
}

/// Apple's EMLX: the message's length on the first line, a property list behind the message.
ByteView without_emlx_frame(ByteView bytes) {
  const std::string_view text = as_text(bytes);
  std::size_t at = 0, length = 0;
  while (at < text.size() && text[at] == ' ') ++at;
  const std::size_t digits = at;
  while (at < text.size() && at - digits < 10 && text[at] >= '0' && text[at] <= '9') length = length * 10 + static_cast<std::size_t>(text[at++] - '0');
  if (at == digits) return bytes;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\r')) ++at;
  if (at >= text.size() || text[at] != '\n') return bytes;
  const ByteView rest = bytes.subspan(at + 1);
  return rest.subspan(0, std::min(length, rest.size()));
}

}  // namespace

Result<FlowDocument> read_eml(ByteView input, const Limits& limits, Sink* sink) {
  static const bool initialised = [] {
    g_mime_init();
    return true;
  }();
  (void)initialised;
  if (sink) sink->add_engine(fmt::format("gmime {}.{}.{}", gmime_major_version, gmime_minor_version, gmime_micro_version));
  ByteView bytes = without_emlx_frame(input);
  if (as_text(bytes).starts_with("\xEF\xBB\xBF")) bytes = bytes.subspan(3);
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_persist_stream(parser.get(), TRUE);  // parts refer to the bytes instead of copying them
  const Owned<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
  if (!message) return fail(ErrorCode::corrupt, "邮件已损坏");
  GMimeObject* object = GMIME_OBJECT(message.get());
  FlowDocument document;
  append_head({.subject = decode_header(raw_header(object, "Subject")),
               .from = addresses(object, "From"),
               .to = addresses(object, "To"),
               .cc = addresses(object, "Cc"),
               .bcc = addresses(object, "Bcc"),
               .date = date_of(message.get())},
              document);
  GMimeObject* body = g_mime_message_get_mime_part(message.get());
  if (body) TRY(MessageReader(limits, sink, document).part(body, 0));
  return document;
}

}  // namespace anjuan::extract
