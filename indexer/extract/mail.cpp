#include "indexer/extract/mail.hpp"

#include <fmt/core.h>

#include "archive/base/utf8.hpp"
#include "indexer/extract/formats.hpp"
#include "indexer/extract/mail_header.hpp"
#include "indexer/extract/member_name.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {
namespace {

std::string_view value_of_field(std::string_view message, std::string_view name) {
  // Header fields at the beginning of a line, up to the first empty line; continuation lines belong to their field.
  for (std::size_t at = 0; at < message.size();) {
    std::size_t end = std::min(message.find('\n', at), message.size());
    const std::string_view first = message.substr(at, end - at);
    if (first.empty() || first == "\r") return {};
    while (end + 1 < message.size() && (message[end + 1] == ' ' || message[end + 1] == '\t')) end = std::min(message.find('\n', end + 1), message.size());
    if (first.size() > name.size() && first[name.size()] == ':') {
      bool same = true;
      for (std::size_t i = 0; i < name.size() && same; ++i) same = (first[i] | 0x20) == (name[i] | 0x20);
      if (same) return message.substr(at + name.size() + 1, end - at - name.size() - 1);
    }
    at = end + 1;
  }
  return {};
}

class MailExtractor final : public FlowExtractor {
 public:
  explicit MailExtractor(std::string media_type) : m_media_type(std::move(media_type)) {}

 protected:
  Result<FlowDocument> read(const Input& input, const Limits& limits, Sink* sink) override {
    if (m_media_type == "application/vnd.ms-outlook") return read_msg(input.bytes(), limits, sink);
    if (m_media_type == "application/mbox") return read_mbox(input.bytes(), limits, sink);
    return read_eml(input.bytes(), limits, sink);
  }

 private:
  std::string m_media_type;
};

void list(FlowDocument& document, std::string_view name, std::string_view rest) {
  document.paragraphs.push_back({fmt::format("附件：{}\t{}", name, rest), Paragraph::Style::cell_row});
}

/// Where each message of a mailbox begins ("From " at the beginning of a line after an empty one) and the last one ends.
std::vector<std::size_t> message_bounds(std::string_view box, std::size_t max) {
  std::vector<std::size_t> bounds;
  for (std::size_t at = 0; at < box.size() && bounds.size() <= max;) {
    const bool first = at == 0 || box.substr(at - std::min<std::size_t>(at, 2), 2) == "\n\n" || box.substr(at - std::min<std::size_t>(at, 4), 4) == "\r\n\r\n";
    if (first && box.substr(at, 5) == "From ") bounds.push_back(at);
    const std::size_t end = box.find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  bounds.push_back(box.size());
  return bounds;
}

}  // namespace

void append_head(const MailHead& head, FlowDocument& document) {
  const auto add = [&](std::string_view label, const std::string& value, Paragraph::Style style) {
    std::string text = tidy(value);
    if (!text.empty()) document.paragraphs.push_back({std::string(label) + text, style});
  };
  add("主题：", head.subject, Paragraph::Style::heading);
  add("发件人：", head.from, Paragraph::Style::body);
  add("收件人：", head.to, Paragraph::Style::body);
  add("抄送：", head.cc, Paragraph::Style::body);
  add("密送：", head.bcc, Paragraph::Style::body);
  add("日期：", head.date, Paragraph::Style::body);
  document.title = tidy(head.subject);
}

void append_plain_text(std::string_view utf8, FlowDocument& document) {
  while (!utf8.empty()) {
    const std::size_t end = std::min(utf8.find('\n'), utf8.size());
    std::string_view line = utf8.substr(0, end);
    const bool quote = line.starts_with('>');
    while (line.starts_with('>') || (quote && line.starts_with(' '))) line.remove_prefix(1);
    std::string text = tidy(line);
    if (!text.empty()) document.paragraphs.push_back({std::move(text), quote ? Paragraph::Style::quote : Paragraph::Style::body});
    utf8.remove_prefix(std::min(end + 1, utf8.size()));
  }
}

Status deliver_attachment(Sink* sink, std::string_view raw_name, std::string_view name, std::string_view fallback, ByteView bytes, FlowDocument& document) {
  Member member;
  member.raw_name = to_bytes(raw_name);
  member.name = safe_name(name.empty() ? fallback : name);
  member.name_charset = "UTF-8";
  list(document, member.name, fmt::format("{} 字节", bytes.size()));
  if (!sink) return {};
  TRY(sink->begin_member(member));
  if (!bytes.empty()) TRY(sink->member_bytes(bytes));
  return sink->end_member();
}

Status refuse_attachment(Sink* sink, std::string_view name, std::string_view reason, FlowDocument& document) {
  Member member;
  member.raw_name = to_bytes(name);
  member.name = safe_name(name);
  member.name_charset = "UTF-8";
  member.refused = reason;
  list(document, member.name, reason);
  if (!sink) return {};
  TRY(sink->begin_member(member));
  return sink->end_member();
}

Result<FlowDocument> read_mbox(ByteView bytes, const Limits& limits, Sink* sink) {
  const std::string_view box = as_text(bytes);
  const std::vector<std::size_t> bounds = message_bounds(box, limits.members);
  const auto message = [&](std::size_t i) {
    const std::size_t line = std::min(box.find('\n', bounds[i]), bounds[i + 1] - 1);  // the "From " line is the mailbox's, not the message's
    return bytes.subspan(line + 1, bounds[i + 1] - line - 1);
  };
  if (bounds.size() == 2) return read_eml(message(0), limits, sink);
  FlowDocument document;
  for (std::size_t i = 0; i + 1 < bounds.size(); ++i) {
    if (i == limits.members) return fail(ErrorCode::resource_exhausted, fmt::format("邮件数超过上限 {}", limits.members));
    const std::string subject = tidy(decode_header(value_of_field(as_text(message(i)), "Subject")));
    const std::string name = fmt::format("{:05}{}{}.eml", i + 1, subject.empty() ? "" : " ", subject);
    TRY(deliver_attachment(sink, "", name, name, message(i), document));
  }
  return document;
}

std::unique_ptr<Extractor> make_mail(std::string media_type) { return std::make_unique<MailExtractor>(std::move(media_type)); }

}  // namespace anjuan::extract
