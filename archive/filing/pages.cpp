#include "archive/filing/pages.hpp"

#include <algorithm>

namespace anjuan::filing {

std::vector<PageSpan> number_pages(const std::vector<Faces>& papers) {
  std::vector<PageSpan> spans;
  std::uint32_t next = 1;
  for (const Faces& paper : papers) {
    const std::uint32_t pages = paper.numbered();
    spans.push_back(pages == 0 ? PageSpan{} : PageSpan{next, next + pages - 1});
    next += pages;
  }
  return spans;
}

std::uint32_t number_of_face(const Faces& faces, std::uint32_t first, std::uint32_t face) {
  if (first == 0 || face == 0 || face > faces.count || std::binary_search(faces.blank.begin(), faces.blank.end(), face)) return 0;
  const auto blank_before = static_cast<std::uint32_t>(std::lower_bound(faces.blank.begin(), faces.blank.end(), face) - faces.blank.begin());
  return first + (face - 1) - blank_before;
}

Corner corner_of_face(std::uint32_t face) { return face % 2 == 1 ? Corner::upper_right : Corner::upper_left; }

}  // namespace anjuan::filing
