#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "indexer/extract/extractor.hpp"
#include "indexer/extract/sniff_parts.hpp"

namespace anjuan::extract {

namespace {

constexpr std::size_t k_looked_at = 65'536;

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

bool is_text(std::string_view text) {
  std::size_t controls = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    controls += byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\f' && byte != 0x1B;
  }
  return controls * 200 <= text.size();
}

bool is_html(std::string_view text) {
  const std::string head = lower_ascii(text.substr(0, 2048));
  std::size_t at = head.find_first_not_of(" \t\n\f");
  while (at != std::string::npos && head.compare(at, 4, "<!--") == 0) {
    at = head.find("-->", at);
    if (at != std::string::npos) at = head.find_first_not_of(" \t\n", at + 3);
  }
  if (at == std::string::npos || head[at] != '<') return false;
  const std::string_view rest = std::string_view(head).substr(at);
  for (const std::string_view tag : {"<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<table", "<div", "<p>", "<style", "<font", "<span"}) {
    if (rest.starts_with(tag)) return true;
  }
  return rest.starts_with("<?xml") && (rest.find("<html") != std::string_view::npos || rest.find("<!doctype html") != std::string_view::npos);
}

/// Fields of each of the first rows, outside quotation marks. The last, perhaps cut, row is left out.
std::vector<std::size_t> field_counts(std::string_view text, char separator) {
  std::vector<std::size_t> counts;
  std::size_t fields = 0, size = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == '\n' && !quoted) {
      if (size > 0) counts.push_back(fields);
      fields = 0, size = 0;
      if (counts.size() == 30) break;
      continue;
    }
    fields += c == separator && !quoted;
    ++size;
  }
  if (size > 0 && counts.size() < 30 && text.size() < k_looked_at) counts.push_back(fields);
  return counts;
}

bool is_csv(std::string_view text, std::string_view name) {
  const std::string lower = lower_ascii(name);
  const bool named = lower.ends_with(".csv") || lower.ends_with(".tsv");
  for (const char separator : {',', '\t', ';'}) {
    const std::vector<std::size_t> counts = field_counts(text, separator);
    if (counts.size() < (named ? 1U : 3U) || counts.front() == 0) continue;
    const auto same = static_cast<std::size_t>(std::count(counts.begin(), counts.end(), counts.front()));
    if (same * 10 >= counts.size() * (named ? 5 : 10)) return true;
  }
  return false;
}

bool is_field_name(std::string_view name) {
  return !name.empty() && name.size() < 64 && std::all_of(name.begin(), name.end(), [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_'; });
}

}  // namespace

std::string sniff_mail(std::string_view bytes) {
  constexpr std::array known = {"from", "to", "subject", "date", "received", "return-path", "message-id", "mime-version", "delivered-to", "content-type", "x-mozilla-status", "dkim-signature", "reply-to", "cc", "sender"};
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  bytes = bytes.substr(0, 16'384);
  const bool mbox = bytes.starts_with("From ");
  std::size_t fields = 0, known_fields = 0, lines = 0;
  for (std::size_t at = 0; at < bytes.size() && lines < 60; ++lines) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    std::string_view line = bytes.substr(at, end - at);
    at = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (lines == 0 && mbox) continue;
    // Apple's emlx puts the message's size on a line of its own in front.
    if (lines == 0 && !line.empty() && std::all_of(line.begin(), line.end(), [](char c) { return c == ' ' || (c >= '0' && c <= '9'); })) continue;
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') {
      if (fields == 0) return {};
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_field_name(line.substr(0, colon))) return {};
    ++fields;
    const std::string name = lower_ascii(line.substr(0, colon));
    known_fields += std::find(known.begin(), known.end(), name) != known.end();
  }
  if (known_fields < (mbox ? 1U : 2U)) return {};
  return mbox ? "application/mbox" : "message/rfc822";
}

std::string sniff_text(std::string_view bytes, std::string_view name) {
  // An even cut, so that UTF-16 is not cut in the middle of a unit; a cut character of other charsets is tolerated by decode_text().
  const bool cut = bytes.size() > k_looked_at;
  std::string_view head = bytes.substr(0, k_looked_at);
  if (cut) {
    // A cut through a UTF-8 character would look like damage: give its beginning back.
    std::size_t end = head.size();
    while (end > head.size() - 4 && (static_cast<unsigned char>(head[end - 1]) & 0xC0) == 0x80) --end;
    if (static_cast<unsigned char>(head[end - 1]) >= 0xC0 && static_cast<unsigned char>(head[0]) < 0xFE) head = head.substr(0, end - 1);
  }
  auto decoded = decode_text(as_bytes(head));
  if (!decoded || !is_text(decoded->text)) return {};
  if (decoded->confidence < 0.35 && decoded->charset == "windows-1252") {
    // Whatever is not text decodes as this: believe it only where most of it is plain ASCII.
    const auto ascii = static_cast<std::size_t>(std::count_if(head.begin(), head.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    if (ascii * 10 < head.size() * 7) return {};
  }
  if (is_html(decoded->text)) return "text/html; charset=" + decoded->charset;
  if (decoded->text.starts_with("<?xml")) return "application/xml";
  return std::string(is_csv(decoded->text, name) ? "text/csv" : "text/plain") + "; charset=" + decoded->charset;
}

}  // namespace anjuan::extract
