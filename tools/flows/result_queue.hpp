// Results on their way from many workers to one owner, bounded by the bytes they hold.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

namespace anjuan::flows {

/// Thread-safe. A value larger than the whole bound is let in when the queue is empty.
template <class T>
class ResultQueue {
 public:
  explicit ResultQueue(std::uint64_t bound) : m_bound(bound) {}

  /// Waits for room. False when the owner has closed the queue: the value is dropped.
  bool push(T value, std::uint64_t weight) {
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [&] { return m_closed || m_entries.empty() || m_weight + weight <= m_bound; });
    if (m_closed) return false;
    m_weight += weight;
    m_entries.push_back({std::move(value), weight});
    m_filled.notify_one();
    return true;
  }

  std::optional<T> pop(std::chrono::milliseconds patience) {
    std::unique_lock lock(m_mutex);
    m_filled.wait_for(lock, patience, [&] { return m_closed || !m_entries.empty(); });
    if (m_entries.empty()) return std::nullopt;
    std::optional<T> value(std::move(m_entries.front().value));
    m_weight -= m_entries.front().weight;
    m_entries.pop_front();
    m_room.notify_all();
    return value;
  }

  void close() {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    m_entries.clear();
    m_weight = 0;
    m_room.notify_all();
    m_filled.notify_all();
  }

  bool closed() const {
    const std::lock_guard lock(m_mutex);
    return m_closed;
  }

 private:
  struct Entry {
    T value;
    std::uint64_t weight;
  };
  mutable std::mutex m_mutex;
  std::condition_variable m_room, m_filled;
  std::deque<Entry> m_entries;
  std::uint64_t m_bound, m_weight = 0;
  bool m_closed = false;
};

}  // namespace anjuan::flows
