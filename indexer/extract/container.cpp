#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <optional>

#include "archive/base/utf8.hpp"
#include "indexer/extract/container_rar.hpp"
#include "indexer/extract/container_zip_names.hpp"
#include "indexer/extract/formats.hpp"
#include "indexer/extract/libarchive_reader.hpp"
#include "indexer/extract/member_name.hpp"
#include "indexer/extract/sniff_parts.hpp"
#include "indexer/extract/xml_util.hpp"

namespace anjuan::extract {
namespace {

constexpr std::uint64_t k_ratio_begins = 64u << 20;  // smaller outputs harm nobody, whatever their ratio
constexpr std::uint64_t k_max_ratio = 1000;
constexpr std::size_t k_held = 32u << 20;
constexpr const char* k_encrypted = "已加密";
constexpr std::size_t k_listed = 20'000;              // members named on the container's own pages

/// The filter of a stream compressed on its own (letter.txt.gz, files.tar.xz); none for everything else.
std::optional<int> compressor_filter(std::string_view type) {
  if (type == "application/gzip") return ARCHIVE_FILTER_GZIP;
  if (type == "application/x-bzip2") return ARCHIVE_FILTER_BZIP2;
  if (type == "application/x-xz") return ARCHIVE_FILTER_XZ;
  if (type == "application/zstd") return ARCHIVE_FILTER_ZSTD;
  if (type == "application/x-lz4") return ARCHIVE_FILTER_LZ4;
  if (type == "application/x-lzip") return ARCHIVE_FILTER_LZIP;
  if (type == "application/x-lzop") return ARCHIVE_FILTER_LZOP;
  if (type == "application/x-compress") return ARCHIVE_FILTER_COMPRESS;
  if (type == "application/x-lzma") return ARCHIVE_FILTER_LZMA;
  return std::nullopt;
}

/// "letter.txt.gz" → "letter.txt", "a.tgz" → "a.tar".
std::string name_inside(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  std::string base(slash == std::string_view::npos ? name : name.substr(slash + 1));
  std::string low = base;
  for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  for (const char* suffix : {".gz", ".bz2", ".xz", ".zst", ".lz4", ".lz", ".lzo", ".z", ".lzma"}) {
    if (low.ends_with(suffix) && low.size() > std::string_view(suffix).size()) return base.substr(0, base.size() - std::string_view(suffix).size());
  }
  for (const char* suffix : {".tgz", ".tbz", ".txz", ".tlz", ".taz"}) {
    if (low.ends_with(suffix)) return base.substr(0, base.size() - 4) + ".tar";
  }
  return base.empty() ? "内容" : base;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string shown_size(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} 字节", bytes);
  if (bytes < 1024 * 1024) return fmt::format("{:.1f} KB", static_cast<double>(bytes) / 1024);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / (1024 * 1024));
}

std::string utc(std::int64_t seconds) {
  if (seconds <= 0 || seconds > 253'402'300'799) return {};
  const std::time_t time = seconds;
  std::tm parts{};
  if (!gmtime_r(&time, &parts)) return {};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/// Delivers members and keeps count; the same for extract() and, without a sink, for render().
class Unpacker {
 public:
  Unpacker(const Input& input, const Limits& limits, std::string media_type, Sink* sink)
      : m_input(input), m_limits(limits), m_type(std::move(media_type)), m_sink(sink) {}

  struct Outcome {
    FlowDocument listing;          ///< what was met so far
    std::optional<Error> damage;   ///< why it did not reach the end, or why nothing could be read
  };
  /// Fails only where no listing can be given: nothing recognised, a closed sink, damage in the middle of a member already on its way.
  Result<Outcome> run();

 private:
  Status open(bool raw);
  Result<bool> next(struct ::archive_entry*& entry);
  Member member_of(struct ::archive_entry* entry);
  std::string refusal(struct ::archive_entry* entry, const Member& member) const;
  Status visit(struct ::archive_entry* entry);
  Status deliver(Member& member);
  Status refuse(Member& member, std::string reason);
  Status put(Member& member, ByteView bytes, std::uint64_t& size);
  std::optional<Error> over_limit(std::uint64_t bytes);
  void list(const Member& member, std::optional<std::uint64_t> size);

  const Input& m_input;
  const Limits& m_limits;
  std::string m_type;
  Sink* m_sink;
  Reader m_reader;
  bool m_raw = false;
  std::vector<ZipEntry> m_zip_names;
  std::size_t m_index = 0;
  NameDecoder m_decoder;
  std::uint64_t m_total = 0;
  std::uint32_t m_members = 0, m_encrypted = 0;
  Bytes m_held;         // the beginning of the current member, until it is known to be whole or grows too long to hold
  bool m_begun = false;  // the current member is on its way
  FlowDocument m_listing;
  std::optional<Error> m_damage;
};

Status Unpacker::open(bool raw) {
  m_raw = raw;
  m_reader.reset(archive_read_new());
  if (!m_reader) return fail(ErrorCode::resource_exhausted, "内存不足");
  struct ::archive* reader = m_reader.get();
  if (const std::optional<int> filter = compressor_filter(m_type)) {
    // Exactly this one: a stream that unpacks to itself must not be followed here, nesting is counted by the caller.
    // (libarchive 3.6 crashes when compress is asked for by number.)
    const int added = *filter == ARCHIVE_FILTER_COMPRESS ? archive_read_support_filter_compress(reader) : archive_read_append_filter(reader, *filter);
    if (added != ARCHIVE_OK) return fail(ErrorCode::unsupported, "压缩方法不支持（本机的 libarchive 不带它）");
    // Inside a compressor only what travels that way. A DOCX in a gzip stays one member, and is sniffed when it comes back.
    if (raw) {
      archive_read_support_format_raw(reader);
      archive_read_support_format_empty(reader);
    } else {
      archive_read_support_format_tar(reader);
      archive_read_support_format_cpio(reader);
      archive_read_support_format_ar(reader);
    }
  } else {
    // Never mtree, raw or empty: they take any text for an archive.
    archive_read_support_format_zip(reader);
    archive_read_support_format_7zip(reader);
    archive_read_support_format_rar(reader);
    archive_read_support_format_rar5(reader);
    archive_read_support_format_tar(reader);
    archive_read_support_format_cpio(reader);
    archive_read_support_format_iso9660(reader);
    archive_read_support_format_cab(reader);
    archive_read_support_format_lha(reader);
    archive_read_support_format_xar(reader);
    archive_read_support_format_warc(reader);
    archive_read_support_format_ar(reader);
  }
  const ByteView bytes = m_input.bytes();
  if (archive_read_open_memory(reader, bytes.data(), bytes.size()) != ARCHIVE_OK) return fail(reader_error(reader));
  return {};
}

Result<bool> Unpacker::next(struct ::archive_entry*& entry) {
  const int code = archive_read_next_header(m_reader.get(), &entry);
  if (code == ARCHIVE_EOF) return false;
  if (code == ARCHIVE_OK || code == ARCHIVE_WARN) return true;  // a warning is about a name or a time, not the data
  return fail(reader_error(m_reader.get()));
}

Member Unpacker::member_of(struct ::archive_entry* entry) {
  Member member;
  if (archive_entry_mtime_is_set(entry)) member.modified = utc(archive_entry_mtime(entry));
  if (m_raw) {
    const std::string name = name_inside(m_input.name);
    member.raw_name = to_bytes(name);
    const DecodedName decoded = m_decoder.decode(name);
    member.name = decoded.name;
    member.name_charset = decoded.charset;
    return member;
  }
  const char* path = archive_entry_pathname(entry);
  std::string raw = path ? path : "";
  if (raw.empty()) {
    const char* utf8 = archive_entry_pathname_utf8(entry);
    if (utf8) raw = utf8;
  }
  std::string declared, shown;
  if (m_index < m_zip_names.size()) {
    const ZipEntry& zip = m_zip_names[m_index];
    const bool both_ascii = is_ascii(zip.raw_name) && is_ascii(raw);
    if (both_ascii && !raw.empty() && raw != zip.raw_name) {
      m_zip_names.clear();  // a directory that does not fit the members: trust the members
    } else {
      // The name in an Info-ZIP Unicode Path field, which libarchive prefers, is the better one to show.
      if (!is_utf8(zip.raw_name) && !raw.empty() && is_utf8(raw)) shown = raw;
      raw = zip.raw_name;
      if (zip.utf8_flag && is_utf8(raw)) declared = "UTF-8";
    }
  }
  const DecodedName decoded = m_decoder.decode(shown.empty() ? raw : shown, declared);
  member.raw_name = to_bytes(raw);
  member.name = decoded.name;
  member.name_charset = decoded.charset;
  return member;
}

std::string Unpacker::refusal(struct ::archive_entry* entry, const Member& member) const {
  if (member.name.starts_with("__MACOSX/")) return "macOS 附属信息，未收";
  if (archive_entry_symlink(entry)) return "符号链接，未收";
  switch (archive_entry_filetype(entry)) {
    case AE_IFLNK: return "符号链接，未收";
    case AE_IFCHR:
    case AE_IFBLK: return "设备文件，未收";
    case AE_IFIFO: return "管道文件，未收";
    case AE_IFSOCK: return "套接字，未收";
    default: break;
  }
  if (archive_entry_hardlink(entry) && !(archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0)) return "硬链接，内容在别的成员中，未收";
  if (archive_entry_is_encrypted(entry)) return k_encrypted;
  return {};
}

std::optional<Error> Unpacker::over_limit(std::uint64_t bytes) {
  m_total += bytes;
  if (m_total > m_limits.member_bytes) return Error{ErrorCode::resource_exhausted, "解压后的总量超过上限 " + shown_size(m_limits.member_bytes)};
  if (m_total > k_ratio_begins && m_total / k_max_ratio > m_input.bytes().size()) {
    return Error{ErrorCode::resource_exhausted, fmt::format("压缩比超过 {} 倍，疑为压缩炸弹", k_max_ratio)};
  }
  return std::nullopt;
}

void Unpacker::list(const Member& member, std::optional<std::uint64_t> size) {
  if (m_listing.paragraphs.size() >= k_listed) return;
  std::string row = member.name;
  if (size) row += "\t" + shown_size(*size);
  if (!member.refused.empty()) row += "\t" + member.refused;
  m_listing.paragraphs.push_back({std::move(row), Paragraph::Style::cell_row});
}

Status Unpacker::refuse(Member& member, std::string reason) {
  member.refused = std::move(reason);
  list(member, std::nullopt);
  if (!m_sink) return {};
  TRY(m_sink->begin_member(member));
  return m_sink->end_member();
}

/// Holds back the first megabytes, so that a member which turns out broken is refused instead of being kept as half a document.
Status Unpacker::put(Member& member, ByteView bytes, std::uint64_t& size) {
  size += bytes.size();
  if (!m_sink) return {};
  if (!m_begun && m_held.size() + bytes.size() <= k_held) {
    m_held.insert(m_held.end(), bytes.begin(), bytes.end());
    return {};
  }
  if (!m_begun) {
    m_begun = true;
    TRY(m_sink->begin_member(member));
    TRY(m_sink->member_bytes(m_held));
    m_held.clear();
  }
  return m_sink->member_bytes(bytes);
}

Status Unpacker::deliver(Member& member) {
  static const Bytes k_zeros(64 * 1024);
  m_held.clear();
  m_begun = false;
  std::uint64_t size = 0;
  std::optional<Error> broken;
  bool fatal = false;
  for (;;) {
    const void* data = nullptr;
    std::size_t length = 0;
    la_int64_t offset = 0;
    const int code = archive_read_data_block(m_reader.get(), &data, &length, &offset);
    if (code == ARCHIVE_EOF) break;
    if (code == ARCHIVE_RETRY) continue;
    if (code != ARCHIVE_OK) {  // a warning here is a checksum that does not fit
      broken = reader_error(m_reader.get());
      fatal = code == ARCHIVE_FATAL;
      break;
    }
    const std::uint64_t begin = offset > 0 ? std::max<std::uint64_t>(static_cast<std::uint64_t>(offset), size) : size;
    broken = over_limit(begin - size + length);
    if (broken) {
      fatal = true;
      break;
    }
    while (size < begin) TRY(put(member, {k_zeros.data(), std::min<std::size_t>(begin - size, k_zeros.size())}, size));  // a hole
    TRY(put(member, {static_cast<const std::byte*>(data), length}, size));
  }
  if (broken) {
    if (m_begun) return fail(broken->code, member.name + "：" + broken->message);  // the receiver drops what it has of it
    if (fatal) m_damage = broken;
    if (broken->code == ErrorCode::denied) ++m_encrypted;
    if (broken->code == ErrorCode::corrupt && !m_damage) m_damage = Error{ErrorCode::corrupt, "部分成员已损坏：" + member.name};
    return refuse(member, broken->message);
  }
  list(member, size);
  if (!m_sink) return {};
  if (!m_begun) {
    TRY(m_sink->begin_member(member));
    if (!m_held.empty()) TRY(m_sink->member_bytes(m_held));
  }
  return m_sink->end_member();
}

Status Unpacker::visit(struct ::archive_entry* entry) {
  Member member = member_of(entry);
  ++m_index;
  if (archive_entry_filetype(entry) == AE_IFDIR) return {};
  if (m_members >= m_limits.members) {
    m_damage = Error{ErrorCode::resource_exhausted, fmt::format("成员数超过上限 {}", m_limits.members)};
    return {};
  }
  ++m_members;
  std::string reason = refusal(entry, member);
  if (reason == k_encrypted) ++m_encrypted;
  return reason.empty() ? deliver(member) : refuse(member, std::move(reason));
}

/// A cabinet that promises more bytes than there are. libarchive's reader does not survive some of these.
bool is_torn_cabinet(std::string_view bytes) {
  return bytes.starts_with("MSCF") && (bytes.size() < 36 || le32_at(bytes, 8) > bytes.size() || le32_at(bytes, 16) >= bytes.size());
}

Result<Unpacker::Outcome> Unpacker::run() {
  const bool compressor = compressor_filter(m_type).has_value();
  const bool bytes_names = compressor || m_type == "application/x-tar" || m_type == "application/x-cpio" || m_type == "application/x-archive";
  const NameLocale locale(bytes_names ? NameLocale::Kind::bytes : NameLocale::Kind::utf8);
  if (m_type == "application/zip") m_zip_names = read_zip_directory(m_input.bytes(), std::size_t{m_limits.members} + 1);
  const std::optional<std::string> volume = volume_of(m_input);
  if (is_torn_cabinet(as_text(m_input.bytes()))) return fail(ErrorCode::corrupt, "文件不完整");
  const bool encrypted = rar5_has_encrypted_files(m_input.bytes());
  const auto explained = [&](Error error) {
    if (encrypted) return Error{ErrorCode::denied, "已加密，需要口令"};
    if (volume && error.code != ErrorCode::denied) return Error{ErrorCode::unsupported, *volume + "，须与其他各卷合在一起才能解开"};
    return error;
  };
  struct ::archive_entry* entry = nullptr;
  Status opened = open(false);
  auto more = opened ? next(entry) : Result<bool>(fail(opened.error()));
  if (compressor && (!more || !*more)) {
    TRY(open(true));
    more = next(entry);
  }
  while (more && *more) {
    if (auto status = visit(entry); !status) return fail(explained(status.error()));
    if (m_damage && m_damage->code != ErrorCode::corrupt) break;
    if (m_raw) break;
    more = next(entry);
  }
  if (!more && !m_damage) m_damage = more.error();
  if (m_damage) m_damage = explained(*m_damage);
  if (m_members == 0 && m_damage) return fail(*m_damage);
  if (!m_damage && m_encrypted > 0 && m_encrypted == m_members) m_damage = Error{ErrorCode::denied, "全部成员已加密，需要口令"};
  return Outcome{std::move(m_listing), m_damage};
}

class ContainerExtractor final : public Extractor {
 public:
  explicit ContainerExtractor(std::string media_type) : m_media_type(std::move(media_type)) {}

  Status extract(const Input& input, const Limits& limits, Sink& sink) override {
    sink.add_engine(fmt::format("libarchive {}", archive_version_string() + std::string_view("libarchive ").size()));
    TRY_ASSIGN(const Unpacker::Outcome outcome, Unpacker(input, limits, m_media_type, &sink).run());
    TRY(lay_out(outcome.listing, limits, sink));
    if (outcome.damage) return fail(*outcome.damage);
    return {};
  }

  Result<PageImage> render(const Input& input, const Limits& limits, std::uint32_t number, double dpi) override {
    TRY_ASSIGN(const Unpacker::Outcome outcome, Unpacker(input, limits, m_media_type, nullptr).run());
    return draw_page(outcome.listing, limits, number, dpi);
  }

 private:
  std::string m_media_type;
};

}  // namespace

std::unique_ptr<Extractor> make_container(std::string media_type) { return std::make_unique<ContainerExtractor>(std::move(media_type)); }

}  // namespace anjuan::extract
