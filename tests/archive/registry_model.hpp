// A small model of a matter's life, written from DOMAIN §3 and not from the code: what a step needs, and where it
// leads.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "archive/base/civil_date.hpp"

namespace anjuan::test {

/// What the model says of a step: whether it may be taken, or that the model does not decide (days of working
/// calendars).
enum class Verdict { legal, illegal, undecided };

class MatterModel {
 public:
  using Fields = std::map<std::string, std::string>;
  enum class Kind { claim, accusation, suggestion };

  /// Received on `day`; `passed_on`: by another organ, which sent it that day.
  MatterModel(Kind kind, bool anonymous, bool passed_on, CivilDate day)
      : m_kind(kind), m_anonymous(anonymous), m_passed_on(passed_on), m_received(day), m_changed(day) {}

  const std::string& state() const { return m_state; }
  bool open() const;
  std::optional<CivilDate> closed() const { return m_closed; }

  /// A step with all the fields it needs on `day`, done by somebody.
  Verdict judge(const std::string& move, const Fields& fields, CivilDate day) const;
  /// Whether it would change the state, and not end the matter early.
  bool leads_on(const std::string& move) const;
  void take(const std::string& move, const Fields& fields, CivilDate day);

 private:
  std::optional<std::string> target(const std::string& move, const Fields& fields) const;
  bool allowed(const std::string& move, const Fields& fields) const;
  bool in(std::initializer_list<const char*> states) const;
  static std::string value(const Fields& fields, const std::string& name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string() : found->second;
  }

  Kind m_kind;
  bool m_anonymous, m_passed_on;
  CivilDate m_received;
  std::string m_state = "登记";
  CivilDate m_changed;  ///< the day of the newest step that changed the state
  std::optional<CivilDate> m_closed, m_accepted, m_noticed, m_refused, m_replied, m_delivered, m_sent;
  std::string m_mode;
  bool m_audited = false, m_hearing = false, m_extended = false, m_transferred = false, m_important = false, m_objected = false, m_objection_answered = false, m_routed = false, m_original_out = false, m_reviewed = false;
};

}  // namespace anjuan::test
