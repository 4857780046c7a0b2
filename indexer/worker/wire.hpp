// Little-endian fields of the helper protocol.
#pragma once

#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "archive/base/bytes.hpp"

namespace anjuan::wire {

static_assert(std::endian::native == std::endian::little, "fields are copied as they stand in memory");

class Writer {
 public:
  template <class T>
    requires std::is_arithmetic_v<T>
  void put(T value) {
    const auto* bytes = reinterpret_cast<const std::byte*>(&value);
    m_bytes.insert(m_bytes.end(), bytes, bytes + sizeof value);
  }
  void put_bytes(ByteView bytes) {
    put(static_cast<std::uint32_t>(bytes.size()));
    m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
  }
  void put_text(std::string_view text) { put_bytes(as_bytes(text)); }
  /// A counted run of numbers.
  template <class T>
  void put_all(const std::vector<T>& values) {
    put(static_cast<std::uint32_t>(values.size()));
    const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
    m_bytes.insert(m_bytes.end(), bytes, bytes + values.size() * sizeof(T));
  }
  const Bytes& bytes() const { return m_bytes; }
  void clear() { m_bytes.clear(); }

 private:
  Bytes m_bytes;
};

/// After the first field that does not fit, every further one is zero or empty and ok() is false: check once, at the end.
class Reader {
 public:
  explicit Reader(ByteView bytes) : m_rest(bytes) {}
  template <class T>
    requires std::is_arithmetic_v<T>
  T get() {
    T value{};
    const ByteView field = take(sizeof value);
    if (!field.empty()) std::memcpy(&value, field.data(), sizeof value);
    return value;
  }
  ByteView get_bytes() { return take(get<std::uint32_t>()); }
  std::string get_text() { return std::string(as_text(get_bytes())); }
  template <class T>
  std::vector<T> get_all() {
    const std::size_t count = get<std::uint32_t>();
    // The bytes must be there before memory is taken for them.
    const ByteView field = count > m_rest.size() / sizeof(T) ? take(SIZE_MAX) : take(count * sizeof(T));
    std::vector<T> values(field.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), field.data(), field.size());
    return values;
  }
  bool ok() const { return m_ok; }
  bool at_end() const { return m_ok && m_rest.empty(); }

 private:
  ByteView take(std::size_t size) {
    if (!m_ok || size > m_rest.size()) {
      m_ok = false;
      m_rest = {};
      return {};
    }
    const ByteView field = m_rest.first(size);
    m_rest = m_rest.subspan(size);
    return field;
  }
  ByteView m_rest;
  bool m_ok = true;
};

}  // namespace anjuan::wire
