#include "archive/registry/clock_known.hpp"

namespace anjuan::registry {

namespace {

const std::vector<Dated>* repeated(const ClockFacts& facts, ClockEvent event) {
  switch (event) {
    case ClockEvent::replied: return &facts.replied;
    case ClockEvent::delivered: return &facts.delivered;
    case ClockEvent::concluded: return &facts.concluded;
    case ClockEvent::slip_answered: return &facts.slip_answered;
    case ClockEvent::slip_objected: return &facts.slip_objected;
    default: return nullptr;
  }
}

const std::optional<Dated>* single(const ClockFacts& facts, ClockEvent event) {
  switch (event) {
    case ClockEvent::disposed: return &facts.disposed;
    case ClockEvent::transferred_in: return &facts.transferred_in;
    case ClockEvent::answered_transfer: return &facts.answered_transfer;
    case ClockEvent::objected: return &facts.objected;
    case ClockEvent::noticed: return &facts.noticed;
    case ClockEvent::accepted: return &facts.accepted;
    case ClockEvent::refused: return &facts.refused;
    case ClockEvent::routed_elsewhere: return &facts.routed_elsewhere;
    case ClockEvent::transferred_out: return &facts.transferred_out;
    case ClockEvent::fed_back: return &facts.fed_back;
    case ClockEvent::review_requested: return &facts.review_requested;
    case ClockEvent::review_answered: return &facts.review_answered;
    case ClockEvent::review_delivered: return &facts.review_delivered;
    case ClockEvent::rereview_requested: return &facts.rereview_requested;
    case ClockEvent::rereview_answered: return &facts.rereview_answered;
    case ClockEvent::withdrawn: return &facts.withdrawn;
    case ClockEvent::merged: return &facts.merged;
    default: return nullptr;
  }
}

/// After a reopening these say nothing about the new handling; all other single events stand for good.
bool belongs_to_one_handling(ClockEvent event) {
  return event == ClockEvent::refused || event == ClockEvent::transferred_out || event == ClockEvent::routed_elsewhere ||
         event == ClockEvent::withdrawn;
}

}  // namespace

const Dated* KnownFacts::first(ClockEvent event, const Dated* after) const {
  if (event == ClockEvent::received) return happened(m_facts.received) ? &m_facts.received : nullptr;
  if (event == ClockEvent::assigned) {
    return m_facts.assigned && happened(m_facts.assigned->received) ? &m_facts.assigned->received : nullptr;
  }
  if (const auto* one = single(m_facts, event)) {
    const Dated* found = seen(*one);
    const Dated* restart = reopened();
    const bool past = found != nullptr && restart != nullptr && belongs_to_one_handling(event) && before(*found, *restart);
    return past ? nullptr : found;
  }
  const std::vector<Dated>* events = repeated(m_facts, event);
  if (events == nullptr) return nullptr;  // what names a day stands in limits, each with its own end
  const Dated* found = nullptr;
  for (const Dated& each : *events) {
    if (!happened(each) || (after != nullptr && !before(*after, each))) continue;
    if (found == nullptr || before(each, *found)) found = &each;
  }
  return found;
}

const Dated* KnownFacts::earliest(const std::vector<ClockEvent>& events, const Dated* after, ClockEvent& which) const {
  const Dated* found = nullptr;
  for (const ClockEvent event : events) {
    const Dated* each = first(event, after);
    if (each == nullptr || (found != nullptr && !before(*each, *found))) continue;
    found = each;
    which = event;
  }
  return found;
}

const Dated* KnownFacts::last(const std::vector<Dated>& events) const {
  const Dated* found = nullptr;
  for (const Dated& each : events) {
    if (happened(each) && (found == nullptr || !before(each, *found))) found = &each;
  }
  return found;
}

const Dated* KnownFacts::undone() const {
  const Dated* again = last(m_facts.reworked);
  const Dated* restart = reopened();
  if (again == nullptr || restart == nullptr) return again == nullptr ? restart : again;
  return before(*again, *restart) ? restart : again;
}

}  // namespace anjuan::registry
