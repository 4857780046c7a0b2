// The frame of a PDF file: objects written one after the other, their table at the end. Knows nothing of pages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/bytes.hpp"

namespace anjuan::binding {

/// Writes to `sink` as it goes. Every reserved object must be written once before finish().
class PdfFile {
 public:
  using Ref = std::uint32_t;

  explicit PdfFile(ByteSink& sink) : m_sink(sink) {}

  /// A number for an object that others refer to before it is written.
  Ref reserve();
  Status object(Ref ref, std::string_view body);
  /// `entries`: of the dictionary, but for its length. Bytes as they are: `entries` names their filter.
  Status stream(Ref ref, std::string_view entries, ByteView bytes);
  /// As stream(), deflated.
  Status packed_stream(Ref ref, std::string_view entries, ByteView bytes);
  /// `identity` and `version` are 16 bytes each: of the document for ever, and of what it holds.
  Status finish(Ref catalog, Ref info, ByteView identity, ByteView version);

 private:
  Status write(std::string_view text);
  Status begin(Ref ref);

  ByteSink& m_sink;
  std::uint64_t m_at = 0;
  std::vector<std::uint64_t> m_offsets;  ///< by number - 1; 0: not written yet
};

std::string ref_text(PdfFile::Ref ref);
/// Two decimals, no exponent.
std::string number_text(double value);
/// UTF-16BE in hexadecimal, with its mark.
std::string text_string(std::string_view utf8);
std::string hex_text(ByteView bytes);

}  // namespace anjuan::binding
