// How units flow down pages, against what was put in: nothing lost, nothing out of order, nothing outside the frame.
#include "tools/extract/print/unit.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace anjuan;
using namespace anjuan::press;

namespace {

/// A unit that notes in `drawn` what it is: "7" whole, "7a" and "7b" parted.
Unit unit(const std::string& name, double height, std::vector<std::string>& drawn) {
  Unit made;
  made.height = height;
  made.draw = [name, &drawn](cairo_t*, const Place&) { drawn.push_back(name); };
  return made;
}

Unit parted(const std::string& name, double height, std::vector<std::string>& drawn) {
  Unit made = unit(name, height, drawn);
  made.part = [=, &drawn](double available) -> std::optional<std::pair<Unit, Unit>> {
    if (available < 10 || height < 20) return std::nullopt;
    available = std::min(available, height - 10);
    return std::pair(parted(name + "a", available, drawn), parted(name + "b", height - available, drawn));
  };
  return made;
}

std::vector<std::string> draw(const std::vector<Page>& pages, std::vector<std::string>& drawn) {
  drawn.clear();
  for (const Page& page : pages) {
    for (const Placed& placed : page) placed.unit.draw(nullptr, placed.place);
    drawn.emplace_back("|");
  }
  return drawn;
}

const Frame k_frame{10, 20, 100, 300, 40, 280};
using Names = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(paginate_units)

BOOST_AUTO_TEST_CASE(the_first_page_and_the_others_have_frames_of_their_own) {
  Names drawn;
  const auto pages = paginate({unit("1", 290, drawn), unit("2", 150, drawn), unit("3", 120, drawn)}, k_frame, 9);
  BOOST_REQUIRE(pages.has_value());
  BOOST_TEST(draw(*pages, drawn) == (Names{"1", "|", "2", "3", "|"}), boost::test_tools::per_element());
  BOOST_TEST((*pages)[0][0].place.y == 20.0);
  BOOST_TEST((*pages)[1][0].place.y == 40.0);
  BOOST_TEST((*pages)[1][1].place.y == 190.0);
}

BOOST_AUTO_TEST_CASE(what_must_not_be_parted_moves_together) {
  Names drawn;
  std::vector<Unit> units = {unit("1", 200, drawn), unit("2", 60, drawn), unit("3", 60, drawn)};
  const auto apart = paginate(units, k_frame, 9);
  BOOST_TEST(draw(*apart, drawn) == (Names{"1", "2", "|", "3", "|"}), boost::test_tools::per_element());
  units[1].with_next = true;
  const auto together = paginate(units, k_frame, 9);
  BOOST_TEST(draw(*together, drawn) == (Names{"1", "|", "2", "3", "|"}), boost::test_tools::per_element());
}

// Counter-example: a heading does not leave a third of a page empty because the text below it is longer than what is left.
BOOST_AUTO_TEST_CASE(a_heading_stays_with_the_first_lines_of_a_long_text) {
  Names drawn;
  std::vector<Unit> units = {unit("1", 200, drawn), unit("heading", 20, drawn), parted("text", 250, drawn)};
  units[1].with_next = true;
  units[2].least = 20;
  const auto pages = paginate(units, k_frame, 9);
  BOOST_REQUIRE(pages.has_value());
  BOOST_TEST(draw(*pages, drawn) == (Names{"1", "heading", "texta", "|", "textb", "|"}), boost::test_tools::per_element());
  // Where not even they have room, both move.
  units[0].height = 275;
  const auto moved = paginate(units, k_frame, 9);
  BOOST_TEST(draw(*moved, drawn) == (Names{"1", "|", "heading", "text", "|"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_stretches_takes_what_is_left) {
  Names drawn;
  std::vector<Unit> units = {unit("1", 50, drawn), unit("2", 50, drawn), unit("3", 50, drawn)};
  units[0].stretch = 1, units[1].stretch = 2;
  const auto pages = paginate(units, k_frame, 9);
  const Page& page = pages->at(0);
  BOOST_TEST(page[0].place.height == 100.0);
  BOOST_TEST(page[1].place.height == 150.0);
  BOOST_TEST(page[2].place.y + page[2].place.height == 320.0);
}

BOOST_AUTO_TEST_CASE(a_table_closes_on_each_page_and_repeats_its_head) {
  Names drawn;
  auto head = std::make_shared<Unit>(unit("h", 50, drawn));
  head->table = 1;
  std::vector<Unit> units = {*head};
  for (int i = 1; i <= 6; ++i) {
    units.push_back(unit(std::to_string(i), 100, drawn));
    units.back().table = 1, units.back().head = head;
  }
  const auto pages = paginate(units, k_frame, 9);
  BOOST_TEST(draw(*pages, drawn) == (Names{"h", "1", "2", "|", "h", "3", "4", "|", "h", "5", "6", "|"}), boost::test_tools::per_element());
  for (const Page& page : *pages) {
    BOOST_TEST(page.front().place.first);
    BOOST_TEST(page.back().place.last);
    BOOST_TEST(!page[1].place.first);
    BOOST_TEST(!page[1].place.last);
  }
}

BOOST_AUTO_TEST_CASE(empty_rows_fill_a_page_and_no_more) {
  Names drawn;
  std::vector<Unit> units = {unit("1", 100, drawn), unit("-", 60, drawn)};
  units[1].fill = true;
  const auto pages = paginate(units, k_frame, 9);
  BOOST_TEST(draw(*pages, drawn) == (Names{"1", "-", "-", "-", "|"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_higher_than_a_page_is_parted_or_refused) {
  Names drawn;
  const auto pages = paginate({parted("1", 700, drawn)}, k_frame, 9);
  BOOST_TEST(draw(*pages, drawn) == (Names{"1a", "|", "1ba", "|", "1bb", "|"}), boost::test_tools::per_element());
  const auto refused = paginate({unit("1", 301, drawn)}, k_frame, 9);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().code == ErrorCode::internal));
}

BOOST_AUTO_TEST_CASE(pages_have_an_end) {
  Names drawn;
  const auto refused = paginate({parted("1", 5000, drawn)}, k_frame, 5);
  BOOST_REQUIRE(!refused.has_value());
  BOOST_TEST((refused.error().code == ErrorCode::resource_exhausted));
}

BOOST_AUTO_TEST_CASE(whatever_flows_stays_in_order_and_inside) {
  std::mt19937 random(20230301);
  const auto chance = [&](int of) { return std::uniform_int_distribution<int>(1, of)(random) == 1; };
  for (int round = 0; round < 2000; ++round) {
    Names drawn;
    std::vector<Unit> units;
    double whole = 0;
    const int count = std::uniform_int_distribution<int>(1, 12)(random);
    for (int i = 0; i < count; ++i) {
      const double height = std::uniform_int_distribution<int>(1, chance(4) ? 900 : 120)(random);
      units.push_back(height > 120 || chance(2) ? parted(std::to_string(i), height, drawn) : unit(std::to_string(i), height, drawn));
      units.back().with_next = height <= 60 && chance(4);
      whole += height;
    }
    const auto pages = paginate(units, k_frame, 500);
    BOOST_REQUIRE_MESSAGE(pages.has_value(), (pages ? std::string() : pages.error().message));
    double placed_height = 0;
    int last = 0;
    for (std::size_t i = 0; i < pages->size(); ++i) {
      double bottom = i == 0 ? 20 : 40;
      BOOST_REQUIRE(!(*pages)[i].empty());
      for (const Placed& placed : (*pages)[i]) {
        BOOST_REQUIRE(std::abs(placed.place.y - bottom) < 0.1);
        bottom = placed.place.y + placed.place.height;
        BOOST_REQUIRE(bottom <= 320.1);
        placed_height += placed.place.height;
        placed.unit.draw(nullptr, placed.place);
        BOOST_REQUIRE(std::stoi(drawn.back()) >= last);
        last = std::stoi(drawn.back());
      }
    }
    BOOST_REQUIRE(std::abs(placed_height - whole) < 0.5);
  }
}

BOOST_AUTO_TEST_SUITE_END()
