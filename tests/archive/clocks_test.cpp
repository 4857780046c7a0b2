// The clocks of a matter, R-301…: terms worked out by hand from the rules, each with its counter-example.
#include <boost/test/unit_test.hpp>

#include "archive/registry/clocks.hpp"

using namespace anjuan;
using namespace anjuan::registry;

namespace {

CivilDate day(std::string_view text) { return CivilDate::parse(text).value(); }
Dated on(std::string_view text, std::int64_t seq = 0) { return {day(text), seq, ""}; }

const Calendar& calendar() {
  static const Calendar k_calendar = Calendar::builtin().value();
  return k_calendar;
}
const ClockRules& rules() {
  static const ClockRules k_rules = ClockRules::builtin().value();
  return k_rules;
}

/// A claim (申诉求决) of a person with an address: the kind of matter for which most is owed.
ClockFacts claim(std::string_view received) {
  ClockFacts facts;
  facts.received = on(received, 1);
  facts.category = {{Category::claim, facts.received}};
  return facts;
}

std::vector<ClockReading> readings(const ClockFacts& facts, std::string_view as_of) { return read_clocks(facts, day(as_of), rules(), calendar()); }

std::optional<ClockReading> reading(const ClockFacts& facts, std::string_view as_of, std::string_view rule, std::string_view clock) {
  for (const ClockReading& each : readings(facts, as_of)) {
    if (each.rule == rule && each.clock == clock) return each;
  }
  return std::nullopt;
}

/// “2024-01-26 2024-02-10 2024-02-18 在办”: start, nominal, due, state. "-" when the clock is not there.
std::string line(const ClockFacts& facts, std::string_view as_of, std::string_view rule, std::string_view clock) {
  const auto found = reading(facts, as_of, rule, clock);
  if (!found) return "-";
  if (found->state == ClockState::not_owed) return std::string(state_name(found->state));
  return found->start.to_string() + " " + found->nominal.to_string() + " " + found->due.to_string() + " " + std::string(state_name(found->state));
}

bool explains(const ClockFacts& facts, std::string_view as_of, std::string_view rule, std::string_view clock, std::string_view part) {
  const auto found = reading(facts, as_of, rule, clock);
  if (!found) return false;
  for (const std::string& sentence : found->why) {
    if (sentence.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clocks)

// The vectors of R-311 in DOMAIN.
BOOST_AUTO_TEST_CASE(r311_the_vectors_of_the_domain) {
  BOOST_TEST(line(claim("2022-04-29"), "2022-05-01", "R-303", "notice") == "2022-04-29 2022-05-14 2022-05-16 在办");
  BOOST_TEST(line(claim("2023-03-01"), "2023-03-01", "R-303", "notice") == "2023-03-01 2023-03-16 2023-03-16 在办");
  ClockFacts accepted = claim("2023-03-01");
  accepted.accepted = on("2023-03-16", 2);
  BOOST_TEST(line(accepted, "2023-03-20", "R-305", "conclude") == "2023-03-16 2023-05-15 2023-05-15 在办");
  accepted.extensions = {{30, on("2023-05-10", 3), "王部长", std::nullopt}};
  BOOST_TEST(line(accepted, "2023-05-10", "R-305", "conclude") == "2023-03-16 2023-06-14 2023-06-14 在办");
  BOOST_TEST(line(claim("2024-01-26"), "2024-02-01", "R-303", "notice") == "2024-01-26 2024-02-10 2024-02-18 在办");
  BOOST_TEST(explains(claim("2024-01-26"), "2024-02-01", "R-303", "notice", "2024-02-10（星期六，春节假期）休息，顺延到 2024-02-18（星期日，春节调休上班）（R-311）"));
}

BOOST_AUTO_TEST_SUITE_END()
