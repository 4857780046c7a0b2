#include "archive/base/bytes.hpp"

#include <algorithm>

namespace anjuan {

std::string to_hex(ByteView bytes) {
  static constexpr char k_digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::byte b : bytes) {
    out.push_back(k_digits[std::to_integer<unsigned>(b) >> 4]);
    out.push_back(k_digits[std::to_integer<unsigned>(b) & 15]);
  }
  return out;
}

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

Result<Bytes> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return fail(ErrorCode::invalid_argument, "odd number of hexadecimal digits");
  Bytes out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = hex_value(hex[i]);
    const int low = hex_value(hex[i + 1]);
    if (high < 0 || low < 0) return fail(ErrorCode::invalid_argument, "not lower-case hexadecimal: " + std::string(hex));
    out.push_back(static_cast<std::byte>(high << 4 | low));
  }
  return out;
}

Result<std::size_t> MemorySource::read(std::span<std::byte> buffer) {
  const std::size_t n = std::min(buffer.size(), m_rest.size());
  std::copy_n(m_rest.begin(), n, buffer.begin());
  m_rest = m_rest.subspan(n);
  return n;
}

Status MemorySink::write(ByteView bytes) {
  if (bytes.size() > m_limit - m_bytes.size()) {
    return fail(ErrorCode::resource_exhausted, "more than " + std::to_string(m_limit) + " bytes");
  }
  m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
  return {};
}

}  // namespace anjuan
