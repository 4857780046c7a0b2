// Byte strings, and the two small interfaces through which bytes of unknown length flow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archive/base/result.hpp"

namespace anjuan {

using Bytes = std::vector<std::byte>;
using ByteView = std::span<const std::byte>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
inline Bytes to_bytes(std::string_view text) {
  const ByteView view = as_bytes(text);
  return Bytes(view.begin(), view.end());
}

/// Lower-case hexadecimal.
std::string to_hex(ByteView bytes);
/// Accepts lower case only (one spelling everywhere); invalid_argument otherwise.
Result<Bytes> from_hex(std::string_view hex);

/// A stream that is read once. 0 means its end; a short read does not.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  virtual Result<std::size_t> read(std::span<std::byte> buffer) = 0;
};

/// Where a stream goes. The view is valid only during the call.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Status write(ByteView bytes) = 0;
};

class MemorySource final : public ByteSource {
 public:
  /// Borrows `bytes`, which must outlive the source.
  explicit MemorySource(ByteView bytes) : m_rest(bytes) {}
  Result<std::size_t> read(std::span<std::byte> buffer) override;

 private:
  ByteView m_rest;
};

class MemorySink final : public ByteSink {
 public:
  explicit MemorySink(std::size_t limit = SIZE_MAX) : m_limit(limit) {}
  Status write(ByteView bytes) override;
  const Bytes& bytes() const { return m_bytes; }
  Bytes take() { return std::move(m_bytes); }

 private:
  std::size_t m_limit;
  Bytes m_bytes;
};

}  // namespace anjuan
