#include "indexer/extract/xml_util.hpp"

#include <algorithm>

#include "archive/base/utf8.hpp"
#include "indexer/extract/libarchive_reader.hpp"

namespace anjuan::extract {
namespace {

constexpr std::uint64_t k_max_part = 96u << 20;      // one XML part: its tree needs several times as much
constexpr std::uint64_t k_max_parts = 384u << 20;    // all XML parts of a package
constexpr std::size_t k_max_names = 100'000;

std::string folded(std::string_view name) {
  while (name.starts_with('/') || name.starts_with("./")) name.remove_prefix(name.front() == '/' ? 1 : 2);
  std::string out(name);
  for (char& c : out) c = c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

Result<Reader> open_zip(ByteView zip) {
  Reader reader(archive_read_new());
  if (!reader) return fail(ErrorCode::resource_exhausted, "内存不足");
  archive_read_support_format_zip(reader.get());
  if (archive_read_open_memory(reader.get(), zip.data(), zip.size()) != ARCHIVE_OK) return fail(reader_error(reader.get()));
  return reader;
}

/// Appends the current member's data; resource_exhausted past `max_bytes`.
template <class Append>
Status read_member(struct ::archive* reader, std::uint64_t max_bytes, Append append) {
  std::uint64_t total = 0;
  const void* data = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  for (;;) {
    const int code = archive_read_data_block(reader, &data, &size, &offset);
    if (code == ARCHIVE_EOF) return {};
    if (code < ARCHIVE_WARN) return fail(reader_error(reader));
    total += size;
    if (total > max_bytes) return fail(ErrorCode::resource_exhausted, "解压后的内容超过上限");
    append(static_cast<const char*>(data), size);
  }
}

/// libarchive's names are in the C.UTF-8 locale; parts of packages are ASCII, what is not stays findable as bytes.
std::string member_name_of(struct ::archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  return name ? name : "";
}

}  // namespace

Result<Package> Package::open(ByteView zip, const Limits&) {
  const NameLocale locale(NameLocale::Kind::utf8);
  TRY_ASSIGN(const Reader reader, open_zip(zip));
  Package package;
  package.m_zip = zip;
  std::uint64_t total = 0;
  struct ::archive_entry* entry = nullptr;
  int code = ARCHIVE_OK;
  while ((code = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN) {
    const std::string name = member_name_of(entry);
    if (name.empty()) continue;
    if (package.m_names.size() >= k_max_names) return fail(ErrorCode::resource_exhausted, "成员数超过上限");
    package.m_names.push_back(name);
    if (archive_entry_is_data_encrypted(entry) == 1) return fail(ErrorCode::denied, "文件已加密，需要口令");
    const std::string key = folded(name);
    package.m_folded.insert(key);
    if (!key.ends_with(".xml") && !key.ends_with(".rels")) continue;
    std::string bytes;
    TRY(read_member(reader.get(), std::min(k_max_part, k_max_parts - total), [&](const char* data, std::size_t size) { bytes.append(data, size); }));
    total += bytes.size();
    package.m_parts.try_emplace(key, std::move(bytes));
  }
  if (code != ARCHIVE_EOF && package.m_parts.empty()) return fail(reader_error(reader.get()));
  return package;
}

const std::string* Package::part(std::string_view name) const {
  const auto found = m_parts.find(folded(name));
  return found == m_parts.end() ? nullptr : &found->second;
}

bool Package::contains(std::string_view name) const {
  return m_folded.contains(folded(name));
}

Result<Bytes> Package::load(std::string_view name, std::uint64_t max_bytes) const {
  if (const std::string* text = part(name)) return to_bytes(*text);
  const NameLocale locale(NameLocale::Kind::utf8);
  const std::string key = folded(name);
  TRY_ASSIGN(const Reader reader, open_zip(m_zip));
  struct ::archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) >= ARCHIVE_WARN && entry) {
    const int type = archive_entry_filetype(entry);
    if (type != 0 && type != AE_IFREG) continue;
    if (folded(member_name_of(entry)) != key) continue;
    Bytes bytes;
    TRY(read_member(reader.get(), max_bytes, [&](const char* data, std::size_t size) {
      const auto* first = reinterpret_cast<const std::byte*>(data);
      bytes.insert(bytes.end(), first, first + size);
    }));
    return bytes;
  }
  return fail(ErrorCode::not_found, "缺少成员 " + to_shown_utf8(name));
}

Result<std::unique_ptr<pugi::xml_document>> Package::xml(std::string_view name, const Limits& limits) const {
  const std::string* bytes = part(name);
  if (!bytes) return fail(ErrorCode::not_found, "缺少成员 " + to_shown_utf8(name));
  auto document = parse_xml(*bytes, limits);
  if (!document) return fail_in(to_shown_utf8(name), std::move(document).error());
  return document;
}

Result<std::unique_ptr<pugi::xml_document>> parse_xml(std::string_view bytes, const Limits& limits) {
  auto document = std::make_unique<pugi::xml_document>();
  // parse_ws_pcdata: a run of blanks between two words is text in Office formats. Entities of a DTD are never expanded.
  constexpr unsigned options = pugi::parse_default | pugi::parse_ws_pcdata;
  pugi::xml_parse_result parsed;
  const bool utf16 = bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") || bytes.substr(0, 4).find('\0') != std::string_view::npos;
  if (utf16 || is_utf8(bytes)) {
    parsed = document->load_buffer(bytes.data(), bytes.size(), options, utf16 ? pugi::encoding_auto : pugi::encoding_utf8);
  } else {
    TRY_ASSIGN(const DecodedText decoded, decode_text(as_bytes(bytes)));  // encoding="GBK"
    parsed = document->load_buffer(decoded.text.data(), decoded.text.size(), options, pugi::encoding_utf8);
  }
  if (!parsed) return fail(ErrorCode::corrupt, std::string("XML 已损坏（") + parsed.description() + "）");
  // pugixml parses and frees without recursion, so the depth can be judged afterwards, for those who walk.
  std::size_t depth = 0, deepest = 0;
  walk(
      *document,
      [&](const pugi::xml_node&) {
        deepest = std::max(deepest, ++depth);
        return true;
      },
      [&](const pugi::xml_node&) { --depth; });
  if (deepest > std::size_t{limits.nesting} * 100) return fail(ErrorCode::resource_exhausted, "XML 嵌套太深");
  return document;
}

std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view attribute(const pugi::xml_node& node, std::string_view local) {
  for (const pugi::xml_attribute& each : node.attributes()) {
    const std::string_view name = each.name();
    const std::size_t colon = name.find(':');
    if ((colon == std::string_view::npos ? name : name.substr(colon + 1)) == local) return each.value();
  }
  return {};
}

pugi::xml_node child(const pugi::xml_node& node, std::string_view local) {
  for (const pugi::xml_node& each : node.children()) {
    if (each.type() == pugi::node_element && local_name(each) == local) return each;
  }
  return {};
}

pugi::xml_node descend(pugi::xml_node node, std::string_view path) {
  while (node && !path.empty()) {
    const std::size_t slash = path.find('/');
    node = child(node, path.substr(0, slash));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  }
  return node;
}

std::string text_of(const pugi::xml_node& node) {
  std::string out;
  walk(
      node,
      [&](const pugi::xml_node& each) {
        if (each.type() == pugi::node_pcdata || each.type() == pugi::node_cdata) out += each.value();
        return true;
      },
      [](const pugi::xml_node&) {});
  return out;
}

std::string resolve(std::string_view base, std::string_view target) {
  std::vector<std::string_view> parts;
  const auto add = [&](std::string_view path, bool is_file) {
    while (!path.empty()) {
      const std::size_t slash = path.find_first_of("/\\");
      const std::string_view part = path.substr(0, slash);
      const bool last = slash == std::string_view::npos;
      path = last ? std::string_view() : path.substr(slash + 1);
      if (last && is_file) return;  // the file of `base` is not part of its folder
      if (part.empty() || part == ".") continue;
      if (part == "..") {
        if (!parts.empty()) parts.pop_back();
      } else {
        parts.push_back(part);
      }
    }
  };
  if (!target.starts_with('/')) add(base, true);
  add(target, false);
  std::string out;
  for (const std::string_view part : parts) {
    if (!out.empty()) out += '/';
    out += part;
  }
  return out;
}

void ParagraphBuilder::add(std::string_view text) { m_text += text; }

void ParagraphBuilder::end(Paragraph::Style style) {
  std::string text = take();
  if (!text.empty()) m_document.paragraphs.push_back({std::move(text), style});
}

std::string ParagraphBuilder::take() {
  std::string text = tidy(m_text);
  m_text.clear();
  return text;
}

std::string tidy(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_utf8(text, at);
    if (c == '\t') {
      out += '\t';
    } else {
      append_utf8(out, c < 0x20 || c == 0x7F || c == 0x85 || c == 0x2028 || c == 0x2029 ? U' ' : c);
    }
  }
  const std::size_t first = out.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of(" \t") - first + 1);
}

}  // namespace anjuan::extract
