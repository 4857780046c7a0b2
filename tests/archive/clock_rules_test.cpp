// schemas/rules/clocks.toml and what such a file may not say.
#include <boost/test/unit_test.hpp>

#include "archive/registry/clock_rules.hpp"

using namespace anjuan;
using namespace anjuan::registry;

BOOST_AUTO_TEST_SUITE(clock_rules)

BOOST_AUTO_TEST_CASE(the_builtin_rules_are_read) {
  const auto rules = ClockRules::builtin();
  BOOST_REQUIRE_MESSAGE(rules.has_value(), (rules ? "" : rules.error().message));
  BOOST_TEST(rules->sets().size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
