// What holds of every reading of every matter, also of odd ones: random histories with fixed seeds.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <random>

#include "tests/archive/clocks_fixture.hpp"

using namespace anjuan;
using namespace anjuan::registry;

namespace {

std::string whole(const ClockReading& reading) {
  std::string text = reading.set + " " + reading.clock + " " + line(reading) + (reading.beyond_calendar ? " ?" : "") + " " +
                     (reading.met ? reading.met->to_string() : "") + "\n";
  for (const std::string& sentence : reading.why) text += "  " + sentence + "\n";
  return text;
}
std::string whole(const std::vector<ClockReading>& all) {
  std::string text;
  for (const ClockReading& each : all) text += whole(each);
  return text;
}

void keep_until(std::optional<Dated>& event, CivilDate day) {
  if (event && event->on > day) event.reset();
}
template <class T, class At>
void keep_until(std::vector<T>& events, CivilDate day, At at) {
  events.erase(std::remove_if(events.begin(), events.end(), [&](const T& each) { return at(each).on > day; }), events.end());
}

/// What an archive knew on that day: everything later cut off.
ClockFacts cut(ClockFacts facts, CivilDate day) {
  for (std::optional<Dated>* event :
       {&facts.registered, &facts.transferred_in, &facts.answered_transfer, &facts.objected, &facts.returned, &facts.transferred_out,
        &facts.routed_elsewhere, &facts.disposed, &facts.noticed, &facts.accepted, &facts.refused, &facts.preliminary, &facts.review_requested,
        &facts.review_answered, &facts.review_delivered, &facts.rereview_requested, &facts.rereview_answered, &facts.fed_back, &facts.merged, &facts.withdrawn, &facts.voided}) {
    keep_until(*event, day);
  }
  const auto self = [](const Dated& each) { return each; };
  for (std::vector<Dated>* events : {&facts.replied, &facts.delivered, &facts.concluded, &facts.reworked, &facts.reopened, &facts.slip_answered, &facts.slip_objected}) {
    keep_until(*events, day, self);
  }
  keep_until(facts.limits, day, [](const auto& each) { return each.set; });
  for (Limit& each : facts.limits) keep_until(each.done, day);
  keep_until(facts.category, day, [](const auto& each) { return each.at; });
  keep_until(facts.addressable, day, [](const auto& each) { return each.at; });
  keep_until(facts.extensions, day, [](const auto& each) { return each.approved; });
  for (Extension& each : facts.extensions) keep_until(each.told, day);
  keep_until(facts.suspensions, day, [](const auto& each) { return each.from; });
  for (Suspension& each : facts.suspensions) keep_until(each.to, day);
  if (facts.rule_set && facts.rule_set->at.on > day) facts.rule_set.reset();
  if (facts.assigned && facts.assigned->received.on > day) facts.assigned.reset();
  if (facts.assigned) keep_until(facts.assigned->delay_explained, day);
  return facts;
}

/// A matter with any history, also an odd one; every event within 200 days of receipt.
class AnyMatter {
 public:
  explicit AnyMatter(std::uint32_t seed) : m_random(seed) {}

  ClockFacts make() {
    ClockFacts facts;
    facts.received = {day("2005-05-01").plus_days(pick(7900)), 1, "登记"};
    facts.kind = static_cast<MatterKind>(pick(10) < 8 ? 0 : 1 + pick(2));
    facts.petition_department = pick(4) == 0;
    m_received = facts.received.on;
    facts.category = {{static_cast<Category>(pick(3) > 0 ? 2 : pick(6)), facts.received}};
    if (pick(8) == 0) facts.category.push_back({static_cast<Category>(pick(6)), any()});
    if (pick(5) == 0) facts.addressable = {{false, facts.received}, {pick(2) == 0, any()}};
    if (pick(3) == 0) facts.rule_set = SetChoice{pick(2) == 0 ? "xf-2005" : "xf-2022", any()};
    if (pick(3) == 0) facts.assigned = Assignment{any(), pick(2) == 0 ? std::optional<CivilDate>(any().on) : std::nullopt, maybe(3)};
    facts.notice_accepts = pick(2) == 0;
    facts.accepted_by_notice = pick(2) == 0;
    for (std::optional<Dated>* event : {&facts.disposed, &facts.noticed, &facts.accepted, &facts.preliminary, &facts.review_requested,
                                        &facts.review_answered, &facts.review_delivered, &facts.rereview_requested, &facts.rereview_answered, &facts.fed_back}) {
      *event = maybe(2);
    }
    for (std::optional<Dated>* event : {&facts.transferred_in, &facts.answered_transfer, &facts.objected, &facts.returned, &facts.transferred_out,
                                        &facts.routed_elsewhere, &facts.refused, &facts.merged, &facts.withdrawn, &facts.voided}) {
      *event = maybe(8);
    }
    for (std::vector<Dated>* events : {&facts.replied, &facts.delivered, &facts.concluded}) some(*events, 2);
    for (std::vector<Dated>* events : {&facts.slip_answered, &facts.slip_objected}) some(*events, 4);
    while (pick(3) == 0) {
      const ClockEvent from = pick(2) == 0 ? ClockEvent::slip_sent : pick(2) == 0 ? ClockEvent::urged : ClockEvent::decided;
      facts.limits.push_back({from, any(), any().on, "要求", "", from == ClockEvent::decided ? maybe(2) : std::nullopt});
    }
    some(facts.reworked, 6);
    some(facts.reopened, 6);
    while (pick(3) == 0) facts.extensions.push_back({pick(40), any(), pick(6) == 0 ? "" : "王部长", maybe(2)});
    while (pick(3) == 0) facts.suspensions.push_back({any(), maybe(2), pick(4) > 0, "听证"});
    return facts;
  }

  int pick(int below) { return static_cast<int>(m_random() % static_cast<std::uint32_t>(below)); }
  Dated any() { return {m_received.plus_days(pick(200)), ++m_seq, "步骤"}; }

 private:
  std::optional<Dated> maybe(int one_in) { return pick(one_in) == 0 ? std::optional<Dated>(any()) : std::nullopt; }
  void some(std::vector<Dated>& events, int one_in) {
    while (pick(one_in) == 0) events.push_back(any());
  }

  std::mt19937 m_random;
  CivilDate m_received;
  std::int64_t m_seq = 1;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(clock_properties)

BOOST_AUTO_TEST_CASE(a_reading_as_of_a_day_knows_no_later_fact) {
  AnyMatter any(20261124);
  int replayed = 0, differed = 0;
  for (int i = 0; i < 3000; ++i) {
    const ClockFacts facts = any.make();
    const CivilDate as_of = facts.received.on.plus_days(any.pick(260));
    const std::string full = whole(read_clocks(facts, as_of, rules(), calendar()));
    const std::string past = whole(read_clocks(cut(facts, as_of), as_of, rules(), calendar()));
    BOOST_REQUIRE_MESSAGE(full == past, full << "\nagainst\n" << past);
    if (full != whole(read_clocks(facts, as_of.plus_days(40), rules(), calendar()))) ++differed;
    ++replayed;
  }
  BOOST_TEST(replayed == 3000);
  BOOST_TEST(differed > 2000);  // the days after do matter
}

BOOST_AUTO_TEST_CASE(every_due_day_is_the_first_working_day_from_the_nominal_one) {
  AnyMatter any(7);
  int seen = 0, rolled = 0;
  for (int i = 0; i < 3000; ++i) {
    const ClockFacts facts = any.make();
    const CivilDate as_of = facts.received.on.plus_days(any.pick(260));
    const auto all = read_clocks(facts, as_of, rules(), calendar());
    const auto bare = read_clocks(facts, as_of, rules(), calendar(), Explain::no);
    BOOST_REQUIRE(all.size() == bare.size());
    for (std::size_t k = 0; k < all.size(); ++k) {
      const ClockReading& each = all[k];
      BOOST_REQUIRE(line(each) == line(bare[k]));
      BOOST_REQUIRE(bare[k].why.empty());
      BOOST_REQUIRE(each.why.size() >= 3U);  // the basis, the set and at least one reason
      if (each.state == ClockState::not_owed) continue;
      ++seen;
      if (each.clock == "slip" || each.clock == "urge" || each.clock == "decision") {  // a day that a step named rolls nowhere
        BOOST_REQUIRE((each.due == each.nominal));
        continue;
      }
      BOOST_REQUIRE(calendar().is_workday(each.due));
      for (CivilDate d = each.nominal; d < each.due; d = d.plus_days(1)) BOOST_REQUIRE(!calendar().is_workday(d));
      rolled += each.due != each.nominal;
      BOOST_REQUIRE(each.due >= each.nominal);
      BOOST_REQUIRE((each.state == ClockState::late || each.state == ClockState::lapsed) == (!each.met && as_of > each.due));
      if (each.met) BOOST_REQUIRE((each.state == ClockState::met) == (*each.met <= each.due));
    }
    const ClockReading* first = strictest(all);
    for (const ClockReading& each : all) {
      if (each.open() && each.owner == ClockOwner::office) BOOST_REQUIRE((first != nullptr && first->nominal <= each.nominal));
    }
  }
  BOOST_TEST(seen > 8000);
  BOOST_TEST(rolled > 1000);
}

// A letter that comes a day later is never due earlier: over every day of all three sets' time, for each length of term.
BOOST_AUTO_TEST_CASE(due_days_grow_with_the_day_of_receipt) {
  std::vector<ClockReading> yesterday;
  for (CivilDate d = day("2005-05-01"); d < day("2026-12-31"); d = d.plus_days(1)) {
    ClockFacts facts = claim(d.to_string());
    facts.transferred_in = facts.accepted = facts.received;
    facts.delivered = {facts.received};
    facts.review_requested = facts.review_answered = facts.review_delivered = facts.rereview_requested = facts.received;
    facts.assigned = Assignment{facts.received, std::nullopt, std::nullopt};
    const auto today = read_clocks(facts, d, rules(), calendar(), Explain::no);
    if (yesterday.size() == today.size() && yesterday.front().set == today.front().set) {
      for (std::size_t k = 0; k < today.size(); ++k) {
        BOOST_REQUIRE_MESSAGE(yesterday[k].nominal <= today[k].nominal, line(yesterday[k]) << " / " << line(today[k]));
        BOOST_REQUIRE_MESSAGE(yesterday[k].due <= today[k].due, line(yesterday[k]) << " / " << line(today[k]));
      }
    }
    yesterday = today;
  }
}

BOOST_AUTO_TEST_SUITE_END()
