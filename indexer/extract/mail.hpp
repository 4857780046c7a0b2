// What mails of all formats have in common.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/extract/extractor.hpp"

namespace anjuan::extract {

struct MailHead {
  std::string subject, from, to, cc, bcc, date;  ///< UTF-8, decoded
};
/// Subject as a heading, then the others that are not empty.
void append_head(const MailHead& head, FlowDocument& document);
/// Lines as paragraphs, quoted ones ("> ") as quotes.
void append_plain_text(std::string_view utf8, FlowDocument& document);
/// An attachment as a member. `sink` may be null.
Status deliver_attachment(Sink* sink, std::string_view raw_name, std::string_view name, std::string_view fallback, ByteView bytes, FlowDocument& document);
/// An attachment that is named only.
Status refuse_attachment(Sink* sink, std::string_view name, std::string_view reason, FlowDocument& document);

/// Outlook's MSG (OLE).
Result<FlowDocument> read_msg(ByteView bytes, const Limits& limits, Sink* sink);
/// One Internet message (RFC 5322).
Result<FlowDocument> read_eml(ByteView bytes, const Limits& limits, Sink* sink);
/// A Unix mailbox: every message a member.
Result<FlowDocument> read_mbox(ByteView bytes, const Limits& limits, Sink* sink);

}  // namespace anjuan::extract
