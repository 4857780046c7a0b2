#include "indexer/worker/protocol.hpp"

#include <algorithm>
#include <cmath>

#include "archive/base/utf8.hpp"
#include "indexer/worker/wire.hpp"

namespace anjuan::helper {

namespace {

constexpr double k_max_page_pt = 200'000;
constexpr std::size_t k_max_engines = 64;
/// More codes than a sheet of labels bears, longer than the largest QR code.
constexpr std::uint32_t k_max_codes = 200;
constexpr std::size_t k_max_code_bytes = 8000;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

/// One line of sound text that may be shown and logged: UTF-8 without controls, of bounded length.
bool is_plain(std::string_view text, std::size_t max_bytes) {
  return text.size() <= max_bytes && is_utf8(text) && std::none_of(text.begin(), text.end(), is_control);
}

/// Sound text with line breaks and tabs, as a cell holds it.
bool is_cell(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) { return is_control(c) && c != '\n' && c != '\t'; });
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void put_box(wire::Writer& out, const Box& box) {
  out.put(box.x), out.put(box.y), out.put(box.w), out.put(box.h);
}

Box get_box(wire::Reader& in) {
  Box box;
  box.x = in.get<std::int32_t>(), box.y = in.get<std::int32_t>(), box.w = in.get<std::int32_t>(), box.h = in.get<std::int32_t>();
  return box;
}

/// The part of the box that lies on the page.
Box clamped(const Box& box) {
  const auto part = [](std::int64_t at, std::int64_t size, std::int32_t& out_at, std::int32_t& out_size) {
    const std::int64_t begin = std::clamp<std::int64_t>(at, 0, k_page_units), end = std::clamp<std::int64_t>(at + std::max<std::int64_t>(size, 0), begin, k_page_units);
    out_at = static_cast<std::int32_t>(begin);
    out_size = static_cast<std::int32_t>(end - begin);
  };
  Box out;
  part(box.x, box.w, out.x, out.w);
  part(box.y, box.h, out.y, out.h);
  return out;
}

bool read_line(wire::Reader& in, TextLine& line) {
  line.text = in.get_text();
  line.box = clamped(get_box(in));
  line.vertical = in.get<std::uint8_t>() != 0;
  line.edges = in.get_all<std::int32_t>();
  line.confidence = in.get_all<std::uint8_t>();
  if (!in.ok() || !is_utf8(line.text) || line.text.find('\n') != std::string::npos) return false;
  const std::size_t count = code_points(line.text);
  if (!line.edges.empty() && line.edges.size() != count + 1) return false;
  if (!line.confidence.empty() && line.confidence.size() != count) return false;
  for (std::int32_t& edge : line.edges) edge = std::clamp(edge, 0, k_page_units);
  for (std::uint8_t& value : line.confidence) value = std::min<std::uint8_t>(value, 100);
  return true;
}

void put_stamp(wire::Writer& out, const PageStamp& stamp) {
  out.put(stamp.page), out.put_text(stamp.number), out.put(static_cast<std::uint8_t>(stamp.on_left)), out.put(static_cast<std::uint8_t>(stamp.cells.size()));
  for (const std::string& cell : stamp.cells) out.put_text(cell);
}

bool get_stamp(wire::Reader& in, PageStamp& stamp) {
  stamp.page = in.get<std::uint32_t>(), stamp.number = in.get_text(), stamp.on_left = in.get<std::uint8_t>() != 0;
  const auto cells = in.get<std::uint8_t>();
  if (!in.ok() || !is_plain(stamp.number, k_max_cell_bytes) || (cells != 0 && cells != k_stamp_cells)) return false;
  for (std::uint8_t i = 0; i < cells; ++i) {
    stamp.cells.push_back(in.get_text());
    if (!is_plain(stamp.cells.back(), k_max_cell_bytes)) return false;
  }
  return in.ok();
}

}  // namespace

Bytes encode_request(const Request& request) {
  wire::Writer out;
  out.put('R');
  out.put(static_cast<std::uint8_t>(request.kind));
  out.put(request.memory_bytes), out.put(request.cpu_seconds), out.put(request.pages), out.put(request.output_bytes);
  out.put(request.member_bytes), out.put(request.members), out.put(request.page), out.put(request.dpi);
  out.put_text(request.name), out.put_text(request.media_type);
  out.put(static_cast<std::uint32_t>(request.marks.size()));
  for (const Box& mark : request.marks) put_box(out, mark);
  out.put(static_cast<std::uint32_t>(request.spans.size()));
  for (const PageSpan& span : request.spans) out.put(span.first), out.put(span.last);
  out.put_text(request.sheet);
  out.put(static_cast<std::uint32_t>(request.stamps.size()));
  for (const PageStamp& stamp : request.stamps) put_stamp(out, stamp);
  out.put(static_cast<std::uint8_t>(request.recognise));
  return out.bytes();
}

std::optional<Request> decode_request(ByteView bytes) {
  wire::Reader in(bytes);
  Request request;
  if (in.get<char>() != 'R') return std::nullopt;
  request.kind = static_cast<RequestKind>(in.get<std::uint8_t>());
  request.memory_bytes = in.get<std::uint64_t>(), request.cpu_seconds = in.get<std::uint32_t>(), request.pages = in.get<std::uint32_t>();
  request.output_bytes = in.get<std::uint64_t>(), request.member_bytes = in.get<std::uint64_t>(), request.members = in.get<std::uint32_t>();
  request.page = in.get<std::uint32_t>(), request.dpi = in.get<double>();
  request.name = in.get_text(), request.media_type = in.get_text();
  const std::uint32_t marks = in.get<std::uint32_t>();
  if (marks > k_max_marks) return std::nullopt;
  for (std::uint32_t i = 0; i < marks; ++i) request.marks.push_back(get_box(in));
  const std::uint32_t spans = in.get<std::uint32_t>();
  if (spans > k_max_spans) return std::nullopt;
  for (std::uint32_t i = 0; i < spans; ++i) {
    const auto first = in.get<std::uint32_t>();
    request.spans.push_back({first, in.get<std::uint32_t>()});
  }
  request.sheet = in.get_text();
  const std::uint32_t stamps = in.get<std::uint32_t>();
  if (stamps > k_max_stamps) return std::nullopt;
  for (std::uint32_t i = 0; i < stamps; ++i) {
    request.stamps.emplace_back();
    if (!get_stamp(in, request.stamps.back())) return std::nullopt;
  }
  request.recognise = in.get<std::uint8_t>() != 0;
  if (!in.at_end() || request.sheet.size() > k_max_sheet_bytes) return std::nullopt;
  return request;
}

Bytes encode_exited(const Exited& exited) {
  wire::Writer out;
  out.put('E');
  out.put(exited.signal), out.put(exited.code), out.put(exited.memory_kib), out.put(exited.cpu_ms), out.put(static_cast<std::uint8_t>(exited.killed));
  return out.bytes();
}

std::optional<Exited> decode_exited(ByteView bytes) {
  wire::Reader in(bytes);
  if (in.get<char>() != 'E') return std::nullopt;
  Exited exited;
  exited.signal = in.get<std::uint32_t>(), exited.code = in.get<std::uint32_t>(), exited.memory_kib = in.get<std::uint64_t>();
  exited.cpu_ms = in.get<std::uint64_t>(), exited.killed = in.get<std::uint8_t>() != 0;
  if (!in.at_end()) return std::nullopt;
  return exited;
}

Bytes encode_ready(const Ready& ready) {
  wire::Writer out;
  out.put_text(ready.parts);
  out.put(static_cast<std::uint8_t>(ready.complete));
  return out.bytes();
}

std::optional<Ready> decode_ready(ByteView bytes) {
  wire::Reader in(bytes);
  Ready ready{in.get_text(), in.get<std::uint8_t>() != 0};
  if (!in.at_end() || !is_plain(ready.parts, 200)) return std::nullopt;
  return ready;
}

Bytes encode_page(const TextPage& page) {
  wire::Writer out;
  out.put(page.width_pt), out.put(page.height_pt), out.put(static_cast<std::uint8_t>(page.source));
  out.put_text(page.note);
  out.put(static_cast<std::uint32_t>(page.lines.size()));
  for (const TextLine& line : page.lines) {
    out.put_text(line.text);
    put_box(out, line.box);
    out.put(static_cast<std::uint8_t>(line.vertical));
    out.put_all(line.edges);
    out.put_all(line.confidence);
  }
  return out.bytes();
}

std::optional<TextPage> decode_page(ByteView bytes) {
  wire::Reader in(bytes);
  TextPage page;
  page.width_pt = in.get<double>(), page.height_pt = in.get<double>();
  const auto source = in.get<std::uint8_t>();
  page.note = in.get_text();
  const std::uint32_t lines = in.get<std::uint32_t>();
  if (!in.ok() || source > static_cast<std::uint8_t>(TextSource::layout) || !is_plain(page.note, 500)) return std::nullopt;
  if (!std::isfinite(page.width_pt) || !std::isfinite(page.height_pt)) return std::nullopt;
  page.width_pt = std::clamp(page.width_pt, 1.0, k_max_page_pt);
  page.height_pt = std::clamp(page.height_pt, 1.0, k_max_page_pt);
  page.source = static_cast<TextSource>(source);
  for (std::uint32_t i = 0; i < lines; ++i) {
    TextLine line;
    if (!read_line(in, line)) return std::nullopt;
    page.lines.push_back(std::move(line));
  }
  if (!in.at_end()) return std::nullopt;
  return page;
}

Bytes encode_member(const MemberHead& member) {
  wire::Writer out;
  out.put_bytes(member.raw_name);
  for (const std::string* text : {&member.name, &member.charset, &member.refused, &member.modified}) out.put_text(*text);
  return out.bytes();
}

std::optional<MemberHead> decode_member(ByteView bytes) {
  wire::Reader in(bytes);
  MemberHead member;
  const ByteView raw = in.get_bytes();
  member.raw_name.assign(raw.begin(), raw.end());
  member.name = in.get_text(), member.charset = in.get_text(), member.refused = in.get_text(), member.modified = in.get_text();
  if (!in.at_end() || raw.size() > 65'536 || member.name.empty()) return std::nullopt;
  if (!is_plain(member.name, 65'536) || !is_plain(member.charset, 40) || !is_plain(member.refused, 500) || !is_plain(member.modified, 40)) return std::nullopt;
  return member;
}

Bytes encode_done(const Done& done) {
  wire::Writer out;
  out.put_text(done.media_type), out.put_text(done.title);
  out.put(static_cast<std::uint32_t>(done.engines.size()));
  for (const std::string& engine : done.engines) out.put_text(engine);
  return out.bytes();
}

std::optional<Done> decode_done(ByteView bytes) {
  wire::Reader in(bytes);
  Done done{in.get_text(), in.get_text(), {}};
  const std::uint32_t engines = in.get<std::uint32_t>();
  if (engines > k_max_engines || !is_plain(done.media_type, 200) || !is_plain(done.title, 4000)) return std::nullopt;
  for (std::uint32_t i = 0; i < engines; ++i) {
    done.engines.push_back(in.get_text());
    if (!is_plain(done.engines.back(), 200)) return std::nullopt;
  }
  if (!in.at_end()) return std::nullopt;
  return done;
}

Bytes encode_failure(const Failure& failure) {
  wire::Writer out;
  out.put(static_cast<std::uint8_t>(failure.code));
  out.put_text(failure.media_type), out.put_text(failure.reason);
  return out.bytes();
}

std::optional<Failure> decode_failure(ByteView bytes) {
  wire::Reader in(bytes);
  const auto code = in.get<std::uint8_t>();
  Failure failure{static_cast<ErrorCode>(code), in.get_text(), in.get_text()};
  if (!in.at_end() || code > static_cast<std::uint8_t>(ErrorCode::internal)) return std::nullopt;
  if (!is_plain(failure.media_type, 200) || !is_plain(failure.reason, 1000) || failure.reason.empty()) return std::nullopt;
  return failure;
}

Bytes encode_text(std::string_view text) {
  wire::Writer out;
  out.put_text(text);
  return out.bytes();
}

std::optional<std::string> decode_text_frame(ByteView bytes) {
  wire::Reader in(bytes);
  std::string text = in.get_text();
  if (!in.at_end() || !is_plain(text, 200)) return std::nullopt;
  return text;
}

Bytes encode_codes(const PageCodes& page) {
  wire::Writer out;
  out.put(page.page);
  out.put(static_cast<std::uint32_t>(page.codes.size()));
  for (const PageCode& code : page.codes) {
    out.put_text(code.text);
    put_box(out, code.box);
  }
  return out.bytes();
}

std::optional<PageCodes> decode_codes(ByteView bytes) {
  wire::Reader in(bytes);
  PageCodes page;
  page.page = in.get<std::uint32_t>();
  const std::uint32_t codes = in.get<std::uint32_t>();
  if (!in.ok() || codes > k_max_codes) return std::nullopt;
  for (std::uint32_t i = 0; i < codes; ++i) {
    PageCode code{in.get_text(), {}};
    code.box = clamped(get_box(in));
    if (!in.ok() || !is_plain(code.text, k_max_code_bytes)) return std::nullopt;
    page.codes.push_back(std::move(code));
  }
  if (!in.at_end()) return std::nullopt;
  return page;
}

Bytes encode_row(const TableRow& row) {
  wire::Writer out;
  out.put(static_cast<std::uint32_t>(row.number));
  out.put(static_cast<std::uint32_t>(row.cells.size()));
  for (const std::string& cell : row.cells) out.put_text(cell);
  return out.bytes();
}

std::optional<TableRow> decode_row(ByteView bytes) {
  wire::Reader in(bytes);
  TableRow row;
  row.number = in.get<std::uint32_t>();
  const std::uint32_t cells = in.get<std::uint32_t>();
  if (!in.ok() || row.number == 0 || row.number > k_most_rows || cells == 0 || cells > k_most_columns) return std::nullopt;
  for (std::uint32_t i = 0; i < cells; ++i) {
    row.cells.push_back(in.get_text());
    if (!in.ok() || !is_cell(row.cells.back())) return std::nullopt;
  }
  if (!in.at_end() || row.cells.back().empty()) return std::nullopt;
  return row;
}

Bytes encode_ink(const PageInk& page) {
  wire::Writer out;
  out.put(page.page), out.put(page.area);
  return out.bytes();
}

std::optional<PageInk> decode_ink(ByteView bytes) {
  wire::Reader in(bytes);
  PageInk page;
  page.page = in.get<std::uint32_t>(), page.area = in.get<std::uint32_t>();
  if (!in.at_end() || page.page == 0) return std::nullopt;
  return page;
}

Bytes encode_leaf(std::uint32_t page, ByteView jpeg) {
  wire::Writer out;
  out.put(page), out.put_bytes(jpeg);
  return out.bytes();
}

std::optional<Leaf> decode_leaf(ByteView bytes) {
  wire::Reader in(bytes);
  const auto page = in.get<std::uint32_t>();
  const ByteView jpeg = in.get_bytes();
  return in.at_end() ? leaf_of(page, jpeg) : std::nullopt;
}

}  // namespace anjuan::helper
