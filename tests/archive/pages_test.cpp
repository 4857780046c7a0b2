// Page numbers (R-140…R-144).
#include "archive/filing/pages.hpp"

#include <boost/test/unit_test.hpp>
#include <random>

using namespace anjuan::filing;

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(r_140_faces_that_bear_writing_are_numbered_and_blank_ones_are_not) {
  const Faces letter{4, {2}};
  BOOST_TEST(letter.numbered() == 3U);
  BOOST_TEST(number_of_face(letter, 1, 1) == 1U);
  BOOST_TEST(number_of_face(letter, 1, 2) == 0U);
  BOOST_TEST(number_of_face(letter, 1, 3) == 2U);
  BOOST_TEST(number_of_face(letter, 1, 4) == 3U);
  // There is no such face, and a paper that bears no number has none on any face.
  BOOST_TEST(number_of_face(letter, 1, 5) == 0U);
  BOOST_TEST(number_of_face(letter, 1, 0) == 0U);
  BOOST_TEST(number_of_face(letter, 0, 1) == 0U);
}

BOOST_AUTO_TEST_CASE(r_141_fronts_are_numbered_at_the_right_and_backs_at_the_left) {
  BOOST_TEST((corner_of_face(1) == Corner::upper_right));
  BOOST_TEST((corner_of_face(2) == Corner::upper_left));
  BOOST_TEST((corner_of_face(7) == Corner::upper_right));
}

BOOST_AUTO_TEST_CASE(r_142_one_sequence_runs_through_the_papers) {
  const std::vector<PageSpan> spans = number_pages({{3, {}}, {2, {2}}, {1, {1}}, {2, {}}});
  BOOST_REQUIRE(spans.size() == 4U);
  BOOST_TEST((spans[0].first == 1U && spans[0].last == 3U));
  BOOST_TEST((spans[1].first == 4U && spans[1].last == 4U));
  BOOST_TEST((spans[2].first == 0U && spans[2].last == 0U));  // nothing on it
  BOOST_TEST((spans[3].first == 5U && spans[3].last == 6U));
}

// every number from 1 to the count stands on exactly one face, in order.
BOOST_AUTO_TEST_CASE(r_142_r_144_numbers_have_neither_gap_nor_double) {
  std::mt19937 random(20260301);
  for (int round = 0; round < 2000; ++round) {
    std::vector<Faces> papers(random() % 6);
    std::uint32_t pages = 0;
    for (Faces& paper : papers) {
      paper.count = random() % 7;
      for (std::uint32_t face = 1; face <= paper.count; ++face) {
        if (random() % 3 == 0) paper.blank.push_back(face);
      }
      pages += paper.numbered();
    }
    const std::vector<PageSpan> spans = number_pages(papers);
    std::uint32_t last = 0;
    for (std::size_t i = 0; i < papers.size(); ++i) {
      for (std::uint32_t face = 1; face <= papers[i].count; ++face) {
        const std::uint32_t number = number_of_face(papers[i], spans[i].first, face);
        if (number == 0) continue;
        BOOST_REQUIRE(number == last + 1);
        last = number;
      }
      if (papers[i].numbered() > 0) BOOST_REQUIRE(spans[i].last == last);
    }
    BOOST_REQUIRE(last == pages);
  }
}

BOOST_AUTO_TEST_SUITE_END()
