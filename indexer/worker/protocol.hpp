// The words that supervisor and helper exchange: schemas/formats/helper-protocol.md. Used by both sides; parses no document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archive/base/bytes.hpp"
#include "indexer/text/positioned_text.hpp"
#include "indexer/text/table.hpp"
#include "indexer/worker/leaf.hpp"
#include "indexer/worker/page_codes.hpp"
#include "indexer/worker/page_ink.hpp"

namespace anjuan::helper {

constexpr std::uint32_t k_protocol_version = 6;
/// Where the zygote finds the control socket, and the child its input and its pipe.
constexpr int k_control_fd = 3, k_input_fd = 3, k_output_fd = 4;

constexpr std::size_t k_max_member_bytes_frame = 1u << 20;
constexpr std::size_t k_max_marks = 2000;
/// Ranges of one cut, or of pages whose ink is asked for.
constexpr std::size_t k_max_spans = 5000;
/// Stamped pages of one request, and the text of one cell or number.
constexpr std::size_t k_max_stamps = 500, k_max_cell_bytes = 60;
/// Of a sheet's name; spreadsheets allow 31 characters.
constexpr std::size_t k_max_sheet_bytes = 400;

enum class RequestKind : std::uint8_t { extract = 1, render = 2, sandbox = 3, convert = 4, print = 5, codes = 6, cut = 7, table = 8, ink = 9, leaves = 10 };

struct Request {
  RequestKind kind = RequestKind::extract;
  std::uint64_t memory_bytes = 0;
  std::uint32_t cpu_seconds = 0;
  std::uint32_t pages = 0;
  std::uint64_t output_bytes = 0;
  std::uint64_t member_bytes = 0;
  std::uint32_t members = 0;
  std::uint32_t page = 0;
  double dpi = 0;
  std::string name;
  std::string media_type;
  std::vector<Box> marks;
  std::vector<PageSpan> spans;
  std::string sheet;
  std::vector<PageStamp> stamps;
  bool recognise = true;
};
Bytes encode_request(const Request& request);
std::optional<Request> decode_request(ByteView bytes);

/// How the child of the last request ended.
struct Exited {
  std::uint32_t signal = 0;
  std::uint32_t code = 0;
  std::uint64_t memory_kib = 0;
  std::uint64_t cpu_ms = 0;
  bool killed = false;  ///< by our own request
};
Bytes encode_exited(const Exited& exited);
std::optional<Exited> decode_exited(ByteView bytes);

enum class FrameType : std::uint8_t {
  ready = 1, page = 2, member = 3, member_bytes = 4, member_end = 5, answer = 6, done = 7, error = 8, convert = 9, recognised = 10, codes = 11, row = 12, ink = 13, leaf = 14,
};

struct Ready {
  std::string parts;
  bool complete = false;
};
struct MemberHead {
  Bytes raw_name;
  std::string name, charset, refused, modified;
};
struct Done {
  std::string media_type, title;
  std::vector<std::string> engines;
};
struct Failure {
  ErrorCode code = ErrorCode::internal;
  std::string media_type, reason;
};

Bytes encode_ready(const Ready& ready);
Bytes encode_page(const TextPage& page);
Bytes encode_member(const MemberHead& member);
Bytes encode_done(const Done& done);
Bytes encode_failure(const Failure& failure);
Bytes encode_text(std::string_view text);
Bytes encode_codes(const PageCodes& page);
Bytes encode_row(const TableRow& row);
Bytes encode_ink(const PageInk& page);
Bytes encode_leaf(std::uint32_t page, ByteView jpeg);

/// These validate as the document says; nullopt for what a sound helper would not have sent.
std::optional<Ready> decode_ready(ByteView bytes);
std::optional<TextPage> decode_page(ByteView bytes);
std::optional<MemberHead> decode_member(ByteView bytes);
std::optional<Done> decode_done(ByteView bytes);
std::optional<Failure> decode_failure(ByteView bytes);
std::optional<std::string> decode_text_frame(ByteView bytes);
std::optional<PageCodes> decode_codes(ByteView bytes);
std::optional<TableRow> decode_row(ByteView bytes);
std::optional<PageInk> decode_ink(ByteView bytes);
std::optional<Leaf> decode_leaf(ByteView bytes);

}  // namespace anjuan::helper
