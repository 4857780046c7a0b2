#include "archive/base/simplified.hpp"

#include <algorithm>
#include <iterator>

namespace anjuan {

namespace {

struct Simplification {
  char32_t traditional, simplified;
};
constexpr Simplification k_simplifications[] = {
#include "simplified_table.inc"
};
static_assert(std::size(k_simplifications) > 4000, "schemas/dictionaries/fold-t2s.tsv was not understood");

}  // namespace

char32_t simplified(char32_t c) {
  const auto* const end = std::end(k_simplifications);
  const auto* const found = std::lower_bound(std::begin(k_simplifications), end, c,
                                             [](const Simplification& row, char32_t key) { return row.traditional < key; });
  return found != end && found->traditional == c ? found->simplified : c;
}

}  // namespace anjuan
