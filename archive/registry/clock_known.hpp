// What was known of a matter on a day: the one place where the future is left out (inside the room; others read clocks.hpp).
#pragma once

#include "archive/registry/clocks.hpp"

namespace anjuan::registry {

/// The earlier of two, by day and then by the order of the journal.
inline bool before(const Dated& a, const Dated& b) { return a.on != b.on ? a.on < b.on : a.seq < b.seq; }

class KnownFacts {
 public:
  KnownFacts(const ClockFacts& facts, CivilDate as_of) : m_facts(facts), m_as_of(as_of) {}

  const ClockFacts& facts() const { return m_facts; }
  CivilDate as_of() const { return m_as_of; }
  bool happened(const Dated& event) const { return event.on <= m_as_of; }
  /// Null when it has not happened yet.
  const Dated* seen(const std::optional<Dated>& event) const { return event && happened(*event) ? &*event : nullptr; }

  /// The first time it happened; of the events that may repeat, the first after `after` (null: ever).
  const Dated* first(ClockEvent event, const Dated* after) const;
  /// Which of them happened first, and `which` it was; null when none did.
  const Dated* earliest(const std::vector<ClockEvent>& events, const Dated* after, ClockEvent& which) const;
  /// The last reopening, or null.
  const Dated* reopened() const { return last(m_facts.reopened); }
  /// The last time earlier replies and closings lost their worth: reopening or 退回重办.
  const Dated* undone() const;

  Category category() const { return newest(m_facts.category, Category::other); }
  bool addressable() const { return newest(m_facts.addressable, true); }

 private:
  const Dated* last(const std::vector<Dated>& events) const;
  template <class T>
  T newest(const std::vector<Since<T>>& values, T otherwise) const {
    const Since<T>* found = nullptr;
    for (const Since<T>& value : values) {
      if (happened(value.at) && (found == nullptr || !before(value.at, found->at))) found = &value;
    }
    return found == nullptr ? otherwise : found->value;
  }

  const ClockFacts& m_facts;
  CivilDate m_as_of;
};

}  // namespace anjuan::registry
