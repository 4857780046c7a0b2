// Outlook's MSG: an OLE file with one stream per property, named by property and type ([MS-OXMSG]).
#include <fmt/core.h>
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <gsf/gsf-utils.h>

#include <ctime>
#include <optional>

#include "archive/base/utf8.hpp"
#include "indexer/extract/html.hpp"
#include "indexer/extract/mail.hpp"
#include "indexer/extract/named_charset.hpp"
#include "indexer/extract/sniff_parts.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {
namespace {

constexpr std::size_t k_max_stream = 1u << 30;
constexpr int k_max_depth = 16;  // of storages in an embedded object

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

Owned<GsfInput> child_of(GsfInfile* folder, const std::string& name) {
  return Owned<GsfInput>(gsf_infile_child_by_name(folder, name.c_str()));
}

std::optional<Bytes> bytes_of(GsfInput* stream) {
  const gsf_off_t size = gsf_input_size(stream);
  if (size < 0 || static_cast<std::uint64_t>(size) > k_max_stream) return std::nullopt;
  gsf_input_seek(stream, 0, G_SEEK_SET);
  Bytes out;
  for (auto rest = static_cast<std::size_t>(size); rest > 0;) {  // in pieces: the size is a claim
    const std::size_t n = std::min<std::size_t>(rest, 1u << 20);
    const guint8* data = gsf_input_read(stream, n, nullptr);
    if (!data) return std::nullopt;
    const auto* first = reinterpret_cast<const std::byte*>(data);
    out.insert(out.end(), first, first + n);
    rest -= n;
  }
  return out;
}

std::optional<Bytes> property(GsfInfile* folder, std::string_view id, std::string_view type) {
  const Owned<GsfInput> stream = child_of(folder, fmt::format("__substg1.0_{}{}", id, type));
  return stream ? bytes_of(stream.get()) : std::nullopt;
}

/// A string property: UTF-16, or bytes of an unnamed code page.
std::string string_property(GsfInfile* folder, std::string_view id) {
  if (auto wide = property(folder, id, "001F")) return decode_named(*wide, "utf-16le");
  if (auto narrow = property(folder, id, "001E")) return decode_named(*narrow, "");
  return {};
}

/// A FILETIME among the properties of fixed size (16 bytes each, behind the header of a message).
std::string time_property(GsfInfile* message, std::uint32_t tag) {
  const Owned<GsfInput> stream = child_of(message, "__properties_version1.0");
  const auto bytes = stream ? bytes_of(stream.get()) : std::nullopt;
  if (!bytes) return {};
  const std::string_view text = as_text(*bytes);
  for (std::size_t at = 32; at + 16 <= text.size(); at += 16) {
    if (le32_at(text, at) != tag) continue;
    const std::uint64_t ticks = le32_at(text, at + 8) | static_cast<std::uint64_t>(le32_at(text, at + 12)) << 32;
    const std::time_t seconds = static_cast<std::time_t>(ticks / 10'000'000) - 11'644'473'600 + 8 * 3600;  // shown in Beijing time
    std::tm parts{};
    if (seconds <= 0 || !gmtime_r(&seconds, &parts)) return {};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} +0800", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
  }
  return {};
}

bool copy_storage(GsfInfile* from, GsfOutfile* to, bool is_message, int depth) {
  if (depth > k_max_depth) return false;
  const int count = gsf_infile_num_children(from);
  for (int i = 0; i < count; ++i) {
    const char* name = gsf_infile_name_by_index(from, i);
    const Owned<GsfInput> item(gsf_infile_child_by_index(from, i));
    if (!name || !item) continue;
    const bool folder = GSF_IS_INFILE(item.get()) && gsf_infile_num_children(GSF_INFILE(item.get())) >= 0;
    const Owned<GsfOutput> copy(gsf_outfile_new_child(to, name, folder));
    if (!copy) return false;
    if (folder) {
      if (!copy_storage(GSF_INFILE(item.get()), GSF_OUTFILE(copy.get()), false, depth + 1)) return false;
    } else if (auto bytes = bytes_of(item.get())) {
      // A message on its own has 8 more (reserved) bytes in the header of its properties than one inside another.
      if (is_message && std::string_view(name) == "__properties_version1.0" && bytes->size() >= 24) bytes->insert(bytes->begin() + 24, 8, std::byte{0});
      gsf_output_write(copy.get(), bytes->size(), reinterpret_cast<const guint8*>(bytes->data()));
    }
    gsf_output_close(copy.get());
  }
  return true;
}

/// An embedded message or OLE object as a file of its own.
std::optional<Bytes> as_file(GsfInfile* storage, GsfInfile* root, bool is_message) {
  const Owned<GsfOutput> memory(gsf_output_memory_new());
  const Owned<GsfOutfile> out(gsf_outfile_msole_new(memory.get()));
  if (!out || !copy_storage(storage, out.get(), is_message, 0)) return std::nullopt;
  if (is_message) {
    if (const Owned<GsfInput> names = child_of(root, "__nameid_version1.0"); names && GSF_IS_INFILE(names.get())) {
      const Owned<GsfOutput> copy(gsf_outfile_new_child(out.get(), "__nameid_version1.0", TRUE));
      if (!copy || !copy_storage(GSF_INFILE(names.get()), GSF_OUTFILE(copy.get()), false, 0)) return std::nullopt;
      gsf_output_close(copy.get());
    }
  }
  gsf_output_close(GSF_OUTPUT(out.get()));
  const guint8* data = gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory.get()));
  const auto size = static_cast<std::size_t>(gsf_output_size(memory.get()));
  const auto* first = reinterpret_cast<const std::byte*>(data);
  return size == 0 ? std::nullopt : std::optional<Bytes>(Bytes(first, first + size));
}

Status attachment(GsfInfile* folder, GsfInfile* root, int number, Sink* sink, FlowDocument& document) {
  std::string name = tidy(string_property(folder, "3707"));
  if (name.empty()) name = tidy(string_property(folder, "3704"));
  if (const auto data = property(folder, "3701", "0102")) {
    const std::string raw = name;
    return deliver_attachment(sink, raw, name, fmt::format("附件{}", number), *data, document);
  }
  const Owned<GsfInput> storage = child_of(folder, "__substg1.0_3701000D");
  if (storage && GSF_IS_INFILE(storage.get())) {
    GsfInfile* inner = GSF_INFILE(storage.get());
    const bool is_message = static_cast<bool>(child_of(inner, "__properties_version1.0"));
    if (is_message) {
      if (name.empty()) name = tidy(string_property(inner, "0037"));
      if (!name.ends_with(".msg")) name += ".msg";
    }
    const auto file = as_file(inner, root, is_message);
    if (file) return deliver_attachment(sink, name, name, fmt::format("附件{}", number), *file, document);
  }
  return refuse_attachment(sink, name.empty() ? fmt::format("附件{}", number) : name, "附件没有内容，或只是指向别处的链接", document);
}

Status body(GsfInfile* root, FlowDocument& document) {
  if (const std::string text = string_property(root, "1000"); text.find_first_not_of(" \r\n\t") != std::string::npos) {
    append_plain_text(text, document);
    return {};
  }
  std::optional<Bytes> html = property(root, "1013", "0102");
  std::string text = html ? decode_named(*html, declared_html_charset(as_text(*html))) : string_property(root, "1013");
  if (!text.empty()) {
    TRY_ASSIGN(FlowDocument page, read_html(text));
    for (Paragraph& paragraph : page.paragraphs) document.paragraphs.push_back(std::move(paragraph));
  } else if (property(root, "1009", "0102")) {
    document.paragraphs.push_back({"（正文只存为压缩的 RTF，未读出，见原件）", Paragraph::Style::quote});
  }
  return {};
}

}  // namespace

Result<FlowDocument> read_msg(ByteView bytes, const Limits& limits, Sink* sink) {
  static const bool initialised = [] {
    gsf_init();
    return true;
  }();
  (void)initialised;
  if (sink) sink->add_engine(fmt::format("libgsf {}.{}.{}", libgsf_major_version, libgsf_minor_version, libgsf_micro_version));
  const Owned<GsfInput> memory(gsf_input_memory_new(reinterpret_cast<const guint8*>(bytes.data()), static_cast<gsf_off_t>(bytes.size()), FALSE));
  GError* error = nullptr;
  const Owned<GsfInfile> root(gsf_infile_msole_new(memory.get(), &error));
  if (error) g_error_free(error);
  if (!root) return fail(ErrorCode::corrupt, "OLE 文件已损坏");
  std::string from = string_property(root.get(), "0C1A");
  std::string address = string_property(root.get(), "5D01");
  if (address.empty()) address = string_property(root.get(), "0C1F");
  if (address.find('@') != std::string::npos && address != from) from += " <" + address + ">";
  std::string date = time_property(root.get(), 0x00390040);
  if (date.empty()) date = time_property(root.get(), 0x0E060040);
  FlowDocument document;
  append_head({.subject = string_property(root.get(), "0037"),
               .from = from,
               .to = string_property(root.get(), "0E04"),
               .cc = string_property(root.get(), "0E03"),
               .bcc = string_property(root.get(), "0E02"),
               .date = date},
              document);
  TRY(body(root.get(), document));
  int number = 0;
  const int count = gsf_infile_num_children(root.get());
  for (int i = 0; i < count; ++i) {
    const char* name = gsf_infile_name_by_index(root.get(), i);
    if (!name || !std::string_view(name).starts_with("__attach_version1.0_")) continue;
    const Owned<GsfInput> folder(gsf_infile_child_by_index(root.get(), i));
    if (!folder || !GSF_IS_INFILE(folder.get())) continue;
    if (static_cast<std::uint32_t>(++number) > limits.members) return fail(ErrorCode::resource_exhausted, "附件太多");
    TRY(attachment(GSF_INFILE(folder.get()), root.get(), number, sink, document));
  }
  return document;
}

}  // namespace anjuan::extract
