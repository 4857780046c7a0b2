// Page numbers of a 件 or a volume (R-140…R-144). Pure. Proof: tests/archive/pages_test.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace anjuan::filing {

/// a volume holds at most so many pages.
inline constexpr std::uint32_t k_volume_pages = 200;

/// The faces of one paper, as scanned; a folded large sheet is one.
struct Faces {
  std::uint32_t count = 0;
  std::vector<std::uint32_t> blank;  ///< without writing or picture, 1-based, ascending: they bear no number (R-140)

  std::uint32_t numbered() const { return count - static_cast<std::uint32_t>(blank.size()); }
};

/// The numbers a paper's faces bear: first … last; both 0 when it has none.
struct PageSpan {
  std::uint32_t first = 0, last = 0;
};

/// one sequence from 1 through a volume, and through the papers of a 件, in their order.
std::vector<PageSpan> number_pages(const std::vector<Faces>& papers);

/// The number of one face (1-based) of a paper that begins with `first`; 0 for a blank one.
std::uint32_t number_of_face(const Faces& faces, std::uint32_t first, std::uint32_t face);

/// front upper right, back upper left. Faces are counted through the paper as it lies: odd ones are fronts.
enum class Corner : std::uint8_t { upper_right, upper_left };
Corner corner_of_face(std::uint32_t face);

}  // namespace anjuan::filing
